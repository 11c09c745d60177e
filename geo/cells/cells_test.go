package cells_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo"
	"lifecircle/geo/cells"
)

const portoAlegre = 0x89a9012124fffff

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       uint64
	}{
		{"a cell", "89a9012124fffff", portoAlegre},
		{"in capitals", "89A9012124FFFFF", portoAlegre},
		{"empty", "", 0},
		{"a word", "Centro", 0},
		{"a digit short", "89a9012124ffff", 0},
		{"a digit of a deleted subsequence", "89a9012124ff0ff", 0},
		{"an edge", "119a9012124fffff", 0},
		{"a sign", "+9a9012124fffff", 0},
		{"underscores", "89a9_12124fffff", 0},
		{"decimal", "617700169958293503", 0},
		{"all ones", "fffffffffffffff", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := cells.Parse(c.text)
			if got != c.want || (err == nil) != (c.want != 0) {
				t.Errorf("%x, %v", got, err)
			}
			if err != nil && !errors.Is(err, cells.ErrNotACell) {
				t.Errorf("error %v is not ErrNotACell", err)
			}
		})
	}
	if got := cells.String(portoAlegre); got != "89a9012124fffff" {
		t.Errorf("text %q", got)
	}
}

func TestACellOfPortoAlegre(t *testing.T) {
	// The centre as the Access to Opportunities Project gives it, from H3 3.
	want := orb.Point{-51.2517826520759, -30.1096337853674}
	center, err := cells.Center(portoAlegre)
	if err != nil || geo.Distance(center, want) > 0.2 {
		t.Errorf("centre %v, %v, want %v", center, err, want)
	}
	if got := cells.Resolution(portoAlegre); got != 9 {
		t.Errorf("resolution %d, want 9", got)
	}
	ring, err := cells.Boundary(portoAlegre)
	if err != nil || len(ring) != 7 || !ring.Closed() || geo.Winding(ring) != 1 {
		t.Errorf("outline %v, %v", ring, err)
	}
	if area := geo.Area(orb.MultiPolygon{{ring}}); area < 80_000 || area > 150_000 {
		t.Errorf("%.0f m² is no cell of resolution 9", area)
	}
}

func TestWhatIsNoCellIsRefused(t *testing.T) {
	for _, index := range []uint64{0, 1, math.MaxUint64, portoAlegre - 1} {
		if _, err := cells.Center(index); !errors.Is(err, cells.ErrNotACell) {
			t.Errorf("centre of %x: %v", index, err)
		}
		if _, err := cells.Boundary(index); !errors.Is(err, cells.ErrNotACell) {
			t.Errorf("outline of %x: %v", index, err)
		}
	}
	if _, err := cells.At(orb.Point{200, 0}, 9); !errors.Is(err, cells.ErrPlace) {
		t.Errorf("cell of longitude 200: %v", err)
	}
	if _, err := cells.At(orb.Point{121, 31}, 16); !errors.Is(err, cells.ErrResolution) {
		t.Errorf("resolution 16: %v", err)
	}
}

// The outlines of the whole earth's cells add up to the earth.
func TestCellsTileTheEarth(t *testing.T) {
	world := orb.MultiPolygon{}
	for _, west := range []float64{-180, -60, 60} {
		world = append(world, orb.Polygon{{{west, -90}, {west + 120, -90}, {west + 120, 90}, {west, 90}, {west, -90}}})
	}
	for resolution, count := range []int{122, 842, 5882} {
		found, err := cells.Cover(world, resolution)
		if err != nil || len(found) != count {
			t.Fatalf("resolution %d: %d cells, %v, want %d", resolution, len(found), err, count)
		}
		sum := 0.0
		for _, cell := range found {
			outline, err := cells.Outline(cell)
			if err != nil {
				t.Fatal(err)
			}
			if b := outline.Bound(); b.Min[0] < -180 || b.Max[0] > 180 {
				t.Errorf("%s reaches beyond the antimeridian: %v", cells.String(cell), b)
			}
			if geo.CheckMultiPolygon(outline) != nil {
				t.Errorf("%s: %v: %v", cells.String(cell), geo.CheckMultiPolygon(outline), outline)
			}
			sum += geo.Area(outline)
		}
		// Edges straight in degrees bulge from the great circles that H3 draws, but
		// each does so for both its neighbours; only the corners' closing at the
		// poles and H3's own edge points are left.
		earth := 4 * math.Pi * geo.MeanRadius * geo.MeanRadius
		if math.Abs(sum/earth-1) > 1e-7 {
			t.Errorf("resolution %d: the cells make %.9f of the earth", resolution, sum/earth)
		}
	}
}

