// Command gridpbf writes a generated city's streets as an OpenStreetMap extract,
// so that an import can be timed beside other programs on the same file:
//
//	gridpbf [-side 1000] FILE.osm.pbf
//
// A side of 1000 gives about a million street nodes, ids shuffled as in real
// extracts. The same side gives the same bytes.
package main

import (
	"flag"
	"fmt"
	"os"

	"lifecircle/internal/testcity/gridcity"
	"lifecircle/internal/testcity/gridfiles"
)

func main() {
	side := flag.Int("side", 1000, "corners along a side of the grid")
	flag.Parse()
	if flag.NArg() != 1 || *side < 2 || *side > gridcity.MaxSide {
		fmt.Fprintf(os.Stderr, "usage: gridpbf [-side 2…%d] FILE.osm.pbf\n", gridcity.MaxSide)
		os.Exit(2)
	}
	if err := gridfiles.PBF(flag.Arg(0), gridcity.New(*side, 1)); err != nil {
		fmt.Fprintln(os.Stderr, "gridpbf:", err)
		os.Exit(1)
	}
}
