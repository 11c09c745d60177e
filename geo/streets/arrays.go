package streets

import (
	"fmt"
	"math"
)

// Arrays are a network as its file holds it, see docs/format.md: numbers and flat
// arrays that refer to each other by index. [New] makes a [Network] of them, as
// [Open] does of a file's.
//
// Junctions, nodes that a search sees, come first in the numbering; the interior
// nodes of edge 0, edge 1, … follow. Edges that points may join come first, those
// on islands next, links that edits have added last. The segments of edge e, one
// more than its interior nodes, are [Interiors[e]+e, Interiors[e+1]+e+1), in order
// from its start.
//
// An array of which it says "or none" may be empty, where no element has any.
type Arrays struct {
	Profile   Profile // whose costs are in Costs and Arcs; a file keeps its id and speed
	Junctions uint32  // nodes [0, Junctions)
	MainEdges uint32  // edges [0, MainEdges) are on no island, and are what points join

	Coordinates []int32  // longitude, latitude of each node in 1e-7 degrees: two a node
	EdgeStarts  []uint32 // junction at each edge's start
	EdgeEnds    []uint32 // junction at each edge's end
	Interiors   []uint32 // edges + 1, ascending from 0: interior nodes of edge e are Junctions + Interiors[e] … Interiors[e+1] - 1
	LengthsMM   []uint32 // of each segment in millimetres
	Runs        []Run    // of all segments, by the first: the ways that they follow

	WayIDs     []int64  // of each way, as the source has it; ways may share one
	WayNames   []uint32 // of each way: index of its name
	WayHours   []uint32 // of each way, or none: index of its opening hours (OSM syntax) among the names
	WayKinds   []uint16 // of each way: index into Kinds
	WayStepsMM []uint32 // of each way, or none: millimetres along it for each step of a stair; 0 where their count is not known
	Kinds      []Kind   // at most 65,535, see [Arrays.SetKinds]

	NameOffsets []uint32 // names + 1, ascending from 0: name i is Names[NameOffsets[i]:NameOffsets[i+1]]
	Names       []byte   // UTF-8

	Waits       []Waits     // of each segment, or none
	Slopes      []Slope     // of each segment, or none, in its way's direction
	EdgeFlags   []EdgeFlags // of each edge, or none
	EdgeIslands []uint32    // of each edge on an island, from MainEdges on: which island
	CutEnds     []uint32    // where streets leave the source, ascending: segment<<1, | 1 for its last node in its way's direction

	Obstacles []ObstacleLine // what no access leg leads over, along a curve, so that neighbours lie together

	Parts []Part       // segments that are less than one of the source, ascending
	Links []LinkRecord // edges that edits have added, in order: the last edges

	// What follows from the others. Where Offsets is nil [New] makes it all.
	Offsets       []uint32 // junctions + 1, ascending from 0: arcs of junction v are Arcs[Offsets[v]:Offsets[v+1]]
	Arcs          []Arc    // along the streets that everybody may walk
	Costs         []Cost   // of each segment: from its edge's start to its end, see [Network.Along]
	Index         []Box    // of edges [0, MainEdges), see index.go
	IslandIndex   []Box    // of the edges on islands
	ObstacleIndex []Box    // of Obstacles
}

// A Run is a stretch of segments that follow one way, up to the next run.
type Run struct {
	First    uint32 // segment
	Way      uint32 // index
	Position uint32 // of First in the way, from 0, shifted left by one; the lowest bit says that the run is laid against the way
}

// backwards marks a run that is laid out against the way's direction.
const backwards = 1

// at returns the position field that segment s has if it goes on in the run.
func (r Run) at(s uint32) uint32 {
	if r.Position&backwards != 0 {
		return r.Position - (s-r.First)<<1
	}
	return r.Position + (s-r.First)<<1
}

// A Box is a bound in 1e-7 degrees.
type Box struct{ MinLon, MinLat, MaxLon, MaxLat int32 }

// WaitShares is what one whole wait is cut into: a road's wait is shared out over
// the two sides of each mapped piece of a crossing, which are one to five as a
// rule.
const WaitShares = 120

// Waits are a segment's shares of waiting, in [WaitShares]-ths of a whole wait.
type Waits struct {
	Signals   uint16 // at traffic lights
	Crossings uint16 // at a crossing of a big road without
}

// SlopeUnit is the slope factor of level ground.
const SlopeUnit = 4096

// A Slope is what the terrain does along a segment, in its way's direction. All
// are 0 where it is not known.
type Slope struct {
	Forward, Backward uint16 // Tobler's factor, in 4096ths
	Up, Down          uint16 // centimetres climbed and descended
	SteepUp           uint16 // steepest, in thousandths
	SteepDown         uint16
}

// EdgeFlags say what else is known of an edge.
type EdgeFlags uint8

// The flags of an edge.
const (
	EdgeResidents EdgeFlags = 1 << iota // residents only: all of it is of one use
	EdgeCutOff                          // on an island once residents' streets are closed
)

// An ObstacleLine is a straight piece of a line that nobody walks across, between
// two places in 1e-7 degrees.
type ObstacleLine struct {
	LonA, LatA, LonB, LatB int32
	Kind                   uint32 // an Obstacle
}

// A LinkRecord is a link that edits have added.
type LinkRecord struct {
	ID   uint32 // index of its id among the names
	Edge uint32
}

// edges returns the number of edges.
func (a *Arrays) edges() uint32 { return uint32(len(a.EdgeStarts)) }

// segments returns the number of segments.
func (a *Arrays) segments() uint32 { return uint32(len(a.LengthsMM)) }

// AppendRun lets a segment, the next one after those that have a run, follow a way
// at a position in it, from its edge's start to its end or against: it goes on
// with the last run or starts another.
func (a *Arrays) AppendRun(segment, way, position uint32, against bool) {
	r := Run{First: segment, Way: way, Position: position << 1}
	if against {
		r.Position |= backwards
	}
	if k := len(a.Runs); k > 0 {
		if last := a.Runs[k-1]; last.Way == r.Way && last.at(segment) == r.Position {
			return
		}
	}
	a.Runs = append(a.Runs, r)
}

// SetKinds sets Kinds and WayKinds from the kind of each way: each once, in the
// order of the ways. Its error says that there are too many.
func (a *Arrays) SetKinds(kinds []Kind) error {
	at := map[Kind]uint16{}
	a.WayKinds, a.Kinds = make([]uint16, len(kinds)), nil
	last := Kind{}
	for i, k := range kinds {
		if i > 0 && k == last {
			a.WayKinds[i] = a.WayKinds[i-1]
			continue
		}
		index, known := at[k]
		if !known {
			if len(a.Kinds) == math.MaxUint16 {
				return fmt.Errorf("streets: more than the %d kinds of street that a network holds", len(a.Kinds))
			}
			index = uint16(len(a.Kinds))
			at[k] = index
			a.Kinds = append(a.Kinds, k)
		}
		a.WayKinds[i], last = index, k
	}
	return nil
}
