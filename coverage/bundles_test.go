package coverage_test

import (
	"testing"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// Limits of 15 minutes are ten cells, 900 s. Place 0 (1 person) reaches the
// clinic H and the school S, 1 (2) the clinic, 2 (4) the school, 3 (8) neither.
// The street goes on for nine cells west of 1.
func bundle(t *testing.T) *asciicity.City {
	return asciicity.New(t, asciicity.Cell(100), `
		a--------1------H----0----S-----2-------------3
	`)
}

func TestBundles(t *testing.T) {
	both := []string{"school", "clinic"}
	for _, tt := range []struct {
		name   string
		change func(c *asciicity.City)
		query  coverage.Query
		names  string
		want   string
	}{
		{"all of", nil, coverage.Query{AllOf: both},
			"demand covered coverage low high in_reach minutes target verdict shortfall profile",
			"15 1 0.06667 0.06667 0.06667 0.5333 15 850000 misses 12 standard"}, // (1·2 + 2 + 4) / 15
		{"mean of", nil, coverage.Query{MeanOf: both},
			"demand covered coverage low high in_reach near_edge within shortfall verdict",
			"15 - 0.2667 0.2667 0.2667 0.5333 - - - misses"}, // (3/15 + 5/15) / 2
		{"all of one", nil, coverage.Query{AllOf: []string{"school"}}, "covered in_reach", "5 0.3333"},
		{"mean of one", nil, coverage.Query{MeanOf: []string{"school"}}, "covered coverage", "- 0.3333"},
		{"all of, at other minutes", nil, coverage.Query{AllOf: both, Limits: []float64{27}},
			"covered minutes target verdict", "7 27 - -"}, // 1,800 m: 3 is 20 cells from S
		{"services that differ in minutes", func(c *asciicity.City) { c.Serve(coverage.Service{ID: "school", Minutes: 5}) },
			coverage.Query{AllOf: both}, "covered minutes target buffer_m", "0 - 850000 -"}, // S is 450 s from 0
		{"services that differ in target", func(c *asciicity.City) { c.Serve(coverage.Service{ID: "school", Target: 10_000}) },
			coverage.Query{AllOf: both}, "covered minutes target verdict shortfall", "1 15 - - -"},
		{"the mean against its target, in integers", func(c *asciicity.City) {
			c.Serve(coverage.Service{ID: "school", Target: 266_666})
			c.Serve(coverage.Service{ID: "clinic", Target: 266_666})
		}, coverage.Query{MeanOf: both}, "verdict", "meets"},
		{"the mean a millionth below its target", func(c *asciicity.City) {
			c.Serve(coverage.Service{ID: "school", Target: 266_667})
			c.Serve(coverage.Service{ID: "clinic", Target: 266_667})
		}, coverage.Query{MeanOf: both}, "verdict", "misses"},
		{"a bundle counts everyone, not a service's group", func(c *asciicity.City) {
			c.Serve(coverage.Service{ID: "school", Group: "age_3_5"})
			c.Demand.Groups["age_3_5"] = []coverage.Amount{0, 0, 0, 1000}
		}, coverage.Query{AllOf: both}, "group demand", "all 15"},
		{"or the group asked", func(c *asciicity.City) {
			c.Demand.Groups["age_3_5"] = []coverage.Amount{5000, 0, 0, 1000}
		}, coverage.Query{AllOf: both, Scope: coverage.Scope{Group: "age_3_5"}}, "group demand covered", "age_3_5 6 5"},
		{"near the edge where every service that misses is", func(c *asciicity.City) {
			c.Extent = [4]float64{1, -50, 89, 50} // the street leaves it eight cells west of 1, 15 from H
			// 1 misses the school and is near; 0 covered; 2 and 3 are far from it.
		}, coverage.Query{AllOf: both}, "covered near_edge high", "1 2 0.2"},
		{"near for the one that misses, not by its own limit", func(c *asciicity.City) {
			c.Extent = [4]float64{1, -50, 89, 50}
			c.Serve(coverage.Service{ID: "school", Minutes: 10}) // the border is 720 s away
		}, coverage.Query{AllOf: both}, "covered near_edge", "1 0"},
		{"no clinic: all of has nobody", func(c *asciicity.City) { c.Facility("H").Status = coverage.StatusClosed },
			coverage.Query{AllOf: both}, "covered in_reach reason", "0 0.3333 no_facility"},
		{"no clinic: the mean has the school", func(c *asciicity.City) { c.Facility("H").Status = coverage.StatusClosed },
			coverage.Query{MeanOf: both}, `coverage reason`, `0.1667 ""`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := bundle(t)
			if tt.change != nil {
				tt.change(c)
			}
			expect.Equal(t, tt.names, expect.Fields(c.Row(tt.query), tt.names), tt.want)
		})
	}
	rows := bundle(t).Rows(coverage.Query{AllOf: both, MeanOf: both, Services: both})
	expect.Equal(t, "bundles' rows alone", len(rows), 2)
	expect.Equal(t, "readings", string(rows[0].Reading)+" "+string(rows[1].Reading), "all_of mean_of")
	expect.Equal(t, "services as asked", rows[0].Services[0], "school")
}

