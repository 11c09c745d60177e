package siting_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// riverTown has a clinic H north of a river; a digit n is a place of 2ⁿ people, a
// character is 50 m, and the only bridge is far to the east.
func riverTown() (*asciicity.City, *coverage.Engine) {
	c := asciicity.New(asciicity.Example, asciicity.Cell(50), `
		H---+---+-----4-------------+
		    |                       |
		    a                       |
		~~~~~~~~~~~~~~~~~~~~~~~~~~~ |
		    b                       |
		    |                       |
		5---+---3---------6---------7
	`)
	c.Services[0].Minutes = 12 // 800 m at 4 km/h
	return c, c.Engine()
}

// How many more clinics until nine in ten have one within a walk of 12 minutes, where, and
// could it be fewer?
func Example() {
	_, engine := riverTown()
	target := coverage.Share(900_000) // millionths
	answer, err := siting.Run(context.Background(), engine, siting.Question{
		Services:   []string{"clinic"},
		Goal:       siting.FewestFacilities,
		Target:     &target,
		Candidates: []siting.Candidates{{Demand: true}}, // any place where people live
	}, siting.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d people are covered now\n", answer.Before/1000, answer.Demand/1000)
	for _, step := range answer.Plan {
		fmt.Printf("%d. %s: %+d people, %.1f %% covered\n", step.Order, step.ID, step.Gain/1000, 100*step.Coverage)
	}
	fmt.Printf("%v facilities, %v at least, proven: %v\n", answer.Objective, answer.Bound, answer.Optimal)
	for _, p := range answer.Curve {
		fmt.Printf("of %d: %d people, %d at most\n", p.Number, p.Covered/1000, p.Bound/1000)
	}
	// Output:
	// 16 of 248 people are covered now
	// 1. demand:6: +200 people, 87.1 % covered
	// 2. demand:3: +32 people, 100.0 % covered
	// 2 facilities, 2 at least, proven: true
	// of 0: 16 people, 16 at most
	// of 1: 216 people, 216 at most
	// of 2: 248 people, 248 at most
}

// Would a footbridge do what a clinic does? Single links by whom they bring to the clinics
// there are.
func ExampleRankLinks() {
	_, engine := riverTown()
	links, err := siting.RankLinks(context.Background(), engine, siting.LinkQuery{Services: []string{"clinic"}, BridgesM: 150})
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range links {
		fmt.Printf("%d. %s of %.0f m across %v: %+d people\n", l.Rank, l.Kind, l.LengthM, l.Across, l.Gain/1000)
	}
	// Output:
	// 1. bridge of 100 m across [water]: +40 people
}

// A question is JSON or TOML; what is wrong with it is said by its place, all at once.
func ExampleDecode() {
	var tree any
	if err := json.Unmarshal([]byte(`{"services": ["clinic"], "goal": "most_people", "target": 0.9, "candidates": [{"nodes": true, "demand": true}]}`), &tree); err != nil {
		log.Fatal(err)
	}
	_, err := siting.Decode(tree)
	for _, e := range siting.FieldErrors(err) {
		fmt.Println(e)
	}
	// Output:
	// candidates[0]: say where they are by one of layer, facilities, nodes, cells and demand
	// count: say how many facilities may come, or give a budget
	// target: only fewest_facilities and least_cost have a target: leave it out, or change the goal
}

// The plan with a link is a list of changes: what a scenario takes.
func ExampleAnswer_Changes() {
	city, engine := riverTown()
	bridge := siting.GivenLink{ID: "bridge", Cost: 20, Change: scenario.Change{Kind: scenario.OpenLink, ID: "bridge", Link: scenario.LinkFootway}}
	bridge.Change.Line = append(bridge.Change.Line, city.Corner('a'), city.Corner('b'))
	cost := 30.0
	answer, err := siting.Run(context.Background(), engine, siting.Question{
		Services:   []string{"clinic"},
		Goal:       siting.MostPeople,
		Budget:     map[string]float64{"": 55}, // of the whole plan, in the unit of the costs
		Candidates: []siting.Candidates{{Demand: true, Cost: &cost}},
		Links:      &siting.Links{Given: []siting.GivenLink{bridge}},
	}, siting.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v people more, for %v\n", answer.Objective, answer.Plan[len(answer.Plan)-1].Cumulative)
	for _, change := range answer.Changes() {
		fmt.Println(change.Kind, change.ID)
	}
	// Output:
	// 232 people more, for 50
	// add_facility demand:6
	// open_link bridge
}
