package main

// nature draws the river, the lake and the railway.
func (c *canvas) nature() {
	c.river()
	c.lake()
	c.stream(name{"荷叶浜", "Heye Creek"}, point{1000, -1670}, point{930, -1250}, point{690, -960}, point{760, -480}, point{640, -50})
	c.stream(name{"禾塘浜", "Hetang Creek"}, point{330, 2690}, point{560, 2180}, point{530, 1500}, point{640, 1100}, point{480, 560}, point{590, 50})
	c.stream(name{"竖河", "Shu River"}, point{5330, 2680}, point{5230, 2300}, point{5290, 1960}, point{5760, 1850}, point{6390, 1900})
	c.railway()
}

const riverHalf = 48.0 // metres from the river's middle to its bank, on average

func (c *canvas) river() {
	var north, south, middle []point
	for u := -160.0; u <= 6560; u += 96 {
		n := riverHalf + float64(6*wobble(u, 0, 400, 20))
		s := riverHalf + float64(6*wobble(u, 0, 400, 21))
		north = append(north, place(u, n))
		south = append(south, place(u, -s))
		middle = append(middle, place(u, 0))
	}
	outline := south
	for i := len(north) - 1; i >= 0; i-- {
		outline = append(outline, north[i])
	}
	c.area(outline, append([]tag{{"natural", "water"}, {"water", "river"}}, named("汀河", "Ting River")...)...)
	var nodes []int
	for _, p := range middle {
		nodes = append(nodes, c.node(p))
	}
	c.way(nodes, append([]tag{{"waterway", "river"}}, named("汀河", "Ting River")...)...)
}

// The lake in the south-west with its island, whose lanes no bridge joins to
// the town: people come and go by the ferry.
var (
	lakeShore = [][2]float64{{80, -2230}, {140, -1900}, {330, -1690}, {620, -1650}, {900, -1665}, {1120, -1780},
		{1175, -2050}, {1150, -2380}, {960, -2590}, {640, -2640}, {330, -2600}, {150, -2480}}
	isleShore = [][2]float64{{500, -2190}, {540, -2100}, {640, -2080}, {720, -2130}, {730, -2210}, {660, -2260}, {560, -2250}}
	isle      = point{620, -2170} // in town coordinates
)

func (c *canvas) lake() {
	ring := func(shore [][2]float64, steps int) []int {
		var nodes []int
		for i, p := range shore {
			q := shore[(i+1)%len(shore)]
			for k := 0; k < steps; k++ {
				f := float64(k) / float64(steps)
				nodes = append(nodes, c.node(place(p[0]+float64(f*(q[0]-p[0])), p[1]+float64(f*(q[1]-p[1])))))
			}
		}
		return append(nodes, nodes[0])
	}
	c.way(ring(lakeShore, 3), append([]tag{{"natural", "water"}, {"water", "lake"}}, named("芦荡", "Ludang Lake")...)...)
	shore := ring(isleShore, 2)
	c.way(shore, append([]tag{{"place", "islet"}}, named("湖心屿", "Huxin Islet")...)...)
	lane := func(class, zh, en string, at ...point) []int {
		var nodes []int
		for _, p := range at {
			nodes = append(nodes, c.node(place(p.x, p.y)))
		}
		c.way(nodes, append(highway(class), named(zh, en)...)...)
		return nodes
	}
	main := lane("residential", "湖心路", "Huxin Road",
		point{530, -2150}, point{575, -2145}, point{620, -2160}, point{665, -2150}, point{705, -2165})
	north := c.node(place(625, -2105))
	c.way([]int{main[2], north}, highway("path")...)
	south := c.node(place(640, -2225))
	c.way([]int{main[2], south}, highway("path")...)
	ferry := []int{main[4]}
	for _, u := range []float64{800, 950, 1100} {
		ferry = append(ferry, c.node(place(u, -2120)))
	}
	landing := c.node(place(1180, -2110))
	ferry = append(ferry, landing)
	c.way(ferry, append([]tag{{"route", "ferry"}, {"foot", "yes"}}, named("湖心渡", "Huxin Ferry")...)...)
	c.way([]int{landing, c.corner(corner{3 * sub, sub})}, highway("path")...)
}

// stream draws a brook through the fields; the streets pass it on culverts that
// nobody mapped.
func (c *canvas) stream(n name, course ...point) {
	var nodes []int
	for i := 0; i+1 < len(course); i++ {
		const steps = 7
		for k := range steps {
			p := mix(course[i], course[i+1], float64(k)/steps)
			p = place(p.x, p.y)
			p.x += float64(26 * wobble(p.x, p.y, 110, 22))
			p.y += float64(26 * wobble(p.x, p.y, 110, 23))
			nodes = append(nodes, c.node(p))
		}
	}
	end := course[len(course)-1]
	nodes = append(nodes, c.node(place(end.x, end.y)))
	c.way(nodes, append([]tag{{"waterway", "stream"}}, n.tags()...)...)
}

// railway draws the line along the middle of its strip. It shares a node with a
// street at the level crossing only.
func (c *canvas) railway() {
	middle := railRow*sub + sub/2
	var nodes []int
	for a := 0; a < (len(columns)-1)*sub; a++ {
		if n, ok := c.corners[corner{a, middle}]; ok && len(c.nodes[n].tags) > 0 {
			nodes = append(nodes, n)
		}
		nodes = append(nodes, c.node(mix(position(corner{a, middle}), position(corner{a + 1, middle}), 0.5)))
	}
	c.way(nodes, append([]tag{{"railway", "rail"}, {"passenger_lines", "2"}, {"electrified", "contact_line"}}, named("汀澜铁路", "Tinglan Railway")...)...)
	c.node(spot(27.5, float64(middle)-1.2), append([]tag{{"railway", "station"}}, named("汀澜站", "Tinglan Station")...)...)
}

// riverside draws the walks between the streets along the river and its banks.
func (c *canvas) riverside() {
	for _, bank := range []struct{ street, walk, from, to int }{
		{riverRow * sub, riverRow*sub + 1, 3, 12},
		{(riverRow + 1) * sub, (riverRow+1)*sub - 1, 3, 13},
	} {
		for i := bank.from; i < bank.to; i++ {
			from, to := corner{i * sub, bank.walk}, corner{(i + 1) * sub, bank.walk}
			c.open(run(from, to), highway("footway", tag{"surface", "wood"})...)
			if crossingAt(i, riverRow) == nil {
				c.open([]corner{{i * sub, bank.street}, from}, highway("footway")...)
			}
		}
	}
}
