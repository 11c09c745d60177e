package gaps

import (
	"math"

	"lifecircle/geo/streets"
)

// An edgeMeasure measures along the edges of the streets that a setting has.
type edgeMeasure struct {
	network *streets.Network
	private streets.Private
}

func (a *question) measureEdges() edgeMeasure { return edgeMeasure{a.city.Streets, a.basis.Private} }

// position returns the edge of an access and how far along it that is.
func (m edgeMeasure) position(at streets.Access) (edge uint32, mm int64) {
	edge = m.network.EdgeOf(at.Segment)
	first, _ := m.network.SegmentsOf(edge)
	for seg := first; seg < at.Segment; seg++ {
		mm += m.network.Segment(seg).MM()
	}
	segment := m.network.Segment(at.Segment)
	fraction := segment.PartFraction(at.Fraction)
	if segment.Against() {
		fraction = 1 - fraction
	}
	return edge, mm + int64(math.Round(fraction*float64(segment.MM())))
}

func (m edgeMeasure) lengthOf(edge uint32) (mm int64) {
	first, last := m.network.SegmentsOf(edge)
	for seg := first; seg < last; seg++ {
		mm += m.network.Segment(seg).MM()
	}
	return mm
}

// usable reports whether the setting has an edge.
func (m edgeMeasure) usable(edge uint32) bool {
	return m.private != streets.PrivateClosed || m.network.Use(edge) == streets.UsePublic
}
