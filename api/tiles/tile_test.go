package tiles_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"lifecircle/api/tiles"
	"lifecircle/coverage/layers"
)

// Every layer of a city comes out of its tiles as it went in: each zoom has as
// many features and pieces as are stated, and the greatest has all, with every
// value.
func TestTilesHoldTheLayer(t *testing.T) {
	engine := town(t)
	all, err := engine.Layers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, layer := range all {
		t.Run(string(layer.ID), func(t *testing.T) {
			x := index(t, engine, layer)
			counts := counted(t, x)
			for _, c := range counts {
				found, pieces := map[float64]map[string]any{}, 0
				for _, tile := range decoded(t, x, c.Zoom) {
					if tile.layer.Name != string(layer.ID) {
						t.Fatalf("the tile's layer is %q", tile.layer.Name)
					}
					for _, f := range tile.layer.Features {
						pieces++
						found[f.ID.(float64)] = map[string]any(f.Properties)
					}
				}
				if len(found) != c.Features || pieces != c.Pieces {
					t.Errorf("zoom %d has %d features in %d pieces, stated are %d in %d", c.Zoom, len(found), pieces, c.Features, c.Pieces)
				}
				if c.Zoom != counts[len(counts)-1].Zoom {
					continue
				}
				number := 0.0
				for f, err := range engine.Features(context.Background(), layer.ID, 0) {
					if err != nil {
						t.Fatal(err)
					}
					number++
					if diff := cmp.Diff(properties(layer, f), found[number]); diff != "" {
						t.Errorf("%s: %s", f.ID, diff)
					}
				}
				if number != float64(c.Features) {
					t.Errorf("the greatest zoom has %d of %.0f", c.Features, number)
				}
			}
		})
	}
}

// properties are what orb decodes of a feature: numbers as float64, no nulls.
func properties(layer layers.Layer, f layers.Feature) map[string]any {
	out := map[string]any{"id": f.ID}
	for i, c := range layer.Columns {
		switch v := f.Values[i].(type) {
		case nil:
			delete(out, c.Name)
		case int64:
			out[c.Name] = float64(v)
		default:
			out[c.Name] = v
		}
	}
	return out
}

// hexagon is an area that a place of demand could have.
func hexagon(middle orb.Point, radius float64) orb.Geometry {
	var r orb.Ring
	for k := range 6 {
		angle := float64(k) * math.Pi / 3
		r = append(r, orb.Point{middle[0] + radius*math.Cos(angle), middle[1] + radius*math.Sin(angle)*0.86})
	}
	return orb.Polygon{append(r, r[0])}
}

var people = []layers.Column{{Name: "id", Kind: layers.ColumnText}, {Name: "people_all", Kind: layers.ColumnReal}}

// hexagons is a field of n × n touching cells around 31° N 121° E, the people of
// each told by count.
func hexagons(n int, step float64, count func(i int) any) *made {
	var shapes []orb.Geometry
	for row := range n {
		for column := range n {
			shapes = append(shapes, hexagon(orb.Point{121 + step*1.5*float64(column), 31 + step*1.5*float64(row)}, step))
		}
	}
	return layerOf(layers.Cells, layers.GeometryPolygon, people, shapes, func(i int) []any {
		return []any{fmt.Sprintf("c%d", i), count(i)}
	})
}

// Four cells in one pixel: the one with most people stands for them, drawn as the
// pixel; two of them as many: the first; nobody knows: the last.
func TestOneOfAPixelIsKept(t *testing.T) {
	for _, c := range []struct {
		name   string
		people []any
		want   string
	}{
		{"the one with most people", []any{1.0, 9.0, 2.0, 3.0}, "c1"},
		{"the first of equals", []any{1.0, 7.0, 7.0, 7.0}, "c1"},
		{"one that is counted before one that is not", []any{nil, nil, 0.0, nil}, "c2"},
		{"the first where nobody is counted", []any{nil, nil, nil, nil}, "c0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := hexagons(2, 0.001, func(i int) any { return c.people[i] })
			x := index(t, m, m.layer)
			const zoom = 5 // a pixel is 0.04°
			all := decoded(t, x, zoom)
			if len(all) != 1 || len(all[0].layer.Features) != 1 {
				t.Fatalf("%d tiles are not empty", len(all))
			}
			f := all[0].layer.Features[0]
			if f.Properties["id"] != c.want {
				t.Errorf("%v is kept, want %s", f.Properties["id"], c.want)
			}
			if b := f.Geometry.Bound(); planar.Area(f.Geometry) != 256 || math.Mod(b.Min[0], 16) != 0 || math.Mod(b.Min[1], 16) != 0 {
				t.Errorf("it is drawn as %v, want a pixel", f.Geometry)
			}
			if counts := counted(t, x); counts[zoom].Features != 1 || counts[14].Features != 4 {
				t.Errorf("stated are %v", counts)
			}
		})
	}
}

