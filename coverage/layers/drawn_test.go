package layers_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/layers"
	"lifecircle/geo/cells"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// row finds the row of an id.
func row(t asciicity.TB, rows []named, id string) named {
	t.Helper()
	for _, r := range rows {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("there is no %s", id)
	return named{}
}

// says holds columns against what is wanted, as name=value; "-" is null.
func says(t asciicity.TB, r named, want string) {
	t.Helper()
	var got []string
	for _, pair := range strings.Split(want, ", ") {
		name, _, _ := strings.Cut(pair, "=")
		value, there := r.by[name]
		switch {
		case !there:
			value = "no such column"
		case value == nil:
			value = "-"
		}
		got = append(got, fmt.Sprintf("%s=%v", name, value))
	}
	if said := strings.Join(got, ", "); said != want {
		t.Fatalf("%s says\n%s, want\n%s", r.ID, said, want)
	}
}

func reopened(t asciicity.TB, city coverage.City) *coverage.Engine {
	t.Helper()
	e, err := coverage.Open(context.Background(), &city, coverage.Options{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return e
}

// Every number of a gap is that which gaps.Find says.
func TestAGapSaysAllThatWasFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _, _ := asciicity.RandomHomes(t)
		e := c.Engine()
		_, drawn := layer(t, e, layers.Gaps)
		amount := func(a *coverage.Amount) any {
			if a == nil || *a == coverage.Missing {
				return nil
			}
			return float64(*a) / 1000
		}
		seconds := func(ms *int64) any {
			if ms == nil {
				return nil
			}
			return float64(*ms) / 1000
		}
		text := func(s string) any {
			if s == "" {
				return nil
			}
			return s
		}
		for _, s := range e.City().Services {
			found, err := gaps.Find(context.Background(), e, gaps.Query{Service: s.ID})
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range found {
				r := row(t, drawn, g.ID)
				want := map[string]any{
					"misses_least_s": seconds(g.MissesLeast), "misses_median_s": seconds(g.MissesMedian), "misses_most_s": seconds(g.MissesMost),
					"buildings": amount(g.Buildings), "barrier": text(g.Barrier), "near_edge": amount(&g.NearEdge), "unlinked": amount(&g.Unlinked),
					"nearest_facility": text(g.Evidence.Nearest), "nearest_walk_s": seconds(g.Evidence.WalkMillis), "nearest_crow_m": nil,
					"remedy": text(string(g.Remedy)), "district": nil,
				}
				if g.Evidence.Nearest != "" {
					want["nearest_crow_m"] = g.Evidence.StraightM
				}
				if g.District != nil {
					want["district"] = g.District.Code
				}
				for id, n := range g.Groups {
					want["people_"+id] = amount(&n)
				}
				for name, value := range want {
					if r.by[name] != value {
						t.Errorf("%s: %s is %v, want %v", g.ID, name, r.by[name], value)
					}
				}
				if outline := r.Geometry.(orb.MultiPolygon); len(outline) != len(g.Outline) {
					t.Errorf("%s is drawn as %d polygons of %d", g.ID, len(outline), len(g.Outline))
				}
			}
		}
	})
}

// A district half beyond the extent, one within another, one with names.
func TestADistrictSaysWhatItIs(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0---1---2")
	c.Extent = [4]float64{-4, -4, 20, 4}
	c.District(1, "a", -2, -2, 4, 2).District(2, "b", 18, -2, 22, 2).District(2, "c", 4, -2, 8, 2)
	c.Districts[1].Parent, c.Districts[2].Names = "a", coverage.Names{Plain: "C", ZH: "丙", EN: "Cee"}
	_, districts := layer(t, c.Engine(), layers.Districts)
	says(t, row(t, districts, "a"), "code=a, name=District a, name_zh=-, name_en=-, level=1, parent=-, inside=1, clinic_demand=1, clinic_covered=1, clinic_coverage=1, clinic_target=0.85, clinic_verdict=meets, clinic_shortfall=0")
	b := row(t, districts, "b")
	says(t, b, "code=b, level=2, parent=a, clinic_demand=0, clinic_covered=0, clinic_coverage=-, clinic_verdict=-, clinic_shortfall=-")
	if inside := b.by["inside"].(float64); math.Abs(inside-0.5) > 1e-3 {
		t.Errorf("half of it lies inside, not %v", inside)
	}
	says(t, row(t, districts, "c"), "name=C, name_zh=丙, name_en=Cee, level=2")

	bare := asciicity.New(t, asciicity.Cell(100), "H---0").District(1, "a", -1, -1, 9, 1)
	l, _ := layer(t, bare.Engine(), layers.Districts)
	if slices.ContainsFunc(l.Columns, func(c layers.Column) bool { return c.Name == "name_zh" }) {
		t.Error("a city without translations has a column for them")
	}
}

