package coverage_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/gridtown"
)

// million is a city of a million street nodes and 2,000 clinics, asked once.
var million = sync.OnceValue(func() *coverage.Engine {
	e, err := gridtown.Million(context.Background())
	if err == nil {
		_, err = e.Rows(context.Background(), coverage.Query{})
	}
	if err != nil {
		panic(err)
	}
	return e
})

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
		if _, err := e.Rows(ctx, coverage.Query{Scope: coverage.Scope{District: &district}}); err != nil {
			b.Fatal(err)
		}
		each = append(each, time.Since(before))
		touched += e.Visited()
	}
	ask() // what is found once and kept
	each, touched = nil, 0
	for b.Loop() {
		ask()
	}
	gridtown.Report(b, each)
	b.ReportMetric(float64(touched)/float64(len(each)), "touched/op")
}

func someClinic(r *rand.Rand, city *coverage.City) coverage.Facility {
	return city.Facilities[r.IntN(len(city.Facilities))]
}

// someHome returns a place of demand's point and its district.
func someHome(r *rand.Rand, city *coverage.City) orb.Point {
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

// BenchmarkEdit is With and the rows of a district: to be held against Anew.
func BenchmarkEdit(b *testing.B) { // go test -bench Edit ./coverage
	b.Run("edit=add", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			p := someHome(r, city)
			f := coverage.Facility{ID: "new", Point: p, Services: []string{"clinic"}}
			return coverage.Edit{Facilities: []coverage.Facility{f}}, districtOf(city, p)
		})
	})
	b.Run("edit=close", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			f := someClinic(r, city)
			f.Status = coverage.StatusClosed
			return coverage.Edit{Facilities: []coverage.Facility{f}}, districtOf(city, f.Point)
		})
	})
	b.Run("edit=move", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			f := someClinic(r, city)
			f.Point = someHome(r, city)
			return coverage.Edit{Facilities: []coverage.Facility{f}}, districtOf(city, f.Point)
		})
	})
	b.Run("edit=link", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			p := city.Streets.Access(someHome(r, city)).At
			q := city.Streets.Access(orb.Point{p[0] + 0.001, p[1] + 0.001}).At
			link := streets.Link{ID: "new", Kind: streets.Kind{Class: streets.ClassFootway}, Line: []orb.Point{p, q}}
			return coverage.Edit{Streets: []streets.Edit{{Open: &link}}}, districtOf(city, p)
		})
	})
	b.Run("edit=close-link", func(b *testing.B) {
		timed(b, func(r *rand.Rand, city *coverage.City) (coverage.Edit, string) {
			a := city.Streets.Access(someHome(r, city))
			piece := streets.Piece{Way: city.Streets.Street(a.Segment).Way, Near: a.At}
			return coverage.Edit{Streets: []streets.Edit{{Close: &piece}}}, districtOf(city, a.At)
		})
	})
}

// BenchmarkAnew computes the service anew on the city that is open: a limit longer
// by a blink each time, so that no walk that is kept will do.
func BenchmarkAnew(b *testing.B) { // go test -bench Anew ./coverage
	base, district := million(), "d210"
	minutes := 15.0
	for b.Loop() {
		minutes += 0.0001
		if _, err := base.Rows(context.Background(), coverage.Query{Limits: []float64{minutes}, Scope: coverage.Scope{District: &district}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkThousand holds a thousand cities open, each with one more clinic and
// its rows asked, and says what each costs in memory.
func BenchmarkThousand(b *testing.B) { // go test -bench Thousand -benchtime 1x ./coverage
	ctx, base := context.Background(), million()
	r := rand.New(rand.NewPCG(1, 2))
	heap := func() float64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	for b.Loop() {
		before := heap()
		var open []*coverage.Engine
		for range 1000 {
			f := coverage.Facility{ID: "new", Point: someHome(r, base.City()), Services: []string{"clinic"}}
			e, err := base.With(ctx, coverage.Edit{Facilities: []coverage.Facility{f}})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := e.Rows(ctx, coverage.Query{}); err != nil {
				b.Fatal(err)
			}
			open = append(open, e)
		}
		b.ReportMetric((heap()-before)/float64(len(open)), "B/scenario")
		runtime.KeepAlive(open)
	}
}
