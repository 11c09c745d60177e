package coverage_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// A question about some services, one limit or one district is answered with the rows
// and cells that a question about all has of them.
func TestAQuestionIsAnsweredAsAPartOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		c, r := asciicity.RandomDistricts(t), asciicity.Chance(t)
		e := c.Engine()
		limits := []float64{2, 5, 9, 15}
		rows := must[[]coverage.Row](t)(e.Rows(ctx, coverage.Query{Limits: limits}))
		s := scopesOf(e)[r.IntN(len(scopesOf(e)))]
		if _, err := e.Resolve(s); err != nil {
			s = coverage.Scope{} // a code of another level, or none where there are no districts
		}
		service, limit := e.City().Services[r.IntN(2)].ID, limits[r.IntN(len(limits))]
		var want []coverage.Row
		for _, row := range rows {
			ref := row.District
			asked := ref == nil && s.District == nil || ref != nil && (s.District == nil || ref.Code == *s.District) && (s.Level == nil || ref.Level == *s.Level)
			if asked && row.Services[0] == service && *row.Minutes == limit {
				want = append(want, row)
			}
		}
		q := coverage.Query{Scope: s, Services: []string{service}, Limits: []float64{limit}}
		if diff := differ(want, must[[]coverage.Row](t)(e.Rows(ctx, q))); diff != "" {
			t.Errorf("rows of %s at %g in %s (- of all, + alone):\n%s", service, limit, shownScope(s), diff)
		}
		q.Limits, q.Minutes = nil, limit
		if diff := differ(want, must[[]coverage.Row](t)(e.Rows(ctx, q))); diff != "" {
			t.Errorf("the limit given in the scope (- of all, + alone):\n%s", diff)
		}
		q.District, q.Level = nil, nil
		var cells []coverage.Cell
		for _, cell := range must[[]coverage.Cell](t)(e.Cells(ctx, q)) {
			if lies(e.City(), e.City().Demand.Point[cell.Place], s) {
				cells = append(cells, cell)
			}
		}
		q.Scope = s
		q.Minutes = limit
		if diff := differ(cells, append([]coverage.Cell(nil), must[[]coverage.Cell](t)(e.Cells(ctx, q))...)); diff != "" {
			t.Errorf("cells of %s at %g in %s (- of all, + alone):\n%s", service, limit, shownScope(s), diff)
		}
	})
}

// In what order services are asked changes nothing but the order in which a bundle
// names them.
func TestTheOrderOfServicesChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		e := asciicity.RandomDistricts(t).Engine()
		there, back := []string{"clinic", "school"}, []string{"school", "clinic"}
		for _, pair := range [][2]coverage.Query{
			{{Services: there}, {Services: back}}, {{AllOf: there}, {AllOf: back}}, {{MeanOf: there}, {MeanOf: back}},
		} {
			a, b := must[[]coverage.Row](t)(e.Rows(ctx, pair[0])), must[[]coverage.Row](t)(e.Rows(ctx, pair[1]))
			for i := range b {
				if len(b[i].Services) > 1 {
					b[i].Services = there
				}
			}
			if diff := differ(a, b); diff != "" {
				t.Errorf("%+v (- clinics first, + schools first):\n%s", pair[0], diff)
			}
		}
	})
}

// covers refuses that somebody is covered in one answer and not in the other.
func covers(t *rapid.T, what string, fewer, more []coverage.Cell) {
	t.Helper()
	for i := range fewer {
		if fewer[i].Covered && !more[i].Covered {
			t.Errorf("%s: %s is not covered any more", what, fewer[i].ID)
		}
		if fewer[i].Millis != nil && more[i].Millis != nil && *more[i].Millis > *fewer[i].Millis {
			t.Errorf("%s: %s walks %d ms, and walked %d", what, fewer[i].ID, *more[i].Millis, *fewer[i].Millis)
		}
	}
}

// Whoever may walk through residents' streets walks no farther than whoever may only
// start or end there; whoever is faster, or is stopped by less, no longer.
func TestWhoMayDoMoreWalksNoLonger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _ := asciicity.RandomWalks(t)
		slow, quick := asciicity.Walkers()[0], asciicity.Walkers()[0]
		quick.ID, quick.Speed = "quick", slow.Speed*3/2
		free := asciicity.Slow
		free.ID, free.StairsUp, free.StairsDown = "free", 0, 0
		c.Profiles = []coverage.Profile{{Profile: free}, quick, {Profile: asciicity.Slow}}
		climbs := c.Copy()
		c.Profiles = []coverage.Profile{quick, slow}
		ask := func(c *asciicity.City, profile string, private streets.Private) []coverage.Cell {
			q := coverage.Query{Services: []string{"clinic"}, Limits: []float64{9}, Scope: coverage.Scope{Profile: profile, Private: private}}
			return must[[]coverage.Cell](t)(c.Engine().Cells(context.Background(), q))
		}
		for _, private := range c.Engine().City().Privates() {
			covers(t, "faster", ask(c, "slow", private), ask(c, "quick", private))
			covers(t, "on level stairs", ask(climbs, "slow", private), ask(climbs, "free", private))
			if private == streets.PrivateOpen {
				covers(t, "through compounds", ask(c, "slow", streets.PrivateResidents), ask(c, "slow", private))
			}
		}
	})
}

