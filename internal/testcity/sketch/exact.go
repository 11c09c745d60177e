package sketch

import (
	"math/big"

	"github.com/paulmach/orb"
)

// Meetings returns the fractions of ab at which cd meets it: where they cross,
// or, along each other, the ends that lie on both.
func Meetings(a, b, c, d orb.Point) []*big.Rat {
	rat := func(x, y float64) *big.Rat {
		r := new(big.Rat).SetFloat64(x)
		return r.Sub(r, new(big.Rat).SetFloat64(y))
	}
	cross := func(ax, ay, bx, by *big.Rat) *big.Rat {
		x := new(big.Rat).Mul(ax, by)
		return x.Sub(x, new(big.Rat).Mul(ay, bx))
	}
	inUnit := func(x *big.Rat) bool { return x.Sign() >= 0 && x.Cmp(big.NewRat(1, 1)) <= 0 }
	dx, dy, ex, ey := rat(b[0], a[0]), rat(b[1], a[1]), rat(d[0], c[0]), rat(d[1], c[1])
	gx, gy := rat(c[0], a[0]), rat(c[1], a[1])
	if det := cross(dx, dy, ex, ey); det.Sign() != 0 {
		t, u := new(big.Rat).Quo(cross(gx, gy, ex, ey), det), new(big.Rat).Quo(cross(gx, gy, dx, dy), det)
		if inUnit(t) && inUnit(u) {
			return []*big.Rat{t}
		}
		return nil
	}
	var out []*big.Rat
	on := func(p, from, to orb.Point) (*big.Rat, bool) { // the fraction at which p lies
		px, py, qx, qy := rat(p[0], from[0]), rat(p[1], from[1]), rat(to[0], from[0]), rat(to[1], from[1])
		if cross(px, py, qx, qy).Sign() != 0 {
			return nil, false
		}
		var f *big.Rat
		switch {
		case qx.Sign() != 0:
			f = new(big.Rat).Quo(px, qx)
		case qy.Sign() != 0:
			f = new(big.Rat).Quo(py, qy)
		default:
			return nil, false
		}
		return f, inUnit(f)
	}
	for _, p := range []orb.Point{c, d} {
		if f, ok := on(p, a, b); ok {
			out = append(out, f)
		}
	}
	for i, p := range []orb.Point{a, b} {
		if _, ok := on(p, c, d); ok {
			out = append(out, big.NewRat(int64(i), 1))
		}
	}
	return out
}
