package osm

import (
	"slices"

	"lifecircle/data/osm/scan"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// isArea reports whether a way is the outline of what is walked across: closed,
// and area=yes or a platform, of which nobody draws a line that closes.
// wiki.openstreetmap.org/wiki/Key:area
func isArea(nodes []int64, tags scan.Tags) bool {
	if len(nodes) < 4 || nodes[0] != nodes[len(nodes)-1] {
		return false
	}
	switch tags.Get("area") {
	case "yes":
		return true
	case "no":
		return false
	}
	return tags.Get("highway") == "platform" || platform(tags)
}

// platform reports whether passengers wait there.
// wiki.openstreetmap.org/wiki/Tag:railway=platform, Tag:public_transport=platform
func platform(tags scan.Tags) bool {
	return tags.Get("railway") == "platform" || tags.Get("public_transport") == "platform"
}

// addSquare adds a street that is the outline of a square. Its rim is that
// street.
func (r *reader) addSquare(w build.Way) {
	r.network.AddArea(build.Area{ID: w.ID, Kind: w.Kind, Name: w.Name, Hours: w.Hours, Outer: [][]int64{slices.Clone(w.Nodes)}})
}

// platformWay takes a platform that is no highway: plain walking leaves it out.
func (r *reader) platformWay(id int64, nodes []int64, tags scan.Tags) error {
	use, admitted := r.opts.Rules.Admits(tags.Get)
	if !admitted || r.again("square ", shape{kind: "way", id: id}) {
		return nil
	}
	if err := r.countRefs(len(nodes)); err != nil {
		return err
	}
	a, err := r.squareOf("way", id, streets.ClassPlatform, use, tags)
	if err != nil {
		return err
	}
	a.Outer = [][]int64{slices.Clone(nodes)}
	r.network.AddArea(a)
	return nil
}

// squareOf reads an area whose rim is no street of its own.
func (r *reader) squareOf(kind string, id int64, class streets.Class, use streets.Use, tags scan.Tags) (build.Area, error) {
	a := build.Area{ID: id, Relation: kind == "relation", Rim: true, Kind: r.kind(class, use, tags, feature(kind, id))}
	var err error
	if a.Name, err = r.text(kind, id, "name", tags.Get("name")); err != nil {
		return a, err
	}
	a.Hours, err = r.hours(kind, id, tags)
	return a, err
}

// squareRelation reports whether a relation is walked across, and keeps it.
// wiki.openstreetmap.org/wiki/Relation:multipolygon
func (r *reader) squareRelation(id int64, kind string, tags scan.Tags) (bool, error) {
	if !r.opts.Full || r.network == nil || kind != "multipolygon" {
		return false, nil
	}
	class, use, walkable := r.opts.Rules.Walkable(tags.Get)
	if class == streets.ClassNone && platform(tags) {
		class = streets.ClassPlatform
		use, walkable = r.opts.Rules.Admits(tags.Get)
	}
	if !walkable || class == streets.ClassSteps || r.again("square ", shape{kind: "relation", id: id}) {
		return false, nil
	}
	a, err := r.squareOf("relation", id, class, use, tags)
	if err != nil {
		return false, err
	}
	r.squares = append(r.squares, a)
	return true, nil
}

// addSquares joins the rings of the relations that are squares.
func (r *reader) addSquares() {
	for _, square := range r.squares {
		bounds, _ := r.areaOf(square.ID)
		outer, ok := r.nodeRings(bounds.outer)
		inner, good := r.nodeRings(bounds.inner)
		if !ok || !good || bounds.broken || len(outer) == 0 || short(outer) || short(inner) {
			r.notes.Add("square_incomplete", r.name, "highway", 1, feature("relation", square.ID))
			continue
		}
		square.Outer, square.Inner = outer, inner
		r.network.AddArea(square)
		r.hasStreet = true
	}
	r.squares = nil
}

// short reports whether a ring is no ring.
func short(rings [][]int64) bool {
	for _, ring := range rings {
		if len(ring) < 4 {
			return true
		}
	}
	return false
}
