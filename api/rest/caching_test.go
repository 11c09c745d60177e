package rest_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"lifecircle/api/rest"
	"lifecircle/coverage"
)

func TestRepresentationIsNegotiated(t *testing.T) {
	a := serve(t)
	const path = "/v1/cities/drawn/coverage"
	for _, c := range []struct{ name, query, accept, want string }{
		{"nothing asked", "", "", "application/json"},
		{"csv", "", "text/csv", "text/csv; charset=utf-8; header=present"},
		{"geojson", "", "application/geo+json", "application/geo+json"},
		{"f wins", "?f=csv", "application/json", "text/csv; charset=utf-8; header=present"},
		{"f wins over nothing acceptable", "?f=geojson", "text/html", "application/geo+json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := a.ok(path+c.query, "Accept", c.accept).Header
			if got := h.Get("Content-Type"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			for _, v := range []string{"Accept", "Accept-Language"} {
				if !strings.Contains(h.Get("Vary"), v) {
					t.Errorf("Vary: %s", h.Get("Vary"))
				}
			}
		})
	}
	for _, accept := range []string{"text/html", "application/json;q=0"} {
		r := a.get(path, "Accept", accept)
		if p := a.problem(r, "not-acceptable", 406); !strings.Contains(p.Detail, "text/csv") {
			t.Errorf("%s: %+v", accept, p)
		}
	}
}

func TestLanguageIsNegotiated(t *testing.T) {
	a := serve(t)
	for _, c := range []struct{ name, query, accept, want string }{
		{"nothing asked", "", "", "en"},
		{"Chinese", "", "zh", "zh"},
		{"lang wins", "?lang=en", "zh", "en"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := a.ok("/v1/cities"+c.query, "Accept-Language", c.accept)
			title := map[string]string{"zh": "画城", "en": "Drawn town"}[c.want]
			if got := r.Header.Get("Content-Language"); got != c.want || !strings.Contains(string(r.body), title) {
				t.Errorf("got %s: %s", got, r.body)
			}
		})
	}
}

// What an entity tag depends on, and what it does not.
func TestEntityTags(t *testing.T) {
	a := serve(t)
	const path = "/v1/cities/drawn/coverage"
	seen := map[string]string{}
	for _, different := range []string{
		path, path + "?service=clinic", path + "?minutes=5", path + "?minutes=5,10", path + "?f=csv", path + "?f=geojson", path + "?f=geojson&layout=long",
		path + "?lang=zh", "/v1/cities/drawn/cells", "/v1/cities/drawn", "/v1/cities/drawn/services", "/v1/cities", path + "?district=", path + "?district=310101",
		path + "?private=closed", path + "?profile=standard", "/v1/cities/drawn/access", "/v1/cities/drawn/walk?place=0&service=clinic", "/v1/cities/drawn/walk?place=1&service=clinic",
		"/v1/cities/drawn/walk?place=0&service=clinic&minutes=5", "/v1/cities/drawn/walk?from=121,31&service=clinic", "/v1/cities/drawn/age-friendly?service=clinic",
		"/v1/cities/drawn/gaps?service=clinic", "/v1/cities/drawn/gaps?all_of=clinic,elderly", "/v1/cities/drawn/gaps?service=clinic&minutes=5", "/v1/cities/drawn/gaps?service=clinic&f=csv", "/v1/cities/drawn/gaps?service=clinic&lang=zh",
	} {
		tag := a.ok(different).Header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) {
			t.Errorf("%s: the tag %s is not strong", different, tag)
		}
		if other, twice := seen[tag]; twice {
			t.Errorf("%s and %s have the same tag", different, other)
		}
		seen[tag] = different
	}
	same := a.ok(path + "?service=clinic,elderly&minutes=5.0,10").Header.Get("ETag")
	for _, query := range []string{"?minutes=5,10&service=clinic&service=elderly", "?minutes=5&minutes=10.00&service=clinic,%20elderly&f=json&lang=en"} {
		if got := a.ok(path + query).Header.Get("ETag"); got != same {
			t.Errorf("%s: the same question has another tag", query)
		}
	}
	there := a.ok("/v1/cities/drawn/walk?from=121.50,31.0&service=clinic").Header.Get("ETag")
	if got := a.ok("/v1/cities/drawn/walk?service=clinic&from=121.5,31").Header.Get("ETag"); got != there {
		t.Error("the same point has another tag")
	}
	before := a.ok(path).Header.Get("ETag")
	rebuilt := town(t)
	rebuilt.City().Provenance.Hash = strings.Repeat("cd", 32)
	a.cities.set("drawn", rebuilt)
	if a.ok(path).Header.Get("ETag") == before {
		t.Error("a city built from other inputs has the same tag")
	}
	newer := serve(t, func(o *rest.Options) { o.Version = "0.2.0" })
	if newer.ok(path).Header.Get("ETag") == before {
		t.Error("another version of the program has the same tag")
	}
}

