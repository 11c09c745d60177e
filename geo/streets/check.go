package streets

import (
	"fmt"
	"math"
)

// An ArraysError says which of a network's arrays cannot be, or contradicts the
// others.
type ArraysError struct {
	Array string // as docs/format.md calls it
	At    int    // index of the first element that is wrong; -1 where their number is, or a number beside the arrays
	Why   string
}

// Error says what is wrong, and where.
func (e *ArraysError) Error() string {
	if e.At < 0 {
		return e.Array + ": " + e.Why
	}
	return fmt.Sprintf("%s: element %d %s", e.Array, e.At, e.Why)
}

// wrong is the error of an array as a whole, wrongAt that of an element of it.
func wrong(array, format string, args ...any) error { return wrongAt(array, -1, format, args...) }

func wrongAt(array string, at int, format string, args ...any) error {
	return &ArraysError{array, at, fmt.Sprintf(format, args...)}
}

// maxSpeed keeps the arithmetic of costs within 64 bits: 1,000 km/h.
const maxSpeed = 1_000_000_000

// checkGiven checks the arrays that nothing else tells.
func (a *Arrays) checkGiven() error {
	for _, check := range [...]func() error{a.checkCounts, a.checkEdges, a.checkWays, a.checkRuns, a.checkParts, a.checkObstacles} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// A count is how many elements an array has, and how many it must have.
type count struct {
	array     string
	got, want int
	none      bool // or none at all
}

// checkCounts holds the numbers of elements against each other. Nothing else is
// looked at before.
func (a *Arrays) checkCounts() error {
	nodes, edges, segments, ways := len(a.Coordinates)/2, len(a.EdgeStarts), len(a.LengthsMM), len(a.WayIDs)
	switch {
	case a.Profile.Speed <= 0 || a.Profile.Speed > maxSpeed:
		return wrong("numbers", "a speed of %d mm/h is none from 1 to %d", a.Profile.Speed, maxSpeed)
	case len(a.Coordinates)%2 != 0:
		return wrong("coordinates", "%d are not two a node", len(a.Coordinates))
	case int64(a.Junctions) > int64(nodes):
		return wrong("numbers", "%d junctions are more than the %d nodes", a.Junctions, nodes)
	case int64(a.MainEdges) > int64(edges):
		return wrong("numbers", "%d edges on no island are more than the %d edges", a.MainEdges, edges)
	case len(a.Kinds) > math.MaxUint16:
		return wrong("kinds", "%d are more than %d", len(a.Kinds), math.MaxUint16)
	case len(a.NameOffsets) == 0:
		return wrong("name offsets", "there are none")
	}
	for _, c := range [...]count{
		{"edge ends", len(a.EdgeEnds), edges, false},
		{"interiors", len(a.Interiors), edges + 1, false},
		{"lengths", segments, nodes - int(a.Junctions) + edges, false},
		{"way names", len(a.WayNames), ways, false},
		{"way hours", len(a.WayHours), ways, true},
		{"way kinds", len(a.WayKinds), ways, false},
		{"way steps", len(a.WayStepsMM), ways, true},
		{"waits", len(a.Waits), segments, true},
		{"slopes", len(a.Slopes), segments, true},
		{"edge flags", len(a.EdgeFlags), edges, true},
		{"edge islands", len(a.EdgeIslands), edges - int(a.MainEdges) - len(a.Links), false},
	} {
		if c.got != c.want && !(c.none && c.got == 0) {
			return wrong(c.array, "there are %d, not %d", c.got, c.want)
		}
	}
	return nil
}

// checkEdges checks that edges are chains of the nodes that are there.
func (a *Arrays) checkEdges() error {
	interior := uint32(len(a.Coordinates)/2) - a.Junctions
	for _, err := range [...]error{
		checkOffsets("interiors", a.Interiors, interior),
		checkBelow("edge starts", a.EdgeStarts, a.Junctions),
		checkBelow("edge ends", a.EdgeEnds, a.Junctions),
		checkBelow("edge islands", a.EdgeIslands, a.Junctions), // each has one, also where all of its edges are closed
		checkBelow("cut ends", a.CutEnds, 2*a.segments()),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// checkWays checks what ways are told to be.
func (a *Arrays) checkWays() error {
	names := uint32(len(a.NameOffsets) - 1)
	for _, err := range [...]error{
		checkOffsets("name offsets", a.NameOffsets, uint32(len(a.Names))),
		checkBelow("way names", a.WayNames, names),
		checkBelow("way hours", a.WayHours, names),
		checkBelow("way kinds", a.WayKinds, uint16(len(a.Kinds))),
	} {
		if err != nil {
			return err
		}
	}
	for i, k := range a.Kinds {
		if !k.valid() {
			return wrongAt("kinds", i, "is none: %+v", k)
		}
	}
	return nil
}

// checkRuns checks that every segment follows a way that is there.
func (a *Arrays) checkRuns() error {
	segments := a.segments()
	if (len(a.Runs) == 0) != (segments == 0) {
		return wrong("runs", "there are %d of %d segments", len(a.Runs), segments)
	}
	next := uint32(0)
	for i, r := range a.Runs {
		switch {
		case i == 0 && r.First != 0:
			return wrongAt("runs", i, "starts at segment %d, not 0", r.First)
		case r.First < next || r.First >= segments:
			return wrongAt("runs", i, "starts at segment %d of %d, the one before after %d", r.First, segments, next)
		case int64(r.Way) >= int64(len(a.WayIDs)):
			return wrongAt("runs", i, "is of way %d of %d", r.Way, len(a.WayIDs))
		}
		next = r.First + 1
	}
	return nil
}

// checkParts refuses parts that are none, and links elsewhere than at the end.
func (a *Arrays) checkParts() error {
	next := int64(0)
	for i, p := range a.Parts {
		switch {
		case int64(p.Segment) < next || p.Segment >= a.segments():
			return wrongAt("parts", i, "is of segment %d of %d, the one before of %d", p.Segment, a.segments(), next-1)
		case !(p.From >= 0 && p.From < p.To && p.To <= 1): // NaN is none either
			return wrongAt("parts", i, "goes from %g to %g of a segment", p.From, p.To)
		}
		next = int64(p.Segment) + 1
	}
	first := a.edges() - uint32(len(a.Links))
	for i, l := range a.Links {
		if l.Edge != first+uint32(i) || int64(l.ID) >= int64(len(a.NameOffsets)-1) {
			return wrongAt("links", i, "is edge %d, not %d, or has no name", l.Edge, first+uint32(i))
		}
	}
	return nil
}

func (a *Arrays) checkObstacles() error {
	for i, o := range a.Obstacles {
		if o.Kind == uint32(ObstacleNone) || o.Kind >= uint32(numObstacles) {
			return wrongAt("obstacles", i, "is of kind %d, of %d", o.Kind, numObstacles-1)
		}
	}
	return nil
}

// checkDerived checks what follows from the other arrays, where it was given.
// That an index has the right boxes is not looked at.
func (a *Arrays) checkDerived() error {
	for _, c := range [...]count{
		{array: "offsets", got: len(a.Offsets), want: int(a.Junctions) + 1},
		{array: "costs", got: len(a.Costs), want: len(a.LengthsMM)},
		{array: "index", got: len(a.Index), want: indexSize(a.MainEdges)},
		{array: "island index", got: len(a.IslandIndex), want: indexSize(uint32(len(a.EdgeIslands)))},
		{array: "obstacle index", got: len(a.ObstacleIndex), want: indexSize(uint32(len(a.Obstacles)))},
	} {
		if c.got != c.want {
			return wrong(c.array, "there are %d, not %d", c.got, c.want)
		}
	}
	if err := checkOffsets("offsets", a.Offsets, uint32(len(a.Arcs))); err != nil {
		return err
	}
	for i, arc := range a.Arcs {
		if arc.To >= a.Junctions || arc.Cost > MaxCost {
			return wrongAt("arcs", i, "leads to junction %d of %d for %d ms", arc.To, a.Junctions, arc.Cost)
		}
	}
	s := 0
	for e := range a.edges() {
		last := Cost(0)
		for end := int(a.Interiors[e+1] + e + 1); s < end; s++ {
			c := a.Costs[s]
			if c < last || c > MaxCost {
				return wrongAt("costs", s, "is %d ms after %d ms", c, last)
			}
			last = c
		}
	}
	return nil
}

// checkOffsets checks that offsets ascend from 0 to an end.
func checkOffsets(array string, offsets []uint32, end uint32) error {
	last := uint32(0)
	for i, v := range offsets {
		if v < last || i == 0 && v != 0 {
			return wrongAt(array, i, "is %d after %d", v, last)
		}
		last = v
	}
	if last != end {
		return wrongAt(array, len(offsets)-1, "is %d, not %d", last, end)
	}
	return nil
}

// checkBelow checks that values are below a limit.
func checkBelow[T uint16 | uint32](array string, values []T, limit T) error {
	for i, v := range values {
		if v >= limit {
			return wrongAt(array, i, "is %d, not below %d", v, limit)
		}
	}
	return nil
}
