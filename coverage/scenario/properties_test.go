package scenario_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
)

// answered asks every query.
func answered(t *rapid.T, e *coverage.Engine) [][]coverage.Row {
	t.Helper()
	var out [][]coverage.Row
	for _, q := range queries(e.City()) {
		if q.Group != "" && e.City().Demand.Groups[q.Group] == nil {
			continue
		}
		rows, err := e.Rows(ctx, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		out = append(out, rows)
	}
	return out
}

// notLess refuses a row whose coverage is less than before.
func notLess(t *rapid.T, what string, changes []scenario.Change, before, after [][]coverage.Row) {
	t.Helper()
	less := func(b, a coverage.Row) bool {
		return b.Covered != nil && *a.Covered < *b.Covered || b.Coverage != nil && *a.Coverage < *b.Coverage ||
			b.ServicesInReach != nil && *a.ServicesInReach < *b.ServicesInReach || b.Shortfall != nil && *a.Shortfall > *b.Shortfall
	}
	for i := range before {
		for k := range before[i] {
			if less(before[i][k], after[i][k]) {
				t.Fatalf("%s lowers coverage, of question %d, %v as %s, private streets %s: %s\n%s", what, i, before[i][k].Services, *before[i][k].Profile, before[i][k].Private, cmp.Diff(before[i][k], after[i][k]), scenario.Encode(changes))
			}
		}
	}
}

// several makes a few changes of any kind, so that properties hold in changed
// cities too.
func several(t *rapid.T) *run {
	r := newRun(t)
	for range rapid.IntRange(0, 6).Draw(t, "changes before") {
		r.step(t, scenario.Kinds())
	}
	return r
}

// one makes a change of one of the kinds, or skips the case.
func (r *run) one(t *rapid.T, kinds ...scenario.Kind) (before, after *coverage.Engine) {
	before = r.now()
	for range 20 {
		if r.step(t, kinds) {
			return before, r.now()
		}
	}
	t.Skip("no such change can be made")
	return nil, nil
}

func TestAddingAFacilityNeverLowersCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := several(t)
		before, after := r.one(t, scenario.AddFacility, scenario.ReopenFacility)
		notLess(t, "adding a facility", r.changes, answered(t, before), answered(t, after))
	})
}

func TestClosingAFacilityNeverRaisesCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := several(t)
		before, after := r.one(t, scenario.CloseFacility)
		notLess(t, "closing a facility, seen from behind,", r.changes, answered(t, after), answered(t, before))
	})
}

func TestOpeningALinkNeverLowersCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := several(t)
		before, after := r.one(t, scenario.OpenLink)
		notLess(t, "opening a link", r.changes, answered(t, before), answered(t, after))
		if had, has := before.Relinked(), after.Relinked(); !slices.Equal(had, has) {
			t.Fatalf("opening a link relinks: %v, then %v\n%s", had, has, scenario.Encode(r.changes))
		}
	})
}

func TestClosingALinkNeverRaisesCoverageWhereNobodyIsRelinked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := several(t)
		before, after := r.one(t, scenario.CloseLink)
		if len(after.Relinked()) > 0 {
			t.Skip("somebody is relinked")
		}
		// Who cannot use the street at the door joins another: which, a closed one
		// moves without anybody being relinked.
		walkers := func(e *coverage.Engine) [][]coverage.Row {
			out := answered(t, e)
			for i := range out {
				out[i] = slices.DeleteFunc(out[i], func(r coverage.Row) bool { return r.Profile == nil || *r.Profile == wheels.ID })
			}
			return out
		}
		notLess(t, "closing a link, seen from behind,", r.changes, walkers(after), walkers(before))
	})
}

// Changes of different things can be made in any order.
func TestTheOrderOfChangesThatCommuteDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		kinds := []scenario.Kind{scenario.AddFacility, scenario.CloseFacility, scenario.MoveFacility, scenario.OpenLink,
			scenario.SetService, scenario.AddDemand, scenario.RemoveDemand, scenario.SetDistrict}
		named := map[string]bool{}
		for range rapid.IntRange(2, 8).Draw(t, "changes") {
			c := r.planner.change(r.now(), kinds)
			group := map[scenario.Kind]string{scenario.AddFacility: "facility", scenario.CloseFacility: "facility", scenario.MoveFacility: "facility",
				scenario.OpenLink: "link", scenario.SetService: "service", scenario.AddDemand: "place", scenario.RemoveDemand: "place"}[c.Kind]
			id := group + c.ID
			if c.Level != nil {
				id = fmt.Sprint("district", *c.Level, c.ID)
			}
			if named[id] {
				continue
			}
			changes := append(r.changes[:len(r.changes):len(r.changes)], c)
			if next, err := scenario.Extend(ctx, r.base, r.now(), changes, len(r.changes)); err == nil {
				named[id], r.changes, r.cities = true, changes, append(r.cities, next)
			}
		}
		if links := slices.IndexFunc(r.changes, func(c scenario.Change) bool { return c.Kind == scenario.OpenLink }); links >= 0 && lines(r.changes) > 1 {
			t.Skip("links may hang on each other")
		}
		shuffled := slices.Clone(r.changes)
		// Places are numbered in the order of the changes; nothing else is.
		r.planner.Shuffle(len(shuffled), func(i, j int) {
			if shuffled[i].Kind != scenario.AddDemand && shuffled[j].Kind != scenario.AddDemand {
				shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
			}
		})
		other, err := scenario.Apply(ctx, r.base, shuffled)
		if err != nil {
			t.Fatalf("%s\n%v", scenario.Encode(shuffled), err)
		}
		ask := rapid.SampledFrom([]func(failer, *coverage.Engine) map[string]string{rows, found, found, everything}).Draw(t, "what is asked")
		mustEqual(t, "another order", shuffled, ask(t, other), ask(t, r.now()))
	})
}

