package coverage_test

import (
	"context"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// piece names the piece of a way at a place of a drawing.
func piece(c *asciicity.City, way int64, column, line float64) *streets.Piece {
	return &streets.Piece{Way: way, Near: c.Place(column, line)}
}

func closing(p *streets.Piece) coverage.Edit {
	return coverage.Edit{Streets: []streets.Edit{{Close: p}}}
}

func admitting(p *streets.Piece) coverage.Edit {
	return coverage.Edit{Streets: []streets.Edit{{Admit: p}}}
}

func opening(id string, line ...orb.Point) coverage.Edit {
	return coverage.Edit{Streets: []streets.Edit{{Open: &streets.Link{ID: id, Kind: streets.Kind{Class: streets.ClassFootway}, Line: line}}}}
}

// A chain asks every engine of it as it comes, so that each is made of what the one
// before knows.
func chain(t *testing.T, e *coverage.Engine, profile string, private streets.Private, edits ...coverage.Edit) (*coverage.Engine, *coverage.Accesses) {
	t.Helper()
	set := must[coverage.Setting](t)(e.City().Setting(profile, private))
	d := must[*coverage.Accesses](t)(e.Accesses(context.Background(), set))
	for _, edit := range edits {
		e = must[*coverage.Engine](t)(e.With(context.Background(), edit))
		d = must[*coverage.Accesses](t)(e.Accesses(context.Background(), set))
	}
	return e, d
}

// The steps are nearest to the new home and the new clinic, and stop wheels: they join
// the street in the north; while that is closed the one in the south, and the north
// again once it is open.
func TestWhoJoinsElsewhereComesBackWhenAStreetIsOpenAgain(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H--+--------------+
		   |              |
		   |              |
		   +>>>>>>>>>>>>>>+
		   |              |
		   |              |
		   +-------0------+
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Wheels}}
	base := c.Engine()
	add := coverage.Edit{
		Places:     []coverage.Place{{ID: "new", Point: c.Place(8, 2.5), Groups: map[string]coverage.Amount{"all": 1000}}},
		Facilities: []coverage.Facility{{ID: "N", Point: c.Place(12, 2.5), Services: []string{"clinic"}}},
	}
	north := piece(c, 1, 8, 0)
	for _, tt := range []struct {
		name  string
		edits []coverage.Edit
		want  string
	}{
		{"added", []coverage.Edit{add}, "8.0,0.0 12.0,0.0"},
		{"with the north closed", []coverage.Edit{add, closing(north)}, "8.0,6.0 12.0,6.0"},
		{"and open again", []coverage.Edit{add, closing(north), admitting(north)}, "8.0,0.0 12.0,0.0"},
		{"closed before, and open again", []coverage.Edit{closing(north), add, admitting(north)}, "8.0,0.0 12.0,0.0"},
	} {
		_, d := chain(t, base, "wheels", "", tt.edits...)
		expect.Equal(t, tt.name, joins(c, d.OfPlace(1))+" "+joins(c, d.OfFacility(1)), tt.want)
	}
}

