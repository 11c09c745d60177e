package fragility_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/fragility"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

func find(t *testing.T, e *coverage.Engine, q fragility.Query) *fragility.Fragility {
	t.Helper()
	f, err := fragility.Find(context.Background(), e, q)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// told writes an answer down: the facilities, the pieces of street and the districts.
func told(e *coverage.Engine, f *fragility.Fragility) string {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	say("%d of %d, %d backed", f.Covered/1000, f.Demand/1000, f.Backed/1000)
	for _, x := range f.Facilities {
		say("%s nearest %d lost %d", e.City().Facilities[x.Facility].ID, x.Nearest/1000, x.Lost/1000)
	}
	for _, p := range f.Pieces {
		say("way %d used %d lost %d", p.Street.Way, p.Used/1000, p.Lost/1000)
	}
	for _, b := range f.Backup {
		name := "city"
		if b.District != nil {
			name = b.District.Code
		}
		say("%s: %d of %d of %d, %s", name, b.Backed/1000, b.Covered/1000, b.Demand/1000, expect.Share(b.Share))
	}
	return strings.Join(lines, "; ")
}

// A street with a side street at A, at 1 and at B, so that each stretch is a piece by
// itself. 900 s are ten cells: 0 walks 7 to A, 2 walks 7 to B, and 1 walks 3 to A or 5
// to B. Whoever stands at a side street joins it, being of the smaller way.
func street(t *testing.T) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(99.9), `
		       +  +    +
		       |  |    |
		       |  |    |
		0------A--1----B------2
	`)
	return c.District(1, "w", -1, -1, 8, 5).District(1, "e", 8, -1, 30, 5).District(1, "far", 50, 50, 60, 60)
}

// A carries 0 alone, as 1 has B, and B carries 2. The stretches to 0 and to 2, which are
// longer than a leg may be, carry them, too; between A and B nothing does.
func TestWhoHangsOnWhat(t *testing.T) {
	e := street(t).Engine()
	expect.Equal(t, "of all", told(e, find(t, e, fragility.Query{Service: "clinic"})), "7 of 7, 2 backed; "+
		"B nearest 4 lost 4; A nearest 3 lost 1; way 4 used 4 lost 4; way 4 used 1 lost 1; "+
		"city: 2 of 7 of 7, 0.2857; e: 2 of 6 of 6, 0.3333; far: 0 of 0 of 0, -; w: 0 of 1 of 1, 0")
	west := "w"
	expect.Equal(t, "of the west", told(e, find(t, e, fragility.Query{Service: "clinic", Scope: coverage.Scope{District: &west}})), "1 of 1, 0 backed; "+
		"A nearest 1 lost 1; B nearest 0 lost 0; way 4 used 1 lost 1; w: 0 of 1 of 1, 0")
	expect.Equal(t, "the first alone", told(e, find(t, e, fragility.Query{Service: "clinic", Top: 1, Scope: coverage.Scope{District: &west}})), "1 of 1, 0 backed; "+
		"A nearest 1 lost 1; B nearest 0 lost 0; way 4 used 1 lost 1; w: 0 of 1 of 1, 0")
	none := find(t, e, fragility.Query{Service: "clinic", Top: -1})
	expect.Equal(t, "no pieces where none are asked", fmt.Sprint(len(none.Pieces), none.Tried, none.Rest, none.Cells == nil), "0 0 0 true")
	// 4 minutes: 1 alone is covered, and has A alone.
	expect.Equal(t, "within 5 minutes", told(e, find(t, e, fragility.Query{Service: "clinic", Scope: coverage.Scope{Minutes: 5}})), "2 of 7, 0 backed; "+
		"A nearest 2 lost 2; B nearest 0 lost 0; way 4 used 2 lost 2; "+
		"city: 0 of 2 of 7, 0; e: 0 of 2 of 6, 0; far: 0 of 0 of 0, -; w: 0 of 0 of 1, 0")
}

