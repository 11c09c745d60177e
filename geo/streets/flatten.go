package streets

import (
	"fmt"
	"slices"
)

// Flatten lays a patched network out as a plain one that walks the same, and
// returns with it where accesses of the patched one that are there lie on it.
// Junctions keep their numbers; what is dead is gone. Segments that were cut stay
// parts of what they were, so that every cost and every fraction is as it was. It
// costs a pass over the network, and shares no array with it that is mapped. The
// error says that the edits make more kinds of street than a network holds, as
// links of ever new kinds may.
func (n *Network) Flatten() (*Network, func(Access) Access, error) {
	if n.patch == nil {
		return n, func(a Access) Access { return a }, nil
	}
	f := flattener{from: n, at: make([]uint32, n.Segments()), way: map[placement]uint32{}}
	f.start()
	for e := range n.EachEdge() {
		f.lay(e)
	}
	if err := f.end(); err != nil {
		return nil, nil, err
	}
	flat, err := New(f.to)
	if err != nil {
		return nil, nil, fmt.Errorf("streets: a patched network does not lie flat: %w", err)
	}
	return flat, f.access, nil
}

// A flattener is the state of one Flatten.
type flattener struct {
	from  *Network
	to    Arrays
	at    []uint32             // where each segment comes to lie
	way   map[placement]uint32 // of one whose kind was changed: by the old way and the kind
	kinds []Kind               // of each way
	links []LinkRecord         // with indices into Links
	names []string
}

// start takes over what edges don't move.
func (f *flattener) start() {
	n, t := f.from, &f.to
	t.Profile, t.Junctions = n.arrays.Profile, uint32(n.Junctions())
	edges, segments := n.Edges(), n.Segments() // with those that are gone: bounds of what is laid
	t.Coordinates = append(make([]int32, 0, 2*n.Nodes()), n.arrays.Coordinates[:2*n.arrays.Junctions]...)
	t.Coordinates = append(t.Coordinates, n.patch.joint...)
	t.EdgeStarts, t.EdgeEnds, t.Interiors = make([]uint32, 0, edges), make([]uint32, 0, edges), make([]uint32, 0, edges+1)
	t.LengthsMM, t.Runs = make([]uint32, 0, segments), make([]Run, 0, len(n.arrays.Runs))
	if len(n.arrays.EdgeFlags) > 0 {
		t.EdgeFlags = make([]EdgeFlags, 0, edges)
	}
	if len(n.arrays.Waits) > 0 {
		t.Waits = make([]Waits, 0, segments)
	}
	if len(n.arrays.Slopes) > 0 {
		t.Slopes = make([]Slope, 0, segments)
	}
	t.WayIDs, t.WayNames = slices.Clone(n.arrays.WayIDs), slices.Clone(n.arrays.WayNames)
	t.WayHours, t.WayStepsMM = slices.Clone(n.arrays.WayHours), slices.Clone(n.arrays.WayStepsMM)
	t.NameOffsets, t.Names = slices.Clone(n.arrays.NameOffsets), slices.Clone(n.arrays.Names)
	t.Obstacles = slices.Clone(n.arrays.Obstacles)
	f.kinds = make([]Kind, 0, len(n.arrays.WayKinds)+len(n.patch.ways))
	for _, k := range n.arrays.WayKinds {
		f.kinds = append(f.kinds, n.arrays.Kinds[k])
	}
	for _, w := range n.patch.ways {
		f.addWay(w.id, f.name(w.name), 0, w.kind, w.step)
	}
}

// addWay adds one and returns its index.
func (f *flattener) addWay(id int64, name, hours uint32, kind Kind, step uint32) uint32 {
	t := &f.to
	way := uint32(len(t.WayIDs))
	t.WayIDs, t.WayNames = append(t.WayIDs, id), append(t.WayNames, name)
	if len(t.WayStepsMM) == 0 && step > 0 {
		t.WayStepsMM = make([]uint32, way)
	}
	if len(t.WayStepsMM) > 0 || step > 0 {
		t.WayStepsMM = append(t.WayStepsMM, step)
	}
	if len(t.WayHours) > 0 {
		t.WayHours = append(t.WayHours, hours)
	}
	f.kinds = append(f.kinds, kind)
	return way
}

