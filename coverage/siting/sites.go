package siting

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"

	"lifecircle/coverage"
)

// layer keeps a layer that stands in the question itself, if it is one.
func (r *reading) layer(tree map[string]any) json.RawMessage {
	text, err := json.Marshal(tree)
	if err != nil {
		r.refuse("layer", "it is no GeoJSON: "+err.Error())
		return nil
	}
	sites, err := sitesOf(text, append(r.path, "layer"))
	if err != nil {
		for _, e := range FieldErrors(err) {
			*r.wrongs = append(*r.wrongs, e)
		}
		return nil
	}
	if len(sites) == 0 {
		r.refuse("layer", "it has no features: give a FeatureCollection of points or polygons")
	}
	return text
}

// sitesOf reads the candidates of a layer in GeoJSON. Their cost is NaN where they
// have none. The error is a [FieldError] under a path.
func sitesOf(text json.RawMessage, path []any) ([]Candidate, error) {
	wrong := func(value, why string, keys ...any) error {
		return &FieldError{Path: append(append([]any(nil), path...), keys...), Value: value, Why: why}
	}
	layer, err := geojson.UnmarshalFeatureCollection(text)
	if err != nil {
		return nil, wrong("", "it is no FeatureCollection of GeoJSON: "+err.Error())
	}
	if len(layer.Features) > MaxCandidates {
		return nil, wrong(strconv.Itoa(len(layer.Features)), fmt.Sprintf("there are more than %d features", MaxCandidates))
	}
	out := make([]Candidate, 0, len(layer.Features))
	seen := map[string]bool{}
	for i, f := range layer.Features {
		c := Candidate{Kind: KindSite, ID: siteID(f, i), Cost: math.NaN(), Names: coverage.Names{
			Plain: textOf(f, "name"), ZH: textOf(f, "name:zh"), EN: textOf(f, "name:en")}}
		switch f.Geometry.(type) {
		case orb.Point, orb.Polygon, orb.MultiPolygon:
			c.Point = middleOf(f.Geometry)
		default:
			return nil, wrong(c.ID, "it is neither a point nor a polygon", "features", i, "geometry")
		}
		if !onEarth(c.Point) {
			return nil, wrong(fmt.Sprint(c.Point), "these are no longitude and latitude: longitude comes first", "features", i, "geometry")
		}
		if v, given := f.Properties["cost"]; given && v != nil {
			x, ok := v.(float64)
			if !ok || x < 0 || x > mostCost {
				return nil, wrong(shown(v), "the cost of "+c.ID+" is wanted as a number that is not negative", "features", i, "properties", "cost")
			}
			c.Cost = math.Round(x*1000) / 1000
		}
		if v, given := f.Properties["capacity"]; given && v != nil {
			x, ok := v.(float64)
			if !ok || x < 1 || x > mostPeople || x != math.Trunc(x) {
				return nil, wrong(shown(v), "the capacity of "+c.ID+" is wanted as a whole number of people", "features", i, "properties", "capacity")
			}
			c.Capacity = int64(x)
		}
		if c.ID == "" || len(c.ID) > mostText || seen[c.ID] {
			return nil, wrong(quoted(c.ID), "every site has an id of its own", "features", i, "id")
		}
		seen[c.ID] = true
		out = append(out, c)
	}
	return out, nil
}

// siteID returns the id of a feature, else that among its properties, else its number.
func siteID(f *geojson.Feature, i int) string {
	for _, id := range []any{f.ID, f.Properties["id"]} {
		switch id := id.(type) {
		case string:
			return id
		case float64:
			return strconv.FormatFloat(id, 'f', -1, 64)
		}
	}
	return "site-" + strconv.Itoa(i+1)
}

func textOf(f *geojson.Feature, key string) string {
	s, _ := f.Properties[key].(string)
	return s
}

func onEarth(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 // false of NaN, too
}

// middleOf returns a point of a geometry: of areas the centre, where that lies in
// them, else half way across the widest stretch of the centre's parallel.
func middleOf(g orb.Geometry) orb.Point {
	if p, ok := g.(orb.Point); ok {
		return p
	}
	centre, _ := planar.CentroidArea(g)
	var areas orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		areas = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		areas = g
	default:
		return centre
	}
	if planar.MultiPolygonContains(areas, centre) {
		return centre
	}
	return acrossOf(areas, centre)
}

// CheckLayer refuses a layer of candidates that is no FeatureCollection of points and
// polygons with ids and costs as they should be. The error is a [FieldError].
func CheckLayer(text json.RawMessage) error {
	sites, err := sitesOf(text, nil)
	if err == nil && len(sites) == 0 {
		return &FieldError{Path: []any{"features"}, Why: "there are none: give points or polygons where facilities may be"}
	}
	return err
}
