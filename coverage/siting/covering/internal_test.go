package covering

import (
	"context"
	"math"
	"slices"

	"pgregory.net/rapid"
)

// What the tests of the inner parts have in common: problems, and an evaluation of all
// sets of items that shares nothing with the package.

func numbers(n int) []int32 {
	out := make([]int32, n)
	for j := range out {
		out[j] = int32(j)
	}
	return out
}

// drawSet draws some of n items, ascending.
func drawSet(t *rapid.T, n int, label string) []int32 {
	list := rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(n-1)), 0, n, rapid.ID[int32]).Draw(t, label)
	slices.Sort(list)
	return list
}

// drawInner draws a small problem; simple ones have rows of one clause of need 1.
func drawInner(t *rapid.T, simple bool) *Problem {
	n := rapid.IntRange(2, 8).Draw(t, "items")
	p := &Problem{Items: n}
	groups := rapid.IntRange(0, 2).Draw(t, "groups")
	p.Needs = make([]int64, groups)
	for range rapid.IntRange(1, 14).Draw(t, "rows") {
		r := Row{Value: rapid.Int64Range(0, 20).Draw(t, "value"), Clauses: []Clause{{Need: 1, Items: drawSet(t, n, "covers")}}}
		for g := range groups {
			if w := rapid.Int64Range(0, 9).Draw(t, "weight"); w > 0 {
				r.Parts = append(r.Parts, Part{int32(g), w})
				p.Needs[g] += w
			}
		}
		if !simple {
			r.Clauses[0].Need = rapid.Int32Range(1, 2).Draw(t, "need")
			for range rapid.IntRange(0, 2).Draw(t, "joints") {
				if joint := drawSet(t, n, "joint"); len(joint) > 0 {
					r.Clauses[0].Joints = append(r.Clauses[0].Joints, joint)
				}
			}
			if rapid.Bool().Draw(t, "second") {
				r.Clauses = append(r.Clauses, Clause{Need: 1, Items: drawSet(t, n, "other")})
			}
		}
		p.Rows = append(p.Rows, r)
	}
	for g := range p.Needs {
		p.Needs[g] = rapid.Int64Range(0, p.Needs[g]).Draw(t, "needed")
	}
	if groups > 0 || rapid.Bool().Draw(t, "costs") {
		for range n {
			p.Cost = append(p.Cost, rapid.Int64Range(0, 7).Draw(t, "cost"))
		}
	}
	if rapid.Bool().Draw(t, "counted") {
		p.Limits = append(p.Limits, Limit{Items: numbers(n), Most: rapid.Int64Range(0, int64(n)).Draw(t, "count")})
	}
	if rapid.Bool().Draw(t, "budget") {
		l := Limit{Items: drawSet(t, n, "paid"), Use: []int64{}, Most: rapid.Int64Range(0, 12).Draw(t, "budget")}
		for range l.Items {
			l.Use = append(l.Use, rapid.Int64Range(0, 5).Draw(t, "use"))
		}
		p.Limits = append(p.Limits, l)
	}
	if rapid.IntRange(0, 2).Draw(t, "apart") == 0 {
		p.Apart = make([][]int32, n)
		for a := range int32(n) {
			for b := range a {
				if rapid.IntRange(0, 4).Draw(t, "near") == 0 {
					p.Apart[a], p.Apart[b] = append(p.Apart[a], b), append(p.Apart[b], a)
				}
			}
		}
	}
	return p
}

// A trial is what one set of items does.
type trial struct {
	set       uint
	objective int64
	fits, ok  bool // within limits and without conflict; and meeting the needs
}

func (x *trial) has(j int32) bool { return x.set>>uint(j)&1 == 1 }

// tryAll evaluates every set of items.
func tryAll(p *Problem) []trial {
	out := make([]trial, 1<<p.Items)
	for set := range out {
		out[set] = try(p, uint(set))
	}
	return out
}

func try(p *Problem, set uint) trial {
	x := trial{set: set, fits: true}
	weight := make([]int64, len(p.Needs))
	for _, r := range p.Rows {
		if slices.ContainsFunc(r.Clauses, func(c Clause) bool { return !holds(&c, &x) }) {
			continue
		}
		x.objective += r.Value
		for _, part := range r.Parts {
			weight[part.Group] += part.Weight
		}
	}
	for j := range int32(p.Items) {
		if x.has(j) && p.Cost != nil {
			x.objective -= p.Cost[j]
		}
		if x.has(j) && p.Apart != nil && slices.ContainsFunc(p.Apart[j], x.has) {
			x.fits = false
		}
	}
	for _, l := range p.Limits {
		most := l.Most
		for k, j := range l.Items {
			switch {
			case !x.has(j):
			case l.Use == nil:
				most--
			default:
				most -= l.Use[k]
			}
		}
		x.fits = x.fits && most >= 0
	}
	x.ok = x.fits
	for g, w := range weight {
		x.ok = x.ok && w >= p.Needs[g]
	}
	return x
}

func holds(c *Clause, x *trial) bool {
	n := int32(0)
	for _, j := range c.Items {
		if x.has(j) {
			n++
		}
	}
	for _, joint := range c.Joints {
		if !slices.ContainsFunc(joint, func(j int32) bool { return !x.has(j) }) {
			n++
		}
	}
	return n >= c.Need
}

// bestOf is the greatest objective of the trials that meet the needs and admit accepts.
func bestOf(trials []trial, admit func(x *trial) bool) float64 {
	best := math.Inf(-1)
	for k := range trials {
		if x := &trials[k]; x.ok && admit(x) {
			best = math.Max(best, float64(x.objective))
		}
	}
	return best
}

func anything(*trial) bool { return true }

// drawStatus fixes some items in, which fit, and some out.
func drawStatus(t *rapid.T, c *program) (*state, []int8) {
	s, status := newState(c), make([]int8, c.Items)
	for j := range int32(c.Items) {
		status[j] = rapid.SampledFrom([]int8{free, free, fixedIn, fixedOut}).Draw(t, "status")
		switch {
		case status[j] == fixedIn && !s.fits(j):
			status[j] = fixedOut
		case status[j] == fixedIn:
			s.add(j)
		}
	}
	return s, status
}

// within admits the trials that keep to a status.
func within(status []int8) func(x *trial) bool {
	return func(x *trial) bool {
		for j, f := range status {
			if f == fixedIn && !x.has(int32(j)) || f == fixedOut && x.has(int32(j)) {
				return false
			}
		}
		return true
	}
}

var background = context.Background()
