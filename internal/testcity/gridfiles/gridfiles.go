// Package gridfiles writes a generated city as the files a planner would bring:
// an OpenStreetMap extract, facilities, homes and the manifest. The same city
// gives the same bytes.
package gridfiles

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/paulmach/orb"

	"lifecircle/internal/testcity/gridcity"
	"lifecircle/internal/testcity/pbfwrite"
)

// unit is one degree in the generator's grid of 1e-7 degrees.
const unit = 1e7

// services of the city, each with facilities of its own.
var services = []string{"clinic", "culture", "elderly", "market", "sports"}

const manifest = `name = "grid"

[streets]
source = "streets.osm.pbf"

[[demand]]
source = "homes.csv"

[[facilities]]
source = "facilities.csv"

`

// City writes city.toml and its sources into a folder and returns the manifest's
// path: homes places of demand, and perService facilities for each of five
// services.
func City(dir string, c *gridcity.City, homes, perService int) (string, error) {
	path := filepath.Join(dir, "city.toml")
	err := errors.Join(
		PBF(filepath.Join(dir, "streets.osm.pbf"), c),
		create(filepath.Join(dir, "homes.csv"), func(w io.Writer) {
			fmt.Fprintln(w, "id,lon,lat,all")
			i := 0
			for h := range c.Homes(homes, 1) {
				fmt.Fprintf(w, "h%d,%.7f,%.7f,%d\n", i, float64(h.Lon)/unit, float64(h.Lat)/unit, h.People)
				i++
			}
		}),
		create(filepath.Join(dir, "facilities.csv"), func(w io.Writer) {
			fmt.Fprintln(w, "id,services,lon,lat")
			for s, service := range services {
				for _, n := range c.Pick(perService, uint64(s)) {
					fmt.Fprintf(w, "%s-%d,%s,%.7f,%.7f\n", service, n.ID, service, float64(n.Lon)/unit, float64(n.Lat)/unit)
				}
			}
		}),
		create(path, func(w io.Writer) {
			fmt.Fprint(w, manifest)
			for _, service := range services {
				fmt.Fprintf(w, "[services.%s]\n", service)
			}
		}),
	)
	return path, err
}

// PBF writes the streets alone, as an extract whose nodes and ways are sorted.
func PBF(path string, c *gridcity.City) error {
	west, south, east, north := c.Bounds()
	var failed error
	err := create(path, func(out io.Writer) {
		w, err := pbfwrite.New(out, pbfwrite.Options{Sorted: true, Bound: &orb.Bound{
			Min: orb.Point{float64(west) / unit, float64(south) / unit},
			Max: orb.Point{float64(east) / unit, float64(north) / unit},
		}})
		if failed = err; err != nil {
			return
		}
		for n := range c.Nodes() {
			w.Node(n.ID, n.Lon, n.Lat) // the first error sticks until Close
		}
		for id, nodes := range c.Ways() {
			w.Way(id, nodes, "highway", "residential")
		}
		failed = w.Close()
	})
	return errors.Join(failed, err)
}

// create writes a file through a buffer, which keeps the first error.
func create(path string, write func(io.Writer)) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := bufio.NewWriterSize(file, 1<<20)
	write(w)
	return w.Flush()
}
