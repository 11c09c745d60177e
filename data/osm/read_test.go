package osm_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/data/finding"
	"lifecircle/data/osm"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// quarter is a small place with everything in it.
//
//	 8   41·······42·······43        two districts, r1 west and r2 east, share
//	     ·         ·        ·        the border 42–45; r3 around both lists them
//	 4   ·  r1   ┌─·─┐  r2  ·        as subareas
//	     · n1 w1 │w2·│      ·
//	 0   1====2====3====4   ·        the street, w10, w11; w12 is private
//	-4   46·······45·······44
//	     0    4    8   12  16
const quarter = `
	n1 0 0
	n2 4 0
	n3 8 0
	n4 12 0
	n5 2 2 amenity=clinic name=Old_Bridge name:zh=老桥卫生服务站 name:en=Old_Bridge_Clinic capacity:beds=12 opening_hours=Mo-Fr_08:00-17:00
	n6 3 2 amenity=bench
	n11 4 2
	n12 6 2
	n13 6 4
	n14 4 4
	n21 10 2
	n22 14 2
	n23 14 6
	n24 10 6
	n31 11 3
	n32 12 3
	n33 12 4
	n34 11 4
	n41 0 8
	n42 8 8
	n43 16 8
	n44 16 -4
	n45 8 -4
	n46 0 -4
	n99 90 45
	w10 1,2,3 highway=residential name=River_Road
	w11 3,4 highway=footway
	w12 4,1 highway=service access=private
	w13 4,99 power=line
	w20 11,12,13,14,11 building=apartments building:levels=6 building:flats=24 name=Lotus_Court
	w21 21,22,23,24,21
	w22 31,32,33,34,31
	w30 42,43,44,45
	w31 46,45
	w32 41,42
	w33 45,42
	w34 46,41
	r1 w34@outer,w32@outer,w33@outer,w31@outer type=boundary boundary=administrative admin_level=9 name=West name:zh=西街道 ref=310101001
	r2 w30@outer,w33@outer type=boundary boundary=administrative admin_level=9 name=East name:en=East_End
	r3 w30@outer,w31@outer,w34@outer,w32@outer,r1@subarea,r2@subarea type=boundary boundary=administrative admin_level=8 name=Both ISO3166-2=CN-SH
	r4 w21@outer,w22@inner type=multipolygon building=yes amenity=school;library name=Yard
`

// all wants everything.
func all(t testing.TB, b *build.Builder) osm.Options {
	return osm.Options{
		Streets: b, Facilities: facilityTable(t), Buildings: buildingTable(t), AdminLevels: []int{8, 9},
	}
}

func TestRead(t *testing.T) {
	b := build.New(streets.Standard)
	x, err := read(t, draw(t, quarter).xml(), all(t, b))
	if err != nil {
		t.Fatal(err)
	}
	// The flats are 0.002° square at 31.003° N: 6 floors of (0.002·111,195.08 m)² ·
	// cos 31.003° = 42,391.9 m². The yard is 0.004° square less 0.001°, of unknown
	// floors.
	want := `
n5 121.0020000,31.0020000 clinic clinic:12 "Old Bridge"/"老桥卫生服务站"/"Old Bridge Clinic"
r4 121.0120000,31.0040000 culture+school "Yard"/""/""
r4 121.0120000,31.0040000 buildings:1000 dwellings:-1 floor_area_m2:158967970 "Yard"
w20 121.0050000,31.0030000 buildings:1000 dwellings:24000 floor_area_m2:254351509 "Lotus Court"
CN-SH level 8 in "" "Both"/""/"" outer 8,8 0,8 0,-4 8,-4 16,-4 16,8 8,8
310101001 level 9 in "CN-SH" "West"/"西街道"/"" outer 0,-4 8,-4 8,8 0,8 0,-4
r2 level 9 in "CN-SH" "East"/""/"East End" outer 8,8 8,-4 16,-4 16,8 8,8
note home_levels_unknown floor_area_m2 1 r4
note home_unspecified building 1 r4
`
	if got := "\n" + show(x); got != want {
		t.Errorf("got%swant%s", got, want)
	}
	if hours := x.Facilities[0].Attributes; len(hours) != 2 || hours["opening_hours"] != "Mo-Fr 08:00-17:00" || hours["amenity"] != "clinic" {
		t.Errorf("the clinic's attributes are %v", hours)
	}
	if nodes, placed := b.Wanted(); nodes != 4 || placed != 4 {
		t.Errorf("%d street nodes, %d placed; the street has 4", nodes, placed)
	}
	_, report, err := b.Build(context.Background())
	if err != nil || report.Ways != 2 || report.Segments != 3 {
		t.Errorf("the streets are %+v, %v", report, err)
	}
}

