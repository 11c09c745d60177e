package coverage_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// drawn says at which column and line of a drawing a point lies, to a tenth.
func drawn(c *asciicity.City, p orb.Point) string {
	o, x, y := c.Place(0, 0), c.Place(1, 0), c.Place(0, 1)
	return fmt.Sprintf("%.1f,%.1f", (p[0]-o[0])/(x[0]-o[0])+0.0, (p[1]-o[1])/(y[1]-o[1])+0.0)
}

// joins lists where accesses join the streets.
func joins(c *asciicity.City, list []streets.Access) string {
	var out []string
	for _, a := range list {
		out = append(out, drawn(c, a.At))
	}
	return strings.Join(out, " ")
}

func accesses(t asciicity.TB, c *asciicity.City, profile string, private streets.Private) *coverage.Accesses {
	t.Helper()
	set := must[coverage.Setting](t)(c.Engine().City().Setting(profile, private))
	return must[*coverage.Accesses](t)(c.Engine().Accesses(context.Background(), set))
}

// The nearest street is residents' own for 0 and for H, and only they use it: who
// may not joins the street around, as long as that is near enough for a leg.
func TestWhereResidentsStreetsAreClosedOneJoinsTheNextStreet(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+----%......%----+
		|      0         |
		|          H     |
		|                |
		|                |
		|                |
		|                |
		|                |
		+----1-----------+
	`)
	for _, tt := range []struct {
		private               streets.Private
		zero, one, facility   string
		leg                   int64
		linked, facilityLinks bool
	}{
		{streets.PrivateResidents, "7.0,0.0", "5.0,8.0", "11.0,0.0", 100, true, true},
		{streets.PrivateOpen, "7.0,0.0", "5.0,8.0", "11.0,0.0", 100, true, true},
		// The gate of 0 is 2 cells west and 1 north, H's 1 east and 2 north; both √5.
		{streets.PrivateClosed, "5.0,0.0", "5.0,8.0", "12.0,0.0", 224, true, true},
	} {
		d := accesses(t, c, "", tt.private)
		expect.Equal(t, "0, "+string(tt.private), joins(c, d.OfPlace(0)), tt.zero)
		expect.Equal(t, "1, "+string(tt.private), joins(c, d.OfPlace(1)), tt.one)
		expect.Equal(t, "H, "+string(tt.private), joins(c, d.OfFacility(0)), tt.facility)
		expect.Equal(t, "leg, "+string(tt.private), (d.LegMM(0)+500)/1000, tt.leg)
		expect.Equal(t, "linked, "+string(tt.private), fmt.Sprint(d.Linked(0), d.Linked(1)), "true true")
		// A point of the ground joins as a place there would.
		expect.Equal(t, "the point of 0", drawn(c, d.OfPoint(c.Place(7, 1)).At), tt.zero)
		expect.Equal(t, "all of it", joins(c, d.AllOfPoint(c.Place(7, 1))), tt.zero)
	}
}

// Who cannot use the nearest street joins the nearest that they can, in the
// compound too, or nothing.
func TestWhoCannotUseAStreetJoinsAnother(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+>>0>>>>>>+-------H
		|         |
		+---------+       2




		1



		                  3
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Wheels}}
	for _, tt := range []struct{ profile, want string }{
		{"", "[3.0,0.0] [0.0,2.0] [18.0,0.0] []"},
		{"wheels", "[3.0,2.0] [0.0,2.0] [18.0,0.0] []"},
	} {
		d := accesses(t, c, tt.profile, "")
		var got []string
		for place := range 4 {
			got = append(got, "["+joins(c, d.OfPlace(place))+"]")
			expect.Equal(t, fmt.Sprint(place, " is linked"), d.Linked(place), place < 3)
		}
		expect.Equal(t, "by "+tt.profile, strings.Join(got, " "), tt.want)
		expect.Equal(t, "a point far off", d.OfPoint(c.Place(18, 11)).Linked, false)
		expect.Equal(t, "and all of it", len(d.AllOfPoint(c.Place(18, 11))), 0)
		expect.Equal(t, "nor ends", len(d.PointEnds(c.Place(18, 11))), 0)
	}
}

// Whoever can leave a street in one direction joins it: downhill, where it is too steep
// to walk up. 0 comes down to A and 1 to A and B; nobody comes up to C.
func TestAStreetThatCanBeLeftOneWayIsJoined(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		A--0--B--1--C--+
	`)
	c.Terrain = asciicity.Hill{From: c.Place(0, 0)}
	c.Profiles = []coverage.Profile{{Profile: streets.Profile{ID: "weak", Speed: 4_000_000, MaxUp: 50}}}
	d := accesses(t, c, "weak", "")
	expect.Equal(t, "0 and 1 join where they stand", joins(c, d.OfPlace(0))+" "+joins(c, d.OfPlace(1)), "3.0,0.0 9.0,0.0")
	q := coverage.Query{Scope: coverage.Scope{Profile: "weak"}}
	expect.Equal(t, "to the nearest below", c.Ask(q).String()+" "+c.Ask(q).Nearest(), "0:270 1:270 0:A 1:B")
	c = c.Copy()
	c.Facility("A").Status, c.Facility("B").Status = coverage.StatusClosed, coverage.StatusClosed
	expect.Equal(t, "and not up to C", c.Ask(q).String(), "0:beyond 1:beyond")

	// The steps are nearer, and stop who walks so; the street in the north can be
	// walked down.
	c = asciicity.New(t, asciicity.Cell(100), `
		A--+--------------+
		   |              |
		   |    0         |
		   +>>>>>>>>>>>>>>+
	`)
	c.Terrain = asciicity.Hill{From: c.Place(0, 0)}
	c.Profiles = []coverage.Profile{{Profile: streets.Profile{ID: "weak", Speed: 4_000_000, MaxUp: 50, StairsUp: streets.Blocked, StairsDown: streets.Blocked}}}
	expect.Equal(t, "past the steps", joins(c, accesses(t, c, "weak", "").OfPlace(0)), "8.0,0.0")
}

