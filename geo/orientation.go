package geo

import (
	"math"
	"math/big"

	"github.com/paulmach/orb"
)

// Side tells on which side of the line from a to b the point p lies in the plane
// of degrees: 1 left, -1 right, 0 exactly on the line. It is exact:
// the determinant is taken in floating point where its error bound allows, else
// in rational numbers. Both neighbours of a border get the same answer.
//
// The bound (3+16ε)ε is J. R. Shewchuk's, Adaptive Precision Floating-Point
// Arithmetic and Fast Robust Geometric Predicates, Discrete & Computational
// Geometry 18 (1997), 305–363.
func Side(a, b, p orb.Point) int {
	left := float64((a[0] - p[0]) * (b[1] - p[1]))
	right := float64((a[1] - p[1]) * (b[0] - p[0]))
	// A difference is zero only for equal numbers, so a zero product is exact.
	if left == 0 || right == 0 {
		return sign(left - right)
	}
	const bound = (3 + 16*0x1p-53) * 0x1p-53
	det := left - right
	if math.Abs(det) > bound*(math.Abs(left)+math.Abs(right)) {
		return sign(det)
	}
	if math.IsNaN(det) || math.IsInf(det, 0) {
		return 0 // no coordinates of this earth
	}
	return exactSide(a, b, p)
}

func exactSide(a, b, p orb.Point) int {
	difference := func(x, y float64) *big.Rat {
		r := new(big.Rat).SetFloat64(x)
		return r.Sub(r, new(big.Rat).SetFloat64(y))
	}
	left := difference(a[0], p[0])
	left.Mul(left, difference(b[1], p[1]))
	right := difference(a[1], p[1])
	right.Mul(right, difference(b[0], p[0]))
	return left.Cmp(right)
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
