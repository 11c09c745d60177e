package covering

import (
	"container/heap"
	"math"
	"slices"
)

// A node is a part of the search: the choices that have some items and lack others.
type node struct {
	fixed  []decision
	bound  float64
	number int // in the order made
	multipliers
}

type decision struct {
	item int32
	fate int8
}

// nodes is a heap, the greatest bound first, of equal ones the deeper, then the later.
type nodes []*node

func (h nodes) Len() int { return len(h) }
func (h nodes) Less(a, b int) bool {
	x, y := h[a], h[b]
	switch {
	case x.bound != y.bound:
		return x.bound > y.bound
	case len(x.fixed) != len(y.fixed):
		return len(x.fixed) > len(y.fixed)
	}
	return x.number > y.number
}
func (h nodes) Swap(a, b int) { h[a], h[b] = h[b], h[a] }
func (h *nodes) Push(x any)   { *h = append(*h, x.(*node)) }
func (h *nodes) Pop() any {
	last := (*h)[len(*h)-1]
	(*h)[len(*h)-1] = nil
	*h = (*h)[:len(*h)-1]
	return last
}

// mostKept is how many multipliers all waiting nodes keep; beyond it a node begins
// with the root's.
const mostKept = 1 << 24

// A search is branch and bound over the problem that is left.
type search struct {
	*solver
	open   nodes
	made   int
	kept   int // multipliers of the waiting nodes
	origin *relaxation
	first  multipliers // by clause, group and limit of the whole: the root's
}

// rooted keeps what the root's relaxation has found to begin with.
func (s *solver) rooted(r *relaxation) { s.rootOf = r }

// branch searches what the root has left open.
func (s *solver) branch() {
	b := &search{solver: s, origin: s.rootOf}
	b.first = b.keep(s.rootOf)
	b.divide(&node{bound: s.rootOf.bound, multipliers: b.first}, s.rootOf, newState(s.small))
	for len(b.open) > 0 && !s.done && s.ctx.Err() == nil {
		if s.options.Nodes > 0 && s.best.Nodes >= s.options.Nodes {
			break
		}
		n := heap.Pop(&b.open).(*node)
		b.kept -= len(n.lambda)
		if n.bound < s.least() {
			b.open = nil // and so are all others
			break
		}
		s.lower(n.bound)
		s.best.Nodes++
		b.visit(n)
	}
	if len(b.open) == 0 && !s.done && s.ctx.Err() == nil {
		s.prove()
	}
}

// visit bounds a node, and divides it where a better choice may be in it.
func (b *search) visit(n *node) {
	fate := make([]int8, b.small.Items)
	t := newState(b.small)
	for _, d := range n.fixed {
		fate[d.item] = d.fate
		if d.fate == inside {
			if !t.fits(d.item) {
				return
			}
			t.add(d.item)
		}
	}
	for j := range int32(b.small.Items) {
		if fate[j] == free && !t.fits(j) {
			fate[j] = outside
		}
	}
	r := relax(t, fate)
	if r == nil {
		return
	}
	r.price, r.toll = b.origin.price, b.origin.toll
	b.begin(r, n)
	r.bound = min(r.bound, n.bound)
	r.tighten(b.ctx, nodePace, func(bound float64) bool { return bound < b.least() }, b.least, nil)
	if r.bound < b.least() {
		return
	}
	b.guess(r, t)
	if r.bound < b.least() {
		return
	}
	n.bound = min(n.bound, r.bound)
	b.divide(n, r, t)
}

// begin gives a node's relaxation the multipliers that its parent ended with.
func (b *search) begin(r *relaxation, n *node) {
	from := n.multipliers
	if from.lambda == nil {
		from = b.first
	}
	for k, c := range r.clause {
		r.lambda[k] = from.lambda[c]
	}
	copy(r.mu, from.mu)
	copy(r.nu, from.nu)
}

// keep returns a relaxation's multipliers by the clauses of the whole.
func (b *search) keep(r *relaxation) multipliers {
	m := multipliers{lambda: make([]float64, len(b.small.need)), mu: slices.Clone(r.best.mu), nu: slices.Clone(r.best.nu)}
	for k, c := range r.clause {
		m.lambda[c] = r.best.lambda[k]
	}
	return m
}

// divide makes two nodes of one: with an item and without it.
func (b *search) divide(n *node, r *relaxation, t *state) {
	fixed := slices.Clone(n.fixed)
	r.fix(b.least(), func(item int32, f int8) { fixed = append(fixed, decision{item, f}) })
	at := r.fork(fixed)
	if at < 0 {
		b.leaf(fixed)
		return
	}
	m := multipliers{}
	if b.kept+2*len(b.small.need) < mostKept {
		m = b.keep(r)
		b.kept += 2 * len(m.lambda)
	}
	for _, fate := range [...]int8{outside, inside} {
		b.made++
		heap.Push(&b.open, &node{append(slices.Clone(fixed), decision{r.items[at], fate}), n.bound, b.made, m})
	}
}

// leaf takes the one choice that is left where every item is decided.
func (b *search) leaf(fixed []decision) {
	t := newState(b.small)
	for _, d := range fixed {
		if d.fate == inside {
			if !t.fits(d.item) {
				return
			}
			t.add(d.item)
		}
	}
	if t.deficit() == 0 || !b.best.Feasible {
		b.offer(t)
	}
}

// fork chooses the free item to decide on: the one that the relaxation was least
// sure of, weighed by what hangs on it; -1 where none is free.
func (r *relaxation) fork(fixed []decision) int {
	decided := map[int32]bool{}
	for _, d := range fixed {
		decided[d.item] = true
	}
	best, most := -1, math.Inf(-1)
	for at, j := range r.items {
		if decided[j] {
			continue
		}
		doubt := math.Min(r.mean[at], 1-r.mean[at])
		size := 0.0
		for _, c := range r.itemAt[r.itemFirst[at]:r.itemFirst[at+1]] {
			size += r.scale[c]
		}
		if score := (doubt + 1e-3) * (size + 1); score > most {
			best, most = at, score
		}
	}
	return best
}
