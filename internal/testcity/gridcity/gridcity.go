// Package gridcity makes cities of any size for benchmarks and tests: a grid of
// streets 50 m apart whose nodes stray by up to 15 m either way, with a quarter
// of its edges deleted and what hangs together kept.
//
//	city := gridcity.New(1000, 1) // 995,000 street nodes
//	for id, nodes := range city.Ways() {
//		builder.AddWay(id, streets.ClassResidential, "", nodes)
//	}
//	builder.FreezeNodes()
//	for n := range city.Nodes() {
//		builder.PlaceNode(n.ID, n.Lon, n.Lat)
//	}
//
// It looks like a real extract where that matters to an engine: nodes and ways
// come by ascending id, and ids say nothing of where a thing is. It is unlike
// one in that all streets are alike and few nodes have degree two (about a
// fifth), so that contraction gains little.
//
// Everything depends on the side and the seed alone, on every machine and in
// every order of calls. Nodes and ways are made while they are asked for; a city
// holds 8 bytes for each corner of the grid and 8 for each way, and New takes as
// much again for a while.
package gridcity

import (
	"fmt"
	"iter"
	"math"
	"math/bits"
	"slices"
)

const (
	spacing = 50.0 // metres between two lines of the grid
	stray   = 15.0 // metres that a node may lie off its corner, east and north each

	// keep is the share of edges that stays, of 2³².
	keep = 3 << 30

	// longest is how many segments a way has at most.
	longest = 20

	// MaxSide bounds the side of a city; its corners are counted in 32 bits.
	MaxSide = 40_000
)

// The middle of every city, and the metres of one unit of 1e-7 degrees there.
// The scale of longitude is that of 31° N for the whole city, so that streets
// far north of it are a little shorter.
const (
	middleLon, middleLat = 1_210_000_000, 310_000_000
	metresPerLat         = 111_195.08e-7
	metresPerLon         = 95_312.79e-7
)

// The uses of random numbers, so that none meets another.
const (
	forEdge = iota + 1
	forPlace
	forNodeIDs
	forWayIDs
	forPick
	forHome
)

// A Node is a street node: its id, from 1, and its place in 1e-7 degrees.
type Node struct {
	ID       int64
	Lon, Lat int32
}

// A Home is a place where people live, within 30 m of a street node, in 1e-7
// degrees.
type Home struct {
	Lon, Lat int32
	People   int
}

// A City is a generated city. It is read-only and safe for concurrent use.
type City struct {
	side     int
	seed     uint64
	id       []uint32 // by corner: the node's id, 0 where there is none
	corner   []uint32 // by id - 1
	runs     []run    // by way id - 1
	segments int
}

// A run is a way: a straight walk along the grid.
type run struct {
	from  uint32 // corner
	north bool   // else east
	steps uint8
}

// New returns the city of side × side corners. It panics where side is less
// than 2 or more than [MaxSide]: its caller is a benchmark.
func New(side int, seed uint64) *City {
	if side < 2 || side > MaxSide {
		panic(fmt.Sprintf("gridcity: side %d is not from 2 to %d", side, MaxSide))
	}
	c := &City{side: side, seed: seed}
	c.keepLargest()
	c.shuffleIDs()
	c.layWays()
	return c
}

