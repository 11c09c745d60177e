package bridge_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/bridge"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// bridgeTold writes a bridge a step after another: id, change, covered/demand in whole
// people, and the reason why it changes nothing.
func bridgeTold(steps []bridge.Step) string {
	var words []string
	for _, s := range steps {
		word := fmt.Sprintf("%s%+d=%d/%d", s.ID, s.Change/1000, s.Covered/1000, s.Demand/1000)
		if s.Reason != "" {
			word += "(" + string(s.Reason) + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// H is a clinic, cells are 100 m, which take 90 s, and digit n is 2ⁿ people. The
// circle's radius is what is walked on the flat within the limit: 1,000 m in 15
// minutes.
func TestBridgeLeadsFromTheCircleToTheWalk(t *testing.T) {
	const estate = `
		0---+......+-----H
		    |      |
		    |      |
		    +------+
	`
	for name, test := range map[string]struct {
		drawing string
		change  func(*asciicity.City)
		query   bridge.Query
		want    string
	}{
		"along a street, the circle is right": {
			drawing: `H---0----1-----2`,
			want:    "circle+3=3/7 linked+0=3/7 streets+0=3/7 private+0=3/7(not_told) profile+0=3/7(flat) area+0=3/7(all) group+0=3/7(all)",
		},
		"a river makes the walk 2,200 m": {
			drawing: `
				0---------+
				          |
				~~~~~~~~~~|~~
				          |
				H---------+
			`,
			want: "circle+1=1/1 linked+0=1/1 streets-1=0/1 private+0=0/1(no_private) profile+0=0/1(flat) area+0=0/1(all) group+0=0/1(all)",
		},
		"who lives 600 m from every street joins none": {
			drawing: `
				0





				+-----------H
			`,
			want:  "circle+1=1/1 linked-1=0/1 streets+0=0/1 private+0=0/1(not_told) profile+0=0/1(flat) area+0=0/1(all) group+0=0/1(all)",
			query: bridge.Query{Scope: coverage.Scope{Minutes: 25}},
		},
		"1,700 m through an estate, 2,300 m around": {
			drawing: estate,
			query:   bridge.Query{Scope: coverage.Scope{Minutes: 30}},
			want:    "circle+1=1/1 linked+0=1/1 streets+0=1/1 private-1=0/1 profile+0=0/1(flat) area+0=0/1(all) group+0=0/1(all)",
		},
		"through it where it is asked open": {
			drawing: estate,
			query:   bridge.Query{Scope: coverage.Scope{Minutes: 30, Private: streets.PrivateOpen}},
			want:    "circle+1=1/1 linked+0=1/1 streets+0=1/1 private+0=1/1(open) profile+0=1/1(flat) area+0=1/1(all) group+0=1/1(all)",
		},
		"stairs take four times as long as a street": {
			drawing: `H--+>>>>0-------+`,
			change: func(c *asciicity.City) {
				c.Profiles = []coverage.Profile{{Profile: asciicity.Slow}}
				c.Serve(coverage.Service{ID: "clinic", Profile: "slow"})
			},
			want: "circle+1=1/1 linked+0=1/1 streets+0=1/1 private+0=1/1(no_private) profile-1=0/1 area+0=0/1(all) group+0=0/1(all)",
		},
		"older people of towns": {
			drawing: `H---0---1--------2`,
			change: func(c *asciicity.City) {
				c.Demand.Urban = []coverage.Flag{coverage.FlagUrban, coverage.FlagRural, coverage.FlagUrban}
				c.Demand.Groups["age_60_plus"] = []coverage.Amount{0, 1000, 2000}
				c.Serve(coverage.Service{ID: "clinic", Area: coverage.AreaUrban, Group: "age_60_plus"})
			},
			want: "circle+3=3/7 linked+0=3/7 streets+0=3/7 private+0=3/7(not_told) profile+0=3/7(flat) area-2=1/5 group-1=0/2",
		},
		"nobody counts everybody": {
			drawing: `H---0---1--------2`,
			change: func(c *asciicity.City) {
				c.Demand.Groups = map[string][]coverage.Amount{"age_60_plus": {1000, 1000, 2000}}
				c.Serve(coverage.Service{ID: "clinic", Area: coverage.AreaUrban, Group: "age_60_plus"})
			},
			want: "circle+2=2/4 linked+0=2/4 streets+0=2/4 private+0=2/4(not_told) profile+0=2/4(flat) area+0=2/4(area_unknown) group+0=2/4(no_all)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := asciicity.New(t, asciicity.Cell(100), test.drawing)
			if test.change != nil {
				test.change(c)
			}
			test.query.Service = "clinic"
			steps, err := bridge.Find(t.Context(), c.Engine(), test.query)
			if err != nil {
				t.Fatal(err)
			}
			if got := bridgeTold(steps); got != test.want {
				t.Errorf("the bridge is\n%s\nnot\n%s\n%s", got, test.want, c)
			}
		})
	}
}

func TestABridgeThatCannotBeAskedIsRefused(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `H---0---------+`)
	level := 8
	c.District(level, "01", -1, -1, 20, 2)
	for param, q := range map[string]bridge.Query{
		"service": {},
		"group":   {Service: "clinic", Scope: coverage.Scope{Group: "age_0_2"}},
		"minutes": {Service: "clinic", Scope: coverage.Scope{Minutes: 500}},
		"profile": {Service: "clinic", Scope: coverage.Scope{Profile: "flying"}},
		"private": {Service: "clinic", Scope: coverage.Scope{Private: "ajar"}},
		"level":   {Service: "clinic", Scope: coverage.Scope{Level: &level}},
	} {
		_, err := bridge.Find(t.Context(), c.Engine(), q)
		if wrong := new(coverage.QueryError); !errors.As(err, &wrong) || wrong.Param != param {
			t.Errorf("%+v: the error is %v", q, err)
		}
	}
}

// The first step is what a circle says, the last what coverage says, and the
// changes add up exactly, in the city and in every district.
func TestBridgesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomWalled(t)
		r := asciicity.Chance(t)
		c.District(8, "01", -1, -1, 12, 30).District(8, "02", 12, -1, 40, 30)
		for i := range c.Demand.ID {
			c.Demand.Urban = append(c.Demand.Urban, coverage.Flag(r.IntN(3)))
			c.Demand.Groups["age_60_plus"] = append(c.Demand.Groups["age_60_plus"], c.Demand.Groups["all"][i]*coverage.Amount(r.IntN(1000))/1000)
		}
		if r.IntN(4) == 0 {
			c.Demand.Groups["all"][0] = coverage.Missing
		}
		c.Profiles = []coverage.Profile{{Profile: streets.Profile{ID: "slow", Speed: 3_000_000, StairsUp: 3000, StairsDown: 2000, Signal: 60_000}}, {Profile: streets.Profile{ID: "slowflat", Speed: 3_000_000}}}
		areas := []coverage.Area{coverage.AreaAll, coverage.AreaUrban, coverage.AreaRural}
		for _, s := range c.Services {
			s.Area, s.Group, s.Profile = areas[r.IntN(3)], []string{"all", "age_60_plus"}[r.IntN(2)], []string{"standard", "slow"}[r.IntN(2)]
			c.Serve(s)
		}
		rows, err := c.Engine().Rows(context.Background(), coverage.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			q := bridge.Query{Service: row.Services[0]}
			if d := row.District; d != nil {
				q.District, q.Level = &d.Code, &d.Level
			}
			steps, err := bridge.Find(context.Background(), c.Engine(), q)
			if err != nil {
				t.Fatal(err)
			}
			bridgeMeets(t, steps, row)
			stepsMeet(t, c, steps, row)
		}
	})
}

