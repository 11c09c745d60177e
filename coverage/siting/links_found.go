package siting

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/catchment"
	"lifecircle/coverage/scenario"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// A linkFinder looks for links that bring people nearer to the facilities there are: a
// link between two street nodes is of use to those behind the one whose walk is longer
// by more than the link.
type linkFinder struct {
	engine *coverage.Engine
	city   *coverage.City
	catch  *catchment.Catchments
	query  LinkQuery

	service    int            // at hand
	nodeMillis []streets.Cost // of nodes, to it
	uncovered  []int          // places that it does not cover
	best       map[[3]int]pair
}

// How far links reach, metres, and how much they must save.
const (
	maxCrossingM   = 60
	maxGateM       = 40
	spacingM       = 150    // of links of a kind that do much the same only one is kept
	minSavedMillis = 60_000 // milliseconds
	lengthFactor   = 2      // times its own walk a link must save more to be preferred
	maxTried       = 400    // links are tried with the what-if engine
)

// A pair is a link between two nodes: from the one with the longer walk.
type pair struct {
	kind       Kind
	from, to   uint32
	saved      int64 // milliseconds, less what makes a shorter link better
	upperBound coverage.Amount
}

// find lists links to be tried.
func (f *linkFinder) find(ctx context.Context) ([]RankedLink, error) {
	var out []RankedLink
	known := map[string]bool{}
	add := func(l RankedLink) {
		if !known[l.ID] {
			known[l.ID] = true
			out = append(out, l)
		}
	}
	f.best = map[[3]int]pair{}
	for f.service = range f.query.Services {
		f.nodeMillis = f.catch.NodeMillis(f.service)
		f.listUncovered()
		if err := f.pairs(ctx); err != nil {
			return nil, err
		}
	}
	for _, p := range f.topPairs() {
		add(f.linkOf(p))
	}
	if f.query.Gates {
		for _, l := range f.compounds() {
			add(l)
		}
	}
	return out, nil
}

func (f *linkFinder) listUncovered() {
	f.uncovered = nil
	for i := range f.city.Demand.Len() {
		if f.catch.Amount(i) > 0 && !f.catch.Reaches(f.service, i) {
			f.uncovered = append(f.uncovered, i)
		}
	}
}

// farthest is the longest link that is looked for.
func (f *linkFinder) farthest() float64 {
	most := f.query.BridgesM
	if f.query.Crossings {
		most = math.Max(most, maxCrossingM)
	}
	if f.query.Gates {
		most = math.Max(most, maxGateM)
	}
	return most
}

// pairs looks at nodes near each other, of which one has a walk within the limit and
// the other a much longer one.
func (f *linkFinder) pairs(ctx context.Context) error {
	most := f.farthest()
	if most == 0 {
		return nil
	}
	n := f.city.Streets
	grid := map[[2]int][]uint32{}
	for v := range uint32(n.Nodes()) {
		if f.far(v) {
			at := cellOf(n.Point(v), most)
			grid[at] = append(grid[at], v)
		}
	}
	for v := range uint32(n.Nodes()) {
		if v%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if int64(f.nodeMillis[v]) > f.catch.LimitMillis(f.service) || f.nodeMillis[v] == streets.Far {
			continue
		}
		at := cellOf(n.Point(v), most)
		for east := at[0] - 1; east <= at[0]+1; east++ {
			for north := at[1] - 1; north <= at[1]+1; north++ {
				for _, u := range grid[[2]int{east, north}] {
					f.consider(u, v)
				}
			}
		}
	}
	return ctx.Err()
}

// far reports whether a node's walk is so long that a shorter one could matter: more
// than a third of the limit.
func (f *linkFinder) far(v uint32) bool {
	return int64(f.nodeMillis[v]) > f.catch.LimitMillis(f.service)/3
}

func cellOf(p orb.Point, metres float64) [2]int {
	north := math.Floor(p[1] * metresADegree / metres)
	// Cells of a row are as wide as its parallel needs.
	width := metres / (metresADegree * math.Cos(math.Min(math.Abs(north*metres/metresADegree)+0.1, 89)*math.Pi/180))
	return [2]int{int(math.Floor(p[0] / width)), int(north)}
}

