package host_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

// The layers of a workspace are served to GIS programs, page by page.
func TestServeHasTheLayersOfAWorkspace(t *testing.T) {
	url, _, _ := serving(t, asciiworkspace.New(t, "one", asciiworkspace.OneClinic))
	if status, body := get(t, url+"/ogc/one"); status != http.StatusOK || !strings.Contains(body, url+"/ogc/one/collections") {
		t.Fatalf("%d %s", status, body)
	}
	seen := 0
	for next := url + "/ogc/one/collections/cells/items?limit=1"; next != ""; {
		status, body := get(t, next)
		var page struct {
			NumberMatched int
			Features      []any
			Links         []struct{ Href, Rel string }
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil || status != http.StatusOK {
			t.Fatalf("%s: %d %s", next, status, body)
		}
		seen, next = seen+len(page.Features), ""
		for _, l := range page.Links {
			if l.Rel == "next" {
				next = l.Href
			}
		}
		if next == "" && (seen != page.NumberMatched || seen < 2) {
			t.Errorf("%d places of %d", seen, page.NumberMatched)
		}
	}
}
