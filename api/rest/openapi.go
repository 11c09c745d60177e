package rest

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

const description = `Who can walk to the services they need within the limit, by district, against a target.

Numbers are unrounded: shares are 0…1, distances metres, times seconds, people have up to three decimals; coordinates are WGS 84, longitude first. Null means not known or not applicable, and a reason says why.

* Format by f= or Accept, language by lang= or Accept-Language; the parameter wins.
* Parameters that a route does not declare are refused, and so are single ones that are repeated.
* Each answer has a strong ETag; If-None-Match costs no search.
* Errors are problem details (RFC 9457).
* Lifecircle-Attribution has, as a JSON list, what must be said beside anything made from an answer; Link rel="describedby" leads to the provenance in full.
* A walk leads out of the walker's own compound, along public streets, and into the facility's: private= says how residents' streets are treated, profile= how people walk. /walk shows any walk leg by leg, and why a place is not covered.
* A query has at most 8192 bytes, a list at most 100 services or 24 limits.`

// describe returns the configuration of huma: the OpenAPI document and nothing
// that writes a response, which is this package's own.
func describe(version string) huma.Config {
	if version == "" {
		version = "devel"
	}
	return huma.Config{OpenAPI: &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "lifecircle", Version: version, Description: description,
			License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
		},
		Tags: []*huma.Tag{
			{Name: "cities", Description: "Cities, what they are made of, and who can walk where."},
			{Name: "operations", Description: "For those who run the server."},
		},
		Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)},
	}}
}

// schemas describe answers in the OpenAPI document, whose components keep the types
// that they have met.
type schemas struct{ registry huma.Registry }

// responses describes a 200 in the formats of a route, a 304 where it has an
// entity tag, and the problems it may answer with.
func (s schemas) responses(formats []answer.Format, document, example any, problems ...int) map[string]*huma.Response {
	content := map[string]*huma.MediaType{}
	for _, f := range formats {
		switch f {
		case answer.CSV:
			content["text/csv"] = &huma.MediaType{Schema: &huma.Schema{
				Type: huma.TypeString, Description: "A header and records (RFC 4180), the JSON's keys flattened; empty is null.",
			}}
		case answer.GeoJSON:
			content["application/geo+json"] = &huma.MediaType{Schema: s.featureCollection()}
		default:
			content["application/json"] = &huma.MediaType{Schema: s.schemaOf(document), Example: example}
		}
	}
	out := map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK), Content: content}}
	maps.Copy(out, s.problemResponses(problems...))
	if slices.Contains(problems, http.StatusNotAcceptable) { // the routes of data
		out["304"] = &huma.Response{Description: "The entity tag of If-None-Match is still right."}
		out["200"].Headers = dataHeaders()
	}
	out["default"] = s.problemResponse(http.StatusInternalServerError)
	return out
}

// problemResponses describes problems by their statuses.
func (s schemas) problemResponses(statuses ...int) map[string]*huma.Response {
	out := map[string]*huma.Response{}
	for _, status := range statuses {
		out[strconv.Itoa(status)] = s.problemResponse(status)
	}
	return out
}

func dataHeaders() map[string]*huma.Param {
	text := func(description string) *huma.Param {
		return &huma.Param{Description: description, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	return map[string]*huma.Param{
		"ETag":                    text("Strong: of the city's provenance, the question, the language, the format and the program's version."),
		"Content-Language":        text("Language of names."),
		respond.ProvenanceHeader:  text("Hash of the provenance."),
		respond.AttributionHeader: text("A JSON list, in ASCII, of what has to be said beside anything made from the answer."),
		"Link":                    text(`rel="describedby" is the city with its provenance, rel="license" a source's licence.`),
	}
}

func (s schemas) problemResponse(status int) *huma.Response {
	return &huma.Response{
		Description: http.StatusText(status),
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: s.schemaOf(respond.Problem{})}},
	}
}

