package importer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/isochrone"
	"lifecircle/coverage/itinerary"
	"lifecircle/coverage/layers"
	"lifecircle/coverage/scenario"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// answers are what a city says to everything that is asked of it, by question:
// rows, cells, access, walks, gaps, isochrones and layers. Of the places every
// nth is walked from.
func answers(t testing.TB, e *coverage.Engine, nth int) map[string]string {
	t.Helper()
	ctx, city, out := context.Background(), e.City(), map[string]string{}
	say := func(key string, answer any, err error) {
		text, wrong := json.MarshalIndent(answer, "", " ")
		if err != nil || wrong != nil {
			t.Fatalf("%s: %v %v", key, err, wrong)
		}
		out[key] = string(text)
	}
	for _, private := range asked(city) {
		rows, err := e.Rows(ctx, coverage.Query{Limits: []float64{3, 10, 15, 30}, Treatments: private})
		say(fmt.Sprint("rows ", private), rows, err)
		cells, err := e.Cells(ctx, coverage.Query{Treatments: private[:1]})
		say(fmt.Sprint("cells ", private), cells, err)
	}
	links, err := e.AccessLegs(ctx)
	for i := range links { // where a segment is stored is no answer
		links[i].Access.Segment, links[i].Access.Public = 0, nil
	}
	say("access", links, err)
	for _, s := range city.Services {
		gaps, err := gaps.Find(ctx, e, gaps.Query{Service: s.ID})
		say("gaps "+s.ID, gaps, err)
		for i := 0; i < city.Demand.Len(); i += nth {
			walk, err := itinerary.Find(ctx, e, itinerary.Query{Place: city.Demand.ID[i], Service: s.ID})
			say("walk "+city.Demand.ID[i]+" "+s.ID, walk, err)
		}
	}
	one := city.Services[0].ID
	merge := len(city.Facilities) > 100 // more are not drawn one by one
	shapes, err := isochrone.Find(ctx, e, isochrone.Query{Service: one, Lines: true, Merge: merge, Limits: []float64{5, 10}})
	say("isochrones "+one, shapes, err)
	from, err := isochrone.Find(ctx, e, isochrone.Query{Points: city.Demand.Point[:1], Direction: isochrone.DirectionFrom, Limits: []float64{8}})
	say("isochrones of a point", from, err)
	for _, id := range layers.IDs() {
		out["layer "+string(id)] = layerText(t, e, id)
	}
	return out
}

// asked are the treatments of residents' streets that a city answers for.
func asked(city *coverage.City) [][]streets.Private {
	if city.Provenance.Private == string(streets.PrivateResidents) {
		return [][]streets.Private{{streets.PrivateResidents, streets.PrivateOpen, streets.PrivateClosed}, {streets.PrivateClosed}}
	}
	return [][]streets.Private{{streets.Private(city.Provenance.Private)}}
}

// layerText writes a layer's features; those of the streets are numbered by where
// they are stored, so their order and numbers are left out.
func layerText(t testing.TB, e *coverage.Engine, id layers.ID) string {
	t.Helper()
	var lines []string
	for f, err := range layers.Of(e).Features(context.Background(), id, 0) {
		if err != nil {
			t.Fatal(id, err)
		}
		if id == layers.Streets {
			f.ID = ""
		}
		line, err := json.Marshal(f)
		if err != nil {
			t.Fatal(id, err)
		}
		lines = append(lines, string(line))
	}
	if id == layers.Streets {
		slices.Sort(lines)
	}
	return strings.Join(lines, "\n")
}

// sameAnswers fails where two cities answer differently.
func sameAnswers(t testing.TB, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d answers, not %d", len(got), len(want))
	}
	wrong := 0
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] == want[key] {
			continue
		}
		g, w := strings.Split(got[key], "\n"), strings.Split(want[key], "\n")
		at := 0
		for at < min(len(g), len(w)) && g[at] == w[at] {
			at++
		}
		from := max(0, at-4)
		t.Errorf("%s differs in line %d: built with the changes\n%s\nwhat-if\n%s", key, at,
			strings.Join(g[from:min(len(g), at+4)], "\n"), strings.Join(w[from:min(len(w), at+4)], "\n"))
		if wrong++; wrong == 3 {
			return
		}
	}
}

// lists makes lists of changes that fit a city, by name; "everything" is all of
// them in a row.
func lists(t testing.TB, city *coverage.City) map[string][]scenario.Change {
	t.Helper()
	out := map[string][]scenario.Change{"facilities": changedFacilities(city), "links": changedLinks(t, city),
		"people": changedPeople(city), "services": changedServices(city), "districts": changedDistricts(city)}
	for _, name := range []string{"facilities", "links", "people", "services", "districts"} {
		out["everything"] = append(out["everything"], out[name]...)
	}
	return out
}

