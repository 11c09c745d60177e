package pmtiles

// ID returns a tile's number: those of lower zooms first, and within a zoom along
// a Hilbert curve from the north-west, so that neighbours are close in the file.
// z is at most 26, x and y less than 2^z.
func ID(z int, x, y uint32) uint64 {
	id := (uint64(1)<<(2*z) - 1) / 3 // tiles of all lower zooms
	for s := uint32(1) << z >> 1; s > 0; s >>= 1 {
		var rx, ry uint32
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		id += uint64(s) * uint64(s) * uint64(3*rx^ry)
		if ry == 0 { // turn the quarter so that the curve goes on where it was
			if rx == 1 {
				x, y = s-1-x&(s-1), s-1-y&(s-1)
			}
			x, y = y, x
		}
	}
	return id
}