// A gate, a crossing with lights and a link that an edit added carry everybody to H in
// turn, and are named as what they are, with a point that closes them.
func TestWhatAPieceIs(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(99.9), `
		+         +         H
		|         |         |
		|         |         |
		0----/----a         b----+
	`)
	base := c.Engine()
	link := streets.Link{ID: "bridge", Kind: streets.Kind{Class: streets.ClassFootway}, Line: []orb.Point{c.Corner('a'), c.Corner('b')}}
	e, err := base.With(ctx, coverage.Edit{Streets: []streets.Edit{{Open: &link}}})
	if err != nil {
		t.Fatal(err)
	}
	f := find(t, e, fragility.Query{Service: "clinic", Scope: coverage.Scope{Minutes: 40}})
	var gates, links []string
	for _, p := range f.Pieces {
		if p.Used != 1000 || p.Lost != 1000 {
			t.Errorf("way %d is used by %d and loses %d", p.Street.Way, p.Used, p.Lost)
		}
		if p.Gate != streets.BarrierNone {
			gates = append(gates, fmt.Sprint(p.Gate == streets.BarrierGate, p.Street.Kind.Feature == streets.FeatureGate))
		}
		if p.Link {
			links = append(links, p.Street.Name)
		}
		closed, err := e.With(ctx, coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: p.Street.Way, Near: p.Near}}}})
		if err != nil {
			t.Fatalf("way %d near %v: %v", p.Street.Way, p.Near, err)
		}
		if gone, _ := closed.City().Streets.Changed(e.City().Streets); len(gone) != 1 || gone[0] != p.Edge {
			t.Errorf("its point closes %d, not edge %d", gone, p.Edge)
		}
	}
	expect.Equal(t, "the gate, as one", strings.Join(gates, " "), "true true")
	expect.Equal(t, "the link", len(links), 1)
	before := find(t, base, fragility.Query{Service: "clinic", Scope: coverage.Scope{Minutes: 40}})
	expect.Equal(t, "without the link nobody is covered", told(base, before), "0 of 1, 0 backed; H nearest 0 lost 0; city: 0 of 0 of 1, 0")
}

// The walks of cells are followed by half beyond the limit, and people whom the source
// left blank are not none.
func TestCellsHaveTheTwoNearest(t *testing.T) {
	c := street(t)
	c.Demand.Groups["all"][1] = coverage.Missing
	f := find(t, c.Engine(), fragility.Query{Service: "clinic", Cells: true, Top: -1})
	var got []string
	walk := func(w fragility.FacilityWalk) string {
		if w.Millis == nil {
			return "-"
		}
		return fmt.Sprintf("%s %.0f", c.Facilities[w.Facility].ID, float64(*w.Millis)/1000)
	}
	for _, cell := range f.Cells {
		people := "blank"
		if cell.People != nil {
			people = fmt.Sprint(*cell.People / 1000)
		}
		got = append(got, fmt.Sprintf("%s %s: %s, %s", c.Demand.ID[cell.Place], people, walk(cell.First), walk(cell.Second)))
	}
	// 0 to B are 15 cells, 1,348.65 s of 1,350; 2 to A likewise.
	expect.Equal(t, "cells", strings.Join(got, "; "), "0 1: A 629, B 1349; 1 blank: A 270, B 450; 2 4: B 629, A 1349")
	expect.Equal(t, "who is blank counts nowhere", fmt.Sprint(f.Demand, f.Covered, f.Backed), "5000 5000 0")
}

