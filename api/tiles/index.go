package tiles

import (
	"context"
	"iter"
	"math"
	"slices"
	"sync"
	"unsafe"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"

	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// Engine has the layers of a city; [layers.Set] is one.
type Engine interface {
	City() *coverage.City
	Layers(ctx context.Context) ([]layers.Layer, error)
	Features(ctx context.Context, id layers.ID, from int) iter.Seq2[layers.Feature, error]
}

var _ Engine = (*layers.Set)(nil)

// An Index is a layer ready to be cut into tiles: every feature's corners in
// units of [MaxZoom], and its values as numbers into a dictionary, in flat
// arrays, so that a million hexagons with thirty columns take some 300 MB. It
// holds nothing of the city and is safe for concurrent use.
type Index struct {
	layer  layers.Layer
	levels Zooms

	corners []corner
	rings   []ring   // of all features: a point, a line, or the ring of an area
	shapes  []uint32 // by feature: the end of its rings
	boxes   []box    // by feature
	people  []float64
	tree    rtree.RTreeG[uint32]

	keys   []string
	values []uint32 // by feature and key: into dict; 0 is null
	dict   dictionary

	zooms [MaxZoom + 1]zoomState

	counting sync.Mutex
	counts   []Count // from the least zoom on, as far as they are counted
}

// A ring ends at a corner. In an area an outer ring begins a part, and the
// others up to the next are its holes.
type ring struct {
	end   uint32
	outer bool
}

// A zoomState is which features a zoom shows, found when first asked for.
type zoomState struct {
	once  sync.Once
	kept  []uint64 // a bit a feature; nil where all are kept
	count int
}

// Open reads the features of a layer. Those without a geometry are left out. The
// errors are those of [Engine.Features].
func Open(ctx context.Context, engine Engine, layer layers.Layer) (*Index, error) {
	x := &Index{layer: layer, levels: ZoomsOf(layer.ID), dict: newDictionary()}
	ranked, ids := -1, !hasColumn(layer, "id")
	if ids {
		x.keys = append(x.keys, "id")
	}
	for i, c := range layer.Columns {
		x.keys = append(x.keys, c.Name)
		if c.Name == "people" || c.Name == "people_all" {
			ranked = i
		}
	}
	for f, err := range engine.Features(ctx, layer.ID, 0) {
		if err != nil {
			return nil, err
		}
		if !x.addShape(f.Geometry) {
			continue
		}
		if ids {
			x.values = append(x.values, x.dict.number(f.ID))
		}
		for i := range layer.Columns {
			x.values = append(x.values, x.dict.number(f.Values[i]))
		}
		if ranked >= 0 {
			x.people = append(x.people, asNumber(f.Values[ranked]))
		}
	}
	x.dict.close()
	for i, b := range x.boxes {
		x.tree.Insert([2]float64{float64(b.min.x), float64(b.min.y)}, [2]float64{float64(b.max.x), float64(b.max.y)}, uint32(i))
	}
	return x, nil
}

func hasColumn(layer layers.Layer, name string) bool {
	return slices.ContainsFunc(layer.Columns, func(c layers.Column) bool { return c.Name == name })
}

// asNumber returns what a feature is ranked by; null ranks last.
func asNumber(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return math.Inf(-1)
}

// addShape appends a feature's corners, and reports whether it has any.
func (x *Index) addShape(g orb.Geometry) bool {
	from, bound := len(x.rings), emptyBox
	add := func(points []orb.Point, outer bool) {
		if len(points) == 0 {
			return
		}
		for _, p := range points {
			c := project(p)
			x.corners = append(x.corners, c)
			bound = bound.with(c)
		}
		x.rings = append(x.rings, ring{uint32(len(x.corners)), outer})
	}
	switch g := g.(type) {
	case orb.Point:
		add([]orb.Point{g}, true)
	case orb.MultiPoint:
		for _, p := range g {
			add([]orb.Point{p}, true)
		}
	case orb.LineString:
		add(g, true)
	case orb.MultiLineString:
		for _, line := range g {
			add(line, true)
		}
	case orb.Polygon:
		addPolygon(g, add)
	case orb.MultiPolygon:
		for _, p := range g {
			addPolygon(p, add)
		}
	}
	if len(x.rings) == from {
		return false
	}
	x.shapes = append(x.shapes, uint32(len(x.rings)))
	x.boxes = append(x.boxes, bound)
	return true
}

func addPolygon(p orb.Polygon, add func(points []orb.Point, outer bool)) {
	for i, r := range p {
		if i == 0 && len(r) == 0 {
			return
		}
		add(r, i == 0)
	}
}

// ringsOf returns the rings of a feature: where the first begins, and each.
func (x *Index) ringsOf(i int) (from uint32, rings []ring) {
	first := uint32(0)
	if i > 0 {
		first = x.shapes[i-1]
	}
	if first > 0 {
		from = x.rings[first-1].end
	}
	return from, x.rings[first:x.shapes[i]]
}

// Len is how many features there are.
func (x *Index) Len() int { return len(x.shapes) }

// Layer is what the index was made of.
func (x *Index) Layer() layers.Layer { return x.layer }

// Bytes is about how much memory the index takes.
func (x *Index) Bytes() int64 {
	size := func(n int, one uintptr) int64 { return int64(n) * int64(one) }
	const inTree = 48 // a box, a number, and the share of the nodes above
	return size(cap(x.corners), unsafe.Sizeof(corner{})) + size(cap(x.rings), unsafe.Sizeof(ring{})) +
		size(cap(x.shapes), 4) + size(cap(x.boxes), unsafe.Sizeof(box{})+inTree) + size(cap(x.people), 8) +
		size(cap(x.values), 4) + x.dict.bytes() + int64(len(x.shapes)/8*(MaxZoom+1))
}