// Where streets leave the extent or are cut by the file is found, unless the import
// said it: then only that counts. The street leaves it 300 m east of 0.
func TestExitsAreFoundOrGiven(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		a------0------b------H
	`)
	expect.Equal(t, "without an extent", len(c.Engine().Exits()), 0)
	c = c.Copy()
	c.Extent = [4]float64{-9, -9, 10, 9}
	e := c.Engine()
	expect.Equal(t, "one where the street crosses", joins(c, e.Exits()), "10.0,0.0")
	near := func(e *coverage.Engine, minutes float64) string {
		rows := must[[]coverage.Row](t)(e.Rows(ctx, coverage.Query{Limits: []float64{minutes}}))
		return expect.Fields(rows[0], "covered near_edge high")
	}
	expect.Equal(t, "0 is 270 s from it", near(e, 5), "0 1 1")
	expect.Equal(t, "and not within 4 minutes", near(e, 4), "0 0 0")
	city := *e.City()
	city.Exits = []streets.Access{}
	expect.Equal(t, "none, said so", near(must[*coverage.Engine](t)(coverage.Open(ctx, &city, coverage.Options{})), 5), "0 0 0")
	city.Exits = []streets.Access{city.Streets.Access(c.Place(7, 0))}
	given := must[*coverage.Engine](t)(coverage.Open(ctx, &city, coverage.Options{}))
	expect.Equal(t, "one at 0 itself, said so", near(given, 0.1)+" "+joins(c, given.Exits()), "0 1 1 7.0,0.0")
	// Exits follow their streets: the piece east of 0 is closed, and 0 with it.
	closed := must[*coverage.Engine](t)(e.With(ctx, coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: 1, Near: c.Place(12, 0)}}}}))
	linked := 0
	for _, exit := range closed.Exits() {
		if exit.Linked {
			linked++
		}
	}
	expect.Equal(t, "after it was closed", linked, 0)
	expect.Equal(t, "the city before keeps its own", joins(c, e.Exits()), "10.0,0.0")
}

// A link that edits added is drawn as a leg of its own; who joins nothing any more has
// none.
func TestAccessLegsFollowEdits(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		+--------------------H
		|                    |
		|            1       |
		|                    |
		+--------------------+
	`)
	base := c.Engine()
	link := streets.Link{ID: "l", Kind: streets.Kind{Class: streets.ClassFootway}, Line: []orb.Point{c.Place(14, 0), c.Place(14, 4)}}
	legs := func(e *coverage.Engine) string {
		var out []string
		for _, leg := range must[[]coverage.AccessLeg](t)(e.AccessLegs(ctx)) {
			out = append(out, fmt.Sprintf("%s%s %s→%s", leg.ID, leg.Kind, drawn(c, leg.From), drawn(c, leg.Access.At)))
		}
		return strings.Join(out, " ")
	}
	e := must[*coverage.Engine](t)(base.With(ctx, coverage.Edit{Streets: []streets.Edit{{Open: &link}}}))
	expect.Equal(t, "with the link", strings.Contains(legs(e), "1link 13.0,2.0→14.0,2.0"), true)
	expect.Equal(t, "before", strings.Contains(legs(base), "link"), false)
	moved := must[*coverage.Engine](t)(e.With(ctx, coverage.Edit{Places: []coverage.Place{{ID: "1", Point: c.Place(13, 40), Groups: map[string]coverage.Amount{"all": 1000}}}}))
	expect.Equal(t, "far from every street", strings.Contains(legs(moved), "1"), strings.Contains(legs(moved), "21.0"))
	expect.Equal(t, "H has its own", strings.HasPrefix(legs(moved), "H 21.0,0.0"), true)
}

