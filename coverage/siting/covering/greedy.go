package covering

import (
	"container/heap"
	"context"
)

// complete adds the most useful item that fits, until none helps: where needs lack
// something, all the same. Only items that allowed admits are added; nil admits all.
func (s *state) complete(ctx context.Context, allowed func(j int32) bool) {
	if s.plain && len(s.Needs) == 0 {
		s.completeLazily(ctx, allowed)
		return
	}
	for ctx.Err() == nil {
		best, most := int32(-1), 0.0
		lacked := s.deficit()
		for j := range int32(s.Items) {
			if !s.fits(j) || allowed != nil && !allowed(j) {
				continue
			}
			if g := s.gain(j); g > most {
				best, most = j, g
			}
		}
		if best < 0 || lacked == 0 && most < 1e-9 {
			return
		}
		s.add(best)
	}
}

// completeLazily is complete where what an item gains only falls as others come: one
// whose old gain is not the best need not be looked at (Minoux).
func (s *state) completeLazily(ctx context.Context, allowed func(j int32) bool) {
	var h gains
	for j := range int32(s.Items) {
		if s.fits(j) && (allowed == nil || allowed(j)) {
			if g := s.gain(j); g > 0 {
				h = append(h, hope{g, j, len(s.chosen)})
			}
		}
	}
	heap.Init(&h)
	for len(h) > 0 && ctx.Err() == nil {
		top := h[0]
		switch {
		case !s.fits(top.item): // never again
			heap.Pop(&h)
		case top.of == len(s.chosen):
			heap.Pop(&h)
			s.add(top.item)
		default:
			if h[0].gain, h[0].of = s.gain(top.item), len(s.chosen); h[0].gain <= 0 {
				heap.Pop(&h)
			} else {
				heap.Fix(&h, 0)
			}
		}
	}
}

// A hope is what an item gained when so many were chosen.
type hope struct {
	gain float64
	item int32
	of   int
}

// gains is a heap of hopes, the greatest first, of equal ones the first item.
type gains []hope

func (h gains) Len() int { return len(h) }
func (h gains) Less(a, b int) bool {
	return h[a].gain > h[b].gain || h[a].gain == h[b].gain && h[a].item < h[b].item
}
func (h gains) Swap(a, b int) { h[a], h[b] = h[b], h[a] }
func (h *gains) Push(x any)   { *h = append(*h, x.(hope)) }
func (h *gains) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// thin takes out what is not needed: items without which nothing is lost, the
// dearest first, of equal ones the last.
func (s *state) thin(fixed []bool) {
	for {
		now := s.worth()
		worst := int32(-1)
		for j := int32(s.Items) - 1; j >= 0; j-- {
			if !s.in[j] || fixed[j] || worst >= 0 && s.cost(j) <= s.cost(worst) {
				continue
			}
			at := s.place(j)
			s.remove(j)
			if w := s.worth(); w.lacks <= now.lacks && w.objective >= now.objective {
				worst = j
			}
			s.put(j, at)
		}
		if worst < 0 {
			return
		}
		s.remove(worst)
	}
}

// place returns where an item is among the chosen.
func (s *state) place(j int32) int {
	for at, x := range s.chosen {
		if x == j {
			return at
		}
	}
	return -1
}

// put adds an item where it was before.
func (s *state) put(j int32, at int) {
	s.add(j)
	copy(s.chosen[at+1:], s.chosen[at:len(s.chosen)-1])
	s.chosen[at] = j
}

// exchange replaces one chosen item by another as long as that makes the choice
// better, at most so many rounds over all of them. It ends early when ctx is done.
func (s *state) exchange(ctx context.Context, fixed []bool, rounds int) {
	for range rounds {
		improved := false
		for _, out := range append([]int32(nil), s.chosen...) {
			if ctx.Err() != nil {
				return
			}
			if fixed[out] || !s.in[out] {
				continue
			}
			improved = s.swap(out) || improved
		}
		if !improved {
			return
		}
	}
}

// swap replaces an item by the one that makes the choice best, if that is better
// than it was, and reports whether it did.
func (s *state) swap(out int32) bool {
	best, with := s.worth(), out
	at := s.place(out)
	s.remove(out)
	for j := range int32(s.Items) {
		if j == out || !s.fits(j) {
			continue
		}
		if w := s.with(j); w.better(best) {
			best, with = w, j
		}
	}
	s.put(with, at)
	return with != out
}

// with returns what the choice would be worth with one more item.
func (s *state) with(j int32) worth {
	if s.plain && len(s.Needs) == 0 {
		return worth{0, s.objective() + int64(s.gain(j)), 0}
	}
	n := len(s.chosen)
	s.add(j)
	w := s.worth()
	s.drop(j, n)
	return w
}
