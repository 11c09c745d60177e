package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// compound has a way through that is for residents, and a clinic on either side
// of it: 0 (1 person) is 15 cells from H through it and 21 around.
func compound(t *testing.T) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(100), `
		0----%.1..%----H
		|              |
		|              |
		+--------------+
	`)
	c.Profiles = []coverage.Profile{{Profile: streets.Profile{ID: "fast", Speed: 8_000_000}}}
	return c.Serve(coverage.Service{ID: "clinic", Minutes: 25})
}

// Several treatments of residents' streets are answered in the order asked,
// within each service and limit.
func TestTreatmentsInTheOrderAsked(t *testing.T) {
	c := compound(t)
	list := func(q coverage.Query) string {
		var out []string
		for _, r := range c.Rows(q) {
			out = append(out, fmt.Sprint(expect.Fields(r, "minutes covered profile"), " ", r.Private))
		}
		return strings.Join(out, "; ")
	}
	// 1,350 and 720 s, 1,890 and 720, 1,890 and 2,520 of 1,500.
	expect.Equal(t, "as built", list(coverage.Query{}), "25 2 standard residents")
	expect.Equal(t, "all three", list(coverage.Query{Treatments: []streets.Private{"open", "closed", "residents"}}),
		"25 3 standard open; 25 0 standard closed; 25 2 standard residents")
	expect.Equal(t, "and limits", list(coverage.Query{Treatments: []streets.Private{"open", "closed"}, Limits: []float64{50, 10}}),
		"10 0 standard open; 10 0 standard closed; 50 3 standard open; 50 3 standard closed")
	expect.Equal(t, "another profile", list(coverage.Query{Treatments: []streets.Private{"closed"}, Scope: coverage.Scope{Profile: "fast"}}), "25 3 fast closed")
	expect.Equal(t, "its circle", expect.Fields(c.Row(coverage.Query{Scope: coverage.Scope{Profile: "fast"}}), "buffer_m"), expect.Share(new(8_000_000.0*25/60/1000)))
}

func TestServicesMayDifferInProfile(t *testing.T) {
	c := bundle(t)
	c.Profiles = []coverage.Profile{{Profile: streets.Profile{ID: "fast", Speed: 8_000_000}}}
	c.Serve(coverage.Service{ID: "school", Profile: "fast"}) // 3 is 19 cells from S: 855 s
	expect.Equal(t, "rows", expect.ByDistrict(c.Rows(coverage.Query{}), "covered profile buffer_m"), "city: 3 standard 1000; city: 15 fast 2000")
	both := coverage.Query{AllOf: []string{"clinic", "school"}}
	expect.Equal(t, "a bundle", expect.Fields(c.Row(both), "covered profile buffer_m"), "3 - -")
	both.Profile = "standard"
	expect.Equal(t, "a bundle under one", expect.Fields(c.Row(both), "covered profile buffer_m"), "1 standard 1000")
}

func TestSettingsThatHaveNoAnswer(t *testing.T) {
	closed := bundle(t)
	residents := compound(t)
	for _, tt := range []struct {
		city  *asciicity.City
		query coverage.Query
		says  string
	}{
		{residents, coverage.Query{Scope: coverage.Scope{Profile: "cat"}}, `profile "cat": there is none of that name here: known are fast, standard`},
		{residents, coverage.Query{Treatments: []streets.Private{"maybe"}}, `private "maybe": there is none of that name here: known are closed, residents, open`},
		{residents, coverage.Query{Treatments: []streets.Private{"open", "open"}}, `private "open": it is named twice: name each treatment once`},
		{residents, coverage.Query{Treatments: []streets.Private{}}, `private "": name at least one treatment: known are closed, residents, open`},
		{closed, coverage.Query{Treatments: []streets.Private{"open"}}, `private "open": the city was built with private = "closed" and knows nothing else: ` +
			`build it with private = "residents" in the manifest, which answers all three`},
		{closed, coverage.Query{Treatments: []streets.Private{"closed"}}, ""},
	} {
		_, err := tt.city.Engine().Rows(context.Background(), tt.query)
		_, cells := tt.city.Engine().Cells(context.Background(), tt.query)
		for _, err := range []error{err, cells} {
			var q *coverage.QueryError
			if tt.says == "" && err != nil || tt.says != "" && (!errors.As(err, &q) || err.Error() != tt.says) {
				t.Errorf("%+v: got %v, want %s", tt.query, err, tt.says)
			}
		}
	}
	_, err := residents.Engine().Cells(context.Background(), coverage.Query{Treatments: []streets.Private{"open", "closed"}})
	expect.Equal(t, "cells under two treatments", err.Error(), `private "several treatments": cells are read under one: give one`)
	unknown := bundle(t).Serve(coverage.Service{ID: "school", Profile: "cat"})
	_, err = unknown.Engine().Rows(context.Background(), coverage.Query{})
	expect.Equal(t, "a service of an unknown profile", err.Error(), `profile "cat": there is none of that name here: known are standard`)
}

// A facility and a place with several entrances are reached by the best one; a
// tie goes to the smaller id still.
func TestTheBestEntranceCounts(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		a----0----b---------c----H
		|                        |
		d------------------------e
	`)
	expect.Equal(t, "by the front", c.Reach("clinic", 30e9*60).String(), "0:1800")
	c = c.Copy()
	b, d := c.Corner('b'), c.Corner('d')
	c.Facility("H").Entrances = []coverage.Entrance{{Kind: coverage.EntranceGiven, Point: b}}
	expect.Equal(t, "by the back of the clinic", c.Reach("clinic", 30e9*60).String(), "0:450")
	c = c.Copy()
	c.Facility("H").Entrances = []coverage.Entrance{{Kind: coverage.EntranceGiven, Point: d}}
	c.Demand.Entrances = []coverage.PlaceEntrance{{Place: 0, Entrance: coverage.Entrance{Kind: coverage.EntranceGiven, Point: c.Corner('a')}}}
	expect.Equal(t, "from the back of the house", c.Reach("clinic", 30e9*60).String(), "0:180")
}

// Two doors of a place, each equally far from a clinic of its own: the smaller id
// has it, whichever door is named first.
func TestTiesBetweenEntrances(t *testing.T) {
	c := asciicity.New(t, asciicity.MilliDegree, `
		a-----------a
		|           |
		N     0     T
		|           |
		b-----------c
	`)
	for _, ids := range [][2]string{{"A", "B"}, {"B", "A"}} {
		c = c.Copy()
		c.Facilities[0].ID, c.Facilities[1].ID = ids[0], ids[1]
		c.Demand.Point[0] = c.Place(0, 4)
		c.Demand.Entrances = []coverage.PlaceEntrance{{Place: 0, Entrance: coverage.Entrance{Kind: coverage.EntranceGiven, Point: c.Place(12, 4)}}}
		expect.Equal(t, "nearest", c.Reach("clinic", 15*60e9).Nearest(), "0:A")
	}
}

// Somebody who cannot use the street that a place joins joins the nearest that
// they can: here 1 cell south of the steps.
func TestPlacesOnStepsAreRelinked(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+>>0>>>>>>H
		|         |
		+---------+
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Wheels}}
	expect.Equal(t, "on foot", c.Ask(coverage.Query{}).String(), "0:630")
	// 2 cells down, 7 along, 2 up.
	expect.Equal(t, "on wheels", c.Ask(coverage.Query{Scope: coverage.Scope{Profile: "wheels"}}).String(), "0:990")
}