// Repairing walks visits what an edit touches: nothing for a target, and little of a
// long street for the clinic at its end.
func TestRepairsVisitWhatEditsTouch(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		+   +   +   +   +   +   +   +   +   +   +   +   +
		|   |   |   |   |   |   |   |   |   |   |   |   |
		A---0---+---+---B---1---+---+---C---2---+---+---D
		|   |   |   |   |   |   |   |   |   |   |   |   |
		+   +   +   +   +   +   +   +   +   +   +   +   +
	`)
	c.Serve(coverage.Service{ID: "clinic", Minutes: 5})
	base := c.Engine()
	visits := func(edit coverage.Edit) int {
		t.Helper()
		must[[]coverage.Row](t)(base.Rows(ctx, coverage.Query{}))
		e := must[*coverage.Engine](t)(base.With(ctx, edit))
		expect.Equal(t, "before anything is asked", e.Visited(), 0)
		must[[]coverage.Row](t)(e.Rows(ctx, coverage.Query{}))
		return e.Visited()
	}
	target := base.City().Services[0]
	target.Target = 1
	expect.Equal(t, "a target", visits(coverage.Edit{Services: []coverage.Service{target}}), 0)
	closed := base.City().Facilities[0]
	closed.Status = coverage.StatusClosed
	one := visits(coverage.Edit{Facilities: []coverage.Facility{closed}})
	if one == 0 || one > base.City().Streets.Junctions()/2 {
		t.Errorf("a clinic at the end visits %d of %d junctions", one, base.City().Streets.Junctions())
	}
	all := coverage.Edit{}
	for _, f := range base.City().Facilities {
		f.Status = coverage.StatusClosed
		all.Facilities = append(all.Facilities, f)
	}
	if visited := visits(all); visited <= one {
		t.Errorf("all clinics visit %d, one %d", visited, one)
	}
	expect.Equal(t, "an engine that was opened", base.Visited(), 0)
}

// A city whose streets nobody has brought yet can be edited all the same.
func TestACityWithoutStreetsIsRebuilt(t *testing.T) {
	city := &coverage.City{
		Name: "bare", Services: []coverage.Service{{ID: "clinic", Minutes: 15}},
		Demand: coverage.Demand{ID: []string{"0"}, Point: []orb.Point{{121, 31}}, Access: make([]streets.Access, 1), Groups: map[string][]coverage.Amount{"all": {1000}}},
	}
	next := must[*coverage.City](t)(coverage.Rebuild(context.Background(), city, coverage.Edit{
		Places:   []coverage.Place{{ID: "1", Point: orb.Point{121, 31.1}, Groups: map[string]coverage.Amount{"all": 2000}}},
		Services: []coverage.Service{{ID: "clinic", Minutes: 10}},
	}))
	expect.Equal(t, "places and minutes", fmt.Sprint(next.Demand.ID, next.Demand.Groups["all"], next.Services[0].Minutes), "[0 1] [1000 2000] 10")
	expect.Equal(t, "of the city before", fmt.Sprint(city.Demand.ID, city.Services[0].Minutes), "[0] 15")
}

// A hundred homes stand at one door, all within a minute of the limit. However many of
// the largest move away, at once or one after the other, the largest of the rest is
// known, in the city and in its district.
func TestTheLargestPlaceIsKnownWhoeverMovesAway(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		H---------0--+
	`)
	c.District(1, "01", 5, -1, 20, 1)
	d := &c.Demand
	for i := range 100 {
		d.ID, d.Point = append(d.ID, fmt.Sprintf("home %03d", i)), append(d.Point, d.Point[0])
		d.Groups["all"] = append(d.Groups["all"], coverage.Amount(1000*(i+2)))
	}
	base := c.Engine()
	leave := func(from, to int) (edit coverage.Edit) { // those with so many people
		for people := from; people <= to; people++ {
			edit.Places = append(edit.Places, coverage.Place{ID: fmt.Sprintf("home %03d", people-2), Point: d.Point[0]})
		}
		return edit
	}
	says := func(what string, e *coverage.Engine, want string) {
		t.Helper()
		expect.Equal(t, what, expect.ByDistrict(must[[]coverage.Row](t)(e.Rows(ctx, coverage.Query{})), "largest"), want)
	}
	says("all", base, "city: 101; none: 0; 01: 101")
	says("without the seventy largest", must[*coverage.Engine](t)(base.With(ctx, leave(32, 101))), "city: 31; none: 0; 01: 31")
	says("without all but the house itself", must[*coverage.Engine](t)(base.With(ctx, leave(2, 101))), "city: 1; none: 0; 01: 1")
	e := base
	for most := 101; most > 11; most -= 15 {
		e = must[*coverage.Engine](t)(e.With(ctx, leave(most-14, most)))
		says(fmt.Sprint("without those over ", most-15), e, fmt.Sprintf("city: %d; none: 0; 01: %d", most-15, most-15))
	}
	back := must[*coverage.Engine](t)(e.With(ctx, coverage.Edit{Places: []coverage.Place{{ID: "new", Point: d.Point[0], Groups: map[string]coverage.Amount{"all": 500_000}}}}))
	says("and one that comes", back, "city: 500; none: 0; 01: 500")
}
