package rest_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"lifecircle/api/answer"
	"lifecircle/api/rest"
)

// Place 0 walks 900 m (810 s) to clinic H by the bridge, 100 m away as the crow
// flies: within 15 minutes, not within 12.
func TestAWalkSaysItsLegsAndWhy(t *testing.T) {
	a := serve(t)
	r := a.ok("/v1/cities/drawn/walk?place=0&service=clinic")
	if ct := r.Header.Get("Content-Type"); ct != "application/geo+json" {
		t.Errorf("unless asked otherwise it is %s", ct)
	}
	fc, err := geojson.UnmarshalFeatureCollection(r.body)
	if err != nil {
		t.Fatal(err)
	}
	first, last := fc.Features[0], fc.Features[len(fc.Features)-1]
	if first.Properties["kind"] != "start" || first.Properties["id"] != "0" || last.Properties["kind"] != "facility" || last.Properties["id"] != "H" {
		t.Errorf("it leads from %v to %v", first.Properties, last.Properties)
	}
	total, at := 0.0, first.Geometry.(orb.Point)
	for _, f := range fc.Features[1 : len(fc.Features)-1] {
		line := f.Geometry.(orb.LineString)
		if line[0] != at {
			t.Errorf("leg %v starts at %v, and the one before ends at %v", f.ID, line[0], at)
		}
		at = line[len(line)-1]
		total += f.Properties["seconds"].(float64)
	}
	if at != last.Geometry.(orb.Point) {
		t.Errorf("it ends at %v, and the facility is at %v", at, last.Geometry)
	}
	doc := into[answer.WalkDocument](t, a.ok("/v1/cities/drawn/walk?place=0&service=clinic&f=json&minutes=12"))
	w := doc.Walk
	if w.Seconds == nil || math.Abs(*w.Seconds-810) > 1 || math.Abs(total-*w.Seconds) > 1e-6 || w.Covered || w.LimitSeconds != 720 || *w.SlackSeconds != (720_000-math.Round(*w.Seconds*1000))/1000 {
		t.Errorf("got %+v, legs of %v s", w, total)
	}
	if w.Missed == nil || w.Missed.Cause != "detour" || *w.Missed.Nearest != "H" || math.Abs(*w.Missed.StraightM-100) > 1 || *w.Missed.Ratio < 8.9 {
		t.Errorf("why: %+v", w.Missed)
	}
}

func TestAWalkFromAPointToAPoint(t *testing.T) {
	a := serve(t)
	links := into[answer.AccessDocument](t, a.ok("/v1/cities/drawn/access?f=json")).Links
	at := map[string]answer.Link{}
	for _, l := range links {
		at[l.Of+" "+l.ID] = l
	}
	point := func(id string) string { return csvFloat(at[id].Lon) + "," + csvFloat(at[id].Lat) }
	there := into[answer.WalkDocument](t, a.ok("/v1/cities/drawn/walk?f=json&from="+point("demand 0")+"&to="+point("facility H")))
	back := into[answer.WalkDocument](t, a.ok("/v1/cities/drawn/walk?f=json&to="+point("demand 0")+"&from="+point("facility H")))
	if there.Walk.Seconds == nil || math.Abs(*there.Walk.Seconds-810) > 1 || there.Walk.Facility != nil || there.Walk.Service != nil || !there.Walk.Covered {
		t.Errorf("got %+v", there.Walk)
	}
	if back.Walk.Seconds == nil || *back.Walk.Seconds != *there.Walk.Seconds {
		t.Errorf("back it takes %v, there %v", back.Walk.Seconds, there.Walk.Seconds)
	}
	far := into[answer.WalkDocument](t, a.ok("/v1/cities/drawn/walk?f=json&from=100,0&service=clinic"))
	if far.Walk.Seconds != nil || far.Walk.Missed == nil || far.Walk.Missed.Cause != "disconnected" || len(far.Legs) != 0 {
		t.Errorf("from another continent: %+v", far.Walk)
	}
}

