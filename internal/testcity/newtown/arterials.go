package main

// kerb is how far the separate sidewalks of Xincheng Avenue lie from its
// middle, in metres.
const kerb = 14.0

// avenue is the row whose sidewalks are ways of their own, drawn from one
// column to another; walkers use them and not the carriageway.
const avenue, avenueFrom, avenueTo = 9, 3, 13

// arterials draws the streets of the grid with the bridges and underpasses.
func (c *canvas) arterials() {
	c.kerbs()
	for _, r := range eastWest {
		for _, piece := range pieces(r) {
			from, to := corner{piece[0] * sub, r.line * sub}, corner{piece[1] * sub, r.line * sub}
			tags := append(highway(r.class), named(r.zh, r.en)...)
			if r.line == avenue && piece[0] >= avenueFrom && piece[1] <= avenueTo {
				tags = append(tags, tag{"foot", "use_sidepath"}, tag{"sidewalk", "separate"})
				c.way(c.path(run(from, to)...), tags...)
				continue
			}
			c.open(run(from, to), append(tags, sidewalks(r.class)...)...)
		}
	}
	for _, r := range northSouth {
		c.column(r)
	}
	for _, x := range crossings {
		if x.how == "footbridge" { // no street's, its own
			c.cross(x, road{})
		}
	}
	c.outward()
}

// pieces cuts a road into ways of a few blocks, as mappers do, and where its
// sidewalks change. Each is a pair of crossing lines.
func pieces(r road) [][2]int {
	var out [][2]int
	for at := r.from; at < r.to; {
		end := min(at+3, r.to)
		if at < avenueFrom {
			end = min(end, avenueFrom)
		} else if at < avenueTo {
			end = min(end, avenueTo)
		}
		out = append(out, [2]int{at, end})
		at = end
	}
	return out
}

// column draws a road from south to north, block by block, over or under what
// it crosses.
func (c *canvas) column(r road) {
	tags := append(highway(r.class), named(r.zh, r.en)...)
	from := -1
	flush := func(to int) {
		if from >= 0 && from < to {
			c.open(run(corner{r.line * sub, from * sub}, corner{r.line * sub, to * sub}), append(tags, sidewalks(r.class)...)...)
		}
		from = -1
	}
	for row := r.from; row < r.to; row++ {
		x := crossingAt(r.line, row)
		switch {
		case row == riverRow || row == railRow, blockOf(r.line, row) == '>':
			flush(row)
			if x != nil {
				c.cross(*x, r)
			}
			continue
		case from < 0:
			from = row
		case row-from == 3:
			flush(row)
			from = row
		}
	}
	flush(r.to)
}

func crossingAt(line, row int) *crossing {
	for i, x := range crossings {
		if x.line == line && x.row == row {
			return &crossings[i]
		}
	}
	return nil
}

// cross draws a column's way over the river or the railway.
func (c *canvas) cross(x crossing, r road) {
	a, b := x.line*sub, x.row*sub
	at := func(from, to int) []corner { return run(corner{a, b + from}, corner{a, b + to}) }
	road := append(highway(r.class), named(r.zh, r.en)...)
	road = append(road, sidewalks(r.class)...)
	with := func(tags []tag, more ...tag) []tag { return append(append([]tag(nil), tags...), more...) }
	switch x.how {
	case "bridge":
		over := with(road, tag{"bridge", "yes"}, tag{"layer", "1"}, tag{"bridge:name", x.zh}, tag{"bridge:name:en", x.en})
		c.open(at(0, 1), road...)
		c.open(at(1, 5), over...)
		c.open(at(5, 6), road...)
	case "underpass":
		under := with(road, tag{"tunnel", "yes"}, tag{"layer", "-1"})
		if x.zh != "" {
			under = with(under, tag{"tunnel:name", x.zh}, tag{"tunnel:name:en", x.en})
		}
		c.open(at(0, 1), road...)
		c.open(at(1, 5), under...)
		c.open(at(5, 6), road...)
	case "level":
		n := c.corner(corner{a, b + 3})
		c.nodes[n].tags = []tag{{"railway", "level_crossing"}, {"crossing:barrier", "yes"}}
		c.open(at(0, 6), road...)
	case "footbridge":
		bridge := append(highway("footway", tag{"bridge", "yes"}, tag{"layer", "1"}), named(x.zh, x.en)...)
		c.open(at(0, 1), highway("footway")...)
		c.open(at(1, 2), highway("steps", tag{"incline", "up"}, tag{"step_count", "38"})...)
		c.open(at(2, 4), bridge...)
		c.open(at(4, 5), highway("steps", tag{"incline", "down"}, tag{"step_count", "38"})...)
		c.open(at(5, 6), highway("footway")...)
	}
}

