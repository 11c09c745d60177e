package rest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A body that is no JSON, or has a value of another kind, is refused with its place,
// in words that are no programmer's.
func TestBodiesAreRefusedWithTheirPlace(t *testing.T) {
	a := serve(t)
	for body, want := range map[string]string{
		"{\n  \"changes\": [\n": "line 3, column 1",
		"{\n  \"changes\" [] }": "line 2, column 13",
		`{"colour": 1}`:         "colour",
		`[]`:                    "line 1, column 1",
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, "/v1/cities/drawn/what-if", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		a.Config.Handler.ServeHTTP(w, r)
		if w.Code != 400 || !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "Go ") {
			t.Errorf("%s: %d %s, want %s", body, w.Code, w.Body, want)
		}
	}
}
