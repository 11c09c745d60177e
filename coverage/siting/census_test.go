package siting_test

import (
	"context"
	"math/bits"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/geo"
)

// A fataler is a test, or one of rapid's.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// A part is something that a plan may have: a new facility, one that offers more, one
// that closes, or a link.
type part struct {
	id       string
	kind     siting.Kind
	point    orb.Point
	cost     float64
	capacity int64
	change   scenario.Change
}

func (p part) closes() bool { return p.kind == siting.KindClose }

// A census knows whom every facility would cover if it were the only one, with every
// set of links open: each is asked of a city of its own that is built from scratch.
// What a plan does is then a matter of counting, and shares nothing with the product.
// Cities have at most 64 places.
type census struct {
	t        fataler
	base     *coverage.Engine
	q        siting.Question
	parts    []part
	alone    map[string][]uint64 // by facility, change of it and set of links: by service the places
	district []string            // of places, by code; "" is none
	home     []string            // likewise of parts
	apart    [][]float64         // between parts, metres
	known    map[uint]uint64     // see covered
}

func newCensus(t fataler, base *coverage.Engine, q siting.Question, parts []part) *census {
	t.Helper()
	if base.City().Demand.Len() > 64 || len(parts) > 20 {
		t.Fatalf("%d places and %d parts are too many", base.City().Demand.Len(), len(parts))
	}
	c := &census{t: t, base: base, q: q, parts: parts, alone: map[string][]uint64{}, known: map[uint]uint64{}}
	for _, p := range base.City().Demand.Point {
		c.district = append(c.district, c.codeAt(p))
	}
	for _, p := range parts {
		c.home = append(c.home, c.codeAt(p.point))
		var apart []float64
		for _, o := range parts {
			apart = append(apart, float64(geo.Millimetres(p.point, o.point))/1000)
		}
		c.apart = append(c.apart, apart)
	}
	return c
}

// level is that of the districts which are asked for: the finest unless one is given.
func (c *census) level() int {
	if c.q.Level != nil {
		return *c.q.Level
	}
	finest := 0
	for _, d := range c.base.City().Districts {
		finest = max(finest, d.Level)
	}
	return finest
}

func (c *census) codeAt(p orb.Point) string {
	for _, d := range c.base.City().Districts {
		if d.Level == c.level() && len(geo.NewPolygonIndex([]orb.MultiPolygon{d.Polygon}).Locate(p)) > 0 {
			return d.Code
		}
	}
	return ""
}

// only asks the city in which one facility is open, made by a change or there as it
// is, for the places that it covers by service.
func (c *census) only(facility string, made *scenario.Change, links uint) []uint64 {
	key := facility + string(rune('0'+links))
	if made != nil {
		key = string(made.Kind) + " " + key
	}
	if known, asked := c.alone[key]; asked {
		return known
	}
	var changes []scenario.Change
	for k, p := range c.parts {
		if links>>k&1 == 1 {
			changes = append(changes, p.change)
		}
	}
	for _, f := range c.base.City().Facilities {
		if f.ID != facility && (f.Status == "" || f.Status == coverage.StatusOpen) {
			changes = append(changes, scenario.Change{Kind: scenario.CloseFacility, ID: f.ID})
		}
	}
	if made != nil {
		changes = append(changes, *made)
	}
	e := rebuilt(c.t, c.base, changes)
	out := make([]uint64, len(c.q.Services))
	for k, id := range c.q.Services {
		q := coverage.Query{Services: []string{id}, Scope: coverage.Scope{Group: "all", Profile: c.q.Profile}}
		q.Minutes, q.Private = c.q.Minutes, c.q.Private
		list, err := e.Cells(context.Background(), q)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, cell := range list {
			if cell.Covered {
				out[k] |= 1 << cell.Place
			}
		}
	}
	c.alone[key] = out
	return out
}

