package geo

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// A PolygonIndex finds the polygons that contain a point. It is built once and
// safe for concurrent readers.
//
// Polygons lie in an R-tree by their boxes; the edges of each are sorted into
// bands of latitude, so that a query looks at a few of a province's hundred
// thousand. Memory is at most about 130 bytes per edge.
type PolygonIndex struct {
	tree  rtree.RTreeG[int32]
	parts []part
}

// A part is one polygon with its holes.
type part struct {
	owner   int
	south   float64
	perLat  float64 // bands per degree
	offsets []int32 // where each band's edges begin in edges, and the end
	edges   []edge  // by band
}

// An edge runs northward, or eastward where level, whichever way its ring does:
// so both sides of a border compute the same.
type edge struct{ low, high orb.Point }

// NewPolygonIndex indexes the multipolygons; [PolygonIndex.Locate] answers with
// their indices. A nil or empty one contains nothing.
func NewPolygonIndex(multis []orb.MultiPolygon) *PolygonIndex {
	index := &PolygonIndex{}
	for owner, multi := range multis {
		for _, polygon := range multi {
			edges := edgesOf(polygon)
			if len(edges) == 0 {
				continue
			}
			bound := polygon.Bound()
			index.tree.Insert(bound.Min, bound.Max, int32(len(index.parts)))
			index.parts = append(index.parts, newPart(owner, bound, edges))
		}
	}
	return index
}

// Locate returns the indices of all multipolygons that contain p, ascending,
// each once; nil if none does. A border belongs to the polygon, a hole's border
// too. The answer is exact for edges straight in longitude and latitude: a
// point between neighbours that share their border's points is in one of them
// at least.
func (x *PolygonIndex) Locate(p orb.Point) []int {
	var found []int
	x.tree.Search(p, p, func(_, _ [2]float64, i int32) bool {
		if x.parts[i].contains(p) {
			found = append(found, x.parts[i].owner)
		}
		return true
	})
	if len(found) > 1 {
		slices.Sort(found)
		found = slices.Compact(found)
	}
	return found
}

func edgesOf(polygon orb.Polygon) []edge {
	var edges []edge
	for _, ring := range polygon {
		for i := range ring {
			a, b := ring[i], ring[(i+1)%len(ring)]
			if a == b {
				continue
			}
			if b[1] < a[1] || b[1] == a[1] && b[0] < a[0] {
				a, b = b, a
			}
			edges = append(edges, edge{a, b})
		}
	}
	return edges
}

func newPart(owner int, bound orb.Bound, edges []edge) part {
	p := part{owner: owner, south: bound.Min[1]}
	height := bound.Max[1] - bound.Min[1]
	// As many bands as keep the edges that several of them hold to three times
	// the edges: long edges, in a comb or a saw, make bands dear.
	bands := len(edges)/4 + 1
	for ; bands > 1; bands /= 2 {
		p.perLat = float64(bands) / height
		held := 0
		for _, e := range edges {
			held += p.band(e.high[1], bands) - p.band(e.low[1], bands) + 1
		}
		if held <= 3*len(edges) {
			break
		}
	}
	if bands == 1 {
		p.perLat = 0
	}
	p.offsets = make([]int32, bands+1)
	each := func(do func(band int, e edge)) {
		for _, e := range edges {
			for b := p.band(e.low[1], bands); b <= p.band(e.high[1], bands); b++ {
				do(b, e)
			}
		}
	}
	each(func(b int, _ edge) { p.offsets[b+1]++ })
	for b := range bands {
		p.offsets[b+1] += p.offsets[b]
	}
	p.edges = make([]edge, p.offsets[bands])
	next := slices.Clone(p.offsets[:bands])
	each(func(b int, e edge) { p.edges[next[b]] = e; next[b]++ })
	return p
}

// band never falls as lat rises, so an edge is in the band of each of its points.
func (p *part) band(lat float64, bands int) int {
	return max(0, min(bands-1, int((lat-p.south)*p.perLat)))
}

// contains counts the edges that a ray to the east crosses; an edge owns its
// lower end, not its upper.
func (p *part) contains(q orb.Point) bool {
	b := p.band(q[1], len(p.offsets)-1)
	inside := false
	for _, e := range p.edges[p.offsets[b]:p.offsets[b+1]] {
		if q[1] < e.low[1] || q[1] > e.high[1] {
			continue
		}
		west, east := min(e.low[0], e.high[0]), max(e.low[0], e.high[0])
		if q[0] > east {
			continue
		}
		if e.low[1] == e.high[1] { // level with q
			if q[0] >= west {
				return true
			}
			continue
		}
		side := 1 // q left of a northward edge: the ray meets it
		if q[0] >= west {
			side = Side(e.low, e.high, q)
		}
		if side == 0 {
			return true
		}
		if side > 0 && q[1] < e.high[1] {
			inside = !inside
		}
	}
	return inside
}
