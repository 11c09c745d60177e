package reach_test

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/internal/testcity/asciicity"
)

// An oracle answers by brute force, on the streets as they were drawn: a plain
// Dijkstra from every facility by itself, over every node of the source, in
// whole milliseconds. It shares lengths and the projection on a segment with the
// engine (package geo) and nothing else: no contraction, no index, no labels.
type oracle struct {
	at       map[int64]orb.Point
	segments []segment
	islands  map[int64]bool
}

// A segment between two nodes, in its way's direction.
type segment struct {
	a, b     int64
	way      int64
	position int
	mm, ms   int64
}

// A foot is where a point joins the streets.
type foot struct {
	linked  bool
	segment int
	cut     int64 // milliseconds from the segment's first node
	leg     int64 // milliseconds
	mm      int64 // of the leg
}

// milliseconds that mm take at 4 km/h: 0.9 a millimetre, halves up.
func milliseconds(mm int64) int64 { return (9*mm + 5) / 10 }

func newOracle(c *asciicity.City) *oracle {
	o := &oracle{at: map[int64]orb.Point{}, islands: map[int64]bool{}}
	for _, n := range c.Nodes {
		o.at[n.ID] = orb.Point{float64(n.Lon) / 1e7, float64(n.Lat) / 1e7}
	}
	ways := slices.Clone(c.Ways)
	slices.SortFunc(ways, func(x, y asciicity.Way) int { return cmp.Compare(x.ID, y.ID) })
	taken := map[[2]int64]bool{}
	for _, w := range ways {
		for i := 1; i < len(w.Nodes); i++ {
			a, b := w.Nodes[i-1], w.Nodes[i]
			pa, thereA := o.at[a]
			pb, thereB := o.at[b]
			if pair := [2]int64{min(a, b), max(a, b)}; a == b || !thereA || !thereB || taken[pair] {
				continue
			} else {
				taken[pair] = true
			}
			mm := geo.Millimetres(pa, pb)
			o.segments = append(o.segments, segment{a, b, w.ID, i - 1, mm, max(1, milliseconds(mm))})
		}
	}
	o.findIslands()
	return o
}

// findIslands marks the nodes of parts shorter than 1 km: it spreads the
// smallest node id of a part until nothing changes.
func (o *oracle) findIslands() {
	part := map[int64]int64{}
	for id := range o.at {
		part[id] = id
	}
	for changed := true; changed; {
		changed = false
		for _, s := range o.segments {
			if least := min(part[s.a], part[s.b]); part[s.a] != least || part[s.b] != least {
				part[s.a], part[s.b], changed = least, least, true
			}
		}
	}
	length := map[int64]int64{}
	for _, s := range o.segments {
		length[part[s.a]] += s.mm
	}
	for id := range o.at {
		o.islands[id] = length[part[id]] < 1_000_000
	}
}

// link tries every segment.
func (o *oracle) link(p orb.Point) foot {
	best, plane := foot{mm: 500_000}, geo.PlaneAt(p)
	for i, s := range o.segments {
		if o.islands[s.a] {
			continue
		}
		fraction, _ := plane.Project(o.at[s.a], o.at[s.b])
		mm := geo.Millimetres(p, geo.Between(o.at[s.a], o.at[s.b], fraction))
		if mm > best.mm || mm == best.mm && best.linked && !before(s, o.segments[best.segment]) {
			continue
		}
		best = foot{true, i, int64(math.Round(fraction * float64(s.ms))), milliseconds(mm), mm}
	}
	return best
}

func before(x, y segment) bool {
	return x.way < y.way || x.way == y.way && x.position < y.position
}

// from returns the milliseconds from a foot to every node, its leg included:
// Dijkstra, looking through all nodes for the nearest.
func (o *oracle) from(f foot) map[int64]int64 {
	s := o.segments[f.segment]
	open := map[int64]int64{s.a: f.leg + f.cut}
	open[s.b] = f.leg + s.ms - f.cut
	done := map[int64]int64{}
	for len(open) > 0 {
		nearest, least := int64(0), int64(math.MaxInt64)
		for id, ms := range open {
			if ms < least {
				nearest, least = id, ms
			}
		}
		delete(open, nearest)
		done[nearest] = least
		for _, s := range o.segments {
			for _, step := range [2][2]int64{{s.a, s.b}, {s.b, s.a}} {
				if _, settled := done[step[1]]; step[0] != nearest || settled {
					continue
				}
				if ms, waiting := open[step[1]]; !waiting || least+s.ms < ms {
					open[step[1]] = least + s.ms
				}
			}
		}
	}
	return done
}

// between returns the walk from one foot to another, given the way from the
// first to every node.
func (o *oracle) between(f, to foot, node map[int64]int64) (int64, bool) {
	s := o.segments[to.segment]
	best := int64(math.MaxInt64)
	if ms, ok := node[s.a]; ok {
		best = min(best, ms+to.cut)
	}
	if ms, ok := node[s.b]; ok {
		best = min(best, ms+s.ms-to.cut)
	}
	if f.segment == to.segment {
		best = min(best, f.leg+max(f.cut, to.cut)-min(f.cut, to.cut))
	}
	return best + to.leg, best < math.MaxInt64
}

// An answer is a place's walk to the nearest facility.
type answer struct {
	ok       bool
	millis   int64
	facility int
}

// nearest answers for every point: the least walk to a facility, ties to the one
// that comes first, none beyond the limit.
func (o *oracle) nearest(facilities, points []orb.Point, limit int64) []answer {
	feet := make([]foot, len(points))
	for i, p := range points {
		feet[i] = o.link(p)
	}
	out := make([]answer, len(points))
	for k, p := range facilities {
		f := o.link(p)
		if !f.linked {
			continue
		}
		node := o.from(f)
		for i, to := range feet {
			if !to.linked {
				continue
			}
			ms, ok := o.between(f, to, node)
			if ok && ms <= limit && (!out[i].ok || ms < out[i].millis) {
				out[i] = answer{true, ms, k}
			}
		}
	}
	return out
}
