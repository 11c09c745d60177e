package siting

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"lifecircle/coverage"
)

// maxRefused is how many features of a layer are refused at once.
const maxRefused = 100

// layer keeps a layer that stands in the question itself, if it is one.
func (r *tableReader) layer(tree map[string]any) json.RawMessage {
	text, err := json.Marshal(tree)
	if err != nil {
		r.refuse("layer", "it is no GeoJSON: "+err.Error())
		return nil
	}
	sites, err := sitesOf(text, append(r.path, "layer"))
	if err != nil {
		for _, e := range FieldErrors(err) {
			*r.errs = append(*r.errs, e)
		}
		return nil
	}
	if len(sites) == 0 {
		r.refuse("layer", "it has no features: give a FeatureCollection of points or polygons")
	}
	return text
}

// A siteLayer is a layer in GeoJSON. Package geojson of orb reads a position of one
// number, or of null, as if there were a 0.
type siteLayer struct {
	Type     string         `json:"type"`
	Features []*siteFeature `json:"features"`
}

type siteFeature struct {
	ID         any            `json:"id"`
	Geometry   *siteGeometry  `json:"geometry"`
	Properties map[string]any `json:"properties"`
}

type siteGeometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// sitesOf reads the candidates of a layer in GeoJSON. Their cost is NaN where they
// have none. The error joins a [FieldError] under a path for every feature's faults.
func sitesOf(text json.RawMessage, path []any) ([]Candidate, error) {
	refused := func(value, why string, keys ...any) *FieldError {
		return &FieldError{Path: append(append([]any(nil), path...), keys...), Value: value, Why: why}
	}
	var layer siteLayer
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // ids may have more digits than a double
	if err := d.Decode(&layer); err != nil {
		return nil, refused("", "it is no FeatureCollection of GeoJSON: "+err.Error())
	}
	if layer.Type != "FeatureCollection" {
		return nil, refused(quoted(layer.Type), "a FeatureCollection of points or polygons is wanted", "type")
	}
	if len(layer.Features) > MaxCandidates {
		return nil, refused(strconv.Itoa(len(layer.Features)), fmt.Sprintf("there are more than %d features", MaxCandidates))
	}
	var errs []error
	out := make([]Candidate, 0, len(layer.Features))
	seen := map[string]bool{}
	for i, f := range layer.Features {
		c, faults := f.site(i)
		if seen[c.ID] {
			faults = append(faults, refusal(c.ID, "every site has an id of its own: there is one of this id already", "id"))
		}
		seen[c.ID] = true
		out = append(out, c)
		for _, e := range faults {
			errs = append(errs, refused(e.Value, e.Why, append([]any{"features", i}, e.Path...)...))
		}
		if len(errs) >= maxRefused {
			break
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return out, nil
}

func refusal(v any, why string, keys ...any) *FieldError {
	return &FieldError{Path: keys, Value: shown(v), Why: why}
}

// site reads a feature of a number, and what is wrong with it.
func (f *siteFeature) site(i int) (c Candidate, faults []*FieldError) {
	c = Candidate{Kind: KindSite, ID: "site-" + strconv.Itoa(i+1), Cost: math.NaN()}
	if f == nil {
		return c, []*FieldError{{Why: "it is null: a feature with a geometry is wanted"}}
	}
	fault := func(v any, why string, keys ...any) { faults = append(faults, refusal(v, why, keys...)) }
	if v, keys := f.id(); v != nil {
		id, ok := idOf(v)
		if why := textFault(id); !ok {
			fault(v, "an id is wanted as a text or a number", keys...)
		} else if why != "" {
			fault(v, why, keys...)
		} else {
			c.ID = id
		}
	}
	c.Names = coverage.Names{Plain: f.text("name"), ZH: f.text("name:zh", "name_zh"), EN: f.text("name:en", "name_en")}
	shape, err := f.Geometry.shape()
	if err != nil {
		faults = append(faults, &FieldError{Path: []any{"geometry"}, Value: quoted(c.ID), Why: err.Error()})
	} else {
		c.Point = middleOf(shape)
	}
	if v := f.Properties["cost"]; v != nil {
		switch x, ok := numberOf(v); {
		case !ok || x < 0 || x > maxCost:
			fault(v, "the cost of "+c.ID+" is wanted as a number that is not negative", "properties", "cost")
		case !inThousandths(x):
			fault(v, "the cost of "+c.ID+" has three decimals at most: give it in larger units", "properties", "cost")
		default:
			c.Cost = math.Round(x*1000)/1000 + 0 // no −0
		}
	}
	if v := f.Properties["capacity"]; v != nil {
		x, ok := numberOf(v)
		if !ok || x < 1 || x > maxPeople || x != math.Trunc(x) {
			fault(v, "the capacity of "+c.ID+" is wanted as a whole number of people", "properties", "capacity")
		} else {
			c.Capacity = int64(x)
		}
	}
	return c, faults
}

// id returns the id of a feature, else that among its properties, and its keys.
func (f *siteFeature) id() (v any, keys []any) {
	if f.ID != nil {
		return f.ID, []any{"id"}
	}
	return f.Properties["id"], []any{"properties", "id"}
}

// idOf writes an id, a number as its digits stand.
func idOf(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

// text returns the first property of some keys that is a text.
func (f *siteFeature) text(keys ...string) string {
	for _, key := range keys {
		if s, ok := f.Properties[key].(string); ok {
			return s
		}
	}
	return ""
}

// CheckLayer refuses a layer of candidates that is no FeatureCollection of points and
// polygons with ids and costs as they should be. The error joins [FieldError]s.
func CheckLayer(text json.RawMessage) error {
	sites, err := sitesOf(text, nil)
	if err == nil && len(sites) == 0 {
		return &FieldError{Path: []any{"features"}, Why: "there are none: give points or polygons where facilities may be"}
	}
	return err
}
