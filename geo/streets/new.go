package streets

// New makes a network of arrays, which it keeps: they must not be changed
// afterwards. It reads each of them once and refuses, by an [*ArraysError], what
// would let a later question run off an array or a search run for ever; an array
// that is merely wrong, such as lengths of another city, is not noticed.
//
// Where Offsets is nil it makes what follows from the others (costs, arcs, the
// indexes), which costs about a tenth of a build from ways and nodes; else it
// takes that as given.
func New(a Arrays) (*Network, error) {
	if err := a.checkGiven(); err != nil {
		return nil, err
	}
	n := &Network{arrays: a}
	if a.Offsets == nil {
		n.derive()
	}
	if err := n.arrays.checkDerived(); err != nil {
		return nil, err
	}
	return n, nil
}

// derive makes the arrays that follow from the others.
func (n *Network) derive() {
	n.buildCosts()
	n.buildArcs()
	n.buildIndex()
}

// buildCosts sums the segments' costs along every edge, up to MaxCost.
func (n *Network) buildCosts() {
	costs := make([]Cost, n.arrays.segments())
	w := n.weigh(n.arrays.Profile)
	for e := range n.arrays.edges() {
		var sum uint64
		first, last := n.SegmentsOf(e)
		w.each(first, last, func(s uint32, forward, _ uint64) {
			sum = min(sum+forward, uint64(MaxCost))
			costs[s] = Cost(sum)
		})
	}
	n.arrays.Costs = costs
}

// buildArcs lists the arcs of every junction along the streets that everybody
// may use.
func (n *Network) buildArcs() {
	w := n.weigh(n.arrays.Profile)
	g := w.graph(n.arrays.Junctions, func(e uint32) (a, b uint32, ok bool) {
		return n.arrays.EdgeStarts[e], n.arrays.EdgeEnds[e], n.Use(e) == UsePublic
	})
	n.arrays.Offsets, n.arrays.Arcs = g.Off, g.Arcs
}

func (n *Network) buildIndex() {
	a := &n.arrays
	a.Index = pack(a.MainEdges, n.edgeBox)
	a.IslandIndex = pack(uint32(len(a.EdgeIslands)), func(i uint32) Box { return n.edgeBox(a.MainEdges + i) })
	a.ObstacleIndex = pack(uint32(len(a.Obstacles)), func(i uint32) Box { return a.Obstacles[i].box() })
}
