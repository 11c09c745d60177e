package catchment_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/catchment"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// opened prepares catchments, which the test needs.
func opened(t asciicity.TB, e *coverage.Engine, q catchment.Query) *catchment.Catchments {
	t.Helper()
	c, err := catchment.New(context.Background(), e, q)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

// alone builds the city anew whose only open facility is f, there already or not. It
// is asked as any city is: whom the facility covers is who is covered there.
func alone(t asciicity.TB, base *coverage.Engine, f coverage.Facility) *coverage.Engine {
	t.Helper()
	all := slices.Clone(base.City().Facilities)
	for i := range all {
		all[i].Status = coverage.StatusClosed
	}
	return asciicity.Rebuilt(t, base, coverage.Edit{Facilities: all}, coverage.Edit{Facilities: []coverage.Facility{f}})
}

// covered lists the places that a service covers in a city and where somebody of the
// scope is counted.
func covered(t asciicity.TB, e *coverage.Engine, s coverage.Scope, service string) []int32 {
	t.Helper()
	city := e.City()
	q := coverage.Query{Services: []string{service}, Scope: s}
	if q.Minutes != 0 {
		q.Limits, q.Minutes = []float64{q.Minutes}, 0
	}
	cells, err := e.Cells(context.Background(), q)
	if err != nil {
		t.Fatalf("%v", err)
	}
	column := city.Demand.Groups["all"]
	if s.Group != "" {
		column = city.Demand.Groups[s.Group]
	}
	if s.Weight != "" {
		column = city.Demand.Weight[s.Weight]
	}
	var out []int32
	for _, cell := range cells {
		i := cell.Place
		other := map[coverage.Area]coverage.Flag{coverage.AreaUrban: coverage.FlagRural, coverage.AreaRural: coverage.FlagUrban}[s.Area]
		if cell.Covered && column[i] > 0 && (other == 0 || city.Demand.Urban == nil || city.Demand.Urban[i] != other) {
			out = append(out, int32(i))
		}
	}
	slices.Sort(out)
	return out
}

func names(e *coverage.Engine, places []int32) string {
	var out []string
	for _, i := range places {
		out = append(out, e.City().Demand.ID[i])
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// Whom a facility anywhere would cover are those whom it covers where it is the only one.
func TestAroundAPointAreThoseWhomAFacilityThereCovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, s := asciicity.RandomWalks(t)
		s.Minutes = rapid.SampledFrom([]float64{0, 2, 4, 7.5}).Draw(t, "minutes")
		service, r := c.Services[0].ID, asciicity.Chance(t)
		at := c.Place(34*r.Float64()-2, 22*r.Float64()-2)
		catch := opened(t, c.Engine(), catchment.Query{Scope: s, Services: []string{service}})
		places, joins, err := catch.Around(context.Background(), at)
		if err != nil {
			t.Fatal(err)
		}
		e := alone(t, c.Engine(), coverage.Facility{ID: "alone", Point: at, Services: []string{service}})
		if got, want := names(e, places[0]), names(e, covered(t, e, s, service)); got != want {
			t.Errorf("around %v are %q, a facility there covers %q", at, got, want)
		}
		added, _ := e.City().FacilityIndex("alone")
		// It may join residents' streets alone, which not everybody walks.
		if linked := e.City().Facilities[added].Access.Linked; joins && !linked || !joins && len(places[0]) > 0 || linked && !joins && s.Private == streets.PrivateOpen {
			t.Errorf("%v joins the streets: %t, a facility there: %t", at, joins, linked)
		}
	})
}

// Of a facility of the city, open or closed and whatever it offers, likewise; of several
// services each has places of its own.
func TestOfAFacilityAreThoseWhomItCoversAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, s, services := asciicity.RandomHomes(t)
		if len(c.Facilities) > 0 && rapid.Bool().Draw(t, "one is closed") {
			c.Facilities[0].Status = coverage.StatusClosed
		}
		e := c.Engine()
		catch := opened(t, e, catchment.Query{Scope: s, Services: services})
		for i, f := range e.City().Facilities {
			places, _, err := catch.Of(context.Background(), i)
			if err != nil {
				t.Fatal(err)
			}
			for k, service := range services {
				only := f
				only.Status, only.Services = coverage.StatusOpen, []string{service}
				one := alone(t, e, only)
				asked := s
				asked.Group, asked.Area, asked.Weight = catch.Query().Group, catch.Query().Area, catch.Query().Weight
				if asked.Weight == coverage.WeightPeople {
					asked.Weight = ""
				}
				if got, want := names(e, places[k]), names(e, covered(t, one, asked, service)); got != want {
					t.Errorf("%s reaches %q of %s, alone it covers %q", f.ID, got, service, want)
				}
			}
		}
	})
}

