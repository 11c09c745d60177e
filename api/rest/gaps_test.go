package rest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/coverage/gaps"
)

// The gaps and the covered are the demand, in every format.
func TestGapsAddUpWithCoverage(t *testing.T) {
	a := serve(t)
	const path = "/v1/cities/drawn/gaps?service=clinic&minutes=12"
	doc := into[answer.GapsDocument](t, a.ok(path+"&f=json"))
	rows := into[answer.Coverage](t, a.ok("/v1/cities/drawn/coverage?service=clinic&minutes=12"))
	row := rows.Rows[0]
	if doc.People+*row.Covered != *row.Demand || doc.People != 1 || len(doc.Gaps) != 1 || doc.Gaps[0].ID != "clinic.0" || doc.JoinM != gaps.JoinM {
		t.Errorf("got %+v beside %+v", doc, row)
	}
	r := a.ok(path)
	var collection struct {
		Type     string
		People   float64
		Features []struct {
			ID         string
			Geometry   struct{ Type string }
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(r.body, &collection); err != nil || r.Header.Get("Content-Type") != "application/geo+json" {
		t.Fatalf("%v, %s", err, r.Header.Get("Content-Type"))
	}
	if f := collection.Features; len(f) != 1 || f[0].ID != "clinic.0" || f[0].Geometry.Type != "Polygon" || f[0].Properties["people"] != 1.0 || f[0].Properties["nearest_facility"] != "H" {
		t.Errorf("got %s", r.body)
	}
	if text := string(a.ok(path + "&f=csv").body); !strings.HasPrefix(text, "id,rank,name,") || strings.Count(text, "\r\n") != 2 {
		t.Errorf("got %q", text)
	}
}

func TestGapsThatCannotBeAsked(t *testing.T) {
	a := serve(t)
	const path = "/v1/cities/drawn/gaps"
	for _, c := range []struct {
		query, kind string
		status      int
		detail      string
	}{
		{"", "missing-parameter", 400, "service or all_of"},
		{"?service=clinic&all_of=elderly", "conflicting-parameters", 400, "service, all_of"},
		{"?service=spa", "unknown-service", 404, `"spa"`},
		{"?all_of=clinic,spa", "unknown-service", 404, `"spa"`},
		{"?service=clinic,elderly", "invalid-parameter", 400, "^[a-z0-9_]+$"},
		{"?service=clinic&minutes=0", "invalid-parameter", 400, "over 0"},
		{"?service=clinic&group=nobody", "invalid-parameter", 400, "nobody"},
		{"?service=clinic&private=open", "invalid-parameter", 400, `private = "residents"`},
		{"?service=clinic&profile=robot", "unknown-profile", 404, `"robot"`},
		{"?service=clinic&f=table", "invalid-parameter", 400, "geojson, json, csv"},
	} {
		if p := a.problem(a.get(path+c.query), c.kind, c.status); !strings.Contains(p.Detail, c.detail) {
			t.Errorf("%s: %s", c.query, p.Detail)
		}
	}
}
