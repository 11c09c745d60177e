package ogc_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lifecircle/api/ogc"
	"lifecircle/coverage/layers"
	"lifecircle/internal/testcity/asciicity"
)

// gdal runs one of GDAL's programs, or skips the test where it is not installed.
func gdal(t *testing.T, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip(program + " is not installed: apt-get install gdal-bin")
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "GDAL_HTTP_TIMEOUT=60", "NO_PROXY=*", "no_proxy=*")
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, complaints.String())
	}
	return string(out)
}

// fieldTypes are GDAL's names of the kinds of columns.
var fieldTypes = map[layers.ColumnKind]string{
	layers.ColumnText: "String", layers.ColumnWhole: "Integer", layers.ColumnReal: "Real", layers.ColumnFlag: "Integer(Boolean)", layers.ColumnDate: "Date",
}

var (
	countLine = regexp.MustCompile(`(?m)^Feature Count: (\d+)$`)
	fieldLine = regexp.MustCompile(`(?m)^(\w+): (\w+(?:\(Boolean\))?) \(\d+\.\d+\)$`)
)

// clientCities are a city of lists, whose columns are hard to guess, and one drawn
// and searched by the engine.
func clientCities(t *testing.T) map[string]ogc.Engine {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a---b           +------+
		        |           |      |
		0---1---2           |      |
		|                   +------+
		|                          |
		E                          3
	`)
	c.District(8, "310101", -1, -1, 5, 3).District(8, "310102", 5, -1, 20, 3)
	c.Extent = [4]float64{-30, -30, 40, 40}
	c.Facility("H").Opens = "2019-03-01"
	return map[string]ogc.Engine{"lists": town("ab"), "engine": layers.Of(c.Engine())}
}

// rowsOf returns all features of a layer.
func rowsOf(t *testing.T, e ogc.Engine, id layers.ID) (rows []layers.Feature) {
	t.Helper()
	for f, err := range e.Features(t.Context(), id, 0) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, f)
	}
	return rows
}

// eachLayer runs a test for every layer of every city.
func eachLayer(t *testing.T, test func(t *testing.T, a *api, l layers.Layer, rows []layers.Feature)) {
	for name, city := range clientCities(t) {
		a := serveCity(t, city)
		all, err := city.Layers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range all {
			t.Run(name+" "+string(l.ID), func(t *testing.T) { test(t, a, l, rowsOf(t, city, l.ID)) })
		}
	}
}

// The driver for OGC API - Features counts what the API counts, and has the types
// that the columns have, though the first page holds nulls and whole numbers.
func TestGDALKnowsEveryCollection(t *testing.T) {
	eachLayer(t, func(t *testing.T, a *api, l layers.Layer, rows []layers.Feature) {
		out := gdal(t, "ogrinfo", "-so", "OAPIF:"+a.URL+"/ogc/drawn", string(l.ID))
		if m := countLine.FindStringSubmatch(out); m == nil || m[1] != strconv.Itoa(len(rows)) {
			t.Errorf("counts %v, want %d\n%s", m, len(rows), out)
		}
		if n := strings.Count(out, "\nid: "); n != 1 && len(rows) > 0 {
			t.Errorf("%d columns id", n)
		}
		got := map[string]string{}
		for _, m := range fieldLine.FindAllStringSubmatch(out, -1) {
			got[m[1]] = m[2]
		}
		for _, c := range l.Columns {
			if want := fieldTypes[c.Kind]; got[c.Name] != want && (c.Name != "id" || len(rows) > 0) {
				t.Errorf("%s is %s, want %s\n%s", c.Name, got[c.Name], want, out)
			}
		}
	})
}

// Page by page through every collection, every value and place is as the API has
// it.
func TestGDALReadsEveryValue(t *testing.T) {
	eachLayer(t, func(t *testing.T, a *api, l layers.Layer, rows []layers.Feature) {
		if len(rows) == 0 {
			return
		}
		readAll(t, a, l, rows, "")
		readAll(t, a, l, rows, "10")
	})
}

func readAll(t *testing.T, a *api, l layers.Layer, rows []layers.Feature, pageSize string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "out.geojsonl")
	args := []string{"-f", "GeoJSONSeq", file, "OAPIF:" + a.URL + "/ogc/drawn", string(l.ID), "-lco", "COORDINATE_PRECISION=7", "-lco", "SIGNIFICANT_FIGURES=17", "-mapFieldType", "Date=String"}
	if pageSize != "" {
		args = append(args, "-oo", "PAGE_SIZE="+pageSize)
	}
	gdal(t, "ogr2ogr", args...)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if len(lines) != len(rows) {
		t.Fatalf("%d features, want %d", len(lines), len(rows))
	}
	places := a.geometries(l.ID)
	for i, line := range lines {
		var f struct {
			Geometry   json.RawMessage
			Properties map[string]any
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if f.Properties["id"] != rows[i].ID {
			t.Fatalf("feature %d is %v, want %s", i, f.Properties["id"], rows[i].ID)
		}
		for k, c := range l.Columns {
			got, want := fmt.Sprint(f.Properties[c.Name]), fmt.Sprint(rows[i].Values[k])
			if c.Kind == layers.ColumnDate {
				got = strings.ReplaceAll(got, "/", "-") // GDAL's way of writing one as text
			}
			if v, ok := f.Properties[c.Name].(float64); ok && c.Kind == layers.ColumnWhole {
				got = strconv.FormatFloat(v, 'f', 0, 64)
			}
			if got != want {
				t.Errorf("%s: %s is %s, want %s", rows[i].ID, c.Name, got, want)
			}
		}
		if got, want := numbersOf(t, f.Geometry), numbersOf(t, places[i]); !slices.Equal(got, want) {
			t.Errorf("%s lies at %v, want %v", rows[i].ID, got, want)
		}
	}
}

var numbers = regexp.MustCompile(`-?[0-9]+(\.[0-9]+)?`)

// numbersOf returns the numbers in a geometry.
func numbersOf(t *testing.T, geometry json.RawMessage) (out []float64) {
	t.Helper()
	for _, n := range numbers.FindAllString(string(geometry), -1) {
		v, err := strconv.ParseFloat(n, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// geometries returns those of a collection, as the API has them.
func (a *api) geometries(id layers.ID) (out []json.RawMessage) {
	a.t.Helper()
	for path := "/collections/" + string(id) + "/items?limit=1000"; path != ""; {
		p := a.page(path)
		for _, f := range p.Features {
			out = append(out, f.Geometry)
		}
		path = ""
		if next := find(p.Links, "next"); next != nil {
			path = next.Href
		}
	}
	return out
}

// GDAL hands its filters to the API, by box and by column.
func TestGDALFilters(t *testing.T) {
	a := serve(t)
	for _, tt := range []struct {
		layer string
		args  []string
		want  string
	}{
		{"cells", []string{"-spat", "121.3999", "31.0999", "121.4025", "31.1005"}, "3"},
		{"districts", []string{"-where", "code = '07'"}, "1"},
		{"districts", []string{"-where", "clinic_coverage < 0.3"}, "5"},
		{"districts", []string{"-where", "clinic_meets = 1"}, "20"},
		{"districts", []string{"-where", "clinic_meets = 0 AND level = 8"}, "8"},
		{"cells", []string{"-where", "weekday = 3"}, "335"},
	} {
		out := gdal(t, "ogrinfo", append([]string{"-so", "OAPIF:" + a.URL + "/ogc/drawn", tt.layer}, tt.args...)...)
		if m := countLine.FindStringSubmatch(out); m == nil || m[1] != tt.want {
			t.Errorf("%s %v: %v, want %s", tt.layer, tt.args, m, tt.want)
		}
	}
}
