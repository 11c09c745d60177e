package osm_test

import (
	"math"
	"strings"
	"testing"

	"lifecircle/data/osm"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// TestKinds is what the tags of a way say of walking along it. Pages are of
// wiki.openstreetmap.org/wiki/.
func TestKinds(t *testing.T) {
	for _, c := range []struct{ name, page, tags, want, notes string }{
		{"nothing more", "", "highway=footway", "Class:footway", ""},
		{"asphalt", "Key:surface", "highway=footway surface=asphalt", "Class:footway Surface:1", ""},
		{"compacted", "Key:surface", "highway=path surface=compacted", "Class:path Surface:2", ""},
		{"sett", "Key:surface", "highway=footway surface=sett", "Class:footway Surface:3", ""},
		{"ground", "Key:surface", "highway=path surface=ground", "Class:path Surface:4", ""},
		{"sand", "Key:surface", "highway=path surface=sand", "Class:path Surface:5", ""},
		{"a surface that we don't know", "Key:surface", "highway=path surface=lava", "Class:path", ""},
		{"smoothness", "Key:smoothness", "highway=path smoothness=very_bad", "Class:path Smoothness:5", ""},
		{"width", "Key:width", "highway=footway width=1.5", "Class:footway WidthDM:15", ""},
		{"width with its unit", "Key:width", "highway=footway width=0.95_m", "Class:footway WidthDM:9", ""},
		{"a broad road", "Key:width", "highway=residential width=40", "Class:residential WidthDM:255", ""},
		{"hardly any width", "Key:width", "highway=footway width=4_cm", "Class:footway WidthDM:1", ""},
		{"width that is none", "Key:width", "highway=footway width=narrow", "Class:footway", "note width_unreadable width 1 way 1\n"},
		{"wheelchair", "Key:wheelchair", "highway=footway wheelchair=limited stroller=yes", "Class:footway Wheelchair:2 Stroller:1", ""},
		{"bridge", "Key:bridge", "highway=footway bridge=boardwalk", "Class:footway Deck:1", ""},
		{"no bridge", "Key:bridge", "highway=footway bridge=no tunnel=no", "Class:footway", ""},
		{"tunnel", "Key:tunnel", "highway=footway tunnel=yes", "Class:footway Deck:2", ""},
		{"through a house", "Tag:tunnel=building_passage", "highway=footway tunnel=building_passage", "Class:footway", ""},
		{"under a roof", "Key:covered", "highway=footway covered=yes", "Class:footway", ""},
		{"under the ground", "Key:location", "highway=corridor location=underground indoor=yes", "Class:corridor Deck:2", ""},
		{"a crossing", "Tag:footway=crossing", "highway=footway footway=crossing", "Class:footway Crossing:3", ""},
		{"with lights", "Tag:footway=crossing", "highway=footway footway=crossing crossing=traffic_signals", "Class:footway Crossing:1", ""},
		{"with lights, the newer tags", "Key:crossing:signals", "highway=cycleway cycleway=crossing crossing:signals=yes", "Class:cycleway Crossing:1", ""},
		{"with lights and stripes", "Key:crossing", "highway=footway footway=crossing crossing=traffic_signals;marked", "Class:footway Crossing:1", ""},
		{"with stripes", "Key:crossing", "highway=path path=crossing crossing=uncontrolled", "Class:path Crossing:2", ""},
		{"with stripes, the newer tags", "Key:crossing:markings", "highway=footway footway=crossing crossing:signals=no crossing:markings=zebra", "Class:footway Crossing:2", ""},
		{"with nothing", "Key:crossing", "highway=footway footway=crossing crossing=unmarked", "Class:footway Crossing:3", ""},
		{"a road with a crossing's tag crosses nothing", "", "highway=residential crossing=marked", "Class:residential", ""},
		{"one way", "Key:oneway", "highway=primary oneway=yes", "Class:primary Oneway:1", ""},
		{"one way, backwards", "Key:oneway", "highway=primary oneway=-1", "Class:primary Oneway:1", ""},
		{"roundabout", "Tag:junction=roundabout", "highway=primary junction=roundabout", "Class:primary Oneway:1", ""},
		{"dual carriageway", "Key:dual_carriageway", "highway=primary dual_carriageway=yes", "Class:primary Oneway:1", ""},
		{"both ways", "Key:oneway", "highway=primary oneway=no dual_carriageway=yes", "Class:primary", ""},
		{"incline", "Key:incline", "highway=footway incline=-5%", "Class:footway Incline:-5", ""},
		{"incline in degrees", "Key:incline", "highway=footway incline=10°", "Class:footway Incline:18", ""},
		{"up says not how much", "Key:incline", "highway=footway incline=up", "Class:footway", ""},
		{"incline that is none", "Key:incline", "highway=footway incline=steep", "Class:footway", "note incline_unreadable incline 1 way 1\n"},

		{"steps", "Tag:highway=steps", "highway=steps step_count=24 incline=up", "Class:steps Incline:1 Steps:24", ""},
		{"steps down", "Key:incline", "highway=steps step_count=24 incline=down", "Class:steps Incline:-1 Steps:24", ""},
		{"steps of a slope that rounds to none", "Key:incline", "highway=steps step_count=24 incline=-0.2%", "Class:steps Incline:-1 Steps:24", ""},
		{"steps not counted", "Key:step_count", "highway=steps", "Class:steps", "note steps_without_count step_count 1 way 1\n"},
		{"steps that are no number", "Key:step_count", "highway=steps step_count=many", "Class:steps", "note steps_unreadable step_count 1 way 1\n"},
		{"no steps", "Key:step_count", "highway=steps step_count=0", "Class:steps", "note steps_unreadable step_count 1 way 1\n"},
		{"steps to the moon", "Key:step_count", "highway=steps step_count=60000", "Class:steps", "note steps_unreadable step_count 1 way 1\n"},
		{"less than none", "Key:step_count", "highway=steps step_count=-3", "Class:steps", "note steps_unreadable step_count 1 way 1\n"},
		{"a ramp for wheelchairs takes strollers", "Key:ramp", "highway=steps step_count=9 ramp:wheelchair=yes wheelchair=yes", "Class:steps Wheelchair:1 Ramps:3 Steps:9", ""},
		{"a ramp for strollers", "Key:ramp", "highway=steps step_count=9 ramp=yes ramp:stroller=yes ramp:wheelchair=no", "Class:steps Ramps:2 Steps:9", ""},
		{"a ramp", "Key:ramp", "highway=steps step_count=9 ramp=yes", "Class:steps Ramps:2 Steps:9", ""},
		{"a ramp for bicycles", "Key:ramp", "highway=steps step_count=9 ramp=yes ramp:bicycle=yes", "Class:steps Steps:9", ""},
		{"a ramp elsewhere", "Key:ramp", "highway=steps step_count=9 ramp=separate ramp:wheelchair=separate", "Class:steps Steps:9", ""},
		{"escalator", "Key:conveying", "highway=steps conveying=forward", "Class:steps Escalator:1", ""},
		{"steps that wheels climb", "Key:wheelchair", "highway=steps step_count=9 wheelchair=yes", "Class:steps Steps:9",
			"note tags_contradict highway=steps wheelchair=yes 1 way 1\n"},

		{"hours", "Key:opening_hours", "highway=footway opening_hours=06:00-22:00", "Class:footway Hours:06:00-22:00",
			"note hours_counted_open way 1 way 1\n"},
		{"always open", "Key:opening_hours", "highway=footway opening_hours=24/7", "Class:footway Hours:24/7", ""},
		{"closed at times", "Conditional_restrictions", "highway=footway foot:conditional=no", "Class:footway",
			"note condition_ignored way 1 way 1\n"},
		{"of residents", "Key:access", "highway=service access=permit", "Class:service Use:1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, notes := full(t, "n1 0 0\nn2 1 0\nw1 1,2 "+c.tags, streets.PrivateResidents)
			if got, want := r.String(), "way 1 1,2 "+c.want+"\n"; got != want {
				t.Errorf("%s: got\n%swant\n%s(wiki.openstreetmap.org/wiki/%s)", c.tags, got, want, c.page)
			}
			if got := said(notes); got != c.notes {
				t.Errorf("%s: got\n%swant\n%s", c.tags, got, c.notes)
			}
		})
	}
}

