package gaps_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/internal/testcity/asciicity"
)

// sameAs tells the places of a gap by their ids, whose indices edits may move.
func sameAs(e *coverage.Engine, places []int) string {
	var out []string
	for _, i := range places {
		out = append(out, e.City().Demand.ID[i])
	}
	return strings.Join(slices.Sorted(slices.Values(out)), " ")
}

// edited draws an edit or two of a city: a facility that comes, one that closes, people
// who move in, another limit.
func edited(t *rapid.T, c *asciicity.City) *coverage.Engine {
	e, r := c.Engine(), asciicity.Chance(t)
	for range 1 + r.IntN(2) {
		var edit coverage.Edit
		switch kind := rapid.IntRange(0, 3).Draw(t, "edit"); {
		case kind == 0 || kind == 1 && len(c.Facilities) == 0:
			edit.Facilities = []coverage.Facility{{ID: fmt.Sprint("~", r.IntN(100)), Point: c.Place(30*r.Float64(), 18*r.Float64()), Services: []string{"clinic"}}}
		case kind == 1:
			f := e.City().Facilities[r.IntN(len(c.Facilities))]
			f.Status = coverage.StatusClosed
			edit.Facilities = []coverage.Facility{f}
		case kind == 2:
			groups := map[string]coverage.Amount{"all": coverage.Amount(1000 * r.IntN(9)), "few": 500}
			edit.Places = []coverage.Place{{ID: fmt.Sprint("~", r.IntN(100)), Point: c.Place(30*r.Float64(), 18*r.Float64()), Groups: groups}}
		default:
			s := e.City().Services[0]
			s.Minutes = float64(1 + r.IntN(15))
			edit.Services = []coverage.Service{s}
		}
		next, err := e.With(context.Background(), edit)
		if err != nil {
			t.Skip("the edit cannot be made") // a facility where no street is
		}
		e = next
	}
	return e
}

// What becomes of gaps is what the gaps of both cities, found whole, differ in: who is
// newly in one or out of one is in some change, and the people add up.
func TestChangesAreTheDifferenceOfAllGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		before := c.Engine()
		after := edited(t, c)
		then, err := gaps.Find(context.Background(), before, q)
		if err != nil {
			t.Fatal(err)
		}
		now, err := gaps.Find(context.Background(), after, q)
		if err != nil {
			t.Fatal(err)
		}
		changes, err := gaps.Changes(context.Background(), after, before, q)
		if err != nil {
			t.Fatal(err)
		}
		was, is := map[string]gaps.Gap{}, map[string]gaps.Gap{}
		missed := [2]map[string]string{{}, {}} // the gap of each place
		people := coverage.Amount(0)
		for _, g := range then {
			people -= g.People
			was[g.ID] = g
			for _, id := range strings.Fields(sameAs(before, g.Places)) {
				missed[0][id] = g.ID
			}
		}
		for _, g := range now {
			people += g.People
			is[g.ID] = g
			for _, id := range strings.Fields(sameAs(after, g.Places)) {
				missed[1][id] = g.ID
			}
		}
		in := map[string]bool{}
		for k, change := range changes {
			people -= change.People
			if k > 0 && max(change.People, -change.People) > max(changes[k-1].People, -changes[k-1].People) {
				t.Errorf("a change by %d after one by %d", change.People, changes[k-1].People)
			}
			for side, list := range [][]gaps.Sketch{change.Before, change.After} {
				e, known := before, was
				if side == 1 {
					e, known = after, is
				}
				for _, s := range list {
					for _, id := range strings.Fields(sameAs(e, s.Places)) {
						in[id] = true
					}
					g, there := known[s.ID]
					whole := there && sameAs(e, g.Places) == sameAs(e, s.Places) && g.People == s.People
					if s.Part && s.People > 0 && missed[side][e.City().Demand.ID[s.Places[0]]] == "" || !s.Part && !whole {
						t.Errorf("the sketch %+v is of %+v", s, g)
					}
				}
			}
		}
		if people != 0 {
			t.Errorf("the changes lack %d thousandths of a person", people)
		}
		for id := range maps.Keys(missed[0]) {
			if _, still := missed[1][id]; !still && !in[id] {
				t.Errorf("%s was missed and is not, and no change has it", id)
			}
		}
		for id := range maps.Keys(missed[1]) {
			if _, before := missed[0][id]; !before && !in[id] {
				t.Errorf("%s is missed and was not, and no change has it", id)
			}
		}
	})
}

// A clinic in the middle parts a gap of four places in two; back again they come together.
func TestAGapComesApartAndTogether(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---+---+---+---+--0--1--+--2--3")
	before := c.Engine()
	q := gaps.Query{Service: "clinic", Scope: coverage.Scope{Minutes: 4.9}} // 326 m
	list := gapsOf(t, c, q)
	if len(list) != 2 { // 1 and 2 are 600 m apart
		t.Fatalf("there are %d gaps", len(list))
	}
	after, err := before.With(t.Context(), coverage.Edit{Facilities: []coverage.Facility{{ID: "N", Point: c.Place(25, 0), Services: []string{"clinic"}}}})
	if err != nil {
		t.Fatal(err)
	}
	shown := func(list []gaps.Change) string {
		var out []string
		for _, change := range list {
			var sides []string
			for _, sketches := range [][]gaps.Sketch{change.Before, change.After} {
				var ids []string
				for _, s := range sketches {
					ids = append(ids, s.ID+"="+sameAs(after, s.Places))
				}
				sides = append(sides, strings.Join(ids, "+"))
			}
			out = append(out, fmt.Sprintf("%s→%s %d", sides[0], sides[1], change.People/1000))
		}
		return strings.Join(out, "; ")
	}
	there, err := gaps.Changes(t.Context(), after, before, q)
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(there); got != "clinic.3=2 3→clinic.3=3 -4; clinic.1=0 1→clinic.0=0 -2" {
		t.Errorf("with a clinic in the middle: %s", got)
	}
	back, err := gaps.Changes(t.Context(), before, after, q)
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(back); got != "clinic.3=3→clinic.3=2 3 4; clinic.0=0→clinic.1=0 1 2" {
		t.Errorf("without it again: %s", got)
	}
	if none, err := gaps.Changes(t.Context(), before, before, q); err != nil || none != nil {
		t.Errorf("nothing has changed, and %s (%v)", shown(none), err)
	}
}

func TestChangesRefuseWhatGapsRefuse(t *testing.T) {
	e := asciicity.New(t, asciicity.Cell(100), "H---0").Engine()
	for _, q := range []gaps.Query{{}, {Service: "school"}, {Service: "clinic", Scope: coverage.Scope{Group: "few"}}, {Service: "clinic", AllOf: []string{"clinic"}}} {
		_, found := gaps.Find(t.Context(), e, q)
		_, changes := gaps.Changes(t.Context(), e, e, q)
		if found == nil || changes == nil || found.Error() != changes.Error() {
			t.Errorf("%+v: gaps say %v, changes %v", q, found, changes)
		}
	}
}
