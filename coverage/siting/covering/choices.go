package covering

import "slices"

// start finds first choices: those given, and a greedy one.
func (s *solver) start(fate []int8) {
	back := map[int32]int32{}
	for at, j := range s.items {
		back[j] = int32(at)
	}
	for _, given := range s.options.Start {
		t := newState(s.small)
		for _, j := range given {
			if at, known := back[j]; known && t.fits(at) {
				t.add(at)
			}
		}
		s.polish(t)
	}
	s.polish(newState(s.small))
}

// polish makes a choice whole and better, and takes it if it is the best.
func (s *solver) polish(t *state) {
	none := make([]bool, t.Items)
	t.complete(s.ctx, nil)
	s.offer(t)
	t.thin(none)
	t.exchange(s.ctx, none, 20)
	t.complete(s.ctx, nil)
	t.thin(none)
	s.offer(t)
	if len(t.Needs) > 0 && t.Cost != nil {
		s.shorten(t, none)
	}
}

// shorten looks for a cheaper choice that keeps the needs: it takes one item out and
// exchanges others until nothing is lacking, as long as that works.
func (s *solver) shorten(t *state, none []bool) {
	for t.deficit() == 0 && s.ctx.Err() == nil {
		kept := slices.Clone(t.chosen)
		cost := t.spent
		found := false
		for _, out := range kept {
			t.remove(out)
			t.exchange(s.ctx, none, 3)
			if t.deficit() == 0 && t.spent < cost {
				t.thin(none)
				s.offer(t)
				found = true
				break
			}
			t.choose(kept)
			if len(kept)*t.Items > 1<<18 {
				break // a round of exchanges is long: the search will find what is better
			}
		}
		if !found {
			return
		}
	}
}

// offer takes a choice if it is the best so far.
func (s *solver) offer(t *state) {
	lacks, value := t.deficit(), t.objective()+s.base
	if s.has && (lacks > s.lacks || lacks == s.lacks && value <= s.best.Value) {
		return
	}
	s.has = true
	s.best.Items = slices.Clone(s.in)
	for _, at := range t.chosen {
		s.best.Items = append(s.best.Items, s.items[at])
	}
	s.lacks, s.best.Value, s.best.Feasible = lacks, value, lacks == 0
	s.tell()
}

// restore makes a state the best choice, as far as the problem that is left has it.
func (s *solver) restore(t *state) {
	back := map[int32]int32{}
	for at, j := range s.items {
		back[j] = int32(at)
	}
	for _, j := range s.best.Items {
		if at, known := back[j]; known && t.fits(at) {
			t.add(at)
		}
	}
}

// guess makes a choice of the items that a relaxation picks, the most profitable
// first, and takes it if it is the best.
func (s *solver) guess(r *relaxation, at *state) {
	t := newState(s.small)
	for _, j := range at.chosen {
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
	free := make([]bool, t.Items)
	for _, slot := range r.items {
		free[slot] = true
	}
	t.complete(s.ctx, func(j int32) bool { return free[j] })
	fixed := make([]bool, t.Items)
	t.thin(fixed)
	if len(t.Needs) == 0 || t.deficit() == 0 {
		before := s.best.Value
		s.offer(t)
		if s.best.Value > before {
			t.exchange(s.ctx, fixed, 20)
			t.thin(fixed)
			s.offer(t)
		}
	}
}
