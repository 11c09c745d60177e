package rest_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"lifecircle/api/rest"
	"lifecircle/coverage"
)

func collection(t *testing.T, body []byte) *geojson.FeatureCollection {
	t.Helper()
	fc, err := geojson.UnmarshalFeatureCollection(body)
	if err != nil {
		t.Fatal(err)
	}
	return fc
}

// The point is H's place: 50 m of access to it, places 0, 1 and 2 are 810 s, 630 s
// and 450 s away.
func TestIsochronesOfPoints(t *testing.T) {
	a := serve(t)
	r := a.ok("/v1/cities/drawn/isochrones?lon=121,0&lat=31,0&minutes=8,15&lines=true")
	if ct := r.Header.Get("Content-Type"); ct != "application/geo+json" {
		t.Errorf("it is %s", ct)
	}
	fc := collection(t, r.body)
	if len(fc.Features) != 8 {
		t.Fatalf("%d features, want 2 points times 2 limits times ground and streets", len(fc.Features))
	}
	keys := len(fc.Features[0].Properties)
	for i, want := range []struct {
		id     string
		people any
		kind   string
	}{
		{"1/8", 4.0, "ground"}, {"1/8/streets", 4.0, "streets"}, {"1/15", 7.0, "ground"}, {"1/15/streets", 7.0, "streets"},
		{"2/8", nil, "ground"}, {"2/8/streets", nil, "streets"}, {"2/15", nil, "ground"}, {"2/15/streets", nil, "streets"},
	} {
		f := fc.Features[i]
		p := f.Properties
		if f.ID != want.id || p["people"] != want.people || p["kind"] != want.kind || len(p) != keys {
			t.Errorf("feature %v: %v", f.ID, p)
		}
		if want.people == nil && (f.Geometry != nil || p["reason"] != "outside" || p["snapped"] != nil) {
			t.Errorf("a point beyond the extent: %v %v", f.Geometry, p)
		}
		if want.people != nil && (f.Geometry == nil || p["reason"] != nil || p["snapped"] != "121,31" || p["link_m"] != 0.0 || p["area_m2"].(float64) <= 0) {
			t.Errorf("the point on the street: %v", p)
		}
	}
	if _, isPolygon := fc.Features[0].Geometry.(orb.Polygon); !isPolygon {
		t.Errorf("one ground is a %T", fc.Features[0].Geometry)
	}
	if !bytes.Contains(r.body, []byte(`"minutes":8.0`)) || !bytes.Contains(r.body, []byte(`"resolution_m":5`)) {
		t.Error("minutes have no decimal point, or the resolution is not said")
	}
}

func TestIsochronesOfFacilities(t *testing.T) {
	a := serve(t)
	for query, want := range map[string]int{
		"facility=H,E&minutes=5,10": 4, "facility=H,E&merge=true&minutes=5,10": 2, "service=clinic": 3,
		"service=elderly&direction=from&mode=bands&profile=senior&private=closed": 3,
	} {
		if fc := collection(t, a.ok("/v1/cities/drawn/isochrones?"+query).body); len(fc.Features) != want {
			t.Errorf("%s: %d features, want %d", query, len(fc.Features), want)
		}
	}
}