func TestQuestionsThatAreRefused(t *testing.T) {
	e := street(t).Engine()
	for _, tt := range []struct {
		query fragility.Query
		says  string
	}{
		{fragility.Query{}, `service "": ask for the fragility of one service: known are clinic`},
		{fragility.Query{Service: "bakery"}, `service "bakery": there is none of that name here: known are clinic`},
		{fragility.Query{Service: "clinic", Top: 101}, `top "101": give at most 100`},
		{fragility.Query{Service: "clinic", Scope: coverage.Scope{Group: "cats"}}, `group "cats": there is none of that name here: known are all`},
		{fragility.Query{Service: "clinic", Scope: coverage.Scope{Minutes: 121}}, `minutes "121": give minutes over 0 and at most 120`},
	} {
		_, err := fragility.Find(context.Background(), e, tt.query)
		var q *coverage.QueryError
		if !errors.As(err, &q) || err.Error() != tt.says {
			t.Errorf("%+v: got %v, want %s", tt.query, err, tt.says)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err := fragility.Find(ctx, e, fragility.Query{Service: "clinic"})
	expect.Equal(t, "a stopped question", errors.Is(err, context.Canceled), true)
	f := find(t, e, fragility.Query{Service: "clinic"})
	expect.Equal(t, "defaults", fmt.Sprintf("%d %g %s %s %s", f.Query.Top, f.Query.Minutes, f.Query.Group, f.Query.Profile, f.Query.Private), "10 15 all standard closed")
}

// Whoever walks, and whatever becomes of residents' streets: what hangs on a facility
// or on a piece is what the city that is built anew without it loses.
func TestEveryWalkersFragilityIsWhatClosingDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, s := asciicity.RandomWalks(t)
		s.Minutes = rapid.SampledFrom([]float64{2, 5, 9}).Draw(t, "minutes")
		e := c.Engine()
		f := found(t, e, fragility.Query{Service: "clinic", Top: fragility.MaxTop, Scope: s})
		if before := coveredBy(t, e, f.Query); f.Covered != before {
			t.Fatalf("%d are covered, the row says %d", f.Covered, before)
		}
		for _, one := range f.Facilities {
			closed := e.City().Facilities[one.Facility]
			closed.Status = coverage.StatusClosed
			without := asciicity.Rebuilt(t, e, coverage.Edit{Facilities: []coverage.Facility{closed}})
			if lost := lostBy(t, e, without, f.Query); lost != one.Lost {
				t.Errorf("without %s %d lose coverage: %d", closed.ID, one.Lost, lost)
			}
		}
		piecesAre(t, e, f)
	})
}

// Districts of a level and who is in none add up to the city, and each of them is
// what is said of it alone.
func TestBackupAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		e := c.Engine()
		f := found(t, e, fragility.Query{Service: "clinic", Top: -1})
		sums := map[int]fragility.Backup{}
		for _, b := range f.Backup {
			if (b.Share == nil) != (b.Demand == 0) || b.Share != nil && *b.Share != float64(b.Backed)/float64(b.Demand) {
				t.Errorf("%d of %d are a share of %v", b.Backed, b.Demand, b.Share)
			}
			if b.District == nil {
				if b.Demand != f.Demand || b.Covered != f.Covered || b.Backed != f.Backed {
					t.Errorf("the city's row has %d, %d, %d", b.Demand, b.Covered, b.Backed)
				}
				continue
			}
			s := sums[b.District.Level]
			sums[b.District.Level] = fragility.Backup{Demand: s.Demand + b.Demand, Covered: s.Covered + b.Covered, Backed: s.Backed + b.Backed}
			alone := found(t, e, fragility.Query{Service: "clinic", Top: -1, Scope: coverage.Scope{District: &b.District.Code, Level: &b.District.Level}})
			if alone.Demand != b.Demand || alone.Covered != b.Covered || alone.Backed != b.Backed {
				t.Errorf("%q of level %d: alone %d, %d, %d, in its row %d, %d, %d", b.District.Code, b.District.Level,
					alone.Demand, alone.Covered, alone.Backed, b.Demand, b.Covered, b.Backed)
			}
		}
		for level, s := range sums {
			if s.Demand != f.Demand || s.Covered != f.Covered || s.Backed != f.Backed {
				t.Errorf("level %d adds up to %d, %d, %d, the city has %d, %d, %d", level, s.Demand, s.Covered, s.Backed, f.Demand, f.Covered, f.Backed)
			}
		}
	})
}

// One more clinic leaves nobody with fewer, and one closed nobody with more.
func TestAnotherFacilityNeverLowersWhoIsBacked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		d := c.Copy()
		d.Facilities[rapid.IntRange(0, len(c.Facilities)-1).Draw(t, "closed")].Status = coverage.StatusClosed
		q := fragility.Query{Service: "clinic", Top: -1}
		more, fewer := found(t, c.Engine(), q), found(t, d.Engine(), q)
		if more.Backed < fewer.Backed || more.Covered < fewer.Covered || more.Demand != fewer.Demand || more.Backed > more.Covered {
			t.Errorf("with one more %d of %d are backed, without %d of %d", more.Backed, more.Covered, fewer.Backed, fewer.Covered)
		}
	})
}
