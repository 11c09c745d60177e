package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
)

// The pairs that github.com/googollee/eviltransform is tested with.
func TestGCJ02AgreesWithItsPublishedPairs(t *testing.T) {
	for _, c := range []struct {
		name     string
		wgs, gcj orb.Point
	}{
		{"Shanghai", orb.Point{121.5272106, 31.1774276}, orb.Point{121.531541859215, 31.17530398364597}},
		{"Shenzhen", orb.Point{113.912316, 22.543847}, orb.Point{113.9171764808363, 22.540796131694766}},
		{"Beijing", orb.Point{116.377817, 39.911954}, orb.Point{116.38404722455657, 39.91334545536069}},
		{"Denver has no offset", orb.Point{-104.9903, 39.7392}, orb.Point{-104.9903, 39.7392}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := geo.Distance(geo.GCJ02.FromWGS84(c.wgs), c.gcj); d > 0.02 {
				t.Errorf("forward is %.3f m off", d)
			}
			if d := geo.Distance(geo.GCJ02.ToWGS84(c.gcj), c.wgs); d > 0.02 {
				t.Errorf("back is %.3f m off", d)
			}
		})
	}
}

// The pair in the README of github.com/wandergis/coordtransform, 116.404 39.915
// of GCJ-02 in BD-09. (eviltransform's pairs for Baidu take π for π·3000/180 and
// are tens of metres off.)
func TestBD09AgreesWithItsPublishedPair(t *testing.T) {
	bd, gcj := orb.Point{116.41036949371029, 39.92133699351021}, orb.Point{116.404, 39.915}
	wgs := geo.GCJ02.ToWGS84(gcj)
	if d := geo.Distance(geo.BD09.FromWGS84(wgs), bd); d > 0.02 {
		t.Errorf("forward is %.3f m off", d)
	}
	if d := geo.Distance(geo.BD09.ToWGS84(bd), wgs); d > 0.02 {
		t.Errorf("back is %.3f m off", d)
	}
}

func TestThereAndBackIsTheSamePoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(74, 134).Draw(t, "lon"), rapid.Float64Range(18, 53).Draw(t, "lat")}
		for _, d := range []geo.Datum{geo.WGS84, geo.CGCS2000, geo.GCJ02, geo.BD09} {
			if q := d.ToWGS84(d.FromWGS84(p)); math.Abs(q[0]-p[0]) > 1e-7 || math.Abs(q[1]-p[1]) > 1e-7 {
				t.Errorf("%v: %v comes back as %v", d, p, q)
			}
		}
	})
}

func TestParseDatum(t *testing.T) {
	for _, c := range []struct {
		name  string
		want  geo.Datum
		known bool
	}{
		{"", geo.WGS84, true},
		{"EPSG:4326", geo.WGS84, true},
		{"epsg:4326", geo.WGS84, true},
		{"WGS 84", geo.WGS84, true},
		{"OGC:CRS84", geo.WGS84, true},
		{"urn:ogc:def:crs:OGC:1.3:CRS84", geo.WGS84, true},
		{"urn:ogc:def:crs:EPSG::4490", geo.CGCS2000, true},
		{"http://www.opengis.net/def/crs/EPSG/0/4326", geo.WGS84, true},
		{"EPSG:4674", geo.SIRGAS2000, true},
		{"ETRS89", geo.ETRS89, true},
		{"GCJ-02", geo.GCJ02, true},
		{"gcj02", geo.GCJ02, true},
		{"BD-09", geo.BD09, true},
		{"EPSG:3857", geo.WGS84, false},
		{"EPSG:4528", geo.WGS84, false},
		{"urn:ogc:def:crs:", geo.WGS84, true},
		{"Shanghai 1949", geo.WGS84, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, known := geo.ParseDatum(c.name); got != c.want || known != c.known {
				t.Errorf("%v, %v", got, known)
			}
		})
	}
}
