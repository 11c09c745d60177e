package osm_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"lifecircle/data/osm"
	"lifecircle/geo/streets"
)

// ground is nodes for squares: a ring 1–4 with a ring 5–7 inside, and a street.
const ground = `
	n1 0 0
	n2 8 0
	n3 8 8
	n4 0 8
	n5 3 3
	n6 4 3
	n7 4 4
	n8 -4 0
	w1 8,1 highway=footway
`

// TestSquares is what is walked across: wiki.openstreetmap.org/wiki/Key:area,
// Tag:highway=pedestrian, Tag:railway=platform, Relation:multipolygon
func TestSquares(t *testing.T) {
	const street = "way 1 8,1 Class:footway\n"
	for _, c := range []struct{ name, text, want, notes string }{
		{"square", "w2 1,2,3,4,1 highway=pedestrian area=yes name=Old_Square surface=sett", street +
			"way 2 1,2,3,4,1 Class:pedestrian Surface:3 Name:Old Square\n" +
			"area 2 outer 1,2,3,4,1 Class:pedestrian Surface:3 Name:Old Square\n", ""},
		{"a round of footway", "w2 1,2,3,4,1 highway=footway", street + "way 2 1,2,3,4,1 Class:footway\n", ""},
		{"an open line", "w2 1,2,3,4 highway=pedestrian area=yes", street + "way 2 1,2,3,4 Class:pedestrian\n", ""},
		{"a line there and back", "w2 1,2,1 highway=pedestrian area=yes", street + "way 2 1,2,1 Class:pedestrian\n", ""},
		{"closed to all", "w2 1,2,3,4,1 highway=pedestrian area=yes access=no", street, ""},
		{"for residents", "w2 1,2,3,4,1 highway=pedestrian area=yes access=private", street +
			"way 2 1,2,3,4,1 Class:pedestrian Use:1\narea 2 outer 1,2,3,4,1 Class:pedestrian Use:1\n", ""},
		{"steps are not crossed askew", "w2 1,2,3,4,1 highway=steps area=yes step_count=3", street + "way 2 1,2,3,4,1 Class:steps Steps:3\n", ""},
		{"platform", "w2 1,2,3,4,1 highway=platform", street + "way 2 1,2,3,4,1 Class:platform\narea 2 outer 1,2,3,4,1 Class:platform\n", ""},
		{"a platform that says it is a line", "w2 1,2,3,4,1 highway=platform area=no", street + "way 2 1,2,3,4,1 Class:platform\n", ""},
		{"a railway's platform", "w2 1,2,3,4,1 railway=platform name=1", street + "area 2 outer 1,2,3,4,1 Class:platform Name:1 Rim:true\n", ""},
		{"a bus platform", "w2 1,2,3,4,1 public_transport=platform area=yes", street + "area 2 outer 1,2,3,4,1 Class:platform Rim:true\n", ""},
		{"a platform that nobody enters", "w2 1,2,3,4,1 railway=platform access=no", street, ""},

		{"relation with a hole", `
			w2 1,2,3
			w3 1,4,3
			w4 5,6,7,5
			r1 w2@outer,w3@outer,w4@inner type=multipolygon highway=pedestrian name=New_Square opening_hours=06:00-22:00`, street +
			"area 1 outer 1,2,3,4,1 inner 5,6,7,5 Class:pedestrian Relation:true Name:New Square Hours:06:00-22:00 Rim:true\n",
			"note hours_counted_open relation 1 relation 1\n"},
		{"relation of a platform", "w2 1,2,3,4,1\nr1 w2@outer type=multipolygon railway=platform", street +
			"area 1 outer 1,2,3,4,1 Class:platform Relation:true Rim:true\n", ""},
		{"relation that is closed", "w2 1,2,3,4,1\nr1 w2@outer type=multipolygon highway=pedestrian foot=no", street, ""},
		{"a boundary is no square", "w2 1,2,3,4,1\nr1 w2@outer type=boundary highway=pedestrian", street, ""},
		{"relation that lacks a way", "w2 1,2,3\nr1 w2@outer,w9@outer type=multipolygon highway=pedestrian", street,
			"note square_incomplete highway 1 relation 1\n"},
		{"relation that lacks its hole", "w2 1,2,3,4,1\nr1 w2@outer,w9@inner type=multipolygon highway=pedestrian", street,
			"note square_incomplete highway 1 relation 1\n"},
		{"relation that is open", "w2 1,2,3\nr1 w2@outer type=multipolygon highway=pedestrian", street,
			"note square_incomplete highway 1 relation 1\n"},
		{"relation of two points", "w2 1,2\nw3 2,1\nr1 w2@outer,w3@outer type=multipolygon highway=pedestrian", street,
			"note square_incomplete highway 1 relation 1\n"},
		{"relation of nothing", "r1 n1@outer type=multipolygon highway=pedestrian", street,
			"note square_incomplete highway 1 relation 1\n"},
		{"relation of other kinds of parts", "w2 1,2,3,4,1\nr1 w2@outer,r9@outer type=multipolygon highway=pedestrian", street,
			"note square_incomplete highway 1 relation 1\n"},
		{"relation with a hole of two points", "w2 1,2,3,4,1\nw3 5,6\nw4 6,5\nr1 w2@outer,w3@inner,w4@inner type=multipolygon highway=pedestrian", street,
			"note square_incomplete highway 1 relation 1\n"},
		{"relation of steps", "w2 1,2,3,4,1\nr1 w2@outer type=multipolygon highway=steps", street, ""},
		{"relation of holes", "w2 1,2,3,4,1\nr1 w2@inner type=multipolygon highway=pedestrian", street,
			"note square_incomplete highway 1 relation 1\n"},

		{"a lift between two nodes", "w2 1,5 highway=elevator wheelchair=yes", street + "way 2 1,5 Class:corridor Feature:4 Wheelchair:1\n", ""},
		{"a lift drawn as its shaft", "w2 5,6,7,5 highway=elevator", street +
			"way 2 5,6 Class:corridor Feature:4\nway 2 5,7 Class:corridor Feature:4\nway 2 6,7 Class:corridor Feature:4\n", ""},
		{"a lift for nobody", "w2 1,5 highway=elevator access=no", street, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, notes := full(t, ground+c.text, streets.PrivateResidents)
			if got := r.String(); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
			if got := said(notes); got != c.notes {
				t.Errorf("got\n%swant\n%s", got, c.notes)
			}
		})
	}
}