// A clinic at 0, a planned one that closes again, and a market that joins no street.
func TestAFacilitySaysWhatItIs(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H---0---1---P



		      M
	`)
	c.District(1, "a", -1, -1, 6, 9)
	h := c.Facility("H")
	h.Names, h.Capacity = coverage.Names{EN: "Harbour"}, map[string]int64{"clinic": 12, "market": 7}
	p := c.Facility("P")
	p.Status, p.Opens, p.Closes = coverage.StatusPlanned, "2027-01-01", "2030-12-31"
	m := c.Facility("M")
	m.Point, m.Services = c.Place(6, 20), []string{"clinic", "market"}
	_, facilities := layer(t, c.Engine(), layers.Facilities)
	says(t, row(t, facilities, "H"), "name=Harbour, name_zh=-, name_en=Harbour, services=clinic, status=open, opens=-, closes=-, linked=true, district=a, clinic_capacity=12, clinic_people_in_reach=3, clinic_people_nearest=3, market_capacity=7, market_people_in_reach=-, market_people_nearest=-")
	says(t, row(t, facilities, "P"), "status=planned, opens=2027-01-01, closes=2030-12-31, linked=true, district=-, clinic_capacity=-, clinic_people_in_reach=-, clinic_people_nearest=-")
	says(t, row(t, facilities, "M"), "services=clinic;market, status=open, linked=false, clinic_people_in_reach=0, clinic_people_nearest=0, market_people_in_reach=0, market_people_nearest=0")
}

// Where nobody counts a service's group its facilities serve nobody knows how many.
func TestAGroupThatNobodyCountsIsNull(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0")
	c.Serve(coverage.Service{ID: "clinic", Group: "pupils"})
	_, facilities := layer(t, c.Engine(), layers.Facilities)
	says(t, row(t, facilities, "H"), "clinic_people_in_reach=-, clinic_people_nearest=-")
	if l, _ := layer(t, c.Engine(), layers.Gaps); l.Count != 0 {
		t.Errorf("there are %d gaps of people whom nobody counts", l.Count)
	}
}

func TestAPlaceSaysWhatItIs(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0---1-----------2")
	c.District(1, "city", -1, -1, 50, 1).District(2, "west", -1, -1, 6, 1)
	d := &c.Demand
	d.Urban = []coverage.Flag{coverage.FlagUrban, coverage.FlagRural, coverage.FlagUnknown}
	d.Names = []coverage.Names{{Plain: "Elm", ZH: "榆"}, {}, {EN: "Oak"}}
	d.Weight = map[string][]coverage.Amount{"dwellings": {3000, coverage.Missing, 500}, "floor_area_m2": {70_000, 0, 1}}
	cell, err := cells.At(d.Point[0], 9)
	if err != nil {
		t.Fatal(err)
	}
	d.Cell = []uint64{cell, 0, 0}
	l, places := layer(t, c.Engine(), layers.Cells)
	says(t, row(t, places, "0"), "name=Elm, name_zh=榆, name_en=-, h3="+cells.String(cell)+", urban=true, district=west, people_all=1, dwellings=3, floor_area_m2=70, clinic_facility=H, clinic_covered=true, clinic_reason=-")
	says(t, row(t, places, "1"), "name=-, h3=-, urban=false, district=city, people_all=2, dwellings=-, floor_area_m2=0, clinic_covered=true")
	says(t, row(t, places, "2"), "name=Oak, name_en=Oak, urban=-, district=city, people_all=4, dwellings=0.5, floor_area_m2=0.001, clinic_seconds=-, clinic_facility=-, clinic_covered=false, clinic_reason=beyond")
	units := map[string]string{}
	for _, column := range l.Columns {
		units[column.Name] = column.Unit
	}
	if units["floor_area_m2"] != "m2" || units["dwellings"] != "" || units["people_all"] != "people" || units["clinic_seconds"] != "s" {
		t.Errorf("the units are %v", units)
	}
	if got := row(t, places, "0").by["clinic_seconds"].(float64); math.Abs(got-360) > 0.1 {
		t.Errorf("400 m take %v s", got)
	}
}

// 200 m north of the street, with the water between them, and a door that is nearer.
func TestALegSaysWhereItLeads(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		    0

		H---a---b---1
	`)
	c.Street('a', 'b').Name = "Long Street"
	c.Demand.Entrances = []coverage.PlaceEntrance{{Place: 0, Entrance: coverage.Entrance{Kind: coverage.EntranceGiven, Point: c.Place(5, 1)}}}
	_, legs := layer(t, c.Engine(), layers.Access)
	main := row(t, legs, "demand/0")
	says(t, main, "of=demand, of_id=0, kind=-, crosses=-")
	if m, s := main.by["leg_m"].(float64), main.by["seconds"].(float64); math.Abs(m-200) > 0.1 || math.Abs(s-180) > 0.1 {
		t.Errorf("a leg of 200 m is %v m and %v s", m, s)
	}
	door := row(t, legs, "demand/0/entrance/1")
	says(t, door, "of=demand, of_id=0, kind=entrance, street=Long Street, way="+fmt.Sprint(c.Street('a', 'b').ID))
	if line := door.Geometry.(orb.LineString); line[0] != c.Place(5, 1) {
		t.Errorf("the leg of the door starts at %v", line[0])
	}
	says(t, row(t, legs, "facility/H"), "of=facility, of_id=H, kind=-, leg_m=0, seconds=0")
}

