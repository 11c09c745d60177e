package build

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// squareCorners is how many places an area's lines may join: its entrances, and
// the corners that walks go around. Lines grow with its square.
const squareCorners = 150

// mostTouched is how many corners a line may touch on its way. Each costs a look
// over the whole outline, and all but a few are the rim's, or places that lines
// end at: a comb of ten thousand teeth would take minutes.
const mostTouched = 16

// addRim adds an area's rings as streets.
func (b *Builder) addRim(a Area) {
	kind := a.Kind
	kind.Feature = streets.FeatureNone
	for _, ring := range slices.Concat(a.Outer, a.Inner) {
		b.Add(Way{ID: a.ID, Kind: kind, Name: a.Name, Hours: a.Hours, Nodes: ring})
	}
}

// addSquares adds a record for the lines across each area, which are known only
// once the nodes are placed.
func (b *Builder) addSquares() {
	for i, a := range b.areas {
		kind := a.Kind
		kind.Feature = streets.FeatureSquare
		b.ways = append(b.ways, rawWay{id: a.ID, name: b.word(a.Name), hours: b.word(a.Hours), kind: kind, area: uint32(i + 1)})
	}
}

// compareAreas orders records of one id and kind by their areas' rings.
func (b *Builder) compareAreas(x, y uint32) int {
	if x == 0 || y == 0 {
		return cmp.Compare(x, y)
	}
	rings := func(a, b [][]int64) int { return slices.CompareFunc(a, b, slices.Compare[[]int64]) }
	p, q := b.areas[x-1], b.areas[y-1]
	return cmp.Or(rings(p.Outer, q.Outer), rings(p.Inner, q.Inner))
}

// chords lets people walk across areas: it adds the straight lines between the
// entrances of an area that see each other inside it, and around the corners that
// stand in between. Segments come by way and then position, and leave so.
//
// The lines are a visibility graph: the shortest walk between two places among
// polygons bends at their corners only. T. Lozano-Pérez and M. A. Wesley, An
// Algorithm for Planning Collision-Free Paths Among Polyhedral Obstacles,
// Communications of the ACM 22 (1979), 560–570.
func (b *Builder) chords(segments []rawSegment, report *Report) []rawSegment {
	if len(b.areas) == 0 {
		return segments
	}
	rims := b.rims(report)
	touching := touchingSegments(rims, segments)
	var lines []rawSegment
	for _, r := range rims {
		s := square{b: b, rim: r, segments: segments, touching: touching}
		lines = append(lines, s.lines(report)...)
	}
	return mergeByWay(segments, lines)
}

// mergeByWay merges lists that each come by way. Lines have ways of their own.
func mergeByWay(segments, lines []rawSegment) []rawSegment {
	if len(lines) == 0 {
		return segments
	}
	out := make([]rawSegment, 0, len(segments)+len(lines))
	for _, l := range lines {
		k := 0
		for k < len(segments) && segments[k].way < l.way {
			k++
		}
		out = append(append(out, segments[:k]...), l)
		segments = segments[k:]
	}
	return append(out, segments...)
}

// A square is an area whose lines are being drawn.
type square struct {
	b        *Builder
	segments []rawSegment
	touching map[uint32][]uint32
	rim

	corners  map[uint32][]int32 // of each node, in the outline
	entrance map[uint32]bool
	place    map[uint32]bool    // that lines may join
	joined   map[[2]uint32]bool // pairs of its nodes that a segment joins
	cost     []rimCost          // of each corner: from its ring's first
	round    []rimCost          // of each corner: around its whole ring
}

// rimCost is the length of a part of the rim and what walking it costs.
type rimCost struct{ mm, ms int64 }

// lines returns the area's lines in the order of their nodes.
func (s *square) lines(report *Report) []rawSegment {
	s.corners = map[uint32][]int32{}
	for i, v := range s.node {
		s.corners[v] = append(s.corners[v], int32(i))
	}
	s.findEntrances()
	places := s.places(report)
	s.place = map[uint32]bool{}
	for _, v := range places {
		s.place[v] = true
	}
	s.measureRim()
	var out []rawSegment
	for i, u := range places {
		for _, v := range places[i+1:] {
			mm, ok := s.line(u, v)
			if ok {
				out = append(out, rawSegment{from: u, to: v, way: s.way, position: uint32(len(out)), mm: mm})
			}
		}
	}
	return out
}

// findEntrances finds the nodes of the rim where streets come in: those of any
// way that is not wholly a part of the rim.
func (s *square) findEntrances() {
	s.entrance, s.joined = map[uint32]bool{}, map[[2]uint32]bool{}
	sides := map[[2]uint32]bool{}
	for i, v := range s.node {
		sides[pair(v, s.node[s.next[i]])] = true
	}
	foreign := map[uint32]bool{} // ways, once known
	for v := range s.corners {
		for _, at := range s.touching[v] {
			x := s.segments[at]
			s.joined[pair(x.from, x.to)] = true
			strange, known := foreign[x.way]
			if !known {
				strange = s.leavesRim(x.way, sides)
				foreign[x.way] = strange
			}
			if strange {
				s.entrance[v] = true
			}
		}
	}
}

