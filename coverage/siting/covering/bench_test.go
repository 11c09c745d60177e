package covering_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"testing"

	"lifecircle/coverage/siting/covering"
)

// scattered makes a maximal covering problem: people at random points of a square,
// some of them in clusters, and candidates that reach so far. The same numbers make
// the same problem.
func scattered(items, places int, reach float64, seed uint64) *covering.Problem {
	rng := rand.New(rand.NewPCG(seed, 7))
	type point struct{ x, y float64 }
	centres := make([]point, 12)
	for i := range centres {
		centres[i] = point{rng.Float64(), rng.Float64()}
	}
	draw := func() point {
		if rng.IntN(2) == 0 {
			return point{rng.Float64(), rng.Float64()}
		}
		c := centres[rng.IntN(len(centres))]
		return point{c.x + rng.NormFloat64()*0.08, c.y + rng.NormFloat64()*0.08}
	}
	cell := func(p point) [2]int { return [2]int{int(math.Floor(p.x / reach)), int(math.Floor(p.y / reach))} }
	sites := map[[2]int][]int32{}
	at := make([]point, items)
	all := make([]int32, items)
	for j := range at {
		at[j] = draw()
		all[j] = int32(j)
		sites[cell(at[j])] = append(sites[cell(at[j])], int32(j))
	}
	p := &covering.Problem{Items: items, Limits: []covering.Limit{{Items: all}}}
	for range places {
		q := draw()
		row := covering.Row{Value: 1000 * (1 + rng.Int64N(40)), Clauses: []covering.Clause{{Need: 1}}}
		c := cell(q)
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, j := range sites[[2]int{c[0] + dx, c[1] + dy}] {
					if math.Hypot(at[j].x-q.x, at[j].y-q.y) <= reach {
						row.Clauses[0].Items = append(row.Clauses[0].Items, j)
					}
				}
			}
		}
		sortInts(row.Clauses[0].Items)
		p.Rows = append(p.Rows, row)
	}
	return p
}

func sortInts(list []int32) {
	for i := 1; i < len(list); i++ {
		for k := i; k > 0 && list[k] < list[k-1]; k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
}

// greedy is the value of taking the most useful item so many times.
func greedy(p *covering.Problem, k int64) int64 {
	marks := covering.Curve(context.Background(), p, 0, int(k))
	return marks[len(marks)-1].Value
}

// BenchmarkProof is 100 candidates and 100,000 places to proven optimality, and how
// much of the optimum greed alone lacks.
func BenchmarkProof(b *testing.B) {
	for _, reach := range []float64{0.08, 0.15, 0.25} {
		p := scattered(100, 100_000, reach, 1)
		for _, k := range []int64{1, 2, 5, 10, 15, 20} {
			b.Run(fmt.Sprintf("reach=%v/k=%d", reach, k), func(b *testing.B) {
				p.Limits[0].Most = k
				var got covering.Best
				for b.Loop() {
					if got = covering.Solve(context.Background(), p, covering.Options{}); !got.Optimal {
						b.Fatalf("not proven: %+v", got)
					}
				}
				b.ReportMetric(float64(got.Nodes), "steps")
				b.ReportMetric(float64(got.Rows), "rows")
				b.ReportMetric(100*float64(got.Value-greedy(p, k))/float64(got.Value), "greed-lacks-%")
			})
		}
	}
}

// BenchmarkCBC is cbc on the same problems, equal rows taken together for it; reading
// its file is part of it.
func BenchmarkCBC(b *testing.B) {
	if _, err := exec.LookPath("cbc"); err != nil {
		b.Skip("cbc is not installed: apt-get install coinor-cbc")
	}
	for _, reach := range []float64{0.08, 0.15, 0.25} {
		p := merged(scattered(100, 100_000, reach, 1))
		for _, k := range []int64{1, 5, 10, 20} {
			b.Run(fmt.Sprintf("reach=%v/k=%d", reach, k), func(b *testing.B) {
				p.Limits[0].Most = k
				for b.Loop() {
					if _, possible := mips[1].solve(b, p); !possible {
						b.Fatal("no choice")
					}
				}
			})
		}
	}
}

// merged takes rows with the same items together.
func merged(p *covering.Problem) *covering.Problem {
	at := map[string]int{}
	var rows []covering.Row
	for _, row := range p.Rows {
		if len(row.Clauses[0].Items) == 0 {
			continue
		}
		key := fmt.Sprint(row.Clauses[0].Items)
		if k, again := at[key]; again {
			rows[k].Value += row.Value
			continue
		}
		at[key] = len(rows)
		rows = append(rows, row)
	}
	p.Rows = rows
	return p
}
