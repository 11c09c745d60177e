package ogc_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

// OGC 17-069r4, requirements class OpenAPI 3.0.
func TestOAS30(t *testing.T) {
	a := serve(t)
	raw := a.ok("/api", mediaOpenAPI).body
	doc := a.json("/api", mediaOpenAPI)
	paths := doc["paths"].(map[string]any)
	a.run("/req/oas30/oas-definition-1 and oas-definition-2", func(a *api) {
		if doc["openapi"] != "3.0.3" {
			a.t.Errorf("OpenAPI %v", doc["openapi"])
		}
		d, err := libopenapi.NewDocument(raw)
		if err != nil {
			a.t.Fatal(err)
		}
		v, errs := validator.NewValidator(d)
		if len(errs) > 0 {
			a.t.Fatal(errs)
		}
		if ok, problems := v.ValidateDocument(); !ok {
			for _, p := range problems {
				a.t.Errorf("%s: %s", p.Message, p.Reason)
			}
		}
	})
	a.run("/req/oas30/oas-impl: what is described answers as described", func(a *api) {
		d, err := libopenapi.NewDocument(raw)
		if err != nil {
			a.t.Fatal(err)
		}
		v, errs := validator.NewValidator(d)
		if len(errs) > 0 {
			a.t.Fatal(errs)
		}
		for path := range paths {
			at := strings.ReplaceAll(path, "{featureId}", map[bool]string{true: "c7", false: "07"}[strings.Contains(path, "cells")])
			if strings.Contains(path, "streets/items/{") || strings.Contains(path, "islands/items/{") {
				continue // these have other ids
			}
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL+"/ogc/drawn"+at, nil)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				a.t.Fatal(err)
			}
			if ok, problems := v.ValidateHttpResponse(req, res); !ok {
				for _, p := range problems {
					a.t.Errorf("%s: %s: %s", path, p.Message, p.Reason)
				}
			}
			res.Body.Close()
		}
	})
	a.run("/req/oas30/completeness: one literal path for each collection", func(a *api) {
		for _, want := range []string{"/", "/conformance", "/api", "/collections"} {
			if paths[want] == nil {
				a.t.Errorf("no path %s", want)
			}
		}
		for _, id := range []string{"districts", "cells", "streets", "islands"} {
			for _, below := range []string{"", "/queryables", "/schema", "/items", "/items/{featureId}"} {
				if paths["/collections/"+id+below] == nil {
					a.t.Errorf("no path for %s%s", id, below)
				}
			}
		}
	})
	a.run("/req/oas30/exception-codes", func(a *api) {
		for path, p := range paths {
			responses := p.(map[string]any)["get"].(map[string]any)["responses"].(map[string]any)
			for _, status := range []string{"200", "400", "404", "406", "500"} {
				if responses[status] == nil {
					a.t.Errorf("%s: no %s", path, status)
				}
			}
		}
	})
	a.run("/req/oas30/security: none is needed", func(a *api) {
		if doc["security"] != nil {
			a.t.Errorf("%v", doc["security"])
		}
	})
}

// QGIS and GDAL read these three things from the document.
func TestWhatClientsReadFromTheDescription(t *testing.T) {
	a := serve(t)
	doc := a.json("/api", mediaOpenAPI)
	limit := doc["components"].(map[string]any)["parameters"].(map[string]any)["limit"].(map[string]any)["schema"].(map[string]any)
	if limit["default"] != 100.0 || limit["maximum"] != 1000.0 {
		t.Errorf("limit %v", limit)
	}
	get := doc["paths"].(map[string]any)["/collections/districts/items"].(map[string]any)["get"].(map[string]any)
	found := map[string]bool{}
	for _, p := range get["parameters"].([]any) {
		p := p.(map[string]any)
		if name, ok := p["name"].(string); ok {
			found[name] = true
		}
		if ref, ok := p["$ref"].(string); ok {
			found[strings.TrimPrefix(ref, "#/components/parameters/")] = true
		}
	}
	for _, want := range []string{"code", "level", "clinic_coverage", "clinic_meets", "opens", "limit", "bbox", "bbox-crs", "datetime", "crs", "filter", "filter-lang", "filter-crs"} {
		if !found[want] {
			t.Errorf("no parameter %s", want)
		}
	}
}
