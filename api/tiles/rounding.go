package tiles

import (
	"math"

	"github.com/paulmach/orb"
)

// rounded moves lines to whole units from an origin, and leaves out what has no
// length.
func rounded(lines orb.MultiLineString, origin orb.Point) orb.MultiLineString {
	out := make(orb.MultiLineString, 0, len(lines))
	for _, l := range lines {
		if l := wholeUnits(l, origin); len(l) > 1 {
			out = append(out, l)
		}
	}
	return out
}

// roundedAreas moves areas to whole units from an origin, leaves out what has no
// area, and turns rings as MVT wants them: outer ones clockwise on the screen,
// holes against. A hole that goes with its outer ring is filled with nothing.
func roundedAreas(areas orb.MultiPolygon, origin orb.Point) orb.MultiPolygon {
	out := make(orb.MultiPolygon, 0, len(areas))
	for _, p := range areas {
		var q orb.Polygon
		for i, r := range p {
			line := wholeUnits(orb.LineString(r), origin)
			if n := len(line); n > 1 && line[0] != line[n-1] {
				line = append(line, line[0])
			}
			twice := turn(line)
			if twice == 0 {
				if i == 0 {
					break
				}
				continue
			}
			if (twice > 0) != (i == 0) {
				orb.LineString(line).Reverse()
			}
			q = append(q, orb.Ring(line))
		}
		if len(q) > 0 {
			out = append(out, q)
		}
	}
	return out
}

// turn is twice the area of a closed line, positive where it runs clockwise on
// the screen (y down), by the surveyor's formula. Units are whole, so the sum is
// exact.
func turn(line orb.LineString) int64 {
	if len(line) < 4 {
		return 0
	}
	var sum int64
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		sum += int64(a[0])*int64(b[1]) - int64(b[0])*int64(a[1])
	}
	return sum
}

func wholeUnits(line orb.LineString, origin orb.Point) orb.LineString {
	out := make(orb.LineString, 0, len(line))
	for _, p := range line {
		q := orb.Point{math.Round(p[0] - origin[0]), math.Round(p[1] - origin[1])}
		if len(out) == 0 || out[len(out)-1] != q {
			out = append(out, q)
		}
	}
	return out
}
