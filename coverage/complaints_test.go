package coverage_test

import (
	"cmp"
	"testing"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// profiles of the drawings: on the flat 100 m take 90 s for all of them.
var (
	stroller = streets.Profile{ID: "stroller", Speed: 4_000_000, StairsUp: streets.Blocked, StairsDown: streets.Blocked}
	climber  = streets.Profile{ID: "climber", Speed: 4_000_000, StairsUp: 3000, StairsDown: 2000}
)

// What users of routing engines complain about, a drawing each. 100 m take 90 s.
func TestComplaints(t *testing.T) {
	type question struct {
		private streets.Private
		profile string
		seconds string
	}
	for _, tt := range []struct {
		name   string
		cell   asciicity.Cell // 100 m where 0
		city   string
		change func(c *asciicity.City)
		asked  []question
	}{{
		// The street east of the gate is nobody's but its residents', whatever its
		// own tags say: it leads nowhere else. 0 comes out by the gate, 15 cells, and
		// 1 goes in to nobody.
		name: "a gate at the mouth of a dead end", city: `
			H-----+-----%--0
			      |
			      +------1
		`, asked: []question{
			{streets.PrivateResidents, "", "0:1350 1:1350"},
			{streets.PrivateOpen, "", "0:1350 1:1350"},
		},
	}, {
		// The way straight through the compound is 15 cells; around it 3 + 15 + 3.
		// 1 lives inside: 8 cells to the clinic by the eastern gate.
		name: "a compound is no shortcut", city: `
			0----%.1..%----H
			|              |
			|              |
			+--------------+
		`, asked: []question{
			{streets.PrivateResidents, "", "0:1890 1:720"},
			{streets.PrivateOpen, "", "0:1350 1:720"},
			// Closed, 1 joins the street at the western gate: 2 cells, and 5 + 21.
			{streets.PrivateClosed, "", "0:1890 1:2520"},
		},
	}, {
		// The facility inside is reached through the gate, from both sides: 0 walks
		// 5 + 2 cells, 1 the other 8.
		name: "a facility inside a compound", city: `
			0----%.H..%----1
			|              |
			|              |
			+--------------+
		`, asked: []question{
			{streets.PrivateResidents, "", "0:630 1:720"},
			{streets.PrivateClosed, "", "0:630 1:2520"},
		},
	}, {
		// One gate in the south: 0 walks 7 + 2 cells inside, and from the gate 2 and
		// then 8 + 7 + 10 around to the clinic. Over the wall were 5 + 3.
		name: "a walled superblock with one gate", city: `
			+-----------H---------+
			|                     |
			|   ###############   |
			|   #  0......+   #   |
			|   #         :   #   |
			|   ##########%####   |
			|             |       |
			+-------------+-------+
		`, asked: []question{
			{streets.PrivateResidents, "", "0:3240"},
		},
	}, {
		// Over the stairs 16 cells, 6 of them steps; around them 6 more.
		name: "stairs over the river, and a detour for a stroller", city: `
			0----+>>+<<+----H
			     |~~~~~|
			     |     |
			     +-----+
		`, change: func(c *asciicity.City) {
			c.Profiles = []coverage.Profile{{Profile: climber}, {Profile: stroller}}
		}, asked: []question{
			{"", "", "0:1440"},
			{"", "climber", "0:1980"}, // by the detour: 3 cells up thrice, 3 down twice, were 10 + 15
			{"", "stroller", "0:1980"},
		},
	}, {
		// Straight over the square: √(3² + 4²) = 5 cells, and 5 + 5 to it.
		name: "a square is crossed in a straight line", city: `
			0----a---b
			     |   |
			     |   |
			     d---c----H
		`, change: func(c *asciicity.City) { c.Square("abcd") }, asked: []question{
			{"", "", "0:1350"},
		},
	}, {
		// A statue stands in the way, e to h: past its corner h it is √(1² + 2²) and
		// √(3² + 2²) cells, 5.84, where √(4² + 4²) were 5.66.
		name: "a square with a statue", city: `
			0----a---b
			     |e f|
			     |h g|
			     |   |
			     d---c----H
		`, change: func(c *asciicity.City) { c.Square("abcd", "efgh") }, asked: []question{
			{"", "", "0:1426"},
		},
	}, {
		// The carriageways of one road, 40 m apart, each with lights: one wait of 30 s
		// in all. A cell is 18 s.
		name: "double signals", cell: 20, city: `
			                       + +
			                       | |
			0----------------------*-*----------------------H
			                       | |
			                       + +
		`, change: func(c *asciicity.City) {
			c.Profiles = []coverage.Profile{{Profile: asciicity.Patient}}
			for i := range c.Ways {
				c.Ways[i].Kind.Class = streets.ClassFootway
				if len(c.Ways[i].Nodes) == 3 {
					c.Ways[i].Kind = streets.Kind{Class: streets.ClassPrimary, Oneway: 1}
				}
			}
		}, asked: []question{
			{"", "", "0:864"},
			{"", "patient", "0:894"},
		},
	}, {
		// H is 60 m from the street across the river, 30 m from the water, and 90 m
		// from the street on its own bank: 0 walks 22 + 5 + 17 cells of 27 s, and 3.
		name: "a facility across the river", cell: 30, city: `
			0---------------------+
			 ~~~~~~~~~~~~~~~~~~~~ |
			     H                |
			                      |
			                      |
			+---------------------+
		`, asked: []question{
			{"", "", "0:1269"},
		},
	}, {
		// Nothing is linked to an island, but who is on it walks to its clinic: 3
		// cells. From the mainland one comes to H.
		name: "an island with a clinic", city: `
			H-----------1


			A--0
		`, change: func(c *asciicity.City) { c.Street('A', '0').Kind.Class = streets.ClassFootway }, asked: []question{
			{"", "", "0:270 1:1080"},
		},
	}} {
		t.Run(tt.name, func(t *testing.T) {
			for _, contract := range []bool{true, false} {
				c := asciicity.New(t, cmp.Or(tt.cell, 100), tt.city)
				c.Contract = contract
				if tt.change != nil {
					tt.change(c)
				}
				for _, q := range tt.asked {
					asked := coverage.Query{Services: []string{"clinic"}, Limits: []float64{60}, Scope: coverage.Scope{Profile: q.profile}}
					if q.private != "" {
						asked.Treatments = []streets.Private{q.private}
					}
					if got := c.Ask(asked).String(); got != q.seconds {
						t.Errorf("private %q, profile %q, contracted %t:\n got  %s\n want %s\n%s",
							q.private, q.profile, contract, got, q.seconds, c)
					}
				}
			}
		})
	}
}
