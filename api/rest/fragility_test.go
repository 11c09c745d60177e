package rest_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/fragility"
	"lifecircle/geo/streets"
)

// hung remembers the fragility asked for.
type hung struct {
	*coverage.Engine
	asked fragility.Query
}

func (h *hung) Fragility(ctx context.Context, q fragility.Query) (*fragility.Fragility, error) {
	h.asked = q
	return fragility.Find(ctx, h.Engine, q)
}

func TestParametersOfFragilityReachTheEngine(t *testing.T) {
	a := serve(t)
	e := &hung{Engine: town(t)}
	a.cities.set("drawn", e)
	a.ok("/v1/cities/drawn/fragility?service=clinic&group=all&area=urban&minutes=7.5&profile=senior&private=closed&top=0&cells=yes")
	want := fragility.Query{
		Service: "clinic", Top: -1, Cells: true, Scope: coverage.Scope{Group: "all", Area: coverage.AreaUrban, Minutes: 7.5, Profile: "senior", Private: streets.PrivateClosed},
	}
	if d := cmp.Diff(want, e.asked); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	a.ok("/v1/cities/drawn/fragility?service=clinic&top=3")
	if d := cmp.Diff(fragility.Query{Service: "clinic", Top: 3}, e.asked); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// Who is covered is who coverage says is, in JSON and CSV.
func TestFragilityIsOfTheCovered(t *testing.T) {
	a := serve(t)
	const path = "/v1/cities/drawn/fragility?service=clinic&minutes=12"
	doc := into[answer.FragilityDocument](t, a.ok(path))
	row := into[answer.Coverage](t, a.ok("/v1/cities/drawn/coverage?service=clinic&minutes=12")).Rows[0]
	if doc.Covered != *row.Covered || doc.Demand != *row.Demand || len(doc.Facilities) == 0 || doc.Cells != nil || doc.Minutes != 12 || doc.Profile != "standard" {
		t.Errorf("got %+v beside %+v", doc, row)
	}
	lost := doc.Backed
	for _, f := range doc.Facilities {
		lost += f.Lost
	}
	if lost != doc.Covered {
		t.Errorf("%v are backed or hang on one facility; %v are covered", lost, doc.Covered)
	}
	text := string(a.ok(path + "&f=csv").body)
	if !strings.HasPrefix(text, "kind,id,name,level,") || !strings.Contains(text, "\nfacility,"+doc.Facilities[0].ID+",") || !strings.Contains(text, "\ncity,") {
		t.Errorf("got\n%s", text)
	}
}
