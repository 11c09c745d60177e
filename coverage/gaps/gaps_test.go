package gaps_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/layers"
	"lifecircle/geo/cells"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

func gapsOf(t asciicity.TB, c *asciicity.City, q gaps.Query) []gaps.Gap {
	t.Helper()
	gaps, err := gaps.Find(context.Background(), c.Engine(), q)
	if err != nil {
		t.Fatalf("gaps of %+v: %v", q, err)
	}
	return gaps
}

// gapWords says a gap in one line: its places and people, by how many seconds it
// misses, the cause with its evidence, and what helps whom.
func gapWords(e *coverage.Engine, g gaps.Gap) string {
	ids := ""
	for _, i := range g.Places {
		ids += e.City().Demand.ID[i]
	}
	seconds := func(ms *int64) string {
		if ms == nil {
			return "–"
		}
		return fmt.Sprintf("%.0f", float64(*ms)/1000)
	}
	people := func(a *coverage.Amount) string {
		if a == nil {
			return "–"
		}
		return fmt.Sprint(*a / 1000)
	}
	out := fmt.Sprintf("%s: %s has %d, over by %s/%s/%s, %s", g.ID, ids, g.People/1000,
		seconds(g.MissesLeast), seconds(g.MissesMedian), seconds(g.MissesMost), g.Cause)
	if g.Barrier != "" {
		out += " " + g.Barrier
	}
	if v := g.Evidence; v.Nearest != "" {
		out += fmt.Sprintf(", %s is %.0f m from %s", v.Nearest, v.StraightM, e.City().Demand.ID[v.Place])
		if v.WalkMillis != nil {
			out += fmt.Sprintf(", %s s on foot", seconds(v.WalkMillis))
		}
	}
	return out + fmt.Sprintf("; %s: opened %s, sited %s", g.Remedy, people(g.Opened), people(g.Sited))
}

func gapLines(e *coverage.Engine, gaps []gaps.Gap) string {
	var lines []string
	for _, g := range gaps {
		lines = append(lines, gapWords(e, g))
	}
	return strings.Join(lines, "\n")
}

