package importer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A town is a folder of files that make a small city: a grid of 6 × 6 corners,
// about 200 m apart, with two districts, west and east of 121.4755.
//
//	121.4705            121.4755           121.4810
//	   +---+---+---+---+---+
//	   |   west    |  east |
//	   +---+---+---+---+---+   31.2300 … 31.2390
type town map[string]string

const townManifest = `name = "town"
title = { zh = "小城", en = "Town" }

[streets]
source = "streets.osm"
private = "closed"
walking = "plain"

[[demand]]
source = "people.csv"
licence = "CC0"

[[facilities]]
source = "places.csv"

[[districts]]
source = "districts.geojson"

[services.clinic]
names = { zh = "社区卫生" }

[services.school]
group = "age_3_5"
area = "urban"
`

func newTown() town {
	return town{
		"city.toml":         townManifest,
		"streets.osm":       grid(0),
		"people.csv":        "id,name,lon,lat,all\na,东一,121.4712,31.2312,10\nb,,121.4771,31.2351,20.5\nc,,121.4795,31.2381,\n",
		"places.csv":        "id,name,services,lon,lat\nz,卫生院,clinic,121.4734,31.2331\ny,,clinic;park,121.4787,31.2368\n",
		"districts.geojson": districts("121.4700", "121.4755", "121.4812"),
	}
}

// grid draws the streets; shift moves them north by that many 1e-4 degrees.
func grid(shift int) string {
	var b strings.Builder
	b.WriteString("<osm version=\"0.6\">\n")
	const n = 6
	for y := range n {
		for x := range n {
			fmt.Fprintf(&b, "<node id=\"%d\" lon=\"121.%d\" lat=\"31.%d\"/>\n", 1+y*n+x, 4705+21*x, 2300+18*y+shift)
		}
	}
	way := func(id, from, step int) {
		fmt.Fprintf(&b, "<way id=\"%d\">", id)
		for i := range n {
			fmt.Fprintf(&b, "<nd ref=\"%d\"/>", from+i*step)
		}
		b.WriteString("<tag k=\"highway\" v=\"residential\"/><tag k=\"name\" v=\"路\"/></way>\n")
	}
	for i := range n {
		way(100+i, 1+i*n, 1)
		way(200+i, 1+i, n)
	}
	b.WriteString("</osm>\n")
	return b.String()
}

func districts(west, border, east string) string {
	square := func(code, a, b string) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"name":"区"},"geometry":{"type":"Polygon","coordinates":[[[%s,31.2],[%s,31.2],[%s,31.3],[%s,31.3],[%s,31.2]]]}}`,
			code, a, b, b, a, a)
	}
	return `{"type":"FeatureCollection","features":[` + square("W", west, border) + "," + square("E", border, east) + "]}"
}

// with returns a town in which a file's text is replaced; an empty old text
// replaces all of it, an empty new one with it removes the file.
func (w town) with(file, old, new string) town {
	out := town{}
	for name, text := range w {
		out[name] = text
	}
	switch {
	case old == "" && new == "":
		delete(out, file)
	case old == "":
		out[file] = new
	case !strings.Contains(out[file], old):
		panic(file + " lacks " + old)
	default:
		out[file] = strings.Replace(out[file], old, new, 1)
	}
	return out
}

// west is the town a hundred degrees west, where longitude and latitude could
// each be the other.
func (w town) west() town {
	out := town{}
	for name, text := range w {
		out[name] = strings.ReplaceAll(text, "121.", "21.")
	}
	return out
}

// put writes the town into a folder and returns its manifest.
func (w town) put(t testing.TB, folder string) string {
	t.Helper()
	for name, text := range w {
		path := filepath.Join(folder, name)
		if old, err := os.ReadFile(path); err == nil && string(old) == text {
			continue
		}
		write(t, folder, name, text)
	}
	return filepath.Join(folder, "city.toml")
}
