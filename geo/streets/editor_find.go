package streets

import (
	"cmp"
	"slices"
)

// edgesOf returns the edges that hold segments of a way and are not replaced,
// ascending.
func (ed editor) edgesOf(way int64) []uint32 {
	var out []uint32
	runs, ids, edges := ed.n.arrays.Runs, ed.n.arrays.WayIDs, uint32(len(ed.n.arrays.EdgeStarts))
	for i := range runs {
		if ids[runs[i].Way] != way {
			continue
		}
		last := uint32(len(ed.n.arrays.LengthsMM))
		if i+1 < len(runs) {
			last = runs[i+1].First
		}
		for e := ed.n.EdgeOf(runs[i].First); e < edges; e++ {
			if first, _ := ed.n.SegmentsOf(e); first >= last {
				break
			}
			out = append(out, e)
		}
	}
	for e := edges; e < uint32(ed.n.Edges()); e++ {
		if from, to, _ := ed.stretchOf(e, func(s uint32) bool { return ed.n.wayIDOf(ed.n.Segment(s).placement().way) == way }); from < to {
			out = append(out, e)
		}
	}
	out = slices.DeleteFunc(out, func(e uint32) bool { return ed.n.patch.dead[e] == replaced || ed.n.patch.dead[e] == removed })
	slices.SortFunc(out, func(a, b uint32) int { return cmp.Compare(a, b) })
	return slices.Compact(out)
}

// ownOf returns what tells the segments of a way among edges that hold some. What
// stands at a node has the node's number, which may be that of another way: it
// counts where nothing else has the number, and in a link, whose lifts have the
// link's.
func (ed editor) ownOf(way int64, edges []uint32) func(segment uint32) bool {
	points := true
	is := func(s uint32) bool {
		l := ed.n.Segment(s).placement()
		return ed.n.wayIDOf(l.way) == way && (points || !l.kind.Feature.IsPoint() || ed.n.region(ed.n.EdgeOf(s)) == regionLink)
	}
	points = !slices.ContainsFunc(edges, func(e uint32) bool {
		first, last := ed.n.SegmentsOf(e)
		for s := first; s < last; s++ {
			if is(s) && !ed.n.Segment(s).placement().kind.Feature.IsPoint() {
				return true
			}
		}
		return false
	})
	return is
}

// stretchOf returns the first segments [from, to) of an edge, counted from its
// start, of which is holds, and whether that is all of it.
func (ed editor) stretchOf(e uint32, is func(segment uint32) bool) (from, to uint32, all bool) {
	first, last := ed.n.SegmentsOf(e)
	s := first
	for s < last && !is(s) {
		s++
	}
	from = s - first
	for s < last && is(s) {
		s++
	}
	to = s - first
	return from, to, from == 0 && s == last
}

func (ed editor) hasWay(way int64) bool { return len(ed.edgesOf(way)) > 0 }