// At 4 km/h 100 m take 90 s, 15 minutes are 1,000 m, and a cell is 100 m.
func TestGapsToldInWords(t *testing.T) {
	for _, tt := range []struct {
		name  string
		city  string
		query gaps.Query // of the clinics unless said otherwise
		want  string
	}{{
		name: "nobody is missed", city: `
			0----H----1
		`,
		want: "",
	}, {
		// 0 and 1 are 400 m apart, 1 and 2 200 m: one gap and another.
		name: "neighbours along the street are one", city: `
			H----------+---0---1-2
		`,
		want: `clinic.2: 12 has 6, over by 810/990/990, distance, H is 2100 m from 2, 1890 s on foot; facility: opened –, sited 6
clinic.0: 0 has 1, over by 450/450/450, distance, H is 1500 m from 0, 1350 s on foot; facility: opened –, sited 1`,
	}, {
		// 200 m apart as the crow flies, 1,000 m along the streets.
		name: "the far bank is another gap", city: `
			0-------+-----------------H
			~~~~~~  |
			1-------+
		`,
		want: `clinic.1: 1 has 2, over by 1620/1620/1620, distance, H is 2608 m from 1, 2520 s on foot; facility: opened 0, sited 2
clinic.0: 0 has 1, over by 1440/1440/1440, distance, H is 2600 m from 0, 2340 s on foot; facility: opened 0, sited 1`,
	}, {
		name: "a river makes a detour", city: `
			H-------+
			~~~~~~  |
			1-0-----+
		`,
		want: `clinic.1: 01 has 3, over by 540/720/720, detour water, H is 200 m from 1, 1620 s on foot; shorter_way: opened 0, sited 3`,
	}, {
		name: "a compound in between", city: `
			0--+....+--H
			   |    |
			   +----+
		`,
		want: `clinic.0: 0 has 1, over by 450/450/450, distance, H is 1100 m from 0, 1350 s on foot; facility: opened 0, sited 1`,
	}, {
		name: "a compound that all might walk through", city: `
			0--+..+--H
			   |  |
			   +--+
		`,
		want: `clinic.0: 0 has 1, over by 270/270/270, detour compound, H is 900 m from 0, 1170 s on foot; open_streets: opened 1, sited 1`,
	}, {
		// 1 joins no street; 2 joins streets that lead nowhere.
		name: "the disconnected stand apart", city: `
			H--------------0
			
			
			
			
			
			2-----------+
			
			
			
			
			
			
			1
		`,
		want: `clinic.2: 2 has 4, over by –/–/–, disconnected, H is 600 m from 2; link: opened –, sited 4
clinic.1: 1 has 2, over by –/–/–, disconnected, H is 1300 m from 1; link: opened –, sited –
clinic.0: 0 has 1, over by 450/450/450, distance, H is 1500 m from 0, 1350 s on foot; facility: opened –, sited 1`,
	}, {
		name: "a shorter limit", city: `
			0----H----1
		`,
		query: gaps.Query{Scope: coverage.Scope{Minutes: 5}},
		want: `clinic.1: 1 has 2, over by 150/150/150, distance, H is 500 m from 1, 450 s on foot; facility: opened –, sited 2
clinic.0: 0 has 1, over by 150/150/150, distance, H is 500 m from 0, 450 s on foot; facility: opened –, sited 1`,
	}, {
		// The school is 800 m from 0 and 1,500 m from 1, the clinic the reverse.
		name: "a bundle", city: `
			H-------0------1--------S
		`,
		query: gaps.Query{AllOf: []string{"school", "clinic"}},
		want: `school-clinic.1: 1 has 2, over by 450/450/450, distance, H is 1500 m from 1, 1350 s on foot; facility: opened –, sited 2
school-clinic.0: 0 has 1, over by 540/540/540, distance, S is 1600 m from 0, 1440 s on foot; facility: opened –, sited 1`,
	}, {
		// Most people are the nearest, and a facility among them reaches no farther
		// than 200 m.
		name: "half of the people are within the median", city: `
			H----3-2-1---+
		`,
		query: gaps.Query{Scope: coverage.Scope{Minutes: 3}},
		want:  `clinic.3: 123 has 14, over by 270/270/630, distance, H is 500 m from 3, 450 s on foot; facility: opened –, sited 12`,
	}, {
		// A is near and across the water, H on the way round.
		name: "the nearest on foot is another", city: `
			A-----------+
			~~~~~~~~~~~ |
			1-----------+--H
		`,
		want: `clinic.1: 1 has 2, over by 450/450/450, detour water, A is 200 m from 1, 2340 s on foot; shorter_way: opened 0, sited 2`,
	}, {
		// 1 walks 1,100 m to what is 985 m away: no more than any grid makes of it.
		name: "a grid makes no detour that a way would mend", city: `
			H-------+
			        |
			        |
			        |
			        1
		`,
		want: `clinic.1: 1 has 2, over by 180/180/180, detour, H is 894 m from 1, 1080 s on foot; facility: opened –, sited 2`,
	}} {
		t.Run(tt.name, func(t *testing.T) {
			c := asciicity.New(t, asciicity.Cell(100), tt.city)
			if tt.query.AllOf == nil {
				tt.query.Service = "clinic"
			}
			gaps := gapsOf(t, c, tt.query)
			if d := cmp.Diff(tt.want, gapLines(c.Engine(), gaps)); d != "" {
				t.Errorf("%s- want, + got:\n%s", c, d)
			}
		})
	}
}

// Through the estate 0 and 1 are 240 m apart, for two thirds on a street that
// everybody may walk: closed, it joins nobody.
func TestClosedStreetsJoinNobody(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(40), `
		H-------------------+----0.+---1---+
		                    |              |
		                    |              |
		                    +--------------+
	`)
	ids := func(private streets.Private) (out string) {
		for _, g := range gapsOf(t, c, gaps.Query{Service: "clinic", Scope: coverage.Scope{Private: private, Minutes: 10}}) {
			out += fmt.Sprint(g.ID, " ", len(g.Places), " ")
		}
		return out
	}
	if got := ids("residents"); got != "clinic.1 2 " {
		t.Errorf("for residents the gaps are %s", got)
	}
	if got := ids("closed"); got != "clinic.1 1 clinic.0 1 " {
		t.Errorf("closed, the gaps are %s", got)
	}
}

