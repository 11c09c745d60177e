// Command newtown draws the sample city, Tinglan New Town, and writes it as
// ordinary input files:
//
//	seeds/newtown/generate          # by go run, into seeds/newtown
//	seeds/newtown/generate out
//
// The town is fictional. It is drawn from a plan of letters (plan.go) and a
// random sequence that depends on nothing but places in that plan, so that the
// same program writes the same bytes on every machine; a test compares them
// with the files beside it. To change the town, change the plan and run the
// command again.
//
// It uses the standard library only and knows nothing of the rest of the
// project, which reads the files as it would read a planner's.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", filepath.Join("seeds", "newtown"), "folder to write to")
	flag.Parse()
	for _, f := range town() {
		if err := os.WriteFile(filepath.Join(*dir, f.name), f.data, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("%s: %d bytes\n", f.name, len(f.data))
	}
}

// A file of the sample city.
type file struct {
	name string
	data []byte
}

// town draws the town and returns its files.
func town() []file {
	c := newCanvas()
	c.arterials()
	estates := c.settle()
	c.interiors()
	c.riverside()
	c.nature()
	south, west, north, east := bounds()
	return []file{
		{"city.toml", []byte(manifest)},
		{"streets.osm", c.osm(south, west, north, east)},
		{"demand.csv", demandTable(estates)},
		{"facilities.csv", facilityTable(facilities())},
		{"districts.geojson", districtLayer()},
	}
}

// bounds returns the rectangle around all street-towns, in units of 1e-7
// degrees, a little larger.
func bounds() (south, west, north, east int32) {
	const margin = 3000 // 1e-7 degrees, some 30 m
	for i, t := range streetTowns {
		for k, p := range border(t.letter) {
			lon, lat := p.units()
			if i == 0 && k == 0 {
				south, west, north, east = lat, lon, lat, lon
			}
			south, north = min(south, lat), max(north, lat)
			west, east = min(west, lon), max(east, lon)
		}
	}
	return south - margin, west - margin, north + margin, east + margin
}
