package isochrone_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/isochrone"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// A street of 2 km; the clinic stands in its middle. 100 m take 90 s.
const longStreet = `
	0----1----H----2----+
`

func TestIsochronesOfAStreet(t *testing.T) {
	c := asciicity.New(t, 100, longStreet)
	h := c.Facility("H").Point
	for _, test := range []struct {
		minutes float64
		people  coverage.Amount
		metres  float64
		area    float64
	}{
		{1.5, 0, 200, 100*100 + math.Pi*50*50}, // 50 m on either side as far as 50 m are left, and half a disc there
		{8, 6000, 1066.67, 0},
		{16, 7000, 2000, 0},
	} {
		out := isochrones(t, c.Engine(), isochrone.Query{Points: []orb.Point{h}, Limits: []float64{test.minutes}, Lines: true})
		got := out.Shapes[0]
		if got.People["all"] != test.people || math.Abs(got.StreetM-test.metres) > 0.1 {
			t.Errorf("%v minutes: %v people, %v m of street, want %v, %v m", test.minutes, got.People["all"], got.StreetM, test.people, test.metres)
		}
		if test.area > 0 && math.Abs(got.AreaM2-test.area) > 0.06*test.area {
			t.Errorf("%v minutes: %v m², want about %v", test.minutes, got.AreaM2, test.area)
		}
		if o := out.Origins[0]; o.Reason != "" || *o.LinkM != 0 || *o.Snapped != h {
			t.Errorf("the origin stands on the street, and is told to be %+v", o)
		}
	}
}

func TestBandsOfAStreet(t *testing.T) {
	c := asciicity.New(t, 100, longStreet)
	out := isochrones(t, c.Engine(), isochrone.Query{Facilities: []string{"H"}, Limits: []float64{16, 8}, Mode: isochrone.ModeBands, Lines: true})
	near, far := out.Shapes[0], out.Shapes[1]
	if near.Over != 0 || near.Minutes != 8 || near.People["all"] != 6000 || math.Abs(near.StreetM-1066.67) > 0.1 {
		t.Errorf("the first band is %+v", near)
	}
	if far.Over != 8 || far.Minutes != 16 || far.People["all"] != 1000 || math.Abs(far.StreetM-933.33) > 0.1 || len(far.Shape) != 2 {
		t.Errorf("the second band has %d parts and is %+v", len(far.Shape), far)
	}
}

// A quay on either bank of a river 40 m wide, and a bridge 600 m to the east of
// the clinic: the far bank is covered where people come over the bridge, and
// nowhere else.
func TestTheFarBankOfARiver(t *testing.T) {
	c := asciicity.New(t, 20, `
		H------------------------------a---------------------+
		                               |
		~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~|~~~~~~~~~~~~~~~~~~~~~~~~~
		                               |
		~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~|~~~~~~~~~~~~~~~~~~~~~~~~~
		                               |
		+------------------------------b---------------------+
	`)
	shape := func(minutes float64) isochrone.Isochrone {
		return isochrones(t, c.Engine(), isochrone.Query{Facilities: []string{"H"}, Limits: []float64{minutes}}).Shapes[0]
	}
	nearBank := func(column float64) orb.Point { return c.Place(column, 1.5) }
	farBank := func(column float64) orb.Point { return c.Place(column, 5) }
	for _, minutes := range []float64{2, 5, 9, 10.5} {
		s := shape(minutes)
		for column := 0.0; column <= 20; column++ {
			if holds(s.Shape, farBank(column)) || holds(s.Shape, c.Place(column, 3)) {
				t.Errorf("%v minutes: the shape has the river or its far bank at column %v", minutes, column)
			}
		}
		if !holds(s.Shape, nearBank(4)) {
			t.Errorf("%v minutes: the near bank is missing", minutes)
		}
	}
	// b is 620 + 120 m away, 666 s; 5 columns to the west 90 s more.
	if s := shape(13); !holds(s.Shape, farBank(26)) || holds(s.Shape, farBank(15)) {
		t.Error("13 minutes do not lead over the bridge and 100 m along the far bank")
	}
}

// Uphill takes longer than downhill: who comes down to the clinic comes from
// farther away than who goes up from it gets.
func TestDirections(t *testing.T) {
	c := asciicity.New(t, 100, `
		H>>>>1---------+
	`)
	stairs := streets.Profile{ID: "stairs", Speed: 4_000_000, StairsUp: 4000, StairsDown: 1000}
	c.Profiles = []coverage.Profile{{Profile: stairs}}
	for direction, want := range map[isochrone.Direction]coverage.Amount{isochrone.DirectionTo: 2000, isochrone.DirectionFrom: 0} {
		got := isochrones(t, c.Engine(), isochrone.Query{Facilities: []string{"H"}, Limits: []float64{8}, Direction: direction, Scope: coverage.Scope{Profile: "stairs"}})
		if got.Shapes[0].People["all"] != want {
			t.Errorf("%s: %v people, want %v", direction, got.Shapes[0].People["all"], want)
		}
	}
}

