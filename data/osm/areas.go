package osm

import (
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/data/osm/scan"
	"lifecircle/geo"
)

// An area is a relation that is a facility, a home or a district: the ways
// that bound it.
type area struct {
	id           int64
	outer, inner []int64 // ways
	broken       bool    // a member that bounds it is no way
}

// A shape is where a place is: a node, a way's outline or an area.
type shape struct {
	kind  string // "node", "way" or "relation"
	id    int64
	point orb.Point // of a node
}

// relation takes the areas that are wanted, before any way is read.
// wiki.openstreetmap.org/wiki/Relation:multipolygon and Relation:boundary
func (r *reader) relation(id int64, members []scan.Member, tags scan.Tags) error {
	kind := tags.Get("type")
	if kind != "multipolygon" && kind != "boundary" {
		return nil
	}
	var services []string
	var homely, district bool
	var err error
	if r.opts.Facilities != nil {
		if services, err = r.facilityArea(id, tags); err != nil {
			return err
		}
	}
	if r.opts.Buildings != nil && kind == "multipolygon" {
		if homely, err = r.homeOf(shape{kind: "relation", id: id}, tags); err != nil {
			return err
		}
	}
	if level, e := strconv.Atoi(tags.Get("admin_level")); e == nil &&
		tags.Get("boundary") == "administrative" && slices.Contains(r.opts.AdminLevels, level) {
		district = true
		if err := r.boundary(id, level, tags); err != nil {
			return err
		}
		for _, m := range members {
			if m.Kind == scan.Relations && m.Role == "subarea" {
				r.parent[m.ID] = id
			}
		}
	}
	if r.opts.Full && r.network != nil && kind == "multipolygon" {
		if err := r.waterRelation(members, tags); err != nil {
			return err
		}
	}
	crossed, err := r.squareRelation(id, kind, tags)
	if err != nil {
		return err
	}
	if services == nil && !homely && !district && !crossed {
		return nil
	}
	if len(r.areas) == MaxRelations {
		return r.tooMany("areas that are relations", MaxRelations)
	}
	a, seen := area{id: id}, map[int64]bool{}
	for _, m := range members {
		var to *[]int64
		switch m.Role {
		case "outer", "", "exclave":
			to = &a.outer
		case "inner", "enclave":
			to = &a.inner
		default:
			continue
		}
		if m.Kind != scan.Ways {
			a.broken = a.broken || m.Role != ""
			continue
		}
		if r.members++; r.members > MaxMembers {
			return r.tooMany("ways that bound areas", MaxMembers)
		}
		if seen[m.ID] {
			continue // listed twice
		}
		seen[m.ID], r.member[m.ID] = true, true
		*to = append(*to, m.ID)
		if to == &a.outer && homely {
			r.homely[m.ID] = true
		}
		if to == &a.outer && services != nil {
			r.offered[m.ID] = append(r.offered[m.ID], services...)
		}
	}
	r.areas = append(r.areas, a)
	return nil
}

// outlines are the ways and relations that bound places, ready to be drawn when
// all files have been read.
type outlines struct {
	areas    []area  // relations that are facilities, homes or districts; by id after the last of them
	lines    []line  // by way after the last of them
	lineRefs []int64 // nodes of the lines, one after the other
	nodes    nodeTable
}

// A line is a way whose nodes are kept: an outline, or part of one.
type line struct {
	id       int64
	from, to int32 // lineRefs[from:to]
}

// lineOf returns the nodes of a way that is kept.
func (o *outlines) lineOf(way int64) ([]int64, bool) {
	i, found := slices.BinarySearchFunc(o.lines, way, func(l line, id int64) int { return compare(l.id, id) })
	if !found {
		return nil, false
	}
	return o.lineRefs[o.lines[i].from:o.lines[i].to], true
}

// polygonOf assembles an area. It returns false where a way or a node of it is
// missing, or its rings don't close: that is not guessed.
func (o *outlines) polygonOf(a area) (orb.MultiPolygon, bool) {
	if a.broken {
		return nil, false
	}
	outer, ok := o.rings(a.outer)
	if !ok {
		return nil, false
	}
	inner, ok := o.rings(a.inner)
	if !ok {
		return nil, false
	}
	return polygons(outer, inner)
}

func (o *outlines) rings(ways []int64) ([]orb.Ring, bool) {
	joined, ok := o.nodeRings(ways)
	if !ok {
		return nil, false
	}
	rings := make([]orb.Ring, len(joined))
	for i, nodes := range joined {
		points, missing := o.nodes.points(nodes)
		if missing > 0 || len(points) < 4 {
			return nil, false
		}
		rings[i] = points
	}
	return rings, true
}

// nodeRings joins ways to rings of node ids.
func (o *outlines) nodeRings(ways []int64) ([][]int64, bool) {
	lines := make([][]int64, len(ways))
	for i, w := range ways {
		var ok bool
		if lines[i], ok = o.lineOf(w); !ok {
			return nil, false
		}
	}
	return joinRings(lines)
}

// areaOf returns the relation's area. After the last relation the areas are sorted.
func (o *outlines) areaOf(id int64) (area, bool) {
	i, found := slices.BinarySearchFunc(o.areas, id, func(a area, id int64) int { return compare(a.id, id) })
	if !found {
		return area{}, false
	}
	return o.areas[i], true
}

// ground returns the polygon that a shape covers; nil where it is a point or an
// open line. ok is false where parts of it are missing.
func (o *outlines) ground(s shape) (multi orb.MultiPolygon, ok bool) {
	switch s.kind {
	case "way":
		nodes, found := o.lineOf(s.id)
		if !found || len(nodes) < 4 || nodes[0] != nodes[len(nodes)-1] {
			return nil, found
		}
		points, missing := o.nodes.points(nodes)
		if missing > 0 {
			return nil, false
		}
		return orb.MultiPolygon{{points}}, true
	case "relation":
		a, found := o.areaOf(s.id)
		if !found {
			return nil, false
		}
		return o.polygonOf(a)
	}
	return nil, true
}

// centre returns where a shape is: the centroid of its largest outer ring, of
// several equal ones the first; of an open way the middle node's place.
func (o *outlines) centre(s shape) (orb.Point, orb.MultiPolygon, bool) {
	if s.kind == "node" {
		return s.point, nil, true
	}
	multi, ok := o.ground(s)
	if !ok {
		return orb.Point{}, nil, false
	}
	if multi == nil {
		nodes, _ := o.lineOf(s.id)
		points, missing := o.nodes.points(nodes)
		if missing > 0 || len(points) == 0 {
			return orb.Point{}, nil, false
		}
		return points[len(points)/2], nil, true
	}
	best, largest := 0, -1.0
	for i, polygon := range multi {
		if size := geo.Area(orb.MultiPolygon{{polygon[0]}}); size > largest {
			best, largest = i, size
		}
	}
	return geo.Centroid(orb.MultiPolygon{{multi[best][0]}}), multi, true
}
