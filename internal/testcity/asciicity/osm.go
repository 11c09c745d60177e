package asciicity

import (
	"fmt"
	"slices"
	"strings"

	"lifecircle/geo/streets"
)

// osm writes the streets as OpenStreetMap XML: the tags that mean what the
// drawing does.
func (c *City) osm() []byte {
	var s strings.Builder
	s.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\">\n")
	for _, n := range c.Nodes {
		fmt.Fprintf(&s, "<node id=\"%d\" lat=\"%s\" lon=\"%s\"", n.ID, number(float64(n.Lat)/1e7), number(float64(n.Lon)/1e7))
		if tags := c.tagsOfNode(n.ID); len(tags) > 0 {
			s.WriteString(">\n")
			writeTags(&s, tags)
			s.WriteString("</node>\n")
		} else {
			s.WriteString("/>\n")
		}
	}
	for _, w := range c.Ways {
		tags := tagsOfWay(w)
		if w.Name != "" {
			tags = append(tags, [2]string{"name", w.Name})
		}
		writeWay(&s, w.ID, w.Nodes, tags)
	}
	c.writeAreas(&s)
	for i, o := range c.Obstacles {
		tag := [2]string{"barrier", "wall"}
		if o.Kind == streets.ObstacleWater {
			tag = [2]string{"waterway", "river"}
		}
		writeWay(&s, int64(100_000+i), o.Nodes, [][2]string{tag})
	}
	s.WriteString("</osm>\n")
	return []byte(s.String())
}

func writeWay(s *strings.Builder, id int64, nodes []int64, tags [][2]string) {
	fmt.Fprintf(s, "<way id=\"%d\">\n", id)
	for _, n := range nodes {
		fmt.Fprintf(s, "<nd ref=\"%d\"/>\n", n)
	}
	writeTags(s, tags)
	s.WriteString("</way>\n")
}

func writeTags(s *strings.Builder, tags [][2]string) {
	for _, tag := range tags {
		fmt.Fprintf(s, "<tag k=\"%s\" v=\"%s\"/>\n", tag[0], tag[1])
	}
}

// writeAreas writes squares as closed ways, those with holes as multipolygons.
func (c *City) writeAreas(s *strings.Builder) {
	square := [][2]string{{"highway", "pedestrian"}, {"area", "yes"}}
	for i, a := range c.Areas {
		if len(a.Inner) == 0 {
			writeWay(s, a.ID, a.Outer[0], square)
			continue
		}
		id := int64(10_000 + 100*i)
		var members strings.Builder
		for k, ring := range slices.Concat(a.Outer, a.Inner) {
			writeWay(s, id+int64(k), ring, nil)
			role := "outer"
			if k >= len(a.Outer) {
				role = "inner"
			}
			fmt.Fprintf(&members, "<member type=\"way\" ref=\"%d\" role=\"%s\"/>\n", id+int64(k), role)
		}
		fmt.Fprintf(s, "<relation id=\"%d\">\n%s", a.ID, &members)
		writeTags(s, append([][2]string{{"type", "multipolygon"}}, square...))
		s.WriteString("</relation>\n")
	}
}

func tagsOfWay(w Way) [][2]string {
	highway := "residential"
	if w.Kind.Class != streets.ClassNone {
		highway = w.Kind.Class.String()
	}
	tags := [][2]string{{"highway", highway}}
	if w.Kind.Use == streets.UseResidents {
		tags = append(tags, [2]string{"access", "private"})
	}
	if w.Kind.Incline != 0 {
		tags = append(tags, [2]string{"incline", fmt.Sprint(w.Kind.Incline, "%")})
	}
	if w.Steps > 0 {
		tags = append(tags, [2]string{"step_count", fmt.Sprint(w.Steps)})
	}
	return tags
}

func (c *City) tagsOfNode(id int64) [][2]string {
	var tags [][2]string
	for _, m := range c.Marks {
		if m.Node != id {
			continue
		}
		switch m.Feature {
		case streets.FeatureGate:
			tags = append(tags, [2]string{"barrier", "gate"})
			if m.Closed {
				tags = append(tags, [2]string{"access", "no"})
			} else if m.Kind.Use == streets.UseResidents {
				tags = append(tags, [2]string{"access", "private"})
			}
		case streets.FeatureKerb:
			tags = append(tags, [2]string{"barrier", "kerb"}, [2]string{"kerb", "raised"})
		case streets.FeatureLift:
			tags = append(tags, [2]string{"highway", "elevator"})
		}
		if m.Crossing == streets.CrossingSignals {
			tags = append(tags, [2]string{"highway", "crossing"}, [2]string{"crossing", "traffic_signals"})
		}
	}
	return tags
}
