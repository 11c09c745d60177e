package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/internal/testcity/asciicity"
)

// river is a town on two banks with one bridge in the east. 50 m take 45 s: the
// places 0, 1 and 2 in the south walk 810, 630 and 450 s to the clinic H.
func river(t *testing.T) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a---b---c
		~~~~~~~ | ~~~
		0---1---2---d
	`)
	return c.Serve(coverage.Service{ID: "clinic", Minutes: 10})
}

// spot writes the coordinates of a place in a drawing as fields of a change.
func spot(c *asciicity.City, column, line float64) string {
	p := c.Place(column, line)
	return fmt.Sprintf(`"lon": %v, "lat": %v`, p[0], p[1])
}

func point(c *asciicity.City, column, line float64) string {
	p := c.Place(column, line)
	return fmt.Sprintf("[%v, %v]", p[0], p[1])
}

// said writes an effect as a planner would: people covered before and after,
// verdicts, who is newly covered and lost, what becomes of the gaps.
func said(e *scenario.Effect) string {
	var s strings.Builder
	row := func(r coverage.Row) string {
		return fmt.Sprintf("%d of %d %s", *r.Covered/1000, *r.Demand/1000, *r.Verdict)
	}
	fmt.Fprintf(&s, "%s, then %s: %+d;", row(e.Before[0]), row(e.After[0]), *e.Difference[0].Covered/1000)
	list := func(what string, n scenario.Newly) {
		for _, p := range n.Listed {
			ms := func(ms *int64) any {
				if ms == nil {
					return "none"
				}
				return (*ms + 500) / 1000
			}
			fmt.Fprintf(&s, " %s %s (%d) %v to %v;", what, p.ID, p.People/1000, ms(p.Before), ms(p.After))
		}
	}
	list("covers", e.NewlyCovered[0])
	list("loses", e.NewlyLost[0])
	for _, g := range e.Gaps {
		fmt.Fprintf(&s, " gap %s %+d;", g.What, g.People/1000)
	}
	if len(e.Relinked) > 0 {
		fmt.Fprintf(&s, " relinked %v;", e.Relinked)
	}
	return strings.TrimSuffix(s.String(), ";")
}

func TestWhatIfSaysWhatChanges(t *testing.T) {
	c := river(t)
	for _, x := range []struct{ name, changes, want string }{
		{"nothing", ``, "4 of 7 misses, then 4 of 7 misses: +0"},
		{"a clinic on the other bank",
			`{"add_facility": {"id": "N", "services": ["clinic"], ` + spot(c, 0, 2) + `}}`,
			"4 of 7 misses, then 7 of 7 meets: +3; covers 1 (2) 630 to 180; covers 0 (1) 810 to 0; gap closed -3"},
		{"the clinic closes",
			`{"close_facility": {"id": "H"}}`,
			"4 of 7 misses, then 0 of 7 misses: -4; loses 2 (4) 450 to none; gap grown +4"},
		{"it closes and opens again",
			`{"close_facility": {"id": "H"}}, {"reopen_facility": {"id": "H"}}`,
			"4 of 7 misses, then 4 of 7 misses: +0"},
		{"it moves over the bridge",
			`{"move_facility": {"id": "H", ` + spot(c, 8, 2) + `}}`,
			"4 of 7 misses, then 7 of 7 meets: +3; covers 1 (2) 630 to 180; covers 0 (1) 810 to 360; gap closed -3"},
		{"a footbridge of 100 m in the west",
			`{"open_link": {"id": "bridge", "kind": "footway", "line": [` + point(c, 0, 0) + `, ` + point(c, 0, 2) + `]}}`,
			"4 of 7 misses, then 7 of 7 meets: +3; covers 1 (2) 630 to 270; covers 0 (1) 810 to 90; gap closed -3"},
		{"one with a long way up",
			`{"open_link": {"id": "bridge", "kind": "footway", "length_m": 600, "line": [` + point(c, 0, 0) + `, ` + point(c, 0, 2) + `]}}`,
			"4 of 7 misses, then 5 of 7 misses: +1; covers 0 (1) 810 to 540; gap shrunk -1"},
		{"the bridge closes",
			`{"close_link": {"way": 2, "near": ` + point(c, 8, 1) + `}}`,
			"4 of 7 misses, then 0 of 7 misses: -4; loses 2 (4) 450 to none; gap grown +4; relinked [2]"},
		{"longer walks count",
			`{"set_service": {"id": "clinic", "minutes": 11}}`,
			"4 of 7 misses, then 6 of 7 meets: +2; covers 1 (2) 630 to 630; gap shrunk -2"},
		{"less is enough",
			`{"set_service": {"id": "clinic", "target": 0.5}}`,
			"4 of 7 misses, then 4 of 7 meets: +0"},
		{"an estate beside the clinic",
			`{"add_demand": {"id": "estate", "groups": {"all": 33}, ` + spot(c, 4, 0) + `}}`,
			"4 of 7 misses, then 37 of 40 meets: +33"},
		{"a clearance", `{"remove_demand": {"id": "2"}}`, "4 of 7 misses, then 0 of 3 misses: -4"},
		{"twice as many", `{"scale_demand": {"group": "all", "factor": 2}}`, "4 of 7 misses, then 8 of 14 misses: +4; gap grown +3"},
	} {
		t.Run(x.name, func(t *testing.T) {
			changes := decode(t, `{"changes": [`+x.changes+`]}`)
			e, err := scenario.WhatIf(ctx, c.Engine(), changes, scenario.Question{Gaps: true})
			if err != nil {
				t.Fatal(err)
			}
			if got := said(e); got != x.want {
				t.Errorf("got  %s\nwant %s", got, x.want)
			}
		})
	}
}

func TestEachChangeHasItsPart(t *testing.T) {
	c := river(t)
	// The clinic in the west covers place 0 and 1; the bridge then covers nobody
	// more, but would by itself.
	changes := decode(t, `{"changes": [
		{"add_facility": {"id": "N", "services": ["clinic"], `+spot(c, 0, 2)+`}},
		{"open_link": {"id": "bridge", "kind": "footway", "line": [`+point(c, 0, 0)+`, `+point(c, 0, 2)+`]}},
		{"close_facility": {"id": "N"}}]}`)
	e, err := scenario.WhatIf(ctx, c.Engine(), changes, scenario.Question{Each: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range e.Each {
		alone := "does not apply"
		if p.Alone != nil {
			alone = fmt.Sprint(*p.Alone[0].Covered / 1000)
		}
		got = append(got, fmt.Sprintf("%s %d alone %s", p.Change.Kind, *p.InOrder[0].Covered/1000, alone))
	}
	want := "add_facility 3 alone 3, open_link 0 alone 3, close_facility 0 alone does not apply"
	if g := strings.Join(got, ", "); g != want {
		t.Errorf("got  %s\nwant %s", g, want)
	}
	if e.Each[2].NotAlone.Index != 2 {
		t.Errorf("the reason is of change %d, not 2", e.Each[2].NotAlone.Index)
	}
}

func TestWhatIfOfADistrictListsOnlyItsPlaces(t *testing.T) {
	c := river(t).District(1, "west", -1, -1, 2, 3).District(1, "east", 2, -1, 9, 3)
	west := "west"
	changes := decode(t, `{"changes": [{"add_facility": {"id": "N", "services": ["clinic"], `+spot(c, 0, 2)+`}}]}`)
	q := scenario.Question{Query: coverage.Query{Scope: coverage.Scope{District: &west}}}
	e, err := scenario.WhatIf(ctx, c.Engine(), changes, q)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := said(e), "0 of 1 misses, then 1 of 1 meets: +1; covers 0 (1) 810 to 0"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestALinkToAnIsletBringsAFacilityToIt(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a---b---c---d---e
		~~~~~~~~~~~~~~~~~~~~~

		~~~~~~~~~~~~~~~~~~~~~
		0---1---2---f---g---h
	`)
	islet := `{"add_facility": {"id": "N", "services": ["clinic"], ` + spot(c, 4, 2) + `}}`
	bridge := `{"open_link": {"id": "l", "kind": "footway", "line": [` + point(c, 4, 0) + `, ` + point(c, 4, 4) + `]}}`
	for _, text := range []string{islet + ", " + bridge, bridge + ", " + islet} {
		e, err := scenario.Apply(ctx, c.Engine(), decode(t, `{"changes": [`+text+`]}`))
		if err != nil {
			t.Fatal(err)
		}
		cells, err := e.Cells(ctx, coverage.Query{})
		if err != nil {
			t.Fatal(err)
		}
		effect, err := scenario.WhatIf(ctx, c.Engine(), decode(t, `{"changes": [`+text+`]}`), scenario.Question{Each: true})
		if err != nil || *effect.Each[0].InOrder[0].Covered+*effect.Each[1].InOrder[0].Covered != 7000 || effect.Each[1].NotAlone != nil {
			t.Errorf("%v: the parts are not told", err)
		}
		// Half of the bridge is 100 m, 90 s; a block is 200 m.
		if got := asciicity.Reach(cells).String(); got != "0:270 1:90 2:270" {
			t.Errorf("%s", got)
		}
	}
}

