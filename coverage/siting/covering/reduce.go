package covering

import (
	"encoding/binary"
	"slices"
)

// A reduction is the problem that remains when some items are fixed.
type reduction struct {
	*Problem
	offset   int64   // objective of the items fixed in, to be added
	items    []int32 // by item: its number in the original problem
	chosen   []int32 // items of the original problem that are fixed in
	feasible bool    // false: the items fixed in break a limit or conflict
}

// reduce removes the items that status fixes, the rows that are thereby covered or
// cannot be, and merges rows that the same items cover.
func reduce(p *program, status []int8) *reduction {
	s := newState(p)
	out := &reduction{feasible: true, Problem: &Problem{}}
	for j := range int32(p.Items) {
		if status[j] == fixedIn {
			if !s.fits(j) {
				out.feasible = false
				return out
			}
			s.add(j)
			out.chosen = append(out.chosen, j)
		}
	}
	out.offset = s.objective()
	newIndex := make([]int32, p.Items) // -1: removed
	for j := range int32(p.Items) {
		newIndex[j] = -1
		if status[j] == free && s.fits(j) {
			newIndex[j] = int32(len(out.items))
			out.items = append(out.items, j)
		}
	}
	out.Items = len(out.items)
	out.copyRows(s, newIndex)
	for g, need := range p.Needs {
		out.Needs = append(out.Needs, max(0, need-s.covered[g]))
	}
	out.copyLimits(s, newIndex)
	if p.Cost != nil {
		for _, j := range out.items {
			out.Cost = append(out.Cost, p.Cost[j])
		}
	}
	if p.Apart != nil {
		for _, j := range out.items {
			var apart []int32
			for _, o := range p.Apart[j] {
				if newIndex[o] >= 0 {
					apart = append(apart, newIndex[o])
				}
			}
			out.Apart = append(out.Apart, apart)
		}
	}
	return out
}

// copyLimits copies the residual limits, including those that bind no more, so that
// they keep their numbers.
func (out *reduction) copyLimits(s *state, newIndex []int32) {
	for l := range s.Limits {
		was := &s.Limits[l]
		limit := Limit{Most: was.Most - s.used[l]}
		if was.Use != nil {
			limit.Use = []int64{}
		}
		for k, j := range was.Items {
			if newIndex[j] < 0 {
				continue
			}
			limit.Items = append(limit.Items, newIndex[j])
			if was.Use != nil {
				limit.Use = append(limit.Use, was.Use[k])
			}
		}
		out.feasible = out.feasible && limit.Most >= 0
		out.Limits = append(out.Limits, limit)
	}
}

// copyRows copies the rows that are neither covered nor impossible to cover. Those with
// the same clauses and groups are merged.
func (out *reduction) copyRows(s *state, newIndex []int32) {
	known := map[string]int32{}
	var key []byte
	clause := int32(0)
	for r := range s.Rows {
		from := clause
		clause = s.clauseStart[r+1]
		if s.unmet[r] == 0 {
			continue
		}
		row, coverable := residualRow(s, newIndex, int32(r), from)
		if !coverable {
			continue
		}
		key = rowKey(key[:0], &row)
		at, again := known[string(key)]
		if !again {
			row.Parts = slices.Clone(row.Parts)
			known[string(key)] = int32(len(out.Rows))
			out.Rows = append(out.Rows, row)
			continue
		}
		same := &out.Rows[at]
		same.Value += row.Value
		for k := range same.Parts {
			same.Parts[k].Weight += row.Parts[k].Weight
		}
	}
}

// residualRow returns the clauses of a row that do not hold yet, without the items that
// are fixed, and whether the row can still be covered.
func residualRow(s *state, newIndex []int32, r, from int32) (row Row, coverable bool) {
	was := &s.Rows[r]
	row = Row{Value: was.Value, Parts: was.Parts}
	for k := range was.Clauses {
		c := from + int32(k)
		need := s.need[c] - s.count[c]
		if need <= 0 {
			continue
		}
		open := Clause{Need: need, Items: make([]int32, 0, len(was.Clauses[k].Items))}
		for _, j := range was.Clauses[k].Items {
			if newIndex[j] >= 0 {
				open.Items = append(open.Items, newIndex[j])
			}
		}
		for _, joint := range was.Clauses[k].Joints {
			open.addResidualJoint(s, newIndex, joint)
		}
		if int(need) > len(open.Items)+len(open.Joints) {
			return Row{}, false
		}
		row.Clauses = append(row.Clauses, open)
	}
	return row, true
}

