package coverage_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/geo"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// home returns the first district of a level whose rectangle holds a point.
func home(city *coverage.City, level int, p orb.Point) int {
	for d, district := range city.Districts {
		if district.Level == level && district.Polygon.Bound().Contains(p) {
			return d
		}
	}
	return coverage.NoDistrict
}

// lies reports whether a point counts for a scope's district.
func lies(city *coverage.City, p orb.Point, s coverage.Scope) bool {
	if s.District == nil {
		return true
	}
	for _, d := range city.Districts { // each level as often as it has districts
		if s.Level != nil && d.Level != *s.Level {
			continue
		}
		switch at := home(city, d.Level, p); {
		case at == coverage.NoDistrict:
			if *s.District == "" {
				return true
			}
		case city.Districts[at].Code == *s.District:
			return true
		}
	}
	return false
}

// scopesOf lists the scopes of a city's districts: of every code, of none and of
// all, at any level and at each.
func scopesOf(e *coverage.Engine) []coverage.Scope {
	codes := []*string{nil, new("")}
	for _, d := range e.City().Districts {
		codes = append(codes, &d.Code)
	}
	levels := []*int{nil}
	for _, level := range e.Levels() {
		levels = append(levels, &level)
	}
	var out []coverage.Scope
	for _, code := range codes {
		for _, level := range levels {
			out = append(out, coverage.Scope{District: code, Level: level})
		}
	}
	return out
}

// Every place, facility and point of the ground is in the district of the smallest
// code whose rectangle holds it, level by level; buckets, scopes and lists of places
// follow from that.
func TestDistrictsAreThoseOfTheirRectangles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		e := c.Engine()
		city, r := e.City(), asciicity.Chance(t)
		var levels []int
		for _, d := range city.Districts {
			levels = append(levels, d.Level)
		}
		if levels = slices.Compact(levels); !slices.Equal(levels, e.Levels()) {
			t.Fatalf("levels %d, want %d", e.Levels(), levels)
		}
		buckets := e.Buckets()
		for i, p := range city.Demand.Point {
			want := []coverage.Bucket{{District: coverage.WholeCity}}
			for k, level := range levels {
				d := home(city, level, p)
				if want = append(want, coverage.Bucket{Level: k, District: d}); e.District(k, i) != d {
					t.Errorf("place %s lies in district %d of level %d, want %d", city.Demand.ID[i], e.District(k, i), level, d)
				}
			}
			var got []coverage.Bucket
			for b := range e.BucketsOf(i) {
				got = append(got, buckets[b])
			}
			if !slices.Equal(got, want) {
				t.Errorf("place %s counts for %v, want %v", city.Demand.ID[i], got, want)
			}
		}
		for k, level := range levels {
			for f, facility := range city.Facilities {
				if got, want := e.FacilityDistrict(k, f), home(city, level, facility.Point); got != want {
					t.Errorf("facility %s lies in district %d of level %d, want %d", facility.ID, got, level, want)
				}
			}
			for range 5 {
				p := c.Place(34*r.Float64()-2, 22*r.Float64()-2)
				if got, want := e.DistrictAt(k, p), home(city, level, p); got != want {
					t.Errorf("%v lies in district %d of level %d, want %d", p, got, level, want)
				}
			}
		}
		for _, s := range scopesOf(e) {
			if s.District != nil && *s.District == "" && len(levels) == 0 {
				continue // refused
			}
			scopesPlaces(t, e, s)
		}
	})
}

