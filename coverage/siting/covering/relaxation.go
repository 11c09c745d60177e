package covering

import "slices"

// The fate of an item in a part of the search.
const (
	free int8 = iota
	inside
	outside
)

// A relaxation is the Lagrangian of what is left when some items are fixed: the
// clauses of rows that are not decided, and the free items, numbered anew (slots).
//
// With multipliers λ of the clauses, μ of the needs and ν of all limits but the main
// one, no choice is better than
//
//	Σ rows max(0, value + Σ μ·weight − Σ need·λ) + Σ items x·(Σ λ − cost − Σ ν·use)
//	  + Σ μ·(covered − need) + Σ ν·left
//
// where x are the items of most profit that the main limit has room for.
type relaxation struct {
	*program
	items []int32 // by slot
	rows  []int32 // alive
	first []int32 // by alive row: its first clause here; one more at the end

	need      []float64 // by clause here: what it lacks
	clause    []int32   // likewise, its number in the program
	itemFirst []int32   // by slot, into itemClause
	itemAt    []int32   // clauses here
	joints    []openJoint
	limits    [][]entry // by slot, the main one left out
	inMain    []bool    // by slot
	serves    []float64 // by slot: what it serves at most; nil where nothing is bounded so
	main      int       // the limit that sorting keeps; -1 is none
	room      int       // left of it

	sum     float64   // objective of what is fixed
	covered []float64 // by group, likewise
	left    []float64 // by limit

	multipliers
	best   multipliers
	bound  float64   // the least found, safe to round down
	price  []float64 // by group: what a unit of weight is worth, roughly
	toll   []float64 // by limit, likewise a unit of use
	profit []float64 // by slot
	x      []bool    // by slot
	mean   []float64 // by slot: x, averaged over the last steps
	z      []bool    // by alive row
	reach  []float64 // by clause: its chosen items and joints
	scale  []float64 // by clause: what its row is worth, roughly
	order  []int32
	terms  float64 // of the last sum, in absolute value
}

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

// relax lays out what is left where the items that s has chosen are fixed inside,
// and fate says of all others. It is nil where a limit is broken or a need cannot be
// met any more.
func relax(s *state, fate []int8) *relaxation {
	r := &relaxation{program: s.program, sum: float64(s.objective()), main: -1}
	slot := make([]int32, s.Items)
	for j := range slot {
		slot[j] = -1
		if fate[j] == free {
			slot[j] = int32(len(r.items))
			r.items = append(r.items, int32(j))
		}
	}
	if !r.layRows(s, slot) {
		return nil
	}
	r.lambda = make([]float64, len(r.need))
	r.mu = make([]float64, len(r.Needs))
	r.nu = make([]float64, len(r.Limits)+len(r.cuts))
	r.layLimits(s)
	r.bound = r.sum // were every open row covered for nothing
	for _, row := range r.rows {
		r.bound += float64(r.value[row])
	}
	n := len(r.items)
	r.profit, r.x, r.mean = make([]float64, n), make([]bool, n), make([]float64, n)
	r.z, r.reach = make([]bool, len(r.rows)), make([]float64, len(r.need))
	return r
}

// layRows finds the rows and clauses that are open, and reports whether the needs
// can be met at all.
func (r *relaxation) layRows(s *state, slot []int32) bool {
	r.covered = make([]float64, len(s.Needs))
	most := make([]float64, len(s.Needs))
	for g, c := range s.covered {
		r.covered[g], most[g] = float64(c), float64(c)
	}
	jointsOf := r.openJoints(s, slot)
	clause := int32(0)
	for row := range s.Rows {
		from := clause
		clause = r.clauseFirst[row+1]
		if s.missing[row] == 0 || !r.possible(s, slot, int32(row), from, jointsOf) {
			continue
		}
		r.rows = append(r.rows, int32(row))
		r.first = append(r.first, int32(len(r.need)))
		for k := range s.Rows[row].Clauses {
			c := from + int32(k)
			if lacks := s.need[c] - s.count[c]; lacks > 0 {
				for _, joint := range jointsOf[c] {
					r.joints = append(r.joints, openJoint{int32(len(r.need)), joint})
				}
				r.need, r.clause = append(r.need, float64(lacks)), append(r.clause, c)
			}
		}
		for _, p := range s.Rows[row].Parts {
			most[p.Group] += float64(p.Weight)
		}
	}
	r.first = append(r.first, int32(len(r.need)))
	for g, need := range s.Needs {
		if most[g] < float64(need) {
			return false
		}
	}
	r.layEntries(s, slot)
	return true
}

