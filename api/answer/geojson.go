package answer

import (
	"encoding/json"
	"io"
	"iter"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/rfc7946"
)

// writeFeatures writes a FeatureCollection, a feature at a time; more follows what
// every collection of a city begins with.
func writeFeatures(w io.Writer, c *coverage.City, features iter.Seq[feature], more ...field) error {
	p := ProvenanceOf(c)
	head := []field{{"type", "FeatureCollection"}, {"city", c.Name}, {"attribution", p.Attribution}, {"provenance", p}}
	return writeList(w, append(head, more...), "features", features)
}

// A feature is one feature of RFC 7946. Its properties are flat scalars in a
// fixed order, which a map would lose.
type feature struct {
	id         string
	geometry   orb.Geometry // nil, a point, a line, a polygon, or several of these two
	properties []field
}

// MarshalJSON writes the feature: at most seven decimals, outer rings
// counter-clockwise and holes clockwise, reals with a decimal point.
func (f feature) MarshalJSON() ([]byte, error) {
	b := []byte(`{"type":"Feature","id":`)
	b, err := appendJSON(b, f.id)
	if err != nil {
		return nil, err
	}
	b = append(b, `,"geometry":`...)
	b = rfc7946.AppendGeometry(b, f.geometry)
	b = append(b, `,"properties":{`...)
	for i, p := range f.properties {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendJSON(b, p.name); err != nil {
			return nil, err
		}
		b = append(b, ':')
		if v, ok := p.value.(float64); ok {
			b = rfc7946.AppendReal(b, v)
		} else if b, err = appendJSON(b, p.value); err != nil {
			return nil, err
		}
	}
	return append(b, "}}"...), nil
}

var _ json.Marshaler = feature{}
