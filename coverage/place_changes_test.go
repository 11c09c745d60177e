package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// changesByHand compares the cells of two cities place by place.
func changesByHand(t *rapid.T, before, after *coverage.Engine, q coverage.Query) []coverage.PlaceChange {
	t.Helper()
	cells := func(e *coverage.Engine) []coverage.Cell {
		all := q
		all.District, all.Level = nil, nil
		list := must[[]coverage.Cell](t)(e.Cells(context.Background(), all))
		slices.SortFunc(list, func(a, b coverage.Cell) int { return a.Place - b.Place })
		return list
	}
	was, is := cells(before), cells(after)
	var out []coverage.PlaceChange
	for place := range was {
		if was[place].Covered == is[place].Covered {
			continue
		}
		side := before
		if is[place].Covered {
			side = after
		}
		d := &side.City().Demand
		people := d.Groups["all"][place]
		rural := d.Urban != nil && d.Urban[place] == coverage.FlagRural
		if people <= 0 || rural && q.Area == coverage.AreaUrban || !lies(after.City(), after.City().Demand.Point[place], q.Scope) {
			continue
		}
		out = append(out, coverage.PlaceChange{Place: place, People: people, Covered: is[place].Covered, Before: was[place].Millis, After: is[place].Millis})
	}
	return out
}

// Whose coverage changes are those whose cells differ: by edits, and in the city that
// was built anew, which knows nothing of the one before.
func TestPlacesThatChangeAreThoseWhoseCellsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		c := asciicity.RandomDistricts(t)
		r := &editor{asciicity.Chance(t), c, 0}
		base := c.Engine()
		e, edits := base, []coverage.Edit(nil)
		for range rapid.IntRange(1, 5).Draw(t, "edits") {
			edit := r.edit(e)
			if r.IntN(4) == 0 {
				edit.Streets = r.streets(e)
			}
			if next, err := e.With(ctx, edit); err == nil {
				e, edits = next, append(edits, edit)
			}
		}
		q := coverage.Query{Services: []string{"clinic"}}
		q.Minutes = rapid.SampledFrom([]float64{0, 3, 8}).Draw(t, "minutes")
		q.Area = rapid.SampledFrom([]coverage.Area{"", coverage.AreaUrban}).Draw(t, "area")
		if n := len(base.City().Districts); n > 0 && rapid.Bool().Draw(t, "of a district") {
			q.District = &base.City().Districts[r.IntN(n)].Code
		}
		want := changesByHand(t, base, e, q)
		for how, after := range map[string]*coverage.Engine{"by edits": e, "anew": asciicity.Rebuilt(t, base, edits...)} {
			got, err := after.PlaceChanges(ctx, base, q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := differ(want, got.Places); diff != "" {
				t.Errorf("%s (- by hand, + said):\n%s", how, diff)
			}
		}
	})
}

