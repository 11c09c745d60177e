package scenario_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/internal/testcity/asciicity"
)

// refusing is a town on two banks without a bridge, known to the extent of 42 by 10
// cells: a closed clinic Z and a planned school S beside the open clinic H.
func refusing(t *testing.T) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a---Z---S---d---e
		~~~~~~~~~~~~~~~~~~~~~

		~~~~~~~~~~~~~~~~~~~~~
		0---1---2---f---g---h
	`)
	c.Extent = [4]float64{-2, -2, 40, 8}
	c.District(1, "d", -1, -1, 9, 5).District(2, "d", -1, -1, 9, 5).District(2, "e", 9, -1, 19, 5)
	c.Facility("Z").Status, c.Facility("S").Status = coverage.StatusClosed, coverage.StatusPlanned
	c.Demand.Weight = map[string][]coverage.Amount{"dwellings": {1000, 2000, 3000}}
	return c
}

// What a city cannot have is refused in these words: what is wrong and what to do next.
func TestRefusalsOfACityInFull(t *testing.T) {
	c := refusing(t)
	square := `"polygon": [[[121, 31], [121.1, 31], [121.1, 31.1], [121, 31]]]`
	add := func(more string) string { return `{"add_facility": {"id": "N", "services": ["clinic"], ` + more + `}}` }
	for _, x := range []struct{ changes, want string }{
		{add(spot(c, 4, 2)), `changes[0].add_facility.lon: ` + shownPoint(c, 4, 2) + `: every way from it to a street leads across water: check the point, give entrances on the land, or open a link to it`},
		{add(spot(c, 33, 0)), `changes[0].add_facility.lon: ` + shownPoint(c, 33, 0) + `: no street is within 500 m: check the point (longitude first), give entrances, or open a link to it`},
		{add(spot(c, 41, 0)), `changes[0].add_facility.lon: ` + shownPoint(c, 41, 0) + `: it is outside the city's extent, where no streets are known: check the point (longitude first), or import streets further out`},
		{`{"set_facility": {"id": "H", "entrances": [` + point(c, 4, 2) + `]}}`, ""}, // the clinic itself is on a street
		{`{"move_facility": {"id": "S", ` + spot(c, 35, 4) + `}}`, `changes[0].move_facility.lon: ` + shownPoint(c, 35, 4) + `: no street is within 500 m: check the point (longitude first), give entrances, or open a link to it`},
		{`{"add_facility": {"id": "H", "services": ["clinic"], ` + spot(c, 0, 0) + `}}`, `changes[0].add_facility.id: "H": there is a facility of that id: give another id`},
		{`{"add_facility": {"id": "Z", "services": ["clinic"], ` + spot(c, 0, 0) + `}}`, `changes[0].add_facility.id: "Z": there is a facility of that id, which is closed: reopen it, or give another id`},
		{`{"add_facility": {"id": "S", "services": ["clinic"], ` + spot(c, 0, 0) + `}}`, `changes[0].add_facility.id: "S": there is a facility of that id: give another id`},
		{`{"add_facility": {"id": "N", "services": ["clinic", "spa"], ` + spot(c, 0, 0) + `}}`, `changes[0].add_facility.services: "spa": there is no service of that id: the city has clinic, school`},
		{add(spot(c, 0, 0) + `, "capacity": {"school": 5}`), `changes[0].add_facility.capacity: "school": the facility does not offer that service: add it to services, or leave its capacity out`},
		{`{"set_facility": {"id": "X", "name": "x"}}`, `changes[0].set_facility.id: "X": there is no facility of that id`},
		{`{"close_facility": {"id": "Z"}}`, `changes[0].close_facility.id: "Z": it is not open: it is closed`},
		{`{"close_facility": {"id": "S"}}`, `changes[0].close_facility.id: "S": it is not open: it is planned`},
		{`{"reopen_facility": {"id": "H"}}`, `changes[0].reopen_facility.id: "H": it is open already`},
		{`{"reopen_facility": {"id": "S"}}, {"reopen_facility": {"id": "S"}}`, `changes[1].reopen_facility.id: "S": it is open already`},
		{`{"set_service": {"id": "spa", "minutes": 5}}`, `changes[0].set_service.id: "spa": there is no service of that id: the city has clinic, school`},
		{`{"set_service": {"id": "clinic", "profile": "fast"}}`, `changes[0].set_service.profile: "fast": there is no walking profile of that id: the city has standard`},
		{`{"add_demand": {"id": "0", "groups": {"all": 1}, ` + spot(c, 0, 0) + `}}`, `changes[0].add_demand.id: "0": there is a place of that id: give another id, or change it with set_demand`},
		{`{"add_demand": {"id": "n", "groups": {"old": 1}, ` + spot(c, 0, 0) + `}}`, `changes[0].add_demand.groups: "old": the city does not count that, so nothing could be compared: it counts all`},
		{`{"set_demand": {"id": "0", "weights": {"dwellings": 1, "buildings": 1}}}`, `changes[0].set_demand.weights: "buildings": the city does not count that, so nothing could be compared: it counts dwellings`},
		{`{"add_demand": {"id": "n", "groups": {"all": 1}, ` + spot(c, 0, 9) + `}}`, `changes[0].add_demand.lon: ` + shownPoint(c, 0, 9) + `: it is outside the city's extent, where no streets are known: check the point (longitude first), or import streets further out`},
		{`{"move_demand": {"id": "0", ` + spot(c, -3, 0) + `}}`, `changes[0].move_demand.lon: ` + shownPoint(c, -3, 0) + `: it is outside the city's extent, where no streets are known: check the point (longitude first), or import streets further out`},
		{`{"add_demand": {"id": "n", "groups": {"all": 1}, ` + spot(c, 39, 7) + `}}`, ""}, // nobody has to live at a street
		{`{"set_demand": {"id": "9", "groups": {"all": 1}}}`, `changes[0].set_demand.id: "9": there is no place of demand of that id`},
		{`{"scale_demand": {"group": "old", "factor": 2}}`, `changes[0].scale_demand.group: "old": the city does not count that group: it counts all`},
		{`{"scale_demand": {"group": "all", "factor": 2, "district": "x"}}`, `changes[0].scale_demand.district: "x": there is no district of that code`},
		{`{"scale_demand": {"group": "all", "factor": 2, "district": "e", "level": 1}}`, `changes[0].scale_demand.district: "e": there is no district of that code and level 1`},
		{`{"scale_demand": {"group": "all", "factor": 2, "district": "d"}}`, `changes[0].scale_demand.level: districts of several levels are meant by district: give the level, one of [1 2]`},
		{`{"scale_demand": {"group": "all", "factor": 2, "district": ""}}`, `changes[0].scale_demand.level: districts of several levels are meant by district: give the level, one of [1 2]`},
		{`{"set_district": {"code": "x", ` + square + `}}`, `changes[0].set_district.code: "x": there is no district of that code`},
		{`{"set_district": {"code": "d", ` + square + `}}`, `changes[0].set_district.level: districts of several levels are meant by code: give the level, one of [1 2]`},
		{`{"set_district": {"code": "e", ` + square + `, "level": 3}}`, `changes[0].set_district.code: "e": there is no district of that code and level 3`},
		{`{"close_link": {"id": "l"}}`, `changes[0].close_link.id: "l": no link "l" was added: a street of the map is closed by its way`},
		{`{"close_link": {"way": 99, "all": true}}`, `changes[0].close_link.way: 99: no street of the network is of way 99, or none of it is left`},
		{`{"reopen_link": {"way": 1, "all": true}}`, `changes[0].reopen_link.way: 1: everybody may walk all of way 1 already`},
		{`{"reopen_link": {"way": 1, "near": ` + point(c, 2, 0) + `}}`, `changes[0].reopen_link.near: ` + shownPoint(c, 2, 0) + `: everybody may walk way 1 here already`},
		{`{"close_link": {"way": 1, "near": ` + point(c, 4, 4) + `}}`, `changes[0].close_link.near: ` + shownPoint(c, 4, 4) + `: way 1 is not within 25 m of ` + lonLat(c, 4, 4) + `: move the point onto it`},
		{`{"open_link": {"id": "l", "kind": "path", "line": [` + point(c, 0, 0) + `, ` + point(c, 0, 2) + `]}}`,
			`changes[0].open_link.line: [` + shownPoint(c, 0, 0) + `,` + shownPoint(c, 0, 2) + `]: its end at ` + lonLat(c, 0, 2) + ` is farther than 25 m from every street: move it to where the streets are to be joined`},
		{`{"open_link": {"id": "l", "kind": "path", "line": [` + point(c, 2, 0) + `, ` + point(c, 2, 0.2) + `]}}`,
			`changes[0].open_link.line: [` + shownPoint(c, 2, 0) + `,` + shownPoint(c, 2, 0.2) + `]: both of its ends join the streets at one place, so it has no length: draw it from one street to another`},
		{strings.Repeat(`{"open_link": {"id": "l", "kind": "path", "line": [`+point(c, 0, 0)+`, `+point(c, 0, 4)+`]}}, `, 2) + `{"close_link": {"id": "l"}}`,
			`changes[1].open_link.id: "l": there is a link "l" already: give this one another id`},
		{`{"open_link": {"id": "l", "kind": "path", "line": [` + point(c, 0, 0) + `, ` + point(c, 0, 4) + `]}}, {"close_link": {"id": "k"}}`, `changes[1].close_link.id: "k": no link "k" was added; there are "l"`},
		// A link joins streets, not another link.
		{`{"open_link": {"id": "l", "kind": "path", "line": [` + point(c, 0, 0) + `, ` + point(c, 0, 4) + `]}}, {"open_link": {"id": "m", "kind": "path", "line": [` + point(c, 0, 2) + `, ` + point(c, 4, 4) + `]}}`,
			`changes[1].open_link.line: [` + shownPoint(c, 0, 2) + `,` + shownPoint(c, 4, 4) + `]: its end at ` + lonLat(c, 0, 2) + ` is farther than 25 m from every street: move it to where the streets are to be joined`},
		{`{"open_link": {"id": "l", "kind": "steps", "steps": 70000, "line": [` + point(c, 0, 0) + `, ` + point(c, 0, 4) + `]}}`, `changes[0].open_link.steps: 70000: 70000 is no number of steps`},
		// All that can be told is, in the order of the changes.
		{`{"close_facility": {"id": "X"}}, {"close_facility": {"id": "H"}}, {"set_service": {"id": "spa", "minutes": 5}}`,
			`changes[0].close_facility.id: "X": there is no facility of that id
changes[2].set_service.id: "spa": there is no service of that id: the city has clinic, school`},
	} {
		changes := decode(t, `{"changes": [`+x.changes+`]}`)
		e, err := scenario.Apply(ctx, c.Engine(), changes)
		_, other := scenario.Edits(ctx, c.Engine(), changes)
		switch {
		case x.want == "" && (err != nil || other != nil || e == nil):
			t.Errorf("%s\nis refused: %v, %v", x.changes, err, other)
		case x.want == "":
		case err == nil || e != nil || err.Error() != x.want:
			t.Errorf("%s\nis refused with\n%v, not\n%s", x.changes, err, x.want)
		case other == nil || other.Error() != x.want:
			t.Errorf("%s\nis refused by what the rebuild asks with\n%v, not\n%s", x.changes, other, x.want)
		}
		extendsAs(t, c, changes, err)
	}
}