// Who reaches a facility, and who reaches two, is what the facilities cover one by one.
func TestReachesAndDoubledCountTheFacilitiesOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, s := asciicity.RandomWalks(t)
		s.Minutes = rapid.SampledFrom([]float64{3, 6}).Draw(t, "minutes")
		e := c.Engine()
		service := c.Services[0].ID
		catch := opened(t, e, catchment.Query{Scope: s, Services: []string{service}})
		count := map[int32]int{}
		for _, i := range catch.Offering(0) {
			places, _, err := catch.Of(context.Background(), int(i))
			if err != nil {
				t.Fatal(err)
			}
			for _, place := range places[0] {
				count[place]++
			}
		}
		twice, err := catch.Doubled(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		for i, id := range e.City().Demand.ID {
			if catch.Amount(i) == 0 {
				continue
			}
			if n := count[int32(i)]; catch.Reaches(0, i) != (n > 0) || twice[i] != (n > 1) {
				t.Errorf("%s is covered %d times: reaches %t, doubled %t", id, n, catch.Reaches(0, i), twice[i])
			}
		}
	})
}

// A street of 1.2 km at 100 m a letter, 90 s: what a reader sees.
func street(t asciicity.TB) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(100), "H---0---1---2")
	return c.District(1, "w", -1, -1, 6, 1).District(1, "e", 6, -1, 20, 1).District(2, "all", -1, -1, 20, 1)
}

func TestAroundAStreetByEye(t *testing.T) {
	c := street(t)
	e := c.Engine()
	for _, test := range []struct {
		column  float64
		minutes float64
		want    string
	}{
		{8, 6, "0 1 2"}, // 400 m either way, all but exactly the limit
		{8, 5.9, "1"},
		{0, 6, "0"},
		{0, 18, "0 1 2"},
		{10, 3.1, "1 2"},
	} {
		catch := opened(t, e, catchment.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Minutes: test.minutes}})
		places, joins, err := catch.Around(t.Context(), c.Place(test.column, 0))
		if err != nil || !joins || names(e, places[0]) != test.want {
			t.Errorf("%g minutes around column %g are %q (%v), want %q", test.minutes, test.column, names(e, places[0]), err, test.want)
		}
	}
}

// A place farther than 500 m from every street joins none, and nobody walks there.
func TestNobodyWalksToWhereNoStreetIs(t *testing.T) {
	c := street(t)
	catch := opened(t, c.Engine(), catchment.Query{Services: []string{"clinic"}})
	places, joins, err := catch.Around(t.Context(), c.Place(4, 9))
	if err != nil || joins || places[0] != nil {
		t.Errorf("900 m off the street it joins: %t, and reaches %v (%v)", joins, places, err)
	}
	if places, joins, err = catch.Around(t.Context(), c.Place(4, 4)); err != nil || !joins || len(places[0]) != 2 { // 0 is 800 m away
		t.Errorf("400 m off the street it joins: %t, and reaches %v (%v)", joins, places, err)
	}
}

// Who counts: 1, 2 and 4 people, of whom half are elderly; the middle place is rural.
func TestAmountsAreOfTheScope(t *testing.T) {
	c := street(t)
	c.Demand.Urban = []coverage.Flag{coverage.FlagUrban, coverage.FlagRural, coverage.FlagUnknown}
	c.Demand.Groups["elderly"] = []coverage.Amount{500, 1000, coverage.Missing}
	c.Demand.Weight = map[string][]coverage.Amount{"dwellings": {3000, 2000, 1000}}
	e := c.Engine()
	for name, test := range map[string]struct {
		scope  coverage.Scope
		want   string // amount, in the city, elderly of each place
		places string // around the middle
	}{
		"everybody":  {coverage.Scope{}, "1 1 0.5, 2 2 1, 4 4 0", "0 1 2"},
		"elderly":    {coverage.Scope{Group: "elderly"}, "0.5 0.5 0.5, 1 1 1, 0 0 0", "0 1"},
		"urban":      {coverage.Scope{Area: coverage.AreaUrban}, "1 1 0.5, 0 0 0, 4 4 0", "0 2"},
		"rural":      {coverage.Scope{Area: coverage.AreaRural}, "0 0 0, 2 2 1, 4 4 0", "1 2"},
		"dwellings":  {coverage.Scope{Weight: "dwellings"}, "3 3 0.5, 2 2 1, 1 1 0", "0 1 2"},
		"a district": {coverage.Scope{District: new("w")}, "1 1 0.5, 0 2 0, 0 4 0", "0"},
		"both":       {coverage.Scope{District: new("e"), Area: coverage.AreaUrban}, "0 1 0, 0 0 0, 4 4 0", "2"},
	} {
		catch := opened(t, e, catchment.Query{Services: []string{"clinic"}, Scope: test.scope})
		var got []string
		for i := range 3 {
			got = append(got, fmt.Sprintf("%g %g %g", float64(catch.Amount(i))/1000, float64(catch.AmountInCity(i))/1000, float64(catch.AmountOf("elderly", i))/1000))
		}
		if said := strings.Join(got, ", "); said != test.want {
			t.Errorf("%s: %s, want %s", name, said, test.want)
		}
		places, _, err := catch.Around(t.Context(), c.Place(8, 0))
		if err != nil || names(e, places[0]) != test.places {
			t.Errorf("%s: around the middle are %q (%v), want %q", name, names(e, places[0]), err, test.places)
		}
		if catch.AmountOf("nobody", 0) != 0 {
			t.Errorf("%s: a group that is not there counts", name)
		}
	}
}

