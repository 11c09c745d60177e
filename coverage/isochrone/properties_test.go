package isochrone_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/ground"
	"lifecircle/coverage/isochrone"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// asked draws a city with compounds, gates, steps and obstacles, and a question
// for isochrones around a point in it.
func asked(t *rapid.T) (*asciicity.City, isochrone.Query) {
	c, walk := asciicity.RandomWalks(t)
	r := asciicity.Chance(t)
	for i := range r.IntN(4) {
		o := asciicity.Obstacle{Kind: streets.ObstacleWater}
		for k := range 2 + r.IntN(3) {
			p := c.Place(28*r.Float64()-1, 16*r.Float64()-1)
			id := int64(100_000 + 10*i + k)
			c.Nodes = append(c.Nodes, asciicity.Node{ID: id, Lon: int32(math.Round(p[0] * 1e7)), Lat: int32(math.Round(p[1] * 1e7))})
			o.Nodes = append(o.Nodes, id)
		}
		c.Obstacles = append(c.Obstacles, o)
	}
	q := isochrone.Query{
		Scope:  coverage.Scope{Profile: walk.Profile, Private: walk.Private},
		Points: []orb.Point{c.Place(25*r.Float64(), 14*r.Float64())}, Limits: [][]float64{{5}, {1, 2, 3}, {0.5, 4, 9, 15}, {7, 7.1, 30}}[r.IntN(4)], Direction: rapid.SampledFrom([]isochrone.Direction{isochrone.DirectionTo, isochrone.DirectionFrom}).Draw(t, "direction"), Lines: true,
	}
	return c, q
}

func isochrones(t interface{ Fatalf(string, ...any) }, e *coverage.Engine, q isochrone.Query) *isochrone.Isochrones {
	out, err := isochrone.Find(context.Background(), e, q)
	if err != nil {
		t.Fatalf("isochrones: %v", err)
	}
	return out
}

// millisBetween is an oracle that shares no code with isochrones: the walk that
// is traced between a place on a street and an origin. It is nil where there is
// none, and false where the place would not start on that street.
func millisBetween(t *rapid.T, c *asciicity.City, q isochrone.Query, p orb.Point) (*int64, bool) {
	w := itinerary.Query{From: &p, To: &q.Points[0], Scope: coverage.Scope{Profile: q.Profile, Private: q.Private}}
	if q.Direction == isochrone.DirectionFrom {
		w.From, w.To = w.To, w.From
	}
	walk, err := itinerary.Find(context.Background(), c.Engine(), w)
	if err != nil {
		t.Fatalf("walking: %v", err)
	}
	if walk.Millis == nil {
		a := c.Network().Access(p)
		return nil, a.Linked && a.LegMM == 0 && c.Network().Segment(a.Segment).Use() == streets.UsePublic
	}
	leg := walk.Legs[0]
	if q.Direction == isochrone.DirectionFrom {
		leg = walk.Legs[len(walk.Legs)-1]
	}
	return walk.Millis, leg.Kind != itinerary.LegAccess || leg.LengthM < 0.02
}

func TestIsochronesHoldTheReachedStreets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := asked(t)
		out := isochrones(t, c.Engine(), q)
		n := c.Network()
		for s := range uint32(n.Segments()) {
			e := n.EdgeOf(s)
			first, _ := n.SegmentsOf(e)
			a, b := n.Point(n.NodeOf(e, s-first)), n.Point(n.NodeOf(e, s-first+1))
			for _, f := range []float64{0, 0.13, 0.5, 0.81} {
				p := geo.Between(a, b, f)
				ms, ok := millisBetween(t, c, q, p)
				if !ok || ms == nil {
					continue
				}
				for _, shape := range out.Shapes {
					if float64(*ms) <= 60_000*shape.Minutes && !holds(shape.Shape, p) {
						t.Fatalf("%v is reached in %d ms and is not in the shape of %v minutes", p, *ms, shape.Minutes)
					}
				}
			}
		}
	})
}

func TestIsochroneLinesAreCutAtTheLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := asked(t)
		for _, shape := range isochrones(t, c.Engine(), q).Shapes {
			for _, line := range shape.Lines {
				for i := 1; i < len(line); i++ {
					if geo.Distance(line[i-1], line[i]) < 3 {
						continue // too short to tell which side of a gate a place is on
					}
					for _, f := range []float64{0.001, 0.4, 0.999} { // a corner may be in a compound, or not
						p := geo.Between(line[i-1], line[i], f)
						ms, ok := millisBetween(t, c, q, p)
						// A centimetre of coordinates is 15 ms at the slowest pace, uphill more.
						if ok && (ms == nil || float64(*ms) > 60_000*shape.Minutes+150) {
							t.Fatalf("%v lies on the lines of %v minutes around %v and takes %v", p, shape.Minutes, q.Points, spoken(ms))
						}
					}
				}
			}
		}
	})
}

