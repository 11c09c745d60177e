package siting_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/fragility"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/geo"
	"lifecircle/internal/testcity/asciicity"
)

// An oracle tries every plan, each built as a city of its own.
type oracle struct {
	t       *rapid.T
	base    *coverage.Engine
	q       siting.Question
	options []option
	known   map[uint]effect
}

// An option is something that a plan may have; closing is one.
type option struct {
	id     string
	point  orb.Point
	closes bool
	link   bool
	change scenario.Change
}

// An effect is what a plan does.
type effect struct {
	covered coverage.Amount
	by      map[string]coverage.Amount // covered by district
}

// effect builds a plan's city from scratch and asks it.
func (o *oracle) effect(plan uint) effect {
	if e, known := o.known[plan]; known {
		return e
	}
	var changes []scenario.Change
	for k, x := range o.options {
		if plan>>k&1 == 1 {
			changes = append(changes, x.change)
		}
	}
	edits, err := scenario.Edits(context.Background(), o.base, changes)
	if err != nil {
		o.t.Fatalf("%+v: %v", changes, err)
	}
	city, err := coverage.Rebuild(context.Background(), o.base.City(), edits...)
	if err != nil {
		o.t.Fatal(err)
	}
	e, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		o.t.Fatal(err)
	}
	out := o.ask(e)
	o.known[plan] = out
	return out
}

func (o *oracle) ask(e *coverage.Engine) effect {
	out := effect{by: map[string]coverage.Amount{}}
	if o.q.Backup {
		f, err := fragility.Find(context.Background(), e, fragility.Query{Service: o.q.Services[0], Top: -1, Scope: coverage.Scope{Group: "all", Minutes: o.q.Minutes}})
		if err != nil {
			o.t.Fatal(err)
		}
		for _, b := range f.Backup {
			if b.District == nil {
				out.covered = b.Backed
			} else {
				out.by[b.District.Code] = b.Backed
			}
		}
		return out
	}
	q := coverage.Query{Services: o.q.Services, Scope: coverage.Scope{Group: "all"}}
	if o.q.Minutes > 0 {
		q.Limits = []float64{o.q.Minutes}
	}
	if len(q.Services) > 1 {
		q.Services, q.AllOf = nil, q.Services
	}
	rows, err := e.Rows(context.Background(), q)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range rows {
		if r.Covered == nil {
			continue
		}
		if r.District == nil {
			out.covered = *r.Covered
		} else {
			out.by[r.District.Code] = *r.Covered
		}
	}
	return out
}

// allowed reports whether a plan keeps the constraints that are about sites alone.
func (o *oracle) allowed(plan uint) bool {
	count, links, closes := 0, 0, 0
	perDistrict := map[string]int{}
	var at []orb.Point
	for k, x := range o.options {
		has := plan>>k&1 == 1
		if slices.Contains(o.q.Fixed, x.id) && has == x.closes {
			return false
		}
		switch {
		case !has:
		case x.closes:
			closes++
		case x.link:
			links++
		default:
			count++
			for _, d := range o.base.City().Districts {
				if len(geo.NewPolygonIndex([]orb.MultiPolygon{d.Polygon}).Locate(x.point)) > 0 {
					perDistrict[d.Code]++
					break
				}
			}
			for _, p := range at {
				if float64(geo.Millimetres(p, x.point)) < o.q.ApartM*1000 {
					return false
				}
			}
			at = append(at, x.point)
		}
	}
	for _, n := range perDistrict {
		if o.q.PerDistrictMax > 0 && n > o.q.PerDistrictMax {
			return false
		}
	}
	if o.q.Goal == siting.MoveOrClose {
		return closes == o.q.Count && count <= o.q.Count
	}
	return (o.q.Count == 0 || count <= o.q.Count) && (o.q.Links == nil || o.q.Links.Count == 0 || links <= o.q.Links.Count)
}

