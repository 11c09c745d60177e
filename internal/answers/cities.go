package main

import (
	"embed"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed cities
var cityFiles embed.FS

// A city is one that is asked about: the folder cities/NAME has its manifests, its
// values and what is asked of it alone.
type city struct {
	name   string
	values map[string]string
}

// sources are the files beside those of cities/NAME: in the -data folder, or, with
// a leading "./", in the repository.
var sources = map[string][]string{
	"sample": {
		"./seeds/newtown/city.toml", "./seeds/newtown/streets.osm", "./seeds/newtown/demand.csv", "./seeds/newtown/facilities.csv",
		"./seeds/newtown/districts.geojson", "./seeds/newtown/whatif.toml", "./seeds/newtown/siting.toml",
	},
	"porto-alegre": {
		"porto-alegre/streets.osm.pbf", "porto-alegre/hexgrid.csv", "porto-alegre/facilities.csv", "porto-alegre/districts.geojson",
		"porto-alegre/elevation.tif", "./docs/whatif-porto-alegre.toml", "./docs/siting-porto-alegre.toml",
	},
	"liechtenstein": {"liechtenstein/liechtenstein.osm.pbf"},
	"shanghai":      {"shanghai-centre/streets.osm.pbf", "shanghai-centre/canteens-gcj02.csv", "shanghai-centre/districts.geojson"},
}

// readCities reads the values of cities.
func readCities(names []string) ([]city, error) {
	var out []city
	for _, name := range names {
		if sources[name] == nil {
			return nil, fmt.Errorf("there is no city %q in cities/", name)
		}
		values, err := readValues(path.Join("cities", name, "values.txt"))
		if err != nil {
			return nil, err
		}
		out = append(out, city{name, values})
	}
	return out, nil
}

// readValues reads lines "name value" and adds what follows from them: of a point
// "x lon,lat" xlon and xlat, and of the point "middle" the tiles tile0 … tile16
// around it as z/x/y.
func readValues(file string) (map[string]string, error) {
	text, err := cityFiles.ReadFile(file)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, line := range linesOf(text) {
		name, value, _ := strings.Cut(line, " ")
		value = strings.TrimSpace(value)
		values[name] = value
		lon, lat, two := strings.Cut(value, ",")
		x, wrongX := strconv.ParseFloat(lon, 64)
		y, wrongY := strconv.ParseFloat(lat, 64)
		if !two || wrongX != nil || wrongY != nil {
			continue
		}
		values[name+"lon"], values[name+"lat"] = lon, lat
		for z := 0; name == "middle" && z <= 16; z++ {
			values[fmt.Sprintf("tile%d", z)] = tileOf(x, y, z)
		}
	}
	return values, nil
}

// tileOf returns the tile z/x/y of Web Mercator that a point lies in.
// https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames
func tileOf(lon, lat float64, z int) string {
	n := float64(int(1) << z)
	phi := lat * math.Pi / 180
	x := int(n * (lon + 180) / 360)
	y := int(n * (1 - math.Asinh(math.Tan(phi))/math.Pi) / 2)
	return fmt.Sprintf("%d/%d/%d", z, x, y)
}

// putCities gives each city a folder of its own below work, with all its files: all
// paths that the program hears are relative, so that no answer has the folder's.
func putCities(cities []city, work, data string) error {
	for _, c := range cities {
		folder := filepath.Join(work, c.name)
		if err := os.Mkdir(folder, 0o755); err != nil {
			return err
		}
		for _, file := range sources[c.name] {
			from := filepath.Join(data, file)
			if strings.HasPrefix(file, "./") {
				from = file
			}
			if err := copyFile(from, filepath.Join(folder, filepath.Base(file))); err != nil {
				return fmt.Errorf("%w (cities need -data, and the repository's root as the working folder)", err)
			}
		}
		if err := putText(cityFiles, path.Join("cities", c.name), folder, c.values); err != nil {
			return err
		}
		if err := putText(scripts, "scripts/files", folder, c.values); err != nil {
			return err
		}
		if c.name == "shanghai" {
			if err := os.WriteFile(filepath.Join(folder, "people.csv"), peopleOfShanghai(), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// putText copies a folder of text files whose $values are a city's. A file that
// names a value which the city lacks is not for it.
func putText(from fs.FS, folder, to string, values map[string]string) error {
	entries, err := fs.ReadDir(from, folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		text, err := fs.ReadFile(from, path.Join(folder, e.Name()))
		if err != nil {
			return err
		}
		said, complete := substitute(string(text), values)
		if !complete {
			continue
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), []byte(said), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o644)
}

// peopleOfShanghai makes up people every 250 m or so over the streets of the real
// Shanghai, which come without: the census counts whole districts.
func peopleOfShanghai() []byte {
	var b strings.Builder
	b.WriteString("编号,经度,纬度,人数,老人,户数\n")
	for i := range 40 {
		for j := range 36 {
			fmt.Fprintf(&b, "%d,%.4f,%.4f,%d,%d,%d\n", 36*i+j, 121.44+0.0026*float64(i), 31.20+0.0024*float64(j),
				100+(37*i+91*j)%400, 20+(53*i+17*j)%90, 40+(29*i+71*j)%150)
		}
	}
	return []byte(b.String())
}
