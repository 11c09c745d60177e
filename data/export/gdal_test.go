package export_test

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"lifecircle/coverage/layers"
	"lifecircle/data/export"
)

// What GDAL reads is what the layer says: every feature, every value, every
// shape, and the declared type of every column.
func TestGDALReadsEveryLayer(t *testing.T) {
	e := town(t)
	tables := []export.Table{odd()}
	for _, id := range layers.IDs() {
		tables = append(tables, open(t, e, id))
	}
	for _, table := range tables {
		for _, f := range []export.Format{export.GeoJSON, export.GeoJSONSeq, export.GeoPackage, export.FlatGeobuf, export.Shapefile} {
			t.Run(string(table.Layer.ID)+" "+string(f), func(t *testing.T) {
				kind, _ := export.KindOf(f)
				layer := string(table.Layer.ID)
				path := save(t, layer+kind.Extension, write(t, f, table, export.Options{}))
				short := map[string]string{}
				if f == export.Shapefile {
					short = shortNames(t, path, layer)
				}
				checkTypes(t, f, path, table, short)
				checkRows(t, f, path, table, short)
			})
		}
	}
}

// What lies in a box is found through the index, and is what lies there.
func TestAnIndexFindsWhatLiesInABox(t *testing.T) {
	e := town(t)
	for _, id := range []layers.ID{layers.Streets, layers.Cells, layers.Districts} {
		table := open(t, e, id)
		b := table.Layer.Bound
		middle := b.Center()
		box := orb.Bound{Min: b.Min, Max: middle}
		want := 0
		for _, f := range collect(t, table) {
			if f.Geometry.Bound().Intersects(box) {
				want++
			}
		}
		for _, f := range []export.Format{export.GeoPackage, export.FlatGeobuf} {
			kind, _ := export.KindOf(f)
			path := save(t, "x"+kind.Extension, write(t, f, table, export.Options{}))
			about := string(gdal(t, "ogrinfo", "-so", "-spat", fmt.Sprint(box.Min[0]), fmt.Sprint(box.Min[1]), fmt.Sprint(box.Max[0]), fmt.Sprint(box.Max[1]), path, string(id)))
			if !strings.Contains(about, fmt.Sprintf("Feature Count: %d\n", want)) {
				t.Errorf("%s of %s: not %d features in\n%s", f, id, want, about)
			}
		}
	}
}

// The types that GDAL names for each kind of column; a flag is a letter in a
// Shapefile, and a day a text in GeoJSON unless all are days.
var types = map[export.Format]map[layers.ColumnKind]string{
	export.GeoJSON:    {layers.ColumnText: "String", layers.ColumnWhole: "Integer|Integer64", layers.ColumnReal: "Real", layers.ColumnFlag: `Integer\(Boolean\)`, layers.ColumnDate: "Date|String"},
	export.GeoPackage: {layers.ColumnText: "String", layers.ColumnWhole: "Integer64", layers.ColumnReal: "Real", layers.ColumnFlag: `Integer\(Boolean\)`, layers.ColumnDate: "Date"},
	export.FlatGeobuf: {layers.ColumnText: "String", layers.ColumnWhole: "Integer64", layers.ColumnReal: "Real", layers.ColumnFlag: `Integer\(Boolean\)`, layers.ColumnDate: "Date|DateTime"},
	export.Shapefile:  {layers.ColumnText: "String", layers.ColumnWhole: "Integer|Integer64", layers.ColumnReal: "Real", layers.ColumnFlag: "String", layers.ColumnDate: "Date"},
}

func checkTypes(t *testing.T, f export.Format, path string, table export.Table, short map[string]string) {
	t.Helper()
	l, features := table.Layer, collect(t, table)
	about := string(gdal(t, "ogrinfo", "-so", path, string(l.ID)))
	if want := fmt.Sprintf("Feature Count: %d\n", l.Count); !strings.Contains(about, want) {
		t.Errorf("not %s in\n%s", want, about)
	}
	known := types[f]
	if known == nil {
		known = types[export.GeoJSON]
	}
	for i, c := range l.Columns {
		want := known[c.Kind]
		if (f == export.GeoJSON || f == export.GeoJSONSeq) && everNull(features, i) {
			want += "|String" // GeoJSON has no declared types: nothing but nulls is a text
		}
		name := c.Name
		if s := short[name]; s != "" {
			name = s
		}
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + `: (` + want + `) \(`).MatchString(about) {
			t.Errorf("%s is not %s in\n%s", name, want, about)
		}
	}
}

// everNull reports whether no feature has a value in a column.
func everNull(features []layers.Feature, column int) bool {
	for _, f := range features {
		if f.Values[column] != nil {
			return false
		}
	}
	return true
}

