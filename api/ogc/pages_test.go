package ogc_test

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"
)

var allPaths = []string{
	"", "/conformance", "/api", "/collections", "/collections/districts", "/collections/districts/queryables", "/collections/districts/schema",
	"/collections/districts/items", "/collections/districts/items?limit=3&level=8", "/collections/districts/items/05", "/collections/islands/items", "/collections/streets/items/x%3Fy%23z%25",
}

func asPage(path string) string {
	if strings.Contains(path, "?") {
		return path + "&f=html"
	}
	return path + "?f=html"
}

// OGC 17-069r4, requirements class HTML.
func TestHTML(t *testing.T) {
	a := serve(t)
	a.run("/req/html/definition", func(a *api) {
		for _, path := range allPaths {
			a.ok(asPage(path), mediaHTML)
		}
	})
	a.run("/req/html/content: all information in the body, all links as elements", func(a *api) {
		for _, path := range allPaths {
			body := string(a.ok(asPage(path), mediaHTML).body)
			if _, err := nethtml.Parse(strings.NewReader(body)); err != nil || !strings.HasPrefix(body, "<!DOCTYPE html>") {
				a.t.Errorf("%s: no HTML 5: %v", path, err)
			}
			var doc struct {
				Title, Description, Attribution string
				ConformsTo                      []string
				Links                           []link
				Features                        []feature
				Properties                      map[string]any
			}
			if err := json.Unmarshal(a.get(path).body, &doc); err != nil {
				a.t.Fatal(err)
			}
			text := html.UnescapeString(body)
			want := append([]string{doc.Title, doc.Description, doc.Attribution}, doc.ConformsTo...)
			for _, f := range doc.Features {
				want = append(want, f.ID, string(f.Geometry))
				for _, v := range f.Properties {
					if s, ok := v.(string); ok {
						want = append(want, s)
					}
				}
			}
			for _, l := range doc.Links {
				if l.Rel != "self" && l.Rel != "alternate" && l.Rel != "next" {
					want = append(want, `<a href="`+l.Href+`" rel="`+l.Rel+`"`)
				}
			}
			for _, w := range want {
				if !strings.Contains(text, w) {
					a.t.Errorf("%s lacks %s", path, w)
				}
			}
		}
	})
}

var foreign = regexp.MustCompile(`(?i)<script|<iframe|src=|@import|url\(|javascript:| on[a-z]+=`)

// Pages are plain, in the reader's language, and what a name says is text.
func TestPagesArePlain(t *testing.T) {
	a := serve(t)
	for _, path := range allPaths {
		body := string(a.ok(asPage(path), mediaHTML).body)
		if m := foreign.FindString(body); m != "" {
			t.Errorf("%s has %s", path, m)
		}
		if strings.Contains(body, "<b>") || strings.Contains(body, "<town>") || strings.Contains(body, "ogc.") {
			t.Errorf("%s shows a name as markup, or a word that has no words", path)
		}
		zh := string(a.ok(asPage(path)+"&lang=zh", mediaHTML).body)
		if !strings.Contains(zh, `<html lang="zh">`) || !strings.Contains(zh, "画城") {
			t.Errorf("%s is not in Chinese", path)
		}
	}
}
