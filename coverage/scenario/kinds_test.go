package scenario_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// after makes changes of a drawn city, and holds every answer against the city that is
// built with them from scratch.
func after(t *testing.T, c *asciicity.City, changes string) *coverage.Engine {
	t.Helper()
	list := decode(t, `{"changes": [`+changes+`]}`)
	e, err := scenario.Apply(ctx, c.Engine(), list)
	if err != nil {
		t.Fatalf("%s\n%v", changes, err)
	}
	mustEqual(t, "the changed city", list, rows(t, e), rows(t, rebuilt(t, c.Engine(), list)))
	return e
}

// walks lists every place's walk to a service in seconds, and the facility.
func walks(t *testing.T, e *coverage.Engine, q coverage.Query) string {
	t.Helper()
	cells, err := e.Cells(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	r := asciicity.Reach(cells)
	return r.String() + ", " + r.Nearest()
}

// clinics asks for the walks to a clinic.
var clinics = coverage.Query{Services: []string{"clinic"}}

// Two clinics north of the places; S is a planned school on the way. A cell of 50 m takes
// 45 s.
func clinicTown(t *testing.T) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a---b---S---J
		        |
		0---1---2
	`)
	c.Facility("S").Status = coverage.StatusPlanned
	c.Facility("H").Capacity = map[string]int64{"clinic": 40}
	c.Facility("H").Names = coverage.Names{ZH: "诊所", EN: "Clinic"}
	return c.Serve(coverage.Service{ID: "clinic", Minutes: 20})
}

func TestWhatChangesOfFacilitiesDo(t *testing.T) {
	const base = "0:810 1:630 2:450, 0:H 1:H 2:H"
	c := clinicTown(t)
	door := func(column, line float64) string { return `"entrances": [` + point(c, column, line) + `]` }
	expect.Equal(t, "the walks before", walks(t, c.Engine(), clinics), base)
	for _, x := range []struct{ name, changes, clinic, school string }{
		{"nothing is", ``, base, "0:no_facility 1:no_facility 2:no_facility, "},
		{"one is added at a corner", `{"add_facility": {"id": "A", "services": ["clinic", "school"], ` + spot(c, 8, 0) + `}}`,
			"0:450 1:270 2:90, 0:A 1:A 2:A", "0:450 1:270 2:90, 0:A 1:A 2:A"},
		{"one is added of the same walk, and the smaller id is said", `{"add_facility": {"id": "B", "services": ["clinic"], ` + spot(c, 0, 0) + `}}`,
			"0:810 1:630 2:450, 0:B 1:B 2:B", ""},
		{"with a door far from itself", `{"add_facility": {"id": "A", "services": ["clinic"], ` + spot(c, 16, 0) + `, ` + door(0, 2) + `}}`,
			"0:0 1:180 2:360, 0:A 1:A 2:A", ""},
		{"a planned one opens", `{"reopen_facility": {"id": "S"}}`, base, "0:630 1:450 2:270, 0:S 1:S 2:S"},
		{"one closes, and the other is as far", `{"close_facility": {"id": "H"}}`, "0:810 1:630 2:450, 0:J 1:J 2:J", ""},
		{"both close", `{"close_facility": {"id": "H"}}, {"close_facility": {"id": "J"}}`, "0:no_facility 1:no_facility 2:no_facility, ", ""},
		{"one is moved", `{"move_facility": {"id": "J", ` + spot(c, 8, 2) + `}}`, "0:360 1:180 2:0, 0:J 1:J 2:J", ""},
		{"one is moved off the streets, 50 m", `{"move_facility": {"id": "J", ` + spot(c, 8, 3) + `}}`, "0:405 1:225 2:45, 0:J 1:J 2:J", ""},
		{"one has a door", `{"set_facility": {"id": "J", ` + door(4, 2) + `}}`, "0:180 1:0 2:180, 0:J 1:J 2:J", ""},
		{"and has none again", `{"set_facility": {"id": "J", ` + door(4, 2) + `}}, {"set_facility": {"id": "J", "entrances": []}}`, base, ""},
		{"and is moved without its door", `{"set_facility": {"id": "J", ` + door(4, 2) + `}}, {"move_facility": {"id": "J", ` + spot(c, 12, 0) + `}}`,
			"0:630 1:450 2:270, 0:J 1:J 2:J", ""},
		{"and closes, door and all", `{"set_facility": {"id": "J", ` + door(4, 2) + `}}, {"close_facility": {"id": "J"}}`, base, ""},
		{"one offers another service", `{"set_facility": {"id": "H", "services": ["school"]}}`, "0:810 1:630 2:450, 0:J 1:J 2:J", "0:810 1:630 2:450, 0:H 1:H 2:H"},
		{"one is called otherwise", `{"set_facility": {"id": "H", "name": "Old clinic"}}`, base, ""},
		{"one that is added is moved and closed", `{"add_facility": {"id": "A", "services": ["clinic"], ` + spot(c, 8, 0) + `}}, {"move_facility": {"id": "A", ` + spot(c, 4, 2) + `}}, {"close_facility": {"id": "A"}}`, base, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			if x.changes == "" {
				expect.Equal(t, "school", walks(t, c.Engine(), coverage.Query{Services: []string{"school"}}), x.school)
				return
			}
			e := after(t, c, x.changes)
			expect.Equal(t, "clinic", walks(t, e, clinics), x.clinic)
			if x.school != "" {
				expect.Equal(t, "school", walks(t, e, coverage.Query{Services: []string{"school"}}), x.school)
			}
		})
	}
}

// facilityOf describes a facility of a city.
func facilityOf(e *coverage.Engine, id string) string {
	for _, f := range e.City().Facilities {
		if f.ID == id {
			return fmt.Sprintf("%q %v %v %s, %d doors", f.Names.In("en"), f.Services, f.Capacity, f.Status, len(f.Entrances))
		}
	}
	return "none"
}

// What a change does not name, a facility keeps.
func TestAFacilityKeepsWhatIsNotGiven(t *testing.T) {
	c := clinicTown(t)
	for _, x := range []struct{ changes, want string }{
		{`{"set_facility": {"id": "H", "name": "New"}}`, `"New" [clinic] map[clinic:40] , 0 doors`},
		{`{"set_facility": {"id": "H", "capacity": {"clinic": 7}}}`, `"Clinic" [clinic] map[clinic:7] , 0 doors`},
		{`{"set_facility": {"id": "H", "capacity": {"clinic": 0}}}`, `"Clinic" [clinic] map[clinic:0] , 0 doors`},
		{`{"set_facility": {"id": "H", "services": ["school", "clinic"]}}`, `"Clinic" [clinic school] map[clinic:40] , 0 doors`},
		{`{"set_facility": {"id": "H", "services": ["school"]}}`, `"Clinic" [school] map[] , 0 doors`},
		{`{"set_facility": {"id": "H", "services": ["school"], "capacity": {"school": 9}}}`, `"Clinic" [school] map[school:9] , 0 doors`},
		{`{"set_facility": {"id": "H", "services": ["school"]}}, {"set_facility": {"id": "H", "services": ["clinic"]}}`, `"Clinic" [clinic] map[] , 0 doors`},
		{`{"set_facility": {"id": "H", "entrances": [` + point(c, 4, 0) + `, ` + point(c, 8, 0) + `]}}`, `"Clinic" [clinic] map[clinic:40] , 2 doors`},
		{`{"move_facility": {"id": "H", ` + spot(c, 4, 0) + `}}`, `"Clinic" [clinic] map[clinic:40] , 0 doors`},
		{`{"close_facility": {"id": "H"}}`, `"Clinic" [clinic] map[clinic:40] closed, 0 doors`},
		{`{"close_facility": {"id": "H"}}, {"reopen_facility": {"id": "H"}}`, `"Clinic" [clinic] map[clinic:40] open, 0 doors`},
		{`{"close_facility": {"id": "H"}}, {"set_facility": {"id": "H", "name": "New"}}, {"move_facility": {"id": "H", ` + spot(c, 4, 0) + `}}`, `"New" [clinic] map[clinic:40] closed, 0 doors`},
		{`{"add_facility": {"id": "A", "services": ["school", "clinic"], "capacity": {"school": 3}, "name": "Both", ` + spot(c, 4, 0) + `}}`, "none"},
	} {
		e := after(t, c, x.changes)
		expect.Equal(t, x.changes, facilityOf(e, "H"), strings.Replace(x.want, "none", `"Clinic" [clinic] map[clinic:40] , 0 doors`, 1))
		if x.want == "none" {
			expect.Equal(t, "the new one", facilityOf(e, "A"), `"Both" [clinic school] map[school:3] open, 0 doors`)
		}
	}
	expect.Equal(t, "the base", facilityOf(c.Engine(), "H"), `"Clinic" [clinic] map[clinic:40] , 0 doors`)
}

// A river between clinic and places, a bridge in the east, an alley of residents in the
// west that is not walked through.
func alleyTown(t *testing.T) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(50), `
		a---H---b-------c
		:               |
		: ~~~~~~~~~~~~~ |
		:               |
		d---0---1-------2
	`)
	lift := streets.Profile{ID: "lift", Speed: 4_000_000, Lift: 30_000}
	c.Profiles = []coverage.Profile{{Profile: lift}, {Profile: slow}, {Profile: wheels}}
	return c.Serve(coverage.Service{ID: "clinic", Minutes: 30})
}

func TestWhatChangesOfStreetsDo(t *testing.T) {
	// By the bridge: H to c 600 m, 540 s; c to 2 200 m, 180 s; 2 to 1 400 m, 1 to 0 200 m.
	const base = "0:1260 1:1080 2:720, 0:H 1:H 2:H"
	c := alleyTown(t)
	expect.Equal(t, "the walks before", walks(t, c.Engine(), clinics), base)
	link := func(id, kind string, from, to float64, more string) string {
		return `{"open_link": {"id": "` + id + `", "kind": "` + kind + `", "line": [` + point(c, from, 0) + `, ` + point(c, to, 4) + `]` + more + `}}`
	}
	way := func(a, b byte) string { return fmt.Sprint(c.Street(a, b).ID) }
	for _, x := range []struct{ name, changes, want string }{
		// 200 m over the river from the clinic to place 0 take 180 s.
		{"a footway", link("l", "footway", 4, 4, ""), "0:180 1:360 2:720, 0:H 1:H 2:H"},
		{"a path", link("l", "path", 4, 4, ""), "0:180 1:360 2:720, 0:H 1:H 2:H"},
		{"a gate", link("l", "gate", 4, 4, ""), "0:180 1:360 2:720, 0:H 1:H 2:H"},
		{"a crossing", link("l", "crossing", 4, 4, `, "crossing": "signals"`), "0:180 1:360 2:720, 0:H 1:H 2:H"},
		{"one that is longer than its line", link("l", "footway", 4, 4, `, "length_m": 400`), "0:360 1:540 2:720, 0:H 1:H 2:H"},
		{"one that is shorter", link("l", "footway", 4, 4, `, "length_m": 100`), "0:90 1:270 2:630, 0:H 1:H 2:H"},
		{"one too long to be of use", link("l", "footway", 4, 4, `, "length_m": 3000`), base},
		{"one round a corner", `{"open_link": {"id": "l", "kind": "path", "line": [` + point(c, 4, 0) + `, ` + point(c, 8, 0) + `, ` + point(c, 8, 4) + `]}}`, "0:540 1:360 2:720, 0:H 1:H 2:H"},
		{"one between streets, not at their ends", link("l", "footway", 6, 6, ""), "0:360 1:360 2:720, 0:H 1:H 2:H"},
		{"one that is opened and closed", link("l", "footway", 4, 4, "") + `, {"close_link": {"id": "l"}}`, base},
		{"one that is opened, closed and opened again", link("l", "footway", 4, 4, "") + `, {"close_link": {"id": "l"}}, ` + link("l", "footway", 8, 8, ""),
			"0:540 1:360 2:720, 0:H 1:H 2:H"},
		// The alley: H to a 180 s, a to d 180 s, d to 0 180 s.
		{"residents let everybody through", `{"reopen_link": {"way": ` + way('a', 'd') + `, "near": ` + point(c, 0, 2) + `}}`, "0:540 1:720 2:720, 0:H 1:H 2:H"},
		{"all of the alley", `{"reopen_link": {"way": ` + way('a', 'd') + `, "all": true}}`, "0:540 1:720 2:720, 0:H 1:H 2:H"},
		// Who is cut off but for the alley is let in and out by it; place 2 was on the bridge.
		{"the bridge closes", `{"close_link": {"way": ` + way('c', '2') + `, "near": ` + point(c, 16, 2) + `}}`, "0:540 1:720 2:unlinked, 0:H 1:H"},
		{"the bridge closes and opens again", `{"close_link": {"way": ` + way('c', '2') + `, "near": ` + point(c, 16, 2) + `}}, {"reopen_link": {"way": ` + way('c', '2') + `, "near": ` + point(c, 16, 1) + `}}`, base},
		{"the bridge closes, the alley opens", `{"close_link": {"way": ` + way('c', '2') + `, "all": true}}, {"reopen_link": {"way": ` + way('a', 'd') + `, "all": true}}`, "0:540 1:720 2:1080, 0:H 1:H 2:H"},
	} {
		t.Run(x.name, func(t *testing.T) {
			expect.Equal(t, "the walks", walks(t, after(t, c, x.changes), clinics), x.want)
		})
	}
}

// What a link is made of counts as in the streets of the map: its stairs, a lift at either
// end, the wait at a crossing. A lift takes nobody past the stairs.
func TestWhatALinkIsMadeOf(t *testing.T) {
	c := alleyTown(t)
	for _, x := range []struct{ name, link, profile, want string }{
		// 200 m at 3 km/h take 240 s.
		{"slow over a footway", `"kind": "footway"`, "slow", "0:240"},
		{"slow over an unmarked crossing waits 20 s", `"kind": "crossing"`, "slow", "0:260"},
		{"slow over a marked crossing", `"kind": "crossing", "crossing": "marked"`, "slow", "0:260"},
		{"slow at lights waits 60 s", `"kind": "crossing", "crossing": "signals"`, "slow", "0:300"},
		{"wheels at lights", `"kind": "crossing", "crossing": "signals"`, "wheels", "0:180"},
		{"wheels over a path", `"kind": "path"`, "wheels", "0:180"},
		{"wheels go round stairs", `"kind": "steps", "steps": 20`, "wheels", "0:1260"},
		{"wheels go round a footway with a step", `"kind": "footway", "steps": 1`, "wheels", "0:1260"},
		{"wheels go round stairs beside a lift", `"kind": "footway", "steps": 20, "lift": true`, "wheels", "0:1260"},
		{"wheels take a lift", `"kind": "footway", "lift": true`, "wheels", "0:180"},
		{"two lifts of 30 s", `"kind": "footway", "lift": true`, "lift", "0:240"},
		{"stairs are no matter at the standard pace", `"kind": "steps", "steps": 20`, "standard", "0:180"},
	} {
		e := after(t, c, `{"open_link": {"id": "l", `+x.link+`, "line": [`+point(c, 4, 0)+`, `+point(c, 4, 4)+`]}}`)
		q := clinics
		q.Profile = x.profile
		got, _, _ := strings.Cut(walks(t, e, q), " ")
		expect.Equal(t, x.name, got, x.want)
	}
}

func TestWhatChangesOfServicesDo(t *testing.T) {
	c := clinicTown(t)
	c.Profiles = []coverage.Profile{{Profile: slow}}
	c.Serve(coverage.Service{ID: "clinic", Minutes: 10, Target: 500_000, TargetText: "half", Clause: "art. 1"})
	const numbers = "minutes profile covered target text verdict"
	for _, x := range []struct{ changes, want string }{
		{`{"set_service": {"id": "clinic", "minutes": 10}}`, `10 standard 4 500000 half meets`},
		{`{"set_service": {"id": "clinic", "minutes": 7.5}}`, `7.5 standard 4 500000 half meets`}, // 450 s are within 7.5 minutes
		{`{"set_service": {"id": "clinic", "minutes": 7.49}}`, `7.49 standard 0 500000 half misses`},
		{`{"set_service": {"id": "clinic", "minutes": 14}}`, `14 standard 7 500000 half meets`},
		{`{"set_service": {"id": "clinic", "profile": "slow"}}`, `10 slow 4 500000 half meets`}, // 450 s become 600
		{`{"set_service": {"id": "clinic", "profile": "slow", "minutes": 9.9}}`, `9.9 slow 0 500000 half misses`},
		{`{"set_service": {"id": "clinic", "target": 0.5}}`, `10 standard 4 500000 half meets`},
		{`{"set_service": {"id": "clinic", "target": 0.6}}`, `10 standard 4 600000 - misses`},
		{`{"set_service": {"id": "clinic", "target": 0.6}}, {"set_service": {"id": "clinic", "minutes": 11}}`, `11 standard 6 600000 - meets`},
		{`{"set_service": {"id": "clinic", "minutes": 11}}, {"set_service": {"id": "clinic", "minutes": 10}}`, `10 standard 4 500000 half meets`},
	} {
		e := after(t, c, x.changes)
		all, err := e.Rows(ctx, clinics)
		if err != nil {
			t.Fatal(err)
		}
		expect.Equal(t, x.changes, expect.Fields(all[0], numbers), x.want)
		if clause := e.City().Services[0].Clause; (clause == "") == strings.Contains(x.want, "half") {
			t.Errorf("%s: its clause is %q", x.changes, clause)
		}
	}
}

// Four estates in two districts, one of them in neither; some are urban, one is not
// counted by age.
func estates(t *testing.T) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---0---1---2---3---------a
	`)
	c.Demand.Groups["old"] = []coverage.Amount{100, 201, coverage.Missing, 333}
	c.Demand.Weight = map[string][]coverage.Amount{"dwellings": {1000, 2000, 3000, coverage.Missing}}
	c.Demand.Urban = []coverage.Flag{coverage.FlagUrban, coverage.FlagRural, coverage.FlagUnknown, coverage.FlagUrban}
	c.Demand.Cell = []uint64{7, 0, 0, 0}
	return c.District(1, "w", -1, -1, 6, 1).District(1, "e", 6, -1, 14, 1).Serve(coverage.Service{ID: "clinic", Minutes: 7})
}

