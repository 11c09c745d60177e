package ground

import (
	"context"
	"math"
)

// stamp lowers φ to what a limit makes of it. Lines that had all their ground at
// the limit before are not stamped again.
func (d *drawing) stamp(ctx context.Context, limit, before float64) error {
	full := Most / d.Pace // time left that allows for all of the ground
	for i, l := range d.lines {
		if i&255 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if l.tb <= before-full {
			continue
		}
		reached, ok := l.cut(limit)
		if !ok {
			continue
		}
		steps := 1.0
		if reached.tb > limit-full || len(l.walls) > 0 {
			// Where the ground grows narrower, or is not seen from everywhere.
			steps = max(1, math.Ceil(reached.length()/(2*Finest)))
		}
		for k := range int(steps) {
			f, t := float64(k)/steps, float64(k+1)/steps
			part := reached
			part.a, part.b = reached.at(f), reached.at(t)
			part.ta = reached.ta + float64(f*(reached.tb-reached.ta))
			part.tb = reached.ta + float64(t*(reached.tb-reached.ta))
			d.stampLine(part, limit)
		}
	}
	return nil
}

// settled is the φ in cells from which a node is so far inside that it does not
// matter how far.
const settled = -2

// stampLine lowers φ around a part of a line.
func (d *drawing) stampLine(l line, limit float64) {
	g := &d.grid
	left := func(t float64) float64 { return max(min(Most, (limit-t)*d.Pace), g.least()) }
	ra, rb := left(l.ta), left(l.tb)
	r := ra + g.margin()
	dx, dy := l.b.x-l.a.x, l.b.y-l.a.y
	inverse := 0.0
	if squared := float64(dx*dx) + float64(dy*dy); squared > 0 {
		inverse = 1 / squared
	}
	first, last := span(l.a.x, l.b.x, r, g.side)
	south, north := span(l.a.y, l.b.y, r, g.side)
	low := float32(settled * g.side)
	for j := south; j <= north; j++ {
		y := float64(j) * g.side
		for i := first; i <= last; {
			t := g.tiles[[2]int{i / tileSide, j / tileSide}]
			row := t[j%tileSide*tileSide:][:tileSide]
			end := min(last, i/tileSide*tileSide+tileSide-1)
			for ; i <= end; i++ {
				now := row[i%tileSide]
				if now <= low {
					continue
				}
				x := float64(i) * g.side
				f := float64((float64((x-l.a.x)*dx) + float64((y-l.a.y)*dy)) * inverse)
				f = max(0, min(1, f))
				s := spot{l.a.x + float64(f*dx), l.a.y + float64(f*dy)}
				ex, ey := x-s.x, y-s.y
				squared := float64(ex*ex) + float64(ey*ey)
				if squared > r*r {
					continue
				}
				phi := float32(math.Sqrt(squared) - (ra + float64(f*(rb-ra))))
				if phi < now && (len(l.walls) == 0 || sees(s, spot{x, y}, l.walls)) {
					now = max(phi, low)
				}
				// Where the ground narrows it pays to leave the street early.
				if ra > rb && f > 0 {
					phi = float32(dist(l.a, spot{x, y}) - ra)
					if phi < now && (len(l.walls) == 0 || sees(l.a, spot{x, y}, l.walls)) {
						now = max(phi, low)
					}
				}
				row[i%tileSide] = now
			}
		}
	}
}

// span returns the nodes on an axis that lie within r of a or b.
func span(a, b, r, side float64) (first, last int) {
	return int(math.Ceil((min(a, b) - r) / side)), int(math.Floor((max(a, b) + r) / side))
}