// A place behind a wall is joined across it, where nothing else is near, and says so.
func TestALegThatCrossesSaysWhat(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		    0
		##########
		H---a---b---1
	`)
	_, legs := layer(t, c.Engine(), layers.Access)
	says(t, row(t, legs, "demand/0"), "kind=-, crosses=wall")
	says(t, row(t, legs, "demand/1"), "kind=-, crosses=-")
}

// Lines lead along their ways, whichever way the network keeps them.
func TestALineLeadsAlongItsWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomWalled(t)
		r := asciicity.Chance(t)
		c.Jitter(r)
		for i := range c.Ways {
			if r.IntN(2) == 0 {
				slices.Reverse(c.Ways[i].Nodes)
			}
		}
		at, ways := map[int64]orb.Point{}, map[int64]asciicity.Way{}
		for _, n := range c.Nodes {
			at[n.ID] = streets.PointOf(n.Lon, n.Lat)
		}
		for _, w := range c.Ways {
			ways[w.ID] = w
		}
		_, lines := layer(t, c.Engine(), layers.Streets)
		for _, l := range lines {
			way := ways[l.by["way"].(int64)]
			order := map[orb.Point]int{}
			for i, id := range way.Nodes {
				order[at[id]] = i
			}
			line := l.Geometry.(orb.LineString)
			for i, p := range line[1:] {
				from, there := order[line[i]]
				to, goes := order[p]
				if there && goes && from > to && way.Nodes[0] != way.Nodes[len(way.Nodes)-1] {
					t.Fatalf("%s of way %d leads backwards: %v", l.ID, way.ID, line)
				}
			}
			if l.by["class"] != way.Kind.Class.String() {
				t.Fatalf("%s is %v, the way is %+v", l.ID, l.by["class"], way.Kind)
			}
		}
	})
}

// Who may walk a street, and what it is.
func TestALineSaysWhoMayWalkIt(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---a...b---c>>>d---0")
	c.Street('b', 'c').Name = "Gate Street"
	_, lines := layer(t, c.Engine(), layers.Streets)
	by := map[any]named{}
	for _, l := range lines {
		by[l.by["way"]] = l
	}
	says(t, by[c.Street('a', 'b').ID], "name=-, class=service, kind=compound, use=residents, island=false")
	says(t, by[c.Street('b', 'c').ID], "name=Gate Street, use=public")
	says(t, by[c.Street('c', 'd').ID], "class=steps, kind=steps, use=public")
}

// An island that the build counted says what was counted; where that is not known, the
// length of its lines.
func TestAnIslandSaysWhatTheBuildCounted(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H---a---b---c---d---e

		    0---f---1
	`)
	city := *c.Engine().City()
	_, drawn := layer(t, reopened(t, city), layers.Islands)
	if len(drawn) != 1 {
		t.Fatalf("there are %d islands", len(drawn))
	}
	says(t, drawn[0], "places=-, people=-, facilities=-, joins_m=-, joins_lon=-, joins_lat=-")
	if m := drawn[0].by["length_m"].(float64); math.Abs(m-800) > 0.1 {
		t.Errorf("its lines are %v m long", m)
	}
	city.Islands = []coverage.Island{{Island: streets.Island{LengthMM: 777_000, Joins: orb.Point{121.5, 31.5}, JoinsM: 200}, Places: 2, People: 3_000, Facilities: 5}}
	_, told := layer(t, reopened(t, city), layers.Islands)
	says(t, told[0], "length_m=777, places=2, people=3, facilities=5, joins_m=200, joins_lon=121.5, joins_lat=31.5")
	city.Islands = []coverage.Island{{Island: streets.Island{LengthMM: 777_000, Joins: orb.Point{121.5, 31.5}}, People: coverage.Missing}}
	_, told = layer(t, reopened(t, city), layers.Islands)
	says(t, told[0], "people=-, joins_m=-, joins_lon=-, joins_lat=-")
	_, lines := layer(t, reopened(t, city), layers.Streets)
	n := 0
	for _, l := range lines {
		if l.by["island"] == true {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d lines of the island", n)
	}
}

