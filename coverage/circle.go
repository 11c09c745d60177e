package coverage

import (
	"context"
	"math"
	"sync"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"

	"lifecircle/geo"
)

// A circleIdx answers which places lie within a straight line of a service's
// facilities: the common practice that coverage is shown beside.
type circleIdx struct {
	mu     sync.Mutex
	tree   *rtree.RTreeG[orb.Point]
	within map[int64][]bool // by radius in millimetres, by place
}

// maxCircles bounds the radii remembered per service.
const maxCircles = 32

// circle returns for each place whether a facility of the service is at most
// metres away, on the sphere and to the millimetre. Facilities count whether or
// not they join the streets.
func (e *Engine) circle(ctx context.Context, service int, metres float64) ([]bool, error) {
	c := &e.circles[service]
	c.mu.Lock()
	defer c.mu.Unlock()
	radius := int64(math.Round(metres * 1000))
	if within, done := c.within[radius]; done {
		return within, nil
	}
	if c.tree == nil {
		c.tree = &rtree.RTreeG[orb.Point]{}
		for _, f := range e.offering[service] {
			p := e.city.Facilities[f].Point
			c.tree.Insert(p, p, p)
		}
	}
	within := make([]bool, e.city.Demand.Len())
	err := e.each(ctx, len(within), func(i int) {
		p := e.city.Demand.Point[i]
		box := geo.PlaneAt(p).Around(metres + 1)
		c.tree.Search(box.Min, box.Max, func(_, _ [2]float64, q orb.Point) bool {
			within[i] = geo.Millimetres(p, q) <= radius
			return !within[i]
		})
	})
	if err != nil {
		return nil, err
	}
	if c.within == nil || len(c.within) >= maxCircles {
		c.within = map[int64][]bool{}
	}
	c.within[radius] = within
	return within, nil
}
