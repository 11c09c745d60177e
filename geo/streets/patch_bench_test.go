package streets_test

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/gridcity"
	"lifecircle/internal/testcity/sketch"
)

// BenchmarkPatch adds and closes a street in cities that differ in size alone: it
// costs the same in both.
func BenchmarkPatch(b *testing.B) { // go test -bench Patch ./geo/streets
	for _, side := range sketch.Sides {
		c := gridcity.New(side, 1)
		n := sketch.Grid(b, c)
		w := n.Under(streets.Standard)
		picked := c.Pick(1000, 7)
		at := func(i int) orb.Point {
			v := picked[i%len(picked)]
			return orb.Point{float64(v.Lon) / 1e7, float64(v.Lat) / 1e7}
		}
		bench := func(name string, edit func(i int) streets.Edit) {
			b.Run(fmt.Sprintf("city=grid%d/%s", side, name), func(b *testing.B) {
				b.ReportAllocs()
				made, i := 0, 0
				for b.Loop() {
					i++
					if patched, err := n.Patch([]streets.Edit{edit(i)}); err == nil {
						w.Patch(patched)
						made++
					}
				}
				b.ReportMetric(float64(made)/float64(i), "made/op")
			})
		}
		bench("open", func(i int) streets.Edit {
			p := at(i)
			return streets.Edit{Open: &streets.Link{ID: "bridge", Line: []orb.Point{p, {p[0] + 0.0012, p[1] + 0.0007}}}}
		})
		bench("close", func(i int) streets.Edit {
			p := at(i)
			a := n.Access(p)
			return streets.Edit{Close: &streets.Piece{Way: n.Street(a.Segment).Way, Near: p}}
		})
		bench("close=all", func(i int) streets.Edit {
			a := n.Access(at(i))
			return streets.Edit{Close: &streets.Piece{Way: n.Street(a.Segment).Way, All: true}}
		})
		var many []streets.Edit
		for i := range 100 {
			p := at(i)
			many = append(many, streets.Edit{Open: &streets.Link{ID: fmt.Sprint("bridge", i), Line: []orb.Point{p, {p[0] + 0.0012, p[1] + 0.0007}}}})
		}
		patched := n
		for _, e := range many {
			if next, err := patched.Patch([]streets.Edit{e}); err == nil {
				patched = next
			}
		}
		b.Run(fmt.Sprintf("city=grid%d/behind=%d", side, len(patched.Links())), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				p := at(i)
				next, err := patched.Patch([]streets.Edit{{Open: &streets.Link{ID: "one more", Line: []orb.Point{p, {p[0] + 0.0012, p[1] + 0.0007}}}}})
				if err == nil {
					w.Patch(next)
				}
			}
		})
	}
}

// BenchmarkFlatten lays a city with some links out anew: a pass over all of it.
func BenchmarkFlatten(b *testing.B) { // go test -bench Flatten ./geo/streets
	for _, side := range sketch.Sides {
		c := gridcity.New(side, 1)
		patched := sketch.Grid(b, c)
		for i, v := range c.Pick(20, 7) {
			p := orb.Point{float64(v.Lon) / 1e7, float64(v.Lat) / 1e7}
			link := streets.Link{ID: fmt.Sprint("bridge", i), Line: []orb.Point{p, {p[0] + 0.0012, p[1] + 0.0007}}}
			if next, err := patched.Patch([]streets.Edit{{Open: &link}}); err == nil {
				patched = next
			}
		}
		b.Run(fmt.Sprintf("city=grid%d", side), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := patched.Flatten(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
