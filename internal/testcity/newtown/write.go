package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// decimal writes units of 1e-7 degrees with all seven places.
func decimal(units int32) string {
	s := strconv.Itoa(int(units))
	return s[:len(s)-7] + "." + s[len(s)-7:]
}

var escape = strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;")

// firstNode and firstWay are the ids of the file's first node and way.
const firstNode, firstWay = 1001, 101

// osm writes the drawing as an OpenStreetMap file. Its bounds are the rectangle
// that was asked for, as in an extract; a few nodes lie beyond.
func (c *canvas) osm(south, west, north, east int32) []byte {
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	b.WriteString("<osm version=\"0.6\" generator=\"lifecircle seeds/newtown/generate\" copyright=\"a fictional town, not from OpenStreetMap\" license=\"Apache-2.0\">\n")
	fmt.Fprintf(&b, "  <bounds minlat=\"%s\" minlon=\"%s\" maxlat=\"%s\" maxlon=\"%s\"/>\n",
		decimal(south), decimal(west), decimal(north), decimal(east))
	tags := func(list []tag) {
		for _, t := range list {
			fmt.Fprintf(&b, "    <tag k=\"%s\" v=\"%s\"/>\n", escape.Replace(t.key), escape.Replace(t.value))
		}
	}
	for i, n := range c.nodes {
		lon, lat := n.at.units()
		fmt.Fprintf(&b, "  <node id=\"%d\" version=\"1\" lat=\"%s\" lon=\"%s\"", firstNode+i, decimal(lat), decimal(lon))
		if len(n.tags) == 0 {
			b.WriteString("/>\n")
			continue
		}
		b.WriteString(">\n")
		tags(n.tags)
		b.WriteString("  </node>\n")
	}
	for i, w := range c.ways {
		fmt.Fprintf(&b, "  <way id=\"%d\" version=\"1\">\n", firstWay+i)
		for _, n := range w.nodes {
			fmt.Fprintf(&b, "    <nd ref=\"%d\"/>\n", firstNode+n)
		}
		tags(w.tags)
		b.WriteString("  </way>\n")
	}
	b.WriteString("</osm>\n")
	return b.Bytes()
}

func table(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

func demandTable(list []estate) []byte {
	rows := [][]string{{"id", "name_zh", "name_en", "lon", "lat", "urban", "all", "age_60_plus", "age_65_plus",
		"age_80_plus", "age_0_2", "age_3_5", "dwellings", "floor_area_m2"}}
	for _, e := range list {
		lon, lat := e.at.units()
		urban := "urban"
		if !e.urban {
			urban = "rural"
		}
		row := []string{e.id, e.name.zh, e.name.en, decimal(lon), decimal(lat), urban}
		for _, n := range []int{e.all, e.age.over60, e.age.over65, e.age.over80, e.age.under3, e.age.from3to5, e.dwellings, e.floorM2} {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, row)
	}
	return table(rows)
}

func facilityTable(list []facility) []byte {
	rows := [][]string{{"id", "name_zh", "name_en", "services", "lon", "lat", "capacity", "status", "opens", "closes"}}
	for _, f := range list {
		lon, lat := f.at.units()
		rows = append(rows, []string{f.id, f.name.zh, f.name.en, f.services, decimal(lon), decimal(lat),
			f.capacity, f.status, f.opens, f.closes})
	}
	return table(rows)
}

// districtLayer writes the street-towns as GeoJSON (RFC 7946).
func districtLayer() []byte {
	var b bytes.Buffer
	b.WriteString("{\"type\": \"FeatureCollection\", \"features\": [\n")
	for i, t := range streetTowns {
		fmt.Fprintf(&b, "{\"type\": \"Feature\", \"properties\": {\"code\": %q, \"name_zh\": %q, \"name_en\": %q, \"level\": 8},\n",
			t.code, t.zh, t.en)
		b.WriteString(" \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[")
		ring := border(t.letter)
		for k, p := range append(ring, ring[0]) {
			if k > 0 {
				b.WriteString(",")
			}
			if k%8 == 0 {
				b.WriteString("\n  ")
			}
			lon, lat := p.units()
			fmt.Fprintf(&b, "[%s,%s]", decimal(lon), decimal(lat))
		}
		b.WriteString("\n ]]}}")
		if i < len(streetTowns)-1 {
			b.WriteString(",")
		}
		b.WriteString("\n")
	}
	b.WriteString("]}\n")
	return b.Bytes()
}
