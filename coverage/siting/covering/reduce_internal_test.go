package covering

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// lifted is the set of the original problem that a set of a reduction stands for.
func (r *reduction) lifted(set uint) uint {
	out := setOf(r.chosen)
	for at, j := range r.items {
		if set>>uint(at)&1 == 1 {
			out |= 1 << uint(j)
		}
	}
	return out
}

// Each choice of a reduction is one of the original with the same objective, needs met
// and limits kept, and no choice that keeps to what is fixed is lost.
func TestReductionLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		c := compile(p)
		_, status := drawStatus(t, c)
		r := reduce(c, status)
		if !r.feasible {
			t.Fatalf("%v fits, and is refused", status)
		}
		seen := map[uint]bool{}
		for set, x := range tryAll(r.Problem) {
			whole := try(p, r.lifted(uint(set)))
			seen[whole.set] = true
			if x.objective+r.offset != whole.objective || x.fits != whole.fits || x.ok != whole.ok {
				t.Fatalf("%b is %+v, of the original problem %+v; offset %d", set, x, whole, r.offset)
			}
		}
		admit := within(status)
		for _, x := range tryAll(p) {
			if admit(&x) && x.fits && !seen[x.set] {
				t.Fatalf("%b is lost", x.set)
			}
		}
	})
}

// To reduce by nothing twice is to reduce once.
func TestReductionOfAReduction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		once := reduce(compile(p), make([]int8, p.Items))
		twice := reduce(compile(once.Problem), make([]int8, once.Items))
		if twice.offset != 0 || len(once.Rows) != len(twice.Rows) || once.Items != twice.Items {
			t.Fatalf("%+v, then %+v", once, twice)
		}
	})
}

// What is fixed against a limit or in conflict is refused.
func TestReductionRefusesWhatDoesNotFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, true)
		fixed := drawSet(t, p.Items, "fixed")
		status := make([]int8, p.Items)
		for _, j := range fixed {
			status[j] = fixedIn
		}
		if r := reduce(compile(p), status); r.feasible != try(p, setOf(fixed)).fits {
			t.Fatalf("%v: feasible %v", fixed, r.feasible)
		}
	})
}

// Rows are merged exactly if they have equal clauses and groups.
func TestRowKeysTellRowsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Few possibilities, so that equal rows come up.
		draw := func() Row {
			r := Row{}
			for g := range rapid.Int32Range(0, 2).Draw(t, "groups") {
				r.Parts = append(r.Parts, Part{Group: g, Weight: rapid.Int64Range(0, 5).Draw(t, "weight")})
			}
			for range rapid.IntRange(0, 2).Draw(t, "clauses") {
				clause := Clause{Need: rapid.Int32Range(1, 2).Draw(t, "need"), Items: drawSet(t, 2, "items")}
				for range rapid.IntRange(0, 2).Draw(t, "joints") {
					clause.Joints = append(clause.Joints, drawSet(t, 2, "joint"))
				}
				r.Clauses = append(r.Clauses, clause)
			}
			return r
		}
		a, b := draw(), draw()
		equal := slices.EqualFunc(a.Parts, b.Parts, func(x, y Part) bool { return x.Group == y.Group }) &&
			slices.EqualFunc(a.Clauses, b.Clauses, func(x, y Clause) bool {
				return x.Need == y.Need && slices.Equal(x.Items, y.Items) && slices.EqualFunc(x.Joints, y.Joints, slices.Equal)
			})
		if keys := string(rowKey(nil, &a)) == string(rowKey(nil, &b)); keys != equal {
			t.Fatalf("%+v and %+v have equal keys: %v", a, b, keys)
		}
	})
}

// Without all that are dominated, the best is as good.
func TestDominanceKeepsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.IntRange(0, 3).Draw(t, "simple") > 0)
		if rapid.Bool().Draw(t, "free") {
			p.Apart = nil
		}
		marked := dominated(compile(p))
		trials := tryAll(p)
		all := bestOf(trials, anything)
		rest := bestOf(trials, func(x *trial) bool {
			for j, out := range marked {
				if out && x.has(int32(j)) {
					return false
				}
			}
			return true
		})
		if all != rest {
			t.Fatalf("the best is %v, without the dominated %v it is %v", all, marked, rest)
		}
	})
}

// One item dominates another exactly if it covers all that it does, costs no more and
// uses no more; of twins the first.
func TestDominates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, true)
		c := compile(p)
		covers := func(j int32) (rows uint) {
			for r := range p.Rows {
				if slices.Contains(p.Rows[r].Clauses[0].Items, j) {
					rows |= 1 << uint(r)
				}
			}
			return rows
		}
		use := func(l *Limit, j int32) int64 {
			if at := slices.Index(l.Items, j); at >= 0 {
				return l.use(at)
			}
			return 0
		}
		for o := range int32(p.Items) {
			for j := range int32(p.Items) {
				if o == j {
					continue
				}
				want := covers(j)&^covers(o) == 0 && c.cost(o) <= c.cost(j)
				for l := range p.Limits {
					want = want && use(&p.Limits[l], o) <= use(&p.Limits[l], j)
				}
				if twins := covers(j) == covers(o) && c.cost(o) == c.cost(j) && slices.Equal(c.itemLimits[o], c.itemLimits[j]); twins {
					want = want && o < j
				}
				if c.dominates(o, j) != want {
					t.Fatalf("%d dominates %d: %v", o, j, !want)
				}
			}
		}
	})
}

// A compiled problem lists what the problem has, both ways.
func TestCompile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawInner(t, rapid.Bool().Draw(t, "simple"))
		c := compile(p)
		clause := int32(0)
		simple := true
		for r, row := range p.Rows {
			if c.clauseStart[r] != clause {
				t.Fatalf("row %d begins with clause %d, not %d", r, c.clauseStart[r], clause)
			}
			simple = simple && len(row.Clauses) == 1
			for _, want := range row.Clauses {
				simple = simple && want.Need == 1 && len(want.Joints) == 0
				if c.need[clause] != want.Need || c.rowOf[clause] != int32(r) {
					t.Fatalf("clause %d needs %d for row %d", clause, c.need[clause], c.rowOf[clause])
				}
				for j := range int32(p.Items) {
					if slices.Contains(c.clauses(j), clause) != slices.Contains(want.Items, j) {
						t.Fatalf("item %d has the clauses %v", j, c.clauses(j))
					}
				}
				clause++
			}
		}
		for j := range int32(p.Items) {
			if !slices.IsSorted(c.clauses(j)) {
				t.Fatalf("item %d has the clauses %v", j, c.clauses(j))
			}
		}
		if c.simple != simple || int(c.clauseStart[len(p.Rows)]) != len(c.need) {
			t.Fatalf("simple: %v", c.simple)
		}
		for _, x := range tryAll(p) {
			if x.objective%c.unit != 0 {
				t.Fatalf("%d is no multiple of %d", x.objective, c.unit)
			}
		}
	})
}

func TestGCD(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(0, 400).Draw(t, "a"), rapid.Int64Range(0, 400).Draw(t, "b")
		want := max(a, b) // of 0 and n it is n
		for d := int64(1); d <= min(a, b); d++ {
			if a%d == 0 && b%d == 0 {
				want = d
			}
		}
		if got := gcd(a, b); got != want {
			t.Fatalf("gcd(%d, %d) = %d, want %d", a, b, got, want)
		}
	})
}
