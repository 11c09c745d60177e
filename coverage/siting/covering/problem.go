package covering

// A Problem lists the items, the rows they cover, and the constraints on a solution.
// Solving does not change it. The sum of all values, that of each group's weights and
// that of all costs must fit an int64.
type Problem struct {
	Items  int     // number of items, which are 0 … Items-1
	Cost   []int64 // by item, at least 0, subtracted from the objective; nil is 0 each
	Rows   []Row
	Needs  []int64 // by group: the least weight of covered rows
	Limits []Limit
	Apart  [][]int32 // by item, ascending and symmetric: the items it conflicts with; nil is none
	Fixed  []int32   // items of every solution

	// Room is by item its capacity: how much of its rows' values it can serve; 0 is
	// unbounded, and nil is a problem without capacities. With capacities the
	// objective is the value served, every row has one clause of need 1, and there
	// are no needs and costs.
	Room []int64
}

// A Row is something to cover.
type Row struct {
	Value   int64    // at least 0, added to the objective
	Parts   []Part   // added to the groups' weights; each group once
	Clauses []Clause // all must hold
}

// A Part is the weight of a row for a group.
type Part struct {
	Group  int32 // index of Problem.Needs
	Weight int64 // at least 0
}

// A Clause holds when at least Need of its items and joints are chosen. A joint is a
// set of items that counts as one when all of them are chosen.
type Clause struct {
	Need   int32   // at least 1
	Items  []int32 // ascending
	Joints [][]int32
}

// A Limit is a knapsack constraint: the chosen items together use at most Most.
type Limit struct {
	Items []int32
	Use   []int64 // parallel to Items, at least 0; nil is 1 each
	Most  int64
}

// use returns the use of the k-th item of a limit.
func (l *Limit) use(k int) int64 {
	if l.Use == nil {
		return 1
	}
	return l.Use[k]
}

// A program is a Problem indexed by row, clause and item.
type program struct {
	*Problem
	value       []int64 // by row
	clauseStart []int32 // by row: its first clause; len(Rows)+1 entries
	need        []int32 // by clause
	rowOf       []int32 // by clause
	itemStart   []int32 // by item: its first entry of itemClause; Items+1 entries
	itemClause  []int32
	joints      []joint
	itemJoints  [][]int32    // by item: its joints; nil where there are none
	itemLimits  [][]limitUse // by item
	simple      bool         // every row has one clause of need 1 and no joints
	cuts        []cut
	itemCuts    [][]int32 // by item: its cuts; nil where there are none
	unit        int64     // greatest common divisor of values and costs, so of every objective
}

type joint struct {
	clause int32
	items  []int32
	credit float64 // of the row, for each chosen item of an incomplete joint
}

type limitUse struct {
	limit int32
	use   int64
}

func compile(p *Problem) *program {
	c := &program{Problem: p, simple: true, clauseStart: make([]int32, 1, len(p.Rows)+1), value: make([]int64, len(p.Rows))}
	count := make([]int32, p.Items+1)
	for r := range p.Rows {
		row := &p.Rows[r]
		c.value[r] = row.Value
		c.unit = gcd(c.unit, row.Value)
		for k := range row.Clauses {
			clause := &row.Clauses[k]
			c.simple = c.simple && len(row.Clauses) == 1 && clause.Need == 1 && len(clause.Joints) == 0
			c.addClauseJoints(clause)
			c.need, c.rowOf = append(c.need, clause.Need), append(c.rowOf, int32(r))
			for _, j := range clause.Items {
				count[j]++
			}
		}
		c.clauseStart = append(c.clauseStart, int32(len(c.need)))
	}
	for _, cost := range p.Cost {
		c.unit = gcd(c.unit, cost)
	}
	c.unit = max(c.unit, 1)
	c.buildColumns(count)
	c.itemLimits = make([][]limitUse, p.Items)
	for l := range p.Limits {
		for k, j := range p.Limits[l].Items {
			c.itemLimits[j] = append(c.itemLimits[j], limitUse{int32(l), p.Limits[l].use(k)})
		}
	}
	return c
}

// addJoints indexes the joints of the next clause.
func (c *program) addClauseJoints(clause *Clause) {
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

// index lists the clauses of every item, given their number.
func (c *program) buildColumns(count []int32) {
	c.itemStart = make([]int32, c.Items+1)
	for j := range c.Items {
		c.itemStart[j+1] = c.itemStart[j] + count[j]
	}
	c.itemClause = make([]int32, c.itemStart[c.Items])
	next := append([]int32(nil), c.itemStart[:c.Items]...)
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

// clauses returns the clauses of an item.
func (c *program) clauses(j int32) []int32 { return c.itemClause[c.itemStart[j]:c.itemStart[j+1]] }

func (c *program) cost(j int32) int64 {
	if c.Cost == nil {
		return 0
	}
	return c.Cost[j]
}

// weight is the value of a row and the weight of all of its parts.
func (c *program) rowWeight(row int32) int64 {
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
