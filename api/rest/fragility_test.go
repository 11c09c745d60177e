package rest_test

import (
	"strings"
	"testing"

	"lifecircle/api/answer"
)

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
