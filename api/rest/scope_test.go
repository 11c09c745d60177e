package rest_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
)

// A document says a part of the scope that is asked; the parts that it has not always
// said are not in it where they are not asked.
func TestAnswersSayTheScopeThatIsAsked(t *testing.T) {
	a := serve(t)
	c := asciicity.New(t, asciicity.Cell(50), `
		H---0---1---2-----------------a
	`).District(8, "01", 3, -1, 9, 1)
	c.Demand.Weight = map[string][]coverage.Amount{"buildings": {5000, 7000, 9000}}
	a.cities.set("drawn", c.Engine())
	for path, says := range map[string]string{
		"/bridge?service=clinic":                                   "weight",
		"/gaps?service=clinic&minutes=5&f=json":                    "district level",
		"/gaps?service=clinic&minutes=5":                           "district level",
		"/age-friendly?service=clinic&profiles=standard":           "weight private district level",
		"/isochrones?service=clinic&minutes=5,10&lang=zh":          "group area weight district level",
		"/isochrones?lon=121&lat=31&minutes=5&merge=true":          "group area weight district level",
		"/age-friendly?service=clinic&profiles=standard&f=geojson": "weight private district level",
	} {
		said := func(query string) map[string]any {
			doc := into[map[string]any](t, a.ok("/v1/cities/drawn"+path+query))
			if info, nested := doc["isochrones"].(map[string]any); nested {
				return info
			}
			return doc
		}
		plain := said("")
		whole := said("&group=all&area=all&weight=buildings&private=closed&district=01&level=8")
		want := map[string]any{"group": "all", "area": "all", "weight": "buildings", "private": "closed", "district": "01", "level": 8.0}
		for name, value := range want {
			if !slices.Contains(strings.Fields(says), name) {
				continue // it is always said, or never
			}
			if _, was := plain[name]; was || whole[name] != value {
				t.Errorf("%s: %s is %v where it is asked, said anyway: %v", path, name, whole[name], was)
			}
		}
		if d := said("&weight=people"); !slices.Equal(slices.Sorted(maps.Keys(d)), slices.Sorted(maps.Keys(plain))) {
			t.Errorf("%s: that people are counted is said", path)
		}
	}
	var people struct {
		Features []struct{ Properties map[string]any }
	}
	if err := json.Unmarshal(a.ok("/v1/cities/drawn/isochrones?service=clinic&minutes=15&weight=buildings&district=01").body, &people); err != nil {
		t.Fatal(err)
	}
	if got := people.Features[0].Properties["people"]; got != 12.0 {
		t.Errorf("%v buildings of places 0 and 1", got)
	}
}
