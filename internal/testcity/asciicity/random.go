package asciicity

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// Random draws a small city by chance: blocks of streets, some missing, some
// with bridges, up to seven facilities of two services and ten places. A failing
// property prints the drawing.
func Random(t *rapid.T) *City {
	t.Helper()
	return random(t, func(rows [][]byte, r *rand.Rand) {})
}

// RandomWalled is like Random, with residents' streets and steps among the
// others, and gates: private, public and locked.
func RandomWalled(t *rapid.T) *City {
	t.Helper()
	return random(t, walls)
}

func random(t *rapid.T, change func(rows [][]byte, r *rand.Rand)) *City {
	t.Helper()
	width, height := rapid.IntRange(2, 6).Draw(t, "blocks east"), rapid.IntRange(2, 6).Draw(t, "blocks south")
	built := rapid.IntRange(40, 95).Draw(t, "streets built, %")
	cell := rapid.SampledFrom([]Cell{25, 50, 90, 140}).Draw(t, "cell")
	r := Chance(t)
	d := make([][]byte, 3*height+1)
	for y := range d {
		d[y] = []byte(strings.Repeat(" ", 5*width+1))
	}
	for y := 0; y < len(d); y += 3 {
		for x := 0; x < len(d[y]); x += 5 {
			d[y][x] = '+'
			if x > 0 && r.IntN(100) < built {
				copy(d[y][x-4:], "----")
			}
			if y > 0 && r.IntN(100) < built {
				d[y-1][x], d[y-2][x] = '|', '|'
			}
		}
	}
	change(d, r)
	bridges(d, r)
	letters := "0123456789"[:1+r.IntN(10)] + "ABHS"[r.IntN(3):] + "TUV"[r.IntN(4):]
	for i := range len(letters) {
		for {
			y := r.IntN(len(d))
			x := r.IntN(len(d[y]))
			if d[y][x] == ' ' || d[y][x] == '+' {
				d[y][x] = letters[i]
				break
			}
		}
	}
	rows := make([]string, len(d))
	for i, row := range d {
		rows[i] = string(row)
	}
	c := New(t, cell, strings.Join(rows, "\n"))
	t.Logf("a cell is %g m\n%s", float64(cell), c)
	return c
}

// walls turns some streets into others.
func walls(d [][]byte, r *rand.Rand) {
	east := []string{"....", "....", ">>>>", "<<<<", "-%--", "--/-", "-@--", ".%--", "--%.", "./--", ".%..", "../."}
	south := []byte("::::^,")
	for y := 0; y < len(d); y++ {
		for x := 0; x < len(d[y]); x++ {
			if x >= 4 && x%5 == 0 && y%3 == 0 && d[y][x-1] == '-' && r.IntN(3) == 0 {
				copy(d[y][x-4:], east[r.IntN(len(east))])
			}
			if y >= 2 && x%5 == 0 && y%3 == 0 && d[y-1][x] == '|' && r.IntN(3) == 0 {
				c := south[r.IntN(len(south))]
				d[y-1][x], d[y-2][x] = c, c
			}
		}
	}
}

// Chance returns a source of chance that rapid can repeat.
func Chance(t *rapid.T) *rand.Rand {
	t.Helper()
	return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "chance"), 0))
}

// bridges turns some crossings into bridges.
func bridges(d [][]byte, r *rand.Rand) {
	for y := 3; y < len(d)-3; y += 3 {
		for x := 5; x < len(d[y])-5; x += 5 {
			if d[y][x-1] == '-' && d[y][x+1] == '-' && d[y-1][x] == '|' && d[y+1][x] == '|' && r.IntN(8) == 0 {
				d[y][x] = '='
			}
		}
	}
}

// Jitter moves corners, facilities and places by up to two fifths of a cell, so
// that hardly two stretches are equally long.
func (c *City) Jitter(r *rand.Rand) *City {
	shift := func(column, line float64) (float64, float64) {
		return column + 0.8*(r.Float64()-0.5), line + 0.8*(r.Float64()-0.5)
	}
	for i, n := range c.Nodes {
		c.Nodes[i].Lon, c.Nodes[i].Lat = c.grid(shift(float64(n.Column), float64(n.Line)))
	}
	places, facilities := 0, 0
	for _, m := range c.marks { // sorted as the places and the facilities are
		p := c.Place(shift(float64(m.column), float64(m.line)))
		switch {
		case m.name <= '9':
			c.Demand.Point[places] = p
			places++
		case m.name <= 'Z':
			c.Facilities[facilities].Point = p
			facilities++
		}
	}
	return c
}