// drawn is a city and a question to it by chance, with everything that could be in a
// plan.
func drawn(t *rapid.T) *oracle {
	var c *asciicity.City
	if rapid.Bool().Draw(t, "walled") {
		c = asciicity.RandomWalled(t)
	} else {
		c = asciicity.Random(t)
	}
	r := asciicity.Chance(t)
	c.District(1, "w", -2, -2, 8, 20).District(1, "e", 8, -2, 40, 20)
	for i := range c.Services {
		c.Services[i].Minutes = float64(2 + r.IntN(8))
		c.Services[i].Target = coverage.Share(300_000 + r.IntN(700_000))
	}
	e := c.Engine()
	o := &oracle{t: t, base: e, known: map[uint]effect{}}
	q := &o.q
	q.Services = []string{"clinic"}
	if len(c.Services) > 1 && r.IntN(3) == 0 {
		q.Services = []string{"clinic", "school"}
	}
	q.Group = "all"
	if r.IntN(4) == 0 {
		q.Minutes = float64(1 + r.IntN(12))
	}
	q.Goal = []siting.Goal{siting.MostPeople, siting.MostPeople, siting.FewestFacilities, siting.WorstFirst, siting.MoveOrClose}[r.IntN(5)]
	q.Count = 1 + r.IntN(3)
	switch q.Goal {
	case siting.FewestFacilities:
		q.Per = []siting.Per{siting.PerCity, siting.PerDistrict, siting.PerBoth}[r.IntN(3)]
		target := coverage.Share(300_000 + r.IntN(700_000))
		q.Target, q.Count = &target, 0
	case siting.WorstFirst:
		q.Per = siting.PerDistrict
	}
	q.Backup = len(q.Services) == 1 && q.Goal != siting.WorstFirst && r.IntN(4) == 0
	o.drawOptions(c, r)
	if r.IntN(4) == 0 && q.Goal != siting.MoveOrClose {
		q.ApartM = float64(50 + r.IntN(500))
	}
	if r.IntN(4) == 0 && q.Goal == siting.MostPeople {
		q.PerDistrictMax = 1
	}
	if r.IntN(4) == 0 && len(o.options) > 0 {
		x := o.options[r.IntN(len(o.options))]
		if !x.link {
			q.Fixed = append(q.Fixed, x.id)
		}
	}
	return o
}

// drawOptions takes some of the places as candidates, some links, and of
// MoveOrClose the facilities.
func (o *oracle) drawOptions(c *asciicity.City, r *rand.Rand) {
	q := &o.q
	d := &o.base.City().Demand
	q.Candidates = []siting.Candidates{{Demand: true}}
	for i, id := range d.ID {
		name := "demand:" + id
		if i >= 6 || r.IntN(5) == 0 {
			q.Forbidden = append(q.Forbidden, name)
			continue
		}
		p := d.Point[i]
		change := scenario.Change{Kind: scenario.AddFacility, ID: name, Services: q.Services, At: &p}
		if _, err := scenario.Edits(context.Background(), o.base, []scenario.Change{change}); err == nil {
			o.options = append(o.options, option{id: name, point: p, change: change})
		}
	}
	if q.Goal == siting.MoveOrClose {
		for _, f := range o.base.City().Facilities {
			if slices.ContainsFunc(q.Services, func(id string) bool { return slices.Contains(f.Services, id) }) {
				o.options = append(o.options, option{id: f.ID, point: f.Point, closes: true, change: scenario.Change{Kind: scenario.CloseFacility, ID: f.ID}})
			}
		}
		return
	}
	if q.Backup || r.IntN(3) == 0 {
		return
	}
	q.Links = &siting.Links{Count: r.IntN(3)}
	var ends []orb.Point
	ends = append(ends, d.Point...)
	for _, f := range o.base.City().Facilities {
		ends = append(ends, f.Point)
	}
	for k := range 1 + r.IntN(3) {
		point := func() orb.Point {
			if r.IntN(4) == 0 {
				return c.Place(30*r.Float64(), 18*r.Float64())
			}
			return ends[r.IntN(len(ends))]
		}
		change := scenario.Change{Kind: scenario.OpenLink, ID: fmt.Sprint("link", k), Link: scenario.LinkFootway, Line: []orb.Point{point(), point()}}
		if r.IntN(3) > 0 {
			change.LengthM = 1 // as by a moving walkway: it is of use
		}
		if _, err := scenario.Apply(context.Background(), o.base, []scenario.Change{change}); err != nil {
			continue
		}
		q.Links.Given = append(q.Links.Given, siting.GivenLink{Change: change})
		o.options = append(o.options, option{id: change.ID, link: true, change: change})
	}
}

