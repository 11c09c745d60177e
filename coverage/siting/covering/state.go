package covering

// A state is a set of chosen items with everything derived from it, updated
// incrementally as items are added and removed.
type state struct {
	*program
	in           []bool
	chosen       []int32 // in the order added
	count        []int32 // by clause: its chosen items and complete joints
	jointMissing []int32 // by joint: its items that are not chosen
	unmet        []int32 // by row: its clauses that do not hold
	used         []int64 // by limit
	conflicts    []int32 // by item: the chosen items it conflicts with
	covered      []int64 // by group: weight of the covered rows
	sum          int64   // value of the covered rows
	spent        int64   // cost of the chosen items
	potential    float64 // partial credit for rows partly covered; 0 where simple
}

func newState(p *program) *state {
	s := &state{program: p, in: make([]bool, p.Items), count: make([]int32, len(p.need)), jointMissing: make([]int32, len(p.joints)),
		unmet: make([]int32, len(p.Rows)), used: make([]int64, len(p.Limits)), covered: make([]int64, len(p.Needs))}
	for r := range p.Rows {
		if s.unmet[r] = p.clauseStart[r+1] - p.clauseStart[r]; s.unmet[r] == 0 {
			s.cover(int32(r))
		}
	}
	for k := range p.joints {
		s.jointMissing[k] = int32(len(p.joints[k].items))
	}
	if p.Apart != nil {
		s.conflicts = make([]int32, p.Items)
	}
	return s
}

// objective is the value covered less the cost.
func (s *state) objective() int64 { return s.sum - s.spent }

// fits reports whether an item can be added within the limits and without conflict.
func (s *state) fits(j int32) bool {
	if s.in[j] || s.conflicts != nil && s.conflicts[j] > 0 {
		return false
	}
	for _, e := range s.itemLimits[j] {
		if e.use > s.Limits[e.limit].Most-s.used[e.limit] { // the sum of uses may not fit an int64
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
	if s.conflicts != nil {
		for _, o := range s.Apart[j] {
			s.conflicts[o]++
		}
	}
	for _, c := range s.clauses(j) {
		s.increment(c)
	}
	if s.itemJoints == nil {
		return
	}
	for _, k := range s.itemJoints[j] {
		if s.jointMissing[k]--; s.jointMissing[k] == 0 {
			s.increment(s.joints[k].clause)
		} else {
			s.potential += float64(s.rowWeight(s.rowOf[s.joints[k].clause])) * s.joints[k].credit
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
	if s.conflicts != nil {
		for _, o := range s.Apart[j] {
			s.conflicts[o]--
		}
	}
	for _, c := range s.clauses(j) {
		s.decrement(c)
	}
	if s.itemJoints == nil {
		return
	}
	for _, k := range s.itemJoints[j] {
		if s.jointMissing[k]++; s.jointMissing[k] == 1 {
			s.decrement(s.joints[k].clause)
		} else {
			s.potential -= float64(s.rowWeight(s.rowOf[s.joints[k].clause])) * s.joints[k].credit
		}
	}
}

// increment counts one more item or joint of a clause.
func (s *state) increment(c int32) {
	s.count[c]++
	if s.count[c] > s.need[c] {
		return
	}
	row := s.rowOf[c]
	if s.count[c] < s.need[c] {
		s.potential += float64(s.rowWeight(row)) / float64(s.need[c])
		return
	}
	if s.unmet[row]--; s.unmet[row] == 0 {
		s.cover(row)
	}
}

// cover counts a row whose clauses all hold.
func (s *state) cover(row int32) {
	s.sum += s.value[row]
	for _, p := range s.Rows[row].Parts {
		s.covered[p.Group] += p.Weight
	}
}

// decrement counts one less.
func (s *state) decrement(c int32) {
	s.count[c]--
	if s.count[c] >= s.need[c] {
		return
	}
	row := s.rowOf[c]
	if s.count[c]+1 < s.need[c] {
		s.potential -= float64(s.rowWeight(row)) / float64(s.need[c])
		return
	}
	if s.unmet[row]++; s.unmet[row] == 1 {
		s.sum -= s.value[row]
		for _, p := range s.Rows[row].Parts {
			s.covered[p.Group] -= p.Weight
		}
	}
}

// deficit is the sum over groups of the weight missing to the need.
func (s *state) deficit() int64 {
	deficit := int64(0)
	for g, need := range s.Needs {
		deficit += max(0, need-s.covered[g])
	}
	return deficit
}

// A score ranks solutions: by least deficit, then greatest objective, then greatest
// partial credit.
type score struct {
	deficit   int64
	objective int64
	potential float64
}

func (s *state) score() score { return score{s.deficit(), s.objective(), s.potential} }

// better reports whether a score ranks before another.
func (w score) better(o score) bool {
	switch {
	case w.deficit != o.deficit:
		return w.deficit < o.deficit
	case w.objective != o.objective:
		return w.objective > o.objective
	}
	return w.potential > o.potential+1e-9*(1+o.potential)
}

// gain is the greedy criterion of an item that is not chosen: while needs are unmet,
// the deficit it removes per unit of cost, then the objective it adds; both with some
// partial credit.
func (s *state) gain(j int32) float64 {
	var help, potential float64
	if s.simple && len(s.Needs) == 0 {
		return float64(s.simpleGain(j))
	}
	before := s.score()
	n := len(s.chosen)
	s.add(j)
	help = float64(before.deficit - s.deficit())
	value := float64(s.sum - s.spent - before.objective)
	potential = s.potential - before.potential
	s.undo(j, n)
	const creditShare = 0.2
	if before.deficit > 0 {
		return (help + creditShare*potential) / float64(max(1, s.cost(j)))
	}
	return value + creditShare*potential
}

// simpleGain is what an item adds to the objective where the program is simple.
func (s *state) simpleGain(j int32) int64 {
	sum := int64(0)
	for _, c := range s.clauses(j) {
		if s.count[c] == 0 {
			sum += s.value[s.rowOf[c]]
		}
	}
	return sum - s.cost(j)
}

// undo removes the item that was added last, as the n-th (from 0).
func (s *state) undo(j int32, n int) {
	if len(s.chosen) != n+1 || s.chosen[n] != j {
		panic("covering: undo of an item that was not added last")
	}
	s.remove(j)
}

// reset replaces the chosen items by a list.
func (s *state) reset(items []int32) {
	for len(s.chosen) > 0 {
		s.remove(s.chosen[len(s.chosen)-1])
	}
	for _, j := range items {
		s.add(j)
	}
}
