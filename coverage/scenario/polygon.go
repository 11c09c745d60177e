package scenario

import (
	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// readPolygon reads a polygon as GeoJSON has its coordinates: a list of rings,
// or a list of lists of rings.
func readPolygon(c *Change, v any) error {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return wrong("give a list of rings, each a list of points [longitude, latitude], the last the same as the first; several parts as a list of such lists")
	}
	parts := [][]any{list}
	if depth(list) > 3 {
		parts = nil
		for _, part := range list {
			rings, ok := part.([]any)
			if !ok {
				return wrong("give every part as a list of rings")
			}
			parts = append(parts, rings)
		}
	}
	corners := 0
	var out orb.MultiPolygon
	for _, part := range parts {
		var polygon orb.Polygon
		for _, ring := range part {
			points, err := readPoints(ring, 4, mostCorners-corners)
			if err != nil {
				return err
			}
			corners += len(points)
			polygon = append(polygon, points)
		}
		out = append(out, polygon)
	}
	if err := geo.CheckMultiPolygon(out); err != nil {
		return wrong("%w: mend the polygon", err)
	}
	c.Polygon = out
	return nil
}

// depth returns how many lists lie within each other at the start of a tree.
func depth(v any) int {
	n := 0
	for {
		list, ok := v.([]any)
		if !ok || len(list) == 0 || n > 5 {
			return n
		}
		v = list[0]
		n++
	}
}

func writePolygon(c *Change) any {
	switch len(c.Polygon) {
	case 0:
		return nil
	case 1:
		return c.Polygon[0]
	}
	return c.Polygon
}