// A position before the first is the first; one behind the last has nothing.
func TestPositionsBeyondTheEnds(t *testing.T) {
	e := asciicity.New(t, asciicity.Cell(100), "H---0---1---2").Engine()
	for from, want := range map[int]string{-5: "0 1 2", 0: "0 1 2", 2: "2", 3: "", 99: ""} {
		var got []string
		for f, err := range layers.Of(e).Features(t.Context(), layers.Cells, from) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, f.ID)
		}
		if said := strings.Join(got, " "); said != want {
			t.Errorf("from %d on there is %q, want %q", from, said, want)
		}
	}
}

// The layers of a city that edits leave are those of the city built with them.
func TestLayersFollowEdits(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0---1-----------2").District(1, "a", -1, -1, 50, 1)
	base := c.Engine()
	layer(t, base, layers.Facilities) // asked before
	edit := coverage.Edit{Facilities: []coverage.Facility{{ID: "N", Point: c.Place(20, 0), Services: []string{"clinic"}}}}
	changed, err := base.With(t.Context(), edit)
	if err != nil {
		t.Fatal(err)
	}
	built := asciicity.Rebuilt(t, base, edit)
	for _, id := range layers.IDs() {
		_, got := layer(t, changed, id)
		_, want := layer(t, built, id)
		if a, b := fmt.Sprint(got), fmt.Sprint(want); a != b {
			t.Errorf("%s: by edits\n%s\nbuilt with them\n%s", id, a, b)
		}
	}
	_, facilities := layer(t, changed, layers.Facilities)
	says(t, row(t, facilities, "N"), "clinic_people_nearest=4")
	_, before := layer(t, base, layers.Facilities)
	if len(before) != 1 {
		t.Errorf("the base has %d facilities now", len(before))
	}
}
