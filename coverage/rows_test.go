package coverage_test

import (
	"testing"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// Who is near the edge: not covered, joined to the streets, and either a street
// that leaves the extent is within the limit on foot, or the border is as near as
// the street that the place joins, so that one beyond it might be nearer. That
// the border is near in a straight line is not enough: where no street leads
// over it, nobody comes from beyond. 900 s are 1,000 m, ten cells.
func TestNearEdge(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H----0--------1--------------2--------------3------4--------a




		   5                                  6
		7
	`)
	// The border lies six cells west of H, where no street crosses it, far to the
	// north and south, and one cell east of 4: 800 m from 3, 1,500 + 800 m from 2,
	// 500 + 1,400 m from 6.
	c.Extent = [4]float64{-6, -60, 52, 60}
	// 0 is covered, near the border or not; 1 walks 1,260 s and is 20 cells from
	// the west; 3 is 800 m from the east; 7 joins no street, though it is near.
	row := c.Row(coverage.Query{})
	expect.Equal(t, "the city", expect.Fields(row, "demand covered near_edge unlinked coverage low high verdict"),
		"255 33 24 128 0.1294 0.1294 0.7255 misses")
	// 33 = places 0 and 5; 24 = 3 and 4; 128 = 7.

	// Ten metres of longer limit: 1,000 m to the border is within 15 minutes.
	c = c.Copy()
	c.Extent[2] = 54.0 // 3 is ten cells from it, a few millimetres more or less
	expect.Equal(t, "border at 900 s", expect.Fields(c.Row(coverage.Query{Limits: []float64{15.01}}), "near_edge"), "24")
	expect.Equal(t, "border past 900 s", expect.Fields(c.Row(coverage.Query{Limits: []float64{14.99}}), "near_edge"), "16")

	// Near in a straight line, and no street leads there: 0 is six cells from the
	// western border.
	c = c.Copy()
	c.Extent = [4]float64{-1, -60, 80, 60}
	expect.Equal(t, "no street leaves", expect.Fields(c.Row(coverage.Query{Limits: []float64{1}}), "near_edge"), "32")
	// 32 is place 5: its street is five cells away, the border four.

	// Places beyond the border are near it whatever the limit, and so is 6, for
	// which the border is nearer than its street.
	c = c.Copy()
	c.Extent = [4]float64{-600, -60, 42, 60}
	expect.Equal(t, "beyond the border", expect.Fields(c.Row(coverage.Query{Limits: []float64{0.1}}), "near_edge"), "88")

	// Without an extent there is no edge.
	c = c.Copy()
	c.Extent = [4]float64{}
	expect.Equal(t, "no extent", expect.Fields(c.Row(coverage.Query{}), "near_edge high"), "0 0.6314")
}

func TestVerdictLiesBetweenTheBounds(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H----0----a--------------1--b




		           

		2
	`)
	c.Extent = [4]float64{-50, -50, 26, 50}
	// 0 (1 person) is covered, 1 (2) near the edge, 2 (4) unlinked: 1/7 … 7/7.
	for _, tt := range []struct {
		target  coverage.Share
		verdict string
	}{
		{1, "meets"}, {142_857, "meets"}, {142_858, "cannot_tell"}, {1_000_000, "cannot_tell"},
	} {
		c = c.Copy()
		c.Serve(coverage.Service{ID: "clinic", Target: tt.target})
		expect.Equal(t, "verdict", expect.Fields(c.Row(coverage.Query{}), "low high verdict"), "0.1429 1 "+tt.verdict)
	}
	c = c.Copy()
	c.Extent = [4]float64{}
	c.Serve(coverage.Service{ID: "clinic", Target: 900_000})
	// Nothing is near an edge: 5/7 at best, and four in seven join no street.
	expect.Equal(t, "verdict", expect.Fields(c.Row(coverage.Query{}), "high verdict unlinked"), "0.7143 misses 4")
}

// Coverage of 17 in 20 people is 85 %, exactly; a thousandth of a person less is
// not. The shortfall is in whole people, rounded up.
func TestTargetsAreDecidedInIntegers(t *testing.T) {
	for _, tt := range []struct {
		name              string
		covered, missed   coverage.Amount // thousandths
		target            coverage.Share
		verdict, shortage string
	}{
		{"exactly the target", 17_000, 3_000, 850_000, "meets", "0"},
		{"a thousandth of a person less", 16_999, 3_001, 850_000, "misses", "1"},
		{"a millionth more wanted", 17_000, 3_000, 850_001, "misses", "1"},
		{"one person and a bit", 15_999, 4_001, 850_000, "misses", "2"},
		{"one person exactly", 16_000, 4_000, 850_000, "misses", "1"},
		{"a third, as a share of a million", 1_000, 2_000, 333_333, "meets", "0"},
		{"a third, a millionth more", 1_000, 2_000, 333_334, "misses", "1"},
		{"all of them", 20_000, 0, 1_000_000, "meets", "0"},
		{"all but a thousandth", 19_999, 1, 1_000_000, "misses", "1"},
		{"nobody covered", 0, 7_000, 850_000, "misses", "6"},                              // 5.95
		{"as many people as fit", 1 << 60, 1 << 60, 850_000, "misses", "807045053224793"}, // ⌈0.35 · 2⁶¹ / 1000⌉
		{"as many people as fit, half wanted", 1 << 60, 1 << 60, 500_000, "meets", "0"},
		{"as many people as fit, half and a bit wanted", 1 << 60, 1<<60 + 1, 500_000, "misses", "1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := asciicity.New(t, asciicity.Cell(100), `H--0------------------1`)
			c.Serve(coverage.Service{ID: "clinic", Target: tt.target})
			c.Demand.Groups["all"] = []coverage.Amount{tt.covered, tt.missed}
			expect.Equal(t, "verdict and shortfall", expect.Fields(c.Row(coverage.Query{}), "verdict shortfall"), tt.verdict+" "+tt.shortage)
		})
	}
}

