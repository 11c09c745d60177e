package main

import "math"

// The ground is a plane of metres, x east and y north of the town's origin.
// Every product that feeds a sum is rounded by a conversion, and no sine or
// cosine is taken, so that all processors draw the same town to the last digit.

// The origin's place and the plane's scale: metres per degree on the mean
// sphere at 31° N, rounded. The town is a drawing, not a survey.
const (
	originLon    = 120.965
	originLat    = 30.996
	metresPerLon = 95_290.0
	metresPerLat = 111_195.0
)

// A point of the plane, in metres.
type point struct{ x, y float64 }

func mix(p, q point, f float64) point {
	return point{p.x + float64((q.x-p.x)*f), p.y + float64((q.y-p.y)*f)}
}

func distance(p, q point) float64 {
	dx, dy := q.x-p.x, q.y-p.y
	return math.Sqrt(float64(dx*dx) + float64(dy*dy))
}

// toward returns the point that lies metres from p on the way to q.
func toward(p, q point, metres float64) point { return mix(p, q, metres/distance(p, q)) }

// units returns a point in OpenStreetMap's own units of 1e-7 degrees.
func (p point) units() (lon, lat int32) {
	return int32(math.Round((originLon + p.x/metresPerLon) * 1e7)),
		int32(math.Round((originLat + p.y/metresPerLat) * 1e7))
}

// chance returns a number in [0, 1) that depends on nothing but its arguments:
// SplitMix64, after G. Steele, D. Lea and C. Flood, Fast Splittable
// Pseudorandom Number Generators, OOPSLA 2014.
func chance(keys ...int) float64 {
	z := uint64(0x7469_6e67_6c61_6e00) // "tinglan"
	for _, k := range keys {
		z += uint64(k) + 0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
	}
	return float64(z>>11) / (1 << 53)
}

// pick returns a whole number in [0, n).
func pick(n int, keys ...int) int { return int(chance(keys...) * float64(n)) }

// between returns a number in [low, high).
func between(low, high float64, keys ...int) float64 {
	return low + float64(chance(keys...)*(high-low))
}

// wobble is smooth noise in [-1, 1]: random values at the corners of squares
// of the given size, blended between them.
func wobble(x, y, size float64, seed int) float64 {
	cx, cy := math.Floor(x/size), math.Floor(y/size)
	fx, fy := smooth(x/size-cx), smooth(y/size-cy)
	at := func(dx, dy int) float64 { return between(-1, 1, seed, int(cx)+dx, int(cy)+dy) }
	south := at(0, 0) + float64(fx*(at(1, 0)-at(0, 0)))
	north := at(0, 1) + float64(fx*(at(1, 1)-at(0, 1)))
	return south + float64(fy*(north-south))
}

func smooth(f float64) float64 { return float64(f*f) * (3 - float64(2*f)) }

// The river runs from north-west to south-east. These are the metres that it
// lies north of a straight line, every bendStep metres from bendStart on.
const bendStart, bendStep = -1100.0, 1100.0

var bends = []float64{1150, 1010, 960, 520, 90, -70, -640, -760, -900}

// bend interpolates bends by the cubic of E. Catmull and R. Rom, A Class of
// Local Interpolating Splines (1974).
func bend(u float64) float64 {
	f := (u - bendStart) / bendStep
	i := int(math.Max(1, math.Min(float64(len(bends)-3), math.Floor(f))))
	f -= float64(i)
	p0, p1, p2, p3 := bends[i-1], bends[i], bends[i+1], bends[i+2]
	a := float64(3*(p1-p2)) + p3 - p0
	b := float64(2*p0) - float64(5*p1) + float64(4*p2) - p3
	return p1 + float64(0.5*f*(p2-p0+float64(f*(b+float64(f*a)))))
}

// place turns town coordinates, u metres along the river and v metres across it
// to the north, into the plane. Near the river the streets follow it; far away
// they forget it. Two waves of noise take the ruler out of the drawing.
func place(u, v float64) point {
	fade := 1 / (1 + float64(v/2600*(v/2600)))
	p := point{u + float64(0.28*v*fade), v + float64(bend(u)*fade)}
	p.x += float64(48*wobble(u, v, 760, 1)) + float64(13*wobble(u, v, 270, 2))
	p.y += float64(48*wobble(u, v, 760, 3)) + float64(13*wobble(u, v, 270, 4))
	return p
}
