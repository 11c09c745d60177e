package coverage

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"

	"lifecircle/coverage/paged"
	"lifecircle/geo"
)

// A circleKey asks which places lie within a straight line of a service's
// facilities: the common practice that coverage is shown beside.
type circleKey struct {
	service int
	radius  int64 // millimetres
}

// A circle is the answer.
type circle struct {
	within  paged.Array[bool]
	changed []int // places that may differ from the engine's that this one was made from, ascending
}

// circleOf returns for each place whether a facility of the service is at most so
// many millimetres away on the sphere. Facilities count whether or
// not they join the streets.
func (e *Engine) circleOf(ctx context.Context, service int, radiusMM int64) (circle, error) {
	key := circleKey{service, radiusMM}
	return e.circleCache.get(ctx, key, always, func(ctx context.Context) (circle, error) {
		if e.from != nil {
			return update{e}.updateCircle(ctx, key)
		}
		within := make([]bool, e.city.Demand.Len())
		near := e.sitesOf(service)
		err := e.Parallel(ctx, len(within), func(i int) { within[i] = near.within(e.city.Demand.Point[i], key.radius) })
		return circle{within: paged.Of(within)}, err
	})
}

// sites are where a service is offered.
type sites struct {
	tree  *rtree.RTreeG[uint32] // ranks, of a city as it was opened
	gone  []uint32              // of those, the ones that don't count any more, ascending
	among []orb.Point           // and others, few
}

// sitesOf returns those of a service. Edits plant no tree of their own.
func (e *Engine) sitesOf(service int) sites {
	root := cmp.Or(e.root, e)
	out := sites{tree: root.siteTree(service), gone: e.replaced}
	for _, rank := range e.replaced {
		if f, yes := e.offers(rank, service); yes {
			out.among = append(out.among, e.city.Facilities[f].Point)
		}
	}
	return out
}

func (e *Engine) siteTree(service int) *rtree.RTreeG[uint32] {
	tree, _ := e.siteTreeCache.get(context.Background(), service, always, func(context.Context) (*rtree.RTreeG[uint32], error) {
		tree := &rtree.RTreeG[uint32]{}
		for _, f := range e.offering[service] {
			p := e.city.Facilities[f].Point
			tree.Insert(p, p, e.ranks.of[f])
		}
		return tree, nil
	})
	return tree
}

// within reports whether some site is at most so many millimetres from p.
func (s sites) within(p orb.Point, radius int64) bool {
	for _, q := range s.among {
		if geo.Millimetres(p, q) <= radius {
			return true
		}
	}
	near := false
	box := geo.PlaneAt(p).Around(float64(radius)/1000 + 1)
	s.tree.Search(box.Min, box.Max, func(at, _ [2]float64, rank uint32) bool {
		_, gone := slices.BinarySearch(s.gone, rank)
		near = !gone && geo.Millimetres(p, at) <= radius
		return !near
	})
	return near
}
