package covering

import (
	"context"
	"slices"
)

// A cut is a valid inequality: every solution that meets the needs has at least so
// many of some items. It cuts off fractional solutions, so that the relaxation is much
// tighter with it.
type cut struct {
	items   []int32 // ascending
	atLeast int64
}

const (
	cutLevels = 4   // for each group: cuts of at least 1, 2, … items
	cutNodes  = 100 // of branch and bound, for one cut
	cutGroups = 400 // with more groups there are no cuts
)

// findCuts derives cuts from each group's need by itself: how many of the items that
// add most weight to it are needed, whatever is chosen of the others.
func findCuts(ctx context.Context, p *program) []cut {
	if len(p.Needs) > cutGroups {
		return nil
	}
	rows := make([][]Row, len(p.Needs))
	for _, row := range p.Rows {
		for _, part := range row.Parts {
			if part.Weight > 0 && p.Needs[part.Group] > 0 {
				rows[part.Group] = append(rows[part.Group], Row{Parts: []Part{{0, part.Weight}}, Clauses: row.Clauses})
			}
		}
	}
	var out []cut
	for g, need := range p.Needs {
		if need > 0 && ctx.Err() == nil {
			f := cutFinder{ctx, &Problem{Items: p.Items, Rows: rows[g], Needs: []int64{need}}, nil}
			out = append(out, f.cuts()...)
		}
	}
	return out
}

// A cutFinder finds the cuts of one group.
type cutFinder struct {
	ctx    context.Context
	sub    *Problem // the fewest items that meet its need
	byGain []int32  // items that add weight to the group, the most first
}

func (c *cutFinder) cuts() []cut {
	gain := make([]int64, c.sub.Items)
	for _, row := range c.sub.Rows {
		for _, clause := range row.Clauses {
			for _, j := range clause.Items {
				gain[j] += row.Parts[0].Weight
			}
			for _, joint := range clause.Joints {
				for _, j := range joint {
					gain[j] += row.Parts[0].Weight
				}
			}
		}
	}
	for j, g := range gain {
		if g > 0 {
			c.byGain = append(c.byGain, int32(j))
		}
	}
	slices.SortStableFunc(c.byGain, func(a, b int32) int {
		switch {
		case gain[a] > gain[b]:
			return -1
		case gain[a] < gain[b]:
			return 1
		}
		return 0
	})
	all := len(c.byGain)
	most := c.minimum(all)
	if most < 1 {
		return nil
	}
	var out []cut
	add := func(n int, least int64) {
		items := slices.Clone(c.byGain[:n])
		slices.Sort(items)
		out = append(out, cut{items, least})
	}
	add(all, most)
	from := 0
	for level := int64(1); level <= min(most, cutLevels) && c.ctx.Err() == nil; level++ {
		// Binary search for the fewest items of which so many are needed.
		low, high := from, all
		for low < high {
			if mid := (low + high) / 2; c.minimum(mid) >= level {
				high = mid
			} else {
				low = mid + 1
			}
		}
		if from = high; high < all {
			add(high, level)
		}
	}
	return out
}

// minimum returns a lower bound on how many of the first n of byGain any solution has.
func (c *cutFinder) minimum(n int) int64 {
	c.sub.Cost = make([]int64, c.sub.Items)
	for _, j := range c.byGain[:n] {
		c.sub.Cost[j] = 1
	}
	best := Solve(c.ctx, c.sub, Options{Nodes: cutNodes, noCuts: true})
	if best.Infeasible || best.Bound > 0 {
		return 0
	}
	return -best.Bound
}

// installCuts restates cuts of the original problem for the reduced one p: newIndex
// gives the items' indices in p, -1 for those that are fixed, and isChosen tells those
// that are fixed in.
func (p *program) installCuts(cuts []cut, newIndex func(j int32) int32, isChosen func(j int32) bool) {
	p.cuts, p.itemCuts = nil, make([][]int32, p.Items)
	for _, c := range cuts {
		left := cut{atLeast: c.atLeast}
		for _, j := range c.items {
			if at := newIndex(j); at >= 0 {
				left.items = append(left.items, at)
			} else if isChosen(j) {
				left.atLeast--
			}
		}
		if left.atLeast <= 0 {
			continue
		}
		for _, at := range left.items {
			p.itemCuts[at] = append(p.itemCuts[at], int32(len(p.cuts)))
		}
		p.cuts = append(p.cuts, left)
	}
}

// withChosen lifts a cut of the reduced problem to the original one: the items that are
// fixed in are added on both sides.
func (c cut) withChosen(chosen []int32) cut {
	items := slices.Concat(c.items, chosen)
	slices.Sort(items)
	return cut{items, c.atLeast + int64(len(chosen))}
}
