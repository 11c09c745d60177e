package osm_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lifecircle/data/osm"
	"lifecircle/internal/testcity/pbfwrite"
)

// A drawn file is a list of elements, one a line:
//
//	n1 3 4 amenity=clinic name=Old_Bridge     a node, 3 cells east and 4 north
//	w1 1,2,3,1 building=house                 a way along nodes
//	r1 w1@outer,w2@inner type=multipolygon    a relation
//
// A cell is 0.001 degrees, from 31° N 121° E. "_" in a name and in the keys of
// worded is a blank.
type drawn []element

var worded = []string{"opening_hours", "width", "maxwidth:physical", "incline", "building:flats"}

type element struct {
	kind     byte
	id       int64
	lon, lat int32
	nodes    []int64
	members  []pbfwrite.Member
	tags     []string
}

func draw(t testing.TB, text string) (d drawn) {
	t.Helper()
	number := func(s string) int64 {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		e := element{kind: f[0][0], id: number(f[0][1:])}
		rest := f[1:]
		switch e.kind {
		case 'n':
			e.lon, e.lat = 1_210_000_000+int32(number(f[1])*10_000), 310_000_000+int32(number(f[2])*10_000)
			rest = f[3:]
		case 'w':
			for _, n := range strings.Split(f[1], ",") {
				e.nodes = append(e.nodes, number(n))
			}
			rest = f[2:]
		case 'r':
			for _, m := range strings.Split(f[1], ",") {
				ref, role, _ := strings.Cut(m, "@")
				kind := map[byte]pbfwrite.Kind{'n': pbfwrite.Node, 'w': pbfwrite.Way, 'r': pbfwrite.Relation}[ref[0]]
				e.members = append(e.members, pbfwrite.Member{Kind: kind, ID: number(ref[1:]), Role: role})
			}
			rest = f[2:]
		}
		for _, tag := range rest {
			key, value, _ := strings.Cut(tag, "=")
			if strings.HasPrefix(key, "name") || slices.Contains(worded, key) {
				value = strings.ReplaceAll(value, "_", " ")
			}
			e.tags = append(e.tags, key, value)
		}
		d = append(d, e)
	}
	return d
}

func (d drawn) xml() string {
	var b strings.Builder
	text := func(s string) string {
		var e bytes.Buffer
		xml.EscapeText(&e, []byte(s))
		return e.String()
	}
	b.WriteString("<osm version='0.6'>\n")
	for _, e := range d {
		name := map[byte]string{'n': "node", 'w': "way", 'r': "relation"}[e.kind]
		fmt.Fprintf(&b, "<%s id='%d'", name, e.id)
		if e.kind == 'n' {
			fmt.Fprintf(&b, " lon='%v' lat='%v'", float64(e.lon)/1e7, float64(e.lat)/1e7)
		}
		b.WriteString(">")
		for _, n := range e.nodes {
			fmt.Fprintf(&b, "<nd ref='%d'/>", n)
		}
		for _, m := range e.members {
			fmt.Fprintf(&b, "<member type='%s' ref='%d' role='%s'/>", []string{"node", "way", "relation"}[m.Kind], m.ID, text(m.Role))
		}
		for i := 0; i < len(e.tags); i += 2 {
			fmt.Fprintf(&b, "<tag k='%s' v='%s'/>", text(e.tags[i]), text(e.tags[i+1]))
		}
		fmt.Fprintf(&b, "</%s>\n", name)
	}
	b.WriteString("</osm>\n")
	return b.String()
}

func (d drawn) pbf(t testing.TB) string {
	t.Helper()
	var out bytes.Buffer
	w, err := pbfwrite.New(&out, pbfwrite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range d {
		switch e.kind {
		case 'n':
			w.Node(e.id, e.lon, e.lat, e.tags...)
		case 'w':
			w.Way(e.id, e.nodes, e.tags...)
		case 'r':
			w.Relation(e.id, e.members, e.tags...)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// save writes a file and returns its path.
func save(t testing.TB, name, data string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read reads data as the file city.osm.
func read(t testing.TB, data string, opts osm.Options) (*osm.Extract, error) {
	t.Helper()
	opts.Name = "city.osm"
	return osm.Read(context.Background(), save(t, "city.osm", data), opts)
}

// show writes an extract down, one record a line.
func show(x *osm.Extract) string {
	var b strings.Builder
	for _, f := range x.Facilities {
		fmt.Fprintf(&b, "%s %.7f,%.7f %s", f.ID, f.Point[0], f.Point[1], strings.Join(f.Services, "+"))
		for _, s := range f.Services {
			if n, ok := f.Capacity[s]; ok {
				fmt.Fprintf(&b, " %s:%d", s, n)
			}
		}
		fmt.Fprintf(&b, " %q/%q/%q\n", f.Names.Plain, f.Names.ZH, f.Names.EN)
	}
	if d := x.Demand; d != nil {
		for i, id := range d.ID {
			fmt.Fprintf(&b, "%s %.7f,%.7f", id, d.Point[i][0], d.Point[i][1])
			for _, w := range []string{"buildings", "dwellings", "floor_area_m2"} {
				if column, ok := d.Weight[w]; ok {
					fmt.Fprintf(&b, " %s:%d", w, column[i])
				}
			}
			if d.Names != nil {
				fmt.Fprintf(&b, " %q", d.Names[i].Plain)
			}
			b.WriteString("\n")
		}
	}
	for _, d := range x.Districts {
		fmt.Fprintf(&b, "%s level %d in %q %q/%q/%q", d.Code, d.Level, d.Parent, d.Names.Plain, d.Names.ZH, d.Names.EN)
		for _, polygon := range d.Polygon {
			for i, ring := range polygon {
				fmt.Fprintf(&b, " %s", []string{"outer", "inner"}[min(i, 1)])
				for _, p := range ring {
					fmt.Fprintf(&b, " %.0f,%.0f", (p[0]-121)*1000, (p[1]-31)*1000)
				}
			}
		}
		b.WriteString("\n")
	}
	for _, n := range x.Notes {
		fmt.Fprintf(&b, "note %s %s %d %s\n", n.Code, n.Field, n.Count, strings.Join(n.Samples, "; "))
	}
	return b.String()
}
