package streets

import (
	"sort"

	"github.com/paulmach/orb"
)

// An Arc leads from a junction to a neighbour, in the reversed graph: Cost is
// what walking from To to the arc's start takes. A search that starts at
// facilities and follows arcs thus finds the walk to them.
type Arc struct {
	To   uint32
	Cost Cost
}

// A Network is the pedestrian network under one profile: a compressed sparse
// row graph of junctions, and the segments its edges are made of. It is
// read-only, safe for concurrent use, and may lie in a memory-mapped file.
//
// Per street node before contraction it takes 8 bytes of coordinates, and per
// segment 8; the rest is per edge and per arc. On a jittered grid with a
// quarter of its streets gone that is about 80 bytes a node, and less on real
// cities, which have longer chains. Tried and left: node ids (8 bytes, no answer
// needs them), a way per segment (a run of a way's segments is stored once),
// costs derived from lengths when asked (a division per segment: filling the
// interior nodes took as long as the search).
type Network struct {
	profile   Profile
	junctions uint32
	linkable  uint32 // edges [0, linkable) are not on islands

	coord     []int32  // lon, lat of each node in 1e-7 degrees; junctions first, then interiors by edge
	off       []uint32 // arcs of junction v are arcs[off[v]:off[v+1]]
	arcs      []Arc
	edgeA     []uint32 // junction at the edge's start
	edgeB     []uint32 // and at its end
	first     []uint32 // interior nodes of edge e are junctions + first[e] … junctions + first[e+1] - 1
	segmentMM []uint32 // millimetres; segments of edge e start at first[e] + e
	along     []Cost   // from the edge's start to the segment's end, by segment
	runs      []run    // by first segment

	wayID    []int64
	wayName  []uint32 // index into names
	wayHours []uint32 // likewise: opening hours; empty where none are known
	wayKind  []uint16 // index into kinds
	wayStep  []uint32 // millimetres of a step; 0 where the count is not known, empty where none is
	kinds    []Kind
	nameOff  []uint32
	nameText []byte
	boxes    []box // see index.go

	islands       []uint32 // of each edge from linkable on: which island it is on
	cuts          []uint32 // ends where streets leave the file: the segment, shifted left; the lowest bit is its last node
	islandBoxes   []box
	obstacles     []obstacle
	obstacleBoxes []box

	// Empty where no segment or edge has any.
	waits  []waits // of each segment
	slopes []slope // of each segment, in its way's direction
	flags  []uint8 // of each edge: flagPrivate, flagIsland

	unmap func() error
}

// A run is a stretch of segments that follow one way.
type run struct {
	first    uint32 // segment
	way      uint32
	position uint32 // of the first segment in the way, shifted left; the lowest bit is backwards
}

// backwards marks a run that is laid out against the way's direction.
const backwards = 1

// at returns the position field that segment s has if it goes on in the run.
func (r run) at(s uint32) uint32 {
	if r.position&backwards != 0 {
		return r.position - (s-r.first)<<1
	}
	return r.position + (s-r.first)<<1
}

// Profile returns the profile whose costs the arcs carry.
func (n *Network) Profile() Profile { return n.profile }

// Junctions returns the number of nodes that a search sees, numbered from 0.
func (n *Network) Junctions() int { return int(n.junctions) }

// Nodes returns the number of street nodes before contraction; those from
// [Network.Junctions] on are interior nodes of edges.
func (n *Network) Nodes() int { return len(n.coord) / 2 }

// Edges returns the number of edges between junctions, islands included.
func (n *Network) Edges() int { return len(n.edgeA) }

// Segments returns the number of segments.
func (n *Network) Segments() int { return len(n.segmentMM) }

// Point returns the coordinates of a node.
func (n *Network) Point(node uint32) orb.Point {
	return pointOf(n.coord[2*node], n.coord[2*node+1])
}

// Edge returns the junctions at the ends of an edge and its interior nodes
// [first, last), in order from a to b.
func (n *Network) Edge(e uint32) (a, b, first, last uint32) {
	return n.edgeA[e], n.edgeB[e], n.junctions + n.first[e], n.junctions + n.first[e+1]
}

// Chains returns the edges as arrays, for whoever goes over all of them: the
// junctions at their starts and ends, first[e] … first[e+1] the interior nodes
// of edge e counted from [Network.Junctions] on, and what [Network.Along] gives
// for edge e from first[e] + e on. None of them must be changed.
func (n *Network) Chains() (starts, ends, first []uint32, along []Cost) {
	return n.edgeA, n.edgeB, n.first, n.along
}

// SegmentsOf returns the segments [first, last) of an edge, in order from its
// start; one more than it has interior nodes.
func (n *Network) SegmentsOf(e uint32) (first, last uint32) {
	return n.first[e] + e, n.first[e+1] + e + 1
}

// EdgeOf returns the edge that a segment belongs to.
func (n *Network) EdgeOf(segment uint32) uint32 {
	return uint32(sort.Search(len(n.edgeA), func(e int) bool {
		_, last := n.SegmentsOf(uint32(e))
		return last > segment
	}))
}

// NodeOf returns the i-th node of an edge, 0 being its start.
func (n *Network) NodeOf(e, i uint32) uint32 {
	switch k := n.first[e+1] - n.first[e]; {
	case i == 0:
		return n.edgeA[e]
	case i <= k:
		return n.junctions + n.first[e] + i - 1
	default:
		return n.edgeB[e]
	}
}

