package scenario_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// asked is a question to a drawn city, about any part of its scope.
func asked(t *rapid.T, city *coverage.City) scenario.Question {
	t.Helper()
	q := scenario.Question{Listed: rapid.SampledFrom([]int{0, -1, 1, 2, 100}).Draw(t, "listed")}
	switch rapid.IntRange(0, 3).Draw(t, "bundle") {
	case 0:
		q.Services = []string{"school", "clinic"}
	case 1:
		q.AllOf, q.MeanOf = []string{"clinic", "school"}, []string{"school"}
	}
	if rapid.Bool().Draw(t, "by limits") {
		q.Limits = rapid.SampledFrom([][]float64{{10, 4}, {7}, {3, 3}}).Draw(t, "limits")
	} else if rapid.Bool().Draw(t, "by one limit") {
		q.Minutes = 5
	}
	if city.Provenance.Private == string(streets.PrivateResidents) && rapid.Bool().Draw(t, "by treatment") {
		q.Treatments = []streets.Private{streets.PrivateOpen, streets.PrivateClosed}
	}
	if len(city.Districts) > 0 && rapid.Bool().Draw(t, "of a district") {
		d := city.Districts[rapid.IntRange(0, len(city.Districts)-1).Draw(t, "district")]
		q.District, q.Level = &d.Code, &d.Level
	}
	if city.Demand.Groups["age_60_plus"] != nil && rapid.Bool().Draw(t, "by age") {
		q.Group = "age_60_plus"
	}
	if city.Demand.Urban != nil && rapid.IntRange(0, 2).Draw(t, "by area") == 0 {
		q.Area = rapid.SampledFrom([]coverage.Area{coverage.AreaUrban, coverage.AreaRural}).Draw(t, "area")
	}
	return q
}

// census asks every place of two cities alone and says who is newly covered or lost, as
// the effect lists them: the longest way to the same answer.
func census(t *rapid.T, before, after *coverage.Engine, q scenario.Question) (covered, lost []string) {
	t.Helper()
	services := map[bool][]string{true: {"clinic", "school"}}[len(q.AllOf) > 0 || len(q.Services) > 0]
	if services == nil {
		for _, s := range before.City().Services {
			services = append(services, s.ID)
		}
	}
	limits := []float64{q.Minutes}
	if q.Limits != nil {
		limits = slices.Clone(q.Limits)
		slices.Sort(limits)
		limits = slices.Compact(limits)
	}
	treatments := []streets.Private{""}
	if q.Treatments != nil {
		treatments = q.Treatments
	}
	for _, s := range services {
		for _, minutes := range limits {
			for _, private := range treatments {
				c, l := turned(t, before, after, q, s, minutes, private)
				covered, lost = append(covered, c), append(lost, l)
			}
		}
	}
	return covered, lost
}

