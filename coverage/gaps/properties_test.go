package gaps_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo"
	"lifecircle/geo/cells"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// randomGaps draws a city and asks for its gaps.
func randomGaps(t *rapid.T) (*asciicity.City, gaps.Query) {
	c, scope, services := asciicity.RandomHomes(t)
	if len(services) > 1 {
		return c, gaps.Query{AllOf: services, Scope: scope}
	}
	return c, gaps.Query{Service: services[0], Scope: scope}
}

// rowOf asks for the city's row that gaps are of.
func rowOf(c *asciicity.City, q gaps.Query) coverage.Row {
	question := coverage.Query{AllOf: q.AllOf, Scope: coverage.Scope{Group: q.Group}}
	if q.Service != "" {
		question.Services = []string{q.Service}
	}
	if q.Minutes != 0 {
		question.Limits = []float64{q.Minutes}
	}
	if q.Private != "" {
		question.Treatments = []streets.Private{q.Private}
	}
	return c.Row(question)
}

// The people of all gaps and the covered are the demand, to the thousandth of a
// person, and so are those near the edge and unlinked; every place is in one gap
// at most.
func TestGapsAndTheCoveredAreTheDemand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		row := rowOf(c, q)
		sum, nearEdge, unlinked := coverage.Amount(0), coverage.Amount(0), coverage.Amount(0)
		in := map[int]string{}
		for k, g := range gapsOf(t, c, q) {
			sum, nearEdge, unlinked = sum+g.People, nearEdge+g.NearEdge, unlinked+g.Unlinked
			if g.Distance+g.Detour+g.Cut+g.Nobody != g.People {
				t.Errorf("%s: the causes do not add up: %+v", g.ID, g)
			}
			if g.Rank != k+1 || g.Around > g.Detour || g.Beyond > g.People || g.Opened != nil && *g.Opened > g.People || g.Sited != nil && *g.Sited > g.People {
				t.Errorf("%s: %+v", g.ID, g)
			}
			for _, i := range g.Places {
				if other, twice := in[i]; twice {
					t.Errorf("%s is in %s and in %s", c.Demand.ID[i], other, g.ID)
				}
				in[i] = g.ID
			}
		}
		if sum+*row.Covered != *row.Demand || nearEdge != *row.NearEdge || unlinked != *row.Unlinked {
			t.Errorf("gaps have %d, %d near the edge and %d unlinked; the row is of %d, %d covered, %d and %d",
				sum, nearEdge, unlinked, *row.Demand, *row.Covered, *row.NearEdge, *row.Unlinked)
		}
	})
}

// Every place's cause and over-run are what its walk says, and the evidence is
// the walk's of the place named.
func TestGapsSayWhatWalksSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		q.Service, q.AllOf = "clinic", nil
		for _, g := range gapsOf(t, c, q) {
			by := map[itinerary.Cause]coverage.Amount{}
			var over []int64
			for _, i := range g.Places {
				w, err := itinerary.Find(context.Background(), c.Engine(), itinerary.Query{Place: c.Demand.ID[i], Service: "clinic", Scope: coverage.Scope{Minutes: q.Minutes, Private: q.Private}})
				if err != nil || w.Covered {
					t.Fatalf("%s: %s is covered (%v)", g.ID, c.Demand.ID[i], err)
				}
				by[w.Missed.Cause] += c.Demand.Groups[groupOf(q)][i]
				if w.Millis != nil {
					over = append(over, -*w.Slack)
				}
				if i == g.Evidence.Place {
					said := *w.Missed
					said.NearEdge = false
					if d := cmp.Diff(said, g.Evidence.Miss); d != "" || g.Evidence.Walked != w.Facility || said.Cause != g.Cause {
						t.Errorf("%s: the evidence differs from the walk: %s", g.ID, d)
					}
				}
			}
			if by[itinerary.CauseDistance] != g.Distance || by[itinerary.CauseDetour] != g.Detour || by[itinerary.CauseDisconnected] != g.Cut || by[itinerary.CauseNoFacility] != g.Nobody {
				t.Errorf("%s: by walks the causes are %v: %s", g.ID, by, gapWords(c.Engine(), g))
			}
			slices.Sort(over)
			if len(over) > 0 && (g.MissesLeast == nil || *g.MissesLeast != over[0]) || (g.MissesMost == nil) != (len(over) < len(g.Places)) {
				t.Errorf("%s: over-runs of %v: %s", g.ID, over, gapWords(c.Engine(), g))
			}
		}
	})
}

func groupOf(q gaps.Query) string {
	if q.Group == "" {
		return "all"
	}
	return q.Group
}