func TestHomesAreOfTheLevelAsked(t *testing.T) {
	c := street(t)
	e := c.Engine()
	for _, test := range []struct {
		level     *int
		districts string
		homes     string
	}{
		{nil, "all", "all all all"},
		{new(1), "e w", "w e e"},
		{new(2), "all", "all all all"},
	} {
		catch := opened(t, e, catchment.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Level: test.level}})
		code := func(d int) string {
			if d == coverage.NoDistrict {
				return "-"
			}
			return e.City().Districts[d].Code
		}
		var districts, homes []string
		for _, d := range catch.Districts() {
			districts = append(districts, code(d))
		}
		for i := range 3 {
			homes = append(homes, code(catch.Home(i)))
			if at := code(catch.HomeOf(e.City().Demand.Point[i])); at != homes[i] {
				t.Errorf("the place is of %s and its point of %s", homes[i], at)
			}
		}
		if got := strings.Join(districts, " "); got != test.districts {
			t.Errorf("districts are %s, want %s", got, test.districts)
		}
		if got := strings.Join(homes, " "); got != test.homes {
			t.Errorf("homes are %s, want %s", got, test.homes)
		}
		if got := code(catch.HomeOf(c.Place(0, 8))); got != "-" {
			t.Errorf("a point in no district is of %s", got)
		}
	}
	bare := asciicity.New(t, asciicity.Cell(100), "H---0---1---2")
	catch := opened(t, bare.Engine(), catchment.Query{Services: []string{"clinic"}})
	if catch.Districts() != nil || catch.Home(0) != coverage.NoDistrict {
		t.Errorf("a city without districts has %v", catch.Districts())
	}
}

// The question comes back with its defaults; a level is none where a district is asked,
// whose own it would be taken for.
func TestTheQuestionHasItsDefaults(t *testing.T) {
	c := street(t)
	c.Serve(coverage.Service{ID: "clinic", Group: "all", Area: coverage.AreaUrban})
	e := c.Engine()
	q := opened(t, e, catchment.Query{Services: []string{"clinic"}}).Query()
	if q.Group != "all" || q.Area != coverage.AreaUrban || q.Weight != coverage.WeightPeople || q.Private == "" || q.Level == nil || *q.Level != 2 {
		t.Errorf("the defaults are %+v", q)
	}
	if q.Minutes != 0 || q.Profile != "" {
		t.Errorf("what is each service's own is filled in: %+v", q)
	}
	q = opened(t, e, catchment.Query{Services: []string{"clinic"}, Scope: coverage.Scope{District: new("w")}}).Query()
	if q.Level != nil || *q.District != "w" {
		t.Errorf("of a district: %+v", q)
	}
	if again := opened(t, e, catchment.Query{Services: q.Services, Scope: q.Scope}); again.Amount(0) != 1000 || again.Amount(1) != 0 {
		t.Errorf("what comes back asks something else")
	}
}