// scopesPlaces holds the places and buckets of a scope against its rectangles.
func scopesPlaces(t *rapid.T, e *coverage.Engine, s coverage.Scope) {
	t.Helper()
	city := e.City()
	var want []int
	for i, p := range city.Demand.Point {
		in := lies(city, p, s)
		if in {
			want = append(want, i)
		}
		if e.InDistrict(i, s) != in {
			t.Errorf("place %s is in %s: %t", city.Demand.ID[i], shownScope(s), !in)
		}
	}
	slices.SortFunc(want, func(a, b int) int { return strings.Compare(city.Demand.ID[a], city.Demand.ID[b]) })
	if got := e.PlacesIn(s); !slices.Equal(got, want) {
		t.Errorf("places in %s are %d, want %d", shownScope(s), got, want)
	}
	var rows []string
	if s.District == nil {
		rows = append(rows, "city")
	}
	for k, level := range e.Levels() {
		if s.Level != nil && *s.Level != level {
			continue
		}
		codes := []string{""}
		for _, d := range city.Districts {
			if d.Level == level {
				codes = append(codes, d.Code)
			}
		}
		for _, code := range codes {
			if s.District == nil || *s.District == code {
				rows = append(rows, fmt.Sprint(k, " ", level, " ", code))
			}
		}
	}
	var got []string
	for _, b := range e.Buckets() {
		if !e.Includes(s, b) {
			continue
		}
		switch ref := e.RefOf(b); {
		case ref == nil:
			got = append(got, "city")
		default:
			got = append(got, fmt.Sprint(b.Level, " ", ref.Level, " ", ref.Code))
			if b.District >= 0 && ref.Names != city.Districts[b.District].Names {
				t.Errorf("district %s is called %v", ref.Code, ref.Names)
			}
		}
	}
	if !slices.Equal(got, rows) {
		t.Errorf("rows of %s are %q, want %q", shownScope(s), got, rows)
	}
}

func shownScope(s coverage.Scope) string {
	out := "all"
	if s.District != nil {
		out = fmt.Sprintf("%q", *s.District)
	}
	if s.Level != nil {
		out += fmt.Sprint(" of level ", *s.Level)
	}
	return out
}

// The share of a rectangle within a rectangle is that of their sides; a degree of
// longitude is a little shorter in the north, which a city hardly notices.
func TestTheShareWithinTheExtent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := asciicity.RandomDistricts(t).Engine()
		city := e.City()
		for d, district := range city.Districts {
			got, want := e.Inside(d), 1.0
			if len(city.Extent) > 0 {
				a, b := district.Polygon.Bound(), city.Extent.Bound()
				width := min(a.Max[0], b.Max[0]) - max(a.Min[0], b.Min[0])
				height := min(a.Max[1], b.Max[1]) - max(a.Min[1], b.Min[1])
				want = max(0, width) * max(0, height) / ((a.Max[0] - a.Min[0]) * (a.Max[1] - a.Min[1]))
			}
			if math.Abs(got-want) > 1e-3 || want == 0 && got != 0 {
				t.Errorf("%g of district %s is within the extent, want %g", got, district.Code, want)
			}
		}
	})
}

