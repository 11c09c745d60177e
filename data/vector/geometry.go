package vector

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/data/finding"
)

type rawGeometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// decode reads a Point, Polygon or MultiPolygon as an [orb.Point] or an
// [orb.MultiPolygon]. Heights are dropped.
func (l *layer) decode(f *feature, raw *rawGeometry) (orb.Geometry, error) {
	c := &cursor{data: raw.Coordinates, left: MaxVertices - l.vertices}
	var geometry orb.Geometry
	var err error
	switch raw.Type {
	case "Point":
		geometry, err = c.position()
	case "MultiPoint":
		var points []orb.Point
		points, err = c.points()
		if err == nil && len(points) != 1 {
			return nil, f.refuse(finding.ErrInvalid, "geometry", raw.Type, fmt.Sprintf("%d points: a feature is one place: make each point a feature", len(points)))
		}
		if err == nil {
			geometry = points[0]
		}
	case "Polygon":
		var polygon orb.Polygon
		polygon, err = c.polygon()
		geometry = orb.MultiPolygon{polygon}
	case "MultiPolygon":
		geometry, err = c.multiPolygon()
	default:
		return nil, f.refuse(finding.ErrInvalid, "geometry", raw.Type, "neither a place nor an area: points and polygons are read")
	}
	if err != nil {
		if c.left < 0 {
			return nil, f.refuse(finding.ErrTooLarge, "geometry", "", fmt.Sprintf("with it the file has more than %d vertices: simplify it", MaxVertices))
		}
		return nil, f.refuse(finding.ErrInvalid, "coordinates", "", err.Error())
	}
	l.vertices = MaxVertices - c.left
	return geometry, nil
}

// A cursor walks over the nested arrays of coordinates, which are known to be
// JSON, without making a slice for each pair of numbers.
type cursor struct {
	data []byte
	at   int
	left int // vertices that may still come
}

func (c *cursor) peek() byte {
	for c.at < len(c.data) {
		switch b := c.data[c.at]; b {
		case ' ', '\t', '\r', '\n':
			c.at++
		default:
			return b
		}
	}
	return 0
}

// array calls element for each element of the array that begins here.
func (c *cursor) array(of string, element func() error) error {
	if c.peek() != '[' {
		return fmt.Errorf("not an array of %s", of)
	}
	c.at++
	for first := true; ; first = false {
		switch b := c.peek(); {
		case b == ']':
			c.at++
			return nil
		case b == 0:
			return fmt.Errorf("not an array of %s", of)
		case !first && b == ',':
			c.at++
		}
		if err := element(); err != nil {
			return err
		}
	}
}

func (c *cursor) position() (p orb.Point, err error) {
	if c.left--; c.left < 0 {
		return p, fmt.Errorf("too many vertices")
	}
	count := 0
	err = c.array("a longitude and a latitude", func() error {
		c.peek()
		start := c.at
		for c.at < len(c.data) && (c.data[c.at] >= '0' && c.data[c.at] <= '9' || c.data[c.at] == '-' || c.data[c.at] == '+' || c.data[c.at] == '.' || c.data[c.at]|0x20 == 'e') {
			c.at++
		}
		value, err := strconv.ParseFloat(string(c.data[start:c.at]), 64)
		if err != nil {
			return fmt.Errorf("a position holds something else than numbers: each is [longitude, latitude]")
		}
		if count < 2 {
			p[count] = value
		}
		count++
		return nil
	})
	if err == nil && count < 2 {
		err = fmt.Errorf("a position of %d numbers: each is [longitude, latitude]", count)
	}
	return p, err
}

func (c *cursor) points() (points []orb.Point, err error) {
	err = c.array("positions", func() error {
		p, err := c.position()
		points = append(points, p)
		return err
	})
	return points, err
}

func (c *cursor) polygon() (polygon orb.Polygon, err error) {
	err = c.array("rings", func() error {
		ring, err := c.points()
		polygon = append(polygon, orb.Ring(ring))
		return err
	})
	return polygon, err
}

func (c *cursor) multiPolygon() (multi orb.MultiPolygon, err error) {
	err = c.array("polygons", func() error {
		polygon, err := c.polygon()
		multi = append(multi, polygon)
		return err
	})
	return multi, err
}
