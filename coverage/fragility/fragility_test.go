package fragility_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/fragility"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// coveredBy counts the covered people, and says whose they are.
func coveredBy(t *rapid.T, e *coverage.Engine, q fragility.Query) coverage.Amount {
	t.Helper()
	ask := coverage.Query{Services: []string{q.Service}, Limits: []float64{q.Minutes}, Treatments: []streets.Private{q.Private}, Scope: coverage.Scope{Group: q.Group, Area: q.Area, Profile: q.Profile}}
	rows, err := e.Rows(context.Background(), ask)
	if err != nil {
		t.Fatal(err)
	}
	return *rows[0].Covered
}

// lostBy counts the people who are covered in one city and not in another. A piece
// of street that closes may bring others under the limit, who join the next: they
// don't make up for those who lose.
func lostBy(t *rapid.T, before, after *coverage.Engine, q fragility.Query) (lost coverage.Amount) {
	t.Helper()
	covered := func(e *coverage.Engine) []coverage.Cell {
		ask := coverage.Query{Services: []string{q.Service}, Limits: []float64{q.Minutes}, Treatments: []streets.Private{q.Private}, Scope: coverage.Scope{Profile: q.Profile}}
		cells, err := e.Cells(context.Background(), ask)
		if err != nil {
			t.Fatal(err)
		}
		return cells
	}
	then, now := covered(before), covered(after)
	for i, cell := range then {
		if cell.Covered && !now[i].Covered {
			lost += max(0, before.City().Demand.Groups[q.Group][cell.Place])
		}
	}
	return lost
}

func found(t *rapid.T, e *coverage.Engine, q fragility.Query) *fragility.Fragility {
	t.Helper()
	f, err := fragility.Find(context.Background(), e, q)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Who hangs on a facility or a piece of street are those whom the city that is
// built anew without it covers no more; and those with a second facility are
// those whom it covers whichever of all the facilities closes.
func TestFragilityIsWhatClosingDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, drawn, _ := asciicity.RandomHomes(t)
		e := c.Engine()
		q := fragility.Query{Service: "clinic", Top: fragility.MaxTop, Cells: true, Scope: coverage.Scope{Group: drawn.Group, Minutes: drawn.Minutes, Private: drawn.Private}}
		f := found(t, e, q)
		before := coveredBy(t, e, f.Query)
		if f.Covered != before {
			t.Fatalf("%d are covered, the row says %d", f.Covered, before)
		}
		left := before
		for _, one := range f.Facilities {
			closed := e.City().Facilities[one.Facility]
			closed.Status = coverage.StatusClosed
			without := asciicity.Rebuilt(t, e, coverage.Edit{Facilities: []coverage.Facility{closed}})
			lost := before - coveredBy(t, without, f.Query)
			if each := lostBy(t, e, without, f.Query); each != lost {
				t.Errorf("without %s %d lose coverage, by places %d", closed.ID, lost, each)
			}
			if lost != one.Lost || lost > one.Nearest {
				t.Errorf("without %s %d of %d lose coverage: %d", closed.ID, one.Lost, one.Nearest, lost)
			}
			left -= lost
		}
		if left != f.Backed || f.Backup[0].Backed != f.Backed || f.Backup[0].Covered != before {
			t.Errorf("%d are backed, and %d by the city's row; %d lose nothing whatever closes", f.Backed, f.Backup[0].Backed, left)
		}
		piecesAre(t, e, f)
	})
}