// keepLargest marks the corners of the largest component by id 1.
func (c *City) keepLargest() {
	corners := c.side * c.side
	parent := make([]uint32, corners)
	for i := range parent {
		parent[i] = uint32(i)
	}
	find := func(i uint32) uint32 {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for i := range uint32(corners) {
		for _, north := range []bool{false, true} {
			if c.edge(i, north) {
				// The smaller corner stands for a component.
				a, b := find(i), find(c.next(i, north))
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	c.id = make([]uint32, corners)
	best, size := uint32(0), uint32(0)
	for i := range uint32(corners) {
		root := find(i)
		c.id[root]++
		if n := c.id[root]; n > size {
			best, size = root, n
		}
	}
	for i := range c.id {
		c.id[i] = 0
		if find(uint32(i)) == best {
			c.id[i] = 1
			c.corner = append(c.corner, uint32(i))
		}
	}
	c.corner = slices.Clip(c.corner)
}

func (c *City) shuffleIDs() {
	shuffle(c.corner, c.hash(forNodeIDs, 0))
	for i, corner := range c.corner {
		c.id[corner] = uint32(i + 1)
	}
}

// layWays joins consecutive edges of a row or a column to ways.
func (c *City) layWays() {
	for _, north := range []bool{false, true} {
		for line := range uint32(c.side) {
			at := line * uint32(c.side)
			stride := uint32(1)
			if north {
				at, stride = line, uint32(c.side)
			}
			steps := uint8(0)
			for range c.side {
				open := c.id[at] != 0 && c.edge(at, north)
				if open {
					steps++
					c.segments++
				}
				if steps > 0 && (!open || steps == longest) {
					// Where the edge is closed, `at` is the run's last corner.
					end := at
					if open {
						end += stride
					}
					c.runs = append(c.runs, run{end - uint32(steps)*stride, north, steps})
					steps = 0
				}
				at += stride
			}
		}
	}
	c.runs = slices.Clip(c.runs)
	shuffle(c.runs, c.hash(forWayIDs, 0))
}

// edge says whether the street from a corner to its neighbour is there.
func (c *City) edge(corner uint32, north bool) bool {
	side := uint32(c.side)
	which := uint64(corner) << 1
	if north {
		which |= 1
		if corner/side == side-1 {
			return false
		}
	} else if corner%side == side-1 {
		return false
	}
	return c.hash(forEdge, which)>>32 < keep
}

func (c *City) next(corner uint32, north bool) uint32 {
	if north {
		return corner + uint32(c.side)
	}
	return corner + 1
}

// Len returns the number of street nodes; their ids are 1 to Len.
func (c *City) Len() int { return len(c.corner) }

// Segments returns the number of street segments between two nodes.
func (c *City) Segments() int { return c.segments }

// NumWays returns the number of ways; their ids are 1 to NumWays.
func (c *City) NumWays() int { return len(c.runs) }

// Node returns the node of an id from 1 to Len.
func (c *City) Node(id int64) Node {
	corner := c.corner[id-1]
	draw := c.hash(forPlace, uint64(corner))
	column, row := int(corner)%c.side, int(corner)/c.side
	x := float64(spacing*(float64(column)-float64(c.side-1)/2)) + spread(uint32(draw), stray)
	y := float64(spacing*(float64(row)-float64(c.side-1)/2)) + spread(uint32(draw>>32), stray)
	lon, lat := units(x, y)
	return Node{id, middleLon + lon, middleLat + lat}
}

// Nodes yields all nodes by ascending id.
func (c *City) Nodes() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for i := range c.corner {
			if !yield(c.Node(int64(i + 1))) {
				return
			}
		}
	}
}

// Ways yields all ways by ascending id, each with the ids of its nodes in order:
// a straight run of 1 to 20 segments. The slice is the next way's too; who keeps
// it, copies it.
func (c *City) Ways() iter.Seq2[int64, []int64] {
	return func(yield func(int64, []int64) bool) {
		nodes := make([]int64, 0, longest+1)
		for i, r := range c.runs {
			nodes = nodes[:0]
			corner := r.from
			for range r.steps {
				nodes = append(nodes, int64(c.id[corner]))
				corner = c.next(corner, r.north)
			}
			nodes = append(nodes, int64(c.id[corner]))
			if !yield(int64(i+1), nodes) {
				return
			}
		}
	}
}

// Pick returns n distinct nodes by ascending id, or all where there are fewer:
// facilities of a service, or places to search from. Each stream gives a draw
// of its own.
func (c *City) Pick(n int, stream uint64) []Node {
	n = min(n, c.Len())
	seen := make(map[int64]bool, n)
	ids := make([]int64, 0, n)
	start := c.hash(forPick, stream)
	for i := uint64(0); len(ids) < n; i++ {
		id := 1 + below(mix(start+i), uint64(c.Len()))
		if !seen[int64(id)] {
			seen[int64(id)] = true
			ids = append(ids, int64(id))
		}
	}
	slices.Sort(ids)
	out := make([]Node, n)
	for i, id := range ids {
		out[i] = c.Node(id)
	}
	return out
}

// Homes yields n homes of 1 to 400 people. Each stream gives a draw of its own,
// and more homes of a stream begin with its fewer.
func (c *City) Homes(n int, stream uint64) iter.Seq[Home] {
	return func(yield func(Home) bool) {
		start := c.hash(forHome, stream)
		for i := range uint64(n) {
			draw := mix(start + 2*i)
			near := c.Node(int64(1 + below(draw, uint64(c.Len()))))
			place := mix(start + 2*i + 1)
			lon, lat := units(spread(uint32(place), 20), spread(uint32(place>>32), 20))
			if !yield(Home{near.Lon + lon, near.Lat + lat, 1 + int(below(mix(place), 400))}) {
				return
			}
		}
	}
}

// Bounds returns a rectangle that holds all nodes and homes, in 1e-7 degrees.
func (c *City) Bounds() (west, south, east, north int32) {
	half := spacing*float64(c.side-1)/2 + 2*stray + 20
	lon, lat := units(half, half)
	return middleLon - lon, middleLat - lat, middleLon + lon, middleLat + lat
}

func units(x, y float64) (lon, lat int32) {
	return int32(math.Round(x / metresPerLon)), int32(math.Round(y / metresPerLat))
}

// spread maps 32 random bits to a number from -width to width.
func spread(r uint32, width float64) float64 {
	return (float64(r)/(1<<31) - 1) * width
}

// below maps 64 random bits to a number below n: D. Lemire, Fast Random Integer
// Generation in an Interval, ACM TOMACS 29 (2019), without its correction of
// less than n in 2⁶⁴.
func below(r, n uint64) uint64 {
	high, _ := bits.Mul64(r, n)
	return high
}

// hash returns 64 random bits of the city for one use.
func (c *City) hash(use, which uint64) uint64 {
	return mix(mix(c.seed<<3|use) + which)
}

// mix is SplitMix64: G. Steele, D. Lea and C. Flood, Fast Splittable
// Pseudorandom Number Generators, OOPSLA 2014.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// shuffle is Fisher and Yates'.
func shuffle[T any](list []T, start uint64) {
	for i := len(list) - 1; i > 0; i-- {
		k := below(mix(start+uint64(i)), uint64(i+1))
		list[i], list[k] = list[k], list[i]
	}
}
