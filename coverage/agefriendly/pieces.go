package agefriendly

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// maxMended bounds the pieces whose gain is computed, by profile.
const maxMended = 4096

// atOnce is how many pieces are mended between two looks at the best so far.
const atOnce = 64

// A patch is a piece that may be mended, with the segments that cost more than
// their length does.
type patch struct {
	way      int64
	feature  streets.Feature
	segments []uint32
	most     coverage.Amount // at most so many gain
	gain     coverage.Amount
}

// mend finds the pieces that give most people back, of those whom the base
// covers and the profile does not, most first, then by way.
//
// A piece can only help somebody who reaches it and, from there, a facility
// within the limit. What is left of the limit at the piece's ends bounds from how
// far, and so how many at most may gain. Pieces are mended in the order of that
// bound, until no further one can be among the best, and at most maxMended of
// them: so on all but the largest cities the best are exact, and every gain is.
func (c *comparison) mend(ctx context.Context, p streets.Profile, v variants, base, own []bool) ([]Piece, error) {
	r, err := c.engine.Reach(ctx, c.service, coverage.Setting{Profile: p, Private: c.basis.Private}, c.limit)
	if err != nil {
		return nil, err
	}
	corners, err := c.engine.Adjacency(ctx)
	if err != nil {
		return nil, err
	}
	m := &pieceSearch{comparison: c, accesses: r.Accesses, labels: r.Labels, corners: corners, variants: v}
	m.lost(base, own)
	m.findPatches()
	best, err := m.best(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Piece, len(best))
	for i, patch := range best {
		out[i] = m.piece(patch)
	}
	return out, nil
}

// A pieceSearch looks for the pieces of one profile.
type pieceSearch struct {
	*comparison
	variants
	accesses *coverage.Accesses
	labels   *reach.Labels
	corners  *reach.Adjacency
	crowd    *crowd
	byEdge   map[uint32][]int // places to gain, by the edges of their accesses
	sources  map[uint32][]int // facilities, likewise
	patches  []*patch
}

// lost looks up who may gain.
func (m *pieceSearch) lost(base, own []bool) {
	m.byEdge = map[uint32][]int{}
	var points []orb.Point
	var amounts []coverage.Amount
	n := m.city.Streets
	for i := range base {
		a := m.basis.Amount(i)
		if a == 0 || own[i] || !base[i] {
			continue
		}
		for _, access := range m.accesses.OfPlace(i) {
			points, amounts = append(points, access.At), append(amounts, a)
			e := n.EdgeOf(access.Segment)
			m.byEdge[e] = append(m.byEdge[e], i)
		}
	}
	m.crowd = newCrowd(points, amounts)
}

// findPatches collects by way what could be mended for somebody, most people
// first.
func (m *pieceSearch) findPatches() {
	n := m.city.Streets
	type key struct {
		way     int64
		feature streets.Feature
	}
	by := map[key]*patch{}
	var all []*patch
	for s := range n.EachSegment() {
		if !m.costsMore(s) {
			continue
		}
		street := n.Street(s)
		k := key{street.Way, street.Kind.Feature}
		if by[k] == nil {
			by[k] = &patch{way: k.way, feature: k.feature}
			all = append(all, by[k])
		}
		by[k].segments = append(by[k].segments, s)
	}
	m.findSources()
	for _, p := range all {
		if p.most = m.most(p); p.most > 0 {
			m.patches = append(m.patches, p)
		}
	}
	slices.SortFunc(m.patches, func(x, y *patch) int {
		return cmp.Or(cmp.Compare(y.most, x.most), cmp.Compare(x.way, y.way), cmp.Compare(x.feature, y.feature))
	})
}

// findSources looks up the edges where the service's facilities stand.
func (m *pieceSearch) findSources() {
	m.sources = map[uint32][]int{}
	for _, f := range m.engine.Offering(m.service) {
		for _, a := range m.accesses.OfFacility(int(f)) {
			e := m.city.Streets.EdgeOf(a.Segment)
			m.sources[e] = append(m.sources[e], int(f))
		}
	}
}

// most bounds how many gain from a patch: those from where some end of it can be
// reached in what is left of the limit there.
func (m *pieceSearch) most(p *patch) coverage.Amount {
	left := int64(-1)
	edges := m.edges(p)
	for _, e := range edges {
		left = max(left, m.left(e, len(m.sources[e]) > 0))
	}
	if left < 0 {
		return 0
	}
	box := m.around(edges[0])
	for _, e := range edges[1:] {
		box = box.Union(m.around(e))
	}
	// People may come a quarter faster than on the flat, downhill.
	return m.crowd.in(around(box, m.accesses.Profile.Distance(left)*1.25+1))
}

// edges lists those of a patch, each once.
func (m *pieceSearch) edges(p *patch) []uint32 {
	var out []uint32
	for _, s := range p.segments {
		if e := m.city.Streets.EdgeOf(s); len(out) == 0 || out[len(out)-1] != e {
			out = append(out, e)
		}
	}
	return out
}

// costsMore reports whether a segment costs more than its length in some
// direction.
func (m *pieceSearch) costsMore(s uint32) bool {
	there, back, ok, okBack := m.labels.Goals().Weights().Segment(s)
	flat, _, _, _ := m.flat.Segment(s)
	return !ok || !okBack || there > flat || back > flat
}

