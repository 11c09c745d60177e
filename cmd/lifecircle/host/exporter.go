package host

import (
	"context"
	"errors"
	"io"

	"lifecircle/api/answer"
	"lifecircle/api/rest"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
	"lifecircle/data/export"
	"lifecircle/data/finding"
	"lifecircle/geo"
)

// exporter is what the API exports with.
type exporter struct{}

// Formats implements [rest.Exporter].
func (exporter) Formats() []rest.ExportFormat {
	var out []rest.ExportFormat
	for _, k := range export.Kinds() {
		out = append(out, rest.ExportFormat{Name: string(k.Format), Extension: k.Extension, MediaType: k.MediaType})
	}
	return out
}

// Export implements [rest.Exporter].
func (exporter) Export(ctx context.Context, city *coverage.Engine, q rest.ExportQuery) (func(io.Writer) error, error) {
	format := export.Format(q.Format)
	o := export.Options{Encoding: export.Encoding(q.Encoding), Lang: q.Lang, Words: answer.Words(answer.Lang(q.Lang)), Attribution: answer.ProvenanceOf(city.City()).Attribution}
	o.Datum, _ = geo.ParseDatum(q.CRS) // the API takes none that is not known
	if err := export.Check(format, o); err != nil {
		return nil, asQuestion(err)
	}
	table, err := export.Open(ctx, layers.Of(city), q.Layer, q.Services)
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error { return asQuestion(export.Write(ctx, w, format, table, o)) }, nil
}

// asQuestion turns a refusal of an option into an error of the question.
func asQuestion(err error) error {
	refusal := new(finding.Refusal)
	if !errors.As(err, &refusal) || refusal.Field == "" {
		return err
	}
	name := refusal.Field
	if name == "format" {
		name = "f"
	}
	return &coverage.QueryError{Param: name, Value: refusal.Value, Why: refusal.Problem}
}
