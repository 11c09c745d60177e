package rest

import (
	"reflect"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
	"lifecircle/coverage/bridge"
	"lifecircle/coverage/fragility"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/isochrone"
	"lifecircle/coverage/itinerary"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/geo/streets"
)

// parsed are the arguments of a query, checked against what a route declares.
func parsed(t *testing.T, query string, declared []*huma.Param) arguments {
	t.Helper()
	args, f := parse(query, declared, answer.EN)
	if f != nil {
		t.Fatalf("%s: %+v", query, f)
	}
	return args
}

// Every parameter of a route is read into its question, and nothing else is.
func TestQuestionsAreReadFromTheirParameters(t *testing.T) {
	drawn, none := new("310101"), new("")
	walking := coverage.Scope{Profile: "senior", Minutes: 7.5, Private: streets.PrivateClosed}
	whole := walking
	whole.Group, whole.Area, whole.Weight, whole.District, whole.Level = "all", coverage.AreaUrban, "buildings", drawn, new(8)
	anyWalk := whole
	anyWalk.Profile = ""
	anyLimit := whole
	anyLimit.Minutes = 0
	const counted = "&group=all&area=urban&weight=buildings&private=closed"
	const here = "&district=310101&level=8"
	const all = counted + "&minutes=7.5&profile=senior" + here
	ofIsochrones := func(a arguments) any {
		q, f := a.isochrones(answer.EN)
		if f != nil {
			t.Errorf("%v: %+v", a, f)
		}
		return q
	}
	for _, c := range []struct {
		name, query string
		declared    []*huma.Param
		read        func(arguments) any
		want        any
	}{
		{"bridge, everything", "service=clinic" + all, bridgeParams,
			func(a arguments) any { return a.bridge() }, bridge.Query{Service: "clinic", Scope: whole}},
		{"bridge, the least", "service=clinic", bridgeParams,
			func(a arguments) any { return a.bridge() }, bridge.Query{Service: "clinic"}},
		{"bridge of those in no district", "service=clinic&district=", bridgeParams,
			func(a arguments) any { return a.bridge() }, bridge.Query{Service: "clinic", Scope: coverage.Scope{District: none}}},

		{"gaps, everything", "service=clinic" + all, gapsParams,
			func(a arguments) any { return a.gaps() }, gaps.Query{Service: "clinic", Scope: whole}},
		{"gaps of those in no district", "service=clinic&district=", gapsParams,
			func(a arguments) any { return a.gaps() }, gaps.Query{Service: "clinic", Scope: coverage.Scope{District: none}}},
		{"gaps of a bundle", "all_of=elderly,clinic", gapsParams,
			func(a arguments) any { return a.gaps() }, gaps.Query{AllOf: []string{"elderly", "clinic"}}},

		{"fragility, everything, no pieces", "service=clinic&top=0&cells=yes" + all, fragilityParams,
			func(a arguments) any { return a.fragility() }, fragility.Query{Service: "clinic", Top: -1, Cells: true, Scope: whole}},
		{"fragility, some pieces", "service=clinic&top=3&cells=no", fragilityParams,
			func(a arguments) any { return a.fragility() }, fragility.Query{Service: "clinic", Top: 3}},
		{"fragility, the least", "service=clinic", fragilityParams,
			func(a arguments) any { return a.fragility() }, fragility.Query{Service: "clinic"}},

		{"age-friendly, everything", "service=clinic&base=senior&profiles=standard,senior&minutes=7.5&pieces=3" + counted + here, ageFriendlyParams,
			func(a arguments) any { return a.ageFriendly() }, agefriendly.Query{Service: "clinic", Base: "senior", Profiles: []string{"standard", "senior"}, Pieces: 3, Scope: anyWalk}},

		{"walk between points", "from=121.5,-31&to=-1,0.5&profile=senior&minutes=7.5&private=closed", walkParams,
			func(a arguments) any { return a.walk() }, itinerary.Query{From: &orb.Point{121.5, -31}, To: &orb.Point{-1, 0.5}, Scope: walking}},
		{"walk of a place", "place=2&service=elderly", walkParams,
			func(a arguments) any { return a.walk() }, itinerary.Query{Place: "2", Service: "elderly"}},

		{"coverage, everything", "service=clinic,elderly&all_of=elderly,clinic&mean_of=clinic&group=all&area=rural&weight=buildings&minutes=5,7.5,10&profile=senior&private=open,closed" + here, questionParams,
			func(a arguments) any { return a.question() }, coverage.Query{
				Services: []string{"clinic", "elderly"}, AllOf: []string{"elderly", "clinic"}, MeanOf: []string{"clinic"},
				Limits: []float64{5, 7.5, 10}, Treatments: []streets.Private{streets.PrivateOpen, streets.PrivateClosed},
				Scope: coverage.Scope{Group: "all", Area: coverage.AreaRural, Weight: "buildings", Profile: "senior", District: drawn, Level: new(8)}}},
		{"coverage, one limit and treatment", "service=clinic&profile=senior&private=closed&minutes=15", questionParams,
			func(a arguments) any { return a.question() }, coverage.Query{
				Services: []string{"clinic"}, Limits: []float64{15}, Treatments: []streets.Private{streets.PrivateClosed}, Scope: coverage.Scope{Profile: "senior"}}},
		{"coverage of those in no district", "district=&level=0", questionParams,
			func(a arguments) any { return a.question() }, coverage.Query{Scope: coverage.Scope{District: none, Level: new(0)}}},
		{"coverage, nothing", "", questionParams,
			func(a arguments) any { return a.question() }, coverage.Query{}},
		{"cells", "service=clinic,elderly&minutes=7.5&profile=senior&private=closed" + here, cellsParams,
			func(a arguments) any { return a.question() }, coverage.Query{
				Services: []string{"clinic", "elderly"}, Limits: []float64{7.5}, Treatments: []streets.Private{streets.PrivateClosed},
				Scope: coverage.Scope{Profile: "senior", District: drawn, Level: new(8)}}},

		{"what-if, unless asked otherwise", "minutes=5,10", whatIfParams,
			func(a arguments) any { return a.whatIf() }, scenario.Question{Query: coverage.Query{Limits: []float64{5, 10}}, Gaps: true, Each: true}},
		{"what-if, rows alone", "gaps=false&each=false&district=", whatIfParams,
			func(a arguments) any { return a.whatIf() }, scenario.Question{Query: coverage.Query{Scope: coverage.Scope{District: none}}}},

		{"isochrones of points", "lon=121,-1.5&lat=31,0&minutes=5,7.5&mode=bands&direction=from&merge=true&lines=true&profile=senior" + counted + here, isochroneParams,
			ofIsochrones, isochrone.Query{Points: []orb.Point{{121, 31}, {-1.5, 0}}, Limits: []float64{5, 7.5}, Mode: isochrone.ModeBands, Direction: isochrone.DirectionFrom,
				Merge: true, Lines: true, Scope: anyLimit}},
		{"isochrones of facilities", "facility=H,E&minutes=8", isochroneParams,
			ofIsochrones, isochrone.Query{Facilities: []string{"H", "E"}, Limits: []float64{8}}},
		{"isochrones of a service", "service=clinic&merge=false", isochroneParams,
			ofIsochrones, isochrone.Query{Service: "clinic"}},

		{"links, everything", "service=clinic,elderly&kind=gate,bridge&bridges_m=200&top=3&minutes=7.5&profile=senior" + counted, linksParams,
			func(a arguments) any { return a.links() }, siting.LinkQuery{Scope: coverage.Scope{Group: "all", Area: coverage.AreaUrban, Weight: "buildings", Minutes: 7.5, Profile: "senior", Private: streets.PrivateClosed},
				Services: []string{"clinic", "elderly"}, Gates: true, BridgesM: 200, Top: 3}},
		{"links of every kind", "service=clinic&bridges_m=80", linksParams,
			func(a arguments) any { return a.links() }, siting.LinkQuery{Services: []string{"clinic"}, Gates: true, Crossings: true, BridgesM: 80}},
		{"crossings alone", "service=clinic&kind=crossing&bridges_m=80", linksParams,
			func(a arguments) any { return a.links() }, siting.LinkQuery{Services: []string{"clinic"}, Crossings: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, c.read(parsed(t, c.query, c.declared))); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// A query with every part of the scope leaves no field of it zero: a part that is new
// is read, or this says that it is not.
func TestTheWholeScopeIsRead(t *testing.T) {
	const query = "group=all&area=urban&weight=buildings&minutes=7.5&profile=senior&private=closed&district=310101&level=8"
	scope := reflect.ValueOf(parsed(t, query, scopeParams).scope())
	for i := range scope.NumField() {
		if scope.Field(i).IsZero() {
			t.Errorf("%s is not read", scope.Type().Field(i).Name)
		}
	}
	if got, want := len(scopeParams), scope.NumField(); got != want {
		t.Errorf("%d parameters for %d fields", got, want)
	}
}

// Every question that counts people takes the whole scope.
func TestEveryQuestionTakesTheWholeScope(t *testing.T) {
	for route, c := range map[string]struct {
		params []*huma.Param
		less   string // what the question has in another form
	}{
		"bridge": {bridgeParams, ""}, "gaps": {gapsParams, ""}, "fragility": {fragilityParams, ""},
		"age-friendly": {ageFriendlyParams, "profile"}, "isochrones": {isochroneParams, ""}, "coverage": {questionParams, ""},
	} {
		taken := map[string]int{}
		for _, p := range c.params {
			taken[p.Name]++
		}
		for _, p := range scopeParams {
			if want := map[bool]int{false: 1}[p.Name == c.less]; taken[p.Name] != want {
				t.Errorf("%s: takes %s %d times, want %d", route, p.Name, taken[p.Name], want)
			}
		}
	}
}