func changedFacilities(city *coverage.City) []scenario.Change {
	d := &city.Demand
	f := slices.DeleteFunc(slices.Clone(city.Facilities), func(f coverage.Facility) bool { return f.Status != "" && f.Status != coverage.StatusOpen })
	at := func(i int) *orb.Point { return &d.Point[i] }
	return []scenario.Change{
		{Kind: scenario.AddFacility, ID: "0-new", Name: "新站", Services: f[0].Services, At: at(3)},
		{Kind: scenario.AddFacility, ID: "zz-new", Services: f[1].Services, At: at(9), Entrances: []orb.Point{d.Point[10], d.Point[9]}},
		{Kind: scenario.MoveFacility, ID: f[2].ID, At: at(5)},
		{Kind: scenario.CloseFacility, ID: f[3].ID},
		{Kind: scenario.CloseFacility, ID: f[4].ID},
		{Kind: scenario.ReopenFacility, ID: f[4].ID},
		{Kind: scenario.SetFacility, ID: f[5].ID, Services: f[0].Services, Entrances: []orb.Point{d.Point[5]}},
	}
}

// changedLinks opens a link from where a place joins the streets to where the
// nearest other place on another street does, one that is closed again, closes
// the piece that a place joins, and lets everybody walk a residents' street.
func changedLinks(t testing.TB, city *coverage.City) []scenario.Change {
	d, n := &city.Demand, city.Streets
	between := func(from int) []orb.Point {
		best, least := -1, int64(0)
		for to, a := range d.Access {
			mm := geo.Millimetres(d.Access[from].At, a.At)
			if a.Linked && n.Street(a.Segment).Way != n.Street(d.Access[from].Segment).Way && mm > 30_000 && (best < 0 || mm < least) {
				best, least = to, mm
			}
		}
		return []orb.Point{d.Access[from].At, d.Access[best].At}
	}
	piece := func(a streets.Access, kind scenario.Kind) scenario.Change {
		way := n.Street(a.Segment).Way
		return scenario.Change{Kind: kind, Way: &way, Near: &a.At}
	}
	linked := slices.IndexFunc(d.Access, func(a streets.Access) bool { return a.Linked })
	if linked < 0 {
		t.Fatal("no place joins the streets")
	}
	out := []scenario.Change{
		{Kind: scenario.OpenLink, ID: "bridge", Name: "桥", Line: between(linked), Link: scenario.LinkFootway, Steps: 30, Lift: true},
		{Kind: scenario.OpenLink, ID: "zebra", Line: between(linked + 4), Link: scenario.LinkCrossing, Crossing: scenario.CrossingSignals},
		{Kind: scenario.OpenLink, ID: "path", Line: []orb.Point{d.Access[linked+7].At, d.Point[linked+8]}, Link: scenario.LinkGate},
		{Kind: scenario.CloseLink, ID: "zebra"},
		piece(d.Access[linked+6], scenario.CloseLink),
		piece(d.Access[linked+12], scenario.CloseLink),
		piece(d.Access[linked+12], scenario.ReopenLink),
	}
	out[2].Line[1] = between(linked + 7)[1]
	for _, a := range d.Access {
		if a.Linked && n.Street(a.Segment).Kind.Use == streets.UseResidents {
			return append(out, piece(a, scenario.ReopenLink))
		}
	}
	return out
}

func changedPeople(city *coverage.City) []scenario.Change {
	d := &city.Demand
	half := 1.5
	return []scenario.Change{
		{Kind: scenario.AddDemand, ID: "estate", Name: "新村", At: &d.Point[7], Groups: map[string]coverage.Amount{"all": 4200_000}},
		{Kind: scenario.AddDemand, ID: "0-estate", At: &d.Point[1], Groups: map[string]coverage.Amount{"all": 1}},
		{Kind: scenario.SetDemand, ID: d.ID[2], Groups: map[string]coverage.Amount{"all": 77_500}},
		{Kind: scenario.MoveDemand, ID: d.ID[4], At: &d.Point[8]},
		{Kind: scenario.RemoveDemand, ID: d.ID[6]},
		{Kind: scenario.ScaleDemand, Group: "all", Factor: &half, District: &city.Districts[0].Code},
	}
}

func changedServices(city *coverage.City) []scenario.Change {
	minutes, target := 7.5, coverage.Share(500_000)
	return []scenario.Change{
		{Kind: scenario.SetService, ID: city.Services[0].ID, Minutes: &minutes, Target: &target},
	}
}

// changedDistricts takes a tenth off a district.
func changedDistricts(city *coverage.City) []scenario.Change {
	d := city.Districts[len(city.Districts)-1]
	c := d.Polygon.Bound().Center()
	smaller := orb.Clone(d.Polygon).(orb.MultiPolygon)
	for _, polygon := range smaller {
		for _, ring := range polygon {
			for i, p := range ring {
				ring[i] = orb.Point{c[0] + (p[0]-c[0])*0.9, c[1] + (p[1]-c[1])*0.9}
			}
		}
	}
	return []scenario.Change{{Kind: scenario.SetDistrict, ID: d.Code, Level: &d.Level, Polygon: smaller}}
}
