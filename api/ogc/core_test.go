package ogc_test

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// OGC 17-069r4, requirements class Core.
func TestCore(t *testing.T) {
	a := serve(t)
	a.run("/req/core/root-op and root-success", func(a *api) {
		links := linksOf(a.t, a.json("", mediaJSON))
		for rel, media := range map[string]string{
			"self": mediaJSON, "alternate": "text/html", "service-desc": mediaOpenAPI, "service-doc": "text/html", "conformance": mediaJSON, "data": mediaJSON,
		} {
			l := find(links, rel)
			if l == nil || l.Type != media {
				a.t.Errorf("rel %s is %+v, want type %s", rel, l, media)
				continue
			}
			if got := a.get(l.Href); got.StatusCode != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Type"), media) {
				a.t.Errorf("%s gives %s %s", l.Href, got.Status, got.Header.Get("Content-Type"))
			}
		}
		a.json("/", mediaJSON) // the address with a slash is the same
	})
	a.run("/req/core/api-definition-op and api-definition-success", func(a *api) {
		a.json("/api", mediaOpenAPI, "Accept", "application/vnd.oai.openapi+json;version=3.0, application/openapi+json;version=3.0, application/json")
	})
	a.run("/req/core/conformance-op and conformance-success", func(a *api) {
		var got []string
		for _, c := range a.json("/conformance", mediaJSON)["conformsTo"].([]any) {
			got = append(got, c.(string))
		}
		for _, want := range []string{
			"ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/oas30", "ogcapi-features-1/1.0/conf/html", "ogcapi-features-1/1.0/conf/geojson",
			"ogcapi-features-2/1.0/conf/crs", "ogcapi-features-3/1.0/conf/queryables", "ogcapi-features-3/1.0/conf/queryables-query-parameters",
			"ogcapi-features-3/1.0/conf/filter", "ogcapi-features-3/1.0/conf/features-filter", "cql2/1.0/conf/cql2-text", "cql2/1.0/conf/basic-cql2",
		} {
			if !slices.Contains(got, "http://www.opengis.net/spec/"+want) {
				a.t.Errorf("%s is not claimed", want)
			}
		}
		if len(got) != 11 {
			a.t.Errorf("%d classes: test those that are new", len(got))
		}
	})
	a.run("/req/core/http", func(a *api) {
		for method, want := range map[string]int{http.MethodHead: 200, http.MethodPost: 405, http.MethodOptions: 204} {
			req, _ := http.NewRequestWithContext(t.Context(), method, a.URL+"/ogc/drawn/collections", nil)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				a.t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != want {
				a.t.Errorf("%s gives %s", method, res.Status)
			}
		}
	})
	a.run("/req/core/query-param-unknown", func(a *api) {
		for _, path := range []string{"", "/conformance", "/api", "/collections", "/collections/cells", "/collections/cells/queryables", "/collections/cells/schema", "/collections/cells/items", "/collections/cells/items/c1"} {
			p := a.problem(path+"?servise=clinic", "unknown-parameter", 400)
			if p.Parameter != "servise" || !slices.Contains(p.Known, "f") {
				a.t.Errorf("%s: %+v", path, p)
			}
		}
	})
	a.run("/req/core/query-param-invalid", func(a *api) {
		for _, bad := range []string{
			"limit=0", "limit=-1", "limit=ten", "limit=", "limit=1.5", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=1,2,3,4,5,6,7", "bbox=a,b,c,d", "bbox=1,4,2,3", "bbox=NaN,1,2,3", "bbox=",
			"datetime=yesterday", "datetime=2024-01-01T00:00:00Z/2023-01-01T00:00:00Z", "datetime=../..", "datetime=..", "datetime=/", "datetime=2024-01-01/2024-01-02/2024-01-03",
			"crs=EPSG:4326", "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4979", "filter-lang=cql2-json", "filter-crs=x", "next=abc", "next=", "f=xml", "lang=fr", "level=eight", "clinic_meets=yes", "opens=today", "clinic_coverage=NaN",
		} {
			p := a.problem("/collections/districts/items?"+bad, "invalid-parameter", 400)
			if name, _, _ := strings.Cut(bad, "="); p.Parameter != name {
				a.t.Errorf("%s: %+v", bad, p)
			}
		}
		a.problem("/collections/districts/items?limit=1&limit=2", "repeated-parameter", 400)
		a.problem("/collections/districts/items?bbox=%zz", "malformed-query", 400)
		a.problem("/collections/districts/items?name="+strings.Repeat("x", 20000), "query-too-long", 414)
	})
	a.run("/req/core/crs84", func(a *api) {
		p := a.page("/collections/cells/items?id=c51")
		if got := string(p.Features[0].Geometry); got != `{"type":"Point","coordinates":[121.401,31.101]}` {
			a.t.Errorf("c51 is at %s", got)
		}
	})
	a.run("/req/core/fc-md-op, fc-md-success, fc-md-links, fc-md-items, fc-md-items-links, fc-md-extent", func(a *api) {
		doc := a.json("/collections", mediaJSON)
		for _, rel := range []string{"self", "alternate"} {
			if find(linksOf(a.t, doc), rel) == nil {
				a.t.Errorf("no link %s", rel)
			}
		}
		var ids []string
		for _, c := range doc["collections"].([]any) {
			c := c.(map[string]any)
			ids = append(ids, c["id"].(string))
			links := linksOf(a.t, c)
			if l := find(links, "items"); l == nil || l.Type != mediaGeoJSON || l.Href != a.URL+"/ogc/drawn/collections/"+c["id"].(string)+"/items" {
				a.t.Errorf("%s: items %+v", c["id"], l)
			}
			for _, rel := range []string{"describedby", "describedBy"} {
				if l := find(links, rel); l == nil || l.Type != mediaSchema {
					a.t.Errorf("%s: %s %+v", c["id"], rel, l)
				}
			}
			if c["itemType"] != "feature" {
				a.t.Errorf("%s is of %v", c["id"], c["itemType"])
			}
		}
		if !reflect.DeepEqual(ids, []string{"districts", "cells", "streets", "islands"}) {
			a.t.Errorf("collections %v", ids)
		}
		box := doc["collections"].([]any)[1].(map[string]any)["extent"].(map[string]any)["spatial"].(map[string]any)["bbox"].([]any)[0].([]any)
		if len(box) != 4 || box[0] != west || box[1] != south || box[2].(float64) <= west {
			a.t.Errorf("extent of cells %v", box)
		}
	})
	a.run("/req/core/sfc-md-op and sfc-md-success", func(a *api) {
		list := a.json("/collections", mediaJSON)["collections"].([]any)
		for _, c := range list {
			c := c.(map[string]any)
			one := a.json("/collections/"+c["id"].(string), mediaJSON)
			for name, v := range c {
				if name != "links" && !reflect.DeepEqual(one[name], v) {
					a.t.Errorf("%s: %s is %v in the list and %v alone", c["id"], name, v, one[name])
				}
			}
		}
		p := a.problem("/collections/nothing", "unknown-collection", 404)
		if !slices.Contains(p.Known, "cells") {
			a.t.Errorf("%+v", p)
		}
	})
	a.run("/req/core/fc-op and fc-response, for every collection", func(a *api) {
		for id, n := range map[string]int{"districts": 40, "cells": 2345, "streets": 3, "islands": 0} {
			p := a.page("/collections/" + id + "/items")
			if p.Type != "FeatureCollection" || p.NumberMatched != n || p.NumberReturned != min(n, 100) || p.Features == nil {
				a.t.Errorf("%s: %d of %d", id, p.NumberReturned, p.NumberMatched)
			}
		}
	})
	a.run("/req/core/fc-limit-definition and fc-limit-response-1", func(a *api) {
		for limit, want := range map[string]int{"1": 1, "7": 7, "1000": 1000, "1001": 1000, "99999999999999999999999": 1000} {
			if p := a.page("/collections/cells/items?limit=" + limit); p.NumberReturned != want {
				a.t.Errorf("limit=%s gives %d", limit, p.NumberReturned)
			}
		}
	})
	a.run("/req/core/fc-bbox-definition and fc-bbox-response", func(a *api) {
		for _, tt := range []struct{ bbox, ids string }{
			{"121.3995,31.0995,121.4025,31.1005", "c0 c1 c2"},
			{"121.401,31.1,121.401,31.1", "c1"},                      // the border counts
			{"121.3995,31.0995,-10,121.4025,31.1005,10", "c0 c1 c2"}, // heights are left out
			{"0,0,1,1", ""},
		} {
			ids, _ := a.pages("/collections/cells/items?bbox=" + tt.bbox)
			if got := strings.Join(ids, " "); got != tt.ids {
				a.t.Errorf("bbox=%s gives %s, want %s", tt.bbox, got, tt.ids)
			}
		}
		// within one district; in the hole of another's part; beside a diagonal
		for path, want := range map[string]string{
			"/collections/districts/items?bbox=121.4021,31.1021,121.4022,31.1022": "00",
			"/collections/districts/items?bbox=121.4362,31.1062,121.4363,31.1063": "",
			"/collections/districts/items?bbox=121.4355,31.1055,121.4363,31.1063": "03",
			"/collections/streets/items?bbox=121.42,31.119,121.43,31.13":          "a/b 1",
			"/collections/streets/items?bbox=121.42,31.101,121.43,31.105":         "",
			"/collections/streets/items?bbox=121.411,31.105,121.419,31.115":       "a/b 1", // between the parts of the other
		} {
			ids, _ := a.pages(path)
			if got := strings.Join(ids, " "); got != want {
				a.t.Errorf("%s gives %s, want %s", path, got, want)
			}
		}
		// over the 180th meridian: all but what lies between 122° and 123°
		if ids, _ := a.pages("/collections/cells/items?limit=1000&bbox=123,-90,122,90"); len(ids) != 2345 {
			a.t.Errorf("around the world: %d", len(ids))
		}
		if ids, _ := a.pages("/collections/cells/items?bbox=170,-90,-170,90"); len(ids) != 0 {
			a.t.Errorf("at the 180th meridian: %d", len(ids))
		}
		// the row of c0 to c49, east of c1 and west of it
		if ids, _ := a.pages("/collections/cells/items?bbox=121.4015,31.0995,121.4005,31.1005"); len(ids) != 49 || slices.Contains(ids, "c1") || !slices.Contains(ids, "c0") {
			a.t.Errorf("around the world in one row: %v", ids)
		}
	})
	a.run("/req/core/fc-time-definition and fc-time-response", func(a *api) {
		for _, v := range []string{"2024-01-01T00:00:00Z", "2024-01-01T00:00:00.5+08:00", "2024-01-01T00:00:00Z/..", "../2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z/", "2024-01-01/2024-12-31"} {
			if p := a.page("/collections/districts/items" + q("datetime", v)); p.NumberMatched != 40 {
				a.t.Errorf("%s: %d match, and none has a time", v, p.NumberMatched)
			}
		}
	})
	a.run("/req/core/fc-links, fc-rel-type, fc-numberMatched and fc-numberReturned", func(a *api) {
		p := a.page("/collections/cells/items?limit=10")
		for rel, media := range map[string]string{"self": mediaGeoJSON, "alternate": "text/html", "next": mediaGeoJSON, "collection": mediaJSON} {
			if l := find(p.Links, rel); l == nil || l.Type != media {
				a.t.Errorf("%s: %+v", rel, l)
			}
		}
		if a.page("/collections/districts/items").Links == nil || find(a.page("/collections/districts/items").Links, "next") != nil {
			a.t.Error("the last page has a next")
		}
	})
	a.run("/req/core/f-op, f-success and f-links", func(a *api) {
		for _, id := range []string{"a/b 1", "x?y#z%", "江湾"} {
			path := "/collections/streets/items/" + url.PathEscape(id)
			f := a.json(path, mediaGeoJSON)
			links := linksOf(a.t, f)
			if f["id"] != id || find(links, "self") == nil || find(links, "alternate") == nil || find(links, "collection") == nil {
				a.t.Errorf("%s: %v", id, f)
			}
			if self := find(links, "self"); a.json(self.Href, mediaGeoJSON)["id"] != id {
				a.t.Errorf("%s leads elsewhere", self.Href)
			}
		}
		a.problem("/collections/streets/items/none", "unknown-feature", 404)
	})
}

