package siting

import (
	"slices"

	"github.com/paulmach/orb"
)

// acrossOf returns the middle of the widest stretch of a point's parallel that lies in
// areas; the point itself where none does.
func acrossOf(areas orb.MultiPolygon, p orb.Point) orb.Point {
	var cuts []float64
	for _, area := range areas {
		for _, ring := range area {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if (a[1] > p[1]) != (b[1] > p[1]) {
					cuts = append(cuts, a[0]+(b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1]))
				}
			}
		}
	}
	slices.Sort(cuts)
	widest := 0.0
	for i := 1; i < len(cuts); i += 2 {
		if w := cuts[i] - cuts[i-1]; w > widest {
			widest, p[0] = w, (cuts[i]+cuts[i-1])/2
		}
	}
	return p
}