// name adds a name, or finds one that was added.
func (f *flattener) name(text string) uint32 {
	t := &f.to
	if i := slices.Index(f.names, text); i >= 0 {
		return uint32(len(t.NameOffsets) - 1 - len(f.names) + i)
	}
	f.names = append(f.names, text)
	t.Names = append(t.Names, text...)
	t.NameOffsets = append(t.NameOffsets, uint32(len(t.Names)))
	return uint32(len(t.NameOffsets) - 2)
}

// lay puts an edge behind those that are there.
func (f *flattener) lay(e uint32) {
	n, t := f.from, &f.to
	a, b, first, last := n.Edge(e)
	t.Interiors = append(t.Interiors, uint32(len(t.Coordinates)/2)-t.Junctions)
	for v := first; v < last; v++ {
		lon, lat := n.grid(v)
		t.Coordinates = append(t.Coordinates, lon, lat)
	}
	number := uint32(len(t.EdgeStarts))
	t.EdgeStarts, t.EdgeEnds = append(t.EdgeStarts, a), append(t.EdgeEnds, b)
	if len(n.arrays.EdgeFlags) > 0 {
		t.EdgeFlags = append(t.EdgeFlags, n.flagsOf(e))
	}
	switch n.region(e) {
	case regionMain:
		t.MainEdges = number + 1
	case regionIsland:
		i, _ := n.Island(e)
		t.EdgeIslands = append(t.EdgeIslands, uint32(i))
	case regionLink:
		f.links = append(f.links, LinkRecord{f.name(n.linkID(e)), number})
	}
	for s, end := n.SegmentsOf(e); s < end; s++ {
		f.segment(s)
	}
}

func (f *flattener) segment(s uint32) {
	n, t, of := f.from, &f.to, f.from.Segment(s)
	to := uint32(len(t.LengthsMM))
	f.at[s] = to
	t.LengthsMM = append(t.LengthsMM, uint32(of.MM()))
	if len(n.arrays.Waits) > 0 || len(t.Waits) > 0 {
		t.Waits = append(t.Waits, of.waits())
	} else if w := of.waits(); w != (Waits{}) {
		t.Waits = append(make([]Waits, to), w)
	}
	if len(n.arrays.Slopes) > 0 {
		var z Slope
		if source, ok := of.source(); ok {
			z = n.arrays.Slopes[source]
		}
		t.Slopes = append(t.Slopes, z)
	}
	if at := of.span(); !at.whole() {
		p := of.part()
		p.Segment = to
		t.Parts = append(t.Parts, p)
	}
	l := of.placement()
	t.AppendRun(to, f.wayOf(l), l.position, l.against)
}

// wayOf returns the way of a segment, one of its own where everybody was let onto
// it.
func (f *flattener) wayOf(l placement) uint32 {
	if f.kinds[l.way] == l.kind {
		return l.way
	}
	key := placement{way: l.way, kind: l.kind}
	way, known := f.way[key]
	if !known {
		t := &f.to
		hours, step := uint32(0), f.from.stepOf(l.way)
		if len(t.WayHours) > 0 {
			hours = t.WayHours[l.way]
		}
		way = f.addWay(t.WayIDs[l.way], t.WayNames[l.way], hours, l.kind, step)
		f.way[key] = way
	}
	return way
}

// end makes what follows from the edges.
func (f *flattener) end() error {
	n, t := f.from, &f.to
	t.Interiors = append(t.Interiors, uint32(len(t.Coordinates)/2)-t.Junctions)
	t.Links = f.links
	if err := t.SetKinds(f.kinds); err != nil {
		return fmt.Errorf("%w: make fewer of the edits that add links or let everybody onto private streets", err)
	}
	for _, c := range n.arrays.CutEnds {
		a, ok := n.Resolve(Access{Linked: true, Segment: c >> 1, Fraction: float64(c & 1)})
		if ok {
			t.CutEnds = append(t.CutEnds, f.at[a.Segment]<<1|c&1)
		}
	}
	slices.Sort(t.CutEnds)
	return nil
}

// access returns where an access lies on the new network.
func (f *flattener) access(a Access) Access {
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