func TestAddressesThatAreNotThere(t *testing.T) {
	a := serve(t)
	p := a.problem(a.URL+"/ogc/nowhere/collections", "unknown-city", 404)
	if !slices.Equal(p.Known, []string{"drawn"}) {
		t.Errorf("%+v", p)
	}
	a.problem("/nothing", "not-found", 404)
	a.problem("/collections/cells/items/c1/more", "not-found", 404)
}

func TestJSONUnlessAPageIsLikedBetter(t *testing.T) {
	a := serve(t)
	for _, tt := range []struct{ accept, f, want string }{
		{"", "", mediaGeoJSON}, {"*/*", "", mediaGeoJSON}, {"application/json", "", mediaGeoJSON}, {"application/geo+json, application/json", "", mediaGeoJSON},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", mediaHTML}, {"text/html;q=0.5, application/geo+json", "", mediaGeoJSON},
		{"text/html", "?f=json", mediaGeoJSON}, {"application/json", "?f=html", mediaHTML}, {"application/xml", "?f=json", mediaGeoJSON},
		{"application/xml", "", "application/problem+json"},
	} {
		r := a.get("/collections/cells/items"+tt.f, "Accept", tt.accept)
		if got := r.Header.Get("Content-Type"); got != tt.want {
			t.Errorf("Accept %q %s gives %s", tt.accept, tt.f, got)
		}
	}
}

func TestTheSameIsNotSentTwice(t *testing.T) {
	a := serve(t)
	for _, path := range []string{"", "/api", "/collections", "/collections/cells/items", "/collections/cells/items?limit=5&f=html"} {
		first := a.get(path)
		tag := first.Header.Get("ETag")
		if again := a.get(path, "If-None-Match", tag); again.StatusCode != http.StatusNotModified || len(again.body) != 0 {
			t.Errorf("%s: %s", path, again.Status)
		}
		a.cities.serve(town("cd"))
		if other := a.get(path, "If-None-Match", tag); other.StatusCode != http.StatusOK {
			t.Errorf("%s of another build: %s", path, other.Status)
		}
		a.cities.serve(town("ab"))
		if zh := a.get(path, "If-None-Match", tag, "Accept-Language", "zh"); zh.StatusCode != http.StatusOK {
			t.Errorf("%s in Chinese: %s", path, zh.Status)
		}
	}
}
