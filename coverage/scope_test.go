package coverage_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// resolved writes down what a scope is filled in to.
func resolved(b *coverage.Basis) string {
	var each []string
	for k, set := range b.Settings {
		each = append(each, fmt.Sprintf("%s %s %g min %d ms", set.Profile.ID, set.Private, b.ServiceMinutes[k], b.Limit(k)))
	}
	return fmt.Sprintf("%s %s %s %g %q %s; %s", b.Group, b.Area, b.Weight, b.Minutes, b.Profile, b.Private, strings.Join(each, ", "))
}

// Clinics are for all, 15 minutes away; schools for the urban of three to five, 10
// minutes away at double the speed.
func schoolsDiffer(t *testing.T) *asciicity.City {
	c := bundle(t)
	c.Profiles = []coverage.Profile{{Profile: streets.Profile{ID: "fast", Speed: 8_000_000}}}
	c.Demand.Groups["age_3_5"] = []coverage.Amount{1000, 0, 0, 0}
	return c.Serve(coverage.Service{ID: "school", Minutes: 10, Profile: "fast", Group: "age_3_5", Area: coverage.AreaUrban})
}

func TestAScopeIsFilledIn(t *testing.T) {
	other := coverage.Scope{Group: "all", Area: coverage.AreaRural, Weight: "buildings", Minutes: 7.5, Profile: "standard"}
	for _, tt := range []struct {
		name     string
		scope    coverage.Scope
		services []string
		bundle   bool
		want     string
	}{
		{"of no service", coverage.Scope{}, nil, false, `all all people 15 "standard" closed; standard closed 15 min 900000 ms`},
		{"of no service, all said", coverage.Scope{Group: "age_3_5", Minutes: 7, Profile: "fast", Area: coverage.AreaUrban, Private: "closed"}, nil, false,
			`age_3_5 urban people 7 "fast" closed; fast closed 7 min 420000 ms`},
		{"the clinic's", coverage.Scope{}, []string{"clinic"}, false, `all all people 15 "standard" closed; standard closed 15 min 900000 ms`},
		{"the school's", coverage.Scope{}, []string{"school"}, false, `age_3_5 urban people 10 "fast" closed; fast closed 10 min 600000 ms`},
		{"of the school, all said", other, []string{"school"}, false, `all rural buildings 7.5 "standard" closed; standard closed 7.5 min 450000 ms`},
		{"of both together", coverage.Scope{}, []string{"school", "clinic"}, true,
			`all all people 0 "" closed; fast closed 10 min 600000 ms, standard closed 15 min 900000 ms`},
		{"of both at one limit", coverage.Scope{Minutes: 5}, []string{"clinic", "school"}, true,
			`all all people 5 "" closed; standard closed 5 min 300000 ms, fast closed 5 min 300000 ms`},
		{"of both, all said", other, []string{"clinic", "school"}, true,
			`all rural buildings 7.5 "standard" closed; standard closed 7.5 min 450000 ms, standard closed 7.5 min 450000 ms`},
		{"of a bundle of one", coverage.Scope{}, []string{"school"}, true, `all urban people 10 "fast" closed; fast closed 10 min 600000 ms`},
		{"of an empty bundle", coverage.Scope{}, nil, true, `all all people 15 "standard" closed; standard closed 15 min 900000 ms`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := schoolsDiffer(t).Engine()
			var b *coverage.Basis
			var err error
			if tt.bundle {
				b, err = e.ResolveBundle(tt.scope, tt.services)
			} else {
				b, err = e.Resolve(tt.scope, tt.services...)
			}
			if err != nil {
				t.Fatal(err)
			}
			expect.Equal(t, tt.name, resolved(b), tt.want)
			for k, s := range b.Services {
				expect.Equal(t, "service, in the order asked", e.City().Services[s].ID, tt.services[k])
			}
			expect.Equal(t, "services", len(b.Services), len(tt.services))
		})
	}
	b, err := compound(t).Engine().Resolve(coverage.Scope{}, "clinic")
	expect.Equal(t, "no error", err, nil)
	expect.Equal(t, "a city built with residents", resolved(b), `all all people 25 "standard" residents; standard residents 25 min 1500000 ms`)
	b, err = compound(t).Engine().Resolve(coverage.Scope{Private: "open"}, "clinic")
	expect.Equal(t, "no error", err, nil)
	expect.Equal(t, "and asked to open them", resolved(b), `all all people 25 "standard" open; standard open 25 min 1500000 ms`)
}