// P opens beside 1 and 2, and H closes: 0 loses its clinic, 1 has one before and
// after, 810 s away, 2 gains one. 100 m take 90 s.
func TestPlacesThatGainAndLose(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		0-----H----1--------P--2
	`)
	c.Facility("P").Status = coverage.StatusPlanned
	c.Demand.Groups["few"] = []coverage.Amount{0, 500, coverage.Missing}
	base := c.Engine()
	opened, closed := base.City().Facilities[1], base.City().Facilities[0]
	opened.Status, closed.Status = coverage.StatusOpen, coverage.StatusClosed
	e := must[*coverage.Engine](t)(base.With(ctx, coverage.Edit{Facilities: []coverage.Facility{opened, closed}}))
	told := func(q coverage.Query) string {
		t.Helper()
		q.Services = []string{"clinic"}
		got := must[coverage.PlaceChanges](t)(e.PlaceChanges(ctx, base, q))
		s := fmt.Sprintf("%s %g %s:", got.Service, got.Minutes, got.Private)
		for _, p := range got.Places {
			s += fmt.Sprintf(" %s %d %t %s→%s", c.Demand.ID[p.Place], p.People/1000, p.Covered, seconds(p.Before), seconds(p.After))
		}
		return s
	}
	expect.Equal(t, "15 minutes", told(coverage.Query{}), "clinic 15 closed: 0 1 false 540→- 2 4 true -→270")
	expect.Equal(t, "8 minutes", told(coverage.Query{Limits: []float64{8}}), "clinic 8 closed: 1 2 false 450→- 2 4 true -→270")
	expect.Equal(t, "13 minutes, as the scope says them", told(coverage.Query{Scope: coverage.Scope{Minutes: 13}}), "clinic 13 closed: 0 1 false 540→- 1 2 false 450→810 2 4 true -→270")
	expect.Equal(t, "of whom there are none", told(coverage.Query{Scope: coverage.Scope{Group: "few"}}), "clinic 15 closed:")
	expect.Equal(t, "of a group that nobody counts", told(coverage.Query{Scope: coverage.Scope{Group: "cats"}}), "clinic 15 closed:")
	same := must[coverage.PlaceChanges](t)(e.PlaceChanges(ctx, e, coverage.Query{Services: []string{"clinic"}}))
	expect.Equal(t, "beside itself", len(same.Places), 0)

	for _, tt := range []struct {
		query coverage.Query
		says  string
	}{
		{coverage.Query{}, `service "": places are compared for one service, limit and treatment at a time`},
		{coverage.Query{Services: []string{"clinic"}, Limits: []float64{5, 10}}, `service "clinic": places are compared for one service, limit and treatment at a time`},
		{coverage.Query{Services: []string{"bakery"}}, `service "bakery": there is none of that name here: known are clinic`},
	} {
		_, err := e.PlaceChanges(ctx, base, tt.query)
		var q *coverage.QueryError
		if !errors.As(err, &q) || err.Error() != tt.says {
			t.Errorf("got %v, want %s", err, tt.says)
		}
	}
}

func seconds(ms *int64) string {
	if ms == nil {
		return "-"
	}
	return fmt.Sprint((*ms + 500) / 1000)
}

// What edits touched is all that may have changed, and of a city that this one was
// not made from everything may.
func TestOnlyWhatEditsTouchMayChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		c, s := asciicity.RandomWalks(t)
		r := &editor{asciicity.Chance(t), c, 0}
		base := c.Engine()
		e := base
		for range rapid.IntRange(1, 5).Draw(t, "edits") {
			edit := r.edit(e)
			if r.IntN(2) == 0 {
				edit.Streets = r.streets(e)
			}
			if next, err := e.With(ctx, edit); err == nil {
				e = next
			}
		}
		service, set := resolve(t, base, s)
		// Within some seconds hardly anybody walks: how they join the streets is all that is told apart.
		limit, radius := coverage.Millis(rapid.SampledFrom([]float64{0.1, 3, 10}).Draw(t, "minutes")), rapid.Int64Range(1, 800_000).Draw(t, "radius")
		places, all, err := e.ChangedPlaces(ctx, base, service, set, limit, radius)
		if err != nil || all || !slices.IsSorted(places) {
			t.Fatalf("places %d, all %t, %v", places, all, err)
		}
		said := func(e *coverage.Engine, place int) string {
			reach, a := must[*coverage.Reach](t)(e.Reach(ctx, service, set, limit)), must[*coverage.Accesses](t)(e.Accesses(ctx, set))
			ms, walks := reach.MillisAt(place)
			to := ""
			if walks = walks && ms <= limit; walks {
				to = fmt.Sprint(ms, " ms to ", e.City().Facilities[reach.FacilityAt(place)].ID)
			}
			circle, err := e.Circle(ctx, service, radius)
			if err != nil {
				t.Fatal(err)
			}
			joins := ""
			for _, end := range a.PlaceEnds(place) {
				joins += fmt.Sprint(end.From, end.Access.At, end.Access.LegMM, " ")
			}
			return fmt.Sprint(walks, to, circle.At(place), a.Linked(place), joins, e.City().Demand.Groups["all"][place])
		}
		for place := range e.City().Demand.ID {
			if _, listed := slices.BinarySearch(places, place); listed {
				continue
			}
			if place >= base.City().Demand.Len() {
				t.Errorf("place %d is new and not listed", place)
			} else if was, is := said(base, place), said(e, place); was != is {
				t.Errorf("place %d is not listed:\n was %s\n is  %s", place, was, is)
			}
		}
		if _, all, err := e.ChangedPlaces(ctx, c.Copy().Engine(), service, set, limit, -1); !all || err != nil {
			t.Errorf("of a city that it was not made from all is %t, %v", all, err)
		}
		if _, all, err := base.ChangedPlaces(ctx, e, service, set, limit, -1); !all && e != base || err != nil {
			t.Errorf("of a city that was made from it all is %t, %v", all, err)
		}
		if places, all, err := e.ChangedPlaces(ctx, e, service, set, limit, radius); len(places) > 0 || all || err != nil {
			t.Errorf("beside itself it lists %d, %t, %v", places, all, err)
		}
	})
}

// A target, a name and somebody else's facility touch nobody; a clinic in the west
// touches those in the west alone.
func TestEditsTouchFew(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		0--A---1----------------------------------B--2----3
	`)
	c.Serve(coverage.Service{ID: "school"})
	base := c.Engine()
	service, set := resolve(t, base, coverage.Scope{})
	touched := func(edit coverage.Edit, radius int64) string {
		t.Helper()
		e := must[*coverage.Engine](t)(base.With(ctx, edit))
		places, all, err := e.ChangedPlaces(ctx, base, service, set, 1_350_000, radius)
		return fmt.Sprint(places, all, err)
	}
	clinic := base.City().Services[0]
	clinic.Target, clinic.Minutes = 1, 7
	expect.Equal(t, "a target", touched(coverage.Edit{Services: []coverage.Service{clinic}, Name: "next"}, 1_000_000), "[] false <nil>")
	expect.Equal(t, "a school", touched(coverage.Edit{Facilities: []coverage.Facility{{ID: "S", Point: c.Demand.Point[0], Services: []string{"school"}}}}, 1_000_000), "[] false <nil>")
	closed := base.City().Facilities[0]
	closed.Status = coverage.StatusClosed
	expect.Equal(t, "the clinic in the west", touched(coverage.Edit{Facilities: []coverage.Facility{closed}}, 1_000_000), "[0 1] false <nil>")
	expect.Equal(t, "one behind 3", touched(coverage.Edit{Facilities: []coverage.Facility{{ID: "C", Point: c.Demand.Point[3], Services: []string{"clinic"}}}}, -1), "[3] false <nil>")
	expect.Equal(t, "people", touched(coverage.Edit{Places: []coverage.Place{{ID: "2", Point: c.Demand.Point[2]}}}, -1), "[2] false <nil>")
}
