package export

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"lifecircle/coverage/layers"
	"lifecircle/data/finding"
	"lifecircle/geo"
)

// Format names a format of files.
type Format string

// The formats.
const (
	GeoJSON    Format = "geojson"    // RFC 7946
	GeoJSONSeq Format = "geojsonseq" // RFC 8142: a feature a line, each after a record separator
	GeoPackage Format = "gpkg"
	FlatGeobuf Format = "fgb"
	Shapefile  Format = "shp" // zipped
	CSV        Format = "csv"
	XLSX       Format = "xlsx"
)

// A Kind says what is known of a format.
type Kind struct {
	Format    Format
	Extension string // of file names, with its dot
	MediaType string
	write     func(context.Context, io.Writer, Table, Options) error
	shifts    bool // takes other datums than WGS 84
	encodes   bool // takes other encodings than UTF-8
}

// Kinds lists the formats, in the order in which they are offered.
func Kinds() []Kind {
	return []Kind{
		{Format: GeoJSON, Extension: ".geojson", MediaType: "application/geo+json", write: writeGeoJSON},
		{Format: GeoJSONSeq, Extension: ".geojsons", MediaType: "application/geo+json-seq", write: writeGeoJSONSeq},
		{Format: GeoPackage, Extension: ".gpkg", MediaType: "application/geopackage+sqlite3", write: writeGeoPackage, shifts: true},
		{Format: FlatGeobuf, Extension: ".fgb", MediaType: "application/vnd.flatgeobuf", write: writeFlatGeobuf, shifts: true},
		{Format: Shapefile, Extension: ".shp.zip", MediaType: "application/zip", write: writeShapefile, shifts: true},
		{Format: CSV, Extension: ".csv", MediaType: "text/csv", write: writeCSV, shifts: true, encodes: true},
		{Format: XLSX, Extension: ".xlsx", MediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write: writeXLSX, shifts: true},
	}
}

// KindOf returns what is known of a format, and false where there is none of the
// name.
func KindOf(f Format) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Format == f {
			return k, true
		}
	}
	return Kind{}, false
}

// Encoding is how a CSV's text is written.
type Encoding string

// The encodings. The zero value is UTF8.
const (
	UTF8    Encoding = "utf-8" // with a byte order mark, so that Excel sees it
	GB18030 Encoding = "gb18030"
)

// Options steer an export. The zero value is fine.
type Options struct {
	Encoding    Encoding
	Datum       geo.Datum // WGS84, CGCS2000 or GCJ02
	Lang        string    // of names, zh or en
	Attribution []string  // what has to be said beside the data

	// Words say in Lang what a layer and its columns are, and what a file says of
	// itself (exported.city …). The catalogue is the API's, which this room does not
	// know; nil leaves the keys as they are.
	Words layers.Words

	scratch string // folder of temporary files; "" means the system's
}

// title says what a layer or a column is.
func (o Options) title(t layers.Title) string {
	if o.Words == nil {
		return t.Key
	}
	return t.In(o.Lang, o.Words)
}

// say says a key of the catalogue.
func (o Options) say(key string, pairs ...string) string {
	if o.Words == nil {
		return key
	}
	return o.Words(key, pairs...)
}

// Write writes a table, a feature at a time. The error is a [finding.Refusal]
// where the format cannot hold the table or the options; then nothing has been
// written.
func Write(ctx context.Context, w io.Writer, f Format, t Table, o Options) error {
	kind, err := judge(f, o)
	if err != nil {
		return err
	}
	return kind.write(ctx, w, t.in(o.Datum), o)
}

// Check refuses options that a format cannot be written with, in a
// [finding.Refusal] whose field is format, crs or encoding.
func Check(f Format, o Options) error {
	_, err := judge(f, o)
	return err
}

// judge returns what is known of a format that can be written so.
func judge(f Format, o Options) (Kind, error) {
	kind, known := KindOf(f)
	if !known {
		return kind, refuse("format", string(f), "is none of "+list(func(Kind) bool { return true }))
	}
	switch o.Datum {
	case geo.WGS84:
	case geo.CGCS2000, geo.GCJ02:
		if !kind.shifts {
			return kind, refuse("crs", o.Datum.String(), "GeoJSON is WGS 84 and says nothing else (RFC 7946): write "+list(func(k Kind) bool { return k.shifts }))
		}
	default:
		return kind, refuse("crs", o.Datum.String(), "is not written: write EPSG:4326, EPSG:4490 or GCJ-02")
	}
	switch cmp.Or(o.Encoding, UTF8) {
	case UTF8:
	case GB18030:
		if !kind.encodes {
			return kind, refuse("encoding", string(o.Encoding), fmt.Sprintf("%s is always UTF-8: choose csv", f))
		}
	default:
		return kind, refuse("encoding", string(o.Encoding), "is not written: write utf-8 or gb18030")
	}
	return kind, nil
}

// list joins the names of some formats.
func list(wanted func(Kind) bool) string {
	var names []string
	for _, k := range Kinds() {
		if wanted(k) {
			names = append(names, string(k.Format))
		}
	}
	return strings.Join(names, ", ")
}

func refuse(field, value, problem string) error {
	return &finding.Refusal{Kind: finding.ErrInvalid, Field: field, Value: value, Problem: problem}
}

// tooLarge refuses a table that is over a limit of a format.
func tooLarge(f Format, what string) error {
	return &finding.Refusal{Kind: finding.ErrTooLarge, Field: "format", Value: string(f), Problem: what + ": choose gpkg, which has no such limit"}
}

// in returns the table with its geometries in a datum.
func (t Table) in(d geo.Datum) Table {
	if !d.Shifted() {
		return t
	}
	t.Layer.Bound = moved(t.Layer.Bound, d)
	return t.changed(func(f *layers.Feature) { f.Geometry = shifted(f.Geometry, d) })
}
