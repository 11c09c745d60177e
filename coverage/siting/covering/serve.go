package covering

import (
	"math"
	"slices"
)

// serve solves a problem whose items serve no more than they have room for: a row's
// value may be shared out among the chosen items that cover it, and what is served is
// the objective. Greed and exchanges find a choice; the bound is the root's. There is
// no branch and bound: served values do not follow from items one by one.
func (s *solver) serve() {
	open := *s.whole.Problem
	open.Fixed = nil
	small := reduce(compile(&open), make([]int8, open.Items))
	if s.reduction = *small; !small.possible {
		s.best.Infeasible = true
		return
	}
	s.small = compile(small.Problem)
	s.unit = 1
	s.best.Rows, s.best.Entries = len(s.small.Rows), len(s.small.itemClause)
	v := &serving{solver: s, state: newState(s.small), room: make([]int64, s.small.Items)}
	for at, j := range s.items {
		v.room[at] = s.whole.Room[j]
	}
	if !v.fix() {
		s.best.Infeasible = true
		return
	}
	v.grow()
	v.take()
	v.improve()
	v.limit()
	s.conclude()
}

// A serving is a choice of items with room.
type serving struct {
	*solver
	state *state
	room  []int64 // by item; 0 is no bound
	fixed []bool
}

// fix chooses the fixed items.
func (v *serving) fix() bool {
	v.fixed = make([]bool, v.small.Items)
	for at, j := range v.items {
		if slices.Contains(v.whole.Fixed, j) {
			if !v.state.fits(int32(at)) {
				return false
			}
			v.fixed[at] = true
			v.state.add(int32(at))
		}
	}
	return true
}

// alone is the most that an item can serve.
func (v *serving) alone(j int32) int64 {
	sum := int64(0)
	for _, c := range v.small.clauses(j) {
		sum += v.small.value[v.small.rowOf[c]]
	}
	if v.room[j] > 0 {
		sum = min(sum, v.room[j])
	}
	return sum
}

// with is what the choice would serve with one more item.
func (v *serving) with(j int32) int64 {
	v.state.add(j)
	value := v.served(v.state.chosen)
	v.state.remove(j)
	return value
}

// grow adds the item that serves most more, until none does. What an item adds only
// falls as others come.
func (v *serving) grow() {
	type hope struct {
		item int32
		most int64
	}
	var hopes []hope
	for j := range int32(v.small.Items) {
		if a := v.alone(j); a > 0 && !v.state.in[j] {
			hopes = append(hopes, hope{j, a})
		}
	}
	for v.ctx.Err() == nil {
		slices.SortStableFunc(hopes, func(a, b hope) int {
			switch {
			case a.most > b.most:
				return -1
			case a.most < b.most:
				return 1
			}
			return int(a.item - b.item)
		})
		now, best, most := v.served(v.state.chosen), int32(-1), int64(0)
		for k := range hopes {
			if hopes[k].most <= most || v.ctx.Err() != nil {
				break
			}
			if !v.state.fits(hopes[k].item) {
				continue
			}
			if hopes[k].most = v.with(hopes[k].item) - now; hopes[k].most > most {
				best, most = hopes[k].item, hopes[k].most
			}
		}
		if best < 0 {
			return
		}
		v.state.add(best)
	}
}

// mostTried is how many items are tried in the place of another.
const mostTried = 200

// improve exchanges one item for another as long as that serves more.
func (v *serving) improve() {
	var byAlone []int32
	for j := range int32(v.small.Items) {
		byAlone = append(byAlone, j)
	}
	slices.SortStableFunc(byAlone, func(a, b int32) int { return int(min(1, max(-1, v.alone(b)-v.alone(a)))) })
	byAlone = byAlone[:min(mostTried, len(byAlone))]
	for better := true; better; {
		better = false
		for _, out := range slices.Clone(v.state.chosen) {
			if v.fixed[out] || v.ctx.Err() != nil {
				continue
			}
			best, most := out, v.served(v.state.chosen)
			v.state.remove(out)
			for _, j := range byAlone {
				if v.state.fits(j) && v.alone(j) > 0 {
					if value := v.with(j); value > most {
						best, most = j, value
					}
				}
			}
			v.state.add(best)
			better = better || best != out
		}
		v.take()
	}
}

