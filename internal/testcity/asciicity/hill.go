package asciicity

import "github.com/paulmach/orb"

// A Hill is a terrain that rises by a metre with every 10 m to the east of a point.
type Hill struct{ From orb.Point }

// Height returns metres; every place has one.
func (h Hill) Height(p orb.Point) (float64, bool) { return (p[0] - h.From[0]) * 95_312 / 10, true }
