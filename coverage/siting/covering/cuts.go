package covering

import (
	"context"
	"slices"
)

// A cut is something that every choice which keeps the needs has: so many of some
// items at least. The relaxation, which lets items be chosen in parts, does not know
// it, and is much tighter with it.
type cut struct {
	items []int32 // of the whole problem, ascending
	least int64
}

const (
	cutLevels = 4   // of a group: cuts of at least 1, 2, … items
	cutNodes  = 100 // steps of branch and bound for one
	cutGroups = 400 // beyond so many groups none are looked for
)

// findCuts looks for cuts of each group's need by itself: how many of the items that
// bring it most are needed, whatever is chosen of the others.
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
			c := cutter{ctx, &Problem{Items: p.Items, Rows: rows[g], Needs: []int64{need}}, nil}
			out = append(out, c.cuts()...)
		}
	}
	return out
}

// A cutter finds the cuts of one group.
type cutter struct {
	ctx    context.Context
	own    *Problem
	byGain []int32 // items that bring the group something, those that bring most first
}

func (c *cutter) cuts() []cut {
	gain := make([]int64, c.own.Items)
	for _, row := range c.own.Rows {
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
	most := c.least(all)
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
		// The fewest items of which so many are needed.
		low, high := from, all
		for low < high {
			if mid := (low + high) / 2; c.least(mid) >= level {
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

// least returns how many of the n items that bring most are needed at least.
func (c *cutter) least(n int) int64 {
	c.own.Cost = make([]int64, c.own.Items)
	for _, j := range c.byGain[:n] {
		c.own.Cost[j] = 1
	}
	best := Solve(c.ctx, c.own, Options{Nodes: cutNodes, uncut: true})
	if best.Infeasible || best.Bound > 0 {
		return 0
	}
	return -best.Bound
}

// install gives a program the cuts that are left of a larger one's: to says what its
// items are here, and in which of them are chosen.
func (p *program) install(cuts []cut, to func(j int32) int32, in func(j int32) bool) {
	p.cuts, p.itemCuts = nil, make([][]int32, p.Items)
	for _, c := range cuts {
		left := cut{least: c.least}
		for _, j := range c.items {
			if at := to(j); at >= 0 {
				left.items = append(left.items, at)
			} else if in(j) {
				left.least--
			}
		}
		if left.least <= 0 {
			continue
		}
		for _, at := range left.items {
			p.itemCuts[at] = append(p.itemCuts[at], int32(len(p.cuts)))
		}
		p.cuts = append(p.cuts, left)
	}
}

// beside adds items that are chosen to a cut: they don't count for it, so that it
// wants so many more.
func (c cut) beside(chosen []int32) cut {
	items := slices.Concat(c.items, chosen)
	slices.Sort(items)
	return cut{items, c.least + int64(len(chosen))}
}
