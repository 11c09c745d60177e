package geopackage_test

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"lifecircle/data/geopackage"
)

var square = orb.Polygon{{{0, 0}, {2, 0}, {2, 1}, {0, 0}}}

// The headers are written out by hand from OGC 12-128r17, clause 2.1.3.
func TestHeaders(t *testing.T) {
	for _, one := range []struct {
		name   string
		shape  orb.Geometry
		system int64
		header string // up to the WKB
	}{
		{"a point has no box", orb.Point{1, 2}, geopackage.WGS84, "475000" + "01" + "e6100000"},
		{"an area has one: west, east, south, north", orb.MultiPolygon{square}, 4490, "475000" + "03" + "8a110000" +
			"0000000000000000" + "0000000000000040" + "0000000000000000" + "000000000000f03f"},
		{"an empty area", orb.MultiPolygon{}, geopackage.Undefined, "475000" + "11" + "00000000"},
		{"lines without a point", orb.MultiLineString{{}}, geopackage.Undefined, "475000" + "11" + "00000000"},
	} {
		t.Run(one.name, func(t *testing.T) {
			blob, err := geopackage.Encode(one.shape, one.system)
			if err != nil {
				t.Fatal(err)
			}
			body, err := wkb.Marshal(one.shape, binary.LittleEndian)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := hex.EncodeToString(blob), one.header+hex.EncodeToString(body); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
	if blob, err := geopackage.Encode(nil, geopackage.WGS84); blob != nil || err != nil {
		t.Errorf("nothing is %x, %v", blob, err)
	}
}

func TestPolygons(t *testing.T) {
	little, big := body(t, orb.MultiPolygon{square}, binary.LittleEndian), body(t, square, binary.BigEndian)
	for _, one := range []struct {
		name string
		blob string
		want orb.MultiPolygon
		ok   bool
	}{
		{"without a box", "475000" + "01" + "e6100000" + little, orb.MultiPolygon{square}, true},
		{"a polygon, big-endian, with a box of three dimensions", "475000" + "04" + "000010e6" + strings.Repeat("00", 48) + big, orb.MultiPolygon{square}, true},
		{"with a box of four", "475000" + "09" + "e6100000" + strings.Repeat("00", 64) + little, orb.MultiPolygon{square}, true},
		{"empty", "475000" + "11" + "e6100000", nil, true},
		{"cut in the box", "475000" + "03" + "e6100000" + strings.Repeat("00", 31), nil, false},
		{"a box that is none", "475000" + "0b" + "e6100000" + little, nil, false},
		{"another mark", "475100" + "01" + "e6100000" + little, nil, false},
		{"nothing", "", nil, false},
		{"a point", "475000" + "01" + "e6100000" + body(t, orb.Point{1, 2}, binary.LittleEndian), nil, false},
		{"no number", "475000" + "01" + "e6100000" + body(t, orb.Polygon{{{0, 0}, {math.NaN(), 0}, {2, 1}, {0, 0}}}, binary.LittleEndian), nil, false},
	} {
		t.Run(one.name, func(t *testing.T) {
			blob, err := hex.DecodeString(one.blob)
			if err != nil {
				t.Fatal(err)
			}
			got, err := geopackage.Polygons(blob)
			if (err == nil) != one.ok || !got.Equal(one.want) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func body(t *testing.T, g orb.Geometry, order binary.ByteOrder) string {
	t.Helper()
	b, err := wkb.Marshal(g, order)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}
