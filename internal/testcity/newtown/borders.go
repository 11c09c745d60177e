package main

// townOf returns the letter of the street-town that the lattice square north-east
// of a corner belongs to. The river and the railway are cut along their middle.
func townOf(c corner) byte {
	row := c.b / sub
	if row == riverRow || row == railRow {
		if c.b%sub < sub/2 {
			row--
		} else {
			row++
		}
	}
	return towns[len(towns)-1-row][c.a/sub]
}

// border returns a street-town's outline, counter-clockwise, without repeating
// the first point. Neighbours share every point of their common line, so that
// the towns leave no gap and don't overlap.
func border(letter byte) []point {
	wide, high := (len(columns)-1)*sub, (len(rows)-1)*sub
	inside := func(a, b int) bool {
		return a >= 0 && b >= 0 && a < wide && b < high && townOf(corner{a, b}) == letter
	}
	next := map[corner]corner{}
	first := corner{-1, -1}
	for b := range high {
		for a := range wide {
			if !inside(a, b) {
				continue
			}
			if first.a < 0 {
				first = corner{a, b}
			}
			if !inside(a, b-1) {
				next[corner{a, b}] = corner{a + 1, b}
			}
			if !inside(a+1, b) {
				next[corner{a + 1, b}] = corner{a + 1, b + 1}
			}
			if !inside(a, b+1) {
				next[corner{a + 1, b + 1}] = corner{a, b + 1}
			}
			if !inside(a-1, b) {
				next[corner{a, b + 1}] = corner{a, b}
			}
		}
	}
	var out []point
	for at := first; ; {
		out = append(out, position(at))
		at = next[at]
		if at == first {
			return out
		}
	}
}