// Along returns what walking costs from an edge's start to the end of each of
// its segments: to its interior nodes in order, and last to its end. The slice
// must not be changed.
func (n *Network) Along(e uint32) []Cost {
	first, last := n.SegmentsOf(e)
	return n.along[first:last]
}

// runIndex returns the place of the run that a segment lies in.
func (n *Network) runIndex(segment uint32) int {
	return sort.Search(len(n.runs), func(i int) bool { return n.runs[i].first > segment }) - 1
}

func (n *Network) runOf(segment uint32) run { return n.runs[n.runIndex(segment)] }

// waits are a segment's shares of waiting, in waitShares-ths of a whole wait.
type waits struct{ Signals, Crossings uint16 }

// A slope is what the terrain does along a segment, in its way's direction.
type slope struct {
	Forward, Backward uint16 // Tobler's factor, in 4096ths
	Up, Down          uint16 // centimetres climbed and descended
	SteepUp           uint16 // steepest, in thousandths
	SteepDown         uint16
}

const slopeUnit = 4096

// Marks of an edge.
const (
	flagPrivate = 1 << iota // residents only
	flagIsland              // on an island once residents' streets are closed
)

// HasPrivate reports whether some street is for residents only.
func (n *Network) HasPrivate() bool { return len(n.flags) > 0 }

// Use says who may walk an edge: all of it is of one use.
func (n *Network) Use(e uint32) Use {
	if len(n.flags) > 0 && n.flags[e]&flagPrivate != 0 {
		return UseResidents
	}
	return UsePublic
}

// UseOf says who may walk a segment.
func (n *Network) UseOf(segment uint32) Use { return n.kinds[n.wayKind[n.runOf(segment).way]].Use }

// stretches returns a segment of a run as walked along its edge and against it.
func (n *Network) stretches(s uint32, r run) (there, back stretch) {
	there = stretch{kind: n.kinds[n.wayKind[r.way]], mm: n.segmentMM[s]}
	if step := n.stepOf(r.way); step > 0 {
		there.steps = float64(there.mm) / float64(step)
	}
	if len(n.waits) > 0 {
		there.signals, there.crossings = n.waits[s].Signals, n.waits[s].Crossings
	}
	back = there
	there.rising = sign(int(there.kind.Incline))
	if len(n.slopes) > 0 {
		z := n.slopes[s]
		there.slope, back.slope = float64(z.Forward)/slopeUnit, float64(z.Backward)/slopeUnit
		there.up, there.down = int32(z.SteepUp), int32(z.SteepDown)
		back.up, back.down = there.down, there.up
		if there.rising == 0 {
			there.rising = sign(int(z.Up) - int(z.Down))
		}
	}
	back.rising = -there.rising
	if r.position&backwards != 0 {
		there, back = back, there
	}
	return there, back
}

func sign(v int) int8 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// A Street says which way a segment belongs to.
type Street struct {
	Way       int64 // id; of the node where Kind.Feature is a gate, a kerb or a lift; negative of a repair
	Kind      Kind
	Name      string
	Hours     string // opening hours, OSM syntax; empty where not known
	Position  uint32 // of the segment in the way, from 0
	Backwards bool   // the edge runs against the way here
}

// Street returns the way of a segment.
func (n *Network) Street(segment uint32) Street {
	r := n.runOf(segment)
	return Street{
		Way:       n.wayID[r.way],
		Kind:      n.kinds[n.wayKind[r.way]],
		Name:      n.name(n.wayName[r.way]),
		Hours:     n.hours(r.way),
		Position:  r.at(segment) >> 1,
		Backwards: r.position&backwards != 0,
	}
}

func (n *Network) hours(way uint32) string {
	if len(n.wayHours) == 0 {
		return ""
	}
	return n.name(n.wayHours[way])
}

func (n *Network) stepOf(way uint32) uint32 {
	if len(n.wayStep) == 0 {
		return 0
	}
	return n.wayStep[way]
}

func (n *Network) name(i uint32) string {
	return string(n.nameText[n.nameOff[i]:n.nameOff[i+1]])
}

func (n *Network) setNames(text []string) {
	n.nameOff = append(n.nameOff, 0)
	for _, t := range text {
		n.nameText = append(n.nameText, t...)
		n.nameOff = append(n.nameOff, uint32(len(n.nameText)))
	}
}

// Close releases the mapped file. The network and everything read from it must
// not be used afterwards.
func (n *Network) Close() error {
	if n.unmap == nil {
		return nil
	}
	release := n.unmap
	*n = Network{}
	return release()
}

// buildCosts sums the segments' costs along every edge, up to MaxCost.
func (n *Network) buildCosts() {
	n.along = make([]Cost, len(n.segmentMM))
	w := n.weigh(n.profile)
	for e := range uint32(len(n.edgeA)) {
		var sum uint64
		first, last := n.SegmentsOf(e)
		w.each(first, last, func(s uint32, forward, _ uint64) {
			sum = min(sum+forward, uint64(MaxCost))
			n.along[s] = Cost(sum)
		})
	}
}

// buildArcs lists the arcs of every junction along the streets that everybody
// may use.
func (n *Network) buildArcs() {
	w := n.weigh(n.profile)
	g := w.graph(n.junctions, func(e uint32) (a, b uint32, ok bool) {
		return n.edgeA[e], n.edgeB[e], n.Use(e) == UsePublic
	})
	n.off, n.arcs = g.Off, g.Arcs
}
