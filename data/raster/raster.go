package raster

import (
	"math"
	"os"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/data/finding"
	"lifecircle/geo"
)

// MaxCells is how many cells a file may have: half a gibibyte of them. An SRTM
// tile of one arc second has 13 million.
const MaxCells = 1 << 27

// Heights beyond these metres are none: the world's are from −430 to 8,849. Many
// a file marks its voids with a number like −9999 and does not say so.
const (
	lowest  = -500
	highest = 9000
)

// A Raster is a grid of heights.
type Raster struct {
	width, height int
	cells         []float32 // by row; NaN is a void

	// toCell turns degrees into columns and rows, counted from the centre of the
	// first cell; toPoint is its inverse.
	toCell, toPoint affine
}

// affine is (x, y) → (a·x + b·y + c, d·x + e·y + f).
type affine struct{ a, b, c, d, e, f float64 }

// at applies it. The products are rounded each, so that every processor gets
// the same.
func (t affine) at(x, y float64) (float64, float64) {
	return float64(t.a*x) + float64(t.b*y) + t.c, float64(t.d*x) + float64(t.e*y) + t.f
}

// inverse returns the inverse; ok is false where there is none.
func (t affine) inverse() (inv affine, ok bool) {
	det := float64(t.a*t.e) - float64(t.b*t.d)
	inv = affine{a: t.e / det, b: -t.b / det, d: -t.d / det, e: t.a / det}
	inv.c = -(float64(inv.a*t.c) + float64(inv.b*t.f))
	inv.f = -(float64(inv.d*t.c) + float64(inv.e*t.f))
	for _, v := range []float64{inv.a, inv.b, inv.c, inv.d, inv.e, inv.f} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return affine{}, false
		}
	}
	return inv, det != 0
}

// Open reads a file. name is the file as the planner wrote it: refusals say it,
// and its ending says the format: .hgt is a tile of SRTM and is named by its
// south-western corner, N31E121.hgt; anything else is GeoTIFF. The error is a
// [finding.Refusal], or the system's where the file cannot be read.
func Open(path, name string) (*Raster, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &finding.Refusal{Kind: finding.ErrMissing, File: name,
			Problem: "cannot be read: give the path of a file that is there", Cause: err}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: name, Problem: "is a folder: name a file"}
	}
	return read(file{f, info.Size(), name}, MaxCells)
}

func read(f file, maxCells int) (*Raster, error) {
	if strings.HasSuffix(strings.ToLower(f.name), ".hgt") {
		return readHGT(f, maxCells)
	}
	return readTIFF(f, maxCells)
}

// place sets where the grid lies. toPoint starts at the centre of the first
// cell.
func (r *Raster) place(name string, toPoint affine) error {
	toCell, ok := toPoint.inverse()
	r.toPoint, r.toCell = toPoint, toCell
	b := r.Bound()
	const slack = 1 // of a grid of points whose outer cells lie half outside
	if !ok || !(b.Min[0] >= -180-slack && b.Max[0] <= 180+slack && b.Min[1] >= -90-slack && b.Max[1] <= 90+slack) {
		return &finding.Refusal{Kind: finding.ErrInvalid, File: name,
			Problem: "does not lie on the earth by its own coordinates: " + warp}
	}
	return nil
}

// known returns a height, or NaN for what cannot be one.
func known(metres float64) float32 {
	if !(metres >= lowest && metres <= highest) {
		return float32(math.NaN())
	}
	return float32(metres)
}

// Height returns the height in metres at a point: bilinear between the centres
// of the four cells around it, and that of the outermost cells up to the grid's
// border. Cells without a height are left out as long as those that have one
// make up at least half of the weight. ok is false where they don't, and outside
// of the grid.
func (r *Raster) Height(p orb.Point) (metres float64, ok bool) {
	x, y := r.toCell.at(p[0], p[1])
	if !(x >= -0.5 && x <= float64(r.width)-0.5 && y >= -0.5 && y <= float64(r.height)-0.5) {
		return 0, false
	}
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	var sum, weight float64
	for i, w := range [4]float64{
		float64((1 - fx) * (1 - fy)), float64(fx * (1 - fy)), float64((1 - fx) * fy), float64(fx * fy),
	} {
		col := min(max(int(x0)+i%2, 0), r.width-1)
		row := min(max(int(y0)+i/2, 0), r.height-1)
		h := float64(r.cells[row*r.width+col])
		if w > 0 && !math.IsNaN(h) {
			sum += float64(w * h)
			weight += w
		}
	}
	if weight < 0.5 {
		return 0, false
	}
	return sum / weight, true
}

// Bound returns the box that the grid's cells cover, in degrees.
func (r *Raster) Bound() orb.Bound {
	var b orb.Bound
	for i, c := range [4][2]float64{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		x, y := r.toPoint.at(float64(c[0]*float64(r.width))-0.5, float64(c[1]*float64(r.height))-0.5)
		if i == 0 {
			b = orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x, y}}
		}
		b = b.Extend(orb.Point{x, y})
	}
	return b
}

// Resolution returns how far apart the centres of the cells lie in metres: the larger
// of along the rows and along the columns, in the grid's middle.
func (r *Raster) Resolution() float64 {
	col, row := float64(r.width-1)/2, float64(r.height-1)/2
	at := func(col, row float64) orb.Point {
		x, y := r.toPoint.at(col, row)
		return orb.Point{x, y}
	}
	middle := at(col, row)
	return max(geo.Distance(middle, at(col+1, row)), geo.Distance(middle, at(col, row+1)))
}

// Voids counts the cells whose centre is in a box, and those of them without a
// height.
func (r *Raster) Voids(box orb.Bound) (voids, cells int) {
	for row := range r.height {
		for col := range r.width {
			x, y := r.toPoint.at(float64(col), float64(row))
			if !box.Contains(orb.Point{x, y}) {
				continue
			}
			cells++
			if h := r.cells[row*r.width+col]; h != h {
				voids++
			}
		}
	}
	return voids, cells
}

// Cover returns the share of a box whose height is known: of a grid of points
// spread over it evenly. An empty box is a point.
func (r *Raster) Cover(box orb.Bound) float64 { return Terrain{r}.Cover(box) }

// Terrain is several rasters: the first that knows a height counts.
type Terrain []*Raster

// Height returns the height in metres at a point; ok is false where no raster
// knows it.
func (t Terrain) Height(p orb.Point) (metres float64, ok bool) {
	for _, r := range t {
		if metres, ok = r.Height(p); ok {
			return metres, true
		}
	}
	return 0, false
}

// Resolution returns that of the coarsest raster: see [Raster.Resolution].
func (t Terrain) Resolution() (metres float64) {
	for _, r := range t {
		metres = max(metres, r.Resolution())
	}
	return metres
}

// coverSteps is how many points Cover asks along each side.
const coverSteps = 200

// Cover returns the share of a box whose height some raster knows: see
// [Raster.Cover].
func (t Terrain) Cover(box orb.Bound) float64 {
	known := 0
	for i := range coverSteps {
		for j := range coverSteps {
			fx, fy := (float64(i)+0.5)/coverSteps, (float64(j)+0.5)/coverSteps
			p := orb.Point{box.Min[0] + float64(fx*(box.Max[0]-box.Min[0])), box.Min[1] + float64(fy*(box.Max[1]-box.Min[1]))}
			if _, ok := t.Height(p); ok {
				known++
			}
		}
	}
	return float64(known) / (coverSteps * coverSteps)
}
