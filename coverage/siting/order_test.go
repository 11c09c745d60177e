package siting_test

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// again is a question to be asked once more, as a client would write it.
func again(t *rapid.T, q siting.Question) siting.Question {
	t.Helper()
	var tree any
	if err := json.Unmarshal(siting.Encode(q), &tree); err != nil {
		t.Fatal(err)
	}
	out, err := siting.Decode(tree)
	if err != nil {
		t.Fatalf("%s: %v", siting.Encode(q), err)
	}
	return out
}

// The order in which candidates, links and ids stand decides among equal plans alone:
// the objective, the bound and who is covered at most are the same.
func TestTheOrderOfCandidatesChangesNoObjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asked(t)
		a := answered(t, c, siting.Options{})
		q := again(t, c.q)
		slices.Reverse(q.Candidates)
		slices.Reverse(q.Forbidden)
		if q.Links != nil {
			slices.Reverse(q.Links.Given)
		}
		b, err := siting.Run(context.Background(), c.base, q, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		same := func(x, y float64) bool { return math.Abs(x-y) <= 1e-9 || math.IsNaN(x) && math.IsNaN(y) }
		if a.Impossible == nil && (!same(a.Objective, b.Objective) || !same(a.Bound, b.Bound) || a.State != b.State) || a.Candidates.Given != b.Candidates.Given || len(a.Impossible) != len(b.Impossible) {
			t.Fatalf("%s: %v of %v, the other way round %v of %v", siting.Encode(c.q), a.Objective, a.Bound, b.Objective, b.Bound)
		}
		for i := range a.Districts {
			if a.Districts[i].Most != b.Districts[i].Most || a.Districts[i].Demand != b.Districts[i].Demand {
				t.Fatalf("%s: %+v, the other way round %+v", siting.Encode(c.q), a.Districts[i], b.Districts[i])
			}
		}
	})
}

// What the city is drawn of does not show: streets that are cut in other places, and
// places in another order.
func TestTheOrderOfTheCityChangesNoObjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.Random(t)
		r := asciicity.Chance(t)
		for i := range c.Services {
			c.Services[i].Minutes = float64(2 + r.IntN(8))
		}
		c.Serve(coverage.Service{ID: "clinic", Minutes: 5})
		other := c.Jitter(r).Copy().Rewire(r).Shuffle(r)
		q := siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 2, Candidates: []siting.Candidates{{Demand: true}}}
		var objective []float64
		for _, c := range []*asciicity.City{c, other} {
			a, err := siting.Run(context.Background(), c.Engine(), q, siting.Options{})
			if err != nil {
				t.Fatal(err)
			}
			objective = append(objective, a.Objective, a.Bound, float64(a.Before), float64(a.Demand))
		}
		if !slices.Equal(objective[:4], objective[4:]) {
			t.Fatalf("%v, drawn otherwise %v", objective[:4], objective[4:])
		}
	})
}

// More is never worth less: with another candidate, another facility, more money or a
// longer walk the best plan is as good at least.
func TestMoreIsNeverWorthLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := askedFor(t, siting.MostPeople)
		c.q.Fixed = nil
		a := answered(t, c, siting.Options{})
		q := again(t, c.q)
		what := rapid.SampledFrom([]string{"candidates", "count", "budget", "apart", "per district"}).Draw(t, "what")
		switch what {
		case "candidates":
			q.Forbidden = nil
		case "count":
			q.Count++
		case "budget":
			q.Budget = nil
		case "apart":
			q.ApartM /= 2
		case "per district":
			q.PerDistrictMax = 0
		}
		b, err := siting.Run(context.Background(), c.base, q, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if b.Objective < a.Objective {
			t.Fatalf("%s: with more %s %v becomes %v", siting.Encode(c.q), what, a.Objective, b.Objective)
		}
	})
}

