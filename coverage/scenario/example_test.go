package scenario_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/internal/testcity/asciicity"
)

// What do a footbridge and a clinic do for who lives south of the river, together and
// each by itself?
func Example() {
	// H is a clinic, a digit n a place of 2ⁿ people, a character 50 m; the only bridge is
	// far to the east.
	town := asciicity.New(asciicity.Example, asciicity.Cell(50), `
		H---a---b-------------------c
		~~~~~~~~~~~~~~~~~~~~~~~~~~~ |
		5---4---3---------6---------7
	`).Serve(coverage.Service{ID: "clinic", Minutes: 12}) // 800 m at 4 km/h

	// As a planner writes it, in a file or to the API.
	west, south, spot := town.Place(8, 0), town.Place(8, 2), town.Place(18, 2)
	text := fmt.Sprintf(`{"changes": [
		{"open_link": {"id": "footbridge", "kind": "footway", "line": [[%v, %v], [%v, %v]]}},
		{"add_facility": {"id": "clinic-south", "services": ["clinic"], "lon": %v, "lat": %v}}
	]}`, west[0], west[1], south[0], south[1], spot[0], spot[1])
	parser := json.NewDecoder(strings.NewReader(text))
	parser.UseNumber()
	var tree any
	if err := parser.Decode(&tree); err != nil {
		log.Fatal(err)
	}
	changes, err := scenario.Decode(tree)
	if err != nil {
		log.Fatal(err)
	}

	effect, err := scenario.WhatIf(context.Background(), town.Engine(), changes, scenario.Question{Gaps: true, Each: true})
	if err != nil {
		log.Fatal(err)
	}
	people := func(a coverage.Amount) int64 { return int64(a / 1000) }
	before, after := effect.Before[0], effect.After[0]
	fmt.Printf("%d of %d people, then %d: %s, then %s\n", people(*before.Covered), people(*before.Demand), people(*after.Covered), *before.Verdict, *after.Verdict)
	for _, p := range effect.NewlyCovered[0].Listed {
		fmt.Printf("place %s: %d people, now %d s\n", p.ID, people(p.People), (*p.After+500)/1000)
	}
	for _, p := range effect.Each {
		fmt.Printf("%s: %+d people, alone %+d\n", p.Change.ID, people(*p.InOrder[0].Covered), people(*p.Alone[0].Covered))
	}
	for _, g := range effect.Gaps {
		fmt.Printf("a gap is %s: %+d people\n", g.What, people(g.People))
	}
	// Output:
	// 0 of 248 people, then 216: misses, then meets
	// place 7: 128 people, now 450 s
	// place 6: 64 people, now 0 s
	// place 4: 16 people, now 630 s
	// place 3: 8 people, now 450 s
	// footbridge: +24 people, alone +24
	// clinic-south: +192 people, alone +216
	// a gap is closed: -128 people
	// a gap is closed: -64 people
	// a gap is shrunk: -24 people
}
