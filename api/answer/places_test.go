package answer_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"lifecircle/api/answer"
	"lifecircle/coverage"
)

func cells() []coverage.Cell {
	return []coverage.Cell{
		{Place: 0, ID: "a", Service: "clinic", Millis: new(int64(900_000)), Facility: "c1", Covered: true},
		{Place: 1, ID: "b", Service: "clinic", Millis: new(int64(900_001)), Facility: "c1"},
		{Place: 2, ID: "c", Service: "clinic", Reason: coverage.CellBeyond},
		{Place: 2, ID: "c", Service: "pool", Reason: coverage.CellNoFacility},
	}
}

func TestCellsGolden(t *testing.T) {
	c := answer.Cells{City: city(), Lang: answer.EN, Cells: cells()}
	for file, format := range map[string]answer.Format{
		"cells.json": answer.JSON, "cells.csv": answer.CSV, "cells.geojson": answer.GeoJSON, "cells.en.table": answer.Table,
	} {
		t.Run(file, func(t *testing.T) {
			golden(t, file, written(t, func(b *bytes.Buffer) error { return c.Write(b, format) }))
		})
	}
}

func TestFacilitiesAndDistrictsGolden(t *testing.T) {
	facilities := answer.Facilities{City: city(), Lang: answer.ZH}
	for file, format := range map[string]answer.Format{
		"facilities.json": answer.JSON, "facilities.csv": answer.CSV, "facilities.geojson": answer.GeoJSON,
	} {
		t.Run(file, func(t *testing.T) {
			golden(t, file, written(t, func(b *bytes.Buffer) error { return facilities.Write(b, format) }))
		})
	}
	districts := answer.Districts{City: city(), Lang: answer.ZH}
	for file, format := range map[string]answer.Format{"districts.json": answer.JSON, "districts.geojson": answer.GeoJSON} {
		t.Run(file, func(t *testing.T) {
			golden(t, file, written(t, func(b *bytes.Buffer) error { return districts.Write(b, format) }))
		})
	}
}

func TestFacilitiesOfAService(t *testing.T) {
	var doc answer.FacilitiesDocument
	f := answer.Facilities{City: city(), Services: []string{"elderly"}}
	if err := json.Unmarshal(written(t, func(b *bytes.Buffer) error { return f.Write(b, answer.JSON) }), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Facilities) != 1 || doc.Facilities[0].ID != "c1" {
		t.Errorf("got %+v", doc.Facilities)
	}
}

// An H3 cell is drawn as its hexagon, another place as its point.
func TestACellIsAHexagon(t *testing.T) {
	c := city()
	c.Demand.Cell = []uint64{0x89309925967ffff, 0, 0}
	out := written(t, func(b *bytes.Buffer) error {
		return answer.Cells{City: c, Cells: cells()[:2]}.Write(b, answer.GeoJSON)
	})
	fc, err := geojson.UnmarshalFeatureCollection(out)
	if err != nil {
		t.Fatal(err)
	}
	if got := fc.Features[0].Geometry.GeoJSONType(); got != "Polygon" {
		t.Errorf("an H3 cell is a %s", got)
	}
	if got := fc.Features[1].Geometry.GeoJSONType(); got != "Point" {
		t.Errorf("a place is a %s", got)
	}
}

func TestGeoJSONFollowsRFC7946(t *testing.T) {
	outputs := map[string][]byte{}
	for _, layout := range []answer.Layout{answer.Wide, answer.Long} {
		outputs[string(layout)] = written(t, func(b *bytes.Buffer) error {
			return answer.Rows{City: city(), Rows: rows(), Layout: layout, Lang: answer.EN}.Write(b, answer.GeoJSON)
		})
	}
	outputs["districts"] = written(t, func(b *bytes.Buffer) error { return answer.Districts{City: city()}.Write(b, answer.GeoJSON) })
	outputs["facilities"] = written(t, func(b *bytes.Buffer) error { return answer.Facilities{City: city()}.Write(b, answer.GeoJSON) })
	outputs["cells"] = written(t, func(b *bytes.Buffer) error {
		return answer.Cells{City: city(), Cells: cells()}.Write(b, answer.GeoJSON)
	})
	for name, out := range outputs {
		t.Run(name, func(t *testing.T) {
			checkFeatures(t, out)
		})
	}
}