// turned is one line of the census.
func turned(t *rapid.T, before, after *coverage.Engine, q scenario.Question, service string, minutes float64, private streets.Private) (covered, lost string) {
	t.Helper()
	cells := func(e *coverage.Engine) []coverage.Cell {
		out, err := e.Cells(ctx, coverage.Query{Services: []string{service}, Scope: coverage.Scope{Minutes: minutes, Private: private}})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	was, is := cells(before), cells(after)
	group := cmp.Or(q.Group, "all")
	inside := func(place int) bool { // asked of the changed city for the place alone
		if q.District == nil {
			return true
		}
		own := false
		for _, d := range after.City().Districts {
			if d.Level == *q.Level && !own {
				in := planar.MultiPolygonContains(d.Polygon, after.City().Demand.Point[place])
				if in && d.Code != *q.District {
					return false // the smaller code has it
				}
				own = in
			}
		}
		return own
	}
	type one struct {
		id     string
		people coverage.Amount
		line   string
	}
	var lists [2][]one
	for i := range was {
		if was[i].Covered == is[i].Covered || !inside(i) {
			continue
		}
		side, k := after, 0
		if was[i].Covered {
			side, k = before, 1
		}
		d := &side.City().Demand
		if q.Area == coverage.AreaUrban && d.Urban[i] == coverage.FlagRural || q.Area == coverage.AreaRural && d.Urban[i] == coverage.FlagUrban {
			continue // who does not say counts for both
		}
		if people := d.Groups[group][i]; people > 0 { // a blank is less
			millis := func(c coverage.Cell) string {
				if c.Millis == nil {
					return "-"
				}
				return fmt.Sprint(*c.Millis)
			}
			lists[k] = append(lists[k], one{d.ID[i], people, fmt.Sprintf(" %s (%d) %s to %s", d.ID[i], people, millis(was[i]), millis(is[i]))})
		}
	}
	say := func(list []one) string {
		slices.SortFunc(list, func(a, b one) int { return cmp.Or(cmp.Compare(b.people, a.people), strings.Compare(a.id, b.id)) })
		var sum coverage.Amount
		lines := ""
		most := map[int]int{0: 100, -1: 0}[q.Listed]
		for i, o := range list {
			if sum += o.people; i < max(most, q.Listed) {
				lines += o.line
			}
		}
		return fmt.Sprintf("%s: %d places, %d people:%s", service, len(list), sum, lines)
	}
	return say(lists[0]), say(lists[1])
}

// newlySaid writes who turned as the census does.
func newlySaid(list []scenario.Newly) (out []string) {
	for _, n := range list {
		s := fmt.Sprintf("%s: %d places, %d people:", n.Service, n.Places, n.People)
		for _, p := range n.Listed {
			millis := func(ms *int64) string {
				if ms == nil {
					return "-"
				}
				return fmt.Sprint(*ms)
			}
			s += fmt.Sprintf(" %s (%d) %s to %s", p.ID, p.People, millis(p.Before), millis(p.After))
		}
		out = append(out, s)
	}
	return out
}

// Who is said to be newly covered or lost is who is, asked one by one in both cities, by
// service, limit and treatment; as many are listed as asked, those of most people first.
func TestNewlyCoveredAndLostIsWhoIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			r.step(t, scenario.Kinds())
		}
		q := asked(t, r.base.City())
		effect, err := scenario.WhatIf(ctx, r.base, r.changes, q)
		if err != nil {
			t.Fatalf("%+v\n%s\n%v", q, scenario.Encode(r.changes), err)
		}
		covered, lost := census(t, r.base, r.now(), q)
		if got := newlySaid(effect.NewlyCovered); !slices.Equal(got, covered) {
			t.Fatalf("%+v: newly covered is said\n%s\nand is\n%s\n%s", q, strings.Join(got, "\n"), strings.Join(covered, "\n"), scenario.Encode(r.changes))
		}
		if got := newlySaid(effect.NewlyLost); !slices.Equal(got, lost) {
			t.Fatalf("%+v: newly lost is said\n%s\nand is\n%s\n%s", q, strings.Join(got, "\n"), strings.Join(lost, "\n"), scenario.Encode(r.changes))
		}
	})
}

// An effect's rows are the answers of both cities, its differences theirs number by
// number, its flips the verdicts that differ.
func TestAnEffectIsAfterLessBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			r.step(t, scenario.Kinds())
		}
		q := asked(t, r.base.City())
		effect, err := scenario.WhatIf(ctx, r.base, r.changes, q)
		if err != nil {
			t.Fatal(err)
		}
		before, err := r.base.Rows(ctx, q.Query)
		if err != nil {
			t.Fatal(err)
		}
		after, err := r.now().Rows(ctx, q.Query)
		if err != nil {
			t.Fatal(err)
		}
		if text(before) != text(effect.Before) || text(after) != text(effect.After) || len(effect.Difference) != len(before) {
			t.Fatalf("the rows are not those of the cities\n%s", scenario.Encode(r.changes))
		}
		if e := effect.Changed; e != r.base && effect.Touched != e.Visited() || !slices.Equal(effect.Relinked, r.now().Relinked()) {
			t.Fatalf("%d nodes are touched and %v relinked, not %d and %v", effect.Touched, effect.Relinked, e.Visited(), r.now().Relinked())
		}
		flips := effect.Flipped
		for i, d := range effect.Difference {
			b, a := before[i], after[i]
			for _, x := range []struct {
				name    string
				b, a, d *coverage.Amount
			}{
				{"demand", b.Demand, a.Demand, d.Demand}, {"covered", b.Covered, a.Covered, d.Covered}, {"near_edge", b.NearEdge, a.NearEdge, d.NearEdge},
				{"unlinked", b.Unlinked, a.Unlinked, d.Unlinked}, {"within_1_min", b.Within1Min, a.Within1Min, d.Within1Min}, {"largest", b.LargestPlace, a.LargestPlace, d.LargestPlace},
			} {
				less(t, x.name, x.b, x.a, x.d)
			}
			for _, x := range []struct {
				name    string
				b, a, d *float64
			}{
				{"coverage", b.Coverage, a.Coverage, d.Coverage}, {"low", b.CoverageLow, a.CoverageLow, d.CoverageLow}, {"high", b.CoverageHigh, a.CoverageHigh, d.CoverageHigh},
				{"in reach", b.ServicesInReach, a.ServicesInReach, d.ServicesInReach}, {"buffer", b.BufferCoverage, a.BufferCoverage, d.BufferCoverage}, {"inside", b.Inside, a.Inside, d.Inside},
			} {
				less(t, x.name, x.b, x.a, x.d)
			}
			less(t, "shortfall", b.Shortfall, a.Shortfall, d.Shortfall)
			less(t, "unlinked facilities", b.UnlinkedFacilities, a.UnlinkedFacilities, d.UnlinkedFacilities)
			if d.Row.Verdict != nil || d.Target != nil || d.BufferM != nil || d.TargetText != nil || d.Reason != "" || d.Verdict != [2]*coverage.Verdict{effect.Before[i].Verdict, effect.After[i].Verdict} {
				t.Fatalf("a difference has what is none: %+v", d)
			}
			if b.Verdict != nil && a.Verdict != nil && *b.Verdict != *a.Verdict {
				if len(flips) == 0 || flips[0] != (scenario.Flip{Row: i, Before: *b.Verdict, After: *a.Verdict}) {
					t.Fatalf("row %d flips from %s to %s, and it is said %v", i, *b.Verdict, *a.Verdict, flips)
				}
				flips = flips[1:]
			}
		}
		if len(flips) > 0 {
			t.Fatalf("rows are said to flip that don't: %v", flips)
		}
	})
}

