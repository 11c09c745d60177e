package coverage_test

import (
	"context"
	"os"
	"testing"
	"time"

	"lifecircle/coverage"
	"lifecircle/geo"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// H is a clinic. Place 0 sees it across 200 m of water and walks 1,800 m by the
// bridge: 100 m take 90 s.
func TestRiverMakesADetour(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H---a---b
		        |
		0---1---2
	`)
	r := c.Reach("clinic", 22*time.Minute)
	expect.Seconds(t, c, r, "0:1620 1:1260 2:900")
	expect.Equal(t, "covered", r.Covered(), "12")
	row := c.Row(coverage.Query{Limits: []float64{22}})
	expect.Equal(t, "people", expect.Fields(row, "demand covered coverage"), "7 6 0.8571")
	expect.Equal(t, "the circle of 22 minutes", expect.Fields(row, "buffer_m buffer"), "1467 1")
	golden(t, "testdata/river.svg", c.SVG())
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(old) != got {
		t.Errorf("%s is out of date: look at the difference, then run with -update\n%s", path, got)
	}
}

func TestWalks(t *testing.T) {
	for _, tt := range []struct {
		name    string
		city    string
		seconds string
		nearest string
	}{{
		// Legs of 100 m each, 600 m along the one edge of the city.
		name: "both ends on one long edge", city: `
			a-----------b
			   0     H
		`, seconds: "0:720", nearest: "0:H",
	}, {
		// A facility in the middle of an edge serves both of its sides.
		name: "facility in mid-edge", city: `
			0-----------1
			    H
		`, seconds: "0:450 1:810", nearest: "0:H 1:H",
	}, {
		// 1 is on the far side of H's edge, 300 + 600 + 100 m.
		name: "facility in mid-edge, place beyond its end", city: `
			a-----b-----c
			   H     1
		`, seconds: "1:720", nearest: "1:H",
	}, {
		// The ring has no junction: one of its corners stands in. From H to 2
		// it is 500 m over a, 1,500 m the other way; 1 is 900 m over a and d.
		name: "ring without a junction", city: `
			a--H--b
			|     |
			2     0
			|     |
			d-1---c
		`, seconds: "0:450 1:810 2:450", nearest: "0:H 1:H 2:H",
	}, {
		name: "dead ends", city: `
			H--a--b--0
			   |
			   c------1
		`, seconds: "0:810 1:1080", nearest: "0:H 1:H",
	}, {
		// Down the street it were 700 m; over the bridge, b and c it is 1,700 m.
		name: "a bridge does not meet the road below", city: `
			     a
			     |
			0----=----b
			     |    |
			     H----c
		`, seconds: "0:1530", nearest: "0:H",
	}, {
		// The same with a crossing.
		name: "a crossing does", city: `
			     a
			     |
			0----+----b
			     |    |
			     H----c
		`, seconds: "0:630", nearest: "0:H",
	}, {
		// x-y is 400 m long: 0 joins the street 200 m north of it instead.
		name: "an island under 1 km is not linked to", city: `
			a-----------H
			            |
			  0         b
			x---y
		`, seconds: "0:1080", nearest: "0:H",
	}, {
		// x-y is 1,000 m and no island; no street leads from it to H.
		name: "disconnected", city: `
			a-----------H

			  0
			x----------y
		`, seconds: "0:beyond", nearest: "",
	}, {
		// 500 m is the longest leg: 5 cells off is linked, 6 is not.
		name: "the longest leg", city: `
			a-----------H




			0

			1
		`, seconds: "0:1530 1:unlinked", nearest: "0:H",
	}, {
		name: "the nearer of two", city: `
			A------0--1------B
		`, seconds: "0:630 1:630", nearest: "0:A 1:B",
	}, {
		// B is nearer as the crow flies, A along the streets.
		name: "nearer in a straight line, farther on foot", city: `
			A---0-------a
			            |
			    B-------b
		`, seconds: "0:360", nearest: "0:A",
	}, {
		name: "place at the facility's door", city: `
			a--0--------b
			   H
		`, seconds: "0:90", nearest: "0:H",
	}} {
		t.Run(tt.name, func(t *testing.T) {
			for _, contract := range []bool{true, false} {
				c := asciicity.New(t, asciicity.Cell(99.99), tt.city)
				c.Contract = contract
				r := c.Reach("clinic", 30*time.Minute)
				expect.Seconds(t, c, r, tt.seconds)
				expect.Equal(t, "nearest", r.Nearest(), tt.nearest)
			}
		})
	}
}

// A and B are equally far from 0, to the millisecond: the smaller id wins,
// compared as bytes, whichever lies first in the streets.
func TestTieGoesToTheSmallerID(t *testing.T) {
	for _, tt := range []struct{ name, north, south, winner string }{
		{"north first", "A", "B", "A"},
		{"south first", "B", "A", "A"},
		{"bytes, not numbers", "a9", "a10", "a10"},
		{"capitals before small letters", "a", "B", "B"},
		{"UTF-8", "诊所", "Z", "Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := asciicity.New(t, asciicity.MilliDegree, `
				N--------a
				|
				|
				0
				|
				|
				T--------b
			`)
			c.Facility("N").ID = tt.north
			c.Facility("T").ID = tt.south
			r := c.Reach("clinic", 30*time.Minute)
			expect.Equal(t, "nearest", r.Nearest(), "0:"+tt.winner)
			// The tie is real: closing the winner changes the facility only.
			ms := *r[0].Millis
			d := c.Copy()
			d.Facility(tt.winner).Status = coverage.StatusClosed
			other := d.Reach("clinic", 30*time.Minute)
			expect.Equal(t, "milliseconds to the other", *other[0].Millis, ms)
			expect.Equal(t, "other", other.Nearest() != r.Nearest(), true)
		})
	}
}

// A street of 89,932 units of latitude is 1,000.000 m: exactly 900 s and within
// 15 minutes. One 10 mm longer takes 900.010 s and is not. Limits of a
// millisecond more or less decide likewise.
func TestTheLimitItselfIsWithin(t *testing.T) {
	build := func(units int32) *asciicity.City {
		c := asciicity.New(t, asciicity.Cell(100), `
			H------a
			|
			0
		`)
		c.Nodes[2].Lat = c.Nodes[0].Lat - units
		c.Demand.Point[0][1] = float64(c.Nodes[2].Lat) / 1e7
		return c
	}
	expect.Equal(t, "length in mm", geo.Millimetres(build(89_932).Facilities[0].Point, build(89_932).Demand.Point[0]), 1_000_000)
	for _, tt := range []struct {
		name    string
		units   int32
		millis  int64
		limit   int64
		covered bool
	}{
		{"900 s of 900", 89_932, 900_000, 900_000, true},
		{"900.010 s of 900", 89_933, 900_010, 900_000, false},
		{"900 s of 900.001", 89_932, 900_000, 900_001, true},
		{"900 s of 899.999", 89_932, 900_000, 899_999, false},
		{"900.010 s of 900.010", 89_933, 900_010, 900_010, true},
		{"900.010 s of 900.009", 89_933, 900_010, 900_009, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := build(tt.units)
			minutes := float64(tt.limit) / 60_000
			c.Serve(coverage.Service{ID: "clinic", Minutes: minutes})
			cells, err := c.Engine().Cells(context.Background(), coverage.Query{})
			if err != nil {
				t.Fatal(err)
			}
			expect.Equal(t, "milliseconds", *cells[0].Millis, tt.millis)
			expect.Equal(t, "cell covered", cells[0].Covered, tt.covered)
			covered := map[bool]string{true: "1", false: "0"}[tt.covered]
			expect.Equal(t, "row covered", expect.Fields(c.Row(coverage.Query{}), "covered"), covered)
			expect.Equal(t, "row at these minutes", expect.Fields(c.Row(coverage.Query{Limits: []float64{minutes}}), "covered"), covered)
		})
	}
}

// Walks are followed to one and a half times the limit, no farther.
func TestNearMissesHaveTheirSeconds(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H----------0----1--2
	`)
	expect.Seconds(t, c, c.Reach("clinic", 17*time.Minute), "0:990 1:1440 2:beyond") // 1,020 s; 1,530 s
	expect.Seconds(t, c, c.Reach("clinic", 1*time.Minute), "0:beyond 1:beyond 2:beyond")
	d := asciicity.New(t, asciicity.Cell(10), `
		a-----------------------------------------------------------------H-------0---1-------------------------2
	`)
	expect.Seconds(t, d, d.Reach("clinic", 1*time.Minute), "0:72 1:beyond 2:beyond") // 60 s; 90 s
	// The row's minute around the limit still sees place 1, at 108 s.
	expect.Equal(t, "within a minute of it", expect.Fields(d.Row(coverage.Query{Limits: []float64{1}}), "within largest"), "3 2")
}

// The search for one service does not see another's facilities, nor closed ones.
func TestWhatCounts(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		S--0---H--K--P--C
	`)
	c.Facility("P").Status = coverage.StatusPlanned
	c.Facility("C").Status = coverage.StatusClosed
	c.Facility("K").Services = []string{"clinic", "kindergarten"}
	c.Facility("H").Status = coverage.StatusOpen
	expect.Seconds(t, c, c.Reach("school", 15*time.Minute), "0:270")
	expect.Seconds(t, c, c.Reach("clinic", 15*time.Minute), "0:360")
	expect.Seconds(t, c, c.Reach("kindergarten", 15*time.Minute), "0:630")
	c = c.Copy()
	c.Facility("H").Status = coverage.StatusClosed
	expect.Equal(t, "with H closed", c.Reach("clinic", 15*time.Minute).Nearest(), "0:K")
	c = c.Copy()
	c.Facility("K").Status = coverage.StatusClosed
	expect.Seconds(t, c, c.Reach("clinic", 15*time.Minute), "0:no_facility")
}
