package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"lifecircle/api/rest"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// lines is an exporter whose files have an id a line, unless it is told to fail.
type lines struct {
	export func(context.Context, *coverage.Engine) error // called by Export; its error is Export's
	broken error                                         // of writing
}

func (lines) Formats() []rest.ExportFormat {
	return []rest.ExportFormat{{"lines", ".txt", "text/plain"}, {"csv", ".csv", "text/csv"}}
}

func (x lines) Export(ctx context.Context, city *coverage.Engine, q rest.ExportQuery) (func(io.Writer) error, error) {
	if q.CRS == "GCJ-02" {
		return nil, &coverage.QueryError{Param: "crs", Value: q.CRS, Why: "no"}
	}
	if x.export != nil {
		if err := x.export(ctx, city); err != nil {
			return nil, err
		}
	}
	return func(w io.Writer) error {
		if x.broken != nil {
			return x.broken
		}
		fmt.Fprintln(w, q.Format, q.Services, q.Encoding, q.CRS, q.Lang)
		for f, err := range layers.Of(city).Features(ctx, q.Layer, 0) {
			if err != nil {
				return err
			}
			fmt.Fprintln(w, f.ID)
		}
		return nil
	}, nil
}

func exporting(t *testing.T, x rest.Exporter) *api {
	return serve(t, func(o *rest.Options) { o.Exporter = x })
}

func TestExportIsAnAttachment(t *testing.T) {
	a := exporting(t, lines{})
	r := a.ok("/v1/cities/drawn/export?layer=districts")
	if got := string(r.body); got != "lines []   en\n310101\n310102\n" {
		t.Errorf("%q", got)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/plain", "Content-Disposition": `attachment; filename="drawn-districts.txt"`, "Content-Language": "en",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	for _, name := range []string{"ETag", "Lifecircle-Provenance", "Lifecircle-Attribution"} {
		if r.Header.Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	if again := a.get("/v1/cities/drawn/export?layer=districts", "If-None-Match", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified || len(again.body) > 0 {
		t.Errorf("the same again: %s %s", again.Status, again.body)
	}
	r = a.ok("/v1/cities/drawn/export?layer=cells&f=csv&encoding=gb18030&crs=EPSG:4490&service=clinic&lang=zh")
	if got := string(r.body); !strings.HasPrefix(got, "csv [clinic] gb18030 EPSG:4490 zh\n0\n1\n2\n") {
		t.Errorf("%q", got)
	}
	if got := r.Header.Get("Content-Type"); got != "text/csv; charset=gb18030; header=present" {
		t.Errorf("Content-Type %s", got)
	}
}

// A large file over a slow line may take longer than an answer may be computed.
func TestAnExportMayTakeLonger(t *testing.T) {
	until := make(chan time.Time, 1)
	x := lines{export: func(ctx context.Context, _ *coverage.Engine) error {
		at, _ := ctx.Deadline()
		until <- at
		return nil
	}}
	a := serve(t, func(o *rest.Options) { o.Exporter, o.Timeout = x, time.Hour })
	a.ok("/v1/cities/drawn/export?layer=districts")
	if left := time.Until(<-until); left < 2*time.Hour {
		t.Errorf("the export has %s, where others have an hour", left)
	}
}

func TestEachExportHasItsOwnETag(t *testing.T) {
	a := exporting(t, lines{})
	seen := map[string]string{}
	for _, q := range []string{"layer=cells", "layer=districts", "layer=cells&f=csv", "layer=cells&f=csv&encoding=gb18030", "layer=cells&crs=EPSG:4490", "layer=cells&lang=zh", "layer=cells&service=clinic"} {
		tag := a.ok("/v1/cities/drawn/export?" + q).Header.Get("ETag")
		if other, twice := seen[tag]; twice {
			t.Errorf("%s and %s have the same", q, other)
		}
		seen[tag] = q
	}
}

func TestExportsThatCannotBe(t *testing.T) {
	a := exporting(t, lines{})
	const path = "/v1/cities/drawn/export"
	for query, want := range map[string]struct {
		kind   string
		status int
	}{
		"":                            {"missing-parameter", 400},
		"?layer=roads":                {"invalid-parameter", 400},
		"?layer=cells&f=kml":          {"invalid-parameter", 400},
		"?layer=cells&crs=EPSG:3857":  {"invalid-parameter", 400},
		"?layer=cells&crs=GCJ-02":     {"invalid-parameter", 400},
		"?layer=cells&encoding=big5":  {"invalid-parameter", 400},
		"?layer=cells&format=csv":     {"unknown-parameter", 400},
		"?layer=cells&layer=cells":    {"repeated-parameter", 400},
		"?layer=cells&service=Clinic": {"invalid-parameter", 400},
	} {
		a.problem(a.get(path+query), want.kind, want.status)
	}
	a.problem(a.get("/v1/cities/atlantis/export?layer=cells"), "unknown-city", 404)
	b := exporting(t, lines{broken: errors.New("the disk is full")})
	r := b.get(path + "?layer=cells")
	b.problem(r, "internal", 500)
	if r.Header.Get("Content-Disposition") != "" {
		t.Error("a problem is no attachment")
	}
}

func TestWithoutAnExporterThereIsNoExport(t *testing.T) {
	a := serve(t)
	a.problem(a.get("/v1/cities/drawn/export?layer=cells"), "not-found", 404)
}

func TestExportIsDescribed(t *testing.T) {
	a := exporting(t, lines{})
	doc, err := libopenapi.NewDocument(a.ok("/openapi.json").body)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, errs := v.ValidateDocument(); !ok {
		t.Fatal(errs)
	}
	for query, allowed := range map[string]bool{
		"layer=cells": true, "layer=gaps&f=csv&encoding=gb18030&crs=GCJ-02": true, "f=csv": false, "layer=x": false, "layer=cells&f=pdf": false,
	} {
		req, err := http.NewRequest(http.MethodGet, a.URL+"/v1/cities/drawn/export?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if ok, _ := v.ValidateHttpRequest(req); ok != allowed {
			t.Errorf("%s: allowed is %v", query, ok)
		}
	}
}
