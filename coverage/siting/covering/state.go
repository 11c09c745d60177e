package covering

// A state is a choice and all that follows from it, kept as items come and go.
type state struct {
	*program
	in        []bool
	chosen    []int32 // in the order chosen, but for what left
	count     []int32 // by clause: its items and joints that are there
	left      []int32 // by joint: its items that are not there
	missing   []int32 // by row: its clauses that lack something
	used      []int64 // by limit
	beside    []int32 // by item: those chosen that cannot be beside it
	covered   []int64 // by group
	sum       int64   // value of the covered rows
	spent     int64   // cost
	potential float64 // weight of rows that are on their way; 0 where plain
}

func newState(p *program) *state {
	s := &state{program: p, in: make([]bool, p.Items), count: make([]int32, len(p.need)), left: make([]int32, len(p.joints)),
		missing: make([]int32, len(p.Rows)), used: make([]int64, len(p.Limits)), covered: make([]int64, len(p.Needs))}
	for r := range p.Rows {
		s.missing[r] = p.clauseFirst[r+1] - p.clauseFirst[r]
	}
	for k := range p.joints {
		s.left[k] = int32(len(p.joints[k].items))
	}
	if p.Apart != nil {
		s.beside = make([]int32, p.Items)
	}
	return s
}

// objective is value less cost.
func (s *state) objective() int64 { return s.sum - s.spent }

// fits reports whether an item can be chosen beside those that are.
func (s *state) fits(j int32) bool {
	if s.in[j] || s.beside != nil && s.beside[j] > 0 {
		return false
	}
	for _, e := range s.itemLimits[j] {
		if s.used[e.limit]+e.use > s.Limits[e.limit].Most {
			return false
		}
	}
	return true
}

func (s *state) add(j int32) {
	s.in[j] = true
	s.chosen = append(s.chosen, j)
	s.spent += s.cost(j)
	for _, e := range s.itemLimits[j] {
		s.used[e.limit] += e.use
	}
	if s.beside != nil {
		for _, o := range s.Apart[j] {
			s.beside[o]++
		}
	}
	for _, c := range s.clauses(j) {
		s.more(c)
	}
	if s.itemJoints == nil {
		return
	}
	for _, k := range s.itemJoints[j] {
		if s.left[k]--; s.left[k] == 0 {
			s.more(s.joints[k].clause)
		} else {
			s.potential += float64(s.weight(s.rowOf[s.joints[k].clause])) * s.joints[k].share
		}
	}
}

func (s *state) remove(j int32) {
	s.in[j] = false
	for k, x := range s.chosen {
		if x == j {
			s.chosen = append(s.chosen[:k], s.chosen[k+1:]...)
			break
		}
	}
	s.spent -= s.cost(j)
	for _, e := range s.itemLimits[j] {
		s.used[e.limit] -= e.use
	}
	if s.beside != nil {
		for _, o := range s.Apart[j] {
			s.beside[o]--
		}
	}
	for _, c := range s.clauses(j) {
		s.less(c)
	}
	if s.itemJoints == nil {
		return
	}
	for _, k := range s.itemJoints[j] {
		if s.left[k]++; s.left[k] == 1 {
			s.less(s.joints[k].clause)
		} else {
			s.potential -= float64(s.weight(s.rowOf[s.joints[k].clause])) * s.joints[k].share
		}
	}
}

// more counts one more for a clause.
func (s *state) more(c int32) {
	s.count[c]++
	if s.count[c] > s.need[c] {
		return
	}
	row := s.rowOf[c]
	if s.count[c] < s.need[c] {
		s.potential += float64(s.weight(row)) / float64(s.need[c])
		return
	}
	if s.missing[row]--; s.missing[row] == 0 {
		s.sum += s.value[row]
		for _, p := range s.Rows[row].Parts {
			s.covered[p.Group] += p.Weight
		}
	}
}

// less counts one less.
func (s *state) less(c int32) {
	s.count[c]--
	if s.count[c] >= s.need[c] {
		return
	}
	row := s.rowOf[c]
	if s.count[c]+1 < s.need[c] {
		s.potential -= float64(s.weight(row)) / float64(s.need[c])
		return
	}
	if s.missing[row]++; s.missing[row] == 1 {
		s.sum -= s.value[row]
		for _, p := range s.Rows[row].Parts {
			s.covered[p.Group] -= p.Weight
		}
	}
}

// deficit is what the groups lack of their needs, all together.
func (s *state) deficit() int64 {
	lacks := int64(0)
	for g, need := range s.Needs {
		lacks += max(0, need-s.covered[g])
	}
	return lacks
}

// A worth is what a choice is good for: first what the needs still lack, then the
// objective, then what is on its way.
type worth struct {
	lacks     int64
	objective int64
	potential float64
}

func (s *state) worth() worth { return worth{s.deficit(), s.objective(), s.potential} }

// better reports whether a choice is better than another.
func (w worth) better(o worth) bool {
	switch {
	case w.lacks != o.lacks:
		return w.lacks < o.lacks
	case w.objective != o.objective:
		return w.objective > o.objective
	}
	return w.potential > o.potential+1e-9*(1+o.potential)
}

// gain returns by how much an item that is not chosen would help: first the needs,
// then the value, and a little for rows on their way. It is per cost where items
// have some and needs are what is left to do.
func (s *state) gain(j int32) float64 {
	var help, potential float64
	if s.plain && len(s.Needs) == 0 {
		sum := int64(0)
		for _, c := range s.clauses(j) {
			if s.count[c] == 0 {
				sum += s.value[s.rowOf[c]]
			}
		}
		return float64(sum - s.cost(j))
	}
	before, lacked := s.worth(), s.deficit()
	n := len(s.chosen)
	s.add(j)
	help = float64(lacked - s.deficit())
	value := float64(s.sum - s.spent - before.objective)
	potential = s.potential - before.potential
	s.drop(j, n)
	const onTheWay = 0.2
	if lacked > 0 {
		return (help + onTheWay*potential) / float64(max(1, s.cost(j)))
	}
	return value + onTheWay*potential
}

// drop takes back the last that was added.
func (s *state) drop(j int32, n int) {
	if len(s.chosen) != n+1 || s.chosen[n] != j {
		panic("covering: dropped is not what was added last")
	}
	s.remove(j)
}

// choose makes the state that of a list of items.
func (s *state) choose(items []int32) {
	for len(s.chosen) > 0 {
		s.remove(s.chosen[len(s.chosen)-1])
	}
	for _, j := range items {
		s.add(j)
	}
}