// TestFormatsAndOrderChangeNothing reads the quarter as XML, as PBF, with its
// elements shuffled, and torn into two files that overlap.
func TestFormatsAndOrderChangeNothing(t *testing.T) {
	quarter := draw(t, quarter)
	want, err := read(t, quarter.xml(), all(t, build.New(streets.Standard)))
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, sources ...osm.Source) {
		b := build.New(streets.Standard)
		got, err := osm.ReadAll(context.Background(), sources, all(t, b))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if nodes, placed := b.Wanted(); show(got) != show(want) || nodes != 4 || placed != 4 {
			t.Errorf("%s: got\n%swant\n%s%d of %d nodes", name, show(got), show(want), placed, nodes)
		}
	}
	source := func(data string) osm.Source { return osm.Source{Path: save(t, "city", data), Name: "city.osm"} }
	check("pbf", source(quarter.pbf(t)))
	for seed := range int64(20) {
		d := append(drawn{}, quarter...)
		rand.New(rand.NewSource(seed)).Shuffle(len(d), func(i, j int) { d[i], d[j] = d[j], d[i] })
		// The walk around a boundary begins where its members begin, so only
		// their order in the file may change.
		check(fmt.Sprintf("shuffled, %d", seed), source(d.xml()))
		check(fmt.Sprintf("torn, %d", seed), source(d[:2*len(d)/3].pbf(t)), source(d[len(d)/3:].xml()))
	}
}

// TestPassesAreMadeAsNeeded: progress is over the passes there are.
func TestPassesAreMadeAsNeeded(t *testing.T) {
	data := draw(t, quarter).pbf(t)
	for _, c := range []struct {
		name   string
		opts   osm.Options
		passes int
	}{
		{"nothing", osm.Options{}, 0},
		{"streets", osm.Options{Streets: build.New(streets.Standard)}, 2},
		{"districts", osm.Options{AdminLevels: []int{9}}, 3},
		{"all", all(t, build.New(streets.Standard)), 3},
	} {
		var done, total, last int64
		c.opts.Progress = func(d, of int64) {
			if d < last {
				t.Errorf("%s: progress fell from %d to %d", c.name, last, d)
			}
			done, total, last = d, of, d
		}
		if _, err := read(t, data, c.opts); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if want := int64(c.passes * len(data)); done != want || total != want {
			t.Errorf("%s: %d of %d bytes, want %d passes over %d", c.name, done, total, c.passes, len(data))
		}
	}
}

