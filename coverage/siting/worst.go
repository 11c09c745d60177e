package siting

import (
	"context"
	"math"

	"lifecircle/coverage"
	"lifecircle/coverage/siting/covering"
)

// worstSearch is the search for the plan that raises the least covered first: the least
// coverage of all is made as high as can be, then, with that kept, that of the
// others, and so on. Of several at the least coverage of which one can be higher, but not
// all, none is preferred: they are kept at what they have.
type worstSearch struct {
	s     *siting
	held  []bool // targets whose coverage is as high as it can be; they need no more
	needs []coverage.Amount
	items []int32 // the best choice so far
	nodes int
	first bool // the first round is on: it is the one that the bound is about
}

func (s *siting) raiseWorst(ctx context.Context) covering.Best {
	r := &worstSearch{s: s, held: make([]bool, len(s.targets)), needs: make([]coverage.Amount, len(s.targets)), first: true}
	s.problem.Cost = s.costs()
	r.items = append(r.items, s.problem.Fixed...)
	if s.least = (Least{r.lowest(r.items), r.highest()}); math.IsInf(s.least.Value, 1) {
		s.least = Least{math.NaN(), math.NaN()}
	}
	for g := range s.targets {
		r.held[g] = s.targets[g].demand == 0
	}
	for ctx.Err() == nil && !r.finished() {
		proven := r.raise(ctx)
		if r.first {
			if r.first = false; proven {
				s.least.Bound = s.least.Value
			}
		}
		if !proven {
			break
		}
	}
	r.fill(ctx)
	if !math.IsNaN(s.least.Value) { // what was free may have raised it, where the search was stopped
		clear(r.held)
		s.least.Value = r.lowest(r.items)
	}
	// The steps are put into an order by what they do for these.
	w := r.judge(r.items)
	s.problem.Needs = w.Covered
	return covering.Best{Items: r.items, Feasible: true, Optimal: s.least.proven(), Nodes: r.nodes}
}

// A Least is the coverage of the least covered, and what it can be at most; shares
// of one, NaN where nobody lives in any of them.
type Least struct{ Value, Bound float64 }

func (l Least) proven() bool { return l.Value >= l.Bound || math.IsNaN(l.Value) }

func (r *worstSearch) finished() bool {
	for _, held := range r.held {
		if !held {
			return false
		}
	}
	return true
}

// share is a target's coverage with a choice.
func (r *worstSearch) share(g int, w *covering.Worth) float64 {
	t := &r.s.targets[g]
	return ratio(t.covered+coverage.Amount(w.Covered[g]), t.demand)
}

// lowest is the least coverage of those that are not held.
func (r *worstSearch) lowest(items []int32) float64 {
	w := r.judge(items)
	least := math.Inf(1)
	for g := range r.s.targets {
		if !r.held[g] && r.s.targets[g].demand > 0 {
			least = math.Min(least, r.share(g, &w))
		}
	}
	return least
}

func (r *worstSearch) judge(items []int32) covering.Worth {
	p := *r.s.problem
	p.Needs = make([]int64, len(r.s.targets))
	return covering.Judge(&p, items)
}

// highest is what the least coverage of those that are not held can be at most.
func (r *worstSearch) highest() float64 {
	most := math.Inf(1)
	for g := range r.s.targets {
		if t := &r.s.targets[g]; !r.held[g] && t.demand > 0 {
			most = math.Min(most, ratio(t.most, t.demand))
		}
	}
	return most
}

// raise makes the least coverage of those that are not held as high as it can be,
// holds those that cannot be higher, and reports whether that is proven.
func (r *worstSearch) raise(ctx context.Context) bool {
	low, high := r.lowest(r.items), r.highest()
	for low < high {
		// Halves as long as that leaves much, then the least step that there is.
		level := low + (high-low)/2
		strict := high-low < 1e-4
		if strict {
			level = low
		}
		found, proven := r.reach(ctx, level, strict, -1)
		switch {
		case found:
			low = math.Max(low, r.lowest(r.items))
		case !proven:
			return false
		case strict:
			high = low
		default:
			high = level
		}
		r.progress(low, high)
	}
	r.hold(ctx, low)
	return ctx.Err() == nil
}

// reach looks for a choice in which those that are not held have at least a level of
// coverage, or more where strict; g, if it is not less than 0, has more in any case. It
// reports whether there is one, and whether it is proven that there is none.
func (r *worstSearch) reach(ctx context.Context, level float64, strict bool, g int) (found, none bool) {
	p := *r.s.problem
	p.Needs = make([]int64, len(r.s.targets))
	for t := range r.s.targets {
		need := r.needs[t]
		if !r.held[t] {
			at := level * float64(r.s.targets[t].demand)
			need = coverage.Amount(math.Ceil(at - 1e-6))
			if strict || t == g {
				need = coverage.Amount(math.Floor(at+1e-6)) + 1
			}
		}
		if need > r.s.targets[t].most {
			return false, true
		}
		p.Needs[t] = int64(max(0, need-r.s.targets[t].covered))
	}
	over := int64(math.MinInt64 / 2)
	best := covering.Solve(ctx, &p, covering.Options{Nodes: r.s.question.Stop.Number, Over: &over, First: true, Start: [][]int32{r.items}})
	r.nodes += best.Nodes
	if best.Feasible {
		r.items = best.Items
	}
	return best.Feasible, best.Infeasible
}

// hold keeps the coverage of those that cannot be higher than a level while all
// others have it, and of all that are at it where each could be higher alone.
func (r *worstSearch) hold(ctx context.Context, level float64) {
	w := r.judge(r.items)
	var at, stuck []int
	for g := range r.s.targets {
		if !r.held[g] && r.share(g, &w) <= level+1e-9 {
			at = append(at, g)
		}
	}
	items := r.items
	for _, g := range at {
		if ratio(r.s.targets[g].most, r.s.targets[g].demand) <= level+1e-9 {
			stuck = append(stuck, g)
			continue
		}
		if found, none := r.reach(ctx, level, false, g); !found && none {
			stuck = append(stuck, g)
		}
	}
	r.items = items
	if len(stuck) == 0 {
		stuck = at
	}
	for _, g := range stuck {
		r.held[g], r.needs[g] = true, r.s.targets[g].covered+coverage.Amount(w.Covered[g])
	}
}

// fill uses what the levels leave free for the most people.
func (r *worstSearch) fill(ctx context.Context) {
	p := *r.s.problem
	w := r.judge(r.items)
	p.Needs, p.Cost = w.Covered, nil
	p.Rows = r.s.valued()
	const enough = 200
	best := covering.Solve(ctx, &p, covering.Options{Gap: 0.001, Nodes: enough, Start: [][]int32{r.items}})
	r.nodes += best.Nodes
	if best.Feasible {
		r.items = best.Items
	}
}

// progress tells how high the least coverage is.
func (r *worstSearch) progress(low, high float64) {
	if r.first {
		r.s.least = Least{low, math.Max(low, high)}
	}
	r.s.report(covering.Best{Items: r.items, Feasible: true, Nodes: r.nodes})
}