// placeOf describes a place of a city.
func placeOf(e *coverage.Engine, id string) string {
	d := &e.City().Demand
	i := slices.Index(d.ID, id)
	amount := func(columns map[string][]coverage.Amount, id string) string {
		if columns[id][i] == coverage.Missing {
			return "?"
		}
		return fmt.Sprint(columns[id][i])
	}
	name, cell := "", uint64(0)
	if d.Names != nil {
		name = d.Names[i].In("en")
	}
	if d.Cell != nil {
		cell = d.Cell[i]
	}
	return fmt.Sprintf("%q all %s, old %s, dwellings %s, urban %d, cell %d", name, amount(d.Groups, "all"), amount(d.Groups, "old"), amount(d.Weight, "dwellings"), d.Urban[i], cell)
}

func TestWhatChangesOfPeopleDo(t *testing.T) {
	c := estates(t)
	for _, x := range []struct{ changes, place, want, districts string }{
		// H to 0 is 180 s, to 1 360 s, within 7 minutes; 2 is 540 s away, 3 720 s.
		{`{"set_demand": {"id": "0", "groups": {"all": 1}}}`, "0", `"" all 1000, old 100, dwellings 1000, urban 1, cell 7`, "city: 15 3; none: 8 0; e: 6 2; w: 1 1"},
		{`{"set_demand": {"id": "0", "name": "Home", "groups": {"all": 5, "old": 2.5}}}`, "0", `"Home" all 5000, old 2500, dwellings 1000, urban 1, cell 7`, "city: 19 7; none: 8 0; e: 6 2; w: 5 5"},
		{`{"set_demand": {"id": "2", "groups": {"old": 1}, "weights": {"dwellings": 0}, "urban": true}}`, "2", `"" all 4000, old 1000, dwellings 0, urban 1, cell 0`, ""},
		{`{"set_demand": {"id": "0", "urban": false}}`, "0", `"" all 1000, old 100, dwellings 1000, urban 2, cell 7`, ""},
		{`{"move_demand": {"id": "0", ` + spot(c, 8, 0) + `}}`, "0", `"" all 1000, old 100, dwellings 1000, urban 1, cell 0`, "city: 15 3; none: 8 0; e: 7 3; w: 0 0"},
		{`{"move_demand": {"id": "2", ` + spot(c, 0, 0) + `}}`, "2", `"" all 4000, old ?, dwellings 3000, urban 0, cell 0`, "city: 15 7; none: 8 0; e: 2 2; w: 5 5"},
		{`{"remove_demand": {"id": "2"}}`, "2", `"" all 0, old 0, dwellings 0, urban 0, cell 0`, "city: 11 3; none: 8 0; e: 2 2; w: 1 1"},
		{`{"remove_demand": {"id": "2"}}, {"set_demand": {"id": "2", "groups": {"all": 1}}}`, "2", `"" all 1000, old 0, dwellings 0, urban 0, cell 0`, "city: 12 3; none: 8 0; e: 3 2; w: 1 1"},
		{`{"add_demand": {"id": "n", "name": "New", "groups": {"all": 16}, ` + spot(c, 4, 0) + `}}`, "n", `"New" all 16000, old ?, dwellings ?, urban 0, cell 0`, "city: 31 19; none: 8 0; e: 6 2; w: 17 17"},
		{`{"add_demand": {"id": "n", "groups": {"old": 1}, "weights": {"dwellings": 2}, "urban": true, ` + spot(c, 4, 0) + `}}`, "n", `"" all ?, old 1000, dwellings 2000, urban 1, cell 0`, "city: 15 3; none: 8 0; e: 6 2; w: 1 1"},
		// 201 thousandths times 1.5 are 301.5, and halves go up.
		{`{"scale_demand": {"group": "old", "factor": 1.5}}`, "1", `"" all 2000, old 302, dwellings 2000, urban 2, cell 0`, "city: 15 3; none: 8 0; e: 6 2; w: 1 1"},
		{`{"scale_demand": {"group": "all", "factor": 3}}`, "0", `"" all 3000, old 100, dwellings 1000, urban 1, cell 7`, "city: 45 9; none: 24 0; e: 18 6; w: 3 3"},
		{`{"scale_demand": {"group": "all", "factor": 0}}`, "0", `"" all 0, old 100, dwellings 1000, urban 1, cell 7`, "city: 0 0; none: 0 0; e: 0 0; w: 0 0"},
		{`{"scale_demand": {"group": "all", "factor": 3, "district": "e"}}`, "2", `"" all 12000, old ?, dwellings 3000, urban 0, cell 0`, "city: 27 7; none: 8 0; e: 18 6; w: 1 1"},
		{`{"scale_demand": {"group": "all", "factor": 3, "district": "w", "level": 1}}`, "0", `"" all 3000, old 100, dwellings 1000, urban 1, cell 7`, "city: 17 5; none: 8 0; e: 6 2; w: 3 3"},
		{`{"scale_demand": {"group": "all", "factor": 3, "district": ""}}`, "3", `"" all 24000, old 333, dwellings ?, urban 1, cell 0`, "city: 31 3; none: 24 0; e: 6 2; w: 1 1"},
		{`{"scale_demand": {"group": "all", "factor": 2}}, {"scale_demand": {"group": "all", "factor": 3}}`, "0", `"" all 6000, old 100, dwellings 1000, urban 1, cell 7`, "city: 90 18; none: 48 0; e: 36 12; w: 6 6"},
		// Those who came before the projection are in it, where they then are.
		{`{"add_demand": {"id": "n", "groups": {"all": 16}, ` + spot(c, 4, 0) + `}}, {"scale_demand": {"group": "all", "factor": 2, "district": "w"}}`, "n", `"" all 32000, old ?, dwellings ?, urban 0, cell 0`, "city: 48 36; none: 8 0; e: 6 2; w: 34 34"},
		{`{"move_demand": {"id": "0", ` + spot(c, 8, 0) + `}}, {"scale_demand": {"group": "all", "factor": 2, "district": "w"}}`, "0", `"" all 1000, old 100, dwellings 1000, urban 1, cell 0`, "city: 15 3; none: 8 0; e: 7 3; w: 0 0"},
		{`{"set_district": {"code": "w", "polygon": [[` + point(c, 6, -1) + `, ` + point(c, 20, -1) + `, ` + point(c, 20, 1) + `, ` + point(c, 6, 1) + `, ` + point(c, 6, -1) + `]]}}, {"scale_demand": {"group": "all", "factor": 3, "district": "w"}}`,
			"3", `"" all 24000, old 333, dwellings ?, urban 1, cell 0`, "city: 31 3; none: 1 1; e: 6 2; w: 24 0"}, // 1 and 2 are of the smaller code
		{`{"set_district": {"code": "e", "polygon": [[` + point(c, 6, -1) + `, ` + point(c, 20, -1) + `, ` + point(c, 20, 1) + `, ` + point(c, 6, 1) + `, ` + point(c, 6, -1) + `]]}}`, "3", `"" all 8000, old 333, dwellings ?, urban 1, cell 0`, "city: 15 3; none: 0 0; e: 14 2; w: 1 1"},
	} {
		e := after(t, c, x.changes)
		expect.Equal(t, x.changes, placeOf(e, x.place), x.want)
		if x.districts != "" {
			level := 1
			all, err := e.Rows(ctx, coverage.Query{Services: []string{"clinic"}, Scope: coverage.Scope{Level: &level}})
			if err != nil {
				t.Fatal(err)
			}
			expect.Equal(t, x.changes, expect.ByDistrict(all, "demand covered"), x.districts)
		}
	}
	expect.Equal(t, "the base", placeOf(c.Engine(), "0"), `"" all 1000, old 100, dwellings 1000, urban 1, cell 7`)
}
