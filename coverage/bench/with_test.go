// Package bench_test times edits of a city in memory: what it takes until the
// rows of a district are there, beside searching the service anew.
package bench_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/gridcity"
)

// million is a city of a million street nodes, 2,000 clinics, 100,000 places of
// demand and 400 districts, opened and asked once.
var million = sync.OnceValue(func() *coverage.Engine {
	c := gridcity.New(1000, 1)
	b := streets.NewBuilder(streets.Standard)
	for id, nodes := range c.Ways() {
		b.AddWay(id, streets.ClassResidential, "", nodes)
	}
	b.FreezeNodes()
	for n := range c.Nodes() {
		b.PlaceNode(n.ID, n.Lon, n.Lat)
	}
	n, _, err := b.Build(context.Background())
	if err != nil {
		panic(err)
	}
	city := &coverage.City{Name: "grid", Streets: n, Services: []coverage.Service{{ID: "clinic", Minutes: 15, Target: 850_000}}}
	for i, p := range c.Pick(2000, 1) {
		at := orb.Point{float64(p.Lon) / 1e7, float64(p.Lat) / 1e7}
		city.Facilities = append(city.Facilities, coverage.Facility{
			ID: fmt.Sprintf("f%04d", i), Point: at, Services: []string{"clinic"}, Access: n.Link(at),
		})
	}
	d := &city.Demand
	d.Groups = map[string][]coverage.Amount{}
	for h := range c.Homes(100_000, 1) {
		at := orb.Point{float64(h.Lon) / 1e7, float64(h.Lat) / 1e7}
		d.ID, d.Point, d.Access = append(d.ID, fmt.Sprint("h", len(d.ID))), append(d.Point, at), append(d.Access, n.Link(at))
		d.Groups["all"] = append(d.Groups["all"], coverage.Amount(h.People)*1000)
	}
	city.Districts = districts(d.Point, 20)
	e, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		panic(err)
	}
	if _, err := e.Rows(context.Background(), coverage.Query{}); err != nil {
		panic(err)
	}
	return e
})

// districts cuts the box of some points into squares, so many a side.
func districts(points []orb.Point, side int) []coverage.District {
	box := orb.MultiPoint(points).Bound()
	width, height := (box.Max[0]-box.Min[0])/float64(side), (box.Max[1]-box.Min[1])/float64(side)
	var out []coverage.District
	for i := range side * side {
		west, south := box.Min[0]+float64(i%side)*width, box.Min[1]+float64(i/side)*height
		out = append(out, coverage.District{Code: fmt.Sprintf("d%03d", i), Level: 1, Polygon: orb.MultiPolygon{
			orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{west + width, south + height}}.ToPolygon(),
		}})
	}
	return out
}

// timed runs edits one after the other, each of the city as it was, and asks for
// the rows of the district at the middle of what it changes.
func timed(b *testing.B, edit func(r *rand.Rand, city *coverage.City) (coverage.Edit, string)) {
	ctx, base := context.Background(), million()
	r := rand.New(rand.NewPCG(1, 2))
	var each []time.Duration
	touched := 0
	ask := func() {
		change, district := edit(r, base.City())
		before := time.Now()
		e, err := base.With(ctx, change)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.Rows(ctx, coverage.Query{District: &district}); err != nil {
			b.Fatal(err)
		}
		each = append(each, time.Since(before))
		touched += e.Touched()
	}
	ask() // what is found once and kept
	each, touched = nil, 0
	for b.Loop() {
		ask()
	}
	slices.Sort(each)
	b.ReportMetric(float64(each[len(each)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(each[len(each)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(touched)/float64(len(each)), "touched/op")
}

func any(r *rand.Rand, city *coverage.City) coverage.Facility {
	return city.Facilities[r.IntN(len(city.Facilities))]
}

// at returns a place of demand's point and its district.
func at(r *rand.Rand, city *coverage.City) orb.Point {
	return city.Demand.Point[r.IntN(city.Demand.Len())]
}

func districtOf(city *coverage.City, p orb.Point) string {
	for _, d := range city.Districts {
		if d.Polygon.Bound().Contains(p) {
			return d.Code
		}
	}
	return city.Districts[0].Code
}

// BenchmarkEdit is With and the rows of a district: to be held against Search.
func BenchmarkEdit(b *testing.B) { // go test -bench Edit ./coverage/bench
	b.Run("edit=add", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			p := at(r, city)
			f := coverage.Facility{ID: "new", Point: p, Services: []string{"clinic"}}
			return coverage.Edit{Facilities: []coverage.Facility{f}}, districtOf(city, p)
		})
	})
	b.Run("edit=close", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			f := any(r, city)
			f.Status = coverage.StatusClosed
			return coverage.Edit{Facilities: []coverage.Facility{f}}, districtOf(city, f.Point)
		})
	})
	b.Run("edit=move", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			f := any(r, city)
			f.Point = at(r, city)
			return coverage.Edit{Facilities: []coverage.Facility{f}}, districtOf(city, f.Point)
		})
	})
	b.Run("edit=link", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			p := city.Streets.Link(at(r, city)).At
			q := city.Streets.Link(orb.Point{p[0] + 0.001, p[1] + 0.001}).At
			link := streets.Link{ID: "new", Kind: streets.Kind{Class: streets.ClassFootway}, Line: []orb.Point{p, q}}
			return coverage.Edit{Streets: []streets.Edit{{Open: &link}}}, districtOf(city, p)
		})
	})
	b.Run("edit=close-link", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			a := city.Streets.Link(at(r, city))
			piece := streets.Piece{Way: city.Streets.Street(a.Segment).Way, Near: a.At}
			return coverage.Edit{Streets: []streets.Edit{{Close: &piece}}}, districtOf(city, a.At)
		})
	})
}

// BenchmarkSearch opens the city and asks for all of it.
func BenchmarkSearch(b *testing.B) { // go test -bench Search ./coverage/bench
	base := million()
	for b.Loop() {
		e, err := coverage.Open(context.Background(), base.City(), coverage.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer() // places and districts are found once
		b.StartTimer()
		if _, err := e.Rows(context.Background(), coverage.Query{}); err != nil {
			b.Fatal(err)
		}
	}
}