// take makes the choice the best, if it is.
func (v *serving) take() {
	value := v.served(v.state.chosen)
	if v.has && value <= v.best.Value {
		return
	}
	v.has, v.best.Feasible, v.best.Value = true, true, value
	v.best.Items = v.best.Items[:0]
	for _, at := range v.state.chosen {
		v.best.Items = append(v.best.Items, v.items[at])
	}
	v.tell()
}

// limit bounds what any choice serves: no item brings more than its room.
func (v *serving) limit() {
	r := relax(newState(v.small), make([]int8, v.small.Items))
	if r == nil {
		return
	}
	r.serves = make([]float64, len(r.items))
	for at, j := range r.items {
		if r.serves[at] = math.Inf(1); v.room[j] > 0 {
			r.serves[at] = float64(v.room[j])
		}
	}
	r.rates(float64(max(v.best.Value, 1)))
	r.begin(v.state)
	r.tighten(v.ctx, rootPace, func(bound float64) bool {
		v.lower(bound)
		return v.done
	}, func() float64 { return float64(v.best.Value + 1) }, nil)
}

// served is the most that chosen items serve together: each row goes to those that
// cover it as they have room, and moves on where another has more use for its place
// (augmenting paths, L. R. Ford and D. R. Fulkerson, 1956).
func (v *serving) served(chosen []int32) int64 {
	f := &flow{serving: v, items: chosen, free: map[int32]int64{}, left: make([]int64, len(chosen)), by: make([]map[int32]int64, len(chosen))}
	total := int64(0)
	for k, j := range chosen {
		f.left[k], f.by[k] = math.MaxInt64, map[int32]int64{}
		if v.room[j] > 0 {
			f.left[k] = v.room[j]
		}
		for _, c := range v.small.clauses(j) {
			row := v.small.rowOf[c]
			if _, known := f.free[row]; !known {
				f.free[row] = v.small.value[row]
			}
		}
		for amount := f.push(k); amount > 0; amount = f.push(k) {
			total += amount
		}
	}
	return total
}

// Served returns what a choice serves of a problem whose items have room.
func Served(p *Problem, items []int32) int64 {
	c := compile(p)
	v := &serving{solver: &solver{small: c, whole: c}, room: p.Room}
	return v.served(items)
}

// A flow is who serves which rows.
type flow struct {
	*serving
	items []int32
	free  map[int32]int64   // by row: what nobody serves
	left  []int64           // by chosen item: its room
	by    []map[int32]int64 // by chosen item and row: what it serves
}

// push lets an item with room serve more, if need be by taking rows over from others
// that have rows of their own to go to, and returns how much.
func (f *flow) push(k int) int64 {
	if f.left[k] == 0 {
		return 0
	}
	type step struct {
		from int   // the item that takes over
		row  int32 // what
	}
	came := map[int]step{k: {-1, -1}}
	queue := []int{k}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, c := range f.small.clauses(f.items[at]) {
			row := f.small.rowOf[c]
			if f.free[row] > 0 {
				amount := min(f.free[row], f.left[k])
				for x := at; came[x].from >= 0; x = came[x].from {
					amount = min(amount, f.by[x][came[x].row])
				}
				f.free[row] -= amount
				f.by[at][row] += amount
				for x := at; came[x].from >= 0; x = came[x].from {
					s := came[x]
					f.by[x][s.row] -= amount
					f.by[s.from][s.row] += amount
				}
				f.left[k] -= amount
				return amount
			}
			for x := range f.items[:k+1] {
				if _, seen := came[x]; !seen && f.by[x] != nil && f.by[x][row] > 0 {
					came[x] = step{at, row}
					queue = append(queue, x)
				}
			}
		}
	}
	return 0
}