func TestWhatTheCityLacksIsRefused(t *testing.T) {
	e := street(t).Engine()
	for want, q := range map[string]catchment.Query{
		`service "": name at least one service: known are clinic`:             {},
		`service "school": there is none of that name here: known are clinic`: {Services: []string{"school"}},
		`group "few": there is none of that name here: known are all`:         {Services: []string{"clinic"}, Scope: coverage.Scope{Group: "few"}},
		`minutes "-1": give minutes over 0 and at most 120`:                   {Services: []string{"clinic"}, Scope: coverage.Scope{Minutes: -1}},
		`level "7": there is none of that name here: known are 1, 2`:          {Services: []string{"clinic"}, Scope: coverage.Scope{Level: new(7)}},
	} {
		_, err := catchment.New(t.Context(), e, q)
		if refusal := new(coverage.QueryError); !errors.As(err, &refusal) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Near the edge of the data, and off the streets, nobody knows.
func TestWhoIsNotCoveredMayBeUncertain(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H---0-----------1---------------2---x


		          3
	`)
	c.Extent = [4]float64{-3, -3, 34, 9}
	e := c.Engine()
	catch := opened(t, e, catchment.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Minutes: 7}})
	var got []string
	for i, id := range e.City().Demand.ID {
		near, unlinked := catch.Uncertain(i)
		got = append(got, fmt.Sprintf("%s:%t,%t,%t", id, catch.Reaches(0, i), near, unlinked))
	}
	if said := strings.Join(got, " "); said != "0:true,false,false 1:false,false,false 2:false,true,false 3:false,false,false" {
		t.Errorf("reaches, near the edge, unlinked: %s", said)
	}
}

// NodeMillis is the walk from each corner to the nearest clinic, as far as is searched:
// one and a half times the limit.
func TestNodesKnowTheirNearest(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---a---b---c-------d---0")
	e := c.Engine()
	catch := opened(t, e, catchment.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Minutes: 15}})
	millis := catch.NodeMillis(0)
	n := e.City().Streets
	if len(millis) != n.Nodes() {
		t.Fatalf("%d times for %d nodes", len(millis), n.Nodes())
	}
	for name, seconds := range map[byte]int{'a': 360, 'b': 720, 'c': 1080, 'd': -1} { // d takes 1,800
		for v, ms := range millis {
			if n.Point(uint32(v)) != c.Corner(name) {
				continue
			}
			if far := ms == streets.Far; far != (seconds < 0) || !far && (int(ms)+500)/1000 != seconds {
				t.Errorf("from %c it is %d ms, want %d s", name, ms, seconds)
			}
		}
	}
	if got := catch.LimitMillis(0); got != 900_000 {
		t.Errorf("the limit is %d ms", got)
	}
	if got := catch.WalkMillis(0, 100); got != 90_000 {
		t.Errorf("100 m take %d ms", got)
	}
	if got := catch.Farthest(0); got < 999.9 || got > 1000.1 {
		t.Errorf("the limit leads %v m far", got)
	}
}

// A service that walks and waits as one before does is not searched again, and says
// the same; one with another limit has its own.
func TestServicesThatWalkAlikeShareASearch(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0---1---2---S")
	c.Serve(coverage.Service{ID: "market"}).Serve(coverage.Service{ID: "school", Minutes: 5})
	e := c.Engine()
	catch := opened(t, e, catchment.Query{Services: []string{"clinic", "market", "school"}})
	places, _, err := catch.Around(t.Context(), c.Place(8, 0))
	if err != nil {
		t.Fatal(err)
	}
	if got := names(e, places[0]) + "|" + names(e, places[1]) + "|" + names(e, places[2]); got != "0 1 2|0 1 2|1" {
		t.Errorf("within 15, 15 and 5 minutes are %s", got)
	}
	if &places[0][0] != &places[1][0] {
		t.Error("the same walk was searched twice")
	}
}

// A question that is stopped is an error, and leaves nothing behind.
func TestAStoppedQuestionIsAnError(t *testing.T) {
	e := street(t).Engine()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := catchment.New(stopped, e, catchment.Query{Services: []string{"clinic"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("prepared although stopped: %v", err)
	}
	catch := opened(t, e, catchment.Query{Services: []string{"clinic"}})
	if _, _, err := catch.Of(stopped, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("searched although stopped: %v", err)
	}
	if places, _, err := catch.Of(t.Context(), 0); err != nil || names(e, places[0]) != "0 1" {
		t.Errorf("asked again it reaches %q (%v)", names(e, places[0]), err)
	}
}

// A walk of exactly the limit reaches.
func TestTheLimitItselfReaches(t *testing.T) {
	c := street(t)
	cells, err := c.Engine().Cells(t.Context(), coverage.Query{Services: []string{"clinic"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range cells {
		if cell.Millis == nil {
			continue
		}
		for ms, want := range map[int64]bool{*cell.Millis: true, *cell.Millis - 1: false} {
			catch := opened(t, c.Engine(), catchment.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Minutes: float64(ms) / 60_000}})
			places, _, err := catch.Of(t.Context(), 0)
			if err != nil || catch.Reaches(0, cell.Place) != want || slices.Contains(places[0], int32(cell.Place)) != want {
				t.Errorf("%s, %d ms away: within %d ms %t, of the clinic %v (%v)", cell.ID, *cell.Millis, ms, !want, places[0], err)
			}
		}
	}
}
