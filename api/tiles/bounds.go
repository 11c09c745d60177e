package tiles

import (
	"lifecircle/coverage/layers"

	"github.com/paulmach/orb"
)

// bounds are a city's: of all its layers.
type bounds struct {
	degrees orb.Bound
	box     box
}

func boundsOf(all []layers.Layer) bounds {
	b := bounds{box: emptyBox}
	for _, l := range all {
		if l.Count == 0 {
			continue
		}
		if b.box.empty() {
			b.degrees = l.Bound
		}
		b.degrees = b.degrees.Union(l.Bound)
		b.box = boxOf(b.degrees)
	}
	return b
}

// String returns west, south, east and north in degrees.
func (b bounds) String() string {
	return joined(b.degrees.Min[0], b.degrees.Min[1], b.degrees.Max[0], b.degrees.Max[1])
}
