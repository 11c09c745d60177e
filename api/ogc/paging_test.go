package ogc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever is asked, and however large the pages: each feature once, in order.
func TestPagesAreTheWholeInOrder(t *testing.T) {
	a := serve(t)
	queries := []string{"", "weekday=3", "filter=people_all+%3E+2000", "bbox=121.40,31.10,121.42,31.45", "filter=weekday+%3C+2&bbox=121.40,31.10,121.42,31.20", "weekday=9"}
	whole := map[string][]string{}
	for _, query := range queries {
		whole[query], _ = a.pages("/collections/cells/items?limit=1000&" + query)
		if !slices.IsSorted(whole[query]) {
			t.Fatalf("%s is in no order", query)
		}
	}
	if len(whole[""]) != 2345 || len(whole["weekday=3"]) != 335 || len(whole["weekday=9"]) != 0 {
		t.Fatalf("%d and %d", len(whole[""]), len(whole["weekday=3"]))
	}
	rapid.Check(t, func(t *rapid.T) {
		query, limit := rapid.SampledFrom(queries).Draw(t, "query"), rapid.IntRange(30, 1200).Draw(t, "limit")
		got, n := a.pages(fmt.Sprintf("/collections/cells/items?limit=%d&%s", limit, query))
		size := min(limit, 1000)
		if !slices.Equal(got, whole[query]) || n != max(1, (len(got)+size-1)/size) {
			t.Fatalf("%d features on %d pages", len(got), n)
		}
	})
}

// The last page reads no more than the first: paging is by key, not by counting.
func TestTheLastPageCostsWhatTheFirstDoes(t *testing.T) {
	city := town("ab")
	a := serveCity(t, city)
	for path := "/collections/cells/items?limit=10"; path != ""; {
		city.read.Store(0)
		p := a.page(path)
		if city.read.Load() > 10 {
			t.Fatalf("%s read %d features", path, city.read.Load())
		}
		path = ""
		if l := find(p.Links, "next"); l != nil {
			path = l.Href
		}
	}
	city.read.Store(0)
	p := a.page("/collections/cells/items?limit=10&weekday=3") // counts all
	city.read.Store(0)
	if a.page(find(p.Links, "next").Href); city.read.Load() > 75 {
		t.Errorf("the second page read %d features", city.read.Load())
	}
}

func TestAPageOfAnOlderBuildIsGone(t *testing.T) {
	a := serve(t)
	next := find(a.page("/collections/cells/items?limit=10&weekday=3").Links, "next").Href
	a.page(next)
	a.cities.serve(town("cd"))
	p := a.problem(next, "outdated-page", 410)
	if !strings.Contains(p.Detail, a.URL+"/ogc/drawn/collections/cells/items?limit=10&weekday=3") || strings.Contains(p.Detail, "next=") {
		t.Errorf("where to start again: %s", p.Detail)
	}
	a.cities.serve(town("ab"))
	a.page(next) // the same inputs are the same dataset
}

func TestForgedPagesAreRefused(t *testing.T) {
	a := serve(t)
	p := a.page("/collections/cells/items?limit=10")
	next := find(p.Links, "next").Href
	for _, bad := range []string{next + "x", next + "=", strings.Replace(next, "/cells/", "/streets/", 1)} {
		a.problem(bad, "invalid-parameter", 400)
	}
}
