package importer_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/data/finding"
	"lifecircle/data/importer"
	"lifecircle/geo"
)

func TestRefusedRepairsAndTerrain(t *testing.T) {
	cases := map[string]struct {
		town town
		kind error
		want string
	}{
		"repair in the fields": {as("residents", "full").with("city.toml", lonLat(200, 641), lonLat(2500, 1900)), finding.ErrInvalid,
			`city.toml:6: streets.repairs "ferry stairs": an end of its line is farther than 25 m from every street`},
		"no such terrain": {as("residents", "full").with("city.toml", "private", "elevation = \"dem.tif\"\nprivate"), finding.ErrMissing,
			`city.toml:4: elevation "dem.tif": no such file`},
		"terrain that is none": {as("residents", "full").with("city.toml", "private", "elevation = \"dem.tif\"\nprivate").with("dem.tif", "", "hello"), finding.ErrCorrupt,
			`dem.tif: `},
		"terrain of elsewhere": {as("residents", "full").with("city.toml", "private", "elevation = \"N30E121.hgt\"\nprivate").with("N30E121.hgt", "", tile(0)), finding.ErrInvalid,
			`city.toml:4: streets.elevation "N30E121.hgt": knows no height of the streets, which lie in 121.`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			_, err := importer.Build(context.Background(), options(c.town.put(t, folder)))
			if !errors.Is(err, c.kind) || !strings.HasPrefix(strings.TrimPrefix(err.Error(), folder+"/"), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

// tile is a tile of SRTM of three arc seconds that rises a metre a cell to the
// east; the first so many columns of each row are void.
func tile(void int) string {
	const side = 1201
	out := make([]byte, 0, 2*side*side)
	for range side {
		for col := range side {
			h := col
			if col < void {
				h = 0x8000
			}
			out = append(out, byte(h>>8), byte(h))
		}
	}
	return string(out)
}

func TestTerrain(t *testing.T) {
	// The city begins at half of the tile's width.
	hilly := as("residents", "full").with("city.toml", "private", "elevation = \"N31E121.hgt\"\nprivate").with("N31E121.hgt", "", tile(0))
	m := hilly.put(t, t.TempDir())
	report := build(t, m)
	if got := lines(report.Notes); strings.Contains(got, "elevation_partial") || strings.Contains(got, "heights_missing") {
		t.Error(got)
	}
	if in := opened(t, m).City.Provenance.Inputs; !strings.Contains(fmt.Sprint(in), "{elevation N31E121.hgt ") {
		t.Errorf("%+v", in)
	}
	before := opened(t, m).City.Provenance.Hash

	holes := hilly.with("N31E121.hgt", "", tile(602))
	holes.put(t, filepath.Dir(m))
	report = build(t, m)
	if got := lines(report.Notes); !strings.Contains(got, "heights_missing streets.osm : ") {
		t.Error(got)
	}
	again := build(t, m) // the streets are taken over, and so is what was said of them
	if lines(again.Notes) != lines(report.Notes) {
		t.Errorf("%s instead of %s", lines(again.Notes), lines(report.Notes))
	}
	if opened(t, m).City.Provenance.Hash == before {
		t.Error("another terrain gives the same hash")
	}
}

func TestExtentOfDistricts(t *testing.T) {
	ring := "[" + strings.Join([]string{lonLat(300, -500), lonLat(1400, -500), lonLat(1400, 600), lonLat(300, 600), lonLat(300, -500)}, ",") + "]"
	w := as("residents", "full").with("d.geojson", "", `{"type":"Feature","properties":{"code":"X"},"geometry":{"type":"Polygon","coordinates":[`+ring+`]}}`).
		with("city.toml", "[[demand]]", "[[districts]]\nsource = \"d.geojson\"\n[[demand]]")
	for metres, exits := range map[int]int{200: 3, 320: 1} {
		m := w.with("city.toml", "private", fmt.Sprintf("extent_districts_m = %d\nprivate", metres)).put(t, t.TempDir())
		report := build(t, m)
		c := opened(t, m).City
		area, side := geo.Area(c.Extent), 1100.0
		want := side*side + 4*side*float64(metres) + math.Pi*float64(metres*metres)
		if report.ExtentFrom != importer.ExtentDistricts || area < want*0.999 || area > want*1.03 {
			t.Errorf("%d m: %s, %.0f m² instead of %.0f", metres, report.ExtentFrom, area, want)
		}
		// A, B and S leave it to the west at x = 98; at x = -23 only W does.
		if len(c.Exits) != exits {
			for _, e := range c.Exits {
				x, y := ground.To(e.At)
				t.Logf("%.0f, %.0f", x, y)
			}
			t.Errorf("%d m: %d exits instead of %d", metres, len(c.Exits), exits)
		}
	}
}
