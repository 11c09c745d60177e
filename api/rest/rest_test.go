package rest_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/api/answer"
	"lifecircle/api/rest"
	"lifecircle/coverage"
)

func TestCoverageSaysWhatTheEngineSays(t *testing.T) {
	a := serve(t)
	rows, err := a.cities.byName["drawn"].Rows(t.Context(), coverage.Query{})
	if err != nil {
		t.Fatal(err)
	}
	city := a.cities.byName["drawn"].City()
	for _, c := range []struct {
		query  string
		lang   answer.Lang
		format answer.Format
		layout answer.Layout
	}{
		{"", answer.EN, answer.JSON, ""},
		{"?lang=zh", answer.ZH, answer.JSON, ""},
		{"?f=csv", answer.EN, answer.CSV, ""},
		{"?f=geojson", answer.EN, answer.GeoJSON, answer.Wide},
		{"?private=closed&profile=standard", answer.EN, answer.JSON, ""},
		{"?f=geojson&layout=long&lang=zh", answer.ZH, answer.GeoJSON, answer.Long},
	} {
		t.Run(c.query, func(t *testing.T) {
			var want bytes.Buffer
			if err := (answer.Rows{City: city, Lang: c.lang, Rows: rows, Layout: c.layout}).Write(&want, c.format); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.String(), string(a.ok("/v1/cities/drawn/coverage"+c.query).body)); diff != "" {
				t.Errorf("-library +HTTP:\n%s", diff)
			}
		})
	}
}

