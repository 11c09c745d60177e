package respond_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"lifecircle/api/respond"
)

func TestHeadIsGetWithoutABody(t *testing.T) {
	seen := ""
	h := respond.HeadAsGet(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Method + " " + respond.Method(r)
		w.Header().Set("X", "y")
		_, _ = io.WriteString(w, "body")
	}))
	for method, want := range map[string]string{"GET": "GET GET", "HEAD": "GET HEAD", "POST": "POST POST", "BREW": "BREW other"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/", nil))
		if body := w.Body.String(); seen != want || w.Code != 200 || w.Header().Get("X") != "y" || (body == "") != (method == "HEAD") {
			t.Errorf("%s: %s %d %q", method, seen, w.Code, body)
		}
	}
}