// A line of many corners keeps within the tolerance of the greatest zoom's.
func TestLinesArePlainer(t *testing.T) {
	var line orb.LineString
	for i := range 2000 {
		line = append(line, orb.Point{121 + float64(i)*1e-5, 31 + 2e-5*math.Sin(float64(i)/3)})
	}
	m := layerOf(layers.Streets, layers.GeometryLine, nil, []orb.Geometry{line}, nil)
	x := index(t, m, m.layer)
	corners := map[int]int{}
	for _, z := range []int{11, 12, 13, 14} {
		for _, tile := range decoded(t, x, z) {
			g := tile.layer.Features[0].Geometry
			if l, ok := g.(orb.LineString); ok {
				corners[z] += len(l)
			}
		}
	}
	if corners[11] >= corners[14]/20 || corners[14] < 400 {
		t.Errorf("corners by zoom: %v", corners)
	}
}

// The same tiles come out of any index of the layer, in any order, from many
// goroutines at once.
func TestSameBytes(t *testing.T) {
	m := hexagons(40, 0.002, func(i int) any { return float64(i * 7919 % 101) })
	type key struct {
		z    int
		x, y uint32
	}
	var keys []key
	want := map[key][]byte{}
	first := index(t, m, m.layer)
	for _, z := range []int{0, 7, 10, 12, 14} {
		s := tilesOf(m.layer.Bound, z)
		for ty := s.north; ty <= s.south; ty++ {
			for tx := s.west; tx <= s.east; tx++ {
				k := key{z, tx, ty}
				keys = append(keys, k)
				want[k] = first.Tile(z, tx, ty)
			}
		}
	}
	second := index(t, m, m.layer)
	slices.Reverse(keys)
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Go(func() {
			for i := range keys {
				k := keys[(i+w*len(keys)/4)%len(keys)]
				if !bytes.Equal(second.Tile(k.z, k.x, k.y), want[k]) {
					t.Errorf("tile %v has other bytes", k)
				}
			}
		})
	}
	wait.Wait()
}

// No shapes, no values, odd numbers: nothing of it stops a tile.
func TestOddFeatures(t *testing.T) {
	shapes := []orb.Geometry{orb.Point{121, 31}, nil, orb.MultiPoint{}, orb.MultiPoint{{121, 31}, {121.0001, 31}}, orb.Point{121, 89}}
	columns := []layers.Column{{Name: "v", Kind: layers.ColumnReal}}
	m := layerOf(layers.Facilities, layers.GeometryPoint, columns, shapes, func(i int) []any {
		return []any{[]any{math.NaN(), 1.0, 1.0, 1.0, math.Inf(1)}[i]}
	})
	x := index(t, m, m.layer)
	if x.Len() != 3 {
		t.Errorf("%d features have a geometry, want 3", x.Len())
	}
	var got []string
	for _, tile := range decoded(t, x, 14) {
		for _, f := range tile.layer.Features {
			got = append(got, fmt.Sprint(f.Properties["id"], f.Properties["v"]))
		}
	}
	if want := []string{"f000004<nil>", "f000000<nil>", "f0000031"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOpenStopsWithItsContext(t *testing.T) {
	m := hexagons(3, 0.002, func(int) any { return nil })
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := tiles.Open(ctx, m, m.layer); err == nil {
		t.Error("opened though nobody waits")
	}
}