// consider keeps a pair if a link between the two saves much, and more than others
// near it.
func (f *linkFinder) consider(u, v uint32) {
	n := f.city.Streets
	a, b := n.Point(u), n.Point(v)
	mm := geo.Millimetres(a, b)
	if float64(mm) > f.farthest()*1000 || mm == 0 {
		return
	}
	limit := f.catch.LimitMillis(f.service)
	link := f.catch.WalkMillis(f.service, float64(mm)/1000)
	through := int64(f.nodeMillis[v]) + link
	was := limit * 3 / 2
	if f.nodeMillis[u] != streets.Far {
		was = int64(f.nodeMillis[u])
	}
	if was-through < minSavedMillis || through > limit {
		return
	}
	saved := was - through - lengthFactor*link
	middle := orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
	cell := cellOf(middle, spacingM)
	for k, kind := range [...]Kind{KindBridge, KindGate, KindCrossing} {
		key := [3]int{cell[0], cell[1], k}
		if old, known := f.best[key]; known && (old.saved > saved || old.saved == saved && (old.from < u || old.from == u && old.to <= v)) {
			continue
		}
		if f.kindOf(a, b, middle, float64(mm)/1000) == kind {
			f.best[key] = pair{kind: kind, from: u, to: v, saved: saved, upperBound: f.upperBound(a, limit-through)}
		}
	}
}

// kindOf says what a link would be; "" is nothing that is asked for.
func (f *linkFinder) kindOf(a, b, middle orb.Point, metres float64) Kind {
	crossed := f.city.Streets.Crossed(a, b)
	walls := slices.Contains(crossed, streets.ObstacleWall)
	others := slices.ContainsFunc(crossed, func(o streets.Obstacle) bool { return o != streets.ObstacleWall })
	switch {
	case others && metres <= f.query.BridgesM:
		return KindBridge
	case others:
		return ""
	case walls && f.query.Gates && metres <= maxGateM:
		return KindGate
	case walls:
		return ""
	case metres <= maxCrossingM && f.road(middle):
		if f.query.Crossings {
			return KindCrossing
		}
		return ""
	case metres <= f.query.BridgesM:
		return KindBridge // over something that the map does not show
	}
	return ""
}

// roadsideM is how near the middle of a crossing is to the middle of the road, metres.
const roadsideM = 15

// road reports whether a point is on a road with cars.
func (f *linkFinder) road(p orb.Point) bool {
	n := f.city.Streets
	a := n.Access(p)
	if !a.Linked || a.LegMM > roadsideM*1000 {
		return false
	}
	switch n.Street(a.Segment).Kind.Class.String() {
	case "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link":
		return true
	}
	return false
}

// upperBound is how many who are not covered live within a straight line of what is left
// of the limit.
func (f *linkFinder) upperBound(p orb.Point, left int64) coverage.Amount {
	sum := coverage.Amount(0)
	reach := float64(left) / float64(max(1, f.catch.WalkMillis(f.service, 1000))) * 1_000_000 // millimetres
	for _, i := range f.uncovered {
		if float64(geo.Millimetres(p, f.city.Demand.Point[i])) <= reach {
			sum += f.catch.Amount(i)
		}
	}
	return sum
}

// topPairs lists the pairs to be tried: those that may bring most people first.
func (f *linkFinder) topPairs() []pair {
	var out []pair
	for _, p := range f.best {
		if p.upperBound > 0 {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.upperBound, a.upperBound), cmp.Compare(b.saved, a.saved), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	return out[:min(len(out), maxTried)]
}

// linkOf makes the link of a pair.
func (f *linkFinder) linkOf(p pair) RankedLink {
	n := f.city.Streets
	a, b := n.Point(p.from), n.Point(p.to)
	kind := map[Kind]scenario.LinkKind{KindBridge: scenario.LinkFootway, KindGate: scenario.LinkGate, KindCrossing: scenario.LinkCrossing}[p.kind]
	id := fmt.Sprintf("%s:%.7f,%.7f;%.7f,%.7f", p.kind, a[0], a[1], b[0], b[1])
	line := orb.LineString{a, b}
	var across []string
	for _, o := range n.Crossed(a, b) {
		across = append(across, o.String())
	}
	return RankedLink{LengthM: float64(geo.Millimetres(a, b)) / 1000, Across: across, Candidate: Candidate{Kind: p.kind, ID: id, Line: line, facility: -1, home: -1,
		Point:   orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2},
		Changes: []scenario.Change{{Kind: scenario.OpenLink, ID: id, Link: kind, Line: line}}}}
}
