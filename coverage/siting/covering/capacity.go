package covering

import (
	"math"
	"slices"
)

// solveCapacitated solves a problem with capacities: a row's value may be split among
// the chosen items that cover it, each serves no more than its capacity, and the
// objective is the value served. Greedy and exchanges find the incumbent; the bound is
// the root's. There is no branch and bound, so the gap may stay open.
func (s *solver) solveCapacitated() {
	open := *s.original.Problem
	open.Fixed = nil
	if s.reduction = *reduce(compile(&open), make([]int8, open.Items)); !s.feasible {
		s.best.Infeasible = true
		return
	}
	s.reduced = compile(s.reduction.Problem)
	s.unit = 1
	s.best.Rows, s.best.Entries = len(s.reduced.Rows), len(s.reduced.itemClause)
	v := &capacitated{solver: s, state: newState(s.reduced), capacity: make([]int64, s.reduced.Items)}
	for at, j := range s.items {
		v.capacity[at] = s.original.Room[j]
	}
	if !v.fix() {
		s.best.Infeasible = true
		return
	}
	v.greedy()
	v.offer()
	v.exchange()
	v.bound()
	s.conclude()
}

// capacitated is the search for a solution with capacities.
type capacitated struct {
	*solver
	state    *state
	capacity []int64 // by item; 0 is unbounded
	fixed    []bool  // by item
}

// fix adds the fixed items, and reports whether they fit.
func (v *capacitated) fix() bool {
	v.fixed = make([]bool, v.reduced.Items)
	for _, j := range v.original.Fixed {
		at := slices.Index(v.items, j) // -1 where it does not even fit by itself
		if at < 0 || !v.fixed[at] && !v.state.fits(int32(at)) {
			return false
		}
		if !v.fixed[at] {
			v.fixed[at] = true
			v.state.add(int32(at))
		}
	}
	return true
}

// standalone is the value that an item serves by itself, an upper bound on its gain.
func (v *capacitated) standalone(j int32) int64 {
	sum := int64(0)
	for _, c := range v.reduced.clauses(j) {
		sum += v.reduced.value[v.reduced.rowOf[c]]
	}
	if v.capacity[j] > 0 {
		sum = min(sum, v.capacity[j])
	}
	return sum
}

// servedWith is the value served with one more item.
func (v *capacitated) servedWith(j int32) int64 {
	v.state.add(j)
	value := v.served(v.state.chosen)
	v.state.remove(j)
	return value
}

// greedy adds the item that raises the value served most, until none does. Gains only
// fall as items are added, so a gain computed before is an upper bound.
func (v *capacitated) greedy() {
	type candidate struct {
		item       int32
		upperBound int64 // on its gain
	}
	var candidates []candidate
	for j := range int32(v.reduced.Items) {
		if a := v.standalone(j); a > 0 && !v.state.in[j] {
			candidates = append(candidates, candidate{j, a})
		}
	}
	for v.ctx.Err() == nil {
		slices.SortStableFunc(candidates, func(a, b candidate) int {
			switch {
			case a.upperBound > b.upperBound:
				return -1
			case a.upperBound < b.upperBound:
				return 1
			}
			return int(a.item - b.item)
		})
		now, best, most := v.served(v.state.chosen), int32(-1), int64(0)
		for k := range candidates {
			c := &candidates[k]
			if c.upperBound <= most || v.ctx.Err() != nil {
				break
			}
			if !v.state.fits(c.item) {
				continue
			}
			if c.upperBound = v.servedWith(c.item) - now; c.upperBound > most {
				best, most = c.item, c.upperBound
			}
		}
		if best < 0 {
			return
		}
		v.state.add(best)
	}
}

// maxTried is how many items are tried in exchange for another.
const maxTried = 200

// exchange replaces one item by another as long as that serves more.
func (v *capacitated) exchange() {
	var byStandalone []int32
	for j := range int32(v.reduced.Items) {
		byStandalone = append(byStandalone, j)
	}
	slices.SortStableFunc(byStandalone, func(a, b int32) int { return int(min(1, max(-1, v.standalone(b)-v.standalone(a)))) })
	byStandalone = byStandalone[:min(maxTried, len(byStandalone))]
	for better := true; better; {
		better = false
		for _, out := range slices.Clone(v.state.chosen) {
			if v.fixed[out] || v.ctx.Err() != nil {
				continue
			}
			best, most := out, v.served(v.state.chosen)
			v.state.remove(out)
			for _, j := range byStandalone {
				if v.state.fits(j) && v.standalone(j) > 0 {
					if value := v.servedWith(j); value > most {
						best, most = j, value
					}
				}
			}
			v.state.add(best)
			better = better || best != out
		}
		v.offer()
	}
}

