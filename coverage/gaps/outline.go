package gaps

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/cells"
)

// outlineResolution is that of the H3 cells which points are drawn with: cells
// some 50 m wide. A point or a line takes those it lies in and their
// neighbours, so that at least about 40 m around it are in the picture. Gaps of
// more than mostDrawn places are drawn two steps coarser, so that a city in
// which nobody is covered is drawn too.
const (
	outlineResolution = 11
	mostDrawn         = 50_000
)

// outline returns the ground of a gap: of cells themselves, of points what lies
// around them, their legs to the street and the ways between them.
func (s *survey) outline(ctx context.Context, members []int, joined map[int][]orb.LineString) (orb.MultiPolygon, error) {
	var whole []uint64
	if s.isCell(s.missed[members[0]].place) {
		for _, i := range members {
			whole = append(whole, s.city.Demand.Cell[s.missed[i].place])
		}
		return cells.Union(whole)
	}
	resolution := outlineResolution
	if len(members) > mostDrawn {
		resolution -= 2
	}
	taken := map[uint64]bool{}
	take := func(p orb.Point) error {
		cell, err := cells.At(p, resolution)
		if err != nil || taken[cell] {
			return err
		}
		taken[cell] = true
		around, err := cells.Neighbours(cell)
		whole = append(append(whole, cell), around...)
		return err
	}
	line := func(a, b orb.Point) error {
		steps := math.Ceil(geo.Distance(a, b)/20) + 1
		for k := 0.0; k <= steps; k++ {
			if err := take(geo.Between(a, b, k/steps)); err != nil {
				return err
			}
		}
		return nil
	}
	for _, i := range members {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		m := s.missed[i]
		p := s.city.Demand.Point[m.place]
		end := p
		if len(m.accesses) > 0 {
			end = m.accesses[0].At
		}
		if err := line(p, end); err != nil {
			return nil, err
		}
		for _, l := range joined[i] {
			for k := 1; k < len(l); k++ {
				if err := line(l[k-1], l[k]); err != nil {
					return nil, err
				}
			}
		}
	}
	return cells.Union(whole)
}