// stepsMeet asks coverage what each step on foot says: of everybody on the flat where all
// streets are open, then with the treatment, the profile, the area and the group of the row.
func stepsMeet(t *rapid.T, c *asciicity.City, steps []bridge.Step, row coverage.Row) {
	t.Helper()
	flat := map[string]string{"standard": "standard", "slow": "slowflat"}[*row.Profile]
	open := streets.PrivateOpen
	for _, s := range steps {
		if s.ID == bridge.StepPrivate && s.Reason == bridge.ReasonNotTold {
			open = row.Private
		}
	}
	for id, asked := range map[bridge.StepID]coverage.Scope{
		bridge.StepStreets: {Group: "all", Area: coverage.AreaAll, Profile: flat, Private: open},
		bridge.StepPrivate: {Group: "all", Area: coverage.AreaAll, Profile: flat, Private: row.Private},
		bridge.StepProfile: {Group: "all", Area: coverage.AreaAll, Profile: *row.Profile, Private: row.Private},
		bridge.StepArea:    {Group: "all", Area: row.Area, Profile: *row.Profile, Private: row.Private},
		bridge.StepGroup:   {Group: row.Group, Area: row.Area, Profile: *row.Profile, Private: row.Private},
	} {
		if row.District != nil {
			asked.District, asked.Level = &row.District.Code, &row.District.Level
		}
		rows, err := c.Engine().Rows(context.Background(), coverage.Query{Services: row.Services, Scope: asked, Treatments: []streets.Private{asked.Private}})
		if err != nil || len(rows) == 0 {
			t.Fatalf("%s: %d rows (%v)", id, len(rows), err)
		}
		for _, s := range steps {
			if s.ID == id && (s.Covered != *rows[0].Covered || s.Demand != *rows[0].Demand) {
				t.Fatalf("step %s has %d of %d, coverage %d of %d", id, s.Covered, s.Demand, *rows[0].Covered, *rows[0].Demand)
			}
		}
	}
}

// bridgeMeets says that a bridge leads from a row's circle to its covered.
func bridgeMeets(t *rapid.T, steps []bridge.Step, row coverage.Row) {
	sum := coverage.Amount(0)
	for _, s := range steps {
		if sum += s.Change; sum != s.Covered || s.Covered < 0 || s.Covered > s.Demand {
			t.Fatalf("step %s does not add up: %s", s.ID, bridgeTold(steps))
		}
		if s.Reason != "" && s.Change != 0 {
			t.Fatalf("step %s has a reason to change nothing, and does: %s", s.ID, bridgeTold(steps))
		}
	}
	if last := steps[len(steps)-1]; sum != *row.Covered || last.Demand != *row.Demand {
		t.Fatalf("the bridge of %s ends at %d of %d, the row says %d of %d", row.Services[0], sum, last.Demand, *row.Covered, *row.Demand)
	}
	first := steps[0]
	if row.Group == "all" && row.Area == coverage.AreaAll && row.BufferCoverage != nil && *first.Coverage != *row.BufferCoverage {
		t.Fatalf("the bridge begins at %v, the circle says %v", *first.Coverage, *row.BufferCoverage)
	}
}