// The border is as far as its nearest side, at 100 m a cell; beyond it nothing is
// known, and a hole is beyond.
func TestHowFarTheBorderIs(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H----0----+----1----+----2
	`)
	metres := func(mm int64) float64 { return math.Round(float64(mm) / 1000) }
	open := c.Engine()
	expect.Equal(t, "without an extent nobody is outside", open.Outside(c.Place(1000, 1000)), false)
	expect.Equal(t, "nor near a border", open.BorderMM(0), math.MaxInt64)
	expect.Equal(t, "nor any point", open.BorderMMAt(c.Place(1000, 1000)), math.MaxInt64)

	c = c.Copy()
	c.Extent = [4]float64{-2, -10, 20, 8}
	e := c.Engine()
	for _, tt := range []struct {
		column, line, want float64
		outside            bool
	}{
		{0, 0, 200, false}, {5, 0, 700, false}, {15, 0, 500, false}, {9, 7, 100, false}, {9, -9.5, 50, false}, {25, 0, 0, true}, {-2.5, 0, 0, true}, {9, 9, 0, true},
	} {
		p := c.Place(tt.column, tt.line)
		expect.Equal(t, fmt.Sprint(tt.column, ",", tt.line, " is so far from it"), metres(e.BorderMMAt(p)), tt.want)
		expect.Equal(t, fmt.Sprint(tt.column, ",", tt.line, " is outside"), e.Outside(p), tt.outside)
	}
	for i, want := range []float64{700, 500, 0} {
		expect.Equal(t, "place "+c.Demand.ID[i], metres(e.BorderMM(i)), want)
	}

	city := *e.City()
	hole := c.Box(13, -1, 17, 1)[0][0]
	hole.Reverse()
	city.Extent = orb.MultiPolygon{{c.Box(-2, -10, 20, 8)[0][0], hole}}
	holed, err := coverage.Open(context.Background(), &city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	expect.Equal(t, "1 is in the hole", fmt.Sprint(holed.Outside(city.Demand.Point[1]), holed.BorderMM(1)), "true 0")
	expect.Equal(t, "0 has the border beside it, not the hole", metres(holed.BorderMM(0)), 700)
	expect.Equal(t, "the hole is nearer than the border", metres(holed.BorderMMAt(c.Place(12, 0))), 100)
}

// Those near a point are all who are within the distance, each once, and others not
// much farther: a square of the index is 556 m high.
func TestPlacesNearAPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.RandomDistricts(t), asciicity.Chance(t)
		e := c.Engine()
		for range 5 {
			p, metres := c.Place(40*r.Float64()-5, 30*r.Float64()-5), 2000*r.Float64()
			seen := map[int]int{}
			e.EachPlaceNear(p, metres, func(place int) { seen[place]++ })
			for i, q := range e.City().Demand.Point {
				far := geo.Distance(p, q)
				if far <= metres && seen[i] != 1 {
					t.Errorf("place %d is %.0f m away, within %.0f, and found %d times", i, far, metres, seen[i])
				}
				if seen[i] > 1 || seen[i] > 0 && far > 1.5*(metres+2*560) {
					t.Errorf("place %d is %.0f m away and found %d times within %.0f", i, far, seen[i], metres)
				}
			}
		}
	})
}

// In the west of the world, and at its poles, a box around a place ends beyond the
// last degree.
func TestPlacesNearTheEndsOfTheWorld(t *testing.T) {
	for _, p := range []orb.Point{{-179.9999, -16.8}, {179.9999, -16.8}, {121, -89.9999}, {121, 89.9999}, {-180, -90}} {
		city := &coverage.City{Demand: coverage.Demand{ID: []string{"home"}, Point: []orb.Point{p}}}
		e, err := coverage.Open(context.Background(), city, coverage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		e.EachPlaceNear(p, 500, func(int) { found++ })
		expect.Equal(t, fmt.Sprint("places at ", p), found, 1)
	}
}

// Places that are a cell are looked up by it; 0 is no cell.
func TestPlacesOfACell(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H--0--1--2--3
	`)
	c.Demand.Cell = []uint64{9, 0, 7, 9}
	e := c.Engine()
	for cell, want := range map[uint64]string{9: "[0 3]", 7: "[2]", 8: "[]", 0: "[]", math.MaxUint64: "[]"} {
		expect.Equal(t, fmt.Sprint("places that are cell ", cell), fmt.Sprint(e.PlacesInCell(cell)), want)
	}
	expect.Equal(t, "where no place is a cell", len(bundle(t).Engine().PlacesInCell(9)), 0)
	// A place that edits make a cell, and one that they make none.
	next, err := e.With(context.Background(), coverage.Edit{Places: []coverage.Place{{ID: "1", Point: c.Demand.Point[1], Cell: 9}, {ID: "0", Point: c.Demand.Point[0]}}})
	if err != nil {
		t.Fatal(err)
	}
	expect.Equal(t, "after edits", fmt.Sprint(next.PlacesInCell(9), e.PlacesInCell(9)), "[1 3] [0 3]")
}
