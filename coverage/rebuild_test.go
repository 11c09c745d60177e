package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// rebuild makes the city of edits and opens it.
func rebuild(t interface {
	Helper()
	Fatalf(string, ...any)
}, city *coverage.City, edits ...coverage.Edit) *coverage.Engine {
	t.Helper()
	next, err := coverage.Rebuild(context.Background(), city, edits...)
	if err != nil {
		t.Fatalf("%v", err)
	}
	e, err := coverage.Open(context.Background(), next, coverage.Options{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return e
}

// A city that is edited is the one that was drawn so from the start.
func TestRebuildMakesTheCityThatTheEditsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.RandomDistricts(t), asciicity.Chance(t)
		d := c.Copy()
		var edits []coverage.Edit
		for range 1 + r.IntN(6) {
			edits = append(edits, editDrawing(d, r))
		}
		got := rebuild(t, c.Engine().City(), edits...)
		for _, q := range queries {
			rows, err := got.Rows(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := differ(d.Rows(q), rows); diff != "" {
				t.Fatalf("the edited city differs (- drawn, + edited):\n%s", diff)
			}
		}
		cells, err := got.Cells(context.Background(), coverage.Query{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := differ([]coverage.Cell(d.Ask(coverage.Query{})), cells); diff != "" {
			t.Fatalf("a walk differs (- drawn, + edited):\n%s", diff)
		}
	})
}

// editDrawing changes one thing of a drawing, and says which.
func editDrawing(d *asciicity.City, r *rand.Rand) coverage.Edit {
	at := d.Place(30*r.Float64(), 18*r.Float64())
	switch r.IntN(4) {
	case 0:
		f := &d.Facilities[r.IntN(len(d.Facilities))]
		f.Point = at
		f.Status = []coverage.Status{coverage.StatusOpen, coverage.StatusClosed}[r.IntN(2)]
		return coverage.Edit{Facilities: []coverage.Facility{*f}}
	case 1:
		s := &d.Services[r.IntN(len(d.Services))]
		s.Minutes = 1 + 20*r.Float64()
		return coverage.Edit{Services: []coverage.Service{*s}}
	case 2:
		i := r.IntN(len(d.Demand.ID))
		d.Demand.Point[i], d.Demand.Groups["all"][i] = at, coverage.Amount(r.IntN(5000))
		p := coverage.Place{ID: d.Demand.ID[i], Point: at, Groups: map[string]coverage.Amount{"all": d.Demand.Groups["all"][i]}}
		if d.Demand.Urban != nil {
			p.Urban = d.Demand.Urban[i]
		}
		return coverage.Edit{Places: []coverage.Place{p}}
	}
	if len(d.Districts) == 0 {
		return coverage.Edit{}
	}
	o := &d.Districts[r.IntN(len(d.Districts))]
	o.Polygon = d.Box(30*r.Float64(), 18*r.Float64(), 31, 19)
	return coverage.Edit{Districts: []coverage.District{*o}}
}

// A street that is opened is walked as one that was there, and one that is closed
// as one that was not. N joins the middle of the footbridge's ends, nobody else is
// near them.
func TestRebuildOpensAndClosesStreets(t *testing.T) {
	const bridged = `
		0---a---b---H
		    |       |
		    |       |
		1---c---d---2---e
	`
	without := `
		0---a---b---H
		            |
		            |
		1---c---d---2---e
	`
	drawn, other := asciicity.New(t, 50, bridged), asciicity.New(t, 50, without)
	link := coverage.Edit{Streets: []streets.Edit{{Open: &streets.Link{ID: "x", Kind: streets.Kind{Class: streets.ClassResidential},
		Line: []orb.Point{other.Corner('a'), other.Corner('c')}}}}}
	piece := coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: 2, Near: drawn.Place(4, 1.5)}}}}
	walks := func(e *coverage.Engine) string {
		cells, err := e.Cells(context.Background(), coverage.Query{})
		if err != nil {
			t.Fatal(err)
		}
		return asciicity.Reach(cells).String()
	}
	// A block of 4 is 200 m, 180 s; the bridge 150 m, 135 s.
	for _, x := range []struct {
		name, got, want string
	}{
		{"drawn", walks(drawn.Engine()), "0:540 1:675 2:135"},
		{"opened", walks(rebuild(t, other.Engine().City(), link)), "0:540 1:675 2:135"},
		{"opened where one is", walks(rebuild(t, drawn.Engine().City(), link)), "0:540 1:675 2:135"},
		{"closed", walks(rebuild(t, drawn.Engine().City(), piece)), walks(other.Engine())},
		{"opened and taken away", walks(rebuild(t, other.Engine().City(), link, coverage.Edit{Streets: []streets.Edit{{Remove: "x"}}})), walks(other.Engine())},
		{"closed and opened", walks(rebuild(t, drawn.Engine().City(), piece, coverage.Edit{Streets: []streets.Edit{{Admit: piece.Streets[0].Close}}})), "0:540 1:675 2:135"},
	} {
		if x.got != x.want {
			t.Errorf("%s: %s, want %s", x.name, x.got, x.want)
		}
	}
}