// The same places are joined as by looking at every pair.
func TestGapsAreWhatPairsMake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		gaps := gapsOf(t, c, q)
		var missed []int
		cut := map[int]bool{}
		for _, g := range gaps {
			for _, i := range g.Places {
				missed = append(missed, i)
				// Of a gap with one disconnected place all are.
				cut[i] = g.Cut > 0
			}
			if g.Cut > 0 && g.Cut != g.People {
				t.Errorf("%s: disconnected places are with others: %s", g.ID, gapWords(c.Engine(), g))
			}
		}
		o := newNeighbours(c, q.Private)
		together := map[int]int{}
		for _, i := range missed {
			together[i] = i
		}
		for changed := true; changed; {
			changed = false
			for _, i := range missed {
				for _, k := range missed {
					if cut[i] == cut[k] && together[i] < together[k] && o.adjacent(i, k) {
						together[k], changed = together[i], true
					}
				}
			}
		}
		for _, g := range gaps {
			for _, k := range missed {
				if slices.Contains(g.Places, k) != (together[k] == together[g.Places[0]]) {
					t.Fatalf("%s and %s: the gap has %s, pairs put %s elsewhere", c.Demand.ID[g.Places[0]], c.Demand.ID[k], gapWords(c.Engine(), g), c.Demand.ID[k])
				}
			}
		}
	})
}

// neighbours knows which places are near each other, pair by pair.
type neighbours struct {
	city *coverage.City
	mm   map[[2]int]int64 // along the streets, of places that join them
	at   map[int]bool     // those that do
}

// newNeighbours finds the shortest way between every two places by trying every
// place in between (R. W. Floyd, Algorithm 97, Comm. ACM 5 (1962), 345).
func newNeighbours(c *asciicity.City, private streets.Private) *neighbours {
	city := c.Engine().City()
	n := city.Streets
	o := &neighbours{city: city, mm: map[[2]int]int64{}, at: map[int]bool{}}
	type spot struct {
		index int
		mm    int64
	}
	nodes := n.Junctions()
	onEdge := map[uint32][]spot{}
	for i, a := range city.Demand.Access {
		for _, x := range city.Demand.Entrances {
			if x.Place == i && !a.Linked {
				a = x.Access
			}
		}
		if private == streets.PrivateClosed {
			a = n.WithoutPrivate(a)
			for _, x := range city.Demand.Entrances {
				if x.Place == i && !a.Linked {
					a = n.WithoutPrivate(x.Access)
				}
			}
		}
		if !a.Linked {
			continue
		}
		o.at[i] = true
		edge := n.EdgeOf(a.Segment)
		first, _ := n.SegmentsOf(edge)
		mm := int64(0)
		for s := first; s < a.Segment; s++ {
			mm += n.Segment(s).MM()
		}
		f := a.Fraction
		if n.Street(a.Segment).Backwards {
			f = 1 - f
		}
		onEdge[edge] = append(onEdge[edge], spot{nodes + i, mm + int64(math.Round(f*float64(n.Segment(a.Segment).MM())))})
	}
	all := nodes + len(city.Demand.ID)
	far := int64(math.MaxInt64 / 4)
	d := make([][]int64, all)
	for i := range d {
		d[i] = make([]int64, all)
		for k := range d[i] {
			d[i][k] = far
		}
		d[i][i] = 0
	}
	for e := range uint32(n.Edges()) {
		a, b, _, _ := n.Edge(e)
		first, last := n.SegmentsOf(e)
		length := int64(0)
		for s := first; s < last; s++ {
			length += n.Segment(s).MM()
		}
		if private == streets.PrivateClosed && n.Use(e) != streets.UsePublic {
			continue
		}
		spots := append(onEdge[e], spot{int(a), 0}, spot{int(b), length})
		for _, x := range spots {
			for _, y := range spots {
				along := x.mm - y.mm
				if along < 0 {
					along = -along
				}
				d[x.index][y.index] = min(d[x.index][y.index], along)
			}
		}
	}
	for k := range all {
		for i := range all {
			for j := range all {
				d[i][j] = min(d[i][j], d[i][k]+d[k][j])
			}
		}
	}
	for i := range city.Demand.ID {
		for k := range city.Demand.ID {
			o.mm[[2]int{i, k}] = d[nodes+i][nodes+k]
		}
	}
	return o
}