// sidewalks are tagged on the larger streets.
func sidewalks(class string) []tag {
	switch class {
	case "primary", "secondary":
		return []tag{{"sidewalk", "both"}}
	case "tertiary":
		return []tag{{"sidewalk", "right"}}
	}
	return nil
}

// kerbs draws the avenue's two sidewalks. Every street that leaves the avenue
// passes the kerb's node; only the columns lead across the carriageway.
func (c *canvas) kerbs() {
	for _, side := range []int{-1, 1} {
		var nodes []int
		for a := avenueFrom * sub; a <= avenueTo*sub; a++ {
			middle := corner{a, avenue * sub}
			beside := corner{a, avenue*sub + side}
			var tags []tag
			if a%sub == 0 {
				tags = []tag{{"barrier", "kerb"}, {"kerb", "lowered"}}
			}
			nodes = append(nodes, c.insert(middle, beside, toward(position(middle), position(beside), kerb), tags...))
			c.street[middle] = true
		}
		const piece = 3 * sub
		for from := 0; from < len(nodes)-1; from += piece {
			to := min(from+piece, len(nodes)-1)
			c.way(nodes[from:to+1], highway("footway", tag{"footway", "sidewalk"}, tag{"surface", "paving_stones"})...)
		}
	}
	for i := avenueFrom; i <= avenueTo; i++ {
		middle := corner{i * sub, avenue * sub}
		for _, side := range []int{-1, 1} { // where a superblock ends the street, a zebra goes on
			row := avenue + min(side, 0)
			if i < len(columns)-1 && blockOf(i, row) == '>' {
				n := c.between[pair(middle, corner{middle.a, middle.b + side})]
				c.way([]int{c.corner(middle), n}, highway("footway", tag{"footway", "crossing"}, tag{"crossing", "traffic_signals"})...)
			}
		}
		n := c.corner(middle)
		c.nodes[n].tags = []tag{{"highway", "traffic_signals"}, {"crossing", "traffic_signals"}}
	}
}

// outward leads the through roads past the town's border and that of the file's
// bounds: there the town's streets leave what is known.
func (c *canvas) outward() {
	last := (len(columns) - 1) * sub
	top := (len(rows) - 1) * sub
	for _, end := range []struct {
		from, back corner
		class      string
		zh, en     string
	}{
		{corner{last, 4 * sub}, corner{last - 1, 4 * sub}, "primary", "人民路", "Renmin Road"},
		{corner{last, 9 * sub}, corner{last - 1, 9 * sub}, "primary", "新城大道", "Xincheng Avenue"},
		{corner{last, 2 * sub}, corner{last - 1, 2 * sub}, "secondary", "南环路", "South Ring Road"},
		{corner{6 * sub, 0}, corner{6 * sub, 1}, "primary", "澜城大道", "Lancheng Avenue"},
		{corner{6 * sub, top}, corner{6 * sub, top - 1}, "primary", "澜城大道", "Lancheng Avenue"},
	} {
		p := position(end.from)
		nodes := []int{c.corner(end.from)}
		for steps := 2.5; steps <= 14; steps += 0.5 {
			nodes = append(nodes, c.node(mix(position(end.back), p, steps)))
		}
		c.way(nodes, append(highway(end.class), named(end.zh, end.en)...)...)
	}
}
