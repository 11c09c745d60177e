package scenario_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/scenario"
)

// The gaps that are said to change are those that differ when all are looked at.
func TestGapChangesAreThoseOfAllGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			r.step(t, scenario.Kinds())
		}
		effect, err := scenario.WhatIf(ctx, r.base, r.changes, scenario.Question{Gaps: true})
		if err != nil {
			t.Fatalf("%s\n%v", scenario.Encode(r.changes), err)
		}
		got := map[string]bool{}
		for _, g := range effect.Gaps {
			got[fmt.Sprint(g.What, g.People, g.Before, g.After)] = true
		}
		want := map[string]bool{}
		for _, s := range r.base.City().Services {
			for _, g := range changedGaps(t, r.base, r.now(), s.ID) {
				want[g] = true
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("the gaps differ (- of all, + told):\n%s\n%s", d, scenario.Encode(r.changes))
		}
	})
}

// changedGaps finds all gaps of two cities and puts those together that share a
// place.
func changedGaps(t *rapid.T, before, after *coverage.Engine, service string) []string {
	t.Helper()
	var sides [2][]gaps.Sketch
	for k, e := range []*coverage.Engine{before, after} {
		list, err := gaps.Find(ctx, e, gaps.Query{Service: service})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range list {
			sides[k] = append(sides[k], gaps.Sketch{ID: g.ID, Services: g.Services, Places: g.Places, People: g.People})
		}
	}
	var out []string
	done := [2]map[int]bool{{}, {}}
	for k := range sides {
		for i := range sides[k] {
			if done[k][i] {
				continue
			}
			var family [2][]gaps.Sketch
			gather(sides, done, k, i, &family)
			var people coverage.Amount
			for _, g := range family[0] {
				people -= g.People
			}
			for _, g := range family[1] {
				people += g.People
			}
			what := scenario.GapMoved
			switch {
			case len(family[0]) == 0:
				what = scenario.GapOpened
			case len(family[1]) == 0:
				what = scenario.GapClosed
			case people < 0:
				what = scenario.GapShrunk
			case people > 0:
				what = scenario.GapGrown
			case len(family[0]) == 1 && len(family[1]) == 1 && slices.Equal(family[0][0].Places, family[1][0].Places):
				continue
			}
			for _, side := range family {
				slices.SortFunc(side, func(a, b gaps.Sketch) int {
					if a.People != b.People {
						return int(b.People - a.People)
					}
					return strings.Compare(a.ID, b.ID)
				})
			}
			out = append(out, fmt.Sprint(what, people, family[0], family[1]))
		}
	}
	return out
}

// gather adds a gap to a family, and all that share a place with it.
func gather(sides [2][]gaps.Sketch, done [2]map[int]bool, k, i int, family *[2][]gaps.Sketch) {
	done[k][i] = true
	family[k] = append(family[k], sides[k][i])
	for o, g := range sides[1-k] {
		if !done[1-k][o] && slices.ContainsFunc(g.Places, func(p int) bool { return slices.Contains(sides[k][i].Places, p) }) {
			gather(sides, done, 1-k, o, family)
		}
	}
}