// adjacent reports whether two places are next to each other.
func (o *neighbours) adjacent(i, k int) bool {
	d := &o.city.Demand
	cell := func(i int) uint64 {
		if d.Cell == nil {
			return 0
		}
		return d.Cell[i]
	}
	switch a, b := cell(i), cell(k); {
	case (a == 0) != (b == 0):
		return false
	case a != 0:
		return a == b || cells.Resolution(a) == cells.Resolution(b) && touch(a, b)
	case o.at[i] != o.at[k]:
		return false
	case o.at[i]:
		return o.mm[[2]int{i, k}] <= gaps.JoinM*1000
	}
	return geo.Millimetres(d.Point[i], d.Point[k]) <= gaps.JoinM*1000
}

// touch reports whether the outlines of two cells have two corners in common.
func touch(a, b uint64) bool {
	x, _ := cells.Boundary(a)
	y, _ := cells.Boundary(b)
	common := 0
	for _, p := range x[1:] {
		for _, q := range y[1:] {
			if geo.Distance(p, q) < 0.01 {
				common++
			}
		}
	}
	return common >= 2
}

// Outlines are valid, wind as RFC 7946 wants it, and have every place in them.
func TestOutlinesOfGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		for _, g := range gapsOf(t, c, q) {
			if err := geo.CheckMultiPolygon(rounded(g.Outline)); err != nil || len(g.Outline) == 0 {
				t.Errorf("%s: %v", g.ID, err)
			}
			point := c.Demand.Cell == nil || c.Demand.Cell[g.Places[0]] == 0
			if point && g.Unlinked == 0 && len(g.Outline) > 1 {
				t.Errorf("%s: places along the streets are drawn in %d pieces", g.ID, len(g.Outline))
			}
			for _, p := range g.Outline {
				for i, ring := range p {
					if want := orb.CCW; (ring.Orientation() == want) != (i == 0) {
						t.Errorf("%s: ring %d runs the wrong way", g.ID, i)
					}
				}
			}
			for _, i := range g.Places {
				at := c.Demand.Point[i]
				if !point { // a cell's sides are not straight in degrees: a place on one may lie outside
					at, _ = cells.Center(c.Demand.Cell[i])
				}
				if !planar.MultiPolygonContains(g.Outline, at) {
					t.Errorf("%s: %s is not inside", g.ID, c.Demand.ID[i])
				}
			}
		}
	})
}

// rounded has the seven decimals that GeoJSON has.
func rounded(m orb.MultiPolygon) orb.MultiPolygon {
	out := m.Clone()
	for _, p := range out {
		for _, r := range p {
			for i := range r {
				r[i] = orb.Point{math.Round(r[i][0]*1e7) / 1e7, math.Round(r[i][1]*1e7) / 1e7}
			}
		}
	}
	return out
}

// Neither the order of the input, nor the number of workers, nor what was asked
// before changes an answer.
func TestGapsAreTheSameHoweverAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		lines := func(c *asciicity.City) string {
			var b strings.Builder
			for _, g := range gapsOf(t, c, q) {
				b.WriteString(gapWords(c.Engine(), g) + " " + string(g.Name.Kind) + "\n")
			}
			return b.String()
		}
		want := lines(c)
		if _, err := c.Engine().Rows(context.Background(), coverage.Query{Limits: []float64{120}}); err != nil {
			t.Fatal(err)
		}
		for _, again := range []struct {
			what string
			city *asciicity.City
		}{{"another question before", c}, {"one worker", oneWorker(c)}, {"another order", another(t, c)}} {
			// Places are listed by id whatever their order.
			if got := lines(again.city); got != want {
				t.Errorf("%s changes the answer:\n%s\nbecomes\n%s", again.what, want, got)
			}
		}
	})
}

func oneWorker(c *asciicity.City) *asciicity.City {
	out := c.Copy()
	out.Workers = 1
	return out
}

// another is the city with its places in another order.
func another(t *rapid.T, c *asciicity.City) *asciicity.City {
	out := c.Copy()
	d, r := &out.Demand, asciicity.Chance(t)
	cellsOf, buildings := slices.Clone(d.Cell), slices.Clone(d.Weight["buildings"])
	d.Weight = map[string][]coverage.Amount{"buildings": buildings}
	r.Shuffle(len(d.ID), func(i, k int) {
		d.ID[i], d.ID[k] = d.ID[k], d.ID[i]
		d.Point[i], d.Point[k] = d.Point[k], d.Point[i]
		buildings[i], buildings[k] = buildings[k], buildings[i]
		for _, column := range d.Groups {
			column[i], column[k] = column[k], column[i]
		}
		if cellsOf != nil {
			cellsOf[i], cellsOf[k] = cellsOf[k], cellsOf[i]
		}
	})
	d.Cell = cellsOf
	return out
}
