package scenario_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
)

// undoing is the changes that a planner makes to take one back, in a city as it was; nil
// where a change cannot be taken back by others.
func undoing(city *coverage.City, c scenario.Change) []scenario.Change {
	one := func(c scenario.Change) []scenario.Change { return []scenario.Change{c} }
	facility := func() *coverage.Facility {
		i := slices.IndexFunc(city.Facilities, func(f coverage.Facility) bool { return f.ID == c.ID })
		return &city.Facilities[i]
	}
	switch c.Kind {
	case scenario.AddFacility:
		return one(scenario.Change{Kind: scenario.CloseFacility, ID: c.ID})
	case scenario.CloseFacility:
		return one(scenario.Change{Kind: scenario.ReopenFacility, ID: c.ID})
	case scenario.ReopenFacility:
		return one(scenario.Change{Kind: scenario.CloseFacility, ID: c.ID})
	case scenario.SetFacility:
		if c.Services == nil {
			return nil
		}
		return one(scenario.Change{Kind: scenario.SetFacility, ID: c.ID, Services: facility().Services})
	case scenario.MoveFacility:
		f := facility()
		if len(f.Entrances) > 0 {
			return nil // they are gone
		}
		return one(scenario.Change{Kind: scenario.MoveFacility, ID: c.ID, At: &f.Point})
	case scenario.OpenLink:
		return one(scenario.Change{Kind: scenario.CloseLink, ID: c.ID})
	case scenario.CloseLink:
		if c.ID != "" || city.Provenance.Private == string(streets.PrivateResidents) {
			return nil // a link is gone; residents' streets are everybody's when they open again
		}
		return one(scenario.Change{Kind: scenario.ReopenLink, Way: c.Way, Near: c.Near, All: c.All})
	case scenario.SetService:
		for _, s := range city.Services {
			if s.ID == c.ID {
				return one(scenario.Change{Kind: scenario.SetService, ID: c.ID, Minutes: &s.Minutes, Profile: s.Profile, Target: &s.Target})
			}
		}
	case scenario.AddDemand:
		if c.Urban == coverage.FlagUnknown && city.Demand.Urban != nil {
			return nil // of one place it is no longer known
		}
		return one(scenario.Change{Kind: scenario.RemoveDemand, ID: c.ID})
	case scenario.SetDemand, scenario.RemoveDemand, scenario.MoveDemand:
		return undoingDemand(city, c)
	case scenario.ScaleDemand:
		if c.Factor == nil || *c.Factor == 0 {
			return nil
		}
		back := c
		factor := 1 / *c.Factor
		back.Factor = &factor
		return one(back)
	case scenario.SetDistrict:
		for _, d := range city.Districts {
			if d.Code == c.ID && d.Level == *c.Level {
				return one(scenario.Change{Kind: scenario.SetDistrict, ID: c.ID, Level: c.Level, Polygon: d.Polygon})
			}
		}
	}
	return nil
}

func undoingDemand(city *coverage.City, c scenario.Change) []scenario.Change {
	d := &city.Demand
	i := slices.Index(d.ID, c.ID)
	if c.Kind == scenario.MoveDemand {
		if slices.ContainsFunc(d.Entrances, func(e coverage.PlaceEntrance) bool { return e.Place == i }) {
			return nil // they are gone
		}
		return []scenario.Change{{Kind: scenario.MoveDemand, ID: c.ID, At: &d.Point[i]}}
	}
	back := scenario.Change{Kind: scenario.SetDemand, ID: c.ID, Groups: map[string]coverage.Amount{}}
	for id, column := range d.Groups {
		if column[i] == coverage.Missing {
			return nil // nobody can say that again
		}
		back.Groups[id] = column[i]
	}
	return []scenario.Change{back}
}

