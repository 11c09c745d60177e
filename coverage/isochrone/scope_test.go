package isochrone_test

import (
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/isochrone"
	"lifecircle/internal/testcity/asciicity"
)

// scoped has places of 1, 2, 4 and 8 people along a street, 300 m from one another, of
// which the second is rural, and two districts that part it in the middle.
func scoped(t *testing.T) *asciicity.City {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(100), "H--0--1--2--3--S")
	c.Demand.Urban = []coverage.Flag{coverage.FlagUrban, coverage.FlagRural, coverage.FlagUrban, coverage.FlagUrban}
	c.Demand.Groups["elderly"] = []coverage.Amount{0, 1_000, 2_000, 3_000}
	c.Demand.Weight = map[string][]coverage.Amount{"dwellings": {5_000, 6_000, 7_000, 8_000}}
	return c.District(1, "w", -1, -1, 7, 1).District(1, "e", 7, -1, 20, 1)
}

// People are those of the scope; other groups are counted beside them.
func TestPeopleAreThoseOfTheScope(t *testing.T) {
	c := scoped(t)
	for name, test := range map[string]struct {
		scope   coverage.Scope
		counted string
		want    coverage.Amount // within 15 minutes of H: places 0, 1 and 2
	}{
		"everybody":  {coverage.Scope{}, "all", 7_000},
		"a group":    {coverage.Scope{Group: "elderly"}, "elderly", 3_000},
		"a weight":   {coverage.Scope{Weight: "dwellings"}, "dwellings", 18_000},
		"urban":      {coverage.Scope{Area: coverage.AreaUrban}, "all", 5_000},
		"rural":      {coverage.Scope{Area: coverage.AreaRural}, "all", 2_000},
		"a district": {coverage.Scope{District: new("e")}, "all", 4_000},
		"west":       {coverage.Scope{District: new("w")}, "all", 3_000},
		"nowhere":    {coverage.Scope{District: new("")}, "all", 0},
	} {
		out, err := isochrone.Find(t.Context(), c.Engine(), isochrone.Query{Scope: test.scope, Facilities: []string{"H"}, Limits: []float64{15}})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := out.Shapes[0].People[test.counted]; got != test.want {
			t.Errorf("%s: %d people, want %d", name, got, test.want)
		}
	}
}

// Somebody whose walk is exactly the limit is within it, and not a millisecond less.
func TestTheLimitItselfCounts(t *testing.T) {
	c := scoped(t)
	cells, err := c.Engine().Cells(t.Context(), coverage.Query{Services: []string{"clinic"}, Limits: []float64{60}})
	if err != nil {
		t.Fatal(err)
	}
	sum := coverage.Amount(0)
	for i, cell := range cells { // by id, which is from west to east
		sum += 1_000 << i
		for ms, want := range map[int64]coverage.Amount{*cell.Millis: sum, *cell.Millis - 1: sum - 1_000<<i} {
			out, err := isochrone.Find(t.Context(), c.Engine(), isochrone.Query{Facilities: []string{"H"}, Limits: []float64{float64(ms) / 60_000}})
			if err != nil || out.Shapes[0].People["all"] != want {
				t.Errorf("within %d ms are %d people (%v), want %d", ms, out.Shapes[0].People["all"], err, want)
			}
		}
	}
}

// Merged, whoever is near one of the origins counts once; bands part them by the nearest.
func TestMergedShapesCountEverybodyOnce(t *testing.T) {
	c := scoped(t)
	both := isochrone.Query{Facilities: []string{"H", "S"}, Limits: []float64{5, 10, 15}}
	apart, err := isochrone.Find(t.Context(), c.Engine(), both)
	if err != nil {
		t.Fatal(err)
	}
	both.Merge = true
	merged, err := isochrone.Find(t.Context(), c.Engine(), both)
	if err != nil {
		t.Fatal(err)
	}
	both.Mode = isochrone.ModeBands
	bands, err := isochrone.Find(t.Context(), c.Engine(), both)
	if err != nil {
		t.Fatal(err)
	}
	// 0 is 300 m from H, 3 from S, 1 and 2 are 600 m from one of them.
	for k, want := range []struct{ h, s, merged, band coverage.Amount }{{1_000, 8_000, 9_000, 9_000}, {3_000, 12_000, 15_000, 6_000}, {7_000, 14_000, 15_000, 0}} {
		h, s := apart.Shapes[k].People["all"], apart.Shapes[3+k].People["all"]
		if h != want.h || s != want.s || merged.Shapes[k].People["all"] != want.merged || bands.Shapes[k].People["all"] != want.band {
			t.Errorf("%v minutes: H %d, S %d, merged %d, band %d, want %+v", both.Limits[k], h, s, merged.Shapes[k].People["all"], bands.Shapes[k].People["all"], want)
		}
		if merged.Shapes[k].Origin != isochrone.AllOrigins || apart.Shapes[3+k].Origin != 1 {
			t.Errorf("the shapes are of %d and %d", merged.Shapes[k].Origin, apart.Shapes[3+k].Origin)
		}
	}
}