// Rewire draws the same streets as other ways: cut, joined, turned and numbered
// by chance; some stretches twice, some nodes named twice in a row, and some
// ways with a node that no source has.
func (c *City) Rewire(r *rand.Rand) *City {
	type stretch struct {
		ends [2]int64
		kind streets.Kind
	}
	var free []stretch
	for _, w := range c.Ways {
		for i := 1; i < len(w.Nodes); i++ {
			free = append(free, stretch{[2]int64{w.Nodes[i-1], w.Nodes[i]}, w.Kind})
		}
	}
	for range len(free) / 8 {
		free = append(free, free[r.IntN(len(free))])
	}
	r.Shuffle(len(free), func(i, j int) { free[i], free[j] = free[j], free[i] })
	c.Ways = nil
	for len(free) > 0 {
		s := free[0]
		free = free[1:]
		if r.IntN(2) == 0 {
			s = stretch{[2]int64{s.ends[1], s.ends[0]}, turned(s.kind)}
		}
		nodes := []int64{s.ends[0], s.ends[1]}
		for range r.IntN(6) {
			end := nodes[len(nodes)-1]
			i := slices.IndexFunc(free, func(o stretch) bool {
				return o.ends[0] == end && o.kind == s.kind || o.ends[1] == end && turned(o.kind) == s.kind
			})
			if i < 0 {
				break
			}
			nodes = append(nodes, free[i].ends[0]+free[i].ends[1]-end)
			free = slices.Delete(free, i, i+1)
		}
		c.Ways = append(c.Ways, Way{Nodes: mistakes(nodes, r), Kind: s.kind, Name: []string{"", "Long Street", "长街", "Bridge Road"}[r.IntN(4)]})
	}
	for i, id := range r.Perm(3 * len(c.Ways))[:len(c.Ways)] {
		c.Ways[i].ID = int64(id - len(c.Ways))
	}
	return c
}

// turned is the kind of a way whose nodes are put in the other order.
func turned(k streets.Kind) streets.Kind {
	k.Incline = -k.Incline
	return k
}

// mistakes makes what real extracts have.
func mistakes(nodes []int64, r *rand.Rand) []int64 {
	switch at := r.IntN(len(nodes)); r.IntN(8) {
	case 0:
		return slices.Insert(nodes, at, nodes[at])
	case 1:
		return slices.Insert(nodes, len(nodes), 1_000_000+int64(at))
	}
	return nodes
}

// Shuffle puts ways, nodes, facilities and places into another order. The
// engine wants facilities by id, so the order of those is the builder's alone.
func (c *City) Shuffle(r *rand.Rand) *City {
	r.Shuffle(len(c.Ways), func(i, j int) { c.Ways[i], c.Ways[j] = c.Ways[j], c.Ways[i] })
	r.Shuffle(len(c.Nodes), func(i, j int) { c.Nodes[i], c.Nodes[j] = c.Nodes[j], c.Nodes[i] })
	d := &c.Demand
	r.Shuffle(len(d.ID), func(i, j int) {
		d.ID[i], d.ID[j] = d.ID[j], d.ID[i]
		d.Point[i], d.Point[j] = d.Point[j], d.Point[i]
		for _, group := range d.Groups {
			group[i], group[j] = group[j], group[i]
		}
		if d.Urban != nil {
			d.Urban[i], d.Urban[j] = d.Urban[j], d.Urban[i]
		}
	})
	return c
}

// Copy returns the city with columns of its own and nothing built yet.
func (c *City) Copy() *City {
	out := *c
	out.network, out.engine = nil, nil
	out.Nodes, out.Ways = slices.Clone(c.Nodes), slices.Clone(c.Ways)
	out.number = maps.Clone(c.number)
	out.Marks, out.Areas, out.Obstacles = slices.Clone(c.Marks), slices.Clone(c.Areas), slices.Clone(c.Obstacles)
	out.Services, out.Facilities, out.Districts = slices.Clone(c.Services), slices.Clone(c.Facilities), slices.Clone(c.Districts)
	d := &out.Demand
	d.ID, d.Point, d.Urban = slices.Clone(d.ID), slices.Clone(d.Point), slices.Clone(d.Urban)
	groups := d.Groups
	d.Groups = map[string][]coverage.Amount{}
	for id, column := range groups {
		d.Groups[id] = slices.Clone(column)
	}
	return &out
}