// Leaving dominated candidates out loses nothing: with every twin and every worse
// neighbour forbidden the best plan is the same.
func TestDominanceLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := askedFor(t, siting.MostPeople)
		c.q.Fixed, c.q.Links, c.q.Backup = nil, nil, false
		var parts []part
		for _, p := range c.parts {
			if !p.kind.IsLink() {
				parts = append(parts, p)
			}
		}
		c = newCensus(t, c.base, c.q, parts)
		a := answered(t, c, siting.Options{})
		q := again(t, c.q)
		for k, p := range c.parts {
			for o, other := range c.parts {
				mine, theirs := c.covered(1<<k)&^c.covered(0), c.covered(1<<o)&^c.covered(0)
				worse := o != k && mine&^theirs == 0 && (mine != theirs || o < k) && other.cost <= p.cost && c.home[o] == c.home[k]
				if worse && c.q.ApartM == 0 && len(c.q.Services) == 1 && !slices.Contains(q.Forbidden, other.id) && !slices.Contains(q.Forbidden, p.id) {
					q.Forbidden = append(q.Forbidden, p.id)
				}
			}
		}
		b, err := siting.Run(context.Background(), c.base, q, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Objective != b.Objective {
			t.Fatalf("%s: without %v it is %v, not %v", siting.Encode(c.q), q.Forbidden, b.Objective, a.Objective)
		}
	})
}

// An answer that is kept reads back the same, and is written the same again.
func TestAKeptAnswerReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asked(t)
		c.q = again(t, c.q) // as a client would ask
		var told []siting.Answer
		a := answered(t, c, siting.Options{Progress: func(a siting.Answer) { told = append(told, a) }})
		for _, a := range append(told, *a) {
			text, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			var back siting.Answer
			if err := json.Unmarshal(text, &back); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			// What a candidate is to the search is not kept.
			if d := cmp.Diff(a, back, cmpopts.EquateNaNs(), cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(siting.Candidate{})); d != "" {
				t.Fatalf("- written, + read:\n%s", d)
			}
			if twice, err := json.Marshal(back); err != nil || string(twice) != string(text) {
				t.Fatalf("%v: %s\nis written again as\n%s", err, text, twice)
			}
		}
	})
}

// Numbers that are none are kept as null, and read back as none.
func TestNoNumberIsKept(t *testing.T) {
	a := siting.Answer{State: siting.StateRunning, Question: siting.Question{Services: []string{"a"}, Goal: siting.MoveOrClose, Count: 1}, Objective: math.Inf(1), Bound: math.NaN(), Gap: 1,
		Plan: []siting.Step{{Order: 1, Coverage: math.NaN()}}, Impossible: []siting.Impossible{{Constraint: siting.ConstraintApart, Asked: 5, Best: math.Inf(1)}}}
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var back siting.Answer
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(back.Objective) || !math.IsNaN(back.Bound) || back.Gap != 1 || !math.IsNaN(back.Plan[0].Coverage) || back.Impossible[0].Asked != 5 || !math.IsNaN(back.Impossible[0].Best) {
		t.Errorf("%s reads back as %+v", text, back)
	}
	for _, text := range []string{`[]`, `{"Question": 1}`, `{"Question": {"goal": "best"}}`, `{}`} {
		if err := json.Unmarshal([]byte(text), &back); err == nil {
			t.Errorf("%s reads as an answer", text)
		}
	}
}

// A plan as changes is what a scenario takes: built by it the city has what the answer
// says.
func TestAPlanIsAScenario(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asked(t)
		a := answered(t, c, siting.Options{})
		changes := a.Changes()
		if len(changes) != len(a.Plan) {
			t.Fatalf("%d steps are %d changes", len(a.Plan), len(changes))
		}
		if c.q.Backup || c.q.Per == siting.PerGroup {
			return // rows do not count these
		}
		rows := c.rows(changes)
		if rows[0].Covered != nil && *rows[0].Covered != a.After {
			t.Fatalf("%s: the city that is built so covers %d, not %d", siting.Encode(c.q), *rows[0].Covered, a.After)
		}
		if rows[0].NearEdge != nil && (*rows[0].NearEdge != a.NearEdge || *rows[0].Unlinked != a.Unlinked) {
			t.Fatalf("uncertain are %d and %d, not %d and %d", *rows[0].NearEdge, *rows[0].Unlinked, a.NearEdge, a.Unlinked)
		}
	})
}