func lines(changes []scenario.Change) int {
	n := 0
	for _, c := range changes {
		if c.Kind == scenario.OpenLink {
			n++
		}
	}
	return n
}

// The gain is after less before, and the parts in order add up to it.
func TestThePartsAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			r.step(t, scenario.Kinds())
		}
		effect, err := scenario.WhatIf(ctx, r.base, r.changes, scenario.Question{Each: true, Listed: -1})
		if err != nil {
			t.Fatalf("%s\n%v", scenario.Encode(r.changes), err)
		}
		if len(effect.Each) != len(r.changes) {
			t.Fatalf("%d parts of %d changes", len(effect.Each), len(r.changes))
		}
		for i, whole := range effect.Difference {
			if whole.Covered == nil {
				continue
			}
			if want := *effect.After[i].Covered - *effect.Before[i].Covered; *whole.Covered != want {
				t.Fatalf("row %d: the difference is %d, not %d", i, *whole.Covered, want)
			}
			var sum coverage.Amount
			known := true
			for _, p := range effect.Each {
				if p.InOrder[i].Covered == nil {
					known = false
					break
				}
				sum += *p.InOrder[i].Covered
			}
			if known && sum != *whole.Covered {
				t.Fatalf("row %d: the parts add up to %d, not %d\n%s", i, sum, *whole.Covered, scenario.Encode(r.changes))
			}
		}
	})
}

// Where people stay where they are, what is newly covered less what is newly lost
// is the gain.
func TestNewlyCoveredLessNewlyLostIsTheGain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		kinds := []scenario.Kind{scenario.AddFacility, scenario.SetFacility, scenario.MoveFacility, scenario.CloseFacility,
			scenario.OpenLink, scenario.CloseLink, scenario.ReopenLink, scenario.SetService}
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			r.step(t, kinds)
		}
		effect, err := scenario.WhatIf(ctx, r.base, r.changes, scenario.Question{Gaps: true})
		if err != nil {
			t.Fatalf("%s\n%v", scenario.Encode(r.changes), err)
		}
		for i, covered := range effect.NewlyCovered {
			lost := effect.NewlyLost[i]
			for _, d := range effect.Difference {
				if d.District == nil && d.Services[0] == covered.Service && *d.Covered != covered.People-lost.People {
					t.Fatalf("%s: %d newly covered and %d newly lost, but the gain is %d\n%s",
						covered.Service, covered.People, lost.People, *d.Covered, scenario.Encode(r.changes))
				}
			}
			var gaps coverage.Amount
			for _, g := range effect.Gaps {
				if append(g.Before, g.After...)[0].Services[0] == covered.Service {
					gaps += g.People
				}
			}
			if gaps != lost.People-covered.People {
				t.Fatalf("%s: the gaps change by %d, %d newly covered and %d newly lost\n%s",
					covered.Service, gaps, covered.People, lost.People, scenario.Encode(r.changes))
			}
		}
	})
}

// What still applies after a rebuild is what Apply takes.
func TestRebaseKeepsWhatApplies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, other := newRun(t), newRun(t)
		for range rapid.IntRange(1, 10).Draw(t, "changes") {
			r.step(t, scenario.Kinds())
		}
		applies, dropped, err := scenario.Rebase(ctx, other.base, r.changes)
		if err != nil {
			t.Fatal(err)
		}
		if len(applies)+len(dropped) != len(r.changes) {
			t.Fatalf("%d apply and %d don't, of %d", len(applies), len(dropped), len(r.changes))
		}
		if _, err := scenario.Apply(ctx, other.base, applies); err != nil {
			t.Fatalf("%s\n%v", scenario.Encode(applies), err)
		}
		if same, none, err := scenario.Rebase(ctx, r.base, r.changes); err != nil || len(none) > 0 || !cmp.Equal(same, r.changes) {
			t.Fatalf("on its own base it drops %v (%v)", none, err)
		}
	})
}