func less[T coverage.Amount | float64 | int64 | int](t *rapid.T, what string, before, after, difference *T) {
	t.Helper()
	switch {
	case before == nil || after == nil:
		if difference != nil {
			t.Fatalf("%s: a difference of nothing is %v", what, *difference)
		}
	case difference == nil || *difference != *after-*before:
		t.Fatalf("%s: %v less %v is not %v", what, *after, *before, difference)
	}
}

// A change's part alone is the effect of the list of that change alone; in order the parts
// are what each adds to those before.
func TestAPartIsTheEffectOfItsChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			r.step(t, scenario.Kinds())
		}
		q := scenario.Question{Each: true}
		effect, err := scenario.WhatIf(ctx, r.base, r.changes, q)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range effect.Each {
			if text(p.Change) != text(r.changes[i]) {
				t.Fatalf("part %d is of another change", i)
			}
			then, err := scenario.Compare(ctx, r.cities[i], q.Query, scenario.Named{Engine: r.cities[i+1]})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := text(p.InOrder), text(first(then.Less)); got != want {
				t.Fatalf("part %d in order is not what it adds: %s\n%s", i, difference(got, want), scenario.Encode(r.changes))
			}
			alone, err := scenario.WhatIf(ctx, r.base, r.changes[i:i+1], scenario.Question{})
			switch {
			case err != nil && p.NotAlone == nil && p.Alone == nil:
				t.Fatalf("part %d is nothing by itself, and it is not said why: %v", i, err)
			case err == nil && (p.NotAlone != nil || text(p.Alone) != text(alone.Difference)):
				t.Fatalf("part %d alone is not its effect (%v): %s\n%s", i, p.NotAlone, difference(text(p.Alone), text(alone.Difference)), scenario.Encode(r.changes))
			case p.NotAlone != nil && (p.Alone != nil || p.NotAlone.Index != i || p.NotAlone.Why != scenario.FieldErrors(err)[0].Why):
				t.Fatalf("part %d: it is said %+v, and is %v", i, p.NotAlone, err)
			}
		}
	})
}

// first takes the first city of each row.
func first(less [][]scenario.Difference) (out []scenario.Difference) {
	for _, row := range less {
		out = append(out, row[0])
	}
	return out
}