// offer makes the chosen items the incumbent, if they serve more.
func (v *capacitated) offer() {
	value := v.served(v.state.chosen)
	if v.hasIncumbent && value <= v.best.Value {
		return
	}
	v.hasIncumbent, v.best.Feasible, v.best.Value = true, true, value
	v.best.Items = v.best.Items[:0]
	for _, at := range v.state.chosen {
		v.best.Items = append(v.best.Items, v.items[at])
	}
	v.report()
}

// bound bounds the value that any solution serves: no item serves more than its capacity.
func (v *capacitated) bound() {
	r := relax(newState(v.reduced), make([]int8, v.reduced.Items))
	if r == nil {
		return
	}
	r.capacity = make([]float64, len(r.items))
	for at, j := range r.items {
		if r.capacity[at] = math.Inf(1); v.capacity[j] > 0 {
			r.capacity[at] = float64(v.capacity[j])
		}
	}
	r.estimatePrices(float64(max(v.best.Value, 1)))
	r.initMultipliers(v.state)
	r.tighten(v.ctx, rootSchedule, func(bound float64) bool {
		v.tightenBound(bound)
		return v.done
	}, func() float64 { return float64(v.best.Value + 1) }, nil)
}

// served is the greatest value that chosen items serve together: a maximum flow from
// items to rows by augmenting paths (L. R. Ford and D. R. Fulkerson, 1956).
func (v *capacitated) served(chosen []int32) int64 {
	f := &flow{capacitated: v, items: chosen, unserved: map[int32]int64{}, spare: make([]int64, len(chosen)), assigned: make([]map[int32]int64, len(chosen))}
	total := int64(0)
	for k, j := range chosen {
		f.spare[k], f.assigned[k] = math.MaxInt64, map[int32]int64{}
		if v.capacity[j] > 0 {
			f.spare[k] = v.capacity[j]
		}
		for _, c := range v.reduced.clauses(j) {
			row := v.reduced.rowOf[c]
			if _, known := f.unserved[row]; !known {
				f.unserved[row] = v.reduced.value[row]
			}
		}
		for amount := f.augment(k); amount > 0; amount = f.augment(k) {
			total += amount
		}
	}
	return total
}

// Served returns the greatest value that items serve together in a problem with
// capacities.
func Served(p *Problem, items []int32) int64 {
	c := compile(p)
	v := &capacitated{solver: &solver{reduced: c, original: c}, capacity: p.Room}
	return v.served(items)
}

// A flow assigns the rows' values to chosen items.
type flow struct {
	*capacitated
	items    []int32
	unserved map[int32]int64   // by row: value that no item serves
	spare    []int64           // by chosen item: capacity left
	assigned []map[int32]int64 // by chosen item and row: value it serves
}

// augment finds a shortest augmenting path from an item with capacity left, pushes as
// much as it carries, and returns how much: the item serves more, where necessary of
// rows taken over from other items, which serve others instead.
func (f *flow) augment(k int) int64 {
	if f.spare[k] == 0 {
		return 0
	}
	type step struct {
		from int // the item that takes over the row
		row  int32
	}
	parent := map[int]step{k: {-1, -1}}
	queue := []int{k}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, c := range f.reduced.clauses(f.items[at]) {
			row := f.reduced.rowOf[c]
			if f.unserved[row] > 0 {
				amount := min(f.unserved[row], f.spare[k])
				for x := at; parent[x].from >= 0; x = parent[x].from {
					amount = min(amount, f.assigned[x][parent[x].row])
				}
				f.unserved[row] -= amount
				f.assigned[at][row] += amount
				for x := at; parent[x].from >= 0; x = parent[x].from {
					s := parent[x]
					f.assigned[x][s.row] -= amount
					f.assigned[s.from][s.row] += amount
				}
				f.spare[k] -= amount
				return amount
			}
			for x := range f.items[:k+1] {
				if _, seen := parent[x]; !seen && f.assigned[x] != nil && f.assigned[x][row] > 0 {
					parent[x] = step{at, row}
					queue = append(queue, x)
				}
			}
		}
	}
	return 0
}