// schemaOf returns a reference to the schema of a document's type.
func (s schemas) schemaOf(document any) *huma.Schema {
	registry := s.registry
	ref := registry.Schema(reflect.TypeOf(document), true, "")
	for _, schema := range registry.Map() {
		admitNull(schema)
	}
	return ref
}

// mayBeNull describes the properties that are an object or null.
var mayBeNull = map[string]string{
	"district": `Null is the whole city; code "" is demand in no district of the level.`,
	"missed":   "Why the walk is not within the limit, with the evidence; null where it is.",
}

// admitNull corrects what tags cannot say: an enumeration that may be null
// lists null, and some objects may be null.
func admitNull(schema *huma.Schema) {
	for name, p := range schema.Properties {
		if p.Nullable && p.Enum != nil && p.Enum[len(p.Enum)-1] != nil {
			p.Enum = append(p.Enum, nil)
		}
		if description := mayBeNull[name]; description != "" && p.Ref != "" {
			schema.Properties[name] = &huma.Schema{OneOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}, Description: description}
		}
	}
}

// featureCollection is the schema of GeoJSON answers.
func (s schemas) featureCollection() *huma.Schema {
	object, text := huma.TypeObject, &huma.Schema{Type: huma.TypeString}
	geometry := &huma.Schema{OneOf: []*huma.Schema{
		{Type: object, Properties: map[string]*huma.Schema{
			"type":        {Type: huma.TypeString, Enum: []any{"Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}},
			"coordinates": {Type: huma.TypeArray, Items: &huma.Schema{}},
		}, Required: []string{"type", "coordinates"}},
		{Type: "null"},
	}}
	feature := &huma.Schema{Type: object, Required: []string{"type", "id", "geometry", "properties"}, Properties: map[string]*huma.Schema{
		"type": {Type: huma.TypeString, Enum: []any{"Feature"}}, "id": text, "geometry": geometry,
		"properties": {Type: object, Description: "Flat: strings, numbers, booleans and nulls."},
	}}
	return &huma.Schema{
		Type: object, Description: "RFC 7946, with foreign members; coverage in the layout wide has the city's rows as city_rows, a walk has itself as walk, age-friendly streets have base and profiles.",
		Required: []string{"type", "features"},
		Properties: map[string]*huma.Schema{
			"type": {Type: huma.TypeString, Enum: []any{"FeatureCollection"}}, "city": text,
			"attribution": {Type: huma.TypeArray, Items: text},
			"provenance":  s.schemaOf(answer.Provenance{}),
			"city_rows":   {Type: huma.TypeArray, Items: s.schemaOf(answer.Row{})},
			"walk":        s.schemaOf(answer.WalkInfo{}),
			"isochrones":  s.schemaOf(answer.IsochronesInfo{}),
			"private":     {Type: huma.TypeString, Enum: words(treatments...), Description: "Of cells and gaps: how residents' streets are treated."},
			"profile":     {Type: huma.TypeString, Nullable: true, Description: "Of cells: the walking profile; null is each service's own."},
			"base":        s.schemaOf(answer.ProfileCoverage{}),
			"profiles":    {Type: huma.TypeArray, Items: s.schemaOf(answer.Loss{})},
			"service":     text,
			"group":       text,
			"weight":      {Type: huma.TypeString, Description: "What is counted; not said of age-friendly streets where that is people."},
			"district":    {Type: huma.TypeString, Description: "Of gaps and age-friendly streets: code of the district that is counted alone, where one was asked."},
			"level":       {Type: huma.TypeInteger, Description: "Of that district, where it was asked."},
			"minutes":     {Type: huma.TypeNumber, Nullable: true, Description: "Null of gaps of a bundle whose services differ."},
			"join_m":      {Type: huma.TypeNumber, Description: "Of gaps: how far apart places that are points may be, along the streets."},
			"people":      {Type: huma.TypeNumber, Description: "Of gaps: of all of them."},
			"features":    {Type: huma.TypeArray, Items: feature},
		},
	}
}
