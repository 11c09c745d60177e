package osm

import (
	"slices"

	"lifecircle/coverage"
	"lifecircle/data/osm/scan"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// An entry is a node of an outline where one may enter.
type entry struct {
	node int64
	rank rank
}

// A rank says how good an entry is: where an outline has several, those of the
// best rank count.
type rank uint8

const (
	rankDoor    rank = iota // entrance=yes, main, home, staircase, shop …
	rankGate                // a gate of a site
	rankService             // entrance=service, garage: for deliveries, where no other is known
	noEntry
)

// rankOf reads a node's tags. Emergency doors and exits let nobody in.
// wiki.openstreetmap.org/wiki/Key:entrance
func rankOf(tags scan.Tags) rank {
	switch tags.Get("access") {
	case "no", "emergency":
		return noEntry
	}
	if tags.Get("foot") == "no" {
		return noEntry
	}
	entrance := tags.Get("entrance")
	if entrance == "" && tags.Get("building") == "entrance" { // the tag of before 2011
		entrance = "yes"
	}
	switch entrance {
	case "":
		// Its gate may be private; the service is not.
		if g, ok := gateOf(build.Rules{Private: streets.PrivateResidents}, tags); ok && !g.closed {
			return rankGate
		}
		return noEntry
	case "no", "emergency", "exit", "emergency_exit", "fire_exit", "window":
		return noEntry
	case "service", "garage", "delivery":
		return rankService
	}
	return rankDoor
}

// entry keeps a node of an outline if one may enter there.
func (r *reader) entry(id int64, tags scan.Tags) {
	if k := rankOf(tags); k != noEntry {
		r.entries = append(r.entries, entry{id, k})
	}
}

// sortEntries makes them ready to be looked up; of several files' nodes the
// first counts.
func (r *reader) sortEntries() {
	slices.SortStableFunc(r.entries, func(a, b entry) int { return compare(a.node, b.node) })
	r.entries = slices.CompactFunc(r.entries, func(a, b entry) bool { return a.node == b.node })
}

// entrances returns the ways into what a shape encloses, by node id. Gates are
// those of a site; a building has doors.
func (r *reader) entrances(s shape, site bool) []coverage.Entrance {
	if len(r.entries) == 0 {
		return nil
	}
	best, nodes := noEntry, []int64{}
	for _, line := range r.outline(s) {
		for _, id := range line {
			i, found := slices.BinarySearchFunc(r.entries, id, func(e entry, id int64) int { return compare(e.node, id) })
			if !found || r.entries[i].rank > best || r.entries[i].rank == rankGate && !site {
				continue
			}
			if r.entries[i].rank < best {
				best, nodes = r.entries[i].rank, nodes[:0]
			}
			nodes = append(nodes, id)
		}
	}
	slices.Sort(nodes)
	var out []coverage.Entrance
	for _, id := range slices.Compact(nodes) {
		if p, ok := r.nodes.at(id); ok {
			out = append(out, coverage.Entrance{Kind: coverage.EntranceGiven, Point: p})
		}
	}
	return out
}

// outline returns the lines that bound a shape.
func (o *outlines) outline(s shape) (lines [][]int64) {
	add := func(way int64) {
		if nodes, ok := o.lineOf(way); ok {
			lines = append(lines, nodes)
		}
	}
	switch s.kind {
	case "way":
		add(s.id)
	case "relation":
		a, _ := o.areaOf(s.id)
		for _, w := range a.outer {
			add(w)
		}
		for _, w := range a.inner {
			add(w)
		}
	}
	return lines
}
