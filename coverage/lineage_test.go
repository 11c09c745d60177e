package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// A chain of edits that is longer than is kept says what the city says that all of
// them leave behind; an edit that cannot be made is named by its place among those
// given, however many there were before.
func TestALongChainOfEditsSaysWhatARebuildSays(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		H--0--1--2--3
		|     |     |
		|     |     |
		4-----5-----6
	`)
	c.District(1, "w", -1, -1, 6, 5).District(1, "e", 6, -1, 20, 5)
	base := c.Engine()
	r := &editor{newChance(7), c, 0}
	e, edits, wrong := base, []coverage.Edit(nil), coverage.Edit{Services: []coverage.Service{{ID: "bakery"}}}
	for step := range 2*coverage.MaxDepth + 3 {
		edit := r.edit(e)
		next := must[*coverage.Engine](t)(e.With(ctx, edit))
		_, all, err := next.ChangedPlaces(ctx, e, 0, setting(t, e), 900_000, -1)
		if fromRoot := step > 0 && step%coverage.MaxDepth == 0; err != nil || all != fromRoot && step < coverage.MaxDepth+1 {
			t.Errorf("step %d: all places may have changed: %t, %v", step, all, err)
		}
		e, edits = next, append(edits, edit)
		if step%7 == 0 {
			alike(t, fmt.Sprint("after ", step+1), e, asciicity.Rebuilt(t, base, edits...))
		}
		_, err = e.With(ctx, edit, wrong)
		var refused *coverage.EditError
		if !errors.As(err, &refused) || refused.Index != 1 {
			t.Fatalf("after %d edits the second of two that is wrong is refused as %v", step+1, err)
		}
	}
	alike(t, "after all", e, asciicity.Rebuilt(t, base, edits...))
	at := must[*coverage.Engine](t)(base.With(ctx, edits...))
	alike(t, "all at once", at, e)
}

func setting(t asciicity.TB, e *coverage.Engine) coverage.Setting {
	t.Helper()
	return must[coverage.Setting](t)(e.City().Setting("", ""))
}

// Where no rank is left between two facilities the city is built anew, and goes on
// being edited as any other.
func TestWhereNoRankIsLeftTheCityIsBuiltAnew(t *testing.T) {
	ctx := context.Background()
	draw := func() *coverage.Engine {
		return asciicity.New(t, asciicity.Cell(100), `
			A--0-----1-----2--C
		`).Engine()
	}
	add := func(id string, column float64) coverage.Edit {
		p := draw().City().Facilities[0].Point
		east := draw().City().Demand.Point[0][0] - p[0]
		return coverage.Edit{Facilities: []coverage.Facility{{ID: id, Point: orb.Point{p[0] + east*column/3, p[1]}, Services: []string{"clinic"}}}}
	}
	base := draw()
	base.CrowdRanks()
	first := sayings(t, base)
	behind := must[*coverage.Engine](t)(base.With(ctx, add("D", 9)))
	_, all, _ := behind.ChangedPlaces(ctx, base, 0, setting(t, base), 900_000, -1)
	expect.Equal(t, "there is room behind the last", all, false)

	edits := []coverage.Edit{add("B", 9), {Services: []coverage.Service{{ID: "clinic", Minutes: 6}}}, add("B2", 3), add("A", 15)}
	e := base
	for i, edit := range edits {
		e = must[*coverage.Engine](t)(e.With(ctx, edit))
		alike(t, fmt.Sprint("after ", i+1), e, asciicity.Rebuilt(t, draw(), edits[:i+1]...))
	}
	_, all, _ = e.ChangedPlaces(ctx, base, 0, setting(t, base), 900_000, -1)
	expect.Equal(t, "it was not made from the first", all, true)
	compare(t, "the base, afterwards", sayings(t, base), first)

	_, err := e.With(ctx, edits[0], coverage.Edit{Services: []coverage.Service{{ID: "bakery"}}})
	var refused *coverage.EditError
	if !errors.As(err, &refused) || refused.Index != 1 {
		t.Errorf("the second of two edits is wrong, and refused as %v", err)
	}
	// From an engine between, which has room itself but whose root has none.
	between := must[*coverage.Engine](t)(base.With(ctx, edits[1]))
	alike(t, "from an engine between", must[*coverage.Engine](t)(between.With(ctx, edits[0])), asciicity.Rebuilt(t, draw(), edits[1], edits[0]))
}

// What is refused, by whom and in what words.
func TestEditsThatAreRefused(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		0--H--1
	`)
	c.District(1, "01", -1, -1, 10, 1)
	e := c.Engine()
	for _, tt := range []struct {
		edit coverage.Edit
		says string // by With
	}{
		{coverage.Edit{Services: []coverage.Service{{ID: "bakery"}}}, "edit 1: services: there is no service bakery: change one of the city's"},
		{coverage.Edit{Districts: []coverage.District{{Level: 1, Code: "02"}}}, `edit 1: districts: there is no district "02" of level 1: change one of the city's`},
		{coverage.Edit{Districts: []coverage.District{{Level: 2, Code: "01"}}}, `edit 1: districts: there is no district "01" of level 2: change one of the city's`},
		{coverage.Edit{Streets: []streets.Edit{{Remove: "x"}}}, ""},
		{coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: 77, Near: c.Place(1, 0)}}}}, ""},
	} {
		_, byEdits := e.With(ctx, coverage.Edit{Name: "next"}, tt.edit)
		_, anew := coverage.Rebuild(ctx, e.City(), coverage.Edit{Name: "next"}, tt.edit)
		var a, b *coverage.EditError
		if !errors.As(byEdits, &a) || !errors.As(anew, &b) || a.Index != 1 || b.Index != 1 || a.Field != b.Field {
			t.Errorf("%+v: by edits %v, anew %v", tt.edit, byEdits, anew)
			continue
		}
		if tt.says != "" {
			expect.Equal(t, "words", byEdits.Error(), tt.says)
		}
		var street *streets.EditError
		if (a.Field == "streets") != errors.As(byEdits, &street) || street != nil && !strings.Contains(byEdits.Error(), street.Error()) {
			t.Errorf("%v: the streets' own error is %v", byEdits, street)
		}
	}
	same, err := e.With(ctx)
	expect.Equal(t, "no edits, the same engine", same == e && err == nil, true)
}

