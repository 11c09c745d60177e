package raster_test

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/data/raster"
	"lifecircle/internal/testcity/realdata"
)

// The files of testdata are written by libtiff: testdata/generate.py. Their 37 ×
// 29 cells start in the corner 121° E 32° N and are 0.01° wide and 0.02° high.
const columns, rows = 37, 29

func written(x, y int) float64 { return 100 + 3*float64(x) - 2*float64(y) + float64((x*7+y*13)%11)/2 }

func centre(x, y int) orb.Point {
	return orb.Point{121 + 0.01*(float64(x)+0.5), 32 - 0.02*(float64(y)+0.5)}
}

func TestFilesOfLibtiff(t *testing.T) {
	files, err := filepath.Glob("testdata/*.tif")
	if err != nil || len(files) != 9 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			r, err := raster.Open(file, filepath.Base(file))
			if err != nil {
				t.Fatal(err)
			}
			whole := filepath.Base(file)[0] != 'f'
			for y := range rows {
				for x := range columns {
					want := written(x, y)
					if whole {
						want = math.Floor(want)
					}
					got, ok := r.Height(centre(x, y))
					if x == 20 && y == 10 { // the one cell that is a void
						if ok {
							t.Errorf("the void is %g m", got)
						}
					} else if !ok || math.Abs(got-want) > 1e-9 {
						t.Fatalf("column %d row %d: %g, %v; want %g", x, y, got, ok, want)
					}
				}
			}
			b := r.Bound()
			for i, want := range []float64{121, 32 - 0.02*rows, 121 + 0.01*columns, 32} {
				if got := []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}[i]; math.Abs(got-want) > 1e-9 {
					t.Errorf("bound %v", b)
				}
			}
			if voids, cells := r.Voids(b); voids != 1 || cells != columns*rows {
				t.Errorf("%d voids of %d cells", voids, cells)
			}
		})
	}
}

// The heights of one cell are 10, 20 / 30, void, at 0.5…1.5° E and 1.5…0.5° N.
func TestBilinear(t *testing.T) {
	r := small(t, 2, 2, 10, 20, 30, -9999)
	for name, c := range map[string]struct {
		x, y, want float64
		ok         bool
	}{
		"a centre":                      {0.5, 1.5, 10, true},
		"between two":                   {1, 1.5, 15, true},
		"a quarter of the way":          {0.75, 1.5, 12.5, true},
		"the middle of three and void":  {1, 1, 20, true},
		"nearer to the void, half left": {1.5, 1, 20, true},
		"most of it void":               {1.25, 0.75, 0, false},
		"the void":                      {1.5, 0.5, 0, false},
		"the corner of the grid":        {0, 2, 10, true},
		"the edge":                      {2, 1.5, 20, true},
		"west of it":                    {-0.001, 1.5, 0, false},
		"north of it":                   {0.5, 2.001, 0, false},
		"nowhere":                       {math.NaN(), 1, 0, false},
		"far away":                      {math.Inf(1), 1, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := r.Height(orb.Point{c.x, c.y})
			if ok != c.ok || math.Abs(got-c.want) > 1e-12 {
				t.Errorf("%g, %v; want %g, %v", got, ok, c.want, c.ok)
			}
		})
	}
}

// A plane is a plane between the centres, whichever way the grid is turned.
func TestBilinearIsExactOnPlanes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(-5, 5).Draw(t, "a")
		b := rapid.Float64Range(-5, 5).Draw(t, "b")
		turn := rapid.Float64Range(0, 2*math.Pi).Draw(t, "turn")
		f := newTIFF(7, 5)
		sin, cos := math.Sincos(turn)
		delete(f.tags, 33550)
		delete(f.tags, 33922)
		f.doubles(34264, 0.01*cos, -0.01*sin, 0, 8, 0.01*sin, 0.01*cos, 0, 47, 0, 0, 0, 0, 0, 0, 0, 1)
		for i := range f.cells {
			f.cells[i] = float32(a*float64(i%7) + b*float64(i/7))
		}
		r, err := raster.Read(f.bytes(), "t.tif", 1000)
		if err != nil {
			t.Fatal(err)
		}
		x := rapid.Float64Range(0.5, 6.5).Draw(t, "x")
		y := rapid.Float64Range(0.5, 4.5).Draw(t, "y")
		p := orb.Point{0.01*(x*cos-y*sin) + 8, 0.01*(x*sin+y*cos) + 47}
		got, ok := r.Height(p)
		if want := a*(x-0.5) + b*(y-0.5); !ok || math.Abs(got-want) > 1e-4 {
			t.Errorf("%g, %v; want %g", got, ok, want)
		}
	})
}

func TestPixelIsPoint(t *testing.T) {
	f := newTIFF(2, 1)
	f.shorts(34735, 1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 2, 2048, 0, 1, 4490)
	f.cells = []float32{1, 3}
	r, err := raster.Read(f.bytes(), "t.tif", 10)
	if err != nil {
		t.Fatal(err)
	}
	if h, ok := r.Height(orb.Point{0, 1}); !ok || h != 1 {
		t.Errorf("%g, %v where the tiepoint is the first cell's centre", h, ok)
	}
}

