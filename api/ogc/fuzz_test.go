package ogc_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"lifecircle/api/ogc"
)

// Whatever is asked below a city, the answer is whole: a document, a page, or a
// problem that is not ours.
func FuzzRequest(f *testing.F) {
	h, err := ogc.New(ogc.Options{Cities: &cities{byName: map[string]ogc.Engine{"drawn": town("ab")}}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range [][2]string{
		{"/collections/cells/items", "limit=3&bbox=121,31,122,32"}, {"/collections/cells/items", "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4549&bbox=1,2,3,4"},
		{"/collections/districts/items", "filter=level+%3D+8&filter-lang=cql2-text&next=x"}, {"/collections/streets/items/a%2Fb%201", "crs=http://www.opengis.net/def/crs/EPSG/0/3857"},
		{"/collections/districts/items", "datetime=2024-01-01/..&code=%00"}, {"/api", "f=html&lang=zh"}, {"/collections/districts/items", "next=YWIuMTAuNDAuMTA"}, {"//..", "%"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, path, query string) {
		req := httptest.NewRequest(http.MethodGet, "/ogc/drawn", nil)
		u, err := req.URL.Parse("/ogc/drawn" + path)
		if err != nil {
			return
		}
		req.URL = u
		req.URL.RawQuery = query
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if w.Code >= 500 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		kind := w.Header().Get("Content-Type")
		if kind != "text/html; charset=utf-8" && w.Code != http.StatusMovedPermanently && w.Code != http.StatusTemporaryRedirect && !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%d %s: no JSON: %.300s", w.Code, kind, w.Body)
		}
	})
}
