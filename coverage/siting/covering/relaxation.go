package covering

import (
	"math"
	"slices"
)

// The status of an item in a node of the search.
const (
	free int8 = iota
	fixedIn
	fixedOut
)

// A relaxation is the Lagrangian relaxation of the problem that remains when some items
// are fixed: of the rows that are neither covered nor impossible, and the free items,
// numbered from 0 as slots.
//
// With multipliers λ of the clauses, μ of the needs and ν of all limits but the main
// one, no solution is better than
//
//	Σ rows max(0, value + Σ μ·weight − Σ need·λ) + Σ items x·(Σ λ − cost − Σ ν·use)
//	  + Σ μ·(covered − need) + Σ ν·left
//
// where x selects the items of greatest profit that the main limit admits.
type relaxation struct {
	*program
	items    []int32 // by slot
	rows     []int32 // open: neither covered nor impossible to cover
	rowStart []int32 // by open row: its first clause here; one more at the end

	need       []float64 // by clause here: how many items or joints are missing
	clause     []int32   // by clause here: its number in the program
	slotStart  []int32   // by slot: its first entry of slotClause; one more at the end
	slotClause []int32   // by slot: its clauses here
	joints     []openJoint
	limits     [][]limitUse // by slot, without the main one
	inMain     []bool       // by slot
	capacity   []float64    // by slot; nil where there are no capacities
	mainLimit  int          // the limit that is not relaxed but kept by sorting; -1 is none
	mainSlack  int          // how many more items it admits

	fixedValue float64   // objective of the items fixed in
	covered    []float64 // by group: weight covered by the items fixed in
	slack      []float64 // by limit, then by cut: what the items fixed in leave of it

	multipliers
	best       multipliers
	bound      float64   // the least found
	needPrice  []float64 // by group: estimated value of a unit of weight
	limitPrice []float64 // by limit and cut: estimated value of a unit of use
	profit     []float64 // by slot: reduced profit
	x          []bool    // by slot: selected
	xMean      []float64 // by slot: moving average of x, an approximate fractional solution
	z          []bool    // by open row: selected
	activity   []float64 // by clause: its selected items and joints
	scale      []float64 // by clause: estimated value of its row
	order      []int32   // slots of positive profit in the main limit
	magnitude  float64   // sum of the absolute terms of the last evaluation
}

// multipliers are those of the clauses, the needs, and the limits and cuts.
type multipliers struct{ lambda, mu, nu []float64 }

func (m multipliers) copyTo(o *multipliers) {
	o.lambda = append(o.lambda[:0], m.lambda...)
	o.mu = append(o.mu[:0], m.mu...)
	o.nu = append(o.nu[:0], m.nu...)
}

type openJoint struct {
	clause int32 // here
	slots  []int32
}

// relax builds the relaxation in which the items that s has chosen are fixed in and
// those that status marks fixedOut are out. It is nil where a need can no longer be
// met.
func relax(s *state, status []int8) *relaxation {
	r := &relaxation{program: s.program, fixedValue: float64(s.objective()), mainLimit: -1}
	slot := make([]int32, s.Items)
	for j := range slot {
		slot[j] = -1
		if status[j] == free {
			slot[j] = int32(len(r.items))
			r.items = append(r.items, int32(j))
		}
	}
	if !r.buildRows(s, slot) {
		return nil
	}
	r.lambda = make([]float64, len(r.need))
	r.mu = make([]float64, len(r.Needs))
	r.nu = make([]float64, len(r.Limits)+len(r.cuts))
	r.buildLimits(s)
	r.bound = r.coverAll(s)
	n := len(r.items)
	r.profit, r.x, r.xMean = make([]float64, n), make([]bool, n), make([]float64, n)
	r.z, r.activity = make([]bool, len(r.rows)), make([]float64, len(r.need))
	return r
}

// coverAll is the bound of covering every open row at no cost.
func (r *relaxation) coverAll(s *state) float64 {
	sum := s.objective()
	for _, row := range r.rows {
		sum += r.value[row]
	}
	bound := float64(sum)
	if math.Abs(bound) >= 1<<53 { // not exact
		bound += 1e-15 * math.Abs(bound)
	}
	return bound
}