// Whoever lives beyond the extent, or could walk there, may have a facility that
// nobody knows of: 0 walks 1,500 m to H and 450 m to the border, 1 lives beyond it.
func TestBeyondTheExtentNobodyCanTell(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		2---------+----H--------------0-------1--+
	`)
	c.Extent = [4]float64{-40, -5, 34.5, 5}
	got := ""
	for _, g := range gapsOf(t, c, gaps.Query{Service: "clinic"}) {
		got += fmt.Sprint(g.ID, " ", g.Remedy, " ", g.Beyond/1000, " beyond ", g.NearEdge/1000, " near the edge; ")
	}
	if want := "clinic.2 facility 0 beyond 0 near the edge; clinic.1 more_data 2 beyond 2 near the edge; clinic.0 more_data 0 beyond 1 near the edge; "; got != want {
		t.Errorf("got %s", got)
	}
}

// A walk of more than two hours is none, whatever else was asked before. Of two
// places with as many people the one with the smaller id is the heart.
func TestTwoHoursAreTheEnd(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(140), `
		H-------------------------------------------------------------2-1--+
	`)
	c.Demand.Groups["all"] = []coverage.Amount{3000, 3000}
	if _, err := c.Engine().Rows(context.Background(), coverage.Query{Limits: []float64{120}}); err != nil {
		t.Fatal(err)
	}
	want := "clinic.1: 12 has 6, over by –/–/–, distance, H is 8960 m from 1; facility: opened –, sited 6"
	if got := gapLines(c.Engine(), gapsOf(t, c, gaps.Query{Service: "clinic"})); got != want {
		t.Errorf("got %s", got)
	}
}

// Hexagons that touch are one gap, whatever lies between them.
func TestCellsThatTouchAreOneGap(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H----------+----0----1----2----3-----+
	`)
	middle, err := cells.At(c.Demand.Point[0], 9)
	if err != nil {
		t.Fatal(err)
	}
	around, err := cells.Neighbours(middle)
	if err != nil {
		t.Fatal(err)
	}
	beyond, err := cells.Neighbours(around[0])
	if err != nil {
		t.Fatal(err)
	}
	far := beyond[0]
	for _, b := range beyond {
		if b != middle && !contains(around, b) {
			far = b // two steps from the middle
		}
	}
	c.Demand.Cell = []uint64{middle, around[0], far, 0}
	got := gapLines(c.Engine(), gapsOf(t, c, gaps.Query{Service: "clinic"}))
	if !strings.Contains(got, "clinic.2: 012 has 7") || !strings.Contains(got, "clinic.3: 3 has 8") {
		t.Errorf("chained cells are not one gap:\n%s", got)
	}
	apart := c.Copy()
	apart.Demand.Cell = []uint64{middle, 0, far, 0}
	got = gapLines(apart.Engine(), gapsOf(t, apart, gaps.Query{Service: "clinic"}))
	if !strings.Contains(got, ": 0 has 1") || !strings.Contains(got, ": 2 has 4") {
		t.Errorf("cells that do not touch are one gap:\n%s", got)
	}
}

func contains(list []uint64, x uint64) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

func TestNamesOfGaps(t *testing.T) {
	draw := func() *asciicity.City {
		return asciicity.New(t, asciicity.Cell(100), `
			              a
			              |
			H-------------c-0-1-b
			              |
			              d
		`)
	}
	for _, tt := range []struct {
		name   string
		change func(c *asciicity.City)
		want   gaps.Name
	}{{
		name: "the estate where most people live",
		change: func(c *asciicity.City) {
			c.Demand.Names = []coverage.Names{{ZH: "小村"}, {ZH: "大村", EN: "Big Village"}}
		},
		want: gaps.Name{Kind: gaps.NamedPlace, Names: coverage.Names{ZH: "大村", EN: "Big Village"}, Several: true},
	}, {
		name: "a crossing, the larger street first",
		change: func(c *asciicity.City) {
			c.Street('a', 'c').Name, c.Street('c', '0').Name = "Side Street", "Main Street"
			c.Street('c', '0').Kind.Class = streets.ClassPrimary
		},
		want: gaps.Name{Kind: gaps.NamedCrossing, Street: "Main Street", Other: "Side Street"},
	}, {
		name:   "a street",
		change: func(c *asciicity.City) { c.Street('c', '0').Name = "Main Street" },
		want:   gaps.Name{Kind: gaps.NamedStreet, Street: "Main Street"},
	}, {
		name: "a facility near by",
		change: func(c *asciicity.City) {
			c.Facilities = append(c.Facilities, coverage.Facility{ID: "X", Names: coverage.Names{Plain: "Old Mill"}, Point: c.Place(20, 5)})
		},
		want: gaps.Name{Kind: gaps.NamedFacility, Names: coverage.Names{Plain: "Old Mill"}},
	}, {
		name:   "the district",
		change: func(c *asciicity.City) { c.District(1, "e", 10, -1, 40, 9) },
		want:   gaps.Name{Kind: gaps.NamedDistrict, Names: coverage.Names{Plain: "District e"}},
	}, {
		name:   "nothing is known",
		change: func(*asciicity.City) {},
		want:   gaps.Name{Kind: gaps.NamedID, Names: coverage.Names{Plain: "1"}},
	}} {
		t.Run(tt.name, func(t *testing.T) {
			c := draw()
			tt.change(c)
			gaps := gapsOf(t, c, gaps.Query{Service: "clinic"})
			if len(gaps) != 1 {
				t.Fatalf("%d gaps\n%s", len(gaps), gapLines(c.Engine(), gaps))
			}
			if d := cmp.Diff(tt.want, gaps[0].Name); d != "" {
				t.Errorf("- want, + got:\n%s", d)
			}
		})
	}
}