func TestNumbersThatAreNoHeights(t *testing.T) {
	for _, v := range []float32{-9999, -32768, -32767, 9001, float32(math.NaN()), float32(math.Inf(1)), -3.4028235e38} {
		if h, ok := small(t, 1, 1, v).Height(orb.Point{0.5, 0.5}); ok {
			t.Errorf("%g was taken as %g m", v, h)
		}
	}
	for _, v := range []float32{-430, 0, 8849} {
		if h, ok := small(t, 1, 1, v).Height(orb.Point{0.5, 0.5}); !ok || h != float64(v) {
			t.Errorf("%g was taken as %g, %v", v, h, ok)
		}
	}
	f := newTIFF(1, 1)
	f.cells = []float32{0}
	f.ascii(42113, "0 ")
	if r, err := raster.Read(f.bytes(), "t.tif", 10); err != nil {
		t.Error(err)
	} else if _, ok := r.Height(orb.Point{0.5, 0.5}); ok {
		t.Error("a zero that the file calls void was taken")
	}
}

func TestTerrainAsksInOrder(t *testing.T) {
	first, second := small(t, 2, 1, 5, -9999), small(t, 3, 1, 7, 7, 7)
	terrain := raster.Terrain{first, second}
	for x, want := range map[float64]float64{0.5: 5, 1.6: 7, 2.5: 7} {
		if h, ok := terrain.Height(orb.Point{x, 0.5}); !ok || h != want {
			t.Errorf("%g°: %g, %v; want %g", x, h, ok, want)
		}
	}
	if _, ok := terrain.Height(orb.Point{3.5, 0.5}); ok {
		t.Error("nobody's ground has a height")
	}
	box := func(west, east float64) orb.Bound { return orb.Bound{Min: orb.Point{west, 0}, Max: orb.Point{east, 1}} }
	for _, c := range []struct{ west, east, want float64 }{{0, 3, 1}, {0, 6, 0.5}, {3.5, 4, 0}, {1, 1, 1}} {
		if got := terrain.Cover(box(c.west, c.east)); got != c.want {
			t.Errorf("%g–%g°: %g; want %g", c.west, c.east, got, c.want)
		}
	}
	if got := first.Cover(box(0, 2)); got != 0.5 {
		t.Errorf("half of it is void: %g", got)
	}
	if got := (raster.Terrain{}).Cover(box(0, 1)); got != 0 {
		t.Errorf("no files cover %g", got)
	}
}

func TestHGT(t *testing.T) {
	const side = 1201
	data := make([]byte, 2*side*side)
	for y := range side {
		for x := range side {
			h := x + y
			if x == 600 && y == 600 {
				h = -32768
			}
			binary.BigEndian.PutUint16(data[2*(y*side+x):], uint16(h))
		}
	}
	path := filepath.Join(t.TempDir(), "any")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, corner := range map[string]orb.Point{
		"dem/N31E121.hgt": {121, 31}, "s31w052.HGT": {-52, -31}, "N00E000.SRTMGL3.hgt": {0, 0},
	} {
		r, err := raster.Open(path, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			x, y, want float64
			ok         bool
		}{{0, 1, 0, true}, {1, 1, 1200, true}, {0.25, 1, 300, true}, {0.25, 0.9, 420, true}, {0.5, 0.5, 0, false}, {0, 1.01, 0, false}} {
			h, ok := r.Height(orb.Point{corner[0] + c.x, corner[1] + c.y})
			if ok != c.ok || math.Abs(h-c.want) > 1e-6 {
				t.Errorf("%s at %g, %g: %g, %v; want %g, %v", name, c.x, c.y, h, ok, c.want, c.ok)
			}
		}
		// 3″ of a meridian; of a parallel they are shorter.
		if grain := r.Resolution(); math.Abs(grain-92.66) > 0.01 {
			t.Errorf("%s: heights %g m apart", name, grain)
		}
		if voids, cells := r.Voids(r.Bound()); voids != 1 || cells != side*side {
			t.Errorf("%d voids of %d cells", voids, cells)
		}
	}
}

// The figures are the file's own bytes, read by hand: 8 bits a cell, whole rows.
func TestPortoAlegre(t *testing.T) {
	path := realdata.Path(t, "porto-alegre", "elevation.tif")
	r, err := raster.Open(path, "elevation.tif")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const width, height, first = 413, 403, 542
	const degree = 1.0 / 3600
	if grain := (raster.Terrain{r}).Resolution(); math.Abs(grain-30.89) > 0.01 {
		t.Errorf("heights %g m apart", grain)
	}
	most := 0.0
	for y := 0; y < height; y += 13 {
		for x := 0; x < width; x += 7 {
			h, ok := r.Height(orb.Point{-51.254861111 + degree*(float64(x)+0.5), -29.997638889 - degree*(float64(y)+0.5)})
			if want := float64(data[first+y*width+x]); !ok || math.Abs(h-want) > 0.01 {
				t.Fatalf("column %d row %d: %g, %v; want %g", x, y, h, ok, want)
			}
			most = max(most, h)
		}
	}
	if most < 100 { // the city's hills
		t.Errorf("the highest is %g m", most)
	}
}
