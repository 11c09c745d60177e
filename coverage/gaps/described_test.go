package gaps_test

import (
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/internal/testcity/asciicity"
)

// besideAWall has a clinic H and, 270 m from each other, the places 3 and 4, which lie
// within 500 m of it and walk 1,080 and 810 m. The wall parts 3 alone from it.
func besideAWall(t *testing.T, three, four coverage.Amount) gaps.Gap {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(45), `
		   3-----4--+
		            |
		 ##         |
		H--0--1-----+
	`)
	c.Demand.Groups["all"][c.Index("3")], c.Demand.Groups["all"][c.Index("4")] = three, four
	list := gapsOf(t, c, gaps.Query{Service: "clinic", Scope: coverage.Scope{Minutes: 7.5}})
	if len(list) != 1 || len(list[0].Places) != 2 {
		t.Fatalf("there are %d gaps", len(list))
	}
	return list[0]
}

// A barrier is what half of those who walk around have in their way.
func TestABarrierStandsInTheWayOfHalf(t *testing.T) {
	for _, test := range []struct {
		three, four coverage.Amount
		want        string
	}{
		{8_000, 16_000, ""},
		{15_999, 16_000, ""},
		{16_000, 16_000, "wall"},
		{16_000, 1_000, "wall"},
	} {
		g := besideAWall(t, test.three, test.four)
		if g.Barrier != test.want || g.Cause != "detour" || g.Detour != test.three+test.four {
			t.Errorf("of %d and %d people the barrier is %q: %s", test.three, test.four, g.Barrier, g.Cause)
		}
	}
}

// Around is who walks farther than any grid of streets would have them: √2 times the
// straight line, which is 191 m for 3 and 427 m for 4, who walks 810.
func TestWhoWalksAroundWalksFartherThanAGridAsks(t *testing.T) {
	if g := besideAWall(t, 8_000, 16_000); g.Around != 24_000 || g.Remedy != gaps.RemedyShorter {
		t.Errorf("%d walk around: %s", g.Around, g.Remedy)
	}
	// Across a block: 300 + 300 m for a straight line of 424.
	c := asciicity.New(t, asciicity.Cell(100), `
		H--+
		   |
		   |
		   3---------0
	`)
	list := gapsOf(t, c, gaps.Query{Service: "clinic", Scope: coverage.Scope{Minutes: 8}})
	if len(list) != 2 || list[0].ID != "clinic.3" || list[0].Around != 0 || list[0].Detour != 8_000 || list[0].Remedy != gaps.RemedyFacility {
		t.Errorf("across a block: %+v", list)
	}
}

// A gap whose people live mostly in no district has none, though a few live in one.
func TestAGapMayBeOfNoDistrict(t *testing.T) {
	for _, test := range []struct {
		east float64 // border of the district
		want string
	}{
		{-5, ""},  // nobody lives in it
		{1.5, ""}, // 2 of 10 people
		{30, "a"},
	} {
		c := asciicity.New(t, asciicity.Cell(90), "1--3---------------------H")
		c.Serve(coverage.Service{ID: "clinic", Minutes: 5})
		c.District(1, "a", -9, -1, test.east, 1)
		list := gapsOf(t, c, gaps.Query{Service: "clinic"})
		got := ""
		if len(list) != 1 {
			t.Fatalf("there are %d gaps", len(list))
		}
		if list[0].District != nil {
			got = list[0].District.Code
		}
		if got != test.want {
			t.Errorf("with a border at %v the gap is of %q, want %q", test.east, got, test.want)
		}
	}
}

// What a remedy would do is the number that belongs to it.
func TestRemediedIsTheNumberOfTheRemedy(t *testing.T) {
	opened, sited := coverage.Amount(1), coverage.Amount(2)
	g := gaps.Gap{Opened: &opened, Sited: &sited, Around: 3}
	for remedy, want := range map[gaps.Remedy]coverage.Amount{gaps.RemedyOpen: 1, gaps.RemedyFacility: 2, gaps.RemedyShorter: 3} {
		if g.Remedy = remedy; g.Remedied() == nil || *g.Remedied() != want {
			t.Errorf("%s would do for %v, want %d", remedy, g.Remedied(), want)
		}
	}
	for _, remedy := range []gaps.Remedy{gaps.RemedyData, gaps.RemedyLink} {
		if g.Remedy = remedy; g.Remedied() != nil {
			t.Errorf("nobody knows what %s would do", remedy)
		}
	}
}
