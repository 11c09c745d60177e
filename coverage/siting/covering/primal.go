package covering

import "slices"

// start finds the first incumbents: from the solutions given, and a greedy one.
func (s *solver) start() {
	index := s.indexOf()
	for _, given := range s.options.Start {
		t := newState(s.reduced)
		for _, j := range given {
			if at, known := index[j]; known && t.fits(at) {
				t.add(at)
			}
		}
		s.improve(t)
	}
	s.improve(newState(s.reduced))
}

// indexOf maps items of the original problem to those of the reduced one.
func (s *solver) indexOf() map[int32]int32 {
	index := make(map[int32]int32, len(s.items))
	for at, j := range s.items {
		index[j] = int32(at)
	}
	return index
}

// improve completes a solution, improves it by local search, and offers it.
func (s *solver) improve(t *state) {
	none := make([]bool, t.Items)
	t.complete(s.ctx, nil)
	s.offer(t)
	t.removeRedundant(none)
	t.exchange(s.ctx, none, 20)
	t.complete(s.ctx, nil)
	t.removeRedundant(none)
	s.offer(t)
	if len(t.Needs) > 0 && t.Cost != nil {
		s.reduceCost(t, none)
	}
}

// reduceCost looks for a cheaper solution that meets the needs: it removes one item and
// exchanges others until the deficit is 0 again, as long as that works.
func (s *solver) reduceCost(t *state, none []bool) {
	for t.deficit() == 0 && s.ctx.Err() == nil {
		kept := slices.Clone(t.chosen)
		cost := t.spent
		found := false
		for _, out := range kept {
			t.remove(out)
			t.exchange(s.ctx, none, 3)
			if t.deficit() == 0 && t.spent < cost {
				t.removeRedundant(none)
				s.offer(t)
				found = true
				break
			}
			t.reset(kept)
			if len(kept)*t.Items > 1<<18 {
				break // one round of exchanges is long: leave it to branch and bound
			}
		}
		if !found {
			return
		}
	}
}

// offer makes a solution of the reduced problem the incumbent, if it is better.
func (s *solver) offer(t *state) {
	deficit, value := t.deficit(), t.objective()+s.offset
	if s.hasIncumbent && (deficit > s.deficit || deficit == s.deficit && value <= s.best.Value) {
		return
	}
	s.hasIncumbent = true
	s.best.Items = slices.Clone(s.chosen)
	for _, at := range t.chosen {
		s.best.Items = append(s.best.Items, s.items[at])
	}
	s.deficit, s.best.Value, s.best.Feasible = deficit, value, deficit == 0
	s.report()
}

// loadIncumbent adds the items of the incumbent that the reduced problem has.
func (s *solver) loadIncumbent(t *state) {
	index := s.indexOf()
	for _, j := range s.best.Items {
		if at, known := index[j]; known && t.fits(at) {
			t.add(at)
		}
	}
}

// roundRelaxation is the primal heuristic: it adds the items that the relaxation
// selects to those fixed in, the most profitable first, repairs the solution and
// offers it.
func (s *solver) roundRelaxation(r *relaxation, fixed *state) {
	t := newState(s.reduced)
	for _, j := range fixed.chosen {
		t.add(j)
	}
	order := make([]int32, 0, 64)
	for slot, x := range r.x {
		if x {
			order = append(order, int32(slot))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		switch p, q := r.profit[a], r.profit[b]; {
		case p > q:
			return -1
		case p < q:
			return 1
		}
		return 0
	})
	for _, slot := range order {
		if t.fits(r.items[slot]) {
			t.add(r.items[slot])
		}
	}
	isFree := make([]bool, t.Items)
	for _, j := range r.items {
		isFree[j] = true
	}
	t.complete(s.ctx, func(j int32) bool { return isFree[j] })
	none := make([]bool, t.Items)
	t.removeRedundant(none)
	if len(t.Needs) == 0 || t.deficit() == 0 {
		before := s.best.Value
		s.offer(t)
		if s.best.Value > before {
			t.exchange(s.ctx, none, 20)
			t.removeRedundant(none)
			s.offer(t)
		}
	}
}