func checkRows(t *testing.T, f export.Format, path string, table export.Table, short map[string]string) {
	t.Helper()
	rows, shapes := readBack(t, path, string(table.Layer.ID))
	features := collect(t, table)
	if len(rows) != len(features) {
		t.Fatalf("%d rows of %d features", len(rows), len(features))
	}
	at := map[string]int{} // a FlatGeobuf has an order of its own
	for i, r := range rows {
		at[r["id"]] = i
	}
	for i, feature := range features {
		if f == export.FlatGeobuf {
			i = at[feature.ID]
		}
		for k, c := range table.Layer.Columns {
			name := c.Name
			if s := short[name]; s != "" {
				name = s
			}
			got, there := rows[i][name]
			unset := feature.Values[k] == nil && (f == export.FlatGeobuf || f == export.Shapefile) // says GDAL of some nulls
			if !there && !unset || !sameValue(got, feature.Values[k]) {
				t.Errorf("%s %s: %q is not %v", feature.ID, c.Name, got, feature.Values[k])
			}
		}
		if id, there := rows[i]["id"]; !there || id != feature.ID {
			t.Errorf("%q is not %q", id, feature.ID)
		}
		sameShape(t, f, feature, shapes[i])
	}
}

// sameValue holds what GDAL prints (15 digits) against a value.
func sameValue(got string, want any) bool {
	switch want := want.(type) {
	case nil:
		return got == "" || got == "?"
	case string:
		return got == want || strings.TrimSuffix(got, "T00:00:00") == want // FlatGeobuf has no days, only times
	case bool:
		return got == strconv.FormatBool(want) || got == map[bool]string{true: "T", false: "F"}[want]
	case int64:
		return got == strconv.FormatInt(want, 10)
	case float64:
		v, err := strconv.ParseFloat(got, 64)
		return err == nil && math.Abs(v-want) <= 1e-14*max(1, math.Abs(want))
	}
	return false
}

func sameShape(t *testing.T, f export.Format, feature layers.Feature, raw json.RawMessage) {
	t.Helper()
	g, err := geojson.UnmarshalGeometry(raw)
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	got, want := pointsOf(g.Geometry()), pointsOf(feature.Geometry)
	if len(got) != len(want) {
		t.Errorf("%s %s: %d points of %d", f, feature.ID, len(got), len(want))
		return
	}
	for p, n := range want { // rings may begin and turn otherwise
		if got[p] != n {
			t.Errorf("%s %s: %v is there %d times, not %d", f, feature.ID, p, got[p], n)
		}
	}
}

// pointsOf counts the points of a geometry, to a centimetre; where a ring closes
// is left out.
func pointsOf(g orb.Geometry) map[orb.Point]int {
	out := map[orb.Point]int{}
	add := func(points []orb.Point) {
		for _, p := range points {
			out[orb.Point{math.Round(p[0]*1e7) / 1e7, math.Round(p[1]*1e7) / 1e7}]++
		}
	}
	switch g := g.(type) {
	case orb.Point:
		add([]orb.Point{g})
	case orb.LineString:
		add(g)
	case orb.MultiLineString:
		for _, l := range g {
			add(l)
		}
	case orb.Polygon:
		for _, r := range g {
			add(r[1:])
		}
	case orb.MultiPolygon:
		for _, p := range g {
			for _, r := range p {
				add(r[1:])
			}
		}
	}
	return out
}

// An index of several levels: 1,000 points a hundredth of a degree apart.
func TestAnIndexOfManyFindsWhatLiesInABox(t *testing.T) {
	var points []layers.Feature
	for i := range 1000 {
		points = append(points, layers.Feature{ID: fmt.Sprintf("%04d", i), Geometry: orb.Point{121 + float64(i%40)/100, 31 + float64(i/40)/100}})
	}
	table := odd()
	table.Layer.Columns, table.Layer.Count, table.Features = nil, len(points), each(points)
	path := save(t, "odd.fgb", write(t, export.FlatGeobuf, table, export.Options{}))
	for _, c := range []struct {
		box  []string
		want int
	}{
		{[]string{"120", "30", "123", "33"}, 1000},
		{[]string{"121.095", "31.095", "121.195", "31.145"}, 50},
		{[]string{"121.385", "31.235", "121.395", "31.245"}, 1},
		{[]string{"121.001", "31.001", "121.009", "31.009"}, 0},
	} {
		about := string(gdal(t, "ogrinfo", append(append([]string{"-so", "-spat"}, c.box...), path, "odd")...))
		if !strings.Contains(about, fmt.Sprintf("Feature Count: %d\n", c.want)) {
			t.Errorf("%v: not %d features in\n%s", c.box, c.want, about)
		}
	}
}
