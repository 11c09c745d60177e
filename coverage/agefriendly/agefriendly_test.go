package agefriendly_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// wheels do not pass steps.
var wheels = streets.Profile{ID: "wheels", Speed: 4_000_000, StairsUp: streets.Blocked, StairsDown: streets.Blocked}

func ageFriendly(t asciicity.TB, c *asciicity.City, q agefriendly.Query) *agefriendly.Losses {
	t.Helper()
	a, err := agefriendly.Find(context.Background(), c.Engine(), q)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return a
}

// told writes a loss in a line, and its pieces.
func told(l agefriendly.Loss) string {
	s := fmt.Sprintf("%s: %d of %d, lost %d: stairs %d slopes %d crossings %d surfaces %d speed %d;", l.Profile,
		l.Covered/1000, l.Demand/1000, l.Lost/1000, l.Stairs/1000, l.Slopes/1000, l.Crossings/1000, l.Surfaces/1000, l.Speed/1000)
	for _, p := range l.Pieces {
		s += fmt.Sprintf(" way %d %s gives %d", p.Way, p.Reason, p.Gain/1000)
	}
	return s
}

// Two stairs lead to the clinic: one from 0 and 1, one from 2. 900 s are ten
// cells. By the stairs all are within; on wheels 1 and 0 have a detour.
func TestStairsKeepPeopleAway(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(99), `
		0--1>>>>+--H--+<<<<2
		|                  |
		|                  |
		|                  |
		|                  |
		+------------------+
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Slow}, {Profile: asciicity.Wheels}}
	a := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{"slow", "wheels"}})
	expect.Equal(t, "base", fmt.Sprint(a.Base.Profile, " ", a.Base.Covered/1000), "standard 6")
	// 0 is 11 cells away, 1 8, 2 8. Slow takes 4 × 5 cells on either stair: 23.
	expect.Equal(t, "slow", told(a.Each[0]), "slow: 0 of 7, lost 6: stairs 6 slopes 0 crossings 0 surfaces 0 speed 0; way 5 stairs gives 4 way 3 stairs gives 2")
	expect.Equal(t, "wheels", told(a.Each[1]), "wheels: 0 of 7, lost 6: stairs 6 slopes 0 crossings 0 surfaces 0 speed 0; way 5 stairs gives 4 way 3 stairs gives 2")
	line := a.Each[1].Pieces[1].Line
	expect.Equal(t, "the stair's line", fmt.Sprint(len(line), line[0][0] == c.Place(3, 0), line[0][1] == c.Place(8, 0)), "1 true true")
	expect.Equal(t, "kind", a.Each[1].Pieces[0].Kind, itinerary.LegSteps)
	one := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{"wheels"}, Pieces: 1})
	expect.Equal(t, "the best alone", told(one.Each[0]), "wheels: 0 of 7, lost 6: stairs 6 slopes 0 crossings 0 surfaces 0 speed 0; way 5 stairs gives 4")
}

// Steps that are tagged wheelchair=no are lost to stairs like any others.
func TestStairsThatAreSaidToBeNoneForWheels(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(99), `
		0--1>>>>+--H--+
		|             |
		|             |
		|             |
		|             |
		+-------------+
	`)
	rolling := wheels
	rolling.Wheelchair[streets.SuitabilityNo] = streets.Blocked
	c.Profiles = []coverage.Profile{{Profile: rolling}}
	for i := range c.Ways {
		if c.Ways[i].Kind.Class == streets.ClassSteps {
			c.Ways[i].Kind.Wheelchair = streets.SuitabilityNo
		}
	}
	a := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{"wheels"}, Scope: coverage.Scope{Minutes: 13}})
	expect.Equal(t, "wheels", told(a.Each[0]), "wheels: 0 of 3, lost 2: stairs 2 slopes 0 crossings 0 surfaces 0 speed 0; way 3 stairs gives 2")
}

// The pace alone: nothing is in the way, and 2 cells an hour less cover fewer.
func TestPaceIsApart(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(99), `
		H-----0---1---2
	`)
	c.Profiles = []coverage.Profile{{Profile: streets.Profile{ID: "old", Speed: 2_500_000}}}
	a := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{"old"}})
	expect.Equal(t, "old", told(a.Each[0]), "old: 1 of 7, lost 2: stairs 0 slopes 0 crossings 0 surfaces 0 speed 2;")
}

// Every piece that gives somebody back, and how many, against rebuilding the
// streets without each stair in turn.
func TestPiecesEqualRebuilds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r := asciicity.RandomWalled(t), asciicity.Chance(t)
		c.Jitter(r)
		if rapid.Bool().Draw(t, "rewired") {
			c.Rewire(r)
		}
		c.Serve(coverage.Service{ID: "clinic"})
		c.Profiles = []coverage.Profile{{Profile: asciicity.Slow}}
		minutes := rapid.Float64Range(1, 20).Draw(t, "minutes")
		covered := func(c *asciicity.City, profile string) map[string]bool {
			out := map[string]bool{}
			for _, cell := range c.Ask(coverage.Query{Services: []string{"clinic"}, Limits: []float64{minutes}, Scope: coverage.Scope{Profile: profile}}) {
				out[cell.ID] = cell.Covered
			}
			return out
		}
		base, before := covered(c, ""), covered(c, "slow")
		type piece struct {
			way  int64
			gain coverage.Amount
		}
		var expected []piece
		for i, w := range c.Ways {
			if w.Kind.Class != streets.ClassSteps {
				continue
			}
			d := c.Copy()
			d.Ways[i].Kind = streets.Kind{Class: streets.ClassFootway} // so that a drawing of nothing else is still read in full
			after, gain := covered(d, "slow"), coverage.Amount(0)
			for k, id := range c.Demand.ID {
				if base[id] && !before[id] && after[id] {
					gain += c.Demand.Groups["all"][k]
				}
			}
			if gain > 0 {
				expected = append(expected, piece{w.ID, gain})
			}
		}
		slices.SortFunc(expected, func(x, y piece) int { return cmp.Or(cmp.Compare(y.gain, x.gain), cmp.Compare(x.way, y.way)) })
		pieces := rapid.IntRange(1, agefriendly.MaxPieces).Draw(t, "pieces")
		var got []piece
		for _, p := range ageFriendly(t, c, agefriendly.Query{
			Service: "clinic", Profiles: []string{"slow"}, Pieces: pieces, Scope: coverage.Scope{Minutes: minutes},
		}).Each[0].Pieces {
			got = append(got, piece{p.Way, p.Gain})
		}
		if expected = expected[:min(len(expected), pieces)]; !slices.Equal(got, expected) {
			t.Errorf("pieces %v, want %v", got, expected)
		}
	})
}

func TestAgeFriendlyQuestionsThatHaveNoAnswer(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(99), `
		H-----0---1---2
	`)
	for _, tt := range []struct {
		query agefriendly.Query
		says  string
	}{
		{agefriendly.Query{Service: "bakery"}, `service "bakery": there is none of that name here: known are clinic`},
		{agefriendly.Query{Service: "clinic"}, `profile "senior": there is none of that name here: known are standard`},
		{agefriendly.Query{Service: "clinic", Base: "cat"}, `profile "cat": there is none of that name here: known are standard`},
		{agefriendly.Query{Service: "clinic", Profiles: []string{"standard"}, Scope: coverage.Scope{Group: "cats"}}, `group "cats": there is none of that name here: known are all`},
		{agefriendly.Query{Service: "clinic", Profiles: []string{"standard", "standard"}}, `profile "standard": it is named twice: name each profile once`},
		{agefriendly.Query{Service: "clinic", Profiles: []string{"standard"}, Scope: coverage.Scope{Minutes: 121}}, `minutes "121": give minutes over 0 and at most 120`},
		{agefriendly.Query{Service: "clinic", Profiles: []string{"standard"}, Pieces: 201}, `pieces "201": ask for 1 to 200 pieces`},
	} {
		_, err := agefriendly.Find(context.Background(), c.Engine(), tt.query)
		var q *coverage.QueryError
		if !errors.As(err, &q) || err.Error() != tt.says {
			t.Errorf("%+v: got %v, want %s", tt.query, err, tt.says)
		}
	}
}
