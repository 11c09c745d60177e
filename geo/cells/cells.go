// Package cells is H3, Uber's hexagonal grid of the earth, behind the few calls
// that a city needs: reading an index, its centre and its outline, the cell of a
// point, and the cells that cover a polygon.
//
// An index is a uint64, as H3 has it; its text is 15 hexadecimal digits.
//
//	cell, err := cells.Parse("89a9012124fffff")
//	outline, err := cells.Boundary(cell)
//
// It is the only package that needs H3's C code (github.com/uber/h3-go/v4), and
// so a C compiler. Compilers may fuse that code's arithmetic, so coordinates
// that come out of it are rounded to 1e-9 degrees (0.1 mm), the same on every
// processor. H3 lies on the WGS 84 authalic sphere and speaks latitude first;
// here longitude is first, as everywhere in this module.
package cells

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/uber/h3-go/v4"

	"lifecircle/geo"
)

// MaxResolution is the finest resolution of H3: cells of about 0.9 m².
const MaxResolution = h3.MaxResolution

// MaxCover bounds the number of cells that [Cover] gives.
const MaxCover = 5_000_000

// Errors of this package, for [errors.Is].
var (
	ErrNotACell   = errors.New("not an H3 cell: 15 hexadecimal digits are wanted, such as 89a9012124fffff")
	ErrResolution = fmt.Errorf("not an H3 resolution: 0 to %d are", MaxResolution)
	ErrTooMany    = fmt.Errorf("more than %d cells: choose a coarser resolution or a smaller extent", MaxCover)
	ErrPlace      = errors.New("not a longitude in ±180 and a latitude in ±90 degrees")
)

// Parse reads the text of an H3 cell, hexadecimal in either case. Anything else,
// an H3 edge or vertex too, gives [ErrNotACell].
func Parse(text string) (uint64, error) {
	index, err := strconv.ParseUint(text, 16, 64)
	if err != nil || len(text) != 15 || !IsCell(index) {
		return 0, ErrNotACell
	}
	return index, nil
}

// String returns a cell's text: 15 hexadecimal digits in lower case.
func String(cell uint64) string { return strconv.FormatUint(cell, 16) }

// IsCell reports whether an index is an H3 cell, hexagon or pentagon.
func IsCell(index uint64) bool { return h3.Cell(index).IsValid() }

// Resolution returns a cell's resolution, 0 (coarsest) to [MaxResolution].
// Of what is no cell it means nothing.
func Resolution(cell uint64) int { return h3.Cell(cell).Resolution() }

// At returns the cell of a resolution that contains a point.
func At(p orb.Point, resolution int) (uint64, error) {
	if !geo.Valid(p) {
		return 0, ErrPlace
	}
	if resolution < 0 || resolution > MaxResolution {
		return 0, ErrResolution
	}
	cell, err := h3.LatLngToCell(h3.NewLatLng(p[1], p[0]), resolution)
	if err != nil {
		return 0, fmt.Errorf("h3: %w", err)
	}
	return uint64(cell), nil
}

// Center returns a cell's centre.
func Center(cell uint64) (orb.Point, error) {
	if !IsCell(cell) {
		return orb.Point{}, ErrNotACell
	}
	center, err := h3.CellToLatLng(h3.Cell(cell))
	if err != nil {
		return orb.Point{}, fmt.Errorf("h3: %w", err)
	}
	return round(center), nil
}

// Boundary returns a cell's outline as a closed ring, counter-clockwise. One
// that spans the antimeridian runs on beyond ±180°, on the side of its centre,
// so that it stays one piece; [Outline] cuts it. One around a pole goes round
// all longitudes and closes along the pole.
func Boundary(cell uint64) (orb.Ring, error) {
	center, err := Center(cell)
	if err != nil {
		return nil, err
	}
	corners, err := h3.CellToBoundary(h3.Cell(cell))
	if err != nil {
		return nil, fmt.Errorf("h3: %w", err)
	}
	ring := make(orb.Ring, 0, len(corners)+3)
	previous := center[0]
	for _, corner := range corners {
		p := round(corner)
		p[0] = near(p[0], previous)
		previous = p[0]
		ring = append(ring, p)
	}
	if end := near(ring[0][0], previous); end != ring[0][0] {
		pole := math.Copysign(90, center[1])
		ring = append(ring, orb.Point{end, ring[0][1]}, orb.Point{end, pole}, orb.Point{ring[0][0], pole})
	}
	ring = append(ring, ring[0])
	if geo.Winding(ring) < 0 {
		ring.Reverse()
	}
	return ring, nil
}

