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
	a, w := &n.arrays, weigh(n, n.arrays.Profile)
	a.Costs = w.costsAlong()
	public := w.publicGraph()
	a.Offsets, a.Arcs = public.Off, public.Arcs
	a.Index = pack(a.MainEdges, n.edgeBox)
	a.IslandIndex = pack(uint32(len(a.EdgeIslands)), func(i uint32) Box { return n.edgeBox(a.MainEdges + i) })
	a.ObstacleIndex = pack(uint32(len(a.Obstacles)), func(i uint32) Box { return a.Obstacles[i].box() })
}
