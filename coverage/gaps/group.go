package gaps

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"

	"lifecircle/coverage/itinerary"
	"lifecircle/geo"
	"lifecircle/geo/cells"
	"lifecircle/geo/union"
)

// A bond is a line between two places that are points of one gap.
type bond struct {
	one  int // index into survey.missed
	line orb.LineString
}

// A side is what never shares a gap with another: disconnected places, and by
// themselves points that join the streets, points that don't, and the cells of
// each resolution.
type side struct {
	cut   bool
	point bool
	joins bool // of points: the streets
}

func (s *question) sideOf(m missed) side {
	if s.isCell(m.place) {
		return side{cut: m.cause == itinerary.CauseDisconnected}
	}
	return side{m.cause == itinerary.CauseDisconnected, true, len(m.accesses) > 0}
}

func (s *question) isCell(place int) bool {
	return s.city.Demand.Cell != nil && s.city.Demand.Cell[place] != 0
}

// group divides the missed places into gaps: indices into survey.missed,
// ascending, in the order of their first.
func (s *survey) group(ctx context.Context) ([][]int, error) {
	sets := union.New(len(s.missed))
	if err := s.joinCells(ctx, sets); err != nil {
		return nil, err
	}
	if err := s.joinNear(ctx, sets); err != nil {
		return nil, err
	}
	if err := s.joinAlong(ctx, sets); err != nil {
		return nil, err
	}
	slices.SortStableFunc(s.bonds, func(a, b bond) int { return cmp.Compare(a.one, b.one) })
	var out [][]int
	at := map[uint32]int{}
	for i := range s.missed {
		root := sets.Find(uint32(i))
		k, known := at[root]
		if !known {
			k, at[root] = len(out), len(out)
			out = append(out, nil)
		}
		out[k] = append(out[k], i)
	}
	return out, ctx.Err()
}

// joinCells joins cells that touch, and places in one cell.
func (s *survey) joinCells(ctx context.Context, sets union.Sets) error {
	type key struct {
		cell uint64
		side side
	}
	first := map[key]int{}
	for i, m := range s.missed {
		if !s.isCell(m.place) {
			continue
		}
		k := key{s.city.Demand.Cell[m.place], s.sideOf(m)}
		if other, known := first[k]; known {
			sets.Join(uint32(i), uint32(other))
		} else {
			first[k] = i
		}
	}
	for i, m := range s.missed {
		if !s.isCell(m.place) {
			continue
		}
		around, err := cells.Neighbours(s.city.Demand.Cell[m.place])
		if err != nil {
			return err
		}
		for _, cell := range around {
			if other, known := first[key{cell, s.sideOf(m)}]; known {
				sets.Join(uint32(i), uint32(other))
			}
		}
		if i%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// joinNear joins points that join no street and lie near each other.
func (s *survey) joinNear(ctx context.Context, sets union.Sets) error {
	var tree rtree.RTreeG[int]
	for i, m := range s.missed {
		own := s.sideOf(m)
		if !own.point || own.joins {
			continue
		}
		p := s.city.Demand.Point[m.place]
		box := geo.PlaneAt(p).Around(JoinM + 1)
		var near []int
		tree.Search(box.Min, box.Max, func(_, _ [2]float64, other int) bool {
			o := s.missed[other]
			if s.sideOf(o) == own && geo.Millimetres(p, s.city.Demand.Point[o.place]) <= JoinM*1000 {
				near = append(near, other)
			}
			return true
		})
		slices.Sort(near) // the tree's order shows nowhere
		for _, other := range near {
			if sets.Join(uint32(i), uint32(other)) {
				s.bonds = append(s.bonds, bond{i, orb.LineString{p, s.city.Demand.Point[s.missed[other].place]}})
			}
		}
		tree.Insert(p, p, i)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}