func TestCompareSetsCitiesSideBySide(t *testing.T) {
	c := river(t)
	var named []scenario.Named
	for _, x := range [][2]string{{"north", spot(c, 4, 0)}, {"south", spot(c, 4, 2)}} {
		e, err := scenario.Apply(ctx, c.Engine(), decode(t, `{"changes": [{"add_facility": {"id": "N", "services": ["clinic"], `+x[1]+`}}]}`))
		if err != nil {
			t.Fatal(err)
		}
		named = append(named, scenario.Named{Name: x[0], Engine: e})
	}
	got, err := scenario.Compare(ctx, c.Engine(), coverage.Query{}, named...)
	if err != nil {
		t.Fatal(err)
	}
	s := fmt.Sprint(got.Names)
	for _, r := range got.Rows[0] {
		s += fmt.Sprint(" ", *r.Covered/1000)
	}
	for _, d := range got.Less[0] {
		s += fmt.Sprintf(" %+d", *d.Covered/1000)
	}
	if want := "[north south] 4 6 7 +2 +3"; s != want {
		t.Errorf("got %s, want %s", s, want)
	}
}

func TestRebaseDropsWhatDoesNotApplyAnyMore(t *testing.T) {
	c := river(t)
	changes := decode(t, `{"changes": [
		{"close_facility": {"id": "H"}},
		{"close_facility": {"id": "G"}},
		{"add_facility": {"id": "N", "services": ["clinic"], `+spot(c, 4, 2)+`}},
		{"reopen_facility": {"id": "G"}}]}`)
	applies, dropped, err := scenario.Rebase(ctx, c.Engine(), changes)
	if err != nil {
		t.Fatal(err)
	}
	if len(applies) != 2 || applies[0].ID != "H" || applies[1].ID != "N" {
		t.Errorf("%s applies", scenario.Encode(applies))
	}
	if len(dropped) != 2 || dropped[0].Index != 1 || dropped[1].Index != 3 {
		t.Errorf("dropped: %v", dropped)
	}
}

func TestTheHashIsOfTheChanges(t *testing.T) {
	c := river(t)
	one := decode(t, `{"changes": [{"close_facility": {"id": "H"}}]}`)
	base := c.Engine()
	e, err := scenario.Apply(ctx, base, one)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := e.City().Provenance.Hash, scenario.Hash(base.City().Provenance.Hash, one); got != want || len(got) != 64 {
		t.Errorf("%s, not %s", got, want)
	}
	if base.City().Provenance.Hash == e.City().Provenance.Hash {
		t.Error("the changed city has the base's hash")
	}
	two := append(one, scenario.Change{Kind: scenario.MoveFacility, ID: "H", At: &orb.Point{121, 31}})
	direct, err := scenario.Apply(ctx, base, two)
	if err != nil {
		t.Fatal(err)
	}
	further, err := scenario.Extend(ctx, base, e, two, 1)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := direct.City().Provenance.Hash, further.City().Provenance.Hash; a != b {
		t.Errorf("%s and %s", a, b)
	}
}
