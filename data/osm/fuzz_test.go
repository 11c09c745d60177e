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
	"lifecircle/geo/streets/build"
)

// fuzzRead reads anything, plain and in full, and holds what comes out to what
// is promised.
func fuzzRead(t *testing.T, data string) {
	for _, full := range []bool{false, true} {
		opts := all(t, build.New(streets.Standard))
		opts.Full, opts.Rules.Private = full, streets.PrivateResidents
		fuzzOne(t, data, opts)
	}
}

func fuzzOne(t *testing.T, data string, opts osm.Options) {
	x, err := osm.Read(context.Background(), save(t, "city.osm", data), opts)
	if err != nil {
		var refusal *finding.Refusal
		if !errors.As(err, &refusal) {
			t.Fatalf("%v is no refusal", err)
		}
		return
	}
	for i := range x.Rims {
		if i < 0 || i >= len(x.Facilities) || len(x.Facilities[i].Entrances) > 0 {
			t.Errorf("a rim of facility %d of %d", i, len(x.Facilities))
		}
	}
	for _, e := range x.Demand.Entrances {
		if e.Place < 0 || e.Place >= x.Demand.Len() || !geo.Valid(e.Point) {
			t.Errorf("entrance %+v", e)
		}
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
	f.Add(draw(f, everything).xml())
	f.Add(`<osm><way id="1"><nd ref="2"/><tag k="building" v="yes"/></way></osm>`)
	f.Fuzz(fuzzRead)
}

func FuzzReadPBF(f *testing.F) {
	f.Add(draw(f, quarter).pbf(f))
	f.Add(draw(f, everything).pbf(f))
	f.Fuzz(fuzzRead)
}