// What a planner reads where a scope names what the city does not have.
func TestScopesThatAreRefused(t *testing.T) {
	c := schoolsDiffer(t)
	c.District(1, "01", -1, -1, 10, 1).District(2, "02", -1, -1, 10, 1).District(2, "03", 10, -1, 20, 1)
	e := c.Engine()
	for _, tt := range []struct {
		scope coverage.Scope
		says  string
	}{
		{coverage.Scope{Area: "suburban"}, `area "suburban": there is none of that name here: known are all, urban, rural`},
		{coverage.Scope{Weight: "cats"}, `weight "cats": there is none of that name here: known are people, buildings, dwellings, floor_area_m2, residential_land_m2`},
		{coverage.Scope{Minutes: -1}, `minutes "-1": give minutes over 0 and at most 120`},
		{coverage.Scope{Minutes: 120.5}, `minutes "120.5": give minutes over 0 and at most 120`},
		{coverage.Scope{Minutes: math.NaN()}, `minutes "NaN": give minutes over 0 and at most 120`},
		{coverage.Scope{Minutes: math.Inf(1)}, `minutes "+Inf": give minutes over 0 and at most 120`},
		{coverage.Scope{Profile: "cat"}, `profile "cat": there is none of that name here: known are fast, standard`},
		{coverage.Scope{Private: "ajar"}, `private "ajar": there is none of that name here: known are closed, residents, open`},
		{coverage.Scope{Private: "open"}, `private "open": the city was built with private = "closed" and knows nothing else: ` +
			`build it with private = "residents" in the manifest, which answers all three`},
		{coverage.Scope{Level: new(7)}, `level "7": there is none of that name here: known are 1, 2`},
		{coverage.Scope{District: new("04")}, `district "04": there is none of that name here: known are 01, 02, 03`},
		// 01 is a district, and of the other level.
		{coverage.Scope{District: new("01"), Level: new(2)}, `district "01": there is none of that name here: known are 02, 03`},
	} {
		_, one := e.Resolve(tt.scope, "clinic")
		_, none := e.Resolve(tt.scope)
		_, both := e.ResolveBundle(tt.scope, []string{"clinic", "school"})
		for _, err := range []error{one, none, both} {
			var q *coverage.QueryError
			if !errors.As(err, &q) || err.Error() != tt.says {
				t.Errorf("%+v: got %v, want %s", tt.scope, err, tt.says)
			}
		}
	}
	says := func(err error, want string) {
		t.Helper()
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	_, err := e.Resolve(coverage.Scope{}, "bakery")
	says(err, `service "bakery": there is none of that name here: known are clinic, school`)
	_, err = e.Resolve(coverage.Scope{}, "clinic", "clinic")
	says(err, `service "clinic": it is named twice: name each service once`)
	_, err = e.ResolveBundle(coverage.Scope{}, []string{"clinic", "bakery"})
	says(err, `all-of "bakery": there is none of that name here: known are clinic, school`)
	_, err = bundle(t).Engine().Resolve(coverage.Scope{District: new("")})
	says(err, `district "": there is none of that name here`)
	_, err = bundle(t).Serve(coverage.Service{ID: "school", Profile: "cat"}).Engine().Resolve(coverage.Scope{}, "school")
	says(err, `profile "cat": there is none of that name here: known are standard`)
	for _, scope := range []coverage.Scope{
		{Minutes: 120}, {Minutes: 0.001}, {District: new("")}, {District: new(""), Level: new(2)}, {District: new("02"), Level: new(2)}, {District: new("02")},
	} {
		if _, err := e.Resolve(scope, "clinic"); err != nil {
			t.Errorf("%+v: %v", scope, err)
		}
	}
}

// A group or a weight that nobody has is resolved all the same; who needs one asks.
func TestWhatNobodyCounts(t *testing.T) {
	counted := func(c *asciicity.City, s coverage.Scope) string {
		t.Helper()
		b, err := c.Engine().Resolve(s, "clinic")
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Counted(); err != nil {
			var q *coverage.QueryError
			expect.Equal(t, "is a *QueryError", errors.As(err, &q), true)
			return err.Error()
		}
		return ""
	}
	c := schoolsDiffer(t)
	expect.Equal(t, "everybody", counted(c, coverage.Scope{}), "")
	expect.Equal(t, "a group that is counted", counted(c, coverage.Scope{Group: "age_3_5"}), "")
	expect.Equal(t, "a group that is not", counted(c, coverage.Scope{Group: "age_0_2"}), `group "age_0_2": there is none of that name here: known are age_3_5, all`)
	expect.Equal(t, "a weight that is not", counted(c, coverage.Scope{Weight: "dwellings"}), `weight "dwellings": there is none of that name here`)
	c = c.Copy()
	c.Demand.Weight = map[string][]coverage.Amount{"floor_area_m2": make([]coverage.Amount, 4), "buildings": make([]coverage.Amount, 4)}
	expect.Equal(t, "a weight that is", counted(c, coverage.Scope{Weight: "buildings"}), "")
	expect.Equal(t, "another weight", counted(c, coverage.Scope{Weight: "dwellings"}), `weight "dwellings": there is none of that name here: known are buildings, floor_area_m2`)
	c = c.Copy()
	c.Demand.Groups = nil
	expect.Equal(t, "nobody at all", counted(c, coverage.Scope{}), `group "all": no demand of the city counts people: `+
		`give [[demand]] a source with people in the manifest, or ask for another weight: buildings, floor_area_m2`)
	c = c.Copy()
	c.Demand.Weight, c.Demand.Groups = nil, nil
	expect.Equal(t, "nor anything else", counted(c, coverage.Scope{}), `group "all": no demand of the city counts people: give [[demand]] a source with people in the manifest`)
}

// Who counts: of the group, of the area, in the district, and not left blank.
func TestABasisCountsWhomItsScopeSays(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H--0--1--2--3--4
	`)
	c.Demand.Urban = []coverage.Flag{coverage.FlagUrban, coverage.FlagRural, coverage.FlagUnknown, coverage.FlagUrban, coverage.FlagUrban}
	c.Demand.Groups["all"][3] = coverage.Missing
	c.Demand.Groups["few"] = []coverage.Amount{10, 20, coverage.Missing, 40, 50}
	c.Demand.Weight = map[string][]coverage.Amount{"buildings": {3000, 0, 1000, 0, 2000}}
	c.District(1, "01", -1, -1, 13, 1) // 0 to 3
	for _, tt := range []struct {
		name                     string
		scope                    coverage.Scope
		amounts, raw, few, place string
	}{
		{"all", coverage.Scope{}, "[1000 2000 4000 0 16000]", "[1000 2000 4000 -1 16000]", "[10 20 0 40 50]", "[0 1 2 3 4]"},
		{"urban", coverage.Scope{Area: coverage.AreaUrban}, "[1000 0 4000 0 16000]", "[1000 2000 4000 -1 16000]", "[10 0 0 40 50]", "[0 1 2 3 4]"},
		{"rural in 01", coverage.Scope{Area: coverage.AreaRural, District: new("01")}, "[0 2000 4000 0 0]", "[1000 2000 4000 -1 16000]", "[0 20 0 0 0]", "[0 1 2 3]"},
		{"in none", coverage.Scope{District: new("")}, "[0 0 0 0 16000]", "[1000 2000 4000 -1 16000]", "[0 0 0 0 50]", "[4]"},
		{"few", coverage.Scope{Group: "few"}, "[10 20 0 40 50]", "[10 20 -1 40 50]", "[10 20 0 40 50]", "[0 1 2 3 4]"},
		{"buildings", coverage.Scope{Weight: "buildings"}, "[3000 0 1000 0 2000]", "[3000 0 1000 0 2000]", "[10 20 0 40 50]", "[0 1 2 3 4]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := c.Engine().Resolve(tt.scope, "clinic")
			if err != nil {
				t.Fatal(err)
			}
			var amounts, raw, few, cats []coverage.Amount
			for i := range c.Demand.ID {
				amounts, raw, few, cats = append(amounts, b.Amount(i)), append(raw, b.Raw(i)), append(few, b.AmountOf("few", i)), append(cats, b.AmountOf("cats", i))
			}
			expect.Equal(t, "amounts", fmt.Sprint(amounts), tt.amounts)
			expect.Equal(t, "as the source has them", fmt.Sprint(raw), tt.raw)
			expect.Equal(t, "of few", fmt.Sprint(few), tt.few)
			expect.Equal(t, "of a group that nobody has", fmt.Sprint(cats), "[0 0 0 0 0]")
			expect.Equal(t, "places", fmt.Sprint(b.Places()), tt.place)
		})
	}
}

func TestMinutesThatCanBeAsked(t *testing.T) {
	for _, tt := range []struct {
		limits []float64
		says   string
	}{
		{nil, ""}, {[]float64{15, 5, 120, 1e-9}, ""}, {make([]float64, 25), `minutes "25 limits": ask for at most 24 at once`},
		{[]float64{15, 0}, `minutes "0": give minutes over 0 and at most 120`}, {[]float64{120.000001}, `minutes "120.000001": give minutes over 0 and at most 120`},
		{[]float64{math.Inf(-1)}, `minutes "-Inf": give minutes over 0 and at most 120`},
	} {
		says := ""
		if err := coverage.CheckMinutes(tt.limits...); err != nil {
			says = err.Error()
		}
		expect.Equal(t, fmt.Sprint(tt.limits), says, tt.says)
	}
	full := make([]float64, coverage.MaxLimits)
	for i := range full {
		full[i] = float64(i + 1)
	}
	expect.Equal(t, "as many as may be", coverage.CheckMinutes(full...), nil)
}

func TestPointsThatAreNone(t *testing.T) {
	for _, tt := range []struct {
		point orb.Point
		says  string
	}{
		{orb.Point{121.5, 31.2}, ""}, {orb.Point{-180, 90}, ""},
		{orb.Point{31.2, 121.5}, `near "31.2,121.5": give longitude and latitude in degrees, longitude first: −180 to 180, −90 to 90`},
		{orb.Point{180.1, 0}, `near "180.1,0": give longitude and latitude in degrees, longitude first: −180 to 180, −90 to 90`},
		{orb.Point{math.NaN(), 0}, `near "NaN,0": give longitude and latitude in degrees, longitude first: −180 to 180, −90 to 90`},
	} {
		says := ""
		if err := coverage.CheckPoint("near", tt.point); err != nil {
			says = err.Error()
		}
		expect.Equal(t, fmt.Sprint(tt.point), says, tt.says)
	}
}

// Of many names twenty are said, and how many more there are.
func TestARefusalNamesTwentyAtMost(t *testing.T) {
	var known []string
	for i := range 20 {
		known = append(known, fmt.Sprintf("s%02d", i))
	}
	list := strings.Join(known, ", ")
	expect.Equal(t, "twenty", (&coverage.QueryError{Param: "service", Value: "x", Known: known}).Error(),
		`service "x": there is none of that name here: known are `+list)
	expect.Equal(t, "twenty-two", (&coverage.QueryError{Param: "service", Value: "x", Known: append(known, "s20", "s21")}).Error(),
		`service "x": there is none of that name here: known are `+list+" and 2 more")
	expect.Equal(t, "a reason and names", (&coverage.QueryError{Param: "p", Value: "x", Why: "say one", Known: []string{"a", "b"}}).Error(), `p "x": say one: known are a, b`)
}