// Every point of a polygon lies in a cell of its cover, and no cell is far off.
func TestCoverLeavesNoPointOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon, lat := rapid.Float64Range(-179, 178).Draw(t, "lon"), rapid.Float64Range(-70, 70).Draw(t, "lat")
		w, h := rapid.Float64Range(0.0001, 0.05).Draw(t, "width"), rapid.Float64Range(0.0001, 0.05).Draw(t, "height")
		ring := orb.Ring{{lon, lat}, {lon + w, lat + h/3}, {lon + w/2, lat + h}, {lon, lat}}
		resolution := rapid.IntRange(4, 9).Draw(t, "resolution")
		cover, err := cells.Cover(orb.MultiPolygon{{ring}}, resolution)
		if err != nil || !slices.IsSorted(cover) || len(cover) == 0 {
			t.Fatalf("%v, %v", cover, err)
		}
		u, v := rapid.Float64Range(0, 1).Draw(t, "u"), rapid.Float64Range(0, 1).Draw(t, "v")
		if u+v > 1 {
			u, v = 1-u, 1-v
		}
		p := orb.Point{lon + u*w + v*w/2, lat + u*h/3 + v*h}
		cell, err := cells.At(p, resolution)
		if err != nil {
			t.Fatal(err)
		}
		if _, found := slices.BinarySearch(cover, cell); !found {
			t.Errorf("%v lies in %s, which is not in the cover", p, cells.String(cell))
		}
	})
}

func TestCoverHasLimits(t *testing.T) {
	square := func(size float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{0, 0}, {size, 0}, {size, size}, {0, size}, {0, 0}}}}
	}
	for _, c := range []struct {
		name       string
		multi      orb.MultiPolygon
		resolution int
		want       error
	}{
		{"a country at 15", square(5), 15, cells.ErrTooMany},
		{"a thread at 15", orb.MultiPolygon{{{{0, 0}, {60, 0}, {60, 1e-9}, {0, 0}}}}, 15, cells.ErrTooMany},
		{"wider than half the earth", orb.MultiPolygon{{{{-170, 0}, {170, 0}, {170, 1}, {-170, 0}}}}, 1, cells.ErrTooMany},
		{"resolution 16", square(1), 16, cells.ErrResolution},
		{"resolution -1", square(1), -1, cells.ErrResolution},
		{"off the earth", square(95), 1, cells.ErrPlace},
		{"nothing", nil, 8, nil},
		{"an empty polygon", orb.MultiPolygon{nil, {{}}}, 8, nil},
		{"a point", orb.MultiPolygon{{{{121, 31}, {121, 31}, {121, 31}, {121, 31}}}}, 8, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := cells.Cover(c.multi, c.resolution); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func TestABoundaryAcrossTheAntimeridianStaysInOnePiece(t *testing.T) {
	cell, err := cells.At(orb.Point{179.9999, -17}, 5)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := cells.Boundary(cell)
	if err != nil {
		t.Fatal(err)
	}
	if b := ring.Bound(); b.Max[0]-b.Min[0] > 1 {
		t.Errorf("the outline is torn: %v", b)
	}
	outline, err := cells.Outline(cell)
	if err != nil || len(outline) != 2 {
		t.Fatalf("%d pieces, %v", len(outline), err)
	}
	whole, cut := geo.Area(orb.MultiPolygon{{ring}}), geo.Area(outline)
	if math.Abs(whole-cut) > 1e-6*whole {
		t.Errorf("%.0f m² in one piece, %.0f in two", whole, cut)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("89a9012124fffff")
	f.Add("0x89a9012124fffff")
	f.Add("8009fffffffffff")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		cell, err := cells.Parse(text)
		if err != nil {
			return
		}
		again, err := cells.Parse(cells.String(cell))
		if err != nil || again != cell {
			t.Errorf("%q reads as %x, its own text as %x, %v", text, cell, again, err)
		}
		if _, err := cells.Outline(cell); err != nil {
			t.Errorf("%q is a cell without outline: %v", text, err)
		}
	})
}
