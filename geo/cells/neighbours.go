package cells

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"lifecircle/geo"
)

// Neighbours returns the cells that share a side with a cell, sorted: six, or
// the five of a pentagon. Of what is no cell it gives [ErrNotACell].
func Neighbours(cell uint64) ([]uint64, error) {
	if !IsCell(cell) {
		return nil, ErrNotACell
	}
	disk, err := h3.GridDisk(h3.Cell(cell), 1)
	if err != nil {
		return nil, fmt.Errorf("h3: %w", err)
	}
	out := make([]uint64, 0, len(disk))
	for _, c := range disk {
		if uint64(c) != cell {
			out = append(out, uint64(c))
		}
	}
	slices.Sort(out)
	return out, nil
}

// Union returns the ground of cells of one resolution, whatever their order, as
// RFC 7946 wants it: polygons whose outer rings run counter-clockwise, with
// holes, the borders between the cells taken away. Repeated cells count once.
//
// It is found from which cells are neighbours, not from coordinates, so that it
// has no slivers. Where it would span the antimeridian it is the union of the
// cells' outlines.
func Union(list []uint64) (orb.MultiPolygon, error) {
	list = slices.Clone(list)
	slices.Sort(list)
	list = slices.Compact(list)
	all := make([]h3.Cell, len(list))
	for i, c := range list {
		if !IsCell(c) {
			return nil, ErrNotACell
		}
		if Resolution(c) != Resolution(list[0]) {
			return nil, fmt.Errorf("%w: cells of resolutions %d and %d have no common outline", ErrResolution, Resolution(list[0]), Resolution(c))
		}
		all[i] = h3.Cell(c)
	}
	joined, err := h3.CellsToMultiPolygon(all)
	if err != nil {
		return nil, fmt.Errorf("h3: %w", err)
	}
	var out orb.MultiPolygon
	for _, p := range joined {
		polygon := orb.Polygon{ringOf(p.GeoLoop)}
		for _, hole := range p.Holes {
			polygon = append(polygon, ringOf(hole))
		}
		if bound := polygon.Bound(); bound.Max[0]-bound.Min[0] > 180 {
			return unionOfOutlines(list)
		}
		out = append(out, polygon)
	}
	geo.Wind(out)
	return out, nil
}

func ringOf(loop h3.GeoLoop) orb.Ring {
	ring := make(orb.Ring, 0, len(loop)+1)
	for _, p := range loop {
		ring = append(ring, round(p))
	}
	return append(ring, ring[0])
}

func unionOfOutlines(list []uint64) (orb.MultiPolygon, error) {
	var parts []orb.MultiPolygon
	for _, c := range list {
		outline, err := Outline(c)
		if err != nil {
			return nil, err
		}
		parts = append(parts, outline)
	}
	return geo.Union(parts...)
}
