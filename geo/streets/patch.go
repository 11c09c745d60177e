package streets

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"sync"
)

// A patch is what edits change about a network: edges that are gone, and edges,
// nodes and segments that come behind the network's own. It is as large as what
// it touches, and the arrays of the network are shared.
type patch struct {
	joint        []int32        // lon, lat of each new junction
	inner        []int32        // lon, lat of the interior nodes of new edges
	edgeA, edgeB []uint32       // of each new edge
	first        []uint32       // as in the network, going on with its count; one more than edges
	infos        []edgeInfo     // of each new edge
	pieces       []patchSegment // of each new segment
	along        []Cost         // likewise
	ways         []addedWay
	links        []LinkEdge // by id

	dead map[uint32]fate     // edges that nobody walks
	at   map[uint32][]uint32 // of a segment of the base whose edge is replaced: its parts that are there

	chains func() chains
}

// A fate says why an edge is dead.
type fate uint8

const (
	replaced fate = iota + 1 // by others: it was cut, or others may walk them
	closed                   // it may be opened again
	removed                  // a link that is taken away
)

// An edgeInfo is what the arrays tell of an edge beside its chain: flags, island,
// and whether it is a link.
type edgeInfo struct {
	flags  EdgeFlags
	island int32 // -1: none
	link   bool
	id     string // of the link
}

// A patchSegment is a new segment.
type patchSegment struct {
	Part            // its Segment counts where it is no link's
	place placement // as it is now: everybody's where it was admitted
	link  bool      // it is a link's: what the base knows of no segment
	waits Waits     // of a link
	mm    uint32
}

// An addedWay is what the segments of a link have in common: it may have several.
type addedWay struct {
	id   int64
	kind Kind
	name string
	step uint32 // as Network.wayStep
}

// chains are what [Network.Chains] returns.
type chains struct {
	starts, ends, first []uint32
	along               []Cost
}

// Patched reports whether edits lie over the network's arrays.
func (n *Network) Patched() bool { return n.more != nil }

// Base returns the network that edits lie over: the network itself where it is
// not patched.
func (n *Network) Base() *Network {
	if n.base != nil {
		return n.base
	}
	return n
}

// Live reports whether an edge is there. The numbers of those that were cut,
// closed or taken away stay, and nobody walks them.
func (n *Network) Live(e uint32) bool {
	return n.more == nil || n.more.dead[e] == 0
}

// EachEdge yields the edges that are there, in the order that they have where
// the network is laid out anew, see [Network.Order].
func (n *Network) EachEdge() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		behind := make([][]uint32, regions)
		for e := uint32(len(n.arrays.EdgeStarts)); e < uint32(n.Edges()); e++ {
			behind[n.region(e)] = append(behind[n.region(e)], e)
		}
		first := [regions + 1]uint32{0, n.arrays.MainEdges, n.arrays.MainEdges + uint32(len(n.arrays.EdgeIslands)), uint32(len(n.arrays.EdgeStarts))}
		for r := range regions {
			for e := first[r]; e < first[r+1]; e++ {
				if n.Live(e) && !yield(e) {
					return
				}
			}
			for _, e := range behind[r] {
				if n.Live(e) && !yield(e) {
					return
				}
			}
		}
	}
}

// The regions of edges, in the order of the file.
const (
	regionMain   = iota // on no island
	regionIsland        //
	regionLink          // links
	regions
)

func (n *Network) region(e uint32) int {
	if i := int(e) - len(n.arrays.EdgeStarts); i >= 0 {
		switch l := n.more.infos[i]; {
		case l.link:
			return regionLink
		case l.island >= 0:
			return regionIsland
		}
		return regionMain
	}
	switch {
	case e < n.arrays.MainEdges:
		return regionMain
	case e < n.arrays.MainEdges+uint32(len(n.arrays.EdgeIslands)):
		return regionIsland
	}
	return regionLink
}

// Order returns a number by which edges come in the order that they have once
// the network is laid out anew: what a tie between edges is to be broken by.
func (n *Network) Order(e uint32) uint64 { return uint64(n.region(e))<<32 | uint64(e) }