// A house with a front door on one street and a back door on the other: its walks
// start at the doors, its first leg is the front door's, and its own point, whose
// access repeats that of the front door, is drawn once, from there.
func TestWalksStartAtDoors(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+----a---------------+
		|    0               |
		|                    |
		|    1               |
		+----b----H----------+
	`)
	c.Demand.Entrances = []coverage.PlaceEntrance{
		{Place: 0, Entrance: coverage.Entrance{Kind: coverage.EntranceGiven, Point: c.Place(5, 1)}},
		{Place: 0, Entrance: coverage.Entrance{Kind: coverage.EntranceRim, Point: c.Place(5, 3.5)}},
	}
	c.Demand.Point[0] = c.Place(5, 1)
	d := accesses(t, c, "", "")
	ends := func(list []coverage.End) string {
		var out []string
		for _, end := range list {
			out = append(out, drawn(c, end.From)+"→"+drawn(c, end.Access.At))
		}
		return strings.Join(out, " ")
	}
	expect.Equal(t, "ends of 0", ends(d.PlaceEnds(0)), "5.0,1.0→5.0,0.0 5.0,1.0→5.0,0.0 5.0,3.5→5.0,4.0")
	expect.Equal(t, "ends of 1", ends(d.PlaceEnds(1)), "5.0,3.0→5.0,4.0")
	expect.Equal(t, "ends of H", ends(d.FacilityEnds(0)), "10.0,4.0→10.0,4.0")
	expect.Equal(t, "ends of a point", ends(d.PointEnds(c.Place(15, 3))), "15.0,3.0→15.0,4.0")
	expect.Equal(t, "legs", legsOf(t, c), "demand 0 entrance 5.0,1.0→5.0,0.0; demand 0 rim 5.0,3.5→5.0,4.0; demand 1  5.0,3.0→5.0,4.0; facility H  10.0,4.0→10.0,4.0")

	// The house itself stands behind a wall: it joins through its door, and that is
	// where its own leg starts.
	city := *c.Engine().City()
	city.Demand.Point = slices.Clone(city.Demand.Point)
	city.Demand.Point[0] = c.Place(5, 2)
	behind := must[*coverage.Engine](t)(coverage.Open(context.Background(), &city, coverage.Options{}))
	set := must[coverage.Setting](t)(city.Setting("", ""))
	own := must[*coverage.Accesses](t)(behind.Accesses(context.Background(), set))
	expect.Equal(t, "ends of the house behind", ends(own.PlaceEnds(0)), "5.0,1.0→5.0,0.0 5.0,1.0→5.0,0.0 5.0,3.5→5.0,4.0")
}

// legsOf writes down every access leg.
func legsOf(t *testing.T, c *asciicity.City) string {
	t.Helper()
	var out []string
	for _, leg := range must[[]coverage.AccessLeg](t)(c.Engine().AccessLegs(context.Background())) {
		out = append(out, fmt.Sprintf("%s %s %s %s→%s", leg.Of, leg.ID, leg.Kind, drawn(c, leg.From), drawn(c, leg.Access.At)))
	}
	return strings.Join(out, "; ")
}

// Of demand first, then by id, with how one joins a street that everybody may use
// behind; who joins nothing has no leg. Closed facilities have theirs, too.
func TestAccessLegsAreThoseOfTheImport(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+----%......%----B
		|      1         |
		|          A     |
		0                +
		|                |
		|                |
		|                |
		|                |
		+----------------+





		        2
	`)
	c.Demand.ID[0], c.Demand.ID[1] = "b", "a" // of the input's order
	c.Facility("A").Status = coverage.StatusClosed
	expect.Equal(t, "legs", legsOf(t, c), "demand a  7.0,1.0→7.0,0.0; demand a public 7.0,1.0→5.0,0.0; demand b  0.0,3.0→0.0,3.0; "+
		"facility A  11.0,2.0→11.0,0.0; facility A public 11.0,2.0→12.0,0.0; facility B  17.0,0.0→17.0,0.0")
	var names []string
	var before []coverage.LegRef
	legs := c.Engine().Legs()
	legs.Each(func(r coverage.LegRef) {
		of, id, kind := legs.Name(r)
		names = append(names, fmt.Sprint(of, id, kind))
		if leg := legs.Leg(r); leg.Of != of || leg.ID != id || leg.Kind != kind {
			t.Errorf("the leg of %s %s %s is said to be of %s %s %s", of, id, kind, leg.Of, leg.ID, leg.Kind)
		}
		for k, other := range before {
			if same := k == len(before)-1 && kind == coverage.LegPublic; r.SameOwner(other) != same {
				t.Errorf("%s and %s are of one owner: %t", names[k], names[len(before)], !same)
			}
		}
		before = append(before, r)
	})
	expect.Equal(t, "in the input's order", strings.Join(names, " "), "demandb demanda demandapublic facilityA facilityApublic facilityB")
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err := c.Engine().AccessLegs(ctx)
	expect.Equal(t, "a stopped question", err, context.Canceled)
}

