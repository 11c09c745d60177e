package coverage_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
)

// Under symmetric rules times are symmetric: with facilities and places
// exchanged, every pair is as far apart as before, whatever becomes of residents'
// streets.
func TestFacilitiesAndPlacesMayBeExchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := asciicity.RandomWalks(t)
		asked := coverage.Query{Services: []string{"clinic"}, Limits: []float64{coverage.MaxMinutes / 2}, Scope: coverage.Scope{Profile: "standard"}}
		if q.Private != "" {
			asked.Treatments = append(asked.Treatments, q.Private)
		}
		// One pair at a time: the nearest of several is no symmetric question.
		place := rapid.IntRange(0, c.Demand.Len()-1).Draw(t, "place")
		facility := rapid.IntRange(0, len(c.Facilities)-1).Draw(t, "facility")
		there := alone(c, place, facility)
		back := there.Copy()
		back.Demand.Point[0], back.Facilities[0].Point = there.Facilities[0].Point, there.Demand.Point[0]
		a, b := there.Ask(asked), back.Ask(asked)
		if d := cmp.Diff(a[0].Millis, b[0].Millis); d != "" { // why there is no walk may differ: one end joins no street
			t.Errorf("%s there and %s back:\n%s", a, b, d)
		}
	})
}

// alone is a city of one place and one clinic.
func alone(c *asciicity.City, place, facility int) *asciicity.City {
	out := c.Copy()
	d := &out.Demand
	d.ID, d.Point = d.ID[place:place+1], slices.Clone(d.Point[place:place+1])
	for id, column := range d.Groups {
		d.Groups[id] = column[place : place+1]
	}
	out.Facilities = slices.Clone(out.Facilities[facility : facility+1])
	out.Facilities[0].Services = []string{"clinic"}
	return out
}