// Changed returns the edges that were there in from and are no more, and those
// that have come, each ascending. The network must be from, or be made from it by
// edits.
func (n *Network) Changed(from *Network) (gone, came []uint32) {
	if n.more == nil || n == from {
		return nil, nil
	}
	for e := range n.more.dead {
		if e < uint32(from.Edges()) && from.Live(e) {
			gone = append(gone, e)
		}
	}
	if from.more != nil {
		for e := range from.more.dead {
			if n.Live(e) {
				came = append(came, e)
			}
		}
	}
	for e := uint32(from.Edges()); e < uint32(n.Edges()); e++ {
		if n.Live(e) {
			came = append(came, e)
		}
	}
	slices.Sort(gone)
	slices.Sort(came)
	return gone, came
}

// over returns a copy of the network with a patch of its own to be written on.
func (n *Network) over() *Network {
	out := *n
	out.base, out.unmap = n.Base(), nil
	if n.more == nil {
		out.more = &patch{
			first: []uint32{n.arrays.Interiors[len(n.arrays.EdgeStarts)]}, dead: map[uint32]fate{}, links: n.addedLinks(),
		}
		return &out
	}
	p := *n.more
	for _, s := range [...]*[]uint32{&p.edgeA, &p.edgeB, &p.first} {
		*s = slices.Clone(*s)
	}
	p.along = slices.Clone(p.along)
	p.joint, p.inner, p.infos, p.pieces = slices.Clone(p.joint), slices.Clone(p.inner), slices.Clone(p.infos), slices.Clone(p.pieces)
	p.ways, p.links, p.dead = slices.Clone(p.ways), slices.Clone(p.links), maps.Clone(p.dead)
	out.more = &p
	return &out
}

// finish makes what is read off the patch as a whole.
func (n *Network) finish() {
	p := n.more
	p.at = map[uint32][]uint32{}
	for e := uint32(len(n.arrays.EdgeStarts)); e < uint32(n.Edges()); e++ {
		if p.infos[e-uint32(len(n.arrays.EdgeStarts))].link || p.dead[e] == replaced {
			continue
		}
		for s, last := n.SegmentsOf(e); s < last; s++ {
			source := p.pieces[s-uint32(len(n.arrays.LengthsMM))].Segment
			p.at[source] = append(p.at[source], s)
		}
	}
	p.links = slices.DeleteFunc(p.links, func(a LinkEdge) bool { return p.dead[a.Edge] != 0 })
	slices.SortFunc(p.links, func(a, b LinkEdge) int { return cmp.Compare(a.ID, b.ID) })
	p.chains = sync.OnceValue(func() chains {
		return chains{
			slices.Concat(n.arrays.EdgeStarts, p.edgeA), slices.Concat(n.arrays.EdgeEnds, p.edgeB),
			slices.Concat(n.arrays.Interiors[:len(n.arrays.EdgeStarts)], p.first), slices.Concat(n.arrays.Costs, p.along),
		}
	})
}

// joints returns how many junctions a patch adds.
func (n *Network) joints() uint32 {
	if n.more == nil {
		return 0
	}
	return uint32(len(n.more.joint) / 2)
}

// patchedGrid is grid for what is no junction of the base.
func (n *Network) patchedGrid(node uint32) (lon, lat int32) {
	k := n.joints()
	if i := node - n.arrays.Junctions; i < k {
		return n.more.joint[2*i], n.more.joint[2*i+1]
	}
	if i := node - k; int(i) < len(n.arrays.Coordinates)/2 {
		return n.arrays.Coordinates[2*i], n.arrays.Coordinates[2*i+1]
	}
	i := int(node-k) - len(n.arrays.Coordinates)/2
	return n.more.inner[2*i], n.more.inner[2*i+1]
}

// source returns the segment of the network's own arrays that knows a segment's
// waits and slopes; false for one of a link, of which a patch knows all.
func (n *Network) source(segment uint32) (uint32, bool) {
	if i := int(segment) - len(n.arrays.LengthsMM); i >= 0 {
		return n.more.pieces[i].Segment, !n.more.pieces[i].link
	}
	return segment, true
}

// stretchesOfPiece is stretchesOf for a segment of a patch.
func (n *Network) stretchesOfPiece(p *patchSegment) (there, back stretch) {
	if !p.link {
		return n.stretchesIn(p.Segment, n.runOf(p.Segment))
	}
	there = stretch{kind: p.place.kind, mm: p.MM, signals: p.waits.Signals, crossings: p.waits.Crossings}
	if step := n.stepOf(p.place.way); step > 0 {
		there.steps = float64(there.mm) / float64(step)
	}
	back = there
	there.rising = sign(int(there.kind.Incline))
	back.rising = -there.rising
	return there, back
}
