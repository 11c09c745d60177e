package streets

import (
	"cmp"
	"slices"
)

// added is a link in a network file.
type added struct {
	ID   uint32 // index into names
	Edge uint32
}

// Flatten lays a patched network out as a plain one that walks the same, and
// returns with it where accesses of the patched one that are there lie on it.
// Junctions keep their numbers; what is dead is gone. Segments that were cut stay
// parts of what they were, so that every cost and every fraction is as it was. It
// costs a pass over the network, and shares no array with it that is mapped.
func (n *Network) Flatten() (*Network, func(Access) Access) {
	if n.more == nil {
		return n, func(a Access) Access { return a }
	}
	f := flattening{from: n, at: make([]uint32, n.Segments()), way: map[laid]uint32{}}
	f.start()
	for e := range n.EachEdge() {
		f.lay(e)
	}
	f.end()
	return &f.to, f.access
}

// flattening is the state of laying a network out.
type flattening struct {
	from  *Network
	to    Network
	at    []uint32        // where each segment comes to lie
	way   map[laid]uint32 // of one whose kind was changed: by the old way and the kind
	kinds []Kind          // of each way
	links []added         // with indices into Links
	names []string
}

// start takes over what edges don't move.
func (f *flattening) start() {
	n, t := f.from, &f.to
	t.profile, t.junctions = n.profile, uint32(n.Junctions())
	t.coord = append(slices.Clone(n.coord[:2*n.junctions]), n.more.joint...)
	t.wayID, t.wayName = slices.Clone(n.wayID), slices.Clone(n.wayName)
	t.wayHours, t.wayStep = slices.Clone(n.wayHours), slices.Clone(n.wayStep)
	t.nameOff, t.nameText = slices.Clone(n.nameOff), slices.Clone(n.nameText)
	t.obstacles, t.obstacleBoxes = slices.Clone(n.obstacles), slices.Clone(n.obstacleBoxes)
	for _, k := range n.wayKind {
		f.kinds = append(f.kinds, n.kinds[k])
	}
	for _, w := range n.more.ways {
		f.addWay(w.id, f.name(w.name), 0, w.kind, w.step)
	}
}

// addWay adds one and returns its index.
func (f *flattening) addWay(id int64, name, hours uint32, kind Kind, step uint32) uint32 {
	t := &f.to
	way := uint32(len(t.wayID))
	t.wayID, t.wayName = append(t.wayID, id), append(t.wayName, name)
	if len(t.wayStep) == 0 && step > 0 {
		t.wayStep = make([]uint32, way)
	}
	if len(t.wayStep) > 0 || step > 0 {
		t.wayStep = append(t.wayStep, step)
	}
	if len(t.wayHours) > 0 {
		t.wayHours = append(t.wayHours, hours)
	}
	f.kinds = append(f.kinds, kind)
	return way
}

// name adds a name, or finds one that was added.
func (f *flattening) name(text string) uint32 {
	t := &f.to
	if i := slices.Index(f.names, text); i >= 0 {
		return uint32(len(t.nameOff) - 1 - len(f.names) + i)
	}
	f.names = append(f.names, text)
	t.nameText = append(t.nameText, text...)
	t.nameOff = append(t.nameOff, uint32(len(t.nameText)))
	return uint32(len(t.nameOff) - 2)
}

// lay puts an edge behind those that are there.
func (f *flattening) lay(e uint32) {
	n, t := f.from, &f.to
	a, b, first, last := n.Edge(e)
	t.first = append(t.first, uint32(len(t.coord)/2)-t.junctions)
	for v := first; v < last; v++ {
		lon, lat := n.grid(v)
		t.coord = append(t.coord, lon, lat)
	}
	number := uint32(len(t.edgeA))
	t.edgeA, t.edgeB = append(t.edgeA, a), append(t.edgeB, b)
	if len(n.flags) > 0 {
		t.flags = append(t.flags, n.flagsOf(e))
	}
	switch n.region(e) {
	case regionMain:
		t.linkable = number + 1
	case regionIsland:
		i, _ := n.Island(e)
		t.islands = append(t.islands, uint32(i))
	case regionLink:
		f.links = append(f.links, added{f.name(n.linkID(e)), number})
	}
	for s, end := n.SegmentsOf(e); s < end; s++ {
		f.segment(s)
	}
}

func (f *flattening) segment(s uint32) {
	n, t := f.from, &f.to
	to := uint32(len(t.segmentMM))
	f.at[s] = to
	t.segmentMM = append(t.segmentMM, uint32(n.SegmentMM(s)))
	if len(n.waits) > 0 || len(t.waits) > 0 {
		t.waits = append(t.waits, n.waitsOf(s))
	} else if w := n.waitsOf(s); w != (waits{}) {
		t.waits = append(make([]waits, to), w)
	}
	if len(n.slopes) > 0 {
		var z slope
		if source, ok := n.source(s); ok {
			z = n.slopes[source]
		}
		t.slopes = append(t.slopes, z)
	}
	if at := n.spanOf(s); !at.whole() {
		p := n.partOf(s)
		p.Segment = to
		t.parts = append(t.parts, p)
	}
	f.run(to, n.laid(s))
}

// run goes on with the last run or starts one.
func (f *flattening) run(s uint32, l laid) {
	t := &f.to
	way := f.wayOf(l)
	r := run{first: s, way: way, position: l.position << 1}
	if l.against {
		r.position |= backwards
	}
	if k := len(t.runs); k > 0 && t.runs[k-1].way == r.way && t.runs[k-1].at(s) == r.position {
		return
	}
	t.runs = append(t.runs, r)
}

// wayOf returns the way of a segment, one of its own where everybody was let onto
// it.
func (f *flattening) wayOf(l laid) uint32 {
	if f.kinds[l.way] == l.kind {
		return l.way
	}
	key := laid{way: l.way, kind: l.kind}
	way, known := f.way[key]
	if !known {
		t := &f.to
		hours, step := uint32(0), f.from.stepOf(l.way)
		if len(t.wayHours) > 0 {
			hours = t.wayHours[l.way]
		}
		way = f.addWay(t.wayID[l.way], t.wayName[l.way], hours, l.kind, step)
		f.way[key] = way
	}
	return way
}

// end makes what follows from the edges.
func (f *flattening) end() {
	n, t := f.from, &f.to
	t.first = append(t.first, uint32(len(t.coord)/2)-t.junctions)
	t.added = f.links
	_ = t.setKinds(f.kinds) // at most twice as many as before, and those of links
	for _, c := range n.cuts {
		a, ok := n.Resolve(Access{Linked: true, Segment: c >> 1, Fraction: float64(c & 1)})
		if ok {
			t.cuts = append(t.cuts, f.at[a.Segment]<<1|c&1)
		}
	}
	slices.SortFunc(t.cuts, func(a, b uint32) int { return cmp.Compare(a, b) })
	t.buildCosts()
	t.buildArcs()
	t.buildIndex()
}

// access returns where an access lies on the new network.
func (f *flattening) access(a Access) Access {
	if !a.Linked {
		return a
	}
	a.Segment = f.at[a.Segment]
	if a.Public != nil {
		public := f.access(*a.Public)
		a.Public = &public
	}
	return a
}
