package covering

// A Problem is what may be chosen and what it does. It is not changed by solving.
type Problem struct {
	Items  int     // their number; items are 0 … Items-1
	Cost   []int64 // by item, at least 0: what it takes from the objective; nil is 0 each
	Rows   []Row
	Needs  []int64 // by group: what the covered rows must weigh at least
	Limits []Limit
	Apart  [][]int32 // by item, ascending: those that cannot be chosen beside it, each way; nil is none
	Fixed  []int32   // items of every choice

	// Room is by item what it serves of its rows' values at most; 0 is no bound, nil
	// none at all. With it the objective is what is served, rows have one clause of
	// need 1, and there are no needs and costs.
	Room []int64
}

// A Row is something to be covered.
type Row struct {
	Value   int64    // at least 0, to the objective
	Parts   []Part   // to the needs; each group once
	Clauses []Clause // all of which it takes
}

// A Part is what a row weighs for a group.
type Part struct {
	Group  int32
	Weight int64 // at least 0
}

// A Clause wants so many of its items, or joints: items that count as one when all
// of them are chosen.
type Clause struct {
	Need   int32 // at least 1
	Items  []int32
	Joints [][]int32
}

// A Limit is what chosen items may use together.
type Limit struct {
	Items []int32
	Use   []int64 // beside Items, at least 0; nil is 1 each
	Most  int64
}

// use returns what the k-th item of a limit uses.
func (l *Limit) use(k int) int64 {
	if l.Use == nil {
		return 1
	}
	return l.Use[k]
}

// A program is a Problem laid out for walking through.
type program struct {
	*Problem
	value       []int64 // by row
	clauseFirst []int32 // by row: its first clause; one more at the end
	need        []int32 // by clause
	rowOf       []int32 // by clause
	itemFirst   []int32 // by item: its first entry of itemClause; one more at the end
	itemClause  []int32
	joints      []joint
	itemJoints  [][]int32 // by item; nil where there are no joints
	itemLimits  [][]entry // by item
	plain       bool      // every row has one clause of need 1 and no joints
	cuts        []cut
	itemCuts    [][]int32 // by item; nil where there are no cuts
	unit        int64     // every objective is a multiple of it
}

type joint struct {
	clause int32
	items  []int32
	share  float64 // of the clause's joints, for the eye of the greedy alone
}

type entry struct {
	limit int32
	use   int64
}

func compile(p *Problem) *program {
	c := &program{Problem: p, plain: true, clauseFirst: make([]int32, 1, len(p.Rows)+1), value: make([]int64, len(p.Rows))}
	count := make([]int32, p.Items+1)
	for r := range p.Rows {
		row := &p.Rows[r]
		c.value[r] = row.Value
		c.unit = gcd(c.unit, row.Value)
		for k := range row.Clauses {
			clause := &row.Clauses[k]
			c.plain = c.plain && len(row.Clauses) == 1 && clause.Need == 1 && len(clause.Joints) == 0
			c.addJoints(clause)
			c.need, c.rowOf = append(c.need, clause.Need), append(c.rowOf, int32(r))
			for _, j := range clause.Items {
				count[j]++
			}
		}
		c.clauseFirst = append(c.clauseFirst, int32(len(c.need)))
	}
	for _, cost := range p.Cost {
		c.unit = gcd(c.unit, cost)
	}
	c.unit = max(c.unit, 1)
	c.index(count)
	c.itemLimits = make([][]entry, p.Items)
	for l := range p.Limits {
		for k, j := range p.Limits[l].Items {
			c.itemLimits[j] = append(c.itemLimits[j], entry{int32(l), p.Limits[l].use(k)})
		}
	}
	return c
}

// addJoints takes note of the joints of the clause that comes next.
func (c *program) addJoints(clause *Clause) {
	for _, items := range clause.Joints {
		if c.itemJoints == nil {
			c.itemJoints = make([][]int32, c.Items)
		}
		for _, j := range items {
			c.itemJoints[j] = append(c.itemJoints[j], int32(len(c.joints)))
		}
		c.joints = append(c.joints, joint{int32(len(c.need)), items, 1 / float64(len(items)*len(clause.Joints))})
	}
}

// index lists the clauses of every item, given how many each has.
func (c *program) index(count []int32) {
	c.itemFirst = make([]int32, c.Items+1)
	for j := range c.Items {
		c.itemFirst[j+1] = c.itemFirst[j] + count[j]
	}
	c.itemClause = make([]int32, c.itemFirst[c.Items])
	next := append([]int32(nil), c.itemFirst[:c.Items]...)
	clause := int32(0)
	for r := range c.Rows {
		for k := range c.Rows[r].Clauses {
			for _, j := range c.Rows[r].Clauses[k].Items {
				c.itemClause[next[j]] = clause
				next[j]++
			}
			clause++
		}
	}
}

// clauses lists those of an item.
func (c *program) clauses(j int32) []int32 { return c.itemClause[c.itemFirst[j]:c.itemFirst[j+1]] }

func (c *program) cost(j int32) int64 {
	if c.Cost == nil {
		return 0
	}
	return c.Cost[j]
}

// weight is what a row is worth at a glance: its value and all of its parts.
func (c *program) weight(row int32) int64 {
	w := c.value[row]
	for _, p := range c.Rows[row].Parts {
		w += p.Weight
	}
	return w
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