// A street that an edit adds is one more way to join for whom it is nearer, and for
// nobody else; the own one stays. Who stands nearer to an island may walk on it.
func TestAddedStreetsAndIslandsAreJoinedBesideTheOwn(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		+--------------------H
		|                    |
		|            1       |
		0                    |
		|                    |
		|                    |
		+--------------------+


		    x--2--y
	`)
	c.Street('x', '2').Kind.Class = streets.ClassFootway // a drawing of more than plain streets is read in full
	base := c.Engine()
	link := streets.Link{ID: "l", Kind: streets.Kind{Class: streets.ClassFootway}, Line: []orb.Point{c.Place(14, 0), c.Place(14, 6)}}
	e := must[*coverage.Engine](t)(base.With(ctx, coverage.Edit{Streets: []streets.Edit{{Open: &link}}}))
	set := must[coverage.Setting](t)(e.City().Setting("", ""))
	before, after := accesses(t, c, "", ""), must[*coverage.Accesses](t)(e.Accesses(ctx, set))
	expect.Equal(t, "1 before", joins(c, before.OfPlace(1)), "13.0,0.0")
	expect.Equal(t, "1 after", joins(c, after.OfPlace(1)), "13.0,0.0 14.0,2.0")
	expect.Equal(t, "0 before and after", joins(c, before.OfPlace(0))+" "+joins(c, after.OfPlace(0)), "0.0,3.0 0.0,3.0")
	expect.Equal(t, "a point beside it", joins(c, after.AllOfPoint(c.Place(15, 2))), "15.0,0.0 14.0,2.0")
	expect.Equal(t, "the same point before", joins(c, before.AllOfPoint(c.Place(15, 2))), "15.0,0.0")
	expect.Equal(t, "its own alone", drawn(c, after.OfPoint(c.Place(15, 2)).At), "15.0,0.0")
	// 2 stands on the island; nothing is linked to it.
	expect.Equal(t, "2", joins(c, before.OfPlace(2)), "7.0,6.0 7.0,9.0")
	var ends []string
	for _, end := range before.PointEnds(c.Place(7, 10)) {
		ends = append(ends, drawn(c, end.From)+"→"+drawn(c, end.Access.At))
	}
	expect.Equal(t, "a point beside the island", strings.Join(ends, " "), "7.0,10.0→7.0,6.0 7.0,10.0→7.0,9.0")
	expect.Equal(t, "all of it but the island", joins(c, before.AllOfPoint(c.Place(7, 10))), "7.0,6.0")
}

// allSettings lists every profile under every treatment of a city.
func allSettings(t asciicity.TB, city *coverage.City) []coverage.Setting {
	t.Helper()
	var out []coverage.Setting
	for _, profile := range city.ProfileIDs() {
		for _, private := range city.Privates() {
			out = append(out, must[coverage.Setting](t)(city.Setting(profile, private)))
		}
	}
	return out
}

// Whatever the setting, edits join everything to the streets as a city does that is
// built anew without Engine.With; walks, too, are the same, and who joins an edge is
// listed there.
func TestEditsJoinTheStreetsAsARebuildDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		c, _ := asciicity.RandomWalks(t)
		r := &editor{asciicity.Chance(t), c, 0}
		base := c.Engine()
		e, edits := base, []coverage.Edit(nil)
		settings := allSettings(t, base.City())
		var closed []*streets.Piece
		for range rapid.IntRange(1, 7).Draw(t, "edits") {
			edit := r.edit(e)
			switch n := r.IntN(4); {
			case n == 0 && len(closed) > 0:
				edit = coverage.Edit{Streets: []streets.Edit{{Admit: closed[r.IntN(len(closed))]}}}
			case n < 3:
				edit = coverage.Edit{Streets: r.streets(e)}
			}
			for _, street := range edit.Streets {
				if street.Close != nil {
					closed = append(closed, street.Close)
				}
			}
			next, err := e.With(ctx, edit)
			if err != nil {
				continue
			}
			if e, edits = next, append(edits, edit); r.IntN(2) == 0 {
				set := settings[r.IntN(len(settings))] // what is known of an engine between
				must[*coverage.Reach](t)(e.Reach(ctx, 0, set, 600_000))
			}
		}
		anew := must[*coverage.City](t)(plainRebuild(ctx, base.City(), edits...))
		want := must[*coverage.Engine](t)(coverage.Open(ctx, anew, coverage.Options{}))
		for _, set := range settings {
			got := joined(t, e, set)
			if want := joined(t, want, set); got != want {
				t.Fatalf("as %s, %s:\n by edits %s\n anew     %s", set.Profile.ID, set.Private, got, want)
			}
			onEdges(t, e, must[*coverage.Accesses](t)(e.Accesses(ctx, set)))
		}
	})
}

// joined writes down how places and facilities join the streets, and their walks.
func joined(t *rapid.T, e *coverage.Engine, set coverage.Setting) string {
	t.Helper()
	var s strings.Builder
	d, city := must[*coverage.Accesses](t)(e.Accesses(context.Background(), set)), e.City()
	ends := func(list []coverage.End) {
		for _, end := range list {
			fmt.Fprint(&s, " ", end.From, "→", end.Access.At, " ", end.Access.LegMM, end.Access.Crosses)
		}
		fmt.Fprintln(&s)
	}
	r := must[*coverage.Reach](t)(e.Reach(context.Background(), 0, set, 600_000))
	for place, id := range city.Demand.ID {
		cell := r.Cell(place, 400_000)
		fmt.Fprint(&s, id, " ", seconds(cell.Millis), cell.Facility, cell.Reason, d.Linked(place), d.LegMM(place))
		ends(d.PlaceEnds(place))
	}
	for f := range city.Facilities {
		fmt.Fprint(&s, city.Facilities[f].ID)
		ends(d.FacilityEnds(f))
	}
	return s.String()
}

// onEdges holds the places of every edge against the accesses of all places.
func onEdges(t *rapid.T, e *coverage.Engine, d *coverage.Accesses) {
	t.Helper()
	places := must[*coverage.PlacesByEdge](t)(e.PlacesByEdge(context.Background(), d))
	n := e.City().Streets
	want := map[uint32][]int{}
	for place := range e.City().Demand.ID {
		for _, a := range d.OfPlace(place) {
			edge := n.EdgeOf(a.Segment)
			want[edge] = append(want[edge], place)
		}
	}
	for edge := range n.EachEdge() {
		got := slices.Sorted(places.On(edge))
		if !slices.Equal(got, want[edge]) {
			t.Errorf("edge %d has places %d, want %d", edge, got, want[edge])
		}
		delete(want, edge)
	}
	if len(want) > 0 {
		t.Errorf("places %v join edges that are not there", want)
	}
}

// A point of the ground joins the streets as a place there would, added streets
// included, whatever the setting.
func TestAPointJoinsAsAPlaceThereWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		c, _ := asciicity.RandomWalks(t)
		r := &editor{asciicity.Chance(t), c, 0}
		e := c.Engine()
		for range 3 {
			if next, err := e.With(ctx, coverage.Edit{Streets: r.streets(e)}); err == nil {
				e = next
			}
		}
		var probes []coverage.Place
		for i := range 6 {
			probes = append(probes, coverage.Place{ID: fmt.Sprint("probe", i), Point: r.point()})
		}
		there := must[*coverage.Engine](t)(e.With(ctx, coverage.Edit{Places: probes}))
		for _, set := range allSettings(t, e.City()) {
			d, with := must[*coverage.Accesses](t)(e.Accesses(ctx, set)), must[*coverage.Accesses](t)(there.Accesses(ctx, set))
			for i, p := range probes {
				place := e.City().Demand.Len() + i
				said := func(list []streets.Access) string {
					var s strings.Builder
					for _, a := range list {
						fmt.Fprint(&s, a.At, " ", a.LegMM, " ", a.Segment, "; ")
					}
					return s.String()
				}
				if got, want := said(d.AllOfPoint(p.Point)), said(with.OfPlace(place)); got != want {
					t.Errorf("as %s, %s the point joins at %s, a place there at %s", set.Profile.ID, set.Private, got, want)
				}
				for k, end := range d.PointEnds(p.Point) {
					if k < len(with.OfPlace(place)) && (end.From != p.Point || end.Access.At != with.OfPlace(place)[k].At) {
						t.Errorf("as %s, %s the walk of the point starts at %v, joins at %v", set.Profile.ID, set.Private, end.From, end.Access.At)
					}
				}
			}
		}
	})
}

// A leg is as long as the line that is drawn for it.
func TestLegsAreAsLongAsTheirLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _ := asciicity.RandomWalks(t)
		for _, leg := range must[[]coverage.AccessLeg](t)(c.Engine().AccessLegs(context.Background())) {
			if long := geo.Millimetres(leg.From, leg.Access.At); long != int64(leg.Access.LegMM) || long > streets.AccessDistance*1000 {
				t.Errorf("the leg of %s %s is %d mm and drawn %d", leg.Of, leg.ID, leg.Access.LegMM, long)
			}
		}
	})
}