func TestOriginsThatJoinNothing(t *testing.T) {
	c := asciicity.New(t, 100, `
		0----1----H----2----+


		          S

		                 +--+
	`)
	c.Extent = [4]float64{-10, -10, 40, 40}
	points := []orb.Point{c.Place(10, 0), c.Place(500, 0), c.Place(10, 30), c.Place(18, 5.2), c.Place(18, 4)}
	out := isochrones(t, c.Engine(), isochrone.Query{Points: points, Limits: []float64{8}})
	want := []isochrone.OriginReason{"", isochrone.OriginOutside, isochrone.OriginUnlinked, isochrone.OriginIsland, isochrone.OriginIsland}
	for i, o := range out.Origins {
		if o.Reason != want[i] {
			t.Errorf("point %d: %q, want %q", i, o.Reason, want[i])
		}
		if reached := o.Snapped != nil; out.Shapes[i].Reached != reached || reached != (len(out.Shapes[i].Shape) > 0) {
			t.Errorf("point %d: %+v %+v", i, o, out.Shapes[i])
		}
	}
	if out.Shapes[0].People["all"] != 6000 {
		t.Errorf("the point that joins the street has %v people", out.Shapes[0].People["all"])
	}
}

func TestIsochronesThatCannotBeAsked(t *testing.T) {
	c := asciicity.New(t, 100, longStreet)
	at := []orb.Point{c.Place(0, 0)}
	many := make([]orb.Point, isochrone.MaxOrigins+1)
	for _, test := range []struct {
		query isochrone.Query
		param string
		says  string
	}{
		{isochrone.Query{}, "origin", "points, or facilities, or a service"},
		{isochrone.Query{Points: at, Service: "clinic"}, "origin", "points, or facilities, or a service"},
		{isochrone.Query{Points: []orb.Point{{31, 121}}}, "point", "longitude first"},
		{isochrone.Query{Points: []orb.Point{{math.NaN(), 31}}}, "point", "longitude first"},
		{isochrone.Query{Points: many}, "merge", `"false": ask around at most 100`},
		{isochrone.Query{Points: many[:50], Limits: []float64{1, 2, 3, 4, 5}}, "merge", `"false": an answer has at most 240`},
		{isochrone.Query{Points: at, Limits: []float64{}}, "minutes", "at least one"},
		{isochrone.Query{Points: at, Limits: []float64{121}}, "minutes", "at most 120"},
		{isochrone.Query{Points: at, Limits: make([]float64, 25)}, "minutes", "at most 24"},
		{isochrone.Query{Points: at, Mode: "rings"}, "mode", "cumulative, bands"},
		{isochrone.Query{Points: at, Direction: "away"}, "direction", "to, from"},
		{isochrone.Query{Points: at, Scope: coverage.Scope{Profile: "robot"}}, "profile", "standard"},
		{isochrone.Query{Facilities: []string{"Z"}}, "facility", "known are H"},
		{isochrone.Query{Facilities: []string{"H", "H"}}, "facility", "twice"},
		{isochrone.Query{Service: "spaceport"}, "service", "clinic"},
	} {
		_, err := isochrone.Find(context.Background(), c.Engine(), test.query)
		var q *coverage.QueryError
		if !errors.As(err, &q) || q.Param != test.param || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%+v: %v, want %s: …%s…", test.query, err, test.param, test.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	c.Engine()
	cancel()
	if _, err := isochrone.Find(ctx, c.Engine(), isochrone.Query{Points: at}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Neither workers nor what was asked before change an answer.
func TestIsochronesAreTheSameEveryTime(t *testing.T) {
	var first *isochrone.Isochrones
	for _, workers := range []int{1, 4} {
		c := asciicity.New(t, 100, longStreet)
		c.Workers = workers
		q := isochrone.Query{Service: "clinic", Merge: true, Lines: true}
		for range 2 {
			got := isochrones(t, c.Engine(), q)
			if first == nil {
				first = got
			}
			if !reflect.DeepEqual(got, first) {
				t.Fatal("the answer differs: " + fmt.Sprint(got.Shapes[0].AreaM2, first.Shapes[0].AreaM2))
			}
			_ = isochrones(t, c.Engine(), isochrone.Query{Points: []orb.Point{c.Place(3, 1)}, Limits: []float64{40}})
		}
	}
}
