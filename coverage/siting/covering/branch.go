package covering

import (
	"container/heap"
	"math"
	"slices"
)

// A node is a subproblem: some items are fixed in, others out.
type node struct {
	fixed  []decision
	bound  float64
	number int // in the order of creation
	multipliers
}

type decision struct {
	item   int32
	status int8
}

// nodeHeap pops the greatest bound first, of equal ones the deeper node, then the later.
type nodeHeap []*node

func (h nodeHeap) Len() int { return len(h) }
func (h nodeHeap) Less(a, b int) bool {
	x, y := h[a], h[b]
	switch {
	case x.bound != y.bound:
		return x.bound > y.bound
	case len(x.fixed) != len(y.fixed):
		return len(x.fixed) > len(y.fixed)
	}
	return x.number > y.number
}
func (h nodeHeap) Swap(a, b int) { h[a], h[b] = h[b], h[a] }
func (h *nodeHeap) Push(x any)   { *h = append(*h, x.(*node)) }
func (h *nodeHeap) Pop() any {
	last := (*h)[len(*h)-1]
	(*h)[len(*h)-1] = nil
	*h = (*h)[:len(*h)-1]
	return last
}

// maxStored is how many multipliers all open nodes store; nodes beyond it start with
// the root's.
const maxStored = 1 << 24

// A search is branch and bound over the reduced problem.
type search struct {
	*solver
	open            nodeHeap
	created         int
	stored          int // multipliers of the open nodes
	root            *relaxation
	rootMultipliers multipliers // by clause, group and limit of the reduced problem
}

// branchAndBound closes the gap that the root leaves.
func (s *solver) branchAndBound(root *relaxation) {
	b := &search{solver: s, root: root}
	b.rootMultipliers = b.storeMultipliers(root)
	b.branch(&node{bound: root.bound, multipliers: b.rootMultipliers}, root)
	for len(b.open) > 0 && !s.done && s.ctx.Err() == nil {
		if s.options.Nodes > 0 && s.best.Nodes >= s.options.Nodes {
			break
		}
		n := heap.Pop(&b.open).(*node)
		b.stored -= len(n.lambda)
		if n.bound < s.threshold() {
			b.open = nil // the others' bounds are no greater
			break
		}
		s.tightenBound(n.bound)
		s.best.Nodes++
		b.process(n)
	}
	if len(b.open) == 0 && !s.done && s.ctx.Err() == nil {
		s.exhausted()
	}
}

// process bounds a node, and prunes it or branches.
func (b *search) process(n *node) {
	status := make([]int8, b.reduced.Items)
	t := newState(b.reduced)
	for _, d := range n.fixed {
		status[d.item] = d.status
		if d.status == fixedIn {
			if !t.fits(d.item) {
				return
			}
			t.add(d.item)
		}
	}
	for j := range int32(b.reduced.Items) {
		if status[j] == free && !t.fits(j) {
			status[j] = fixedOut
		}
	}
	r := relax(t, status)
	if r == nil {
		return
	}
	r.needPrice, r.limitPrice = b.root.needPrice, b.root.limitPrice
	b.initMultipliers(r, n)
	r.bound = min(r.bound, n.bound)
	r.tighten(b.ctx, nodeSchedule, func(bound float64) bool { return bound < b.threshold() }, b.threshold, nil)
	if r.bound < b.threshold() {
		return
	}
	b.roundRelaxation(r, t)
	if r.bound < b.threshold() {
		return
	}
	n.bound = min(n.bound, r.bound)
	b.branch(n, r)
}

// initMultipliers starts a node's relaxation at its parent's best multipliers.
func (b *search) initMultipliers(r *relaxation, n *node) {
	from := n.multipliers
	if from.lambda == nil {
		from = b.rootMultipliers
	}
	for k, c := range r.clause {
		r.lambda[k] = from.lambda[c]
	}
	copy(r.mu, from.mu)
	copy(r.nu, from.nu)
}

// storeMultipliers copies a relaxation's best multipliers, by clause of the reduced
// problem.
func (b *search) storeMultipliers(r *relaxation) multipliers {
	m := multipliers{lambda: make([]float64, len(b.reduced.need)), mu: slices.Clone(r.best.mu), nu: slices.Clone(r.best.nu)}
	for k, c := range r.clause {
		m.lambda[c] = r.best.lambda[k]
	}
	return m
}

// branch fixes what reduced costs prove, and opens two nodes: without an item and with
// it.
func (b *search) branch(n *node, r *relaxation) {
	fixed := slices.Clone(n.fixed)
	r.fix(b.threshold(), func(item int32, f int8) { fixed = append(fixed, decision{item, f}) })
	at := r.branchingSlot(fixed)
	if at < 0 {
		b.leaf(fixed)
		return
	}
	m := multipliers{}
	if b.stored+2*len(b.reduced.need) < maxStored {
		m = b.storeMultipliers(r)
		b.stored += 2 * len(m.lambda)
	}
	for _, status := range [...]int8{fixedOut, fixedIn} {
		b.created++
		heap.Push(&b.open, &node{append(slices.Clone(fixed), decision{r.items[at], status}), n.bound, b.created, m})
	}
}

// leaf offers the one solution of a node in which every item is fixed.
func (b *search) leaf(fixed []decision) {
	t := newState(b.reduced)
	for _, d := range fixed {
		if d.status == fixedIn {
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

// branchingSlot selects the free item to branch on: the most fractional one, weighted
// by the scale of its clauses; -1 where none is free.
func (r *relaxation) branchingSlot(fixed []decision) int {
	decided := map[int32]bool{}
	for _, d := range fixed {
		decided[d.item] = true
	}
	best, most := -1, math.Inf(-1)
	for at, j := range r.items {
		if decided[j] {
			continue
		}
		fraction := math.Min(r.xMean[at], 1-r.xMean[at])
		size := 0.0
		for _, c := range r.slotClause[r.slotStart[at]:r.slotStart[at+1]] {
			size += r.scale[c]
		}
		if score := (fraction + 1e-3) * (size + 1); score > most {
			best, most = at, score
		}
	}
	return best
}