// everything has one of all that full walking reads.
const everything = ground + `
	n9 -2 0 barrier=gate access=private opening_hours=06:00-22:00
	n10 -3 0 highway=crossing crossing=traffic_signals
	n11 -3 1 kerb=raised
	n12 -3 2 highway=elevator
	n13 -3 3 entrance=main
	n14 -5 3
	n15 -5 5
	w11 8,10,9,1 highway=residential surface=asphalt width=6 oneway=yes
	w12 10,11,12 highway=steps step_count=12 incline=up ramp:wheelchair=yes
	w13 12,5,6 highway=elevator
	w20 1,2,3
	w21 1,4,3
	w22 5,6,7,5
	w23 13,14,15,13 amenity=school
	w24 13,14,15,13 building=house building:levels=1
	w25 1,4,8,1 railway=platform
	w26 2,14 waterway=river
	w27 3,15 barrier=fence
	w28 4,14,15,4 highway=pedestrian area=yes
	r1 w20@outer,w21@outer,w22@inner type=multipolygon highway=pedestrian name=Square
	r2 w20@outer,w21@outer,w22@inner type=multipolygon natural=water
	r3 w20@outer,w21@outer type=boundary boundary=administrative admin_level=8 name=Here
`

// TestFullInAnyFormAndOrder: the same is told whatever the format, the order of
// the file and the number of files.
func TestFullInAnyFormAndOrder(t *testing.T) {
	d := draw(t, everything)
	source := func(data string) osm.Source { return osm.Source{Path: save(t, "city", data), Name: "city.osm"} }
	tell := func(sources ...osm.Source) string {
		opts := all(t, nil)
		opts.Full, opts.Rules.Private = true, streets.PrivateResidents
		r := &record{}
		x, err := osm.ReadInto(t.Context(), sources, opts, r)
		if err != nil {
			return err.Error()
		}
		lines := strings.SplitAfter(r.String(), "\n")
		slices.Sort(lines)
		entrances := fmt.Sprint(x.Demand.Entrances, x.Facilities[0].Entrances, x.Rims)
		return strings.Join(lines, "") + show(x) + entrances
	}
	want := tell(source(d.xml()))
	for _, part := range []string{"Use:1", "inner", "obstacle", "Crossing:1", "area 28", "area 25", "Steps:12", "{entrance"} {
		if !strings.Contains(want, part) {
			t.Errorf("no %s in\n%s", part, want)
		}
	}
	check := func(name string, sources ...osm.Source) {
		if got := tell(sources...); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	check("pbf", source(d.pbf(t)))
	check("twice", source(d.pbf(t)), source(d.xml()))
	for seed := range int64(10) {
		d := slices.Clone(d)
		rand.New(rand.NewSource(seed)).Shuffle(len(d), func(i, j int) { d[i], d[j] = d[j], d[i] })
		check(fmt.Sprintf("shuffled, %d", seed), source(d.xml()))
		check(fmt.Sprintf("torn, %d", seed), source(d[:2*len(d)/3].pbf(t)), source(d[len(d)/3:].xml()))
	}
}

// TestLargeLift joins neighbours alone.
func TestLargeLift(t *testing.T) {
	r, notes := full(t, ground+"n11 0 0\nn12 0 0\nn13 0 0\nn14 0 0\nw2 1,2,3,4,5,6,7,11,12,13,14,1 highway=elevator", streets.PrivateClosed)
	if len(r.ways) != 12 || said(notes) != "note lift_large highway 1 way 2\n" {
		t.Errorf("%v%v", r, said(notes))
	}
}

// TestObstacles is what nobody walks across. Pages are of
// wiki.openstreetmap.org/wiki/.
func TestObstacles(t *testing.T) {
	for _, c := range []struct{ name, page, tags, want string }{
		{"river", "Tag:waterway=river", "waterway=river", "water"},
		{"canal", "Tag:waterway=canal", "waterway=canal", "water"},
		{"stream", "Tag:waterway=stream", "waterway=stream", ""},
		{"broad stream", "Tag:waterway=stream", "waterway=stream width=3", "water"},
		{"narrow stream", "Tag:waterway=stream", "waterway=stream width=2.9", ""},
		{"ditch", "Tag:waterway=ditch", "waterway=ditch", ""},
		{"under the street", "Tag:tunnel=culvert", "waterway=river tunnel=culvert", ""},
		{"wadi", "Key:intermittent", "waterway=river intermittent=yes", ""},
		{"bank", "Tag:waterway=riverbank", "waterway=riverbank", "water"},
		{"lake", "Tag:natural=water", "natural=water", "water"},
		{"sea", "Tag:natural=coastline", "natural=coastline", "water"},
		{"reservoir", "Tag:landuse=reservoir", "landuse=reservoir", "water"},
		{"aqueduct", "Key:bridge", "waterway=canal bridge=aqueduct", ""},
		{"railway", "Tag:railway=rail", "railway=rail", "railway"},
		{"metro above ground", "Tag:railway=subway", "railway=subway", "railway"},
		{"metro", "Tag:railway=subway", "railway=subway tunnel=yes", ""},
		{"railway bridge", "Key:bridge", "railway=rail bridge=viaduct", ""},
		{"tram", "Tag:railway=tram", "railway=tram", ""},
		{"old railway", "Key:railway", "railway=abandoned", ""},
		{"motorway", "Tag:highway=motorway", "highway=motorway", "motorway"},
		{"its ramp", "Tag:highway=motorway", "highway=motorway_link", "motorway"},
		{"motorway on stilts", "Key:bridge", "highway=motorway bridge=yes", ""},
		{"motorway below", "Key:tunnel", "highway=motorway tunnel=yes", ""},
		{"trunk", "Tag:highway=trunk", "highway=trunk", "motorway"},
		{"wall", "Tag:barrier=wall", "barrier=wall", "wall"},
		{"fence of a school", "Tag:barrier=fence", "amenity=school barrier=fence", "wall"},
		{"hedge", "Tag:barrier=hedge", "barrier=hedge", "wall"},
		{"kerb", "Tag:barrier=kerb", "barrier=kerb", ""},
		{"handrail", "Tag:barrier=handrail", "barrier=handrail", ""},
		{"a street that nobody may use", "", "highway=service access=no", ""},
		{"a street that floods", "", "highway=service natural=water", "street"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, _ := full(t, ground+"w2 1,2,3 "+c.tags, streets.PrivateClosed)
			got := ""
			if len(r.ways) == 2 {
				got = "street"
			}
			for _, o := range r.obstacles {
				got += o.kind.String()
			}
			if got != c.want {
				t.Errorf("%s: %q, want %q (wiki.openstreetmap.org/wiki/%s)", c.tags, got, c.want, c.page)
			}
		})
	}
}

// TestBanksOfARelation: the ways that bound a lake are its banks, whatever they
// say themselves, unless one walks on them.
func TestBanksOfARelation(t *testing.T) {
	r, _ := full(t, ground+`
		w2 1,2
		w3 2,3 highway=footway
		w4 3,4,1 barrier=wall
		w5 5,6,7,5
		r1 w2@outer,w3@outer,w4@outer,w5@inner type=multipolygon natural=water
		r2 w5@outer type=multipolygon natural=wood`, streets.PrivateClosed)
	r.ways = nil
	if got, want := r.String(), "obstacle 1,2 water\nobstacle 3,4,1 wall\nobstacle 5,6,7,5 water\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
