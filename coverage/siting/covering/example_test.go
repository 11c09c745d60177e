package covering_test

import (
	"context"
	"fmt"

	"lifecircle/coverage/siting/covering"
)

// Where to put two clinics so that most people have one within a walk of 15 minutes? Each
// row is a block of flats, with the people who live there and the sites in reach.
func ExampleSolve() {
	reach := func(people int64, sites ...int32) covering.Row {
		return covering.Row{Value: people, Clauses: []covering.Clause{{Need: 1, Items: sites}}}
	}
	p := &covering.Problem{
		Items: 4,
		Rows: []covering.Row{
			reach(600, 0, 1),
			reach(500, 0, 2),
			reach(400, 1),
			reach(300, 2, 3),
			reach(100, 3),
		},
		Limits: []covering.Limit{{Items: []int32{0, 1, 2, 3}, Most: 2}},
	}
	best := covering.Solve(context.Background(), p, covering.Options{})
	fmt.Printf("sites %v reach %d people; no two reach more than %d\n", best.Items, best.Value, best.Bound)
	// Output: sites [1 2] reach 1800 people; no two reach more than 1800
}

// What is the least that it costs to have 90 % of each of two districts covered? Needs are
// by district, in people; costs are subtracted from the objective, so that the best value
// is the least cost below zero.
func ExampleSolve_leastCost() {
	reach := func(district int32, people int64, sites ...int32) covering.Row {
		return covering.Row{Parts: []covering.Part{{Group: district, Weight: people}}, Clauses: []covering.Clause{{Need: 1, Items: sites}}}
	}
	p := &covering.Problem{
		Items: 4,
		Cost:  []int64{120, 80, 90, 150}, // thousand yuan a year
		Rows: []covering.Row{
			reach(0, 700, 0, 3),
			reach(0, 300, 1),
			reach(1, 800, 2, 3),
			reach(1, 200, 1, 3),
		},
		Needs: []int64{900, 900},
	}
	best := covering.Solve(context.Background(), p, covering.Options{})
	covered := covering.Judge(p, best.Items).Covered
	fmt.Printf("sites %v for %d thousand yuan a year cover %d and %d people\n", best.Items, -best.Value, covered[0], covered[1])
	// Output: sites [1 3] for 230 thousand yuan a year cover 1000 and 1000 people
}

// What does each further clinic bring, and what is the most that so many could?
func ExampleCurve() {
	reach := func(people int64, sites ...int32) covering.Row {
		return covering.Row{Value: people, Clauses: []covering.Clause{{Need: 1, Items: sites}}}
	}
	p := &covering.Problem{
		Items:  3,
		Rows:   []covering.Row{reach(600, 0, 1), reach(500, 0, 2), reach(400, 1), reach(300, 2)},
		Limits: []covering.Limit{{Items: []int32{0, 1, 2}}},
	}
	for n, m := range covering.Curve(context.Background(), p, 0, 3) {
		fmt.Printf("%d clinics at %v: %d people of at most %d\n", n+1, m.Items, m.Value, m.Bound)
	}
	// Output:
	// 1 clinics at [0]: 1100 people of at most 1100
	// 2 clinics at [0 1]: 1500 people of at most 1800
	// 3 clinics at [0 1 2]: 1800 people of at most 1800
}
