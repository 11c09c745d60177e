package osm_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lifecircle/data/finding"
	"lifecircle/data/osm"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A record is what a reading tells the streets, as it came.
type record struct {
	ways      []build.Way
	areas     []build.Area
	obstacles []obstacle
	marks     []mark
	nodes     map[int64]bool // of streets
	placed    map[int64]bool // those of them that came
}

type obstacle struct {
	kind  streets.Obstacle
	nodes []int64
}

type mark struct {
	node int64
	build.Mark
}

func (r *record) Add(w build.Way) {
	w.Nodes = slices.Clone(w.Nodes)
	r.ways = append(r.ways, w)
}
func (r *record) AddArea(a build.Area) { r.areas = append(r.areas, a) }
func (r *record) AddObstacle(o streets.Obstacle, nodes []int64) {
	r.obstacles = append(r.obstacles, obstacle{o, slices.Clone(nodes)})
}
func (r *record) Mark(node int64, m build.Mark) { r.marks = append(r.marks, mark{node, m}) }
func (r *record) FreezeNodes() {
	r.nodes, r.placed = map[int64]bool{}, map[int64]bool{}
	for _, w := range r.ways {
		for _, n := range w.Nodes {
			r.nodes[n] = true
		}
	}
	for _, a := range r.areas {
		for _, ring := range slices.Concat(a.Outer, a.Inner) {
			for _, n := range ring {
				r.nodes[n] = true
			}
		}
	}
}
func (r *record) PlaceNode(id int64, _, _ int32) bool {
	if r.nodes[id] {
		r.placed[id] = true
	}
	return true // as if it were an obstacle's
}
func (r *record) Wanted() (nodes, placed int) { return len(r.nodes), len(r.placed) }

// fields writes the fields of a struct that are not zero, but for those named.
func fields(v any, but ...string) string {
	var out []string
	x := reflect.ValueOf(v)
	for i := range x.NumField() {
		name := x.Type().Field(i).Name
		if f := x.Field(i); !f.IsZero() && !slices.Contains(but, name) {
			out = append(out, fmt.Sprintf("%s:%v", name, f.Interface()))
		}
	}
	return strings.Join(out, " ")
}

// String writes the record down, one thing a line, in the order of the file.
func (r *record) String() string {
	var b strings.Builder
	line := func(parts ...string) {
		b.WriteString(strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ") + "\n")
	}
	list := func(n []int64) string { return strings.Trim(strings.ReplaceAll(fmt.Sprint(n), " ", ","), "[]") }
	for _, w := range r.ways {
		line(fmt.Sprintf("way %d %s", w.ID, list(w.Nodes)), fields(w.Kind), fields(w, "ID", "Kind", "Nodes"))
	}
	for _, a := range r.areas {
		text := fmt.Sprintf("area %d", a.ID)
		for _, ring := range a.Outer {
			text += " outer " + list(ring)
		}
		for _, ring := range a.Inner {
			text += " inner " + list(ring)
		}
		line(text, fields(a.Kind), fields(a, "ID", "Kind", "Outer", "Inner"))
	}
	for _, o := range r.obstacles {
		line("obstacle", list(o.nodes), o.kind.String())
	}
	for _, m := range r.marks {
		line(fmt.Sprintf("mark %d", m.node), fields(m.Kind, "Feature"), fields(m.Mark, "Kind"))
	}
	return b.String()
}

// full reads a drawn file as walking is in full.
func full(t testing.TB, text string, private streets.Private) (*record, []finding.Note) {
	t.Helper()
	r := &record{}
	x, err := osm.ReadInto(context.Background(), []osm.Source{{Path: save(t, "city.osm", draw(t, text).xml()), Name: "city.osm"}},
		osm.Options{Full: true, Rules: build.Rules{Private: private}}, r)
	if err != nil {
		t.Fatal(err)
	}
	return r, x.Notes
}

// said writes notes down.
func said(notes []finding.Note) string {
	var b strings.Builder
	for _, n := range notes {
		fmt.Fprintf(&b, "note %s %s %d %s\n", n.Code, n.Field, n.Count, strings.Join(n.Samples, "; "))
	}
	return b.String()
}

// summary counts what was told, by word.
func (r *record) summary() string {
	count := map[string]int{}
	for _, w := range r.ways {
		if w.Kind.Class == streets.ClassSteps {
			count["steps"]++
		}
		if w.Steps > 0 {
			count["counted steps"]++
		}
	}
	for _, a := range r.areas {
		count[map[bool]string{true: "areas with a rim", false: "areas without"}[a.Rim]]++
		count["holes"] += len(a.Inner)
	}
	for _, o := range r.obstacles {
		count[o.kind.String()]++
	}
	for _, m := range r.marks {
		count[map[streets.Feature]string{
			streets.FeatureGate: "gates", streets.FeatureKerb: "kerbs", streets.FeatureLift: "lifts", streets.FeatureNone: "crossings",
		}[m.Feature]]++
		if m.Closed {
			count["closed"]++
		}
		if m.Feature == streets.FeatureGate && m.Kind.Use == streets.UseResidents {
			count["residents' gates"]++
		}
	}
	delete(count, "crossings")
	b := strings.Builder{}
	for _, word := range slices.Sorted(maps.Keys(count)) {
		if count[word] > 0 {
			fmt.Fprintf(&b, "%s %d\n", word, count[word])
		}
	}
	return "\n" + b.String()
}
