package rest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/bridge"
	"lifecircle/geo/streets"
)

// crossing remembers the bridge asked for.
type crossing struct {
	*coverage.Engine
	bridge bridge.Query
}

func (c *crossing) Bridge(ctx context.Context, q bridge.Query) ([]bridge.Step, error) {
	c.bridge = q
	return bridge.Find(ctx, c.Engine, q)
}

func TestParametersOfBridgesReachTheEngine(t *testing.T) {
	a := serve(t)
	e := &crossing{Engine: town(t)}
	a.cities.set("drawn", e)
	city := e.City()
	d := city.Districts[0]
	a.ok("/v1/cities/drawn/bridge?service=clinic&district=" + d.Code + "&level=8&group=all&area=urban&minutes=7.5&profile=standard&private=closed")
	level := 8
	want := bridge.Query{Service: "clinic", Scope: coverage.Scope{District: &d.Code, Level: &level, Group: "all", Area: coverage.AreaUrban, Minutes: 7.5, Profile: "standard", Private: streets.PrivateClosed}}
	if d := cmp.Diff(want, e.bridge); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

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