func checkFeatures(t *testing.T, out []byte) {
	t.Helper()
	fc, err := geojson.UnmarshalFeatureCollection(out)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := fc.ExtraMembers["crs"]; ok {
		t.Error("a crs member, which RFC 7946 took out")
	}
	if regexp.MustCompile(`[0-9]\.[0-9]{8,}[0-9]*[],]`).Match(regexp.MustCompile(`"coordinates":\S*?\]\}`).Find(out)) {
		t.Error("more than seven decimals")
	}
	ids := map[any]bool{}
	keys := len(fc.Features[0].Properties)
	for _, f := range fc.Features {
		if _, ok := f.ID.(string); !ok || ids[f.ID] {
			t.Errorf("id %v is no string or stands twice", f.ID)
		}
		ids[f.ID] = true
		if len(f.Properties) != keys {
			t.Errorf("%v has %d properties, the first %d", f.ID, len(f.Properties), keys)
		}
		for k, v := range f.Properties {
			switch v.(type) {
			case nil, string, bool, float64:
			default:
				t.Errorf("%v %s is a %T", f.ID, k, v)
			}
		}
		for _, p := range polygonsOf(f.Geometry) {
			for i, ring := range p {
				if want := map[bool]orb.Orientation{true: orb.CCW, false: orb.CW}[i == 0]; ring.Orientation() != want {
					t.Errorf("%v: ring %d is the wrong way round", f.ID, i)
				}
			}
		}
	}
}

func polygonsOf(g orb.Geometry) []orb.Polygon {
	switch g := g.(type) {
	case orb.Polygon:
		return []orb.Polygon{g}
	case orb.MultiPolygon:
		return g
	}
	return nil
}

// A column of real numbers has a decimal point in every feature.
func TestRealsAreWrittenAsReals(t *testing.T) {
	out := written(t, func(b *bytes.Buffer) error {
		return answer.Rows{City: city(), Rows: rows()}.Write(b, answer.GeoJSON)
	})
	for _, want := range []string{`"clinic_buffer_coverage":1.0,`, `"clinic_demand":40000000.0`, `"clinic_shortfall":0,`, `"level":8,`} {
		if want == `"clinic_demand":40000000.0` {
			want = `"clinic_demand":40000.0,`
		}
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
}

func TestProvenanceGolden(t *testing.T) {
	p := answer.ProvenanceOf(city())
	golden(t, "provenance.json", written(t, func(b *bytes.Buffer) error { return p.Write(b, answer.JSON, answer.EN) }))
	golden(t, "provenance.zh.text", written(t, func(b *bytes.Buffer) error { return p.Write(b, answer.Text, answer.ZH) }))
}

func TestOpenStreetMapIsCreditedOnceAndFirst(t *testing.T) {
	p := answer.ProvenanceOf(city())
	if len(p.Attribution) != 3 || p.Attribution[0] != answer.OSMAttribution {
		t.Errorf("got %q", p.Attribution)
	}
	c := city()
	c.Provenance.Inputs = c.Provenance.Inputs[:1]
	if p := answer.ProvenanceOf(c); len(p.Attribution) != 1 {
		t.Errorf("without streets: %q", p.Attribution)
	}
}

func TestNotesAreSaid(t *testing.T) {
	got := answer.NoteText(answer.EN, answer.Note{Code: "no_such_code", Source: "a.csv", Field: "jobs", Count: 12, Samples: []string{"r1", "r2"}})
	if want := "a.csv: no_such_code jobs 12 (r1, r2, …)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	got = answer.NoteText(answer.ZH, answer.Note{Code: "no_such_code", Source: "a.csv", Field: "jobs", Count: 3, Samples: []string{"line 71", "line", "line 7x"}})
	if want := "a.csv：no_such_code jobs 3（第 71 行、line、line 7x）"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