// TestPlainReadsTheClassAlone: what full walking asks for changes nothing else.
func TestPlainReadsTheClassAlone(t *testing.T) {
	const text = `
		n1 0 0 barrier=gate access=no
		n2 1 0 highway=crossing
		n3 1 1 highway=elevator
		w1 1,2,3,1 highway=steps area=yes surface=asphalt step_count=many wheelchair=yes opening_hours=08:00-10:00 access=private
		w2 1,2 barrier=wall
		w3 1,3 highway=elevator
		w4 1,2,3,1 railway=platform area=yes
		r1 w4@outer type=multipolygon highway=pedestrian`
	for private, want := range map[streets.Private]string{
		streets.PrivateOpen:      "way 1 1,2,3,1 Class:steps\n",
		streets.PrivateResidents: "way 1 1,2,3,1 Class:steps Use:1\n",
	} {
		r := &record{}
		x, err := osm.ReadInto(t.Context(), []osm.Source{{Path: save(t, "city.osm", draw(t, text).xml()), Name: "city.osm"}},
			osm.Options{Rules: build.Rules{Private: private}}, r)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.String(); got != want || len(x.Notes) > 0 {
			t.Errorf("private %s: got\n%swant\n%s%v", private, got, want, x.Notes)
		}
	}
}

// TestMillimetres: wiki.openstreetmap.org/wiki/Map_features/Units
func TestMillimetres(t *testing.T) {
	for value, want := range map[string]float64{
		"1.5": 1500, "1.5 m": 1500, "1.5m": 1500, " 2 ": 2000, ".9": 900, "150 cm": 1500, "900 mm": 900,
		"5 ft": 1524, "3'": 914.4, `5'6"`: 1676.4, `5' 6"`: 1676.4, `30"`: 762, "0.9": 900, "1.1": 1100,
	} {
		if got, ok := osm.Millimetres(value); !ok || math.Abs(got-want) > 1e-6 {
			t.Errorf("%q is %v, %t, want %v", value, got, ok, want)
		}
	}
	for _, value := range []string{
		"", " ", "m", "-1", "0", "1,5", "1.5;2", "2-3", "~2", "wide", "NaN", "Inf", "1e3", "0x10", "1_000", "1.2.3", "1001",
		"'", `'6"`, `5'6`, `5'12"`, `5'six"`, "1.5 mi", "99999999999999999999999", "２", "2.5 m m",
	} {
		if got, ok := osm.Millimetres(value); ok {
			t.Errorf("%q is %v", value, got)
		}
	}
}

// TestSlopes: wiki.openstreetmap.org/wiki/Key:incline
func TestSlopes(t *testing.T) {
	for value, want := range map[string]float64{
		"5%": 5, "5 %": 5, "-5%": -5, "−5%": -5, "+7.5%": 7.5, "5": 5, "45°": 100, "-45°": -100, "1:20": 5, "-1:8": -12.5,
	} {
		if got, ok := osm.SlopeOf(value); !ok || math.Abs(got-want) > 1e-9 {
			t.Errorf("%q is %v, %t, want %v", value, got, ok, want)
		}
	}
	for _, value := range []string{"", "%", "steep", "1:0", "1:", ":", "90°", "--5%", "5%%", "NaN", strings.Repeat("9", 400)} {
		if got, ok := osm.SlopeOf(value); ok {
			t.Errorf("%q is %v", value, got)
		}
	}
}
