package coverage_test

import (
	"fmt"
	"testing"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

func TestProfilesOfACity(t *testing.T) {
	own := streets.Profile{ID: "standard", Speed: 5_000_000}
	fast := streets.Profile{ID: "fast", Speed: 8_000_000}
	bare := &coverage.City{}
	with := &coverage.City{Profiles: []coverage.Profile{{Profile: fast}, {Profile: own}}}
	for _, tt := range []struct {
		name  string
		city  *coverage.City
		id    string
		speed int64
		known bool
	}{
		{"none said", bare, "", 4_000_000, true},
		{"standard", bare, "standard", 4_000_000, true},
		{"one that is not there", bare, "fast", 4_000_000, false},
		{"the city's own standard", with, "", 5_000_000, true},
		{"by its name", with, "standard", 5_000_000, true},
		{"another", with, "fast", 8_000_000, true},
		{"behind all", with, "wheels", 4_000_000, false},
	} {
		p, known := tt.city.Profile(tt.id)
		expect.Equal(t, tt.name, fmt.Sprint(p.Speed, known), fmt.Sprint(tt.speed, tt.known))
	}
	expect.Equal(t, "ids where none are given", fmt.Sprint(bare.ProfileIDs()), "[standard]")
	expect.Equal(t, "ids, standard once", fmt.Sprint(with.ProfileIDs()), "[fast standard]")
	expect.Equal(t, "ids, sorted", fmt.Sprint((&coverage.City{Profiles: []coverage.Profile{{Profile: streets.Profile{ID: "wheels"}}}}).ProfileIDs()), "[standard wheels]")
}

// How residents' streets are treated unless asked, and what may be asked: a city
// built with residents answers all three, others know how they were built alone.
func TestTreatmentsOfACity(t *testing.T) {
	private := compound(t).Network()
	public := bundle(t).Network()
	for _, tt := range []struct {
		name    string
		built   string
		streets *streets.Network
		want    string
	}{
		{"closed", "closed", private, "closed [closed]"},
		{"open", "open", private, "open [open]"},
		{"residents", "residents", public, "residents [closed residents open]"},
		{"not said, with residents' streets", "", private, "residents [closed residents open]"},
		{"not said, without", "", public, "closed [closed]"},
		{"not said, no streets", "", nil, "closed [closed]"},
	} {
		city := &coverage.City{Streets: tt.streets, Provenance: coverage.Provenance{Private: tt.built}}
		expect.Equal(t, tt.name, fmt.Sprint(city.DefaultPrivate(), " ", city.Privates()), tt.want)
		set, err := city.Setting("", "")
		if err != nil || set.Private != city.DefaultPrivate() || set.Profile != streets.Standard {
			t.Errorf("%s: the default setting is %+v, %v", tt.name, set, err)
		}
	}
}

// 4 km/h are 1,000 m in 15 minutes, 1.111 m in a second.
func TestHowFarAWalkLeads(t *testing.T) {
	set := coverage.Setting{Profile: streets.Standard}
	for ms, mm := range map[int64]int64{900_000: 1_000_000, 1000: 1111, 0: 0, 9: 10} {
		expect.Equal(t, fmt.Sprint(ms, " ms"), set.ReachMM(ms), mm)
	}
	service := coverage.Service{BufferM: 500}
	expect.Equal(t, "a buffer of its own", coverage.BufferM(service, streets.Standard, 30), 500)
	expect.Equal(t, "the limit's", coverage.BufferM(coverage.Service{}, streets.Standard, 30), 2000)
	expect.Equal(t, "minutes", coverage.Millis(0.1), 6000)
	expect.Equal(t, "minutes, to the nearest", coverage.Millis(1.0/7), 8571)
	// Near misses have their seconds up to half of the limit more, and a minute.
	expect.Equal(t, "search for 15 minutes", coverage.SearchLimit(900_000), 1_350_000)
	expect.Equal(t, "search for 1 minute", coverage.SearchLimit(60_000), 120_000)
	expect.Equal(t, "search for 2 minutes", coverage.SearchLimit(120_000), 180_000)
}

// Every setting walks by its own weights: each is asked in turn, twice, on one
// engine. By the steps 0 is 7 cells from H; on wheels it joins the street 2 cells
// south and goes 7 along and 2 up; slow goes 3 cells of steps back, which take four
// times as long, and 2 + 10 + 2 around.
func TestSettingsDoNotMix(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+>>0>>>>>>H
		|         |
		+---------+
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Slow}, {Profile: asciicity.Wheels}}
	for range 2 {
		for _, tt := range []struct{ profile, seconds string }{{"", "0:630"}, {"wheels", "0:990"}, {"slow", "0:2340"}} {
			expect.Equal(t, "as "+tt.profile, c.Ask(coverage.Query{Limits: []float64{60}, Scope: coverage.Scope{Profile: tt.profile}}).String(), tt.seconds)
		}
	}
}
