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
		return n.more.infos[i].flags
	}
	if len(n.arrays.EdgeFlags) == 0 {
		return 0
	}
	return n.arrays.EdgeFlags[e]
}

// UseOf says who may walk a segment.
func (n *Network) UseOf(segment uint32) Use { return n.placementOf(segment).kind.Use }

// A placement is where a segment is in its way, and as what.
type placement struct {
	way      uint32 // index; from the number of ways on one of a patch
	position uint32 // in the way
	against  bool   // its edge runs against the way
	kind     Kind
}

func (n *Network) placementOf(segment uint32) placement {
	if i := int(segment) - len(n.arrays.LengthsMM); i >= 0 {
		return n.more.pieces[i].place
	}
	r := n.runOf(segment)
	return placement{r.Way, r.at(segment) >> 1, r.Position&backwards != 0, n.arrays.Kinds[n.arrays.WayKinds[r.Way]]}
}

// stretchesOf returns a segment as walked along its edge and against it; of a part,
// the whole segment.
func (n *Network) stretchesOf(s uint32) (there, back stretch) {
	if i := int(s) - len(n.arrays.LengthsMM); i >= 0 {
		return n.stretchesOfPiece(&n.more.pieces[i])
	}
	return n.stretchesIn(s, n.runOf(s))
}

// stretchesIn is like stretchesOf, for a segment of a run.
func (n *Network) stretchesIn(s uint32, r Run) (there, back stretch) {
	there = stretch{kind: n.arrays.Kinds[n.arrays.WayKinds[r.Way]], mm: n.arrays.LengthsMM[s]}
	if len(n.arrays.Parts) > 0 {
		there.mm = n.wholeMM(s)
	}
	if step := n.stepOf(r.Way); step > 0 {
		there.steps = float64(there.mm) / float64(step)
	}
	if len(n.arrays.Waits) > 0 {
		there.signals, there.crossings = n.arrays.Waits[s].Signals, n.arrays.Waits[s].Crossings
	}
	back = there
	there.rising = sign(int(there.kind.Incline))
	if len(n.arrays.Slopes) > 0 {
		z := n.arrays.Slopes[s]
		there.slope, back.slope = float64(z.Forward)/SlopeUnit, float64(z.Backward)/SlopeUnit
		there.up, there.down = int32(z.SteepUp), int32(z.SteepDown)
		back.up, back.down = there.down, there.up
		if there.rising == 0 {
			there.rising = sign(int(z.Up) - int(z.Down))
		}
	}
	back.rising = -there.rising
	if r.Position&backwards != 0 {
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
	l := n.placementOf(segment)
	out := Street{Kind: l.kind, Position: l.position, Backwards: l.against, Way: n.wayIDOf(l.way)}
	if i := int(l.way) - len(n.arrays.WayIDs); i >= 0 {
		out.Name = n.more.ways[i].name
	} else {
		out.Name, out.Hours = n.name(n.arrays.WayNames[l.way]), n.hours(l.way)
	}
	return out
}

func (n *Network) wayIDOf(way uint32) int64 {
	if i := int(way) - len(n.arrays.WayIDs); i >= 0 {
		return n.more.ways[i].id
	}
	return n.arrays.WayIDs[way]
}

func (n *Network) hours(way uint32) string {
	if len(n.arrays.WayHours) == 0 {
		return ""
	}
	return n.name(n.arrays.WayHours[way])
}

func (n *Network) stepOf(way uint32) uint32 {
	if i := int(way) - len(n.arrays.WayIDs); i >= 0 {
		return n.more.ways[i].step
	}
	if len(n.arrays.WayStepsMM) == 0 {
		return 0
	}
	return n.arrays.WayStepsMM[way]
}

func (n *Network) name(i uint32) string {
	return string(n.arrays.Names[n.arrays.NameOffsets[i]:n.arrays.NameOffsets[i+1]])
}