// rebuilt opens the city that changes leave, built from scratch.
func rebuilt(t fataler, base *coverage.Engine, changes []scenario.Change) *coverage.Engine {
	t.Helper()
	edits, err := scenario.Edits(context.Background(), base, changes)
	if err != nil {
		t.Fatalf("%+v: %v", changes, err)
	}
	city, err := coverage.Rebuild(context.Background(), base.City(), edits...)
	if err != nil {
		t.Fatal(err)
	}
	e, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// covered lists the places that a plan, a set of parts, covers.
func (c *census) covered(plan uint) uint64 {
	if places, known := c.known[plan]; known {
		return places
	}
	places := c.count(plan)
	c.known[plan] = places
	return places
}

func (c *census) count(plan uint) uint64 {
	once, twice := make([]uint64, len(c.q.Services)), make([]uint64, len(c.q.Services))
	links, gone, more := uint(0), map[string]bool{}, map[string]bool{}
	for k, p := range c.parts {
		switch {
		case plan>>k&1 == 0:
		case p.kind.IsLink():
			links |= 1 << k
		case p.closes():
			gone[p.id] = true
		case p.kind == siting.KindFacility:
			more[p.id] = true
		}
	}
	add := func(by []uint64) {
		for k := range by {
			twice[k] |= once[k] & by[k]
			once[k] |= by[k]
		}
	}
	for _, f := range c.base.City().Facilities {
		if !gone[f.ID] && !more[f.ID] && (f.Status == "" || f.Status == coverage.StatusOpen) {
			add(c.only(f.ID, nil, links))
		}
	}
	for k, p := range c.parts {
		if plan>>k&1 == 1 && !p.kind.IsLink() && !p.closes() && !gone[p.id] {
			add(c.only(p.change.ID, &p.change, links))
		}
	}
	all := ^uint64(0)
	for k := range once {
		if c.q.Backup {
			all &= twice[k]
		} else {
			all &= once[k]
		}
	}
	return all
}

// amounts are who counts at each place: of a group, or of the weight that is asked.
func (c *census) amounts(group string) []coverage.Amount {
	d := &c.base.City().Demand
	column := d.Groups[group]
	if c.q.Weight != "" && c.q.Weight != coverage.WeightPeople {
		column = d.Weight[c.q.Weight]
	}
	out := make([]coverage.Amount, d.Len())
	for i := range out {
		other := map[coverage.Area]coverage.Flag{coverage.AreaUrban: coverage.FlagRural, coverage.AreaRural: coverage.FlagUrban}[c.q.Area]
		counts := (other == 0 || d.Urban[i] != other) && c.inScope(d.Point[i]) // a place that says neither counts for each
		if counts {
			out[i] = max(0, column[i])
		}
	}
	return out
}

// inScope reports whether a point lies in the district that is asked, of any level unless
// one is given.
func (c *census) inScope(p orb.Point) bool {
	if c.q.District == nil {
		return true
	}
	codes := map[int]string{}
	for _, d := range c.base.City().Districts {
		codes[d.Level] += ""
		if len(geo.NewPolygonIndex([]orb.MultiPolygon{d.Polygon}).Locate(p)) > 0 {
			codes[d.Level] = d.Code
		}
	}
	for level, code := range codes {
		if code == *c.q.District && (c.q.Level == nil || level == *c.q.Level) {
			return true
		}
	}
	return false
}

func (c *census) group() string {
	if c.q.Group == "" {
		return "all"
	}
	return c.q.Group
}

// people are those of a group at some places.
func (c *census) people(group string, places uint64) coverage.Amount {
	sum := coverage.Amount(0)
	for i, a := range c.amounts(group) {
		if places>>i&1 == 1 {
			sum += a
		}
	}
	return sum
}

// in are the places of a district.
func (c *census) in(code string) uint64 {
	out := uint64(0)
	for i, d := range c.district {
		if d == code {
			out |= 1 << i
		}
	}
	return out
}

// all is the plan of everything.
func (c *census) all() uint { return 1<<len(c.parts) - 1 }

// gain is who is covered with a plan less who is without it.
func (c *census) gain(plan uint) coverage.Amount {
	return c.people(c.group(), c.covered(plan)) - c.people(c.group(), c.covered(0))
}

// planOf is the set of parts that an answer's steps are.
func (c *census) planOf(steps []siting.Step) uint {
	c.t.Helper()
	plan := uint(0)
	for _, s := range steps {
		plan |= 1 << c.at(s.ID, s.Kind == siting.KindClose)
	}
	return plan
}

func (c *census) at(id string, closes bool) int {
	c.t.Helper()
	at := slices.IndexFunc(c.parts, func(p part) bool { return p.id == id && p.closes() == closes })
	if at < 0 {
		c.t.Fatalf("there is no part %s", id)
	}
	return at
}

// number counts the new facilities of a plan, and cost adds up what it costs.
func (c *census) number(plan uint) int {
	n := 0
	for k, p := range c.parts {
		if plan>>k&1 == 1 && !p.kind.IsLink() && !p.closes() {
			n++
		}
	}
	return n
}

func (c *census) cost(plan uint, in func(code string) bool) float64 {
	sum := 0.0
	for k, p := range c.parts {
		if plan>>k&1 == 1 && !p.closes() && in(c.home[k]) {
			sum += p.cost
		}
	}
	return sum
}

func anywhere(string) bool { return true }

// rows asks the city that changes leave, built from scratch, the question's own: the first
// is that of all who are counted.
func (c *census) rows(changes []scenario.Change) []coverage.Row {
	c.t.Helper()
	q := coverage.Query{Services: c.q.Services, Scope: c.q.Scope}
	if len(q.Services) > 1 {
		q.Services, q.AllOf = nil, q.Services
	}
	rows, err := rebuilt(c.t, c.base, changes).Rows(context.Background(), q)
	if err != nil {
		c.t.Fatal(err)
	}
	return rows
}

// The census counts what the city with a plan has, as the engine has it.
func TestTheCensusCountsWhatTheCityHas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asked(t)
		plan := uint(rapid.Uint64().Draw(t, "plan")) & c.all()
		var changes []scenario.Change
		for k, p := range c.parts {
			if plan>>k&1 == 1 {
				changes = append(changes, p.change)
			}
		}
		if c.q.Backup {
			t.Skip("the engine counts no places that have two")
		}
		rows := c.rows(changes)
		if got := c.people(c.group(), c.covered(plan)); rows[0].Covered != nil && *rows[0].Covered != got {
			t.Fatalf("%d of %d parts: the census counts %d, the city %d", bits.OnesCount(plan), len(c.parts), got, *rows[0].Covered)
		}
	})
}
