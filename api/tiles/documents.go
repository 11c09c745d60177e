package tiles

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// TileJSON describes the tiles of a layer.
// github.com/mapbox/tilejson-spec/tree/master/3.0.0
type TileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name"`
	Description  string        `json:"description"`
	Attribution  string        `json:"attribution"` // HTML
	Scheme       string        `json:"scheme"`
	Tiles        []string      `json:"tiles"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       [4]float64    `json:"bounds"` // west, south, east, north
	Center       [3]float64    `json:"center"` // longitude, latitude, zoom
	VectorLayers []VectorLayer `json:"vector_layers"`

	// Counts are ours: what each zoom shows.
	Counts []Count `json:"counts"`
}

// A VectorLayer says what the features of a layer carry.
type VectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description"`
	MinZoom     int               `json:"minzoom"`
	MaxZoom     int               `json:"maxzoom"`
	Fields      map[string]string `json:"fields"` // Number, String or Boolean, as MBTiles has it
}

func tileJSON(ctx context.Context, x *Index, city *coverage.City, lang answer.Lang, base string) (TileJSON, error) {
	counts, err := x.Counts(ctx)
	b := x.layer.Bound
	center := b.Center()
	return TileJSON{
		TileJSON: "3.0.0", Name: nameOf(x, city, lang), Description: descriptionOf(lang), Attribution: attributionOf(city), Scheme: "xyz",
		Tiles:   []string{base + "/tiles/" + city.Name + "/" + string(x.layer.ID) + "/{z}/{x}/{y}.pbf"},
		MinZoom: x.levels.Min, MaxZoom: x.levels.Max,
		Bounds: [4]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}, Center: [3]float64{center[0], center[1], float64(zoomFor(b, x.levels))},
		VectorLayers: vectorLayers(x, lang), Counts: counts,
	}, err
}

// Metadata is what MBTiles has in its table: all strings.
// github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md
type Metadata struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Attribution string `json:"attribution"`
	Format      string `json:"format"`
	Type        string `json:"type"`
	Version     string `json:"version"`
	MinZoom     string `json:"minzoom"`
	MaxZoom     string `json:"maxzoom"`
	Bounds      string `json:"bounds"`
	Center      string `json:"center"`
	JSON        string `json:"json"` // a document in itself, with vector_layers
}

func metadata(x *Index, city *coverage.City, lang answer.Lang) (Metadata, error) {
	layers, err := json.Marshal(map[string]any{"vector_layers": vectorLayers(x, lang), "tilestats": tileStats(x)})
	if err != nil {
		return Metadata{}, err
	}
	b := x.layer.Bound
	center := b.Center()
	return Metadata{
		Name: nameOf(x, city, lang), Description: descriptionOf(lang), Attribution: attributionOf(city),
		Format: "pbf", Type: "overlay", Version: "1", MinZoom: strconv.Itoa(x.levels.Min), MaxZoom: strconv.Itoa(x.levels.Max),
		Bounds: joined(b.Min[0], b.Min[1], b.Max[0], b.Max[1]), Center: joined(center[0], center[1], float64(zoomFor(b, x.levels))),
		JSON: string(layers),
	}, nil
}

// archiveMetadata is the JSON of a PMTiles file.
func archiveMetadata(ctx context.Context, x *Index, city *coverage.City, lang answer.Lang) (map[string]any, error) {
	counts, err := x.Counts(ctx)
	return map[string]any{
		"name": nameOf(x, city, lang), "description": descriptionOf(lang), "attribution": attributionOf(city),
		"type": "overlay", "vector_layers": vectorLayers(x, lang), "counts": counts,
		"provenance": city.Provenance.Hash,
	}, err
}

func vectorLayers(x *Index, lang answer.Lang) []VectorLayer {
	v := VectorLayer{
		ID: string(x.layer.ID), Description: answer.Titled(lang, x.layer.Title),
		MinZoom: x.levels.Min, MaxZoom: x.levels.Max, Fields: map[string]string{},
	}
	if !hasColumn(x.layer, "id") {
		v.Fields["id"] = "String"
	}
	for _, c := range x.layer.Columns {
		v.Fields[c.Name] = fieldKind(c.Kind)
	}
	return []VectorLayer{v}
}

// tileStats says how many features there are and what they are drawn as, which
// GDAL takes a layer's geometry from.
// github.com/mapbox/mapbox-geostats#output-the-stats
func tileStats(x *Index) map[string]any {
	return map[string]any{"layerCount": 1, "layers": []any{map[string]any{
		"layer": string(x.layer.ID), "count": x.Len(), "geometry": x.layer.Geometry.String(), "attributeCount": len(x.keys), "attributes": []any{},
	}}}
}

func fieldKind(k layers.ColumnKind) string {
	switch k {
	case layers.ColumnWhole, layers.ColumnReal:
		return "Number"
	case layers.ColumnFlag:
		return "Boolean"
	}
	return "String"
}

func nameOf(x *Index, city *coverage.City, lang answer.Lang) string {
	title := city.Title.In(string(lang))
	if title == "" {
		title = city.Name
	}
	return title + answer.Say(lang, "list.colon") + answer.Titled(lang, x.layer.Title)
}

// attributionOf is what has to be said beside a map, as HTML.
func attributionOf(city *coverage.City) string {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	return escape.Replace(strings.Join(answer.ProvenanceOf(city).Attribution, "; "))
}

func joined(numbers ...float64) string {
	parts := make([]string, len(numbers))
	for i, v := range numbers {
		parts[i] = strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strings.Join(parts, ",")
}

// zoomFor returns the zoom at which a bound about fills two tiles.
func zoomFor(b orb.Bound, levels Zooms) int {
	w := boxOf(b)
	side := max(w.max.x-w.min.x, w.max.y-w.min.y, 1)
	z := int(math.Floor(math.Log2(float64(int64(1)<<worldBits)/float64(side)))) + 1
	return min(max(z, levels.Min), levels.Max)
}

func descriptionOf(lang answer.Lang) string {
	return answer.Say(lang, "tiles.description", "corners", strconv.Itoa(Plain), "units", strconv.FormatFloat(Tolerance, 'g', -1, 64))
}
