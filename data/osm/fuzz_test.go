package osm_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"lifecircle/data/finding"
	"lifecircle/data/osm"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// fuzzRead reads anything and holds what comes out to what is promised.
func fuzzRead(t *testing.T, data string) {
	opts := all(t, streets.NewBuilder(streets.Standard))
	x, err := osm.Read(context.Background(), save(t, "city.osm", data), opts)
	if err != nil {
		var refusal *finding.Refusal
		if !errors.As(err, &refusal) {
			t.Fatalf("%v is no refusal", err)
		}
		return
	}
	for i, f := range x.Facilities {
		if !geo.Valid(f.Point) || len(f.Services) == 0 || i > 0 && x.Facilities[i-1].ID >= f.ID {
			t.Errorf("facility %+v", f)
		}
	}
	for i, p := range x.Demand.Point {
		if !geo.Valid(p) || x.Demand.Weight["floor_area_m2"][i] < 0 {
			t.Errorf("home %s at %v", x.Demand.ID[i], p)
		}
	}
	for _, d := range x.Districts {
		if d.Code == "" || geo.CheckMultiPolygon(d.Polygon) != nil || math.IsNaN(geo.Area(d.Polygon)) {
			t.Errorf("district %+v", d)
		}
	}
}

func FuzzReadXML(f *testing.F) {
	f.Add(draw(f, quarter).xml())
	f.Add(`<osm><way id="1"><nd ref="2"/><tag k="building" v="yes"/></way></osm>`)
	f.Fuzz(fuzzRead)
}

func FuzzReadPBF(f *testing.F) {
	f.Add(draw(f, quarter).pbf(f))
	f.Fuzz(fuzzRead)
}
