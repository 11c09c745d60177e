package main

// manifest is the sample city's city.toml.
const manifest = `# Tinglan New Town, a fictional city of some 60,000 people: the sample that
# "lifecircle demo" builds. Nothing in it is real; the files are drawn by
# seeds/newtown/generate and read as any planner's files are.

name     = "tinglan"
title    = { zh = "汀澜新城（虚构）", en = "Tinglan New Town (fictional)" }
standard = "shanghai-14fyp"

[streets]
source      = "streets.osm"
private     = "residents" # the streets of gated compounds: at the ends of a walk, not through
walking     = "full"      # gates, squares, steps, lights as they are mapped
licence     = "Apache-2.0"
attribution = "Tinglan New Town (fictional), lifecircle sample data"

[[demand]] # estates (小区) and villages, residents by age
source      = "demand.csv"
licence     = "Apache-2.0"
attribution = "Tinglan New Town (fictional), lifecircle sample data"

[[facilities]]
source      = "facilities.csv"
licence     = "Apache-2.0"
attribution = "Tinglan New Town (fictional), lifecircle sample data"

[[districts]] # four subdistricts (街道) and two towns (镇)
source      = "districts.geojson"
licence     = "Apache-2.0"
attribution = "Tinglan New Town (fictional), lifecircle sample data"
`
