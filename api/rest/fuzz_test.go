package rest_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"lifecircle/api/respond"
	"lifecircle/api/rest"
	"lifecircle/coverage"
)

// Whatever a client sends, it gets an answer or a problem, and never a fault of
// ours.
func FuzzRequest(f *testing.F) {
	f.Add("service=clinic,elderly&minutes=5,7.5", "text/csv;q=0.5, */*;q=0.1")
	f.Add("district=&level=8&f=geojson&layout=long", "application/geo+json")
	f.Add("all_of=clinic&mean_of=elderly&area=rural&weight=buildings&group=all", "")
	f.Add("from=121.0,31&service=clinic&profile=senior&private=closed&minutes=120", "*/*")
	f.Add("place=0&to=-180,90&f=geojson", "*/*")
	f.Add("service=clinic&profiles=senior,standard&pieces=200&base=standard", "*/*")
	f.Add("%zz;&=&&minutes=1e309&level=99999999999999999999", "a/b;q=x;;, ,")
	all := &cities{byName: map[string]*coverage.Engine{"drawn": town(f)}}
	handler, err := rest.New(rest.Options{Cities: all, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query, accept string) {
		for _, path := range []string{"/v1/cities", "/v1/cities/drawn/coverage", "/v1/cities/drawn/cells", "/v1/cities/drawn/facilities", "/v1/cities/drawn/walk", "/v1/cities/drawn/access", "/v1/cities/drawn/age-friendly", "/v1/cities/drawn/isochrones", "/v1/cities/drawn/gaps", "/v1/cities/drawn/bridge"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.URL.RawQuery = query
			r.Header.Set("Accept", accept)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			switch {
			case w.Code == http.StatusOK:
			case w.Code >= 400 && w.Code < 500:
				var p respond.Problem
				if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || p.Detail == "" {
					t.Errorf("%s?%q: %d is no problem: %s", path, query, w.Code, w.Body)
				}
			default:
				t.Errorf("%s?%q: %d %s", path, query, w.Code, w.Body)
			}
		}
	})
}
