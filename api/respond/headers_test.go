package respond_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

func TestLinks(t *testing.T) { // RFC 8288 §3
	h := http.Header{}
	respond.Link(h, "https://x.example/a", "next")
	respond.Link(h, "https://x.example/b", "describedby", "type", "application/json", "title", "b")
	want := []string{`<https://x.example/a>; rel="next"`, `<https://x.example/b>; rel="describedby"; type="application/json"; title="b"`}
	if !slices.Equal(h.Values("Link"), want) {
		t.Errorf("got %q", h.Values("Link"))
	}
}

func TestVary(t *testing.T) {
	h := http.Header{}
	respond.VaryByBase(h)
	if got := h.Get("Vary"); got != "X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Prefix" {
		t.Errorf("got %s", got)
	}
	respond.VaryByBase(h, "Accept")
	if got := h.Get("Vary"); got != "Accept, X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Prefix" {
		t.Errorf("got %s", got)
	}
}

// The header of attribution is ASCII that no line ends in, and JSON that says the
// same.
func TestAttributionFitsAHeader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOf(rapid.String()).Draw(t, "lines")
		if lines == nil {
			lines = []string{}
		}
		h := http.Header{}
		respond.Attribute(h, answer.Provenance{Hash: "ab", Attribution: lines}, "https://x.example/v1/cities/newtown")
		text := h.Get(respond.AttributionHeader)
		for _, b := range []byte(text) {
			if b < ' ' || b > '~' {
				t.Fatalf("%q", text)
			}
		}
		var got []string
		if err := json.Unmarshal([]byte(text), &got); err != nil || !slices.Equal(got, lines) {
			t.Fatalf("%q became %q: %v", lines, got, err)
		}
		if h.Get(respond.ProvenanceHeader) != "ab" || h.Get("Link") != `<https://x.example/v1/cities/newtown>; rel="describedby"` {
			t.Fatalf("got %v", h)
		}
	})
	h := http.Header{}
	respond.LinkLicence(h, answer.Provenance{Attribution: []string{answer.OSMAttribution}})
	if h.Get("Link") != "<"+answer.OSMLicence+`>; rel="license"` {
		t.Errorf("got %v", h)
	}
}