func TestServicesAreChosen(t *testing.T) {
	x, err := read(t, draw(t, quarter).xml(), osm.Options{Facilities: facilityTable(t), Services: []string{"school", "complex"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := show(x); got != "r4 121.0120000,31.0040000 school \"Yard\"/\"\"/\"\"\nnote service_without_tags complex 1 \n" {
		t.Errorf("got\n%s", got)
	}
}

// TestWhatIsIncompleteIsCounted: left out with a note, never guessed.
func TestWhatIsIncompleteIsCounted(t *testing.T) {
	const base = `
		n1 0 0
		n2 2 0
		n3 2 2
		n4 0 2
		n5 9 9
		w1 1,2,3,4,1 building=house building:levels=1
	`
	for _, c := range []struct{ name, more, want string }{
		{"a home that lacks a node", "w2 1,2,77,1 building=house building:levels=2", "note home_without_place building 1 w2\n"},
		{"a home that is no ring", "w2 1,2,3 building=house building:levels=2", "note home_without_place building 1 w2\n"},
		{"a home whose ring has two nodes", "w2 1,2,1 building=house building:levels=2", "note home_without_place building 1 w2\n"},
		{"a home of no nodes left", "r2 w9@outer type=multipolygon building=house building:levels=2", "note home_without_place building 1 r2\n"},
		{"an area that lacks a node", "w2 1,2,77,3,1\nr2 w2@outer type=multipolygon amenity=school", "note facility_without_place school 1 r2\n"},
		{"an area in parts of other kinds", "r2 w1@outer,r9@outer type=multipolygon amenity=school", "note facility_without_place school 1 r2\n"},
		{"a facility that lacks a node", "w2 1,2,77,1 amenity=school;library", "note facility_without_place culture 1 w2\nnote facility_without_place school 1 w2\n"},
		{"a hole outside", "w2 5,1,2,5\nw3 3,4,5,3\nr2 w1@outer,w3@inner type=multipolygon amenity=school", "note facility_without_place school 1 r2\n"},
		{"levels that are no number", "w2 1,2,3,1 building=house building:levels=two", "note home_levels_unreadable floor_area_m2 1 w2\n"},
		{"levels that are none", "w2 1,2,3,1 building=house building:levels=0", "note home_levels_unreadable floor_area_m2 1 w2\n"},
		{"levels beyond belief", "w2 1,2,3,1 building=house building:levels=1e9", "note home_levels_unreadable floor_area_m2 1 w2\n"},
		{"flats that are no number", "w2 1,2,3,1 building=house building:levels=1 building:flats=about_20", "note home_flats_unreadable dwellings 1 w2\n"},
		{"capacity that is no number", "n6 1 1 amenity=school capacity=40张", "note capacity_unreadable school 1 n6\n"},
		{"capacity of many numbers", "n6 1 1 amenity=school capacity=40;50", "note capacity_unreadable school 1 n6\n"},
		{"a value in no list", "w2 1,2,3,1 building=igloo", "note building_unknown igloo 1 w2\n"},
		{"a node within its own building", "n6 1 1 amenity=school name=A\nw2 1,2,3,4,1 amenity=school name=A", "note facility_twice school 1 n6 w2\n"},
		{"namesakes far apart", "n6 1 1 amenity=school name=A\nn7 9 9 amenity=school name=A", ""},
		{"namesakes far apart on one parallel", "n6 1 1 amenity=school name=A\nn7 4 1 amenity=school name=A", ""},
		{"namesakes 95 m apart", "n6 1 1 amenity=school name=A\nn7 2 1 amenity=school name=A", "note facility_twice school 1 n6 n7\n"},
		{"neighbours of other names", "n6 1 1 amenity=school name=A\nn7 1 1 amenity=school name=B", ""},
		{"neighbours of no name", "n6 1 1 amenity=school\nn7 1 1 amenity=school", ""},
		{"a district that lacks a way", "r2 w9@outer type=boundary boundary=administrative admin_level=8 name=Cut\n" +
			"r3 w1@outer type=boundary boundary=administrative admin_level=8", "note district_incomplete 8 1 r2 Cut\n"},
		{"a district whose ring is open", "w2 1,2,3\nr2 w2@outer type=boundary boundary=administrative admin_level=8\n" +
			"r3 w1@outer type=boundary boundary=administrative admin_level=8", "note district_incomplete 8 1 r2\n"},
		{"a district that crosses itself", "w2 1,3,2,4,1\nr2 w2@outer type=boundary boundary=administrative admin_level=8\n" +
			"r3 w1@outer type=boundary boundary=administrative admin_level=8", "note district_flawed 8 1 r2\n"},
		{"two districts of one code", "r2 w1@outer type=boundary boundary=administrative admin_level=8 ref=7\n" +
			"r3 w1@outer type=boundary boundary=administrative admin_level=8 ref=7", "note district_code_twice 7 2 r2; r3\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			opts := osm.Options{Facilities: facilityTable(t), Buildings: buildingTable(t)}
			if strings.Contains(c.more, "admin_level") {
				opts.AdminLevels = []int{8}
			}
			x, err := read(t, draw(t, base+c.more).xml(), opts)
			if err != nil {
				t.Fatal(err)
			}
			var notes strings.Builder
			for line := range strings.Lines(show(x)) {
				if strings.HasPrefix(line, "note ") {
					notes.WriteString(line)
				}
			}
			if notes.String() != c.want {
				t.Errorf("got\n%swant\n%s", notes.String(), c.want)
			}
		})
	}
}

// TestAreasStandForThemselves: an area and the way around it are one place, and
// its centre is that of its largest part.
func TestAreasStandForThemselves(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"the outline has the same tags", `
			n1 0 0
			n2 2 0
			n3 2 2
			w1 1,2,3,1 amenity=school building=house building:levels=1
			r1 w1@outer type=multipolygon amenity=school building=house building:levels=1`, `
r1 121.0013333,31.0006667 school ""/""/""
r1 121.0013333,31.0006667 buildings:1000 floor_area_m2:21196478
`},
		{"the outline is another place too", `
			n1 0 0
			n2 2 0
			n3 2 2
			w1 1,2,3,1 leisure=pitch building=house building:levels=2
			r1 w1@outer type=multipolygon amenity=school`, `
r1 121.0013333,31.0006667 school ""/""/""
w1 121.0013333,31.0006667 sports ""/""/""
w1 121.0013333,31.0006667 buildings:1000 floor_area_m2:42392956
`},
		{"two parts", `
			n1 0 0
			n2 1 0
			n3 0 1
			n4 10 0
			n5 14 0
			n6 10 4
			w1 1,2,3,1
			w2 4,5,6,4
			w9 1,2,3,1 building=house building:levels=1
			r1 w1@outer,w2@outer type=multipolygon amenity=school`, `
r1 121.0113333,31.0013333 school ""/""/""
w9 121.0003333,31.0003333 buildings:1000 floor_area_m2:5299138
`},
		{"a line has a middle", `
			n1 0 0
			n2 1 0
			n3 0 1
			w1 1,2,3 leisure=track
			w9 1,2,3,1 building=house building:levels=1`, `
w1 121.0010000,31.0000000 sports ""/""/""
w9 121.0003333,31.0003333 buildings:1000 floor_area_m2:5299138
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, err := read(t, draw(t, c.text).xml(), osm.Options{Facilities: facilityTable(t), Buildings: buildingTable(t)})
			if err != nil {
				t.Fatal(err)
			}
			if got := "\n" + show(x); got != c.want {
				t.Errorf("got%swant%s", got, c.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	streetsOnly := func(t testing.TB) osm.Options {
		return osm.Options{Streets: build.New(streets.Standard)}
	}
	everything := func(t testing.TB) osm.Options { return all(t, build.New(streets.Standard)) }
	long := strings.Repeat("x", osm.MaxText+1)
	for _, c := range []struct {
		name, text string
		opts       func(testing.TB) osm.Options
		kind       error
		want       string
	}{
		{"no streets", "n1 0 0\nn2 1 1\nw1 1,2 highway=motorway", streetsOnly, finding.ErrMissing,
			"city.osm: highway: no way may be walked: give an extract with streets and paths"},
		{"nothing at all", "", everything, finding.ErrMissing, "no way may be walked"},
		{"most nodes lack", "n1 0 0\nw1 1,2,3 highway=path", streetsOnly, finding.ErrMissing,
			"city.osm: lacks 2 of the 3 nodes that its streets are made of: make the extract with complete ways"},
		{"no homes", "n1 0 0\nn2 1 1\nw1 1,2 highway=path", everything, finding.ErrMissing, "city.osm: building: no building is a home"},
		{"homes lack their nodes", "n1 0 0\nw1 1,2,3,1 building=house", func(t testing.TB) osm.Options {
			return osm.Options{Buildings: buildingTable(t)}
		}, finding.ErrMissing, "city.osm: building: no building is a home with a whole outline"},
		{"outlines lack most nodes", "n1 0 0\nn2 1 0\nn3 1 1\nw1 1,2,3,1 building=house\nw2 11,12,13,14,15,16,11 building=house", func(t testing.TB) osm.Options {
			return osm.Options{Buildings: buildingTable(t)}
		}, finding.ErrMissing, "city.osm: lacks 7 of the 11 nodes that outlines of buildings and facilities are made of"},
		{"no district", quarter, func(testing.TB) osm.Options { return osm.Options{AdminLevels: []int{4, 6}} }, finding.ErrMissing,
			`city.osm: admin_level "4, 6": no boundary=administrative has this level`},
		{"no whole district", "n1 0 0\nr1 w1@outer type=boundary boundary=administrative admin_level=8", func(testing.TB) osm.Options {
			return osm.Options{AdminLevels: []int{8}}
		}, finding.ErrMissing, `admin_level "8": none of the 1 boundaries of this level is whole in the file`},
		{"a street's name too long", "n1 0 0\nn2 1 1\nw1 1,2 highway=path name=" + long, streetsOnly, finding.ErrTooLarge,
			`city.osm: way 1: name "xxx`},
		{"a clinic's name too long", "n1 0 0\nn2 1 1\nw1 1,2 highway=path\nn3 0 1 amenity=clinic name:en=" + long, everything, finding.ErrTooLarge,
			`city.osm: node 3: name:en "xxx`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for format, data := range map[string]string{"xml": draw(t, c.text).xml(), "pbf": draw(t, c.text).pbf(t)} {
				_, err := read(t, data, c.opts(t))
				var refusal *finding.Refusal
				if !errors.As(err, &refusal) || !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: got %v\nwant %v: %s", format, err, c.kind, c.want)
				}
			}
		})
	}
	_, err := osm.Read(context.Background(), "/nowhere/x.osm.pbf", osm.Options{Name: "x.osm.pbf"})
	if !errors.Is(err, finding.ErrMissing) || !strings.HasPrefix(err.Error(), "x.osm.pbf: is not there") {
		t.Errorf("a missing file gives %v", err)
	}
	// Half of the nodes is enough: the rest is cut at the edge, and counted.
	if _, err := read(t, draw(t, "n1 0 0\nn2 1 1\nw1 1,2,3,4 highway=path").xml(), streetsOnly(t)); err != nil {
		t.Errorf("half of the nodes: %v", err)
	}
}

func TestReadEndsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	opts := all(t, build.New(streets.Standard))
	opts.Progress = func(int64, int64) { cancel() }
	_, err := osm.Read(ctx, save(t, "x.osm.pbf", draw(t, quarter).pbf(t)), opts)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestBoundOfSeveralFiles is the box of all of them, if each has one.
func TestBoundOfSeveralFiles(t *testing.T) {
	file := func(bounds string) osm.Source {
		return osm.Source{Path: save(t, "x.osm", "<osm>"+bounds+"</osm>"), Name: "x.osm"}
	}
	west := file(`<bounds minlat="31" minlon="121" maxlat="32" maxlon="122"/>`)
	east := file(`<bounds minlat="31" minlon="122" maxlat="32.5" maxlon="123"/>`)
	for _, c := range []struct {
		name    string
		sources []osm.Source
		want    *orb.Bound
	}{
		{"one", []osm.Source{west}, &orb.Bound{Min: orb.Point{121, 31}, Max: orb.Point{122, 32}}},
		{"both", []osm.Source{west, east}, &orb.Bound{Min: orb.Point{121, 31}, Max: orb.Point{123, 32.5}}},
		{"one says nothing", []osm.Source{west, file("")}, nil},
	} {
		x, err := osm.ReadAll(context.Background(), c.sources, osm.Options{})
		if err != nil || (x.Bound == nil) != (c.want == nil) || x.Bound != nil && *x.Bound != *c.want {
			t.Errorf("%s: %v, %v", c.name, x, err)
		}
	}
}
