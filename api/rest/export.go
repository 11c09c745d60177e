package rest

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/respond"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// An Exporter writes the layers of a city in the formats of other programs.
type Exporter interface {
	// Formats lists the formats; the first is what a client gets who names none.
	Formats() []ExportFormat

	// Export returns how to write a layer. Its errors, and those of writing, are
	// [*coverage.QueryError] where the question is at fault; nothing has been
	// written then.
	Export(ctx context.Context, city *coverage.Engine, q ExportQuery) (write func(io.Writer) error, err error)
}

// An ExportFormat is one format of an [Exporter].
type ExportFormat struct {
	Name      string // the value of f
	Extension string // of file names, with its dot
	MediaType string
}

// An ExportQuery asks for a layer as a file.
type ExportQuery struct {
	Layer    layers.ID
	Format   string
	Services []string // whose columns are wanted; nil means all
	Encoding string   // of a CSV; "" means UTF-8
	CRS      string   // "" means WGS 84
	Lang     string   // of titles
}

// addExport registers the export of layers.
func (s *server) addExport(x Exporter) {
	if x == nil {
		return
	}
	formats := x.Formats()
	names := make([]string, len(formats))
	content := map[string]*huma.MediaType{}
	for i, f := range formats {
		names[i] = f.Name
		content[f.MediaType] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	responses := map[string]*huma.Response{
		"200":     {Description: "The file, as an attachment.", Content: content, Headers: dataHeaders()},
		"304":     {Description: "The entity tag of If-None-Match is still right."},
		"default": s.problemResponse(http.StatusInternalServerError),
	}
	maps.Copy(responses, s.problemResponses(http.StatusBadRequest, http.StatusNotFound, http.StatusServiceUnavailable))
	op := &huma.Operation{
		OperationID: "export", Path: "/v1/cities/{city}/export", Tags: []string{"cities"},
		Summary: "A layer as a file for other programs; a Shapefile comes zipped",
		Parameters: append(s.cityParams(),
			required(query("layer", "The layer.", &huma.Schema{Type: huma.TypeString, Enum: words(layers.IDs()...)}, string(layers.Districts))),
			query("f", "Format.", &huma.Schema{Type: huma.TypeString, Enum: words(names...), Default: names[0]}, names[0]),
			paramService,
			query("encoding", "Of a CSV.", &huma.Schema{Type: huma.TypeString, Enum: words("utf-8", "gb18030"), Default: "utf-8"}, "gb18030"),
			query("crs", "What longitudes and latitudes refer to: WGS 84, CGCS2000 (EPSG:4490) or GCJ-02. GeoJSON is WGS 84 alone.",
				&huma.Schema{Type: huma.TypeString, Enum: words("EPSG:4326", "EPSG:4490", "GCJ-02"), Default: "EPSG:4326"}, "EPSG:4490"),
			paramLang,
		),
		Responses: responses,
	}
	s.slow[op] = true
	s.add(op, func(r *request) error { return s.export(r, x, formats) })
}

func (s *server) export(r *request, x Exporter, formats []ExportFormat) error {
	release, f := s.open(r)
	if f != nil {
		return f
	}
	defer release()
	q := ExportQuery{
		Layer: layers.ID(r.args.one("layer")), Format: r.args.one("f"), Services: r.args["service"],
		Encoding: r.args.one("encoding"), CRS: r.args.one("crs"), Lang: string(r.lang),
	}
	format := formats[0]
	for _, f := range formats {
		if f.Name == q.Format {
			format = f
		}
	}
	q.Format = format.Name
	respond.VaryByBase(r.gin.Writer.Header(), "Accept-Language")
	mediaType := format.MediaType
	if format.Name == "csv" {
		mediaType += "; charset=" + cmp.Or(q.Encoding, "utf-8") + "; header=present"
	}
	head := map[string]string{
		"Content-Type":        mediaType,
		"Content-Disposition": fmt.Sprintf("attachment; filename=%q", r.city+"-"+string(q.Layer)+format.Extension),
	}
	return s.answer(r, cityHash(r), format.Name, head, func(*request) (outcome, error) {
		write, err := x.Export(r.context(), r.engine, q)
		return outcome{write: write, stream: true}, err
	})
}