// extendsAs holds what is said of a list against what is said where the city of its first
// changes is at hand.
func extendsAs(t *testing.T, c *asciicity.City, changes []scenario.Change, want error) {
	t.Helper()
	for have := range changes {
		from, err := scenario.Apply(ctx, c.Engine(), changes[:have])
		if err != nil {
			return
		}
		e, err := scenario.Extend(ctx, c.Engine(), from, changes, have)
		if fmt.Sprint(err) != fmt.Sprint(want) || (e == nil) != (want != nil) {
			t.Errorf("after the first %d of %s\nit is refused with\n%v, not\n%v", have, scenario.Encode(changes), err, want)
		}
	}
}

// shownPoint writes a place in a drawing as an error shows it.
func shownPoint(c *asciicity.City, column, line float64) string {
	p := c.Place(column, line)
	return fmt.Sprintf("[%v,%v]", p[0], p[1])
}

// lonLat writes it as the streets do.
func lonLat(c *asciicity.City, column, line float64) string {
	p := c.Place(column, line)
	return fmt.Sprintf("%.7g, %.7g", p[0], p[1])
}

// A long list of what there is is cut, and says how much more there is.
func TestARefusalListsTwentyAtMost(t *testing.T) {
	c := refusing(t)
	for i := range 25 {
		c.Serve(coverage.Service{ID: fmt.Sprintf("s%02d", i)})
	}
	_, err := scenario.Apply(ctx, c.Engine(), decode(t, `{"changes": [{"set_service": {"id": "spa", "minutes": 5}}]}`))
	want := `changes[0].set_service.id: "spa": there is no service of that id: the city has clinic, s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17, s18 and 7 more`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// A city that counts nothing says so.
func TestARefusalListsNone(t *testing.T) {
	c := refusing(t)
	c.Demand.Weight = nil
	_, err := scenario.Apply(ctx, c.Engine(), decode(t, `{"changes": [{"set_demand": {"id": "0", "weights": {"buildings": 1}}}]}`))
	want := `changes[0].set_demand.weights: "buildings": the city does not count that, so nothing could be compared: it counts none`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// Where a facility can be reached is asked of its entrances too, of the streets as they
// are without what is closed, and of every link of the list.
func TestWhereAFacilityMayStand(t *testing.T) {
	c := refusing(t)
	islet := `{"add_facility": {"id": "N", "services": ["clinic"], ` + spot(c, 4, 2)
	far := `{"add_facility": {"id": "N", "services": ["clinic"], ` + spot(c, 33, 0)
	for _, x := range []struct {
		name, changes string
		ok            bool
	}{
		{"a door on the bank", islet + `, "entrances": [` + point(c, 4, 0) + `]}}`, true},
		{"a door in the water", islet + `, "entrances": [` + point(c, 8, 2) + `]}}`, false},
		{"one of two doors", islet + `, "entrances": [` + point(c, 8, 2) + `, ` + point(c, 4, 4) + `]}}`, true},
		{"far, with a door near", far + `, "entrances": [` + point(c, 22, 0) + `]}}`, true},
		{"far, at a street that is opened later", far + `}}, {"open_link": {"id": "l", "kind": "path", "line": [` + point(c, 20, 0) + `, ` + point(c, 30, 0) + `, ` + point(c, 20, 4) + `]}}`, true},
		{"far, a street that is opened elsewhere", far + `}}, {"open_link": {"id": "l", "kind": "path", "line": [` + point(c, 0, 0) + `, ` + point(c, 0, 4) + `]}}`, false},
		{"far, at a street that is opened and closed", `{"open_link": {"id": "l", "kind": "path", "line": [` + point(c, 20, 0) + `, ` + point(c, 30, 0) + `, ` + point(c, 20, 4) + `]}}, {"close_link": {"id": "l"}}, ` + far + `}}`, true},
		{"on a street that is closed", `{"close_link": {"way": 1, "all": true}}, {"add_facility": {"id": "N", "services": ["clinic"], ` + spot(c, 10, 0) + `}}`, true},
		{"its only door is taken away", `{"add_facility": {"id": "N", "services": ["clinic"], ` + spot(c, 4, 2) + `, "entrances": [` + point(c, 4, 0) + `]}}, {"set_facility": {"id": "N", "entrances": []}}`, false},
		{"its name is another", `{"add_facility": {"id": "N", "services": ["clinic"], ` + spot(c, 4, 2) + `, "entrances": [` + point(c, 4, 0) + `]}}, {"set_facility": {"id": "N", "name": "x"}}`, true},
	} {
		changes := decode(t, `{"changes": [`+x.changes+`]}`)
		_, err := scenario.Apply(ctx, c.Engine(), changes)
		extendsAs(t, c, changes, err)
		if (err == nil) != x.ok {
			t.Errorf("%s: %v", x.name, err)
		} else if err != nil && len(scenario.FieldErrors(err)) != 1 {
			t.Errorf("%s: it is not the facility that is refused: %v", x.name, err)
		}
	}
	entrance := decode(t, `{"changes": [`+islet+`, "entrances": [`+point(c, 4, 0)+`]}}, {"set_facility": {"id": "N", "entrances": [`+point(c, 8, 2)+`]}}]}`)
	if _, err := scenario.Apply(ctx, c.Engine(), entrance); err == nil || !strings.HasPrefix(err.Error(), "changes[1].set_facility.entrances: "+shownPoint(c, 4, 2)+": every way") {
		t.Errorf("whose doors are changed: %v", err)
	}
}

// A change that names no kind, made by hand, is refused as one that is read.
func TestAKindThatIsNoneIsRefused(t *testing.T) {
	e := river(t).Engine()
	_, err := scenario.Apply(ctx, e, []scenario.Change{{Kind: scenario.CloseFacility, ID: "H"}, {Kind: "rename_city"}})
	want := `changes[1]: "rename_city": there is no such kind of change: the kinds are add_facility, set_facility, move_facility, close_facility, reopen_facility, open_link, close_link, reopen_link, set_service, add_demand, set_demand, move_demand, remove_demand, scale_demand, set_district`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// What a list is refused for, in full, as it is read.
func TestRefusalsOfAListInFull(t *testing.T) {
	const kinds = "add_facility, set_facility, move_facility, close_facility, reopen_facility, open_link, close_link, reopen_link, set_service, add_demand, set_demand, move_demand, remove_demand, scale_demand, set_district"
	for _, x := range []struct{ text, want string }{
		{`null`, `changes: a table with a list "changes" is wanted`},
		{`{"changes": {}}`, `changes: a list of changes is wanted, each as {"close_facility": {"id": "…"}}; the kinds are ` + kinds},
		{`{"changes": [], "a": 1, "b": 2}`, `changes: there is a key "a" beside it: only "changes" is known`},
		{`{"changes": [{}]}`, `changes[0]: {}: a change has one key, its kind: one of ` + kinds},
		{`{"changes": [null]}`, `changes[0]: null: a change has one key, its kind: one of ` + kinds},
		{`{"changes": [{"x": {}}]}`, `changes[0]: "x": there is no such kind of change: the kinds are ` + kinds},
		{`{"changes": [{"close_facility": ["A"]}]}`, `changes[0].close_facility: ["A"]: a table is wanted, with id`},
		{`{"changes": [{"move_facility": null}]}`, `changes[0].move_facility: null: a table is wanted, with id, lon, lat`},
		{`{"changes": [{"move_facility": {"lat": 1, "alt": 2}}]}`, `changes[0].move_facility.alt: 2: there is no such field: move_facility has id, lon, lat
changes[0].move_facility.id: it is missing: give it
changes[0].move_facility.lon: it is missing: give it`},
		{`{"changes": [{"close_facility": {"id": null}}]}`, `changes[0].close_facility.id: null: it is null: give a value, or leave the field out`},
		{`{"changes": [{"set_service": {"id": "a"}}]}`, `changes[0].set_service: it changes nothing: give one of minutes, profile, target`},
		{`{"changes": [{"set_facility": {"id": "a"}}]}`, `changes[0].set_facility: it changes nothing: give one of name, services, capacity, entrances`},
		{`{"changes": [{"set_demand": {"id": "a"}}]}`, `changes[0].set_demand: it changes nothing: give one of name, groups, weights, urban`},
		{`{"changes": [{"close_link": {"id": "a", "way": 1}}]}`, `changes[0].close_link.id: "a": give either the id of a link that was opened, or way and near of a street`},
		{`{"changes": [{"close_link": {"id": "a", "near": [1, 2]}}]}`, `changes[0].close_link.id: "a": give either the id of a link that was opened, or way and near of a street`},
		{`{"changes": [{"close_link": {"id": "a", "all": true}}]}`, `changes[0].close_link.id: "a": give either the id of a link that was opened, or way and near of a street`},
		{`{"changes": [{"close_link": {"near": [1, 2]}}]}`, `changes[0].close_link: give the id of a link that was opened, or way and near of a street`},
		{`{"changes": [{"reopen_link": {"way": 1}}]}`, `changes[0].reopen_link.near: give either a point near the piece as [longitude, latitude], or "all": true for the whole way`},
		{`{"changes": [{"close_link": {"way": 1, "near": [1, 2], "all": true}}]}`, `changes[0].close_link.near: [1,2]: give either a point near the piece as [longitude, latitude], or "all": true for the whole way`},
		{`{"changes": [{"open_link": {"id": "a", "kind": "path", "line": [[1, 2], [1, 2.000000001]]}}]}`, `changes[0].open_link.line: [[1,2],[1,2.000000001]]: it has no length: give points that are apart`},
		{`{"changes": [{"open_link": {"id": "a", "kind": "gate", "crossing": "marked", "line": [[1, 2], [1, 3]]}}]}`, `changes[0].open_link.crossing: "marked": only a link of kind crossing has it: change the kind, or leave it out`},
		{`{"changes": [{"open_link": {"id": "a", "kind": "crossing", "crossing": "zebra", "line": [[1, 2], [1, 3]]}}]}`, `changes[0].open_link.crossing: "zebra": give one of unmarked, marked, signals`},
		{`{"changes": [{"open_link": {"id": "a", "kind": "path", "line": "a to b"}}]}`, `changes[0].open_link.line: "a to b": give a list of points, each as [longitude, latitude]`},
		{`{"changes": [{"scale_demand": {"group": "all", "factor": 1, "level": 8}}]}`, `changes[0].scale_demand.level: 8: it is a district's: give the district too, or leave the level out`},
		{`{"changes": [{"set_district": {"code": "a", "polygon": []}}]}`, `changes[0].set_district.polygon: []: give a list of rings, each a list of points [longitude, latitude], the last the same as the first; several parts as a list of such lists`},
		{`{"changes": [{"set_district": {"code": "a", "polygon": [[[[0,0],[1,0],[1,1],[0,0]]], 5]}}]}`, `changes[0].set_district.polygon: [[[[0,0],[1,0],[1,1],[0,0]]],5]: give every part as a list of rings`},
		{`{"changes": [{"set_district": {"code": "a", "polygon": [[[0,0],[1,0],[0,0]]]}}]}`, `changes[0].set_district.polygon: [[[0,0],[1,0],[0,0]]]: it has 3 points: give at least 4`},
	} {
		changes, err := scenario.Decode(tree(t, x.text))
		if changes != nil || err == nil || err.Error() != x.want {
			t.Errorf("%s\nis refused with\n%v, not\n%s", x.text, err, x.want)
		}
	}
}

// The errors of who keeps scenarios say what happened.
func TestErrorsOfWhoKeepsScenarios(t *testing.T) {
	for want, err := range map[string]error{
		"the scenario is at revision 4, not 2 any more":               &scenario.LostUpdate{Have: 4, Want: 2},
		`the idempotency key "a \"b\"" was used with another request`: &scenario.KeyReused{Key: `a "b"`},
	} {
		if err.Error() != want {
			t.Errorf("got %s, want %s", err, want)
		}
	}
}

// The errors of a list are found wherever they are joined or wrapped, in their order; of
// another error there are none.
func TestFieldErrorsAreFound(t *testing.T) {
	a, b, c := &scenario.FieldError{Index: 0, Why: "a"}, &scenario.FieldError{Index: 1, Why: "b"}, &scenario.FieldError{Index: 2, Why: "c"}
	for _, x := range []struct {
		err  error
		want string
	}{
		{nil, ""}, {context.Canceled, ""}, {a, "a"},
		{fmt.Errorf("here: %w", a), "a"},
		{errors.Join(a, errors.Join(b, context.Canceled), fmt.Errorf("there: %w", c)), "abc"},
	} {
		got := ""
		for _, e := range scenario.FieldErrors(x.err) {
			got += e.Why
		}
		if got != x.want || (x.want == "") != (scenario.FieldErrors(x.err) == nil) {
			t.Errorf("%v holds %q, not %q", x.err, got, x.want)
		}
	}
	for want, e := range map[string]*scenario.FieldError{
		"changes: why":                       {Index: -1, Kind: "close_link", Field: "id", Why: "why"},
		"changes[3]: why":                    {Index: 3, Field: "id", Why: "why"},
		"changes[3].close_link: v: why":      {Index: 3, Kind: "close_link", Value: "v", Why: "why"},
		`changes[3].close_link.id: "v": why`: {Index: 3, Kind: "close_link", Field: "id", Value: `"v"`, Why: "why"},
	} {
		if e.Error() != want {
			t.Errorf("got %s, want %s", e, want)
		}
	}
}

// A context that is over ends every question, with its own error.
func TestWhatIsCancelledEnds(t *testing.T) {
	e := river(t).Engine()
	over, cancel := context.WithCancel(ctx)
	cancel()
	changes := []scenario.Change{{Kind: scenario.MoveFacility, ID: "H", At: &orb.Point{121, 31}}}
	for what, ask := range map[string]func() error{
		"Apply":   func() error { _, err := scenario.Apply(over, e, changes); return err },
		"Edits":   func() error { _, err := scenario.Edits(over, e, changes); return err },
		"Rebase":  func() error { _, _, err := scenario.Rebase(over, e, changes); return err },
		"WhatIf":  func() error { _, err := scenario.WhatIf(over, e, changes, scenario.Question{}); return err },
		"Compare": func() error { _, err := scenario.Compare(over, e, coverage.Query{}); return err },
	} {
		if err := ask(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