// left returns how many milliseconds are left of the limit at an edge's nearer
// end; less than 0 where none are. Where a facility stands on it, all are.
func (m *pieceSearch) left(e uint32, facility bool) int64 {
	if facility {
		return m.limit
	}
	a, b := m.labels.Ends(e)
	if nearest := min(a, b); nearest != reach.Unreached {
		return m.limit - int64(nearest>>32)
	}
	return -1
}

// around returns the box of an edge.
func (m *pieceSearch) around(e uint32) orb.Bound {
	n := m.city.Streets
	a, b, first, last := n.Edge(e)
	box := orb.Bound{Min: n.Point(a), Max: n.Point(a)}.Extend(n.Point(b))
	for v := first; v < last; v++ {
		box = box.Extend(n.Point(v))
	}
	return box
}

// best mends patches until no further one can be among the best.
func (m *pieceSearch) best(ctx context.Context) ([]*patch, error) {
	var best []*patch
	for from := 0; from < min(len(m.patches), maxMended); from += atOnce {
		next := m.patches[from:min(from+atOnce, len(m.patches), maxMended)]
		if len(best) == m.pieces && next[0].most < best[len(best)-1].gain {
			break
		}
		var group errgroup.Group
		group.SetLimit(m.engine.Workers())
		for _, at := range next {
			group.Go(func() error {
				var err error
				at.gain, err = m.gain(ctx, at)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return nil, err
		}
		best = append(best, next...)
		best = slices.DeleteFunc(best, func(p *patch) bool { return p.gain == 0 })
		slices.SortFunc(best, func(x, y *patch) int {
			return cmp.Or(cmp.Compare(y.gain, x.gain), cmp.Compare(x.way, y.way), cmp.Compare(x.feature, y.feature))
		})
		best = best[:min(len(best), m.pieces)]
	}
	return best, nil
}

// gain sums who is covered in addition once a patch is mended.
func (m *pieceSearch) gain(ctx context.Context, p *patch) (coverage.Amount, error) {
	change := reach.Change{Weights: m.labels.Goals().Weights().Mended(p.segments, m.flat), Adjacency: m.corners, CheaperEdges: m.edges(p)}
	var facilities []int // on the patch: their accesses lie elsewhere along it, in time
	for _, e := range change.CheaperEdges {
		facilities = append(facilities, m.sources[e]...)
	}
	slices.Sort(facilities)
	for _, f := range slices.Compact(facilities) {
		change.RemovedIndices = append(change.RemovedIndices, m.engine.Rank(uint32(f)))
		for _, a := range m.accesses.OfFacility(f) {
			j := reach.Join(change.Weights, a)
			change.AddedSources = append(change.AddedSources, reach.Source{At: j.At, Leg: j.Leg, Index: m.engine.Rank(uint32(f))})
		}
	}
	labels, touched, err := m.labels.Repair(ctx, change)
	if err != nil {
		return 0, err
	}
	var places []int
	for _, e := range touched.Edges {
		places = append(places, m.byEdge[e]...)
	}
	slices.Sort(places)
	var sum coverage.Amount
	for _, place := range slices.Compact(places) {
		for _, a := range m.accesses.OfPlace(place) {
			if cost, _, ok := labels.At(reach.Join(change.Weights, a)); ok && int64(cost) <= m.limit {
				sum += m.basis.Amount(place)
				break
			}
		}
	}
	return sum, nil
}

// piece says what a patch is.
func (m *pieceSearch) piece(p *patch) Piece {
	n := m.city.Streets
	street := n.Street(p.segments[0])
	out := Piece{Way: p.way, Name: street.Name, Kind: itinerary.KindOf(street.Kind), Gain: p.gain, Reason: m.reason(p, street.Kind)}
	var line orb.LineString
	for i, s := range p.segments {
		a, b := ends(n, s)
		if i == 0 || p.segments[i-1] != s-1 || n.EdgeOf(s-1) != n.EdgeOf(s) {
			line = orb.LineString{a}
			out.Line = append(out.Line, line)
		}
		line = append(line, b)
		out.Line[len(out.Line)-1] = line
	}
	return out
}

// ends returns the points of a segment in its edge's direction.
func ends(n *streets.Network, s uint32) (a, b orb.Point) {
	e := n.EdgeOf(s)
	first, _ := n.SegmentsOf(e)
	return n.Point(n.NodeOf(e, s-first)), n.Point(n.NodeOf(e, s-first+1))
}

// reason says what is mended: what stands there, else what costs most.
func (m *pieceSearch) reason(p *patch, k streets.Kind) string {
	switch k.Feature {
	case streets.FeatureGate:
		return "gate"
	case streets.FeatureKerb:
		return "kerb"
	case streets.FeatureLift:
		return "lift"
	}
	reason, most := "surface", int64(0)
	if k.Class == streets.ClassSteps {
		reason = "stairs"
	}
	own := m.cost(m.labels.Goals().Weights(), p)
	for _, part := range []struct {
		word string
		free *streets.Weights
	}{{"stairs", m.stairs}, {"slope", m.slopes}, {"crossing", m.crossings}, {"surface", m.surfaces}} {
		if saved := own - m.cost(part.free, p); saved > most {
			reason, most = part.word, saved
		}
	}
	return reason
}

// cost sums both directions of a patch; one that is blocked counts as an hour.
func (m *pieceSearch) cost(w *streets.Weights, p *patch) int64 {
	const hour = 3_600_000
	var sum int64
	for _, s := range p.segments {
		there, back, ok, okBack := w.Segment(s)
		if !ok {
			there = hour
		}
		if !okBack {
			back = hour
		}
		sum += int64(there) + int64(back)
	}
	return sum
}
