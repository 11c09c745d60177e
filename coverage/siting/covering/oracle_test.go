package covering_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lifecircle/coverage/siting/covering"
)

// A mip is a solver of others, asked through a file.
type mip struct {
	name string
	run  func(lp string) *exec.Cmd
	best *regexp.Regexp
	sign float64
}

var mips = []mip{
	{"glpsol", func(lp string) *exec.Cmd {
		return exec.Command("glpsol", "--cuts", "--tmlim", "600", "--lp", lp, "--write", lp+".sol")
	}, nil, 1},
	{"cbc", func(lp string) *exec.Cmd {
		return exec.Command("cbc", lp, "sec", "600", "ratio", "0", "allow", "0", "solve")
	}, regexp.MustCompile(`Objective value: +(-?[0-9.e+]+)`), 1},
}

// solve returns the optimum of a problem; possible is false where there is none.
func (m mip) solve(t testing.TB, p *covering.Problem) (best float64, possible bool) {
	t.Helper()
	lp := filepath.Join(t.TempDir(), "problem.lp")
	f, err := os.Create(lp)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeLP(f, p); err != nil {
		t.Fatal(err)
	}
	f.Close()
	out, err := m.run(lp).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", m.name, err, out)
	}
	if m.best == nil {
		return glpkBest(t, lp+".sol")
	}
	if strings.Contains(string(out), "nfeasible") {
		return 0, false
	}
	found := m.best.FindSubmatch(out)
	if found == nil {
		t.Fatalf("%s says no optimum:\n%s", m.name, out)
	}
	best, err = strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return best, true
}

// glpkBest reads the line "s mip rows columns status value" of a solution.
func glpkBest(t testing.TB, path string) (best float64, possible bool) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if words := strings.Fields(line); len(words) == 6 && words[0] == "s" && words[1] == "mip" {
			best, err := strconv.ParseFloat(words[5], 64)
			if err != nil {
				t.Fatal(err)
			}
			return best, words[4] == "o"
		}
	}
	t.Fatalf("glpsol says nothing: %s", text)
	return 0, false
}

// middling are problems too large to try all choices of.
func middling(seed uint64) *covering.Problem {
	p := scattered(30+int(seed%3)*10, 400, 0.12+0.04*float64(seed%4), seed)
	rows := p.Rows[:0]
	for _, row := range p.Rows {
		if len(row.Clauses[0].Items) > 0 {
			row.Value /= 1000
			rows = append(rows, row)
		}
	}
	p.Rows = rows
	p.Limits[0].Most = int64(2 + seed%9)
	switch seed % 5 {
	case 1: // the fewest that reach a share of each of some groups
		need(p, 1+int(seed%4), 0.6+0.05*float64(seed%6))
	case 2: // the least cost, of two facilities for a tenth of the rows
		need(p, 2, 0.7)
		for j := range p.Cost {
			p.Cost[j] = 3 + int64(j)*7%11
		}
		for i := range p.Rows {
			if i%10 == 0 && len(p.Rows[i].Clauses[0].Items) > 1 {
				p.Rows[i].Clauses[0].Need = 2
			}
		}
	case 3: // two in reach, within a budget
		budget := covering.Limit{Items: p.Limits[0].Items, Most: 40, Use: []int64{}}
		for j := range p.Items {
			budget.Use = append(budget.Use, 3+int64(j)*5%13)
		}
		p.Limits = append(p.Limits, budget)
		for i := range p.Rows {
			if len(p.Rows[i].Clauses[0].Items) > 1 {
				p.Rows[i].Clauses[0].Need = 2
			}
		}
	case 4: // some items count only together
		for i := range p.Rows {
			if i%3 == 0 {
				p.Rows[i].Clauses[0].Joints = [][]int32{{int32(i % p.Items), int32((i * 7) % (p.Items - 1))}}
				if p.Rows[i].Clauses[0].Joints[0][0] == p.Rows[i].Clauses[0].Joints[0][1] {
					p.Rows[i].Clauses[0].Joints = nil
				}
			}
		}
	}
	return p
}

// need makes the fewest items that reach a share of each group the question.
func need(p *covering.Problem, groups int, share float64) {
	p.Limits, p.Needs = nil, make([]int64, groups)
	p.Cost = make([]int64, p.Items)
	for j := range p.Cost {
		p.Cost[j] = 1
	}
	for i := range p.Rows {
		row := &p.Rows[i]
		g := int32(int(row.Clauses[0].Items[0]) * groups / p.Items)
		row.Parts, row.Value = []covering.Part{{Group: g, Weight: row.Value}}, 0
		p.Needs[g] += row.Parts[0].Weight
	}
	for g := range p.Needs {
		p.Needs[g] = int64(share * float64(p.Needs[g]))
	}
}

// What is proven to be the best is what other solvers find, too.
func TestTheBestIsThatOfOtherSolvers(t *testing.T) {
	for _, m := range mips {
		if _, err := exec.LookPath(m.name); err != nil {
			t.Skipf("%s is not installed: apt-get install glpk-utils coinor-cbc", m.name)
		}
	}
	for seed := range uint64(30) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			p := middling(seed)
			m := mips[1]
			if seed%10 == 0 {
				m = mips[0] // where it is quick
			}
			want, possible := m.solve(t, p)
			got := covering.Solve(context.Background(), p, covering.Options{Progress: func(b covering.Best) {
				if possible && b.Bound != math.MaxInt64 && float64(b.Bound) < want-1e-6*math.Abs(want) {
					t.Errorf("a bound of %d, and %s finds %v", b.Bound, m.name, want)
				}
			}})
			switch {
			case got.Infeasible == possible:
				t.Fatalf("infeasible: %v; %s: possible %v", got.Infeasible, m.name, possible)
			case possible && (!got.Optimal || math.Abs(float64(got.Value)-want) > 1e-6*math.Abs(want)):
				t.Fatalf("found %+v; %s finds %v", got, m.name, want)
			}
		})
	}
}
