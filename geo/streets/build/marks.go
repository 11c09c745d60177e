package build

import (
	"cmp"
	"slices"

	"lifecircle/geo/streets"
)

// A markedNode is all that stands at one node.
type markedNode struct {
	node     uint32
	id       int64
	features []Mark // at most one of each kind: lift, gate, kerb
	closed   bool
	crossing streets.Crossing
}

// order puts a node's features in a row, and of two of one kind the stricter
// first.
func (m Mark) order(o Mark) int {
	rank := func(f streets.Feature) int {
		return slices.Index([]streets.Feature{streets.FeatureLift, streets.FeatureGate, streets.FeatureKerb}, f)
	}
	closed := func(m Mark) int {
		if m.Closed {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rank(m.Feature), rank(o.Feature)), cmp.Compare(closed(m), closed(o)),
		-cmp.Compare(m.Kind.Use, o.Kind.Use), m.Kind.Compare(o.Kind), cmp.Compare(m.Hours, o.Hours),
		cmp.Compare(m.Crossing, o.Crossing))
}

// combineMarks brings the marks of each node together. Where two of a kind say
// different things the stricter counts.
func (d *draft) combineMarks() []markedNode {
	if len(d.marks) == 0 {
		return nil
	}
	slices.SortFunc(d.marks, func(x, y nodeMark) int { return cmp.Or(cmp.Compare(x.node, y.node), x.order(y.Mark)) })
	used := make([]bool, len(d.lon))
	for _, s := range d.segments {
		used[s.from], used[s.to] = true, true
	}
	var out []markedNode
	for first, last := 0, 0; first < len(d.marks); first = last {
		id := d.marks[first].node
		for last = first; last < len(d.marks) && d.marks[last].node == id; last++ {
		}
		v, found := slices.BinarySearch(d.ids, id)
		if !found || !used[v] {
			if slices.ContainsFunc(d.marks[first:last], func(m nodeMark) bool { return m.Feature.IsPoint() }) {
				d.report.remark("gate_on_nothing", nodeSample(id))
			}
			continue
		}
		out = append(out, d.combine(uint32(v), id, d.marks[first:last]))
	}
	return out
}

func (d *draft) combine(v uint32, id int64, marks []nodeMark) markedNode {
	m := markedNode{node: v, id: id}
	contradict := false
	for _, x := range marks {
		m.closed = m.closed || x.Closed
		if m.crossing == streets.CrossingNone || x.Crossing != streets.CrossingNone && x.Crossing < m.crossing {
			m.crossing = x.Crossing
		}
		if !x.Feature.IsPoint() {
			continue
		}
		if k := len(m.features); k > 0 && m.features[k-1].Feature == x.Feature {
			last := m.features[k-1]
			contradict = contradict || last.Closed != x.Closed || last.Kind != x.Kind || last.Hours != x.Hours
			continue
		}
		m.features = append(m.features, x.Mark)
	}
	if contradict {
		d.report.remark("tags_contradict", nodeSample(id))
	}
	return m
}
