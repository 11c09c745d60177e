package osm

import (
	"lifecircle/data/osm/scan"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// street takes a way that is walked. In full, what is not may be a lift, a
// platform or in the way.
func (r *reader) street(id int64, nodes []int64, tags scan.Tags) error {
	class, use, walkable := r.opts.Rules.Walkable(tags.Get)
	if !walkable {
		if r.opts.Full {
			return r.noStreet(id, nodes, tags)
		}
		return nil
	}
	if r.streets != nil {
		if r.streets[id] {
			return nil
		}
		r.streets[id] = true
	}
	if err := r.countRefs(len(nodes)); err != nil {
		return err
	}
	name, err := r.text("way", id, "name", tags.Get("name"))
	if err != nil {
		return err
	}
	w := build.Way{ID: id, Kind: streets.Kind{Class: class, Use: use}, Name: name, Nodes: nodes}
	if r.opts.Full {
		if err := r.detail(&w, tags); err != nil {
			return err
		}
		if class != streets.ClassSteps && isArea(nodes, tags) {
			r.addSquare(w)
		}
	}
	r.network.Add(w)
	r.hasStreet = true
	return nil
}

// noStreet takes a way that is no street by its class or its access tags.
func (r *reader) noStreet(id int64, nodes []int64, tags scan.Tags) error {
	switch {
	case tags.Get("highway") == "elevator":
		return r.liftWay(id, nodes, tags)
	case platform(tags) && isArea(nodes, tags):
		return r.platformWay(id, nodes, tags)
	}
	return r.obstacle(id, nodes, tags)
}

func (r *reader) countRefs(nodes int) error {
	if r.streetRef += int64(nodes); r.streetRef > MaxStreetRefs {
		return r.tooMany("nodes of streets", MaxStreetRefs)
	}
	return nil
}

// detail reads everything about a street that decides how it is walked.
func (r *reader) detail(w *build.Way, tags scan.Tags) error {
	said := feature("way", w.ID)
	w.Kind = r.kind(w.Kind.Class, w.Kind.Use, tags, said)
	if w.Kind.Class == streets.ClassSteps {
		w.Steps = r.steps(tags, said)
	}
	var err error
	w.Hours, err = r.hours("way", w.ID, tags)
	return err
}

// hours keeps opening hours, which count as open at any hour.
// wiki.openstreetmap.org/wiki/Key:opening_hours
func (r *reader) hours(kind string, id int64, tags scan.Tags) (string, error) {
	hours, err := r.text(kind, id, "opening_hours", tags.Get("opening_hours"))
	if err != nil {
		return "", err
	}
	if hours != "" && hours != "24/7" {
		r.notes.Add("hours_counted_open", r.name, kind, 1, feature(kind, id))
	}
	// wiki.openstreetmap.org/wiki/Conditional_restrictions
	if tags.Get("access:conditional") != "" || tags.Get("foot:conditional") != "" {
		r.notes.Add("condition_ignored", r.name, kind, 1, feature(kind, id))
	}
	return hours, nil
}

// mostLanding is how many nodes of a lift's outline are joined each to each:
// 45 pieces.
const mostLanding = 10

// liftWay takes a lift that is drawn as a line or as the outline of its shaft.
// Streets end at nodes of it, on any level; each pair of nodes is joined by one
// piece that costs the lift, so that a ride costs it once. Where there are more
// nodes than mostLanding, neighbours alone are joined, and noted.
// wiki.openstreetmap.org/wiki/Tag:highway=elevator
func (r *reader) liftWay(id int64, nodes []int64, tags scan.Tags) error {
	use, admitted := r.opts.Rules.Admits(tags.Get)
	if !admitted || r.again("lift ", shape{kind: "way", id: id}) {
		return nil
	}
	w := build.Way{ID: id, Kind: streets.Kind{Class: streets.ClassCorridor, Use: use}}
	if err := r.detail(&w, tags); err != nil {
		return err
	}
	w.Kind.Feature = streets.FeatureLift
	landings := distinct(nodes)
	pieces := [][]int64{}
	if len(landings) > mostLanding {
		r.notes.Add("lift_large", r.name, "highway", 1, feature("way", id))
		for i := 1; i < len(nodes); i++ {
			pieces = append(pieces, nodes[i-1:i+1])
		}
	} else {
		for i, a := range landings {
			for _, b := range landings[i+1:] {
				pieces = append(pieces, []int64{a, b})
			}
		}
	}
	if err := r.countRefs(2 * len(pieces)); err != nil {
		return err
	}
	for _, piece := range pieces {
		w.Nodes = piece
		r.network.Add(w)
	}
	return nil
}

// distinct returns the nodes of a way, each once, in order; of a long one, only
// as many as say that it is long.
func distinct(nodes []int64) (out []int64) {
	for _, n := range nodes {
		if len(out) > mostLanding {
			break
		}
		known := false
		for _, o := range out {
			known = known || o == n
		}
		if !known {
			out = append(out, n)
		}
	}
	return out
}