// A change that is taken back by its opposite leaves every answer as it was before.
func TestWhatIsTakenBackIsAsItWas(t *testing.T) {
	undone := map[scenario.Kind]int{}
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		kind := rapid.SampledFrom(scenario.Kinds()).Draw(t, "kind")
		r.step(t, scenario.Kinds())
		before, after := r.one(t, kind)
		if kind == scenario.ScaleDemand {
			after = r.doubled(t)
		}
		back := undoing(before.City(), r.changes[len(r.changes)-1])
		if back == nil {
			t.Skip("nothing takes it back")
		}
		all := append(slices.Clone(r.changes), back...)
		again, err := scenario.Extend(ctx, r.base, after, all, len(r.changes))
		if err != nil && (kind == scenario.MoveFacility || kind == scenario.MoveDemand) {
			t.Skip("it was where nobody may put it")
		}
		if err != nil {
			t.Fatalf("%s\n%v", scenario.Encode(all), err)
		}
		undone[kind]++
		if got, want := text(answered(t, again)), text(answered(t, before)); got != want {
			t.Fatalf("it is not as it was:\n%s\n%s", difference(got, want), scenario.Encode(all))
		}
	})
	if len(undone) < 10 {
		t.Errorf("only %v were taken back", undone)
	}
}

// doubled makes the last change, a projection, one by two, which a half takes back to the
// thousandth.
func (r *run) doubled(t *rapid.T) *coverage.Engine {
	t.Helper()
	two := 2.0
	r.changes[len(r.changes)-1].Factor = &two
	e, err := scenario.Extend(ctx, r.base, r.cities[len(r.cities)-2], r.changes, len(r.changes)-1)
	if err != nil {
		t.Fatalf("%s\n%v", scenario.Encode(r.changes), err)
	}
	r.cities[len(r.cities)-1] = e
	return e
}

// Where a list is taken back to any of its changes, the city is that of the shorter list,
// whatever the rest was: a list is what a scenario is, and no other history counts.
func TestALongerListHoldsItsShorterOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			r.step(t, scenario.Kinds())
		}
		for i, e := range r.cities {
			list := r.changes[:i]
			if !scenario.Begins(r.changes, list) || i < len(r.changes) && scenario.Begins(list, r.changes) {
				t.Fatalf("of %d changes the first %d are not its beginning", len(r.changes), i)
			}
			if got, want := e.City().Provenance.Hash, scenario.Hash(r.base.City().Provenance.Hash, list); i > 0 && got != want {
				t.Fatalf("after %d changes the hash is %s, not %s", i, got, want)
			}
			for o := range r.cities[:i] {
				if o > 0 && r.cities[o].City().Provenance.Hash == e.City().Provenance.Hash {
					t.Fatalf("%d and %d changes have one hash", o, i)
				}
			}
		}
	})
}