// The next city has the last name and hash that edits give, and only those; all else
// of it that no edit names is shared.
func TestEditsNameTheNextCity(t *testing.T) {
	ctx := context.Background()
	base := bundle(t).Engine()
	for _, tt := range []struct {
		edits      []coverage.Edit
		name, hash string
	}{
		{[]coverage.Edit{{Name: "a", Hash: "1"}}, "a", "1"},
		{[]coverage.Edit{{Name: "a", Hash: "1"}, {Hash: "2"}}, "a", "2"},
		{[]coverage.Edit{{Name: "a"}, {Name: "b"}}, "b", ""},
		{[]coverage.Edit{{}}, "drawn", ""},
	} {
		e := must[*coverage.Engine](t)(base.With(ctx, tt.edits...))
		anew := must[*coverage.City](t)(coverage.Rebuild(ctx, base.City(), tt.edits...))
		for _, city := range []*coverage.City{e.City(), anew} {
			expect.Equal(t, "name and hash", city.Name+" "+city.Provenance.Hash, tt.name+" "+tt.hash)
		}
		expect.Equal(t, "the streets are shared", e.City().Streets == base.City().Streets, true)
	}
	expect.Equal(t, "the base keeps its own", base.City().Name+base.City().Provenance.Hash, "drawn")
}

// Whoever joined a street that is closed, and joins another or none, is listed once,
// and no more once it is open again. 2 and B stand at the middle street.
func TestWhoIsRelinked(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.Cell(100), `
		0----a----A
		|    |    |
		|    |    |
		1---2b-B--c
		|    |    |
		|    |    |
		+----d----3
	`)
	base := c.Engine()
	n := base.City().Streets
	piece := func(column, line float64) coverage.Edit {
		at := c.Place(column, line)
		return coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: n.Street(n.Access(at).Segment).Way, Near: at}}}}
	}
	opened := func(e coverage.Edit) coverage.Edit {
		return coverage.Edit{Streets: []streets.Edit{{Admit: e.Streets[0].Close}}}
	}
	west, east := piece(2, 3), piece(8.5, 3)
	relinked := func(edits ...coverage.Edit) string {
		return strings.Join(must[*coverage.Engine](t)(base.With(ctx, edits...)).Relinked(), " ")
	}
	expect.Equal(t, "nothing closed", strings.Join(base.Relinked(), " "), "")
	one := must[*coverage.Engine](t)(base.With(ctx, west))
	for _, id := range one.Relinked() {
		if !slices.Contains([]string{"1", "2"}, id) {
			t.Errorf("%s does not join the street that is closed", id)
		}
	}
	expect.Equal(t, "2 stood on it", slices.Contains(one.Relinked(), "2"), true)
	expect.Equal(t, "B on the other", slices.Contains(must[*coverage.Engine](t)(base.With(ctx, east)).Relinked(), "B"), true)
	both := relinked(west, east)
	expect.Equal(t, "both at once and one by one", strings.Join(must[*coverage.Engine](t)(one.With(ctx, east)).Relinked(), " "), both)
	expect.Equal(t, "each once, sorted", slices.IsSorted(strings.Fields(both)) && len(slices.Compact(strings.Fields(both))) == len(strings.Fields(both)), true)
	expect.Equal(t, "closed and opened", relinked(west, opened(west)), "")
	expect.Equal(t, "opened later", strings.Join(must[*coverage.Engine](t)(one.With(ctx, opened(west))).Relinked(), " "), "")
	moved := base.City().Facilities[1]
	moved.Point = c.Place(10, 4)
	expect.Equal(t, "and moved away", strings.Contains(relinked(east, coverage.Edit{Facilities: []coverage.Facility{moved}}), "B"), false)
}

// Edits that undo one another leave what was there, whatever lies between.
func TestEditsThatAreUndoneLeaveNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		c := asciicity.RandomDistricts(t)
		r := &editor{asciicity.Chance(t), c, 0}
		base := c.Engine()
		first, city := sayings(t, base), base.City()
		e := base
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			var edit coverage.Edit
			switch list := city.Facilities; r.IntN(3) {
			case 0:
				f := list[r.IntN(len(list))]
				f.Point, f.Status = r.point(), []coverage.Status{coverage.StatusOpen, coverage.StatusClosed}[r.IntN(2)]
				edit.Facilities = append(edit.Facilities, f)
			case 1:
				edit = r.service(e)
			default:
				if edit = r.district(e); len(edit.Places) > 0 {
					edit = coverage.Edit{}
				}
			}
			e = must[*coverage.Engine](t)(e.With(ctx, edit))
			if r.IntN(2) == 0 {
				must[[]coverage.Row](t)(e.Rows(ctx, coverage.Query{}))
			}
		}
		back := must[*coverage.Engine](t)(e.With(ctx, coverage.Edit{Facilities: city.Facilities, Services: city.Services, Districts: city.Districts}))
		compare(t, "undone", sayings(t, back), first)
	})
}