// Outline returns a cell's area as RFC 7946 wants it: one polygon, or two where
// the antimeridian cuts it.
func Outline(cell uint64) (orb.MultiPolygon, error) {
	ring, err := Boundary(cell)
	if err != nil {
		return nil, err
	}
	bound := ring.Bound()
	if bound.Min[0] >= -180 && bound.Max[0] <= 180 {
		return orb.MultiPolygon{{ring}}, nil
	}
	var out orb.MultiPolygon
	for turn := -720.0; turn <= 720; turn += 360 {
		moved := ring.Clone()
		for i := range moved {
			moved[i][0] += turn
		}
		world := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
		if piece := clip.Ring(world, moved); len(piece) >= 4 {
			out = append(out, orb.Polygon{piece})
		}
	}
	// Round a pole, the pieces meet again where the outline began.
	merged, err := geo.Union(out)
	if err != nil {
		return nil, fmt.Errorf("the outline of %s: %w", String(cell), err)
	}
	return merged, nil
}

// Cover returns the cells of a resolution that overlap a multipolygon at any
// point, sorted and each once: every point of it lies in one of them. More than
// [MaxCover] are refused with [ErrTooMany], and so is a polygon wider than 180°,
// which H3 would take for its complement.
func Cover(multi orb.MultiPolygon, resolution int) ([]uint64, error) {
	if resolution < 0 || resolution > MaxResolution {
		return nil, ErrResolution
	}
	if err := affordable(multi, resolution); err != nil {
		return nil, err
	}
	var all []uint64
	for _, polygon := range multi {
		if len(polygon) == 0 || len(polygon[0]) == 0 {
			continue
		}
		bound := polygon.Bound()
		if !geo.Valid(bound.Min) || !geo.Valid(bound.Max) {
			return nil, ErrPlace
		}
		if bound.Max[0]-bound.Min[0] >= 180 {
			return nil, ErrTooMany
		}
		found, err := h3.PolygonToCellsExperimental(toH3(polygon), resolution, h3.ContainmentOverlapping)
		if err != nil {
			return nil, fmt.Errorf("h3: %w", err)
		}
		for _, cell := range found {
			all = append(all, uint64(cell))
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// affordable refuses a cover before H3 allocates for it: cells are at least as
// many as fit the area, and a border crosses about two for each cell's width.
func affordable(multi orb.MultiPolygon, resolution int) error {
	area, err := h3.HexagonAreaAvgM2(resolution)
	if err != nil {
		return fmt.Errorf("h3: %w", err)
	}
	width, err := h3.HexagonEdgeLengthAvgM(resolution)
	if err != nil {
		return fmt.Errorf("h3: %w", err)
	}
	border := 0.0
	for _, polygon := range multi {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				border += geo.Distance(ring[i-1], ring[i])
			}
		}
	}
	if geo.Area(multi)/area > MaxCover || border/width > MaxCover {
		return ErrTooMany
	}
	return nil
}

func toH3(polygon orb.Polygon) h3.GeoPolygon {
	loop := func(ring orb.Ring) h3.GeoLoop {
		out := make(h3.GeoLoop, len(ring))
		for i, p := range ring {
			out[i] = h3.NewLatLng(p[1], p[0])
		}
		return out
	}
	out := h3.GeoPolygon{GeoLoop: loop(polygon[0])}
	for _, hole := range polygon[1:] {
		out.Holes = append(out.Holes, loop(hole))
	}
	return out
}

func round(p h3.LatLng) orb.Point {
	return orb.Point{math.Round(p.Lng*1e9) / 1e9, math.Round(p.Lat*1e9) / 1e9}
}

// near returns the longitude, give or take whole turns, within 180° of another.
func near(lon, other float64) float64 {
	for lon-other > 180 {
		lon -= 360
	}
	for other-lon > 180 {
		lon += 360
	}
	return lon
}
