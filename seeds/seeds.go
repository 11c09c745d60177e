// Package seeds is the data that lifecircle ships: ordinary files, read by the
// ordinary importers as they would read a planner's.
//
//	standards/*.toml   services and targets of policy documents, each with its clause
//	profiles/*.toml    how groups of people walk, each number with its source
//	tags/*.toml        which OpenStreetMap tags offer which service, which buildings are homes
//	newtown/           the sample city, Tinglan New Town (fictional): city.toml and its four sources
//
// The files are embedded, so that an installed program has them wherever it
// runs; whoever needs one is handed [FS] as an fs.FS. The package imports
// nothing of the project and does nothing.
//
// The sample city is drawn by newtown/generate, whose plan is in
// internal/testcity/newtown; README.md says how.
package seeds

import "embed"

//go:generate newtown/generate

// FS holds the files under the paths above, such as
// "standards/shanghai-14fyp.toml" and "newtown/city.toml".
//
//go:embed standards/*.toml profiles/*.toml tags/*.toml
//go:embed newtown/city.toml newtown/streets.osm newtown/demand.csv newtown/facilities.csv newtown/districts.geojson
var FS embed.FS