// H is a clinic, E an elderly hub. The clinic is 900 m (810 s) from place 0, by
// the bridge, 700 m (630 s) from 1 and 500 m (450 s) from 2; the hub is 600 m
// (540 s) from 2.
func TestParametersReachTheQuestion(t *testing.T) {
	a := serve(t)
	for _, c := range []struct {
		name, query string
		want        string // service reading district minutes covered/demand, a line a row
	}{
		{"one service in the city's row and districts", "service=clinic&level=8",
			"clinic each - 15 7/7, clinic each \"\" 15 0/0, clinic each 310101 15 3/3, clinic each 310102 15 4/4"},
		{"a list, by comma", "service=clinic,elderly&district=310102", "clinic each 310102 15 4/4, elderly each 310102 10 4/4"},
		{"a list, repeated", "service=elderly&service=clinic&district=310102", "clinic each 310102 15 4/4, elderly each 310102 10 4/4"},
		{"minutes", "service=clinic&district=310101&minutes=1,12,15", "clinic each 310101 1 0/3, clinic each 310101 12 2/3, clinic each 310101 15 3/3"},
		{"no district", "service=clinic&district=", "clinic each \"\" 15 0/0"},
		{"all of", "all_of=clinic,elderly&district=310102", "clinic+elderly all_of 310102 - 4/4"},
		{"mean of", "mean_of=clinic,elderly&district=310102", "clinic+elderly mean_of 310102 - -/4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := into[answer.Coverage](t, a.ok("/v1/cities/drawn/coverage?"+c.query))
			var got []string
			for _, r := range doc.Rows {
				got = append(got, line(r))
			}
			if got := strings.Join(got, ", "); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func line(r answer.Row) string {
	number := func(v *float64) string {
		if v == nil {
			return "-"
		}
		return strings.TrimSuffix(strings.TrimRight(strings.TrimRight(cmpFloat(*v), "0"), "."), " ")
	}
	district := "-"
	if r.District != nil {
		district = r.District.Code
		if district == "" {
			district = `""`
		}
	}
	return strings.Join([]string{r.Service, r.Reading, district, number(r.Minutes), number(r.Covered) + "/" + number(r.Demand)}, " ")
}

func TestCellsOverHTTP(t *testing.T) {
	a := serve(t)
	r := a.ok("/v1/cities/drawn/cells?service=clinic&f=csv")
	records, err := csv.NewReader(bytes.NewReader(r.body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, rec := range records[1:] {
		seconds, err := strconv.ParseFloat(rec[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		rec[2] = strconv.Itoa(int(math.Round(seconds))) // the drawing's corners are rounded to a centimetre
		got = append(got, strings.Join(rec, " "))
	}
	if want := "0 clinic 810 H true , 1 clinic 630 H true , 2 clinic 450 H true "; strings.Join(got, ", ") != want {
		t.Errorf("\n got %s\nwant %s", strings.Join(got, ", "), want)
	}
	if doc := into[answer.CellsDocument](t, a.ok("/v1/cities/drawn/cells?minutes=5")); len(doc.Cells) != 6 || doc.Cells[0].Covered {
		t.Errorf("at 5 minutes: %+v", doc.Cells)
	}
}

func TestCitiesAndWhatTheyAreMadeOf(t *testing.T) {
	a := serve(t)
	list := into[rest.CitiesDocument](t, a.ok("/v1/cities?lang=zh"))
	if len(list.Cities) != 1 || list.Cities[0].Name != "drawn" || *list.Cities[0].Title != "画城" {
		t.Fatalf("got %+v", list)
	}
	if got := list.Cities[0].Links.Coverage; got != a.URL+"/v1/cities/drawn/coverage" {
		t.Errorf("link %q", got)
	}
	city := into[rest.CityDocument](t, a.ok("/v1/cities/drawn"))
	if city.Counts != (answer.Counts{Facilities: 2, Places: 3, Districts: 2}) || len(city.BBox) != 4 || city.Provenance.Hash == "" {
		t.Errorf("got %+v", city)
	}
	services := into[rest.ServicesDocument](t, a.ok("/v1/cities/drawn/services?lang=zh"))
	if len(services.Services) != 2 || *services.Services[1].Name != "综合为老服务" || services.Services[0].Target != 0.85 {
		t.Errorf("got %+v", services)
	}
	districts := into[answer.DistrictsDocument](t, a.ok("/v1/cities/drawn/districts?level=8"))
	if len(districts.Districts) != 2 || *districts.Districts[0].Name != "Jiangwan" {
		t.Errorf("got %+v", districts)
	}
	facilities := into[answer.FacilitiesDocument](t, a.ok("/v1/cities/drawn/facilities?service=elderly"))
	if len(facilities.Facilities) != 1 || facilities.Facilities[0].ID != "E" || !facilities.Facilities[0].Linked {
		t.Errorf("got %+v", facilities)
	}
	for _, path := range []string{"/districts?f=geojson", "/facilities?f=geojson", "/facilities?f=csv", "/cells?f=geojson"} {
		a.ok("/v1/cities/drawn" + path)
	}
}

// Every answer of a city says where it comes from, in headers a CSV can have.
func TestAttributionIsInTheHeaders(t *testing.T) {
	a := serve(t)
	for _, path := range []string{"", "/services", "/districts", "/facilities?f=csv", "/coverage?f=csv", "/cells?f=geojson", "/access?f=csv", "/walk?place=0&service=clinic", "/age-friendly?service=clinic", "/gaps?service=clinic", "/isochrones?service=clinic"} {
		h := a.ok("/v1/cities/drawn" + path).Header
		if got, want := h.Get("Lifecircle-Attribution"), `["\u00a9 OpenStreetMap contributors, ODbL","\u6c5f\u6e7e\u7edf\u8ba1\u5c40 \ud834\udd1e"]`; got != want {
			t.Errorf("%s: attribution\n got %s\nwant %s", path, got, want)
		}
		if got := h.Get("Lifecircle-Provenance"); got != strings.Repeat("ab", 32) {
			t.Errorf("%s: provenance %q", path, got)
		}
		links := strings.Join(h.Values("Link"), " ")
		if !strings.Contains(links, a.URL+`/v1/cities/drawn>; rel="describedby"`) || !strings.Contains(links, `odbl/1-0/>; rel="license"`) {
			t.Errorf("%s: links %s", path, links)
		}
	}
}

func TestHeadAndOptions(t *testing.T) {
	a := serve(t)
	for _, path := range []string{"/v1/cities", "/v1/cities/drawn/coverage", "/v1/cities/drawn/cells?f=csv", "/healthz", "/openapi.json", "/docs", "/metrics"} {
		get, head := a.get(path), a.do(http.MethodHead, path)
		if head.StatusCode != http.StatusOK || len(head.body) > 0 || head.Header.Get("Content-Type") != get.Header.Get("Content-Type") || head.Header.Get("ETag") != get.Header.Get("ETag") {
			t.Errorf("HEAD %s: %s, %d bytes, %v", path, head.Status, len(head.body), head.Header)
		}
		options := a.do(http.MethodOptions, path, "Origin", "https://map.example", "Access-Control-Request-Method", "GET")
		if options.StatusCode != http.StatusNoContent || options.Header.Get("Allow") != "GET, HEAD, OPTIONS" || options.Header.Get("Access-Control-Allow-Methods") == "" {
			t.Errorf("OPTIONS %s: %s %v", path, options.Status, options.Header)
		}
		for _, r := range []response{get, head, options} {
			if r.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s %s: no page of another origin may read it", r.Request.Method, path)
			}
		}
	}
	a.problem(a.do(http.MethodOptions, "/nowhere"), "not-found", 404)
	r := a.do(http.MethodPost, "/v1/cities")
	a.problem(r, "method-not-allowed", 405)
	if r.Header.Get("Allow") != "GET, HEAD, OPTIONS" {
		t.Errorf("Allow: %q", r.Header.Get("Allow"))
	}
}