// layEntries lists the open clauses of every free item.
func (r *relaxation) layEntries(s *state, slot []int32) {
	r.itemFirst = make([]int32, len(r.items)+1)
	for _, c := range r.clause {
		row := s.rowOf[c]
		for _, j := range s.Rows[row].Clauses[c-s.clauseFirst[row]].Items {
			if at := slot[j]; at >= 0 {
				r.itemFirst[at+1]++
			}
		}
	}
	for at := range r.items {
		r.itemFirst[at+1] += r.itemFirst[at]
	}
	r.itemAt = make([]int32, r.itemFirst[len(r.items)])
	next := slices.Clone(r.itemFirst)
	for k, c := range r.clause {
		row := s.rowOf[c]
		for _, j := range s.Rows[row].Clauses[c-s.clauseFirst[row]].Items {
			if at := slot[j]; at >= 0 {
				r.itemAt[next[at]] = int32(k)
				next[at]++
			}
		}
	}
}

// openJoints lists by clause the free items of joints that can still come about.
func (r *relaxation) openJoints(s *state, slot []int32) map[int32][][]int32 {
	out := map[int32][][]int32{}
	for k := range s.joints {
		if s.left[k] == 0 {
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
		if len(slots) == int(s.left[k]) {
			out[s.joints[k].clause] = append(out[s.joints[k].clause], slots)
		}
	}
	return out
}

// possible reports whether a row can still be covered.
func (r *relaxation) possible(s *state, slot []int32, row, from int32, joints map[int32][][]int32) bool {
	for k := range s.Rows[row].Clauses {
		c := from + int32(k)
		lacks := s.need[c] - s.count[c] - int32(len(joints[c]))
		for _, j := range s.Rows[row].Clauses[k].Items {
			if lacks <= 0 {
				break
			}
			if slot[j] >= 0 {
				lacks--
			}
		}
		if lacks > 0 {
			return false
		}
	}
	return true
}

// layLimits chooses the limit that sorting keeps: of those that count each item as
// one that with most items.
func (r *relaxation) layLimits(s *state) {
	most := 0
	for l := range r.Limits {
		if r.Limits[l].Use == nil && len(r.Limits[l].Items) > most {
			r.main, most = l, len(r.Limits[l].Items)
		}
	}
	r.left = make([]float64, len(r.Limits)+len(r.cuts))
	for l := range r.Limits {
		r.left[l] = float64(r.Limits[l].Most - s.used[l])
	}
	r.layCuts(s)
	r.limits, r.inMain = make([][]entry, len(r.items)), make([]bool, len(r.items))
	for at, j := range r.items {
		for _, e := range r.itemLimits[j] {
			if int(e.limit) == r.main {
				r.inMain[at] = true
			} else {
				r.limits[at] = append(r.limits[at], e)
			}
		}
		if r.itemCuts != nil {
			for _, c := range r.itemCuts[j] {
				r.limits[at] = append(r.limits[at], entry{int32(len(r.Limits)) + c, -1})
			}
		}
	}
	if r.main >= 0 {
		r.room = int(r.left[r.main])
	}
}

// layCuts writes cuts as limits: no more than −least of what each item uses −1 of.
func (r *relaxation) layCuts(s *state) {
	for c := range r.cuts {
		r.left[len(r.Limits)+c] = -float64(r.cuts[c].least)
	}
	if r.itemCuts == nil {
		return
	}
	for _, j := range s.chosen {
		for _, c := range r.itemCuts[j] {
			r.left[len(r.Limits)+int(c)]++
		}
	}
}
