package scenario_test

import (
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/internal/testcity/asciicity"
)

// A run is a random town and the cities that random changes make of it.
type run struct {
	base    *coverage.Engine
	planner *planner
	changes []scenario.Change
	cities  []*coverage.Engine // after each change, the base first
}

func newRun(t *rapid.T) *run {
	c := town(t)
	e := c.Engine()
	return &run{base: e, planner: &planner{Rand: asciicity.Chance(t), town: c}, cities: []*coverage.Engine{e}}
}

func (r *run) now() *coverage.Engine { return r.cities[len(r.cities)-1] }

// step makes one change of the kinds; false where it cannot be made.
func (r *run) step(t *rapid.T, kinds []scenario.Kind) bool {
	c := r.planner.change(r.now(), kinds)
	changes := append(r.changes[:len(r.changes):len(r.changes)], c)
	next, err := scenario.Extend(ctx, r.base, r.now(), changes, len(r.changes))
	if err != nil {
		if len(scenario.FieldErrors(err)) == 0 {
			t.Fatalf("%s\n%v", scenario.Encode(changes), err)
		}
		return false
	}
	r.changes, r.cities = changes, append(r.cities, next)
	return true
}

// The property that matters: whatever is changed, in whatever order, the engine
// that only touches what the changes touch answers as one does that was built
// from the changed city; and what was there before still answers as it did.
//
// For longer: go test -run Equals -rapid.checks 1000000 -timeout 0 ./coverage/scenario
func TestAWhatIfEqualsARebuild(t *testing.T) {
	for _, x := range []struct {
		name  string
		kinds []scenario.Kind
	}{
		{"every kind", scenario.Kinds()},
		{"facilities", []scenario.Kind{scenario.AddFacility, scenario.SetFacility, scenario.MoveFacility, scenario.CloseFacility, scenario.ReopenFacility}},
		{"streets", []scenario.Kind{scenario.OpenLink, scenario.CloseLink, scenario.ReopenLink}},
		{"streets and facilities", []scenario.Kind{scenario.OpenLink, scenario.CloseLink, scenario.ReopenLink,
			scenario.AddFacility, scenario.MoveFacility, scenario.CloseFacility, scenario.ReopenFacility}},
		{"people and borders", []scenario.Kind{scenario.AddDemand, scenario.SetDemand, scenario.MoveDemand, scenario.RemoveDemand,
			scenario.ScaleDemand, scenario.SetDistrict, scenario.SetService}},
	} {
		t.Run(x.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { equalsARebuild(t, x.kinds) })
		})
	}
}

func equalsARebuild(t *rapid.T, kinds []scenario.Kind) {
	r := newRun(t)
	long := 12
	if len(kinds) == len(scenario.Kinds()) {
		long = 50 // longer than a chain of engines may be
	}
	steps := rapid.SampledFrom([]int{1, 2, 2, 3, 3, 4, 5, 5, 6, 8, 8, long}).Draw(t, "steps")
	ask := rapid.SampledFrom([]func(failer, *coverage.Engine) map[string]string{rows, rows, rows, found, found, everything}).Draw(t, "what is asked")
	if rapid.Bool().Draw(t, "asked before it is changed") {
		ask(t, r.base)
	}
	saved := []map[string]string{nil}
	for i := range steps {
		if !r.step(t, kinds) {
			continue
		}
		want := rebuilt(t, r.base, r.changes)
		saved = append(saved, rows(t, r.now()))
		mustEqual(t, "the changed city", r.changes, saved[len(saved)-1], rows(t, want))
		if i >= steps-2 {
			mustEqual(t, "the changed city", r.changes, ask(t, r.now()), ask(t, want))
		}
	}
	at := r.planner.IntN(len(r.cities))
	if at > 0 {
		mustEqual(t, "an earlier city", r.changes[:at], rows(t, r.cities[at]), saved[at])
		undone, err := scenario.Apply(ctx, r.base, r.changes[:at])
		if err != nil {
			t.Fatalf("%s\n%v", scenario.Encode(r.changes[:at]), err)
		}
		mustEqual(t, "the city undone", r.changes[:at], rows(t, undone), saved[at])
	}
	mustEqual(t, "the base", nil, ask(t, r.base), ask(t, r.planner.town.Copy().Engine()))
}