// Two gaps on one long street are told apart.
func TestGapsOfOneNameAreNumbered(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		0-----1------------a--H--b
	`)
	for i := range c.Ways {
		c.Ways[i].Name = "Long Street"
	}
	gaps := gapsOf(t, c, gaps.Query{Service: "clinic"})
	if len(gaps) != 2 || gaps[0].Name.Number != 0 || gaps[1].Name.Number != 2 || gaps[1].Name.Street != "Long Street" {
		t.Errorf("got %+v", gaps)
	}
}

// The id is that of the place with most people, and does not change with the rim.
func TestAGapKeepsItsID(t *testing.T) {
	small := asciicity.New(t, asciicity.Cell(100), `
		H------------1-2----+
	`)
	large := asciicity.New(t, asciicity.Cell(100), `
		H----------0-1-2----+
	`)
	before, after := gapsOf(t, small, gaps.Query{Service: "clinic"}), gapsOf(t, large, gaps.Query{Service: "clinic"})
	if len(before) != 1 || len(after) != 1 || before[0].ID != "clinic.2" || after[0].ID != "clinic.2" {
		t.Errorf("%s\nbecomes\n%s", gapLines(small.Engine(), before), gapLines(large.Engine(), after))
	}
}

func TestGapsThatHaveNoAnswer(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		0----H----S
	`)
	for _, tt := range []struct {
		param string
		query gaps.Query
	}{
		{"service", gaps.Query{}},
		{"service", gaps.Query{Service: "spa"}},
		{"service", gaps.Query{Service: "clinic", AllOf: []string{"school"}}},
		{"all-of", gaps.Query{AllOf: []string{"school", "school"}}},
		{"all-of", gaps.Query{AllOf: []string{"school", "spa"}}},
		{"group", gaps.Query{Service: "clinic", Scope: coverage.Scope{Group: "age_60_plus"}}},
		{"area", gaps.Query{Service: "clinic", Scope: coverage.Scope{Area: "moon"}}},
		{"minutes", gaps.Query{Service: "clinic", Scope: coverage.Scope{Minutes: 121}}},
		{"minutes", gaps.Query{Service: "clinic", Scope: coverage.Scope{Minutes: -1}}},
		{"profile", gaps.Query{Service: "clinic", Scope: coverage.Scope{Profile: "robot"}}},
		{"private", gaps.Query{Service: "clinic", Scope: coverage.Scope{Private: "ajar"}}},
		{"private", gaps.Query{Service: "clinic", Scope: coverage.Scope{Private: "open"}}},
	} {
		_, err := gaps.Find(context.Background(), c.Engine(), tt.query)
		if q := new(coverage.QueryError); !errors.As(err, &q) || q.Param != tt.param {
			t.Errorf("%+v: %v, want one about %s", tt.query, err, tt.param)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := gaps.Find(ctx, c.Engine(), gaps.Query{Service: "clinic"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A service whose group nobody counts has no gaps that are known, and keeps
// nobody from those of the others.
func TestTheLayerOfGapsLeavesOutGroupsThatNobodyCounts(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		S-------H------------0
	`)
	c.Serve(coverage.Service{ID: "school", Group: "age_6_14"})
	l, err := layers.Of(c.Engine()).Layer(context.Background(), layers.Gaps)
	if err != nil || l.Count != 1 {
		t.Errorf("%d gaps %v", l.Count, err)
	}
}
