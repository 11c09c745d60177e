package osm

import (
	"fmt"
	"slices"

	"lifecircle/data/finding"
	"lifecircle/data/osm/scan"
)

// way takes a way of any use.
func (r *reader) way(id int64, nodes []int64, tags scan.Tags) error {
	if r.network != nil && len(nodes) > 1 {
		if err := r.street(id, nodes, tags); err != nil {
			return err
		}
	}
	keep := r.member[id]
	if r.opts.Facilities != nil {
		f, err := r.facilityWay(id, nodes, tags)
		if err != nil {
			return err
		}
		keep = keep || f
	}
	if r.opts.Buildings != nil {
		h, err := r.homeWay(id, nodes, tags)
		if err != nil {
			return err
		}
		keep = keep || h
	}
	if !keep {
		return nil
	}
	if len(r.lineRefs)+len(nodes) > MaxOutlineRefs {
		return r.tooMany("nodes of outlines", MaxOutlineRefs)
	}
	from := int32(len(r.lineRefs))
	r.lineRefs = append(r.lineRefs, nodes...)
	r.lines = append(r.lines, line{id, from, int32(len(r.lineRefs))})
	return nil
}

// freeze ends the ways: the nodes that are wanted are known.
func (r *reader) freeze() error {
	// Of what several files have, the first is kept.
	slices.SortStableFunc(r.areas, func(a, b area) int { return compare(a.id, b.id) })
	r.areas = slices.CompactFunc(r.areas, func(a, b area) bool { return a.id == b.id })
	slices.SortStableFunc(r.lines, func(a, b line) int { return compare(a.id, b.id) })
	r.lines = slices.CompactFunc(r.lines, func(a, b line) bool { return a.id == b.id })
	r.nodes.freeze(slices.Clone(r.lineRefs))
	if r.network == nil {
		return nil
	}
	r.addSquares()
	if !r.hasStreet {
		return &finding.Refusal{Kind: finding.ErrMissing, File: r.name, Field: "highway",
			Problem: "no way may be walked: give an extract with streets and paths"}
	}
	r.network.FreezeNodes()
	return nil
}

func (r *reader) node(id int64, lon, lat int32, tags scan.Tags) error {
	onStreet := r.network != nil && r.placeNode(id, lon, lat, tags)
	onOutline := len(r.nodes.ids) > 0 && r.nodes.place(id, lon, lat)
	if tags.Len() == 0 {
		return nil
	}
	if r.opts.Full && r.network != nil {
		if err := r.mark(id, tags, onStreet); err != nil {
			return err
		}
	}
	if r.opts.Full && onOutline {
		r.entry(id, tags)
	}
	if r.opts.Facilities != nil {
		return r.facilityNode(id, lon, lat, tags)
	}
	return nil
}

// placeNode places a node of streets, and reports whether one uses it where its
// tags are asked for. The network counts such a node when it is placed first;
// that it keeps one is not enough, for it may be an obstacle's.
func (r *reader) placeNode(id int64, lon, lat int32, tags scan.Tags) bool {
	if !r.opts.Full || tags.Len() == 0 {
		r.network.PlaceNode(id, lon, lat)
		return false
	}
	_, before := r.network.Wanted()
	r.network.PlaceNode(id, lon, lat)
	_, after := r.network.Wanted()
	return after > before
}

// enough refuses an extract whose ways lack most of their nodes: a tool that
// cut it by area kept the ways and dropped what they are made of.
func (r *reader) enough() error {
	const remedy = "make the extract with complete ways, as `osmium extract --strategy complete_ways` does"
	if r.network != nil {
		if nodes, placed := r.network.Wanted(); 2*(nodes-placed) > nodes {
			return &finding.Refusal{Kind: finding.ErrMissing, File: r.name, Problem: fmt.Sprintf(
				"lacks %d of the %d nodes that its streets are made of: %s", nodes-placed, nodes, remedy)}
		}
	}
	wanted, missing := 0, 0
	count := func(s shape) {
		if s.kind != "way" {
			return
		}
		if nodes, ok := r.lineOf(s.id); ok {
			wanted, missing = wanted+len(nodes), missing+r.nodes.missing(nodes)
		}
	}
	for _, f := range r.facilities {
		count(f.shape)
	}
	for _, h := range r.homes {
		count(h.shape)
	}
	if 2*missing > wanted {
		return &finding.Refusal{Kind: finding.ErrMissing, File: r.name, Problem: fmt.Sprintf(
			"lacks %d of the %d nodes that outlines of buildings and facilities are made of: %s", missing, wanted, remedy)}
	}
	return nil
}
