// Package answer turns what coverage computes into bytes: rows, cells, walks,
// access links, age-friendly streets, facilities, districts, services and what was
// found of a workspace as JSON, CSV, GeoJSON, a table or
// sentences, in Chinese or English. The command line and the HTTP API both
// write through it, so that they say the same.
//
//	rows, err := engine.Rows(ctx, coverage.Query{})
//	err = answer.Rows{City: engine.City(), Lang: answer.EN, Rows: rows}.Write(os.Stdout, answer.Table)
//
// JSON, CSV and GeoJSON carry numbers unrounded: the shortest form that reads
// back. Amounts are people (or another weight), shares 0…1, distances metres,
// times seconds, coordinates WGS 84 with the longitude first. Only tables and
// sentences round. The same answer is always the same bytes.
//
// A row is described once, by the struct that JSON is made of; columns.go lays its
// keys flat for CSV and GeoJSON. How numbers are shown is numbers.go's.
//
// All words are in catalogue.toml, each in both languages; [Say] looks one up.
// The package writes and formats. What the numbers mean is coverage's affair,
// which format and language to use is the caller's.
package answer

import "lifecircle/coverage"

// Lang is the language of an answer: its words, and the names of things where
// the source has them in it.
type Lang string

// The languages there are.
const (
	EN Lang = "en"
	ZH Lang = "zh"
)

// Langs lists the languages, the default first.
var Langs = []Lang{EN, ZH}

// Format is how an answer is written.
type Format string

// The formats. Not every answer has every one: see [ErrNoFormat].
const (
	JSON    Format = "json"
	CSV     Format = "csv"     // RFC 4180: a header and records, lines end in CR LF, null is empty
	GeoJSON Format = "geojson" // RFC 7946
	Table   Format = "table"   // for a terminal of a hundred columns or more
	Text    Format = "text"    // a sentence a line
)

// Layout is how rows become GeoJSON features.
type Layout string

// The layouts of rows as GeoJSON.
const (
	Wide Layout = "wide" // a feature per district, a column per service and number
	Long Layout = "long" // a feature per row
)

// reasonWord returns a row's reason as JSON has it: nil for none.
func reasonWord(r coverage.Reason) *string {
	if r == coverage.ReasonNone {
		return nil
	}
	s := string(r)
	return &s
}

// orNil returns nil for an empty string: a name or a word the source lacks.
func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
