package importer_test

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// The estate is a city whose walks can be checked by hand. Metres east and north
// of 121.5, 31.25:
//
//	   700           + j                    · F ends 20 m beside P
//	   640           ¦ island, joined by the repair
//	  W · · +--------+------c1--·--------+ B   y = 600
//	border  |               #   F        |
//	 -50    C w             #            D          |  c2
//	        |     +–––+school P h        |          |  i    island, x = 1800
//	        |     |   Q     #            |          |
//	        +--q--+---+-----s------------+ A   y = 0
//	        |                   [k]
//	        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ river  y = -200
//	        |             r
//	        +----------------------------+ S   y = -450
//
// P is for residents, behind gates at both ends; Q is a square of 200 m a side
// with the school's path at its far corner; k is a kindergarten whose entrance
// is in its northern wall. The bridge from A to S is at x = 0. One place each
// has 1, 2, 4, 8 … people, so that a sum says who is in it.
var estate = town{
	"city.toml": `name = "estate"
[streets]
source  = "streets.osm"
private = "PRIVATE"
walking = "WALKING"
[[streets.repairs]]
name = "ferry stairs"
line = REPAIR
[[demand]]
source = "people.csv"
[[facilities]]
source = "places.csv"
[[facilities]]
source   = "streets.osm"
services = ["kindergarten"]
[services.clinic]
minutes = 10
[services.school]
minutes = 8
[services.kindergarten]
`,
	"people.csv": csvAt("id,lon,lat,all", "h", 710, 190, "1", "s", 700, -10, "2", "q", 100, -10, "4",
		"r", 600, -215, "8", "i", 1810, 50, "16", "j", 210, 700, "32", "w", -10, 300, "64"),
	"places.csv":  csvAt("id,lon,lat,services", "c1", 700, 610, "clinic", "c2", 1790, 60, "clinic", "school", 310, 400, "school"),
	"streets.osm": drawnOSM(),
}.with("city.toml", "REPAIR", fmt.Sprintf("[%s, %s]", lonLat(200, 601), lonLat(200, 641)))

// as is the estate with private streets treated and the map read in a way.
func as(private, walking string) town {
	return estate.with("city.toml", "PRIVATE", private).with("city.toml", "WALKING", walking)
}

var ground = geo.PlaneAt(orb.Point{121.5, 31.25})

func at(x, y float64) orb.Point {
	p := ground.From(x, y)
	return orb.Point{math.Round(p[0]*1e7) / 1e7, math.Round(p[1]*1e7) / 1e7}
}

func lonLat(x, y float64) string {
	p := at(x, y)
	return fmt.Sprintf("[%.7f, %.7f]", p[0], p[1])
}

// csvAt writes rows of id, x, y and one more column.
func csvAt(head string, cells ...any) string {
	out := head + "\n"
	for ; len(cells) > 0; cells = cells[4:] {
		x, y := 0.0, 0.0
		fmt.Sscan(fmt.Sprint(cells[1], " ", cells[2]), &x, &y)
		p := at(x, y)
		out += fmt.Sprintf("%v,%.7f,%.7f,%v\n", cells[0], p[0], p[1], cells[3])
	}
	return out
}

func drawnOSM() string {
	low, high := at(-50, -1000), at(3000, 2000)
	var nodes, ways strings.Builder
	seen := map[orb.Point]int{}
	tag := map[orb.Point]string{
		at(700, 20): `<tag k="barrier" v="gate"/><tag k="access" v="private"/>`, at(700, 580): `<tag k="barrier" v="gate"/><tag k="access" v="private"/>`,
		at(1050, -20): `<tag k="entrance" v="main"/>`,
	}
	way := func(id int, tags string, xy ...float64) {
		fmt.Fprintf(&ways, `<way id="%d">`, id)
		for i := 0; i < len(xy); i += 2 {
			p := at(xy[i], xy[i+1])
			if seen[p] == 0 {
				seen[p] = len(seen) + 1
				fmt.Fprintf(&nodes, "<node id=\"%d\" lon=\"%.7f\" lat=\"%.7f\">%s</node>\n", seen[p], p[0], p[1], tag[p])
			}
			fmt.Fprintf(&ways, `<nd ref="%d"/>`, seen[p])
		}
		for _, kv := range strings.Fields(tags) {
			k, v, _ := strings.Cut(kv, "=")
			fmt.Fprintf(&ways, `<tag k="%s" v="%s"/>`, k, v)
		}
		ways.WriteString("</way>\n")
	}
	way(1, "highway=residential name=A", 0, 0, 100, 0, 300, 0, 700, 0, 1400, 0)
	way(2, "highway=residential name=B", 0, 600, 700, 600, 720, 600, 1400, 600)
	way(3, "highway=residential name=C", 0, 0, 0, 600)
	way(4, "highway=residential name=D", 1400, 0, 1400, 600)
	way(5, "highway=residential name=W", 0, 600, -300, 600)
	way(6, "highway=service access=private name=P", 700, 0, 700, 20, 700, 580, 700, 600)
	way(7, "highway=pedestrian area=yes name=Q", 100, 0, 300, 0, 300, 200, 100, 200, 100, 0)
	way(8, "highway=footway", 300, 200, 300, 400)
	way(9, "highway=footway name=S bridge=yes", 0, 0, 0, -450)
	way(10, "highway=footway name=S", 0, -450, 1400, -450)
	way(11, "waterway=river", -100, -200, 1500, -200)
	way(12, "highway=footway name=island", 1800, 0, 1800, 100)
	way(13, "highway=footway name=stairs", 200, 640, 200, 700)
	way(14, "highway=footway name=F", 720, 600, 720, 400)
	way(15, "building=yes amenity=kindergarten", 1000, -100, 1100, -100, 1100, -20, 1050, -20, 1000, -20, 1000, -100)
	return fmt.Sprintf("<osm version=\"0.6\"><bounds minlon=\"%.7f\" minlat=\"%.7f\" maxlon=\"%.7f\" maxlat=\"%.7f\"/>\n%s%s</osm>\n",
		low[0], low[1], high[0], high[1], nodes.String(), ways.String())
}