// piecesAre closes the pieces listed and every other.
func piecesAre(t *rapid.T, e *coverage.Engine, f *fragility.Fragility) {
	t.Helper()
	n := e.City().Streets
	listed := map[uint32]bool{}
	for k, p := range f.Pieces {
		listed[p.Edge] = true
		edit := coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: p.Street.Way, Near: p.Near}}}}
		lost := lostBy(t, e, asciicity.Rebuilt(t, e, edit), f.Query)
		if lost != p.Lost || lost > p.Used || k > 0 && f.Pieces[k-1].Lost < lost {
			t.Errorf("without edge %d of way %d %d of %d lose coverage: %d", p.Edge, p.Street.Way, p.Lost, p.Used, lost)
		}
	}
	for edge := range n.EachEdge() {
		first, _ := n.SegmentsOf(edge)
		if listed[edge] {
			continue
		}
		a, b := n.Point(n.NodeOf(edge, 0)), n.Point(n.NodeOf(edge, 1))
		a[0], a[1] = (a[0]+b[0])/2, (a[1]+b[1])/2
		edit := coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: n.Street(first).Way, Near: a}}}}
		after, err := e.With(context.Background(), edit)
		if err != nil {
			t.Fatal(err)
		}
		if gone, _ := after.City().Streets.Changed(n); len(gone) != 1 || gone[0] != edge {
			continue // another piece of the way lies on this one
		}
		if lost := lostBy(t, e, after, f.Query); lost > f.Rest {
			t.Errorf("without edge %d, which is not listed, %d lose coverage; at most %d should", edge, lost, f.Rest)
		}
	}
}

// The best few are the first of all.
func TestTheFirstPiecesAreTheFirstOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _, _ := asciicity.RandomHomes(t)
		e := c.Engine()
		top := rapid.IntRange(1, 4).Draw(t, "top")
		all := found(t, e, fragility.Query{Service: "clinic", Top: fragility.MaxTop})
		few := found(t, e, fragility.Query{Service: "clinic", Top: top})
		for i, p := range few.Pieces {
			if p.Lost != all.Pieces[i].Lost {
				t.Errorf("piece %d loses %d, of all that of the same place %d", i, p.Lost, all.Pieces[i].Lost)
			}
		}
		if len(few.Pieces) != min(top, len(all.Pieces)) {
			t.Errorf("%d pieces of %d, top %d", len(few.Pieces), len(all.Pieces), top)
		}
		if len(all.Pieces) > top && few.Rest < all.Pieces[top].Lost {
			t.Errorf("the rest lose at most %d, and the next loses %d", few.Rest, all.Pieces[top].Lost)
		}
	})
}

// The cells are the walks that other answers have, and the second is the nearest
// once the first closes.
func TestTheSecondIsTheFirstOnceThatCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, drawn, _ := asciicity.RandomHomes(t)
		e := c.Engine()
		f := found(t, e, fragility.Query{Service: "clinic", Cells: true, Top: -1, Scope: coverage.Scope{Minutes: drawn.Minutes}})
		same := func(what string, e *coverage.Engine, of func(fragility.Cell) (fragility.FacilityWalk, bool)) {
			q := coverage.Query{Services: []string{"clinic"}, Limits: []float64{f.Query.Minutes}}
			cells, err := e.Cells(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			for i, cell := range cells {
				got, asked := of(f.Cells[i])
				if !asked {
					continue
				}
				switch {
				case (got.Millis == nil) != (cell.Millis == nil):
					t.Errorf("%s: %s walks %v, and %v", what, cell.ID, got.Millis, cell.Millis)
				case got.Millis != nil && (*got.Millis != *cell.Millis || e.City().Facilities[got.Facility].ID != cell.Facility):
					t.Errorf("%s: %s walks %d to %d, and %d to %s", what, cell.ID, *got.Millis, got.Facility, *cell.Millis, cell.Facility)
				}
			}
		}
		same("first", e, func(c fragility.Cell) (fragility.FacilityWalk, bool) { return c.First, true })
		for _, one := range f.Facilities {
			closed := e.City().Facilities[one.Facility]
			closed.Status = coverage.StatusClosed
			same("without "+closed.ID, asciicity.Rebuilt(t, e, coverage.Edit{Facilities: []coverage.Facility{closed}}), func(c fragility.Cell) (fragility.FacilityWalk, bool) {
				return c.Second, c.First.Millis != nil && c.First.Facility == one.Facility
			})
		}
	})
}