// Two changes of one thing do not commute: the last counts; one of what another made
// needs it before itself.
func TestTheLastChangeOfAThingCounts(t *testing.T) {
	c := clinicTown(t)
	west, east := `{"move_facility": {"id": "J", `+spot(c, 0, 2)+`}}`, `{"move_facility": {"id": "J", `+spot(c, 8, 2)+`}}`
	seven, nine := `{"set_service": {"id": "clinic", "minutes": 7}}`, `{"set_service": {"id": "clinic", "minutes": 9}}`
	many, few := `{"set_demand": {"id": "0", "groups": {"all": 100}}}`, `{"set_demand": {"id": "0", "groups": {"all": 3}}}`
	add, closing := `{"add_facility": {"id": "A", "services": ["clinic"], `+spot(c, 0, 2)+`}}`, `{"close_facility": {"id": "A"}}`
	link, unlink := `{"open_link": {"id": "l", "kind": "path", "line": [`+point(c, 0, 0)+`, `+point(c, 0, 2)+`]}}`, `{"close_link": {"id": "l"}}`
	people, moved := `{"add_demand": {"id": "n", "groups": {"all": 8}, `+spot(c, 0, 0)+`}}`, `{"scale_demand": {"group": "all", "factor": 2}}`
	for _, x := range []struct{ first, second, want string }{
		{west, east, "7 of 7"}, {east, west, "7 of 7"},
		{seven, nine, "4 of 7"}, {nine, seven, "0 of 7"}, // 450 s are 7.5 minutes
		{many, few, "9 of 9"}, {few, many, "106 of 106"},
		{add, closing, "7 of 7"}, {closing, add, `changes[0].close_facility.id: "A": there is no facility of that id`},
		{link, unlink, "7 of 7"}, {unlink, link, `changes[0].close_link.id: "l": no link "l" was added: a street of the map is closed by its way`},
		{people, moved, "30 of 30"}, {moved, people, "22 of 22"},
	} {
		got := ""
		if e, err := scenario.Apply(ctx, c.Engine(), decode(t, `{"changes": [`+x.first+`, `+x.second+`]}`)); err != nil {
			got = err.Error()
		} else if all, err := e.Rows(ctx, clinics); err != nil {
			t.Fatal(err)
		} else {
			got = fmt.Sprintf("%d of %d", *all[0].Covered/1000, *all[0].Demand/1000)
		}
		if got != x.want {
			t.Errorf("%s, then %s:\ngot  %s\nwant %s", x.first, x.second, got, x.want)
		}
	}
	for _, x := range []struct{ changes, want string }{
		{west + ", " + east, "0:360 1:180 2:0, 0:J 1:J 2:J"}, {east + ", " + west, "0:0 1:180 2:360, 0:J 1:J 2:J"},
	} {
		if got := walks(t, after(t, c, x.changes), clinics); got != x.want {
			t.Errorf("%s: %s, not %s", x.changes, got, x.want)
		}
	}
}

// Nothing that is done with a list alters it, nor the city that it is of.
func TestNobodyAltersAListOrItsBase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			r.step(t, scenario.Kinds())
		}
		other := newRun(t)
		list := slices.Clone(r.changes)
		was := string(scenario.Encode(list))
		city := text([]any{other.base.City().Facilities, other.base.City().Demand, other.base.City().Services, other.base.City().Districts})
		if _, _, err := scenario.Rebase(ctx, other.base, list); err != nil {
			t.Fatal(err)
		}
		_, _ = scenario.Edits(ctx, other.base, list)
		_, _ = scenario.WhatIf(ctx, other.base, list, scenario.Question{Gaps: true, Each: true})
		if got := string(scenario.Encode(list)); got != was {
			t.Fatalf("the list was\n%s, and is\n%s", was, got)
		}
		if now := text([]any{other.base.City().Facilities, other.base.City().Demand, other.base.City().Services, other.base.City().Districts}); now != city {
			t.Fatalf("the base is another: %s\n%s", difference(now, city), was)
		}
	})
}

// What is the same of a list and another: changes are compared by what they say.
func TestBegins(t *testing.T) {
	list := func(text string) []scenario.Change { return decode(t, `{"changes": [`+text+`]}`) }
	const a, b = `{"close_facility": {"id": "A"}}`, `{"add_demand": {"id": "n", "lon": 121, "lat": 31, "groups": {"all": 2, "old": 1}}}`
	for _, x := range []struct {
		list, with string
		want       bool
	}{
		{"", "", true}, {a, "", true}, {"", a, false}, {a, a, true}, {a + "," + b, a, true}, {b + "," + a, a, false},
		{a + "," + b, a + "," + `{"add_demand": {"groups": {"old": 1.0, "all": 2.0}, "id": "n", "lat": 31, "lon": 121}}`, true},
		{a + "," + b, a + "," + `{"add_demand": {"groups": {"all": 2}, "id": "n", "lat": 31, "lon": 121}}`, false},
		{a + "," + b, a + "," + b + "," + a, false},
	} {
		if got := scenario.Begins(list(x.list), list(x.with)); got != x.want {
			t.Errorf("[%s] begins with [%s]: %v", x.list, x.with, got)
		}
	}
}
