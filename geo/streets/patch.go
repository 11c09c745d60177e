package streets

import "slices"

// A patch is what edits change about a network: edges that are gone, and edges,
// nodes and segments that come behind the network's own. It is as large as what
// it touches, and the arrays of the network are shared.
type patch struct {
	joint        []int32        // lon, lat of each new junction
	inner        []int32        // lon, lat of the interior nodes of new edges
	edgeA, edgeB []uint32       // of each new edge
	first        []uint32       // as in the network, going on with its count; one more than edges
	infos        []edgeInfo     // of each new edge
	segments     []patchSegment // that are new
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
	step uint32 // millimetres along it for each step of a stair; 0 where their count is not known
}

// chains are what [Network.Chains] returns.
type chains struct {
	starts, ends, first []uint32
	along               []Cost
}

// Patched reports whether edits lie over the network's arrays.
func (n *Network) Patched() bool { return n.patch != nil }

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
	return n.patch == nil || n.patch.dead[e] == 0
}

// Changed returns the edges that were there in from and are no more, and those
// that have come, each ascending. The network must be from, or be made from it by
// edits.
func (n *Network) Changed(from *Network) (gone, came []uint32) {
	if n.patch == nil || n == from {
		return nil, nil
	}
	for e := range n.patch.dead {
		if e < uint32(from.Edges()) && from.Live(e) {
			gone = append(gone, e)
		}
	}
	if from.patch != nil {
		for e := range from.patch.dead {
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

// newEdges returns those of the patch that are there.
func (n *Network) newEdges() []uint32 {
	var out []uint32
	for e := uint32(len(n.arrays.EdgeStarts)); e < uint32(n.Edges()); e++ {
		if n.Live(e) {
			out = append(out, e)
		}
	}
	return out
}

// linksOr returns the links that are there, those of the base's arrays where there
// is no patch.
func (p *patch) linksOr(base *Arrays) []LinkEdge {
	if p != nil {
		return p.links
	}
	return base.links()
}

// joints returns how many junctions a patch adds, none where there is no patch.
func (p *patch) joints() uint32 {
	if p == nil {
		return 0
	}
	return uint32(len(p.joint) / 2)
}

// grid returns the coordinates of a node that is no junction of the base, whose
// arrays are given.
func (p *patch) grid(base *Arrays, node uint32) (lon, lat int32) {
	k := p.joints()
	if i := node - base.Junctions; i < k {
		return p.joint[2*i], p.joint[2*i+1]
	}
	if i := node - k; int(i) < len(base.Coordinates)/2 {
		return base.Coordinates[2*i], base.Coordinates[2*i+1]
	}
	i := int(node-k) - len(base.Coordinates)/2
	return p.inner[2*i], p.inner[2*i+1]
}

// stretches returns a segment of a link, in whose way a step of its stair takes some
// millimetres, as walked along its edge and against it.
func (p *patchSegment) stretches(step uint32) (there, back stretch) {
	there = stretch{kind: p.place.kind, mm: p.MM, signals: p.waits.Signals, crossings: p.waits.Crossings}
	if step > 0 {
		there.steps = float64(there.mm) / float64(step)
	}
	back = there
	there.rising = sign(int(there.kind.Incline))
	back.rising = -there.rising
	return there, back
}
