package streets

// HasPrivate reports whether some street is for residents only.
func (n *Network) HasPrivate() bool { return len(n.arrays.EdgeFlags) > 0 }

// Use says who may walk an edge: all of it is of one use.
func (n *Network) Use(e uint32) Use {
	if n.flagsOf(e)&EdgeResidents != 0 {
		return UseResidents
	}
	return UsePublic
}

func (n *Network) flagsOf(e uint32) EdgeFlags {
	if i := int(e) - len(n.arrays.EdgeStarts); i >= 0 {
		return n.patch.infos[i].flags
	}
	if len(n.arrays.EdgeFlags) == 0 {
		return 0
	}
	return n.arrays.EdgeFlags[e]
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
	l := n.Segment(segment).placement()
	out := Street{Kind: l.kind, Position: l.position, Backwards: l.against, Way: n.wayIDOf(l.way)}
	if i := int(l.way) - len(n.arrays.WayIDs); i >= 0 {
		out.Name = n.patch.ways[i].name
	} else {
		out.Name, out.Hours = n.arrays.name(n.arrays.WayNames[l.way]), n.arrays.hours(l.way)
	}
	return out
}

func (n *Network) wayIDOf(way uint32) int64 {
	if i := int(way) - len(n.arrays.WayIDs); i >= 0 {
		return n.patch.ways[i].id
	}
	return n.arrays.WayIDs[way]
}

// stepOf returns how many millimetres along a way each step of its stair takes; 0
// where their count is not known.
func (n *Network) stepOf(way uint32) uint32 {
	if i := int(way) - len(n.arrays.WayIDs); i >= 0 {
		return n.patch.ways[i].step
	}
	return n.arrays.stepOf(way)
}