func csvFloat(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func TestAccessIsALinePerPlace(t *testing.T) {
	a := serve(t)
	fc, err := geojson.UnmarshalFeatureCollection(a.ok("/v1/cities/drawn/access").body)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(a.ok("/v1/cities/drawn/access?f=csv").body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	// Three places and two facilities, all on a street.
	if len(fc.Features) != 5 || len(records) != 6 || strings.Join(records[0][:3], " ") != "of id kind" {
		t.Errorf("%d lines, records %v", len(fc.Features), records)
	}
	for _, f := range fc.Features {
		if line, ok := f.Geometry.(orb.LineString); !ok || len(line) != 2 || f.Properties["way"].(float64) == 0 {
			t.Errorf("%v: %v %v", f.ID, f.Geometry, f.Properties)
		}
	}
}

func TestACitySaysHowPeopleWalk(t *testing.T) {
	a := serve(t)
	city := into[rest.CityDocument](t, a.ok("/v1/cities/drawn?lang=zh"))
	if city.Private != "closed" || city.Walking != "plain" || len(city.Profiles) != 2 {
		t.Fatalf("got %+v", city.City)
	}
	if p := city.Profiles[0]; p.ID != "senior" || *p.Name != "老年人" || p.SpeedKmh != 3 {
		t.Errorf("got %+v", p)
	}
	if p := city.Profiles[1]; p.ID != "standard" || *p.Name != "标准" || p.SpeedKmh != 4 {
		t.Errorf("got %+v", p)
	}
	// 900 m take 1,080 s at 3 km/h, 700 m 840 s, 500 m 600 s.
	slow := into[answer.Coverage](t, a.ok("/v1/cities/drawn/coverage?service=clinic&level=8&profile=senior")).Rows[0]
	if *slow.Profile != "senior" || *slow.Covered != 6 || *slow.BufferM != 750 {
		t.Errorf("for seniors: %+v", slow)
	}
	cells := into[answer.CellsDocument](t, a.ok("/v1/cities/drawn/cells?service=clinic&profile=senior"))
	if *cells.Profile != "senior" || cells.Private != "closed" || math.Abs(*cells.Cells[0].Seconds-1080) > 1 || cells.Cells[0].Covered {
		t.Errorf("for seniors: %+v", cells)
	}
	for _, r := range into[answer.Coverage](t, a.ok("/v1/cities/drawn/coverage?private=closed")).Rows {
		if r.Private != "closed" || r.Profile != nil && *r.Profile != "standard" {
			t.Errorf("got %+v", r)
		}
	}
}

// Seniors walk 3 km/h here: place 0 is 1,080 s from the clinic. Nothing but the
// pace keeps its one inhabitant from it.
func TestAgeFriendlyTakesTheLossesApart(t *testing.T) {
	a := serve(t)
	doc := into[answer.AgeFriendlyDocument](t, a.ok("/v1/cities/drawn/age-friendly?service=clinic"))
	if len(doc.Profiles) != 1 || doc.Base.Covered != 7 {
		t.Fatalf("got %+v", doc)
	}
	if p := doc.Profiles[0]; p.Profile != "senior" || p.Covered != 6 || p.Lost != 1 || p.Speed != 1 || p.Stairs != 0 || p.Slopes != 0 {
		t.Errorf("got %+v", p)
	}
}

// A flat city without stairs, lights or gates loses nobody to them.
func TestAgeFriendlyOfAFlatCity(t *testing.T) {
	a := serve(t)
	doc := into[answer.AgeFriendlyDocument](t, a.ok("/v1/cities/drawn/age-friendly?service=clinic&profiles=standard"))
	if doc.Base.Profile != "standard" || doc.Base.Covered != 7 || len(doc.Profiles) != 1 {
		t.Fatalf("got %+v", doc)
	}
	if p := doc.Profiles[0]; p.Lost != 0 || p.Stairs != 0 || p.Covered != 7 || len(p.Pieces) != 0 {
		t.Errorf("got %+v", p)
	}
}