func TestIsochronesThatAreRefused(t *testing.T) {
	a := serve(t)
	for _, c := range []struct {
		query, kind, parameter, says string
		status                       int
	}{
		{"", "missing-parameter", "lon", "lon or facility or service", 400},
		{"lon=121&lat=31&service=clinic", "conflicting-parameters", "lon", "lon, service", 400},
		{"lon=121,122&lat=31", "invalid-parameter", "lat", `lat cannot be "31": give as many lat as lon`, 400},
		{"lat=31", "invalid-parameter", "lat", "as many lat as lon", 400},
		{"lon=200&lat=31", "invalid-parameter", "lon", "-180", 400},
		{"lon=121&lat=91", "invalid-parameter", "lat", "degrees", 400},
		{"lon=east&lat=31", "invalid-parameter", "lon", "degrees", 400},
		{"lon=121&lat=31&minutes=121", "invalid-parameter", "minutes", "at most 120", 400},
		{"lon=121&lat=31&minutes=0", "invalid-parameter", "minutes", "over 0", 400},
		{"lon=121&lat=31&minutes=" + strings.Repeat("1,", 24) + "2", "invalid-parameter", "minutes", "", 400},
		{"lon=121&lat=31&mode=rings", "invalid-parameter", "mode", "cumulative, bands", 400},
		{"lon=121&lat=31&merge=maybe", "invalid-parameter", "merge", "true, false", 400},
		{"lon=" + strings.Repeat("121,", 100) + "121&lat=31", "invalid-parameter", "lon", "at most 100", 400},
		{"lon=" + strings.Repeat("121,", 99) + "121&lat=" + strings.Repeat("31,", 99) + "31", "invalid-parameter", "merge", `merge cannot be "false": at most 100`, 400},
		{"facility=Z", "unknown-facility", "facility", "/facilities", 404},
		{"service=spa", "unknown-service", "service", "", 404},
		{"lon=121&lat=31&profile=robot", "unknown-profile", "profile", "", 404},
	} {
		p := a.problem(a.get("/v1/cities/drawn/isochrones?"+c.query), c.kind, c.status)
		if p.Parameter != c.parameter || !strings.Contains(strings.ReplaceAll(p.Detail, "−", "-"), c.says) {
			t.Errorf("%.60s: %s, %s; want %s, …%s…", c.query, p.Parameter, p.Detail, c.parameter, c.says)
		}
	}
}

// POST takes the parameters of GET from a body, and gives the same bytes.
func TestIsochronesByPost(t *testing.T) {
	a := serve(t)
	post := func(path, body string) response {
		t.Helper()
		r, err := http.Post(a.URL+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response{r, text}
	}
	const path = "/v1/cities/drawn/isochrones"
	want := a.ok(path + "?lon=121&lat=31&minutes=5,7.5&lines=true&mode=bands").body
	got := post(path, `{"lon": [121], "lat": [31.0], "minutes": [5, 7.5], "lines": true, "mode": "bands", "service": null}`)
	if got.StatusCode != 200 || !bytes.Equal(got.body, want) {
		t.Errorf("%s, and other bytes than GET gives", got.Status)
	}
	for body, parameter := range map[string]string{
		"": "body", "[1]": "body", "null": "body", "{": "body", `{"lon": {"a": 1}}`: "body", `{"lon": [null]}`: "body",
		`{"lon": [121], "lat": [31], "minutes": [500]}`: "minutes", `{"lon": [121], "lat": ["x"]}`: "lat",
		`{"service": "clinic", "x": "` + strings.Repeat("x", 70_000) + `"}`: "body",
	} {
		if p := a.problem(post(path, body), "invalid-parameter", 400); p.Parameter != parameter {
			t.Errorf("%.40s: %s, want %s", body, p.Parameter, parameter)
		}
	}
	a.problem(post(path, `{"lo": [121]}`), "unknown-parameter", 400)
	a.problem(post("/v1/cities/drawn/coverage", "{}"), "method-not-allowed", 405)
	if r := a.do(http.MethodDelete, path); r.Header.Get("Allow") != "GET, HEAD, POST, OPTIONS" {
		t.Errorf("DELETE: Allow is %q", r.Header.Get("Allow"))
	}
	if r := a.do(http.MethodOptions, path, "Access-Control-Request-Method", "POST"); !strings.Contains(r.Header.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("a page of another origin may not POST: %v", r.Header)
	}
}

func FuzzIsochronesByPost(f *testing.F) {
	for _, body := range []string{
		`{"lon": [121], "lat": [31.0], "minutes": [5, 7.5], "lines": true}`, `{"service": "clinic", "merge": true, "mode": "bands"}`,
		`{"facility": ["H"], "direction": "from"}`, `{"lon": [null]}`, `[1]`, `{`, `{"minutes": 1e300}`, `{"lon": "121", "lat": "31"}`,
	} {
		f.Add(body)
	}
	handler, err := rest.New(rest.Options{Cities: &cities{byName: map[string]*coverage.Engine{"drawn": town(f)}}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/cities/drawn/isochrones", strings.NewReader(body)))
		if w.Code >= 500 {
			t.Errorf("%q: %d %s", body, w.Code, w.Body)
		}
	})
}