// Parts are told of as many changes as can be, and of no more.
func TestPartsOfManyChangesAreNotTold(t *testing.T) {
	c := river(t)
	var list []string
	for range scenario.MaxEach {
		list = append(list, `{"set_service": {"id": "clinic", "minutes": 11}}`)
	}
	for more, want := range map[string]int{"": scenario.MaxEach, `, {"set_service": {"id": "clinic", "minutes": 10}}`: 0} {
		e, err := scenario.WhatIf(ctx, c.Engine(), decode(t, `{"changes": [`+strings.Join(list, ", ")+more+`]}`), scenario.Question{Each: true})
		if err != nil || len(e.Each) != want {
			t.Errorf("of %d changes there are %d parts (%v)", len(list)+min(len(more), 1), len(e.Each), err)
		}
	}
	none, err := scenario.WhatIf(ctx, c.Engine(), nil, scenario.Question{})
	if err != nil || none.Changed != c.Engine() || none.Touched != 0 || scenario.Hash("abc", nil) != "abc" {
		t.Errorf("no changes are another city: %d nodes are touched (%v)", none.Touched, err)
	}
	e, err := scenario.WhatIf(ctx, c.Engine(), decode(t, `{"changes": [`+list[0]+`]}`), scenario.Question{})
	if err != nil || e.Each != nil || e.Gaps != nil {
		t.Errorf("what is not asked is told: %v, %v (%v)", e.Each, e.Gaps, err)
	}
}

// Compared, every city has its row and its difference from the base, as an effect has
// them, whatever the others are; with itself a city differs by nothing.
func TestComparedCitiesAreEachTheirEffect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRun(t)
		for range 3 {
			r.step(t, scenario.Kinds())
		}
		q := asked(t, r.base.City()).Query
		named := []scenario.Named{{Name: "same", Engine: r.base}}
		for i, e := range r.cities[1:] {
			named = append(named, scenario.Named{Name: fmt.Sprint(i), Engine: e})
		}
		c, err := scenario.Compare(ctx, r.base, q, named...)
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.Rows {
			if len(c.Rows[i]) != len(named)+1 || len(c.Less[i]) != len(named) || text(c.Rows[i][0]) != text(c.Rows[i][1]) {
				t.Fatalf("row %d has %d cities and %d differences", i, len(c.Rows[i]), len(c.Less[i]))
			}
			for _, x := range []*coverage.Amount{c.Less[i][0].Demand, c.Less[i][0].Covered, c.Less[i][0].NearEdge} {
				if x != nil && *x != 0 {
					t.Fatalf("a city differs from itself: %+v", c.Less[i][0])
				}
			}
		}
		for k, one := range named[1:] {
			effect, err := scenario.WhatIf(ctx, r.base, r.changes[:k+1], scenario.Question{Query: q})
			if err != nil {
				t.Fatal(err)
			}
			for i := range c.Rows {
				if text(c.Rows[i][k+2]) != text(effect.After[i]) || text(c.Less[i][k+1]) != text(effect.Difference[i]) || c.Names[k+1] != one.Name {
					t.Fatalf("%s is not its effect in row %d", one.Name, i)
				}
			}
		}
	})
}

// Cities of other districts or services cannot be set side by side, and it is said whose
// is not of the base.
func TestCitiesOfOtherBasesAreNotCompared(t *testing.T) {
	base, level := river(t), 1
	parted := river(t).District(1, "w", -1, -1, 5, 5)
	with := river(t).Serve(coverage.Service{ID: "school"})
	called := river(t).District(1, "x", -1, -1, 5, 5)
	plain := clinicTown(t) // nothing is drawn that residents could have for themselves
	for _, x := range []struct {
		base, other *asciicity.City
		q           coverage.Query
		want        string
	}{
		{base, with, coverage.Query{}, "b: 1 rows before and 2 after: the cities are not of one base"},
		{with, plain, coverage.Query{}, "b: row 0 is of another question before and after: the cities are not of one base"},
		{with, base, coverage.Query{}, "b: 2 rows before and 1 after: the cities are not of one base"},
		{parted, called, coverage.Query{Scope: coverage.Scope{Level: &level}}, "b: row 2 is of another question before and after: the cities are not of one base"},
	} {
		c, err := scenario.Compare(ctx, x.base.Engine(), x.q, scenario.Named{Name: "a", Engine: x.base.Engine()}, scenario.Named{Name: "b", Engine: x.other.Engine()})
		if c != nil || err == nil || err.Error() != x.want {
			t.Errorf("got  %v\nwant %s", err, x.want)
		}
	}
	var wrong *coverage.QueryError
	if _, err := scenario.Compare(ctx, base.Engine(), coverage.Query{Services: []string{"spa"}}); !errors.As(err, &wrong) {
		t.Errorf("a question that means nothing: %v", err)
	}
	if _, err := scenario.WhatIf(ctx, base.Engine(), []scenario.Change{{Kind: "x"}}, scenario.Question{Query: coverage.Query{Services: []string{"spa"}}}); !errors.As(err, &wrong) {
		t.Errorf("the question is refused before the changes are looked at: %v", err)
	}
}