func TestIfNoneMatch(t *testing.T) {
	var searches atomic.Int32
	a := exporting(t, lines{export: func(context.Context, *coverage.Engine) error {
		searches.Add(1)
		return nil
	}})
	for _, path := range []string{"/v1/cities/drawn/coverage?service=clinic", drawnExport} {
		tag := a.ok(path).Header.Get("ETag")
		for _, c := range []struct {
			name, value string
			want        int
		}{
			{"the tag", tag, 304},
			{"any", "*", 304},
			{"another", `"other"`, 200},
		} {
			t.Run(path+" "+c.name, func(t *testing.T) {
				before := searches.Load()
				r := a.get(path, "If-None-Match", c.value)
				if r.StatusCode != c.want {
					t.Fatalf("got %s", r.Status)
				}
				if c.want == 304 && (len(r.body) > 0 || r.Header.Get("ETag") != tag || r.Header.Get("Vary") == "" || r.Header.Get("Cache-Control") == "") {
					t.Errorf("got %d bytes, %v", len(r.body), r.Header)
				}
				if want := path == drawnExport && c.value != tag; (searches.Load() != before) != want {
					t.Errorf("it searched the city: %v, want %v", !want, want)
				}
			})
		}
		if r := a.get(path+"&lang=zh", "If-None-Match", tag); r.StatusCode != 200 {
			t.Errorf("another language: %s", r.Status)
		}
	}
	a.problem(a.get("/v1/cities/drawn/facilities?service=spa", "If-None-Match", "*"), "unknown-service", 404)
	doc := a.ok("/openapi.json")
	if r := a.get("/openapi.json", "If-None-Match", doc.Header.Get("ETag")); r.StatusCode != http.StatusNotModified {
		t.Errorf("openapi.json: %s", r.Status)
	}
}

func TestAbsoluteLinksFollowTheOutside(t *testing.T) {
	a := serve(t)
	host := strings.TrimPrefix(a.URL, "http://")
	for _, c := range []struct {
		name, want string
		headers    []string
	}{
		{"the request's host", "http://" + host, nil},
		{"a proxy", "https://life.example/city", []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "life.example", "X-Forwarded-Prefix", "/city/"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := into[rest.CitiesDocument](t, a.ok("/v1/cities", c.headers...)).Links.Self
			if got != c.want+"/v1/cities" {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	fixed := serve(t, func(o *rest.Options) { o.BaseURL = "https://life.example/base/" })
	got := into[rest.CitiesDocument](t, fixed.ok("/v1/cities", "X-Forwarded-Host", "other.example")).Links.Self
	if got != "https://life.example/base/v1/cities" {
		t.Errorf("with a base URL: %s", got)
	}
	if _, err := rest.New(rest.Options{Cities: a.cities, BaseURL: "life.example"}); err == nil {
		t.Error("a base URL that is none is taken")
	}
}