func TestRebuildRefuses(t *testing.T) {
	city := asciicity.New(t, 50, `0---H---a---b---c---d---e`).Engine().City()
	for _, x := range []struct {
		name  string
		edit  coverage.Edit
		field string
	}{
		{"a service that is not there", coverage.Edit{Services: []coverage.Service{{ID: "x"}}}, "services"},
		{"a district that is not there", coverage.Edit{Districts: []coverage.District{{Code: "x"}}}, "districts"},
		{"a link that is not there", coverage.Edit{Streets: []streets.Edit{{Remove: "x"}}}, "streets"},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := coverage.Rebuild(context.Background(), city, coverage.Edit{}, x.edit)
			var wrong *coverage.EditError
			if !errors.As(err, &wrong) || wrong.Index != 1 || wrong.Field != x.field {
				t.Errorf("%v, want one of edit 1, %s", err, x.field)
			}
			var street *streets.EditError
			if x.field == "streets" && !errors.As(err, &street) {
				t.Errorf("%v does not hold the streets' own", err)
			}
		})
	}
}

// The base is as it was, whatever was made of it.
func TestRebuildLeavesTheBaseAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.RandomDistricts(t), asciicity.Chance(t)
		base := c.Engine().City()
		before := *base
		before.Facilities, before.Demand.Point = slices.Clone(base.Facilities), slices.Clone(base.Demand.Point)
		d := c.Copy()
		rebuild(t, base, editDrawing(d, r), editDrawing(d, r))
		if diff := differ(before.Facilities, base.Facilities); diff != "" {
			t.Fatal(diff)
		}
		if !slices.Equal(before.Demand.Point, base.Demand.Point) {
			t.Fatal("a place of the base has moved")
		}
	})
}

// Rebuild makes the very city that the plain way makes, whatever the edits: its
// places, facilities, how they join the streets, and what it answers.
func TestRebuildEqualsThePlainWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		r := &editor{asciicity.Chance(t), c, 0}
		base := c.Engine()
		e, edits := base, []coverage.Edit(nil)
		for range rapid.IntRange(1, 8).Draw(t, "edits") {
			edit := r.edit(e)
			if r.IntN(3) == 0 {
				edit.Streets = r.streets(e)
			}
			next, err := e.With(context.Background(), edit)
			if err != nil {
				continue // a piece that is not there any more
			}
			e, edits = next, append(edits, edit)
		}
		want, err := plainRebuild(context.Background(), base.City(), edits...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := coverage.Rebuild(context.Background(), base.City(), edits...)
		if err != nil {
			t.Fatal(err)
		}
		for what, pair := range map[string][2]any{
			"facilities": {want.Facilities, got.Facilities}, "exits": {want.Exits, got.Exits}, "accesses": {want.Demand.Access, got.Demand.Access},
			"entrances": {want.Demand.Entrances, got.Demand.Entrances}, "ids": {want.Demand.ID, got.Demand.ID}, "groups": {want.Demand.Groups, got.Demand.Groups},
		} {
			if diff := cmp.Diff(pair[0], pair[1], cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s (- plain, + rebuilt):\n%s", what, diff)
			}
		}
		opened, err := coverage.Open(context.Background(), want, coverage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		alike(t, "edited, beside the plain way", e, opened)
	})
}

// streets opens a link between two corners, or closes a piece of a way.
func (r *editor) streets(e *coverage.Engine) []streets.Edit {
	n := e.City().Streets
	a := n.Access(r.point())
	if !a.Linked {
		return nil
	}
	if r.IntN(2) == 0 {
		return []streets.Edit{{Close: &streets.Piece{Way: n.Street(a.Segment).Way, Near: a.At}}}
	}
	b := n.Access(r.point())
	if !b.Linked || a.At == b.At {
		return nil
	}
	r.new++
	kinds := []streets.Kind{{Class: streets.ClassFootway}, {Class: streets.ClassSteps, Incline: 33}}
	link := streets.Link{ID: fmt.Sprint("link", r.new), Kind: kinds[r.new%len(kinds)], Line: []orb.Point{a.At, b.At}}
	return []streets.Edit{{Open: &link}}
}
