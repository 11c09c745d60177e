package layers

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
)

// streetLayer is the streets: a line for each stretch of an edge that follows
// one way. Its id is the number of its first segment in the network. Gates, kerbs
// and lifts, which are points, are left out.
func (s *Set) streetLayer(ctx context.Context) (*table, error) {
	n := s.city.Streets
	c := columnList{layer: Streets}
	c.add("way", ColumnWhole, "")
	c.shared("name", ColumnText, "")
	c.add("class", ColumnText, "")
	c.add("kind", ColumnText, "")
	c.add("use", ColumnText, "")
	c.add("length_m", ColumnReal, "m")
	c.add("island", ColumnFlag, "")
	t := &table{layer: Layer{ID: Streets, Title: Title{Key: "layer.streets"}, Geometry: GeometryLine, Columns: c.columns}}
	if n == nil {
		t.open = plainly(nil)
		return t, nil
	}
	var stretches []stretch
	number := uint32(0)
	for edge := range n.EachEdge() {
		if edge%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		first, last := n.SegmentsOf(edge)
		for s := first; s < last; {
			street := n.Street(s)
			if !isPoint(street.Kind.Feature) {
				stretches = append(stretches, stretch{s, number + s - first})
			}
			s = stretchEnd(n, street, s, last)
		}
		number += last - first
	}
	t.layer.Count = len(stretches)
	if len(stretches) > 0 {
		t.layer.Bound = n.Box()
	}
	t.id = func(i int) string { return streetID(stretches[i].number) }
	t.open = plainly(func(i int) Feature { return streetFeature(n, stretches[i]) })
	return t, nil
}

// A stretch is known by its first segment, and by the number that this has where
// the streets are laid out anew.
type stretch struct{ segment, number uint32 }

// streetID is as wide as any, so that ids sort as numbers do.
func streetID(segment uint32) string { return fmt.Sprintf("%010d", segment) }

func isPoint(f streets.Feature) bool {
	return f == streets.FeatureGate || f == streets.FeatureKerb || f == streets.FeatureLift
}

// stretchEnd returns the segment after those that go on along a street from s.
func stretchEnd(n *streets.Network, street streets.Street, s, last uint32) uint32 {
	for s++; s < last; s++ {
		if next := n.Street(s); next.Way != street.Way || next.Kind != street.Kind {
			break
		}
	}
	return s
}

func streetFeature(n *streets.Network, at stretch) Feature {
	segment := at.segment
	street := n.Street(segment)
	edge := n.EdgeOf(segment)
	first, last := n.SegmentsOf(edge)
	end := stretchEnd(n, street, segment, last)
	line := orb.LineString{n.Point(n.NodeOf(edge, segment-first))}
	var mm int64
	for s := segment; s < end; s++ {
		line = append(line, n.Point(n.NodeOf(edge, s-first+1)))
		mm += n.SegmentMM(s)
	}
	if street.Backwards {
		line.Reverse()
	}
	use := "public"
	if n.UseOf(segment) == streets.UseResidents {
		use = "residents"
	}
	_, island := n.Island(edge)
	return Feature{ID: streetID(at.number), Geometry: line, Values: []any{
		street.Way, orNull(street.Name), orNull(street.Kind.Class.String()), string(itinerary.KindOf(street.Kind)), use, float64(mm) / 1000, island,
	}}
}

// islandLayer is the parts of the streets that join no other, as the lines of
// their streets. Its ids are their numbers, from 1.
func (s *Set) islandLayer(ctx context.Context) (*table, error) {
	c := columnList{layer: Islands}
	c.add("length_m", ColumnReal, "m")
	c.add("places", ColumnWhole, "")
	c.add("people", ColumnReal, "people")
	c.add("facilities", ColumnWhole, "")
	c.add("joins_m", ColumnReal, "m")
	c.add("joins_lon", ColumnReal, "")
	c.add("joins_lat", ColumnReal, "")
	t := &table{layer: Layer{ID: Islands, Title: Title{Key: "layer.islands"}, Geometry: GeometryLine, Columns: c.columns}}
	edges, box, err := s.islandEdges(ctx)
	if err != nil {
		return nil, err
	}
	t.layer.Count, t.layer.Bound = len(edges), box
	t.id = islandID
	t.open = plainly(func(i int) Feature { return s.islandFeature(i, edges[i]) })
	return t, nil
}

func islandID(i int) string { return fmt.Sprintf("%08d", i+1) }

// islandEdges lists the edges of every island.
func (s *Set) islandEdges(ctx context.Context) ([][]uint32, orb.Bound, error) {
	n := s.city.Streets
	if n == nil {
		return nil, orb.Bound{}, nil
	}
	var out [][]uint32
	var box boundBuilder
	for edge := range n.EachEdge() {
		k, on := n.Island(edge)
		if !on {
			continue
		}
		for len(out) <= k {
			out = append(out, nil)
		}
		out[k] = append(out[k], edge)
		first, last := n.SegmentsOf(edge)
		for i := range last - first + 1 {
			box.add(n.Point(n.NodeOf(edge, i)).Bound())
		}
	}
	return out, box.bound, ctx.Err()
}

func (s *Set) islandFeature(i int, edges []uint32) Feature {
	n := s.city.Streets
	var lines orb.MultiLineString
	var mm int64
	for _, edge := range edges {
		first, last := n.SegmentsOf(edge)
		var line orb.LineString
		for s := first; s < last; s++ {
			if kind := n.Street(s).Kind; isPoint(kind.Feature) {
				continue
			}
			mm += n.SegmentMM(s)
			if line == nil {
				line = orb.LineString{n.Point(n.NodeOf(edge, s-first))}
			}
			line = append(line, n.Point(n.NodeOf(edge, s-first+1)))
		}
		if len(line) > 1 {
			lines = append(lines, line)
		}
	}
	v := []any{float64(mm) / 1000, nil, nil, nil, nil, nil, nil}
	if i < len(s.city.Islands) {
		island := s.city.Islands[i]
		v = []any{float64(island.LengthMM) / 1000, int64(island.Places), people(&island.People), int64(island.Facilities),
			nil, nil, nil}
		if island.JoinsM > 0 {
			v[4], v[5], v[6] = island.JoinsM, island.Joins[0], island.Joins[1]
		}
	}
	return Feature{ID: islandID(i), Geometry: lines, Values: v}
}
