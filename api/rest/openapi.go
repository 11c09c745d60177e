package rest

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage"
)

const description = `Who can walk to the services they need within the limit, by district, against a target.

Numbers are unrounded: shares are 0…1, distances metres, times seconds, people have up to three decimals; coordinates are WGS 84, longitude first. Null means not known or not applicable, and a reason says why.

* Format by f= or Accept, language by lang= or Accept-Language; the parameter wins.
* Parameters that a route does not declare are refused, and so are single ones that are repeated.
* Each answer has a strong ETag; If-None-Match costs no search.
* Errors are problem details (RFC 9457).
* Lifecircle-Attribution has, as a JSON list, what must be said beside anything made from an answer; Link rel="describedby" leads to the provenance in full.
* A query has at most 8192 bytes, a list at most 100 services or 24 limits.`

// describe returns the configuration of huma: the OpenAPI document and nothing
// that writes a response, which is this package's own.
func (s *server) describe() huma.Config {
	version := s.version
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

// responses describes a 200 in the formats of a route, a 304 where it has an
// entity tag, and the problems it may answer with.
func (s *server) responses(formats []answer.Format, document, example any, problems ...int) map[string]*huma.Response {
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
	for _, status := range problems {
		out[strconv.Itoa(status)] = s.problemResponse(status)
		if status == http.StatusNotAcceptable { // the routes of data
			out["304"] = &huma.Response{Description: "The entity tag of If-None-Match is still right."}
			out["200"].Headers = dataHeaders()
		}
	}
	out["default"] = s.problemResponse(http.StatusInternalServerError)
	return out
}

func dataHeaders() map[string]*huma.Param {
	text := func(description string) *huma.Param {
		return &huma.Param{Description: description, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	return map[string]*huma.Param{
		"ETag":             text("Strong: of the city's provenance, the question, the language, the format and the program's version."),
		"Content-Language": text("Language of names."),
		headerProvenance:   text("Hash of the provenance."),
		headerAttribution:  text("A JSON list, in ASCII, of what has to be said beside anything made from the answer."),
		"Link":             text(`rel="describedby" is the city with its provenance, rel="license" a source's licence.`),
	}
}

func (s *server) problemResponse(status int) *huma.Response {
	return &huma.Response{
		Description: http.StatusText(status),
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: s.schemaOf(Problem{})}},
	}
}

// schemaOf returns a reference to the schema of a document's type.
func (s *server) schemaOf(document any) *huma.Schema {
	registry := s.api.OpenAPI().Components.Schemas
	ref := registry.Schema(reflect.TypeOf(document), true, "")
	for _, schema := range registry.Map() {
		admitNull(schema)
	}
	return ref
}

// admitNull corrects what tags cannot say: an enumeration that may be null
// lists null, and a row's district may be null.
func admitNull(schema *huma.Schema) {
	for name, p := range schema.Properties {
		if p.Nullable && p.Enum != nil && p.Enum[len(p.Enum)-1] != nil {
			p.Enum = append(p.Enum, nil)
		}
		if name == "district" && p.Ref != "" {
			schema.Properties[name] = &huma.Schema{
				OneOf:       []*huma.Schema{{Ref: p.Ref}, {Type: "null"}},
				Description: `Null is the whole city; code "" is demand in no district of the level.`,
			}
		}
	}
}

// featureCollection is the schema of GeoJSON answers.
func (s *server) featureCollection() *huma.Schema {
	object, text := huma.TypeObject, &huma.Schema{Type: huma.TypeString}
	geometry := &huma.Schema{OneOf: []*huma.Schema{
		{Type: object, Properties: map[string]*huma.Schema{
			"type":        {Type: huma.TypeString, Enum: []any{"Point", "Polygon", "MultiPolygon"}},
			"coordinates": {Type: huma.TypeArray, Items: &huma.Schema{}},
		}, Required: []string{"type", "coordinates"}},
		{Type: "null"},
	}}
	feature := &huma.Schema{Type: object, Required: []string{"type", "id", "geometry", "properties"}, Properties: map[string]*huma.Schema{
		"type": {Type: huma.TypeString, Enum: []any{"Feature"}}, "id": text, "geometry": geometry,
		"properties": {Type: object, Description: "Flat: strings, numbers, booleans and nulls."},
	}}
	return &huma.Schema{
		Type: object, Description: "RFC 7946, with foreign members; coverage in the layout wide has the city's rows as city_rows.",
		Required: []string{"type", "features"},
		Properties: map[string]*huma.Schema{
			"type": {Type: huma.TypeString, Enum: []any{"FeatureCollection"}}, "city": text,
			"attribution": {Type: huma.TypeArray, Items: text},
			"provenance":  s.schemaOf(answer.Provenance{}),
			"city_rows":   {Type: huma.TypeArray, Items: s.schemaOf(answer.Row{})},
			"features":    {Type: huma.TypeArray, Items: feature},
		},
	}
}

// exampleCoverage is the documented answer of /coverage: one row.
func exampleCoverage() any {
	row := coverage.Row{
		Services: []string{"clinic"}, Reading: coverage.ReadingEach, Group: "all", Area: coverage.AreaAll, Weight: coverage.WeightPeople,
		District: &coverage.DistrictRef{Code: "310101", Names: coverage.Names{Plain: "Riverside"}, Level: 8},
		Demand:   ptr(coverage.Amount(10_508_000)), Covered: ptr(coverage.Amount(9_001_500)),
		Coverage: ptr(9001.5 / 10508), CoverageLow: ptr(9001.5 / 10508), CoverageHigh: ptr(9100.0 / 10508),
		Target: ptr(coverage.Share(850_000)), Verdict: ptr(coverage.Meets), Shortfall: ptr(int64(0)),
		NearEdge: ptr(coverage.Amount(98_500)), Unlinked: ptr(coverage.Amount(0)), UnlinkedFacilities: ptr(0),
		Within1Min: ptr(coverage.Amount(420_000)), LargestPlace: ptr(coverage.Amount(38_000)),
		BufferM: ptr(1000.0), BufferCoverage: ptr(0.97), Minutes: ptr(15.0), Profile: ptr("standard"), Inside: ptr(1.0), At: "any",
	}
	return answer.Coverage{
		City: "newtown",
		Provenance: answer.Provenance{
			Engine: "0.1.0", Private: "closed", Walking: "plain", Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
			Inputs: []answer.Input{{Role: "streets", Path: "streets.osm.pbf", SHA256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"}}, Attribution: []string{answer.OSMAttribution},
		},
		Rows: []answer.Row{answer.RowOf(row, answer.EN)},
	}
}
