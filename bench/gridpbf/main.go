// Command gridpbf writes a generated city as an OpenStreetMap extract, so that
// an import can be timed beside other programs on the same file:
//
//	gridpbf [-side 1000] FILE.osm.pbf
//
// A side of 1000 gives about a million street nodes, ids shuffled as in real
// extracts. The same side gives the same bytes.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/paulmach/orb"

	"lifecircle/data/osm/pbfwrite"
	"lifecircle/geo/streets/gridcity"
)

func main() {
	side := flag.Int("side", 1000, "corners along a side of the grid")
	flag.Parse()
	if flag.NArg() != 1 || *side < 2 {
		fmt.Fprintln(os.Stderr, "usage: gridpbf [-side 1000] FILE.osm.pbf")
		os.Exit(2)
	}
	if err := write(flag.Arg(0), gridcity.New(*side, 1)); err != nil {
		fmt.Fprintln(os.Stderr, "gridpbf:", err)
		os.Exit(1)
	}
}

func write(path string, c *gridcity.City) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out := bufio.NewWriterSize(file, 1<<20)
	if err := encode(out, c); err != nil {
		return err
	}
	return out.Flush()
}

func encode(out *bufio.Writer, c *gridcity.City) error {
	west, south, east, north := c.Bounds()
	const unit = 1e7
	w, err := pbfwrite.New(out, pbfwrite.Options{Sorted: true, Bound: &orb.Bound{
		Min: orb.Point{float64(west) / unit, float64(south) / unit},
		Max: orb.Point{float64(east) / unit, float64(north) / unit},
	}})
	if err != nil {
		return err
	}
	for n := range c.Nodes() {
		w.Node(n.ID, n.Lon, n.Lat) // the first error sticks until Close
	}
	for id, nodes := range c.Ways() {
		w.Way(id, nodes, "highway", "residential")
	}
	return w.Close()
}
