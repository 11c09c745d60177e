package layers

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
)

// streetLayer is the streets: a line for each stretch of an edge that follows
// one way. Its id is the number of its first segment in the network. Gates, kerbs
// and lifts, which are points, are left out.
func (s *Set) streetLayer(ctx context.Context) (*table, error) {
	n := s.city.Streets
	columns := drawnColumns(n)
	t := &table{layer: Layer{ID: Streets, Title: Title{Key: "layer.streets"}, Geometry: GeometryLine, Columns: columns.columns}}
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
	t.open = plainly(func(i int) Feature { return streetFeature(n, stretches[i], columns) })
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

// A drawnStretch is a stretch as a line.
type drawnStretch struct {
	streets.Street
	segment uint32
	mm      int64
}

func drawnColumns(n *streets.Network) *columnList[drawnStretch] {
	c := &columnList[drawnStretch]{layer: Streets}
	c.add("way", ColumnWhole, "", func(d drawnStretch) any { return d.Way })
	c.shared("name", ColumnText, "", func(d drawnStretch) any { return orNull(d.Name) })
	c.add("class", ColumnText, "", func(d drawnStretch) any { return orNull(d.Kind.Class.String()) })
	c.add("kind", ColumnText, "", func(d drawnStretch) any { return string(itinerary.KindOf(d.Kind)) })
	c.add("use", ColumnText, "", func(d drawnStretch) any {
		if n.Segment(d.segment).Use() == streets.UseResidents {
			return "residents"
		}
		return "public"
	})
	c.add("length_m", ColumnReal, "m", func(d drawnStretch) any { return float64(d.mm) / 1000 })
	c.add("island", ColumnFlag, "", func(d drawnStretch) any {
		_, island := n.Island(n.EdgeOf(d.segment))
		return island
	})
	return c
}

func streetFeature(n *streets.Network, at stretch, columns *columnList[drawnStretch]) Feature {
	drawn := drawnStretch{Street: n.Street(at.segment), segment: at.segment}
	edge := n.EdgeOf(at.segment)
	first, last := n.SegmentsOf(edge)
	end := stretchEnd(n, drawn.Street, at.segment, last)
	line := orb.LineString{n.Point(n.NodeOf(edge, at.segment-first))}
	for s := at.segment; s < end; s++ {
		line = append(line, n.Point(n.NodeOf(edge, s-first+1)))
		drawn.mm += n.Segment(s).MM()
	}
	if drawn.Backwards {
		line.Reverse()
	}
	return Feature{ID: streetID(at.number), Geometry: line, Values: columns.values(drawn)}
}

// islandLayer is the parts of the streets that join no other, as the lines of
// their streets. Its ids are their numbers, from 1.
func (s *Set) islandLayer(ctx context.Context) (*table, error) {
	columns := islandColumns()
	t := &table{layer: Layer{ID: Islands, Title: Title{Key: "layer.islands"}, Geometry: GeometryLine, Columns: columns.columns}}
	edges, box, err := s.islandEdges(ctx)
	if err != nil {
		return nil, err
	}
	t.layer.Count, t.layer.Bound = len(edges), box
	t.id = islandID
	t.open = plainly(func(i int) Feature {
		lines, mm := s.drawIsland(edges[i])
		island := drawnIsland{mm: mm}
		if i < len(s.city.Islands) {
			island.Island = &s.city.Islands[i]
		}
		return Feature{ID: islandID(i), Geometry: lines, Values: columns.values(island)}
	})
	return t, nil
}

// A drawnIsland is an island with the length of its streets as drawn, and what is known
// of it where it was there when the city was built.
type drawnIsland struct {
	*coverage.Island
	mm int64
}

func islandColumns() *columnList[drawnIsland] {
	c := &columnList[drawnIsland]{layer: Islands}
	known := func(name string, kind ColumnKind, unit string, say func(*coverage.Island) any) {
		c.add(name, kind, unit, func(d drawnIsland) any {
			if d.Island == nil {
				return nil
			}
			return say(d.Island)
		})
	}
	joins := func(name, unit string, say func(*coverage.Island) float64) {
		known(name, ColumnReal, unit, func(i *coverage.Island) any {
			if i.JoinsM <= 0 {
				return nil
			}
			return say(i)
		})
	}
	c.add("length_m", ColumnReal, "m", func(d drawnIsland) any {
		if d.Island == nil {
			return float64(d.mm) / 1000
		}
		return float64(d.LengthMM) / 1000
	})
	known("places", ColumnWhole, "", func(i *coverage.Island) any { return int64(i.Places) })
	known("people", ColumnReal, "people", func(i *coverage.Island) any { return people(&i.People) })
	known("facilities", ColumnWhole, "", func(i *coverage.Island) any { return int64(i.Facilities) })
	joins("joins_m", "m", func(i *coverage.Island) float64 { return i.JoinsM })
	joins("joins_lon", "", func(i *coverage.Island) float64 { return i.Joins[0] })
	joins("joins_lat", "", func(i *coverage.Island) float64 { return i.Joins[1] })
	return c
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

// drawIsland returns the lines of an island and their length in millimetres.
func (s *Set) drawIsland(edges []uint32) (lines orb.MultiLineString, mm int64) {
	n := s.city.Streets
	for _, edge := range edges {
		first, last := n.SegmentsOf(edge)
		var line orb.LineString
		for s := first; s < last; s++ {
			if kind := n.Street(s).Kind; isPoint(kind.Feature) {
				continue
			}
			mm += n.Segment(s).MM()
			if line == nil {
				line = orb.LineString{n.Point(n.NodeOf(edge, s-first))}
			}
			line = append(line, n.Point(n.NodeOf(edge, s-first+1)))
		}
		if len(line) > 1 {
			lines = append(lines, line)
		}
	}
	return lines, mm
}