func TestOneSearchGivesTheCurve(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H--0--1--2--3--4--5
	`) // 270 s apart
	rows := c.Rows(coverage.Query{Limits: []float64{20, 5, 9.1, 15, 5}})
	var got []string
	for _, r := range rows {
		got = append(got, expect.Fields(r, "minutes covered within largest target verdict shortfall"))
	}
	for i, line := range []string{
		"5 1 1 1 - - -",             // 300 s: 0 at 270
		"9.1 3 2 2 - - -",           // 546 s: 1 at 540
		"15 7 0 0 850000 misses 47", // 900 s: 2 at 810; ⌈0.85 · 63 − 7⌉
		"20 15 0 0 - - -",           // 1,200 s: 3 at 1,080
	} {
		expect.Equal(t, "row", got[i], line)
	}
	expect.Equal(t, "rows, each limit once", len(rows), 4)
	expect.Equal(t, "the own limit alone", expect.Fields(c.Row(coverage.Query{}), "minutes covered"), "15 7")
	// Near the limit from both sides: 810 and 1,080 s lie within a minute of
	// 14 and 17.5 minutes.
	expect.Equal(t, "14 minutes", expect.Fields(c.Row(coverage.Query{Limits: []float64{14}}), "covered within largest"), "7 4 4")
	expect.Equal(t, "17.5 minutes", expect.Fields(c.Row(coverage.Query{Limits: []float64{17.5}}), "covered within largest"), "7 8 8")
}

func TestReasons(t *testing.T) {
	draw := func() *asciicity.City {
		c := asciicity.New(t, asciicity.Cell(100), `
			H----0---1-----2----a----3
		`)
		c.Serve(coverage.Service{ID: "school"})
		c.Demand.Groups["age_60_plus"] = []coverage.Amount{1000, 0, 0, 0}
		c.Extent = [4]float64{-40, -40, 22.5, 40}
		c.District(1, "01", -1, -1, 7.5, 1)    // place 0
		c.District(1, "02", 7.5, -1, 17.5, 1)  // places 1 and 2
		c.District(1, "03", 17.5, -1, 27.5, 1) // half of it and place 3 lie outside
		c.District(1, "04", 27.5, -1, 40, 1)   // wholly outside
		c.District(1, "05", -10, 5, 0, 10)     // nobody lives there
		return c
	}
	for _, tt := range []struct {
		name  string
		query coverage.Query
		names string
		want  string
	}{
		{
			"a service that is there", coverage.Query{Services: []string{"clinic"}},
			"demand covered inside reason",
			`city: 15 3 - ""; none: 0 0 - no_demand; 01: 1 1 1 ""; 02: 6 2 1 ""; 03: 8 0 0.5 partly_outside; 04: - - 0 outside; 05: 0 0 1 no_demand`,
		}, {
			"a service that nobody offers", coverage.Query{Services: []string{"school"}},
			"demand covered coverage verdict reason",
			`city: 15 0 0 misses no_facility; none: 0 0 - - no_demand; 01: 1 0 0 misses no_facility; 02: 6 0 0 misses no_facility; 03: 8 0 0 cannot_tell no_facility; 04: - - - - outside; 05: 0 0 - - no_demand`,
		}, {
			"a group that no layer has", coverage.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Group: "age_0_2"}},
			"demand covered coverage unlinked high verdict shortfall near_edge within reason",
			`city: - - - - - - - - - no_such_group; none: - - - - - - - - - no_such_group; 01: - - - - - - - - - no_such_group; 02: - - - - - - - - - no_such_group; 03: - - - - - - - - - no_such_group; 04: - - - - - - - - - no_such_group; 05: - - - - - - - - - no_such_group`,
		}, {
			"a group of few", coverage.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Group: "age_60_plus"}},
			"demand covered reason",
			`city: 1 1 ""; none: 0 0 no_demand; 01: 1 1 ""; 02: 0 0 no_demand; 03: 0 0 no_demand; 04: - - outside; 05: 0 0 no_demand`,
		}, {
			"one district", coverage.Query{Services: []string{"clinic"}, Scope: coverage.Scope{District: new("02")}},
			"demand covered", "02: 6 2",
		}, {
			"demand in no district", coverage.Query{Services: []string{"clinic"}, Scope: coverage.Scope{District: new("")}},
			"demand covered", "none: 0 0",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			expect.Equal(t, tt.names, expect.ByDistrict(draw().Rows(tt.query), tt.names), tt.want)
		})
	}
	c := draw()
	expect.Equal(t, "a weight that no layer has", expect.Fields(c.Row(coverage.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Weight: "dwellings"}}), "demand reason"), "- no_such_weight")
	c = draw()
	c.Demand.Weight = map[string][]coverage.Amount{"dwellings": {5000, 7000, 0, 0}}
	expect.Equal(t, "a weight", expect.Fields(c.Row(coverage.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Weight: "dwellings"}}), "demand covered reason"), `12 12 ""`)
	expect.Equal(t, "a service's group", expect.Fields(draw().Serve(coverage.Service{ID: "clinic", Group: "age_60_plus"}).
		Row(coverage.Query{Services: []string{"clinic"}}), "group demand covered"), "age_60_plus 1 1")
}