func holds(shape orb.MultiPolygon, p orb.Point) bool {
	return len(geo.NewPolygonIndex([]orb.MultiPolygon{shape}).Locate(p)) > 0
}

func TestIsochronesAreValidNestedAndNearTheirStreets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := asked(t)
		out := isochrones(t, c.Engine(), q)
		var before isochrone.Isochrone
		for _, shape := range out.Shapes {
			if err := expect.Shape(shape.Shape).Validate(); err != nil {
				t.Fatalf("the shape of %v minutes: %v", shape.Minutes, err)
			}
			if len(shape.Shape) == 0 != (len(shape.Lines) == 0) {
				t.Fatalf("%d lines and %d polygons", len(shape.Lines), len(shape.Shape))
			}
			if rest, err := geom.Difference(expect.Shape(before.Shape).AsGeometry(), expect.Shape(shape.Shape).AsGeometry()); err != nil || rest.Area() > 0 {
				t.Fatalf("the shape of %v minutes is not within that of %v: %v %v", before.Minutes, shape.Minutes, rest.AsText(), err)
			}
			for _, polygon := range shape.Shape {
				for _, ring := range polygon {
					for _, p := range ring {
						nearAndSeen(t, c, shape, p, out.Resolution)
					}
				}
			}
			before = shape
		}
		bands := q
		bands.Mode = isochrone.ModeBands
		sum := 0.0
		for i, band := range isochrones(t, c.Engine(), bands).Shapes {
			if err := expect.Shape(band.Shape).Validate(); err != nil {
				t.Fatalf("the band to %v minutes: %v", band.Minutes, err)
			}
			if sum += band.AreaM2; math.Abs(sum-out.Shapes[i].AreaM2) > 1 {
				t.Fatalf("bands to %v minutes have %v m², the whole has %v", band.Minutes, sum, out.Shapes[i].AreaM2)
			}
		}
	})
}

// nearAndSeen fails where a corner of a shape is far from every reached street,
// or an obstacle lies between it and all of those near.
func nearAndSeen(t *rapid.T, c *asciicity.City, shape isochrone.Isochrone, p orb.Point, resolution float64) {
	plane := geo.PlaneAt(p)
	nearest := math.Inf(1)
	for _, line := range shape.Lines {
		for i := 1; i < len(line); i++ {
			_, squared := plane.Project(line[i-1], line[i])
			nearest = min(nearest, math.Sqrt(squared))
			if squared > (ground.Most+resolution)*(ground.Most+resolution) {
				continue
			}
			for f := 0.0; f <= 1; f += 0.01 {
				if len(c.Network().Crossed(geo.Between(line[i-1], line[i], f), p)) == 0 {
					return
				}
			}
		}
	}
	if nearest > ground.Most+resolution {
		t.Fatalf("corner %v of %v minutes is %v m from a reached street", p, shape.Minutes, nearest)
	}
	if nearest > 2.5*resolution { // a corner that holds a street along a wall
		t.Fatalf("corner %v of %v minutes lies behind an obstacle, %v m from a reached street", p, shape.Minutes, nearest)
	}
}

// Merged isochrones of a service are its coverage: the same people, in every
// setting and in bands as well.
func TestIsochronePeopleAreThoseOfCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, walk := asciicity.RandomWalks(t)
		private := []streets.Private{walk.Private}
		if walk.Private == "" {
			private = nil
		}
		minutes := []float64{2, 6, 15}
		whole := isochrones(t, c.Engine(), isochrone.Query{Service: "clinic", Merge: true, Limits: minutes, Scope: coverage.Scope{Profile: walk.Profile, Private: walk.Private}})
		bands := isochrones(t, c.Engine(), isochrone.Query{Service: "clinic", Merge: true, Limits: minutes, Mode: isochrone.ModeBands, Scope: coverage.Scope{Profile: walk.Profile, Private: walk.Private}})
		sum := coverage.Amount(0)
		for i, m := range minutes {
			row := c.Row(coverage.Query{Services: []string{"clinic"}, Limits: []float64{m}, Treatments: private, Scope: coverage.Scope{Profile: walk.Profile}})
			covered := coverage.Amount(0)
			if row.Covered != nil {
				covered = *row.Covered
			}
			sum += bands.Shapes[i].People["all"]
			if got := whole.Shapes[i].People["all"]; got != covered || sum != covered {
				t.Fatalf("%v minutes: %d people, %d in bands, %d covered", m, got, sum, covered)
			}
		}
	})
}

func spoken(ms *int64) string {
	if ms == nil {
		return "for ever"
	}
	return fmt.Sprint(*ms, " ms")
}