// Gaps are those of the treatment that is asked.
func TestWhatBecomesOfGapsByTreatment(t *testing.T) {
	c := alleyTown(t)
	changes := decode(t, `{"changes": [{"add_facility": {"id": "N", "services": ["clinic"], `+spot(c, 8, 4)+`}}]}`)
	// Within 10 minutes of the clinic is place 0 where everybody walks the alley, and no
	// place where only residents do.
	for private, want := range map[streets.Private]coverage.Amount{streets.PrivateOpen: -6000, streets.PrivateResidents: -7000, "": -7000} {
		q := coverage.Query{Services: []string{"clinic"}, Limits: []float64{10}}
		if private != "" {
			q.Treatments = []streets.Private{private}
		}
		e, err := scenario.WhatIf(ctx, c.Engine(), changes, scenario.Question{Query: q, Gaps: true})
		if err != nil {
			t.Fatal(err)
		}
		var sum coverage.Amount
		for _, g := range e.Gaps {
			sum += g.People
		}
		if sum != want || e.NewlyCovered[0].People != -want {
			t.Errorf("%q: the gaps have %+d people, %d are newly covered; want %d", private, sum, e.NewlyCovered[0].People, want)
		}
	}
}

// What becomes of gaps is said of each bundle that is asked: opened, closed, shrunk,
// grown, or moved where as many people live elsewhere.
func TestWhatBecomesOfGaps(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---0---1-----------------a-------2---3
	`).Serve(coverage.Service{ID: "clinic", Minutes: 10}).Serve(coverage.Service{ID: "school", Minutes: 10})
	clinic := func(column float64) string {
		return `{"add_facility": {"id": "N", "services": ["clinic"], ` + spot(c, column, 0) + `}}`
	}
	both := coverage.Query{AllOf: []string{"clinic", "school"}}
	for _, x := range []struct {
		name, changes string
		q             coverage.Query
		want          string
	}{
		{"one is closed", clinic(34), clinics, "clinic closed -12"},
		{"one opens", `{"close_facility": {"id": "H"}}, ` + clinic(36), clinics, "clinic closed -12, clinic opened +3"},
		{"one shrinks", `{"remove_demand": {"id": "2"}}`, clinics, "clinic shrunk -4"},
		{"one grows", `{"set_service": {"id": "clinic", "minutes": 4}}`, clinics, "clinic opened +2"},
		{"more people", `{"set_demand": {"id": "3", "groups": {"all": 10}}}`, clinics, "clinic grown +2"},
		{"people change places", `{"set_demand": {"id": "3", "groups": {"all": 4}}}, {"set_demand": {"id": "2", "groups": {"all": 8}}}`, clinics, ""},
		{"nothing of a clinic", `{"set_service": {"id": "school", "minutes": 11}}`, clinics, ""},
		{"as many elsewhere", `{"remove_demand": {"id": "2"}}, {"add_demand": {"id": "n", "groups": {"all": 4}, ` + spot(c, 36, 0) + `}}`, clinics, "clinic moved +0"},
		{"of a bundle", `{"add_facility": {"id": "N", "services": ["school"], ` + spot(c, 4, 0) + `}}`, both, "clinic+school closed -3"},
		{"of services read as a mean, each", `{"add_facility": {"id": "N", "services": ["clinic", "school"], ` + spot(c, 36, 0) + `}}`,
			coverage.Query{MeanOf: []string{"school", "clinic"}}, "clinic closed -12, school closed -12"},
		{"of every service", `{"add_facility": {"id": "N", "services": ["school"], ` + spot(c, 36, 0) + `}}`, coverage.Query{}, "school closed -12"},
		{"at the limit asked", clinic(34), coverage.Query{Services: []string{"clinic"}, Limits: []float64{1}}, "clinic shrunk -4"},
		{"of several limits at the service's own", clinic(34), coverage.Query{Services: []string{"clinic"}, Limits: []float64{1, 2}}, "clinic closed -12"},
	} {
		t.Run(x.name, func(t *testing.T) {
			e, err := scenario.WhatIf(ctx, c.Engine(), decode(t, `{"changes": [`+x.changes+`]}`), scenario.Question{Query: x.q, Gaps: true})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, g := range e.Gaps {
				got = append(got, fmt.Sprintf("%s %s %+d", strings.Join(append(g.Before, g.After...)[0].Services, "+"), g.What, g.People/1000))
			}
			expect.Equal(t, "gaps", strings.Join(got, ", "), x.want)
		})
	}
}
