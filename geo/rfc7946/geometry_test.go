package rfc7946_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/rfc7946"
)

func TestGeometriesAsTheStandardHasThem(t *testing.T) {
	clockwise := orb.Ring{{0, 0}, {0, 2}, {2, 2}, {2, 0}, {0, 0}}
	hole := orb.Ring{{0.5, 0.5}, {1, 0.5}, {1, 1}, {0.5, 0.5}} // counter-clockwise
	for name, c := range map[string]struct {
		shape orb.Geometry
		want  string
	}{
		"a point":              {orb.Point{121.123456789, -0.00000001}, `{"type":"Point","coordinates":[121.1234568,0]}`},
		"a line":               {orb.LineString{{0, 0}, {1, 1.5}}, `{"type":"LineString","coordinates":[[0,0],[1,1.5]]}`},
		"a line of one":        {orb.LineString{{0, 1}}, `{"type":"Point","coordinates":[0,1]}`},
		"one of several lines": {orb.MultiLineString{{{0, 0}, {1, 1}}}, `{"type":"LineString","coordinates":[[0,0],[1,1]]}`},
		"several lines":        {orb.MultiLineString{{{0, 0}, {1, 1}}, {{2, 2}, {3, 3}}}, `{"type":"MultiLineString","coordinates":[[[0,0],[1,1]],[[2,2],[3,3]]]}`},
		"a polygon turns":      {orb.MultiPolygon{{clockwise, hole}}, `{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]],[[0.5,0.5],[1,1],[1,0.5],[0.5,0.5]]]}`},
		"nothing":              {nil, `null`},
		"no polygon":           {orb.MultiPolygon{}, `null`},
		"no line":              {orb.LineString{}, `null`},
		"no ring":              {orb.Polygon{}, `null`},
	} {
		if got := string(rfc7946.AppendGeometry(nil, c.shape)); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

func TestRealsHaveAPointAndReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e18, 1e18).Draw(t, "v")
		if rapid.Bool().Draw(t, "whole") {
			v = math.Round(v)
		}
		text := string(rfc7946.AppendReal(nil, v))
		var back float64
		if err := json.Unmarshal([]byte(text), &back); err != nil || back != v || !strings.Contains(text, ".") {
			t.Errorf("%v is written %s and read %v (%v)", v, text, back, err)
		}
	})
}