// addResidualJoint adds what remains of a joint; one with a single item left is an item.
func (c *Clause) addResidualJoint(s *state, newIndex []int32, items []int32) {
	var open []int32
	for _, j := range items {
		switch {
		case s.in[j]:
		case newIndex[j] < 0:
			return
		default:
			open = append(open, newIndex[j])
		}
	}
	if len(open) == 0 {
		return // the state counts it
	}
	if len(open) == 1 && c.Need == 1 {
		// An item that the clause has already would not count twice for need 1.
		if at, there := slices.BinarySearch(c.Items, open[0]); !there {
			c.Items = slices.Insert(c.Items, at, open[0])
		}
		return
	}
	c.Joints = append(c.Joints, open)
}

// rowKey appends a key that rows share only if they have equal clauses and groups.
func rowKey(key []byte, r *Row) []byte {
	for _, p := range r.Parts {
		key = binary.AppendVarint(key, int64(p.Group))
	}
	key = binary.AppendVarint(key, -1)
	for k := range r.Clauses {
		c := &r.Clauses[k]
		key = binary.AppendVarint(key, int64(c.Need))
		last := int32(0)
		for _, j := range c.Items {
			key, last = binary.AppendVarint(key, int64(j-last)), j
		}
		key = binary.AppendVarint(key, -1<<32)
		for _, joint := range c.Joints {
			for _, j := range joint {
				key = binary.AppendVarint(key, int64(j))
			}
			key = binary.AppendVarint(key, -1<<33)
		}
	}
	return key
}

// dominated marks items that another one can replace in every solution: they cover no
// row that it does not, cost no less and use no less of any limit. Of identical items
// the first stays. Items of no clause are marked, too; beyond these it marks none where
// items work together (clauses of greater need, joints) or conflict.
func dominated(p *program) []bool {
	out := make([]bool, p.Items)
	for j := range int32(p.Items) {
		out[j] = len(p.clauses(j)) == 0 && (p.itemJoints == nil || p.itemJoints[j] == nil)
	}
	if !p.simple || p.Apart != nil {
		return out
	}
	shortest := make([]int32, p.Items) // by item: its row of shortest items
	for j := range shortest {
		shortest[j] = -1
	}
	for r := range p.Rows {
		items := p.Rows[r].Clauses[0].Items
		for _, j := range items {
			if shortest[j] < 0 || len(items) < len(p.Rows[shortest[j]].Clauses[0].Items) {
				shortest[j] = int32(r)
			}
		}
	}
	for j := range int32(p.Items) {
		if out[j] {
			continue
		}
		for _, o := range p.Rows[shortest[j]].Clauses[0].Items {
			if o != j && !out[o] && p.dominates(o, j) {
				out[j] = true
				break
			}
		}
	}
	return out
}

// dominates reports whether o covers all rows of j, costs no more and uses no more of
// any limit; where o and j are identical, whether o comes first.
func (p *program) dominates(o, j int32) bool {
	ofJ, ofO := p.clauses(j), p.clauses(o)
	if len(ofO) < len(ofJ) || p.cost(o) > p.cost(j) || len(ofO) == len(ofJ) && p.cost(o) == p.cost(j) && o > j && slices.Equal(p.itemLimits[o], p.itemLimits[j]) {
		return false
	}
	if !usesNoMore(p.itemLimits[o], p.itemLimits[j]) {
		return false
	}
	k := 0
	for _, c := range ofJ { // both ascend
		for k < len(ofO) && ofO[k] < c {
			k++
		}
		if k == len(ofO) || ofO[k] != c {
			return false
		}
	}
	return true
}

// usesNoMore reports whether an item with uses a uses no more of any limit than one
// with uses b.
func usesNoMore(a, b []limitUse) bool {
	for _, e := range a {
		at := slices.IndexFunc(b, func(o limitUse) bool { return o.limit == e.limit })
		if e.use > 0 && (at < 0 || b[at].use < e.use) {
			return false
		}
	}
	return true
}