// Every answer is the best of all plans, proven, and its numbers are those of the
// city that is built so.
func TestPlansAreTheBestOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawn(t)
		a, err := siting.Run(context.Background(), o.base, o.q, siting.Options{})
		if fields := siting.FieldErrors(err); fields != nil {
			t.Skip(fields[0].Why) // a fixed candidate that joins nothing, and the like
		}
		if err != nil {
			t.Fatal(err)
		}
		if a.State != siting.StateFinished || !a.Optimal || a.Gap != 0 {
			t.Fatalf("not proven: %+v", a)
		}
		o.compare(a)
	})
}

// compare checks an answer by trying every plan.
func (o *oracle) compare(a *siting.Answer) {
	o.t.Helper()
	mine := uint(0)
	gain, after := coverage.Amount(0), a.Before
	for _, s := range a.Plan {
		at := slices.IndexFunc(o.options, func(x option) bool { return x.id == s.ID && x.closes == (s.Kind == siting.KindClose) })
		if at < 0 {
			o.t.Fatalf("step %s is no option", s.ID)
		}
		mine |= 1 << at
		was := after
		if after = o.effect(mine).covered; after-was != s.Gain {
			o.t.Fatalf("step %s is said to gain %d: it gains %d", s.ID, s.Gain, after-was)
		}
		gain += s.Gain
	}
	if slices.ContainsFunc(a.Impossible, func(i siting.Impossible) bool { return i.Constraint != siting.ConstraintTarget }) {
		return
	}
	if !o.allowed(mine) {
		o.t.Fatalf("the plan breaks a constraint: %+v", a.Plan)
	}
	if a.Before+gain != a.After || o.effect(mine).covered != a.After || a.Before != o.effect(0).covered {
		o.t.Fatalf("before %d, after %d: they are %d and %d", a.Before, a.After, o.effect(0).covered, o.effect(mine).covered)
	}
	best := math.Inf(-1)
	for plan := range uint(1) << len(o.options) {
		if o.allowed(plan) {
			best = math.Max(best, o.value(plan, a))
		}
	}
	if got := o.value(mine, a); math.Abs(got-best) > 1e-9 || math.Abs(o.said(a)-best) > 1e-9 {
		o.t.Fatalf("the plan's value is %v and is said to be %v: the best is %v; plan %+v", got, o.said(a), best, a.Plan)
	}
}

// value is what a plan is worth to the goal: more is better.
func (o *oracle) value(plan uint, a *siting.Answer) float64 {
	e := o.effect(plan)
	switch o.q.Goal {
	case siting.FewestFacilities:
		n := 0
		for k, x := range o.options {
			if plan>>k&1 == 1 && !x.link {
				n++
			}
		}
		for _, d := range a.Districts {
			if d.Target == nil {
				continue
			}
			all := o.effect(1<<len(o.options) - 1)
			covered, most := e.covered, all.covered
			if d.District != nil {
				covered, most = e.by[d.District.Code], all.by[d.District.Code]
			}
			if covered < min(*d.Target, most) {
				return math.Inf(-1)
			}
		}
		return -float64(n)
	case siting.WorstFirst:
		least := math.Inf(1)
		for _, d := range a.Districts {
			if d.District != nil && d.Demand > 0 {
				least = math.Min(least, float64(e.by[d.District.Code])/float64(d.Demand))
			}
		}
		return least
	}
	return float64(e.covered-o.effect(0).covered) / 1000
}

// said is the objective that an answer tells, as value has it.
func (o *oracle) said(a *siting.Answer) float64 {
	if o.q.Goal == siting.FewestFacilities {
		return -a.Objective
	}
	return a.Objective
}