// Nothing is relinked to where an island was: who stood on it keeps the street that
// it joined, once, and comes back when the island does. An island is no link, and to
// leave it is not to be relinked.
func TestAnIslandThatIsClosedIsLeft(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+--------------------H
		|                    |
		|                    |
		+--------------------+


		    x--2--A
	`)
	c.Street('x', '2').Kind.Class = streets.ClassFootway // a drawing of more than plain streets is read in full
	base := c.Engine()
	n := base.City().Streets
	a, nearer := n.IslandAccess(c.Place(7, 6))
	if !nearer {
		t.Fatal("the drawing has no island")
	}
	islet := piece(c, n.Street(a.Segment).Way, 5.5, 6)
	_, d := chain(t, base, "", "")
	expect.Equal(t, "as drawn", joins(c, d.OfPlace(0))+"; "+joins(c, d.OfFacility(0)), "7.0,3.0 7.0,6.0; 10.0,3.0 10.0,6.0")
	e, d := chain(t, base, "", "", closing(islet))
	expect.Equal(t, "closed", joins(c, d.OfPlace(0)), "7.0,3.0")
	expect.Equal(t, "nobody is relinked", strings.Join(e.Relinked(), " "), "")
	_, d = chain(t, e, "", "", admitting(islet))
	expect.Equal(t, "open again", joins(c, d.OfPlace(0))+"; "+joins(c, d.OfFacility(0)), "7.0,3.0 7.0,6.0; 10.0,3.0 10.0,6.0")
}

// 0 lives at residents' own street; where that is closed it joins the public one in
// the west, and where this is closed, too, is relinked to the one in the south.
func TestWhoLosesThePublicStreetIsRelinked(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H----+--%......%----+
		     |              |
		     |    0         |
		     |              |
		     |              |
		     |              |
		     +--------------+
	`)
	base := c.Engine()
	_, d := chain(t, base, "", streets.PrivateClosed)
	before := joins(c, d.OfPlace(0))
	n := base.City().Streets
	access := d.OfPlace(0)[0]
	public := &streets.Piece{Way: n.Street(access.Segment).Way, Near: access.At}
	e, closed := chain(t, base, "", streets.PrivateClosed, closing(public))
	if after := joins(c, closed.OfPlace(0)); after == before || after == "" {
		t.Errorf("0 joined %q, and %q once that is closed", before, after)
	}
	expect.Equal(t, "it is relinked", strings.Join(e.Relinked(), " "), "0")
	_, own := chain(t, base, "", streets.PrivateResidents)
	_, still := chain(t, base, "", streets.PrivateResidents, closing(public))
	expect.Equal(t, "its own street stays", joins(c, still.OfPlace(0)), joins(c, own.OfPlace(0)))
	e, back := chain(t, e, "", streets.PrivateClosed, admitting(public))
	expect.Equal(t, "and back", joins(c, back.OfPlace(0))+strings.Join(e.Relinked(), " "), before)
}

// A house whose own access repeats its door's joins an added street through its doors
// alone, and only those that the source gives; a clinic that moves joins by the first
// of its new doors that joins something.
func TestDoorsFollowEdits(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H--------------------+
		|                    |
		|       0            |
		|                    |
		+--------------------+
	`)
	given, rim := coverage.EntranceGiven, coverage.EntranceRim
	c.Demand.Entrances = []coverage.PlaceEntrance{
		{Place: 0, Entrance: coverage.Entrance{Kind: given, Point: c.Place(9, 1.2)}},
		{Place: 0, Entrance: coverage.Entrance{Kind: rim, Point: c.Place(9, 2.8)}},
	}
	c.Demand.Point[0] = c.Place(9, 1.2)
	base := c.Engine()
	link := opening("l", c.Place(10, 0), c.Place(10, 4)) // 1 cell from each door
	_, d := chain(t, base, "", "", coverage.Edit{}, link)
	expect.Equal(t, "a house and its doors", joins(c, d.OfPlace(0)), "9.0,0.0 9.0,0.0 9.0,4.0 10.0,1.2")

	moved := base.City().Facilities[0]
	moved.Point = c.Place(15, 1)
	moved.Entrances = []coverage.Entrance{{Kind: given, Point: c.Place(15, 40)}, {Kind: given, Point: c.Place(15, 3)}, {Kind: given, Point: c.Place(20, 2)}}
	e, d := chain(t, base, "", "", coverage.Edit{Facilities: []coverage.Facility{moved}})
	expect.Equal(t, "the first door that joins", joins(c, []streets.Access{e.City().Facilities[0].Access}), "15.0,4.0")
	expect.Equal(t, "and all that do", joins(c, d.OfFacility(0)), "15.0,4.0 15.0,4.0 21.0,2.0")
	moved.Entrances = nil
	_, d = chain(t, e, "", "", coverage.Edit{Facilities: []coverage.Facility{moved}})
	expect.Equal(t, "without doors from its point", joins(c, d.OfFacility(0)), "15.0,0.0")
	moved.Point, moved.Entrances = base.City().Facilities[0].Point, []coverage.Entrance{{Kind: given, Point: c.Place(20, 2)}}
	_, d = chain(t, e, "", "", coverage.Edit{Facilities: []coverage.Facility{moved}})
	expect.Equal(t, "where it stood, with a door", joins(c, d.OfFacility(0)), "21.0,2.0 21.0,2.0")
}
