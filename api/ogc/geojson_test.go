package ogc_test

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// OGC 17-069r4, requirements class GeoJSON.
func TestGeoJSON(t *testing.T) {
	a := serve(t)
	a.run("/req/geojson/definition", func(a *api) {
		for _, path := range []string{"/collections/streets/items", "/collections/streets/items/a%2Fb%201"} {
			a.ok(path, mediaGeoJSON)
		}
	})
	a.run("/req/geojson/content, as another library reads it", func(a *api) {
		r := a.ok("/collections/districts/items", mediaGeoJSON)
		all, err := geojson.UnmarshalFeatureCollection(r.body)
		if err != nil || len(all.Features) != 40 {
			a.t.Fatalf("%v", err)
		}
		for _, f := range all.Features {
			var polygons orb.MultiPolygon
			switch g := f.Geometry.(type) {
			case orb.Polygon:
				polygons = orb.MultiPolygon{g}
			case orb.MultiPolygon:
				polygons = g
			}
			if len(polygons) == 0 {
				a.t.Errorf("%v is a %s", f.ID, f.Geometry.GeoJSONType())
			}
			for _, p := range polygons {
				for i, ring := range p {
					want := orb.CCW
					if i > 0 {
						want = orb.CW
					}
					if ring.Orientation() != want {
						a.t.Errorf("%v: ring %d runs the other way round", f.ID, i)
					}
				}
			}
		}
	})
}

var tooLong = regexp.MustCompile(`[0-9]\.[0-9]{8,}`)

// Reals have a decimal point, every key is there, ids are text.
func TestValuesAsClientsGuessThem(t *testing.T) {
	a := serve(t)
	body := string(a.ok("/collections/districts/items?f=json", mediaGeoJSON).body)
	for _, want := range []string{
		`"id":"00","geometry":{"type":"Polygon"`, `"clinic_coverage":1.0,`, `"clinic_coverage":0.25,`, `"clinic_coverage":null,"clinic_meets":null,"opens":null,"limit":null}`,
		`"name":"O'Brien \"江湾\" <b>\\"`, `"level":8,`, `"opens":"2024-05-01"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing in %.600s", want, body)
		}
	}
	if m := tooLong.FindString(body); m != "" {
		t.Errorf("too many decimals: %s", m)
	}
	var p page
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Features {
		if len(f.Properties) != 7 {
			t.Errorf("%s has %d properties", f.ID, len(f.Properties))
		}
	}
}

// What JSON cannot say is null, not a broken document.
func TestNumbersThatAreNone(t *testing.T) {
	city := town("ab")
	city.rows["streets"][0].Values[1] = math.Inf(1)
	city.rows["streets"][1].Values[1] = 1e21
	city.rows["streets"][2].Geometry = orb.LineString{}
	a := serveCity(t, city)
	p := a.page("/collections/streets/items")
	if p.Features[0].Properties["length_m"] != nil || p.Features[1].Properties["length_m"] != 1e21 || string(p.Features[2].Geometry) != "null" {
		t.Errorf("%v %v %s", p.Features[0].Properties, p.Features[1].Properties, p.Features[2].Geometry)
	}
}