func pair(u, v uint32) [2]uint32 { return [2]uint32{min(u, v), max(u, v)} }

// leavesRim reports whether a segment of a way is no side of the rim.
func (s *square) leavesRim(way uint32, sides map[[2]uint32]bool) bool {
	first := sort.Search(len(s.segments), func(i int) bool { return s.segments[i].way >= way })
	for _, x := range s.segments[first:] {
		if x.way != way {
			break
		}
		if !sides[pair(x.from, x.to)] {
			return true
		}
	}
	return false
}

// places returns the nodes that lines may join, ascending: entrances, and
// corners to go around while there are not too many; no node where people come
// in at fewer than two.
func (s *square) places(report *Report) []uint32 {
	var entrances, corners []uint32
	for v, at := range s.corners {
		switch {
		case s.entrance[v]:
			entrances = append(entrances, v)
		case slices.ContainsFunc(at, s.bends):
			corners = append(corners, v)
		}
	}
	slices.Sort(entrances)
	if len(entrances) < 2 {
		return nil
	}
	if len(entrances)+len(corners) > squareCorners {
		report.remark("square_large", s.area.name())
		return spread(entrances, squareCorners)
	}
	all := append(entrances, corners...)
	slices.Sort(all)
	return all
}

// spread returns at most so many of a list, evenly.
func spread(all []uint32, most int) []uint32 {
	if len(all) <= most {
		return all
	}
	out := make([]uint32, most)
	for i := range out {
		out[i] = all[i*len(all)/most]
	}
	return out
}

// line returns the length of the line between two places in millimetres; false
// where it is none to walk: they don't see each other, a street joins them, no
// shortest walk takes it, the rim is no dearer, or it is made of lines and rim.
func (s *square) line(u, v uint32) (mm uint32, ok bool) {
	if s.joined[pair(u, v)] || !s.useful(u, v) || !s.useful(v, u) {
		return 0, false
	}
	a, b := s.at[s.corners[u][0]], s.at[s.corners[v][0]]
	if between := s.between(a, b); len(between) > mostTouched || s.made(u, v, between) || !s.sees(a, b) {
		return 0, false
	}
	long := min(geo.Millimetres(s.b.point(u), s.b.point(v)), math.MaxInt32)
	cost := int64(s.b.profile.Walk(long))
	for _, i := range s.corners[u] {
		for _, j := range s.corners[v] {
			if along, same := s.along(i, j); same && (along.mm < long || along.ms <= cost) {
				return 0, false
			}
		}
	}
	return uint32(long), true
}

// made reports whether the line between two places leads through a third, which
// has lines to both, or along the rim all the way.
func (s *square) made(u, v uint32, between []int32) bool {
	if len(between) == 0 {
		return false
	}
	rim := true
	for _, i := range between {
		if s.place[s.node[i]] {
			return true
		}
		rim = rim && s.joined[pair(u, s.node[i])]
		u = s.node[i]
	}
	return rim && s.joined[pair(u, v)]
}

// useful reports whether a walk that comes from u may end at v or go around it.
func (s *square) useful(u, v uint32) bool {
	from := s.at[s.corners[u][0]]
	return s.entrance[v] || slices.ContainsFunc(s.corners[v], func(i int32) bool { return s.hugs(from, i) })
}

// measureRim sums lengths and costs along every ring. A side that no street
// follows is no way around.
func (s *square) measureRim() {
	const none = 1 << 40
	s.cost, s.round = make([]rimCost, len(s.node)), make([]rimCost, len(s.node))
	first := 0
	for _, ring := range s.rings {
		var sum rimCost
		for k := range ring {
			i := first + k
			s.cost[i] = sum
			u, v := s.node[i], s.node[s.next[i]]
			side := rimCost{none, none}
			if s.joined[pair(u, v)] {
				side.mm = geo.Millimetres(s.b.point(u), s.b.point(v))
				side.ms = int64(s.b.profile.Walk(side.mm))
			}
			sum = rimCost{sum.mm + side.mm, sum.ms + side.ms}
		}
		for k := range ring {
			s.round[first+k] = sum
		}
		first += len(ring)
	}
}

// along returns the least of walking the rim from one corner to another; false
// where they are on two rings.
func (s *square) along(i, j int32) (rimCost, bool) {
	same := s.ringOf(i) == s.ringOf(j)
	there := rimCost{s.cost[max(i, j)].mm - s.cost[min(i, j)].mm, s.cost[max(i, j)].ms - s.cost[min(i, j)].ms}
	back := rimCost{s.round[i].mm - there.mm, s.round[i].ms - there.ms}
	return rimCost{min(there.mm, back.mm), min(there.ms, back.ms)}, same
}

func (s *square) ringOf(i int32) int {
	for k, ring := range s.rings {
		if i -= int32(len(ring)); i < 0 {
			return k
		}
	}
	return -1
}
