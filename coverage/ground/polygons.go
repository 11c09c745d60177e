package ground

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// polygons puts rings together: outer ones with their holes. What lies south of a
// hole's westmost corner tells: the first ring there belongs to the same polygon.
// Where a hole's corner there is an outer ring's too, it is that ring's.
func (d *drawing) polygons(rings []ring) orb.MultiPolygon {
	if len(rings) == 0 {
		return nil
	}
	order := make([]westmost, len(rings))
	for i, r := range rings {
		order[i] = westmost{ring: i, at: slices.MinFunc(r, func(a, b spot) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })}
	}
	slices.SortFunc(order, func(a, b westmost) int {
		return cmp.Or(cmp.Compare(a.at.x, b.at.x), cmp.Compare(a.at.y, b.at.y), bit(isOuter(rings[b.ring]))-bit(isOuter(rings[a.ring])))
	})
	columns := d.columns(rings)
	corners := map[spot]int{}        // of outer rings
	shell := make([]int, len(rings)) // of each ring: the place of its polygon
	var out orb.MultiPolygon
	for _, w := range order {
		closed := d.close(rings[w.ring])
		if isOuter(rings[w.ring]) {
			for _, s := range rings[w.ring] {
				corners[s] = w.ring
			}
			shell[w.ring] = len(out)
			out = append(out, orb.Polygon{closed})
			continue
		}
		around, touches := corners[w.at]
		if !touches {
			around = below(columns[int(w.at.x/d.grid.side)], rings, w)
		}
		shell[w.ring] = shell[around]
		out[shell[around]] = append(out[shell[around]], closed)
	}
	return out
}

// A westmost is the westmost corner of a ring.
type westmost struct {
	ring int
	at   spot
}

// A stretch is the part of a ring from its corner k to the next.
type stretch struct{ ring, corner int }

// columns lists the stretches over every column of cells.
func (d *drawing) columns(rings []ring) map[int][]stretch {
	out := map[int][]stretch{}
	for i, r := range rings {
		for k, a := range r {
			b := r[(k+1)%len(r)]
			first, last := int(min(a.x, b.x)/d.grid.side), int(max(a.x, b.x)/d.grid.side)
			for c := first; c <= last; c++ {
				out[c] = append(out[c], stretch{i, k})
			}
		}
	}
	return out
}

// below returns the ring that is met first on the way south from a corner.
func below(column []stretch, rings []ring, w westmost) int {
	best, found := math.Inf(-1), w.ring
	for _, s := range column {
		if s.ring == w.ring {
			continue
		}
		a, b := rings[s.ring][s.corner], rings[s.ring][(s.corner+1)%len(rings[s.ring])]
		if (a.x <= w.at.x) == (b.x <= w.at.x) {
			continue
		}
		y := a.y + float64((b.y-a.y)*((w.at.x-a.x)/(b.x-a.x)))
		if y < w.at.y && y > best {
			best, found = y, s.ring
		}
	}
	return found
}

// isOuter reports whether a ring has its ground within.
func isOuter(r ring) bool {
	sum := 0.0
	for i, a := range r {
		b := r[(i+1)%len(r)]
		sum += float64((a.x-r[0].x)*(b.y-r[0].y)) - float64((b.x-r[0].x)*(a.y-r[0].y))
	}
	return sum > 0
}

// close returns a ring in degrees, its first corner repeated.
func (d *drawing) close(r ring) orb.Ring {
	out := make(orb.Ring, 0, len(r)+1)
	for _, s := range r {
		out = append(out, d.from(s))
	}
	return append(out, out[0])
}
