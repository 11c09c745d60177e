package reach_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// firstLonger returns the first place whose walk got longer, or -1.
func firstLonger(before, after []answer) int {
	for i, b := range before {
		if b.ok && (!after[i].ok || after[i].millis > b.millis) {
			return i
		}
	}
	return -1
}

func TestAddingAFacilityNeverLengthensAWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := city(t)
		n, o := c.Network(), reach.Options{Limit: limitOf(t)}
		all := facilitiesOf(c)
		before := search(t, n, all[:len(all)-1], c.Demand.Point, o)
		after := search(t, n, all, c.Demand.Point, o)
		if i := firstLonger(before, after); i >= 0 {
			t.Errorf("place %d walked %+v and now %+v", i, before[i], after[i])
		}
		for i := range after {
			// What the new facility does not improve stays as it was.
			if after[i].ok && after[i].facility < len(all)-1 && after[i] != before[i] {
				t.Errorf("place %d walked %+v and now %+v, to an old facility", i, before[i], after[i])
			}
		}
	})
}

func TestALongerLimitOnlyAddsWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := city(t)
		n := c.Network()
		short := limitOf(t)
		long := short + streets.Cost(rapid.Uint32Range(0, uint32(streets.MaxCost-short)).Draw(t, "longer by"))
		before := search(t, n, facilitiesOf(c), c.Demand.Point, reach.Options{Limit: short})
		after := search(t, n, facilitiesOf(c), c.Demand.Point, reach.Options{Limit: long})
		for i := range before {
			if before[i].ok && after[i] != before[i] {
				t.Errorf("place %d: %+v within %d ms, %+v within %d", i, before[i], short, after[i], long)
			}
			if !before[i].ok && after[i].ok && after[i].millis <= int64(short) {
				t.Errorf("place %d: %+v was not found within %d ms", i, after[i], short)
			}
		}
	})
}

// A searcher forgets one search before the next, one that was stopped too.
func TestASearcherStartsAfresh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := city(t)
		n := c.Network()
		s := new(reach.Searcher)
		g, points := goals(n, facilitiesOf(c)), c.Demand.Point
		stopped, stop := context.WithCancel(context.Background())
		stop()
		for range 4 {
			limit := limitOf(t)
			if rapid.Bool().Draw(t, "stopped") {
				_, _ = s.Nearest(stopped, g, reach.Options{Limit: limit})
			}
			labels, err := s.Nearest(context.Background(), g, reach.Options{Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			want := search(t, n, facilitiesOf(c), points, reach.Options{Limit: limit})
			wantAnswers(t, "searched again", read(labels, n, points), want)
		}
	})
}

func TestAStoppedSearchSaysSo(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `H---------0`)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	n := c.Network()
	if _, err := reach.Nearest(ctx, goals(n, facilitiesOf(c)), reach.Options{Limit: 900_000}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestNoSourcesReachNothing(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `a---------0`)
	n := c.Network()
	labels, err := reach.Nearest(context.Background(), reach.NewGoals(n.Under(n.Profile()), streets.PrivateClosed, nil), reach.Options{Limit: 900_000})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, ok := labels.At(reach.Join(n.Under(n.Profile()), n.Access(c.Demand.Point[0]))); ok {
		t.Error("a walk to no facility")
	}
	for v, label := range labels.Fill() {
		if label != reach.Unreached {
			t.Errorf("node %d is reached", v)
		}
	}
}

// Fill writes into the memory it is given where that is large enough.
func TestFillIntoReusesMemory(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		a--b--c----H
		d--e--f----+
	`)
	n := c.Network()
	labels, err := reach.Nearest(context.Background(), goals(n, facilitiesOf(c)), reach.Options{Limit: 900_000})
	if err != nil {
		t.Fatal(err)
	}
	memory := make([]uint64, 0, 100)
	all := labels.FillInto(memory)
	if &all[0] != &memory[:1][0] {
		t.Error("new memory was taken")
	}
	if want := labels.Fill(); !slices.Equal(all, want) || len(all) != n.Nodes() {
		t.Errorf("got %d, want %d", all, want)
	}
}
