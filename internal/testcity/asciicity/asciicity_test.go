package asciicity_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/data/importer"
	"lifecircle/data/workspace"
	"lifecircle/internal/testcity/asciicity"
)

// stopped is a test that a drawing may fail.
type stopped struct{ said string }

func (s *stopped) Helper() {}

func (s *stopped) Fatalf(format string, args ...any) {
	s.said = fmt.Sprintf(format, args...)
	panic(s)
}

func TestDrawingsThatMeanNothing(t *testing.T) {
	for _, tt := range []struct{ name, drawing, says string }{
		{"a street to nowhere", "a---  b", "line 1, column 5: a street ends nowhere"},
		{"a street from nowhere", "  ---b", "line 1, column 1: a street starts nowhere"},
		{"down to nowhere", "a\n|", "line 3, column 1: a street ends nowhere"},
		{"a crossing without a corner", "  a\n  |\nb-|-c\n  |\n  d", "line 3, column 3: a street ends nowhere"},
		{"a bridge over nothing", "a-=-b", "line 1, column 3: a street starts nowhere"},
		{"two facilities of one name", "H---H", `line 1, column 5: 'H' stands twice`},
		{"two places of one name", "3---3", `line 1, column 5: '3' stands twice`},
		{"another character", "a--?--b", `line 1, column 4: '?' means nothing`},
		{"a gate on no street", "a--b %", `line 1, column 6: '%' stands on no street`},
		{"a street of two kinds", "a--..--b", "line 1, column 4: a street changes between two corners"},
		{"residents' street to nowhere", "a..  b", "line 1, column 4: a street ends nowhere"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			test := &stopped{}
			func() {
				defer func() { _ = recover() }()
				asciicity.New(test, asciicity.Cell(100), tt.drawing)
			}()
			if !strings.Contains(test.said, tt.says) {
				t.Errorf("says %q, want %q", test.said, tt.says)
			}
		})
	}
}

// A street goes straight on through corners and under bridges; corners may share
// a letter.
func TestStreetsOfADrawing(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		   a
		   |
		a--=--a--H
		   |
		   7     b
	`)
	var got []string
	for _, w := range c.Ways {
		names := ""
		for _, id := range w.Nodes {
			names += string(c.Nodes[id-1].Name)
		}
		got = append(got, fmt.Sprint(w.ID, names))
	}
	if s := strings.Join(got, " "); s != "1a7 2aaH" {
		t.Errorf("ways %s", s)
	}
	if p := c.Place(0, 0); p[0] != 121 || p[1] != 31 {
		t.Errorf("the first character lies at %v", p)
	}
	if c.Demand.Groups["all"][0] != 128_000 || c.Facilities[0].Services[0] != "clinic" {
		t.Errorf("%+v, %+v", c.Demand, c.Facilities)
	}
}

// The drawn city, written as a planner's files and imported, answers as the
// engine did: the importer, the workspace and the engine say the same. Plainly,
// and in full with residents' streets, steps and gates.
func TestFilesGoThroughTheImporter(t *testing.T) {
	for _, tt := range []struct {
		name string
		draw func(*rapid.T) *asciicity.City
	}{{"plain", asciicity.Random}, {"full", asciicity.RandomWalled}} {
		t.Run(tt.name, func(t *testing.T) { filesGoThrough(t, tt.draw) })
	}
}

func filesGoThrough(t *testing.T, draw func(*rapid.T) *asciicity.City) {
	folder, n := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > 12 {
			return // each is a whole import
		}
		c, r := draw(rt), asciicity.Chance(rt)
		c.Jitter(r)
		c.Extent = [4]float64{-12, -12, 24, 14}
		c.District(1, "01", -13, -13, 10, 30)
		c.District(1, "02", 10, -13, 70, 30)
		want := c.Rows(coverage.Query{})

		dir := filepath.Join(folder, fmt.Sprint(n))
		if err := os.Mkdir(dir, 0o755); err != nil {
			rt.Fatal(err)
		}
		for name, data := range c.Files() {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
				rt.Fatal(err)
			}
		}
		manifest := filepath.Join(dir, "city.toml")
		ctx := context.Background()
		if _, err := importer.Build(ctx, importer.Options{Manifest: manifest, Seeds: os.DirFS("../../../seeds"), Engine: "test"}); err != nil {
			rt.Fatal(err)
		}
		content, err := workspace.Open(ctx, importer.Out(manifest))
		if err != nil {
			rt.Fatal(err)
		}
		defer content.Close()
		engine, err := coverage.Open(ctx, content.City, coverage.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		got, err := engine.Rows(ctx, coverage.Query{})
		if err != nil {
			rt.Fatal(err)
		}
		if d := cmp.Diff(want, got, cmpopts.IgnoreFields(coverage.DistrictRef{}, "Names")); d != "" {
			rt.Errorf("the imported city answers otherwise (- drawn, + imported):\n%s", d)
		}
	})
}
