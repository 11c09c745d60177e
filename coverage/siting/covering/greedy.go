package covering

import (
	"container/heap"
	"context"
)

// complete is the greedy algorithm: it adds the item of greatest gain that fits, until
// none has any. Only items that allowed admits are added; nil admits all. It ends
// early when ctx is done.
func (s *state) complete(ctx context.Context, allowed func(j int32) bool) {
	if s.simple && len(s.Needs) == 0 {
		s.completeLazy(ctx, allowed)
		return
	}
	for ctx.Err() == nil {
		best, most := int32(-1), 0.0
		deficit := s.deficit()
		for j := range int32(s.Items) {
			if !s.fits(j) || allowed != nil && !allowed(j) {
				continue
			}
			if g := s.gain(j); g > most {
				best, most = j, g
			}
		}
		if best < 0 || deficit == 0 && most < 1e-9 {
			return
		}
		s.add(best)
	}
}

// completeLazy is complete for a submodular objective: gains only fall as items are
// added, so a cached gain is an upper bound, and an item whose cached gain is not the
// greatest needs no evaluation (Minoux).
func (s *state) completeLazy(ctx context.Context, allowed func(j int32) bool) {
	var h gainHeap
	for j := range int32(s.Items) {
		if s.fits(j) && (allowed == nil || allowed(j)) {
			if g := s.gain(j); g > 0 {
				h = append(h, cachedGain{g, j, len(s.chosen)})
			}
		}
	}
	heap.Init(&h)
	for len(h) > 0 && ctx.Err() == nil {
		top := h[0]
		switch {
		case !s.fits(top.item): // nor will it later
			heap.Pop(&h)
		case top.size == len(s.chosen):
			heap.Pop(&h)
			s.add(top.item)
		default:
			if h[0].gain, h[0].size = s.gain(top.item), len(s.chosen); h[0].gain <= 0 {
				heap.Pop(&h)
			} else {
				heap.Fix(&h, 0)
			}
		}
	}
}

// A cachedGain is the gain of an item when size items were chosen.
type cachedGain struct {
	gain float64
	item int32
	size int
}

// gainHeap pops the greatest gain first, of equal ones the lower item.
type gainHeap []cachedGain

func (h gainHeap) Len() int { return len(h) }
func (h gainHeap) Less(a, b int) bool {
	return h[a].gain > h[b].gain || h[a].gain == h[b].gain && h[a].item < h[b].item
}
func (h gainHeap) Swap(a, b int) { h[a], h[b] = h[b], h[a] }
func (h *gainHeap) Push(x any)   { *h = append(*h, x.(cachedGain)) }
func (h *gainHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// removeRedundant removes items without which neither deficit nor objective get worse,
// the most expensive first, of equal ones the last. Items that fixed marks stay.
func (s *state) removeRedundant(fixed []bool) {
	for {
		now := s.score()
		worst := int32(-1)
		for j := int32(s.Items) - 1; j >= 0; j-- {
			if !s.in[j] || fixed[j] || worst >= 0 && s.cost(j) <= s.cost(worst) {
				continue
			}
			at := s.position(j)
			s.remove(j)
			if w := s.score(); w.deficit <= now.deficit && w.objective >= now.objective {
				worst = j
			}
			s.insertAt(j, at)
		}
		if worst < 0 {
			return
		}
		s.remove(worst)
	}
}

// position returns the index of an item in chosen, or -1.
func (s *state) position(j int32) int {
	for at, x := range s.chosen {
		if x == j {
			return at
		}
	}
	return -1
}

// insertAt adds an item at an index of chosen.
func (s *state) insertAt(j int32, at int) {
	s.add(j)
	copy(s.chosen[at+1:], s.chosen[at:len(s.chosen)-1])
	s.chosen[at] = j
}

// exchange is a local search: it replaces one chosen item by another as long as that
// improves the score, in at most so many rounds over all items. It ends early when ctx
// is done.
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

// swap replaces an item by the one of best score, if that improves the score, and
// reports whether it did.
func (s *state) swap(out int32) bool {
	best, with := s.score(), out
	at := s.position(out)
	s.remove(out)
	for j := range int32(s.Items) {
		if j == out || !s.fits(j) {
			continue
		}
		if w := s.scoreWith(j); w.better(best) {
			best, with = w, j
		}
	}
	s.insertAt(with, at)
	return with != out
}

// scoreWith returns the score with one more item.
func (s *state) scoreWith(j int32) score {
	if s.simple && len(s.Needs) == 0 {
		return score{0, s.objective() + s.simpleGain(j), 0}
	}
	n := len(s.chosen)
	s.add(j)
	w := s.score()
	s.undo(j, n)
	return w
}
