package covering

import (
	"encoding/binary"
	"slices"
)

// A reduction is a smaller problem whose best choices are those of a larger one.
type reduction struct {
	*Problem
	base     int64   // objective of what is decided: to be added
	items    []int32 // of the larger problem, by item here
	in       []int32 // of the larger problem: those that every choice has
	possible bool    // false: no choice keeps the needs and limits
}

// reduce leaves out the items that fate decides and rows that are decided by that,
// and takes rows together that the same items cover.
func reduce(p *program, fate []int8) *reduction {
	s := newState(p)
	out := &reduction{possible: true, Problem: &Problem{}}
	for j := range int32(p.Items) {
		if fate[j] == inside {
			if !s.fits(j) {
				out.possible = false
				return out
			}
			s.add(j)
			out.in = append(out.in, j)
		}
	}
	out.base = s.objective()
	to := make([]int32, p.Items)
	for j := range int32(p.Items) {
		to[j] = -1
		if fate[j] == free && s.fits(j) {
			to[j] = int32(len(out.items))
			out.items = append(out.items, j)
		}
	}
	out.Items = len(out.items)
	out.copyRows(s, to)
	for g, need := range p.Needs {
		out.Needs = append(out.Needs, max(0, need-s.covered[g]))
	}
	out.copyLimits(s, to)
	if p.Cost != nil {
		for _, j := range out.items {
			out.Cost = append(out.Cost, p.Cost[j])
		}
	}
	if p.Apart != nil {
		for _, j := range out.items {
			var apart []int32
			for _, o := range p.Apart[j] {
				if to[o] >= 0 {
					apart = append(apart, to[o])
				}
			}
			out.Apart = append(out.Apart, apart)
		}
	}
	return out
}

// copyLimits copies what is left of the limits, also of those that bind nothing any
// more: they keep their numbers.
func (out *reduction) copyLimits(s *state, to []int32) {
	for l := range s.Limits {
		was := &s.Limits[l]
		limit := Limit{Most: was.Most - s.used[l]}
		if was.Use != nil {
			limit.Use = []int64{}
		}
		for k, j := range was.Items {
			if to[j] < 0 {
				continue
			}
			limit.Items = append(limit.Items, to[j])
			if was.Use != nil {
				limit.Use = append(limit.Use, was.Use[k])
			}
		}
		out.possible = out.possible && limit.Most >= 0
		out.Limits = append(out.Limits, limit)
	}
}

// copyRows copies the rows that are open and can be covered. Those with the same
// clauses and groups become one.
func (out *reduction) copyRows(s *state, to []int32) {
	known := map[string]int32{}
	var key []byte
	clause := int32(0)
	for r := range s.Rows {
		from := clause
		clause = s.clauseFirst[r+1]
		if s.missing[r] == 0 {
			continue
		}
		row, open := openRow(s, to, int32(r), from)
		if !open {
			continue
		}
		key = keyOf(key[:0], &row)
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

// openRow returns what is left of a row, and whether it can still be covered.
func openRow(s *state, to []int32, r, from int32) (Row, bool) {
	was := &s.Rows[r]
	row := Row{Value: was.Value, Parts: was.Parts}
	for k := range was.Clauses {
		c := from + int32(k)
		lacks := s.need[c] - s.count[c]
		if lacks <= 0 {
			continue
		}
		open := Clause{Need: lacks, Items: make([]int32, 0, len(was.Clauses[k].Items))}
		for _, j := range was.Clauses[k].Items {
			if to[j] >= 0 {
				open.Items = append(open.Items, to[j])
			}
		}
		for _, joint := range was.Clauses[k].Joints {
			open.addJoint(s, to, joint)
		}
		if int(lacks) > len(open.Items)+len(open.Joints) {
			return Row{}, false
		}
		row.Clauses = append(row.Clauses, open)
	}
	return row, true
}

// addJoint adds what is left of a joint: one whose last item is left is an item.
func (c *Clause) addJoint(s *state, to []int32, items []int32) {
	var open []int32
	for _, j := range items {
		switch {
		case s.in[j]:
		case to[j] < 0:
			return
		default:
			open = append(open, to[j])
		}
	}
	if len(open) == 0 {
		return // it is counted
	}
	if len(open) == 1 && c.Need == 1 {
		// Of need 1 an item that is there already counts once all the same.
		if at, there := slices.BinarySearch(c.Items, open[0]); !there {
			c.Items = slices.Insert(c.Items, at, open[0])
		}
		return
	}
	c.Joints = append(c.Joints, open)
}

// keyOf appends what tells rows apart that other items cover or other groups count.
func keyOf(key []byte, r *Row) []byte {
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

// dominated finds items that another one replaces in every choice: it covers no row
// that the other does not, costs no less and uses no less of any limit. Where two do
// the same, the first stays. It looks at nothing where items can be of use together:
// at clauses that need several, joints, and items that must be apart.
func dominated(p *program) []bool {
	out := make([]bool, p.Items)
	for j := range int32(p.Items) {
		out[j] = len(p.clauses(j)) == 0 && (p.itemJoints == nil || p.itemJoints[j] == nil)
	}
	if !p.plain || p.Apart != nil {
		return out
	}
	fewest := make([]int32, p.Items) // by item: its row with fewest items
	for j := range fewest {
		fewest[j] = -1
	}
	for r := range p.Rows {
		items := p.Rows[r].Clauses[0].Items
		for _, j := range items {
			if fewest[j] < 0 || len(items) < len(p.Rows[fewest[j]].Clauses[0].Items) {
				fewest[j] = int32(r)
			}
		}
	}
	for j := range int32(p.Items) {
		if out[j] {
			continue
		}
		for _, o := range p.Rows[fewest[j]].Clauses[0].Items {
			if o != j && !out[o] && p.replaces(o, j) {
				out[j] = true
				break
			}
		}
	}
	return out
}

// replaces reports whether o does all that j does, at no higher price.
func (p *program) replaces(o, j int32) bool {
	mine, its := p.clauses(j), p.clauses(o)
	if len(its) < len(mine) || p.cost(o) > p.cost(j) || len(its) == len(mine) && p.cost(o) == p.cost(j) && o > j && equalLimits(p.itemLimits[o], p.itemLimits[j]) {
		return false
	}
	if !withinLimits(p.itemLimits[o], p.itemLimits[j]) {
		return false
	}
	k := 0
	for _, c := range mine { // both ascend
		for k < len(its) && its[k] < c {
			k++
		}
		if k == len(its) || its[k] != c {
			return false
		}
	}
	return true
}

// withinLimits reports whether what uses a uses no more of any limit than b.
func withinLimits(a, b []entry) bool {
	for _, e := range a {
		at := slices.IndexFunc(b, func(o entry) bool { return o.limit == e.limit })
		if e.use > 0 && (at < 0 || b[at].use < e.use) {
			return false
		}
	}
	return true
}

func equalLimits(a, b []entry) bool { return slices.Equal(a, b) }
