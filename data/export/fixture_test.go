package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/pelletier/go-toml/v2"

	"lifecircle/coverage"
	"lifecircle/coverage/layers"
	"lifecircle/data/export"
	"lifecircle/internal/testcity/asciicity"
)

// town is a small city with two services, a river, districts with Chinese names
// and an island of streets.
func town(t *testing.T) *layers.Set {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a---b
		        |
		0---1---2
		|
		|            3--+
		|
		E
	`)
	c.District(8, "310101", -1, -1, 5, 3).District(8, "310102", 5, -1, 20, 6)
	c.Extent = [4]float64{-30, -30, 40, 40}
	c.Serve(coverage.Service{ID: "elderly", Names: coverage.Names{ZH: "综合为老服务", EN: "Elderly hubs"}, Minutes: 2})
	engine := c.Engine()
	city := engine.City()
	city.Name, city.Title = "drawn", coverage.Names{ZH: "画城", EN: "Drawn town"}
	city.Districts[0].Names = coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}
	city.Provenance = coverage.Provenance{Engine: "0.1.0", Private: "closed", Hash: strings.Repeat("ab", 32),
		Inputs: []coverage.Input{{Role: "demand", Path: "人口.csv", SHA256: strings.Repeat("00", 32), Licence: "ODbL"}}}
	return layers.Of(engine)
}

// words are the catalogue's in a language.
func words(t *testing.T, lang string) layers.Words {
	t.Helper()
	b, err := os.ReadFile("../../api/answer/catalogue.toml")
	if err != nil {
		t.Fatal(err)
	}
	var tables map[string]map[string]map[string]string
	if err := toml.Unmarshal(b, &tables); err != nil {
		t.Fatal(err)
	}
	return func(key string, pairs ...string) string {
		table, name, _ := strings.Cut(key, ".")
		said := tables[table][name][lang]
		for i := 0; i < len(pairs); i += 2 {
			said = strings.ReplaceAll(said, "{"+pairs[i]+"}", pairs[i+1])
		}
		return said
	}
}

func open(t *testing.T, e export.City, layer layers.ID, services ...string) export.Table {
	t.Helper()
	table, err := export.Open(context.Background(), e, layer, services)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func write(t *testing.T, f export.Format, table export.Table, o export.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := export.Write(context.Background(), &b, f, table, o); err != nil {
		t.Fatalf("%s of %s: %v", f, table.Layer.ID, err)
	}
	return b.Bytes()
}

// odd is a layer whose first rows say nothing of what follows, with text that
// formats quarrel about.
func odd() export.Table {
	columns := []layers.Column{
		{Name: "text", Kind: layers.ColumnText}, {Name: "whole", Kind: layers.ColumnWhole}, {Name: "real", Kind: layers.ColumnReal},
		{Name: "flag", Kind: layers.ColumnFlag}, {Name: "day", Kind: layers.ColumnDate},
		{Name: "elderly_buffer_coverage", Kind: layers.ColumnReal, Service: "elderly"},
		{Name: "elderly_buffer_covered", Kind: layers.ColumnText, Service: "elderly"},
		{Name: "a_very_long_name_of_a_column", Kind: layers.ColumnText}, {Name: "a_very_long_name_of_another", Kind: layers.ColumnText},
	}
	var rows []layers.Feature
	add := func(id string, values ...any) {
		p := orb.Point{121 + float64(len(rows))/100, 31.5}
		rows = append(rows, layers.Feature{ID: id, Geometry: p, Values: append(values, make([]any, len(columns)-len(values))...)})
	}
	for range 12 {
		add(strings.Repeat("n", len(rows)+1), nil, int64(1), 1.0)
	}
	add("o1", `江湾 "苑", 1;2`, int64(1)<<40, 0.5, true, "2026-01-31", 1.0/3, "残障<&>", "a\tb", "c")
	add("o2", "𝄞 'x' =1+1", int64(-7), -1e-7, false, "1999-12-31", 123456.789, "x", "y", "z")
	layer := layers.Layer{ID: "odd", Title: layers.Title{Key: "Odd"}, Geometry: layers.GeometryPoint,
		Columns: columns, Count: len(rows), Bound: orb.Bound{Min: orb.Point{121, 31.5}, Max: orb.Point{122, 31.5}}}
	return export.Table{
		Layer: layer,
		City:  &coverage.City{Name: "drawn", Services: []coverage.Service{{ID: "elderly", Names: coverage.Names{ZH: "为老/[服务]"}}}},
		Features: func() iter.Seq2[layers.Feature, error] {
			return func(yield func(layers.Feature, error) bool) {
				for _, f := range rows {
					if !yield(f, nil) {
						return
					}
				}
			}
		},
	}
}

// collect returns all features of a table.
func collect(t *testing.T, table export.Table) []layers.Feature {
	t.Helper()
	var out []layers.Feature
	for f, err := range table.Features() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// gdal runs a program of GDAL, and skips the test where there is none.
func gdal(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
	c := exec.Command(name, args...)
	var complaints bytes.Buffer
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, complaints.Bytes())
	}
	return out
}

// save writes bytes where GDAL finds them.
func save(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// readBack reads a layer with GDAL, as rows of text by column, and as shapes.
func readBack(t *testing.T, path, layer string) (rows []map[string]string, shapes []json.RawMessage) {
	t.Helper()
	var doc struct {
		Features []struct {
			ID         any
			Geometry   json.RawMessage
			Properties map[string]any
		}
	}
	d := json.NewDecoder(bytes.NewReader(gdal(t, "ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9", "/vsistdout/", path, layer)))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	for _, f := range doc.Features {
		row := map[string]string{}
		if f.ID != nil {
			row["id"] = fmt.Sprint(f.ID)
		}
		for name, v := range f.Properties {
			row[name] = ""
			if v != nil {
				row[name] = fmt.Sprint(v)
			}
		}
		rows, shapes = append(rows, row), append(shapes, f.Geometry)
	}
	return rows, shapes
}
