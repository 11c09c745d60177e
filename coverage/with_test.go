package coverage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
)

// A saying is something that an engine says of its city, to be compared.
type saying struct {
	what string
	said any
}

// sayings asks an engine.
func sayings(t asciicity.TB, e *coverage.Engine) []saying {
	t.Helper()
	ctx := context.Background()
	var out []saying
	say := func(what string, said any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		out = append(out, saying{what, said})
	}
	var ids []string
	for _, s := range e.City().Services {
		ids = append(ids, s.ID)
	}
	for _, q := range []coverage.Query{
		{}, {Limits: []float64{3, 7, 12}}, {AllOf: ids}, {MeanOf: ids}, {Scope: coverage.Scope{Group: "few"}}, {Scope: coverage.Scope{Weight: "buildings"}},
	} {
		rows, err := e.Rows(ctx, q)
		say(fmt.Sprintf("rows of %+v", q), rows, err)
	}
	cells, err := e.Cells(ctx, coverage.Query{})
	say("cells", cells, err)
	for _, d := range e.City().Districts {
		cells, err := e.Cells(ctx, coverage.Query{Scope: coverage.Scope{District: &d.Code}})
		say("cells of "+d.Code, cells, err)
	}
	return out
}

// alike fails the test where two engines don't say the same.
func alike(t asciicity.TB, when string, got, want *coverage.Engine) {
	t.Helper()
	compare(t, when, sayings(t, got), sayings(t, want))
}

func compare(t asciicity.TB, when string, got, want []saying) {
	t.Helper()
	for i, s := range got {
		if d := differ(want[i].said, s.said); d != "" {
			t.Fatalf("%s: %s (- rebuilt, + edited):\n%s", when, s.what, d)
		}
	}
}

// differ shows how two answers differ; telling that they don't is quicker.
func differ(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
}

// An editor draws edits of a city by chance.
type editor struct {
	*rand.Rand
	city *asciicity.City
	new  int
}

func (r *editor) point() orb.Point { return r.city.Place(32*r.Float64()-1, 20*r.Float64()-1) }

// facility adds one, or moves, closes, opens or otherwise changes one.
func (r *editor) facility(e *coverage.Engine) coverage.Edit {
	list := e.City().Facilities
	if len(list) == 0 || r.IntN(3) == 0 {
		r.new++
		return coverage.Edit{Facilities: []coverage.Facility{{
			ID: fmt.Sprint(string(rune('A'+r.IntN(26))), r.new), Point: r.point(), Services: r.services(),
		}}}
	}
	f := list[r.IntN(len(list))]
	switch r.IntN(4) {
	case 0:
		f.Point, f.Entrances = r.point(), nil
	case 1:
		f.Status = coverage.StatusClosed
	case 2:
		f.Status = ""
	default:
		f.Services = r.services()
	}
	return coverage.Edit{Facilities: []coverage.Facility{f}}
}

func (r *editor) services() []string {
	return [][]string{{"clinic"}, {"school"}, {"clinic", "school"}}[r.IntN(3)]
}

// service changes one.
func (r *editor) service(e *coverage.Engine) coverage.Edit {
	s := e.City().Services[r.IntN(len(e.City().Services))]
	s.Minutes, s.Target = float64(1+r.IntN(20)), coverage.Share(r.IntN(1_000_000))
	return coverage.Edit{Services: []coverage.Service{s}}
}

// place adds one, moves one, or changes its people.
func (r *editor) place(e *coverage.Engine) coverage.Edit {
	d := &e.City().Demand
	r.new++
	p := coverage.Place{ID: fmt.Sprint("new", r.new), Point: r.point(), Groups: map[string]coverage.Amount{"all": coverage.Amount(r.IntN(9000))}}
	if i := r.IntN(d.Len() + 1); i < d.Len() {
		p.ID = d.ID[i]
		if r.IntN(2) == 0 {
			p.Point = d.Point[i]
		}
	}
	if r.IntN(4) == 0 {
		p.Groups["few"] = coverage.Amount(r.IntN(900))
	}
	if r.IntN(4) == 0 {
		p.Urban = coverage.FlagRural
	}
	return coverage.Edit{Places: []coverage.Place{p}}
}

// district changes the border of one.
func (r *editor) district(e *coverage.Engine) coverage.Edit {
	list := e.City().Districts
	if len(list) == 0 {
		return r.place(e)
	}
	d := list[r.IntN(len(list))]
	west, north := 30*r.Float64()-2, 18*r.Float64()-2
	d.Polygon = r.city.Box(west, north, west+15*r.Float64()+0.1, north+9*r.Float64()+0.1)
	return coverage.Edit{Districts: []coverage.District{d}}
}

func (r *editor) edit(e *coverage.Engine) coverage.Edit {
	kinds := []func(*coverage.Engine) coverage.Edit{r.facility, r.facility, r.service, r.place, r.district}
	return kinds[r.IntN(len(kinds))](e)
}

// Edits on edits say what the city says that they leave behind, and what was
// there before stays as it was.
func TestEditsEqualRebuilds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		r := &editor{asciicity.Chance(t), c, 0}
		base := c.Engine()
		first := sayings(t, base)
		e, edits := base, []coverage.Edit(nil)
		for step := range rapid.IntRange(1, 12).Draw(t, "edits") {
			edit := r.edit(e)
			next, err := e.With(context.Background(), edit)
			if err != nil {
				t.Fatalf("%+v: %v", edit, err)
			}
			if e, edits = next, append(slices.Clone(edits), edit); r.IntN(3) > 0 {
				alike(t, fmt.Sprintf("after %d, %+v", step+1, edit), e, asciicity.Rebuilt(t, base, edits...))
			}
		}
		alike(t, "after all", e, asciicity.Rebuilt(t, base, edits...))
		if all, err := base.With(context.Background(), edits...); err != nil {
			t.Fatal(err)
		} else {
			alike(t, "at once", all, e)
		}
		compare(t, "the base, afterwards", sayings(t, base), first)
	})
}