func TestUrbanAndRural(t *testing.T) {
	const u, r, x = coverage.FlagUrban, coverage.FlagRural, coverage.FlagUnknown
	for _, tt := range []struct {
		name    string
		urban   []coverage.Flag
		service coverage.Area
		asked   coverage.Area
		want    string // demand covered area known
	}{
		{"all", []coverage.Flag{u, u, r, r}, "", "", "15 3 all true"},
		{"urban asked", []coverage.Flag{u, u, r, r}, "", coverage.AreaUrban, "3 3 urban true"},
		{"rural asked", []coverage.Flag{u, u, r, r}, "", coverage.AreaRural, "12 0 rural true"},
		{"the service is for the urban", []coverage.Flag{u, r, r, r}, coverage.AreaUrban, "", "1 1 urban true"},
		{"all asked of a service for the urban", []coverage.Flag{u, r, r, r}, coverage.AreaUrban, coverage.AreaAll, "15 3 all true"},
		{"no layer says", nil, coverage.AreaUrban, "", "15 3 urban false"},
		{"one place does not say", []coverage.Flag{u, x, r, r}, coverage.AreaUrban, "", "3 3 urban false"},
		{"one place does not say, rural", []coverage.Flag{u, x, r, r}, coverage.AreaRural, "", "14 2 rural false"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := bundle(t)
			c.Demand.Urban = tt.urban
			c.Serve(coverage.Service{ID: "clinic", Area: tt.service})
			expect.Equal(t, "demand covered area known",
				expect.Fields(c.Row(coverage.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Area: tt.asked}}), "demand covered area known"), tt.want)
		})
	}
	c := bundle(t)
	c.Serve(coverage.Service{ID: "clinic", Area: coverage.AreaUrban})
	both := coverage.Query{AllOf: []string{"clinic", "school"}}
	expect.Equal(t, "services that differ in area", expect.Fields(c.Row(both), "area"), "all")
	c = c.Copy()
	c.Serve(coverage.Service{ID: "school", Area: coverage.AreaUrban})
	expect.Equal(t, "services of the same area", expect.Fields(c.Row(both), "area"), "urban")
}

// A blank count is missing, not zero: it enters no sum, and the place is no
// largest one.
func TestBlankCounts(t *testing.T) {
	c := bundle(t)
	c.Demand.Groups["all"][1] = coverage.Missing
	c.District(1, "01", -1, -1, 1, 1) // place 1 alone
	rows := c.Rows(coverage.Query{Services: []string{"clinic"}})
	expect.Equal(t, "rows", expect.ByDistrict(rows, "demand covered reason"), `city: 13 1 ""; none: 13 1 ""; 01: 0 0 no_demand`)
	r := c.Reach("clinic", 15*60e9)
	expect.Equal(t, "its walk is known all the same", r[1].Millis != nil && r[1].Covered, true)
}

// Facilities that join no street are counted where they stand, each once, and
// the circle sees them.
func TestUnlinkedFacilities(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H----0---------------------1




		                        S

		   K                    M
	`)
	c.Facility("K").Services = []string{"clinic"}
	c.Facility("M").Services = []string{"clinic", "school"}
	c.Facility("S").Services = []string{"clinic", "school"}
	c.District(1, "01", -1, -1, 10, 10)
	c.District(1, "02", 10, -1, 40, 10)
	const names = "covered unlinked_facilities buffer"
	expect.Equal(t, "clinic", expect.ByDistrict(c.Rows(coverage.Query{Services: []string{"clinic"}}), names),
		"city: 3 2 1; none: 0 0 -; 01: 1 1 1; 02: 2 1 1") // S is 500 m off and linked: 720 s from 1
	expect.Equal(t, "school", expect.ByDistrict(c.Rows(coverage.Query{Services: []string{"school"}}), names),
		"city: 2 1 0.6667; none: 0 0 -; 01: 0 0 0; 02: 2 1 1")
	expect.Equal(t, "all of, each once", expect.ByDistrict(c.Rows(coverage.Query{AllOf: []string{"clinic", "school"}}), "unlinked_facilities"),
		"city: 2; none: 0; 01: 1; 02: 1")
}

// The circle is the limit's walk in a straight line, or what the service says.
func TestCircle(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H---------a
		          |
		          |
		          |
		0----1--2-3
	`) // 0 is 400 m from H in a straight line, 1 640 m, 2 894 m, 3 1,077 m
	row := func(s coverage.Service, minutes ...float64) string {
		s.ID = "clinic"
		return expect.Fields(c.Copy().Serve(s).Row(coverage.Query{Limits: minutes}), "buffer_m covered buffer")
	}
	expect.Equal(t, "15 minutes are 1,000 m", row(coverage.Service{}), "1000 0 0.4667")
	expect.Equal(t, "10 minutes are 667 m", row(coverage.Service{}, 10), "666.7 0 0.2")
	expect.Equal(t, "a buffer of its own", row(coverage.Service{BufferM: 500}), "500 0 0.06667")
	expect.Equal(t, "whatever the minutes", row(coverage.Service{BufferM: 500}, 30), "500 14 0.06667")
	both := c.Serve(coverage.Service{ID: "school"}).Row(coverage.Query{AllOf: []string{"clinic", "school"}})
	expect.Equal(t, "nobody is in both circles", expect.Fields(both, "buffer_m buffer"), "1000 0")
}
