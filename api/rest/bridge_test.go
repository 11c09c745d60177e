package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"lifecircle/api/answer"
)

// A bridge ends where coverage is.
func TestBridgesEndAtCoverage(t *testing.T) {
	a := serve(t)
	doc := into[answer.BridgeDocument](t, a.ok("/v1/cities/drawn/bridge?service=clinic&minutes=12"))
	row := into[answer.Coverage](t, a.ok("/v1/cities/drawn/coverage?service=clinic&minutes=12")).Rows[0]
	sum := 0.0
	for _, s := range doc.Steps {
		sum += s.Change
	}
	last := doc.Steps[len(doc.Steps)-1]
	if sum != *row.Covered || last.Covered != *row.Covered || last.Demand != *row.Demand || doc.Minutes != 12 || doc.Group != row.Group {
		t.Errorf("got %+v beside %+v", doc, row)
	}
	if text := string(a.ok("/v1/cities/drawn/bridge?service=clinic&f=csv").body); !strings.HasPrefix(text, "service,district,step,change,covered,demand,coverage,reason\r\nclinic,,circle,") || strings.Count(text, "\r\n") != 8 {
		t.Errorf("as CSV:\n%s", text)
	}
}

func TestBridgesThatCannotBeAsked(t *testing.T) {
	a := serve(t)
	for query, status := range map[string]int{
		"": http.StatusBadRequest, "?service=pool": http.StatusNotFound, "?service=clinic&group=age_0_2": http.StatusBadRequest,
		"?service=clinic&level=8": http.StatusBadRequest, "?service=clinic&f=geojson": http.StatusBadRequest,
	} {
		if got := a.get("/v1/cities/drawn/bridge" + query); got.StatusCode != status {
			t.Errorf("%q: %d %s", query, got.StatusCode, got.body)
		}
	}
}