// buildRows lists the open rows and clauses, and reports whether the needs can be met
// by covering all of them.
func (r *relaxation) buildRows(s *state, slot []int32) bool {
	r.covered = make([]float64, len(s.Needs))
	most := make([]float64, len(s.Needs))
	for g, c := range s.covered {
		r.covered[g], most[g] = float64(c), float64(c)
	}
	jointsOf := r.openJoints(s, slot)
	clause := int32(0)
	for row := range s.Rows {
		from := clause
		clause = r.clauseStart[row+1]
		if s.unmet[row] == 0 || !r.coverable(s, slot, int32(row), from, jointsOf) {
			continue
		}
		r.rows = append(r.rows, int32(row))
		r.rowStart = append(r.rowStart, int32(len(r.need)))
		for k := range s.Rows[row].Clauses {
			c := from + int32(k)
			if missing := s.need[c] - s.count[c]; missing > 0 {
				for _, joint := range jointsOf[c] {
					r.joints = append(r.joints, openJoint{int32(len(r.need)), joint})
				}
				r.need, r.clause = append(r.need, float64(missing)), append(r.clause, c)
			}
		}
		for _, p := range s.Rows[row].Parts {
			most[p.Group] += float64(p.Weight)
		}
	}
	r.rowStart = append(r.rowStart, int32(len(r.need)))
	for g, need := range s.Needs {
		if most[g] < float64(need) {
			return false
		}
	}
	r.buildColumns(s, slot)
	return true
}

// buildColumns lists the open clauses of every free item.
func (r *relaxation) buildColumns(s *state, slot []int32) {
	r.slotStart = make([]int32, len(r.items)+1)
	for _, c := range r.clause {
		row := s.rowOf[c]
		for _, j := range s.Rows[row].Clauses[c-s.clauseStart[row]].Items {
			if at := slot[j]; at >= 0 {
				r.slotStart[at+1]++
			}
		}
	}
	for at := range r.items {
		r.slotStart[at+1] += r.slotStart[at]
	}
	r.slotClause = make([]int32, r.slotStart[len(r.items)])
	next := slices.Clone(r.slotStart)
	for k, c := range r.clause {
		row := s.rowOf[c]
		for _, j := range s.Rows[row].Clauses[c-s.clauseStart[row]].Items {
			if at := slot[j]; at >= 0 {
				r.slotClause[next[at]] = int32(k)
				next[at]++
			}
		}
	}
}

// openJoints lists by clause the free items of joints that can still be completed.
func (r *relaxation) openJoints(s *state, slot []int32) map[int32][][]int32 {
	out := map[int32][][]int32{}
	for k := range s.joints {
		if s.jointMissing[k] == 0 {
			continue
		}
		var slots []int32
		for _, j := range s.joints[k].items {
			switch {
			case s.in[j]:
			case slot[j] >= 0:
				slots = append(slots, slot[j])
			default:
				slots = nil
			}
			if !s.in[j] && slot[j] < 0 {
				break
			}
		}
		if len(slots) == int(s.jointMissing[k]) {
			out[s.joints[k].clause] = append(out[s.joints[k].clause], slots)
		}
	}
	return out
}

// coverable reports whether a row can still be covered.
func (r *relaxation) coverable(s *state, slot []int32, row, from int32, joints map[int32][][]int32) bool {
	for k := range s.Rows[row].Clauses {
		c := from + int32(k)
		missing := s.need[c] - s.count[c] - int32(len(joints[c]))
		for _, j := range s.Rows[row].Clauses[k].Items {
			if missing <= 0 {
				break
			}
			if slot[j] >= 0 {
				missing--
			}
		}
		if missing > 0 {
			return false
		}
	}
	return true
}

// buildLimits lists the relaxed limits of every item. The main limit, which sorting
// keeps, is the one of most items among those that count each item as one.
func (r *relaxation) buildLimits(s *state) {
	most := 0
	for l := range r.Limits {
		if r.Limits[l].Use == nil && len(r.Limits[l].Items) > most {
			r.mainLimit, most = l, len(r.Limits[l].Items)
		}
	}
	r.slack = make([]float64, len(r.Limits)+len(r.cuts))
	for l := range r.Limits {
		r.slack[l] = float64(r.Limits[l].Most - s.used[l])
	}
	r.buildCuts(s)
	r.limits, r.inMain = make([][]limitUse, len(r.items)), make([]bool, len(r.items))
	for at, j := range r.items {
		for _, e := range r.itemLimits[j] {
			if int(e.limit) == r.mainLimit {
				r.inMain[at] = true
			} else {
				r.limits[at] = append(r.limits[at], e)
			}
		}
		if r.itemCuts != nil {
			for _, c := range r.itemCuts[j] {
				r.limits[at] = append(r.limits[at], limitUse{int32(len(r.Limits)) + c, -1})
			}
		}
	}
	if r.mainLimit >= 0 {
		r.mainSlack = int(min(r.slack[r.mainLimit], float64(len(r.items)+1))) // as a limit may exceed an int
	}
}

// buildCuts appends the cuts as limits: of −atLeast, of which each item uses −1.
func (r *relaxation) buildCuts(s *state) {
	for c := range r.cuts {
		r.slack[len(r.Limits)+c] = -float64(r.cuts[c].atLeast)
	}
	if r.itemCuts == nil {
		return
	}
	for _, j := range s.chosen {
		for _, c := range r.itemCuts[j] {
			r.slack[len(r.Limits)+int(c)]++
		}
	}
}
