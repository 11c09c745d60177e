package ogc_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"lifecircle/api/ogc"
	"lifecircle/api/respond"
	"lifecircle/api/rest"
)

// api is a server on a real socket, mounted as it is in the program.
type api struct {
	*httptest.Server
	t      *testing.T
	cities *cities
}

func serve(t *testing.T) *api { return serveCity(t, town("ab")) }

func serveCity(t *testing.T, e ogc.Engine) *api {
	t.Helper()
	a := &api{t: t, cities: &cities{byName: map[string]ogc.Engine{"drawn": e}}}
	log := slog.New(slog.DiscardHandler)
	features, err := ogc.New(ogc.Options{Cities: a.cities, Version: "0.1.0", Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	h, err := rest.New(rest.Options{Cities: none{}, Version: "0.1.0", Logger: log, Mounts: map[string]http.Handler{ogc.Prefix: features}})
	if err != nil {
		t.Fatal(err)
	}
	a.Server = httptest.NewServer(h)
	t.Cleanup(func() {
		a.Close()
		if a.cities.open != 0 {
			t.Errorf("%d cities were not released", a.cities.open)
		}
	})
	return a
}

// run runs a subtest that asks this server.
func (a *api) run(name string, test func(a *api)) {
	a.t.Run(name, func(t *testing.T) {
		b := *a
		b.t = t
		test(&b)
	})
}

type response struct {
	*http.Response
	body []byte
}

// get asks below /ogc/drawn, or an absolute address, with headers given as name,
// value, …
func (a *api) get(path string, headers ...string) response {
	a.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = a.URL + "/ogc/drawn" + path
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, path, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return response{res, body}
}

// ok asks and wants a 200 of a media type.
func (a *api) ok(path, media string, headers ...string) response {
	a.t.Helper()
	r := a.get(path, headers...)
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != media {
		a.t.Fatalf("GET %s: %s %s: %.500s", path, r.Status, r.Header.Get("Content-Type"), r.body)
	}
	return r
}

// json asks for a JSON document.
func (a *api) json(path, media string, headers ...string) map[string]any {
	a.t.Helper()
	r := a.ok(path, media, headers...)
	var v map[string]any
	if err := json.Unmarshal(r.body, &v); err != nil {
		a.t.Fatalf("GET %s: %v: %.500s", path, err, r.body)
	}
	return v
}

// problem asks and wants problem details.
func (a *api) problem(path, kind string, status int) respond.Problem {
	a.t.Helper()
	r := a.get(path)
	var p respond.Problem
	if err := json.Unmarshal(r.body, &p); err != nil {
		a.t.Fatalf("GET %s: %s: no problem: %.300s", path, r.Status, r.body)
	}
	if r.StatusCode != status || p.Type != "/problems/"+kind || r.Header.Get("Content-Type") != "application/problem+json" {
		a.t.Errorf("GET %s: got %s %+v, want %d %s", path, r.Status, p, status, kind)
	}
	if p.Title == "" || p.Detail == "" || strings.ContainsAny(p.Detail, "{}") || strings.Contains(p.Detail, "ogc.") {
		a.t.Errorf("GET %s: no words: %+v", path, p)
	}
	return p
}

const (
	mediaJSON    = "application/json"
	mediaGeoJSON = "application/geo+json"
	mediaSchema  = "application/schema+json"
	mediaOpenAPI = "application/vnd.oai.openapi+json;version=3.0"
	mediaHTML    = "text/html; charset=utf-8"
)

// A page is a page of features.
type page struct {
	Type           string
	NumberMatched  int
	NumberReturned int
	Links          []link
	Features       []feature
}

type feature struct {
	Type       string
	ID         string
	Geometry   json.RawMessage
	Properties map[string]any
}

type link struct{ Href, Rel, Type, Title string }

func (a *api) page(path string) page {
	a.t.Helper()
	r := a.ok(path, mediaGeoJSON)
	var p page
	if err := json.Unmarshal(r.body, &p); err != nil {
		a.t.Fatalf("GET %s: %v: %.500s", path, err, r.body)
	}
	if p.NumberReturned != len(p.Features) {
		a.t.Errorf("GET %s: %d features, numberReturned %d", path, len(p.Features), p.NumberReturned)
	}
	return p
}

// pages follows next to the last page, and returns the ids.
func (a *api) pages(path string) (ids []string, pages int) {
	a.t.Helper()
	for path != "" {
		p := a.page(path)
		for _, f := range p.Features {
			ids = append(ids, f.ID)
		}
		pages++
		path = ""
		if l := find(p.Links, "next"); l != nil {
			path = l.Href
		}
		if path == "" && len(ids) != p.NumberMatched {
			a.t.Errorf("%d features on all pages, numberMatched %d", len(ids), p.NumberMatched)
		}
	}
	return ids, pages
}

func find(links []link, rel string) *link {
	for i := range links {
		if links[i].Rel == rel {
			return &links[i]
		}
	}
	return nil
}

// linksOf returns the links of a document.
func linksOf(t *testing.T, doc map[string]any) []link {
	t.Helper()
	b, err := json.Marshal(doc["links"])
	if err != nil {
		t.Fatal(err)
	}
	var out []link
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func q(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return "?" + v.Encode()
}
