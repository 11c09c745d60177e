package ogc_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// matching asks with a filter and returns how many districts match.
func (a *api) matching(filter string) int {
	a.t.Helper()
	return a.page("/collections/districts/items" + q("filter", filter, "filter-lang", "cql2-text")).NumberMatched
}

// OGC 19-079r2, requirements classes Queryables, Queryables as Query Parameters,
// Filter and Features Filter.
func TestFiltering(t *testing.T) {
	a := serve(t)
	a.run("/req/queryables/get-queryables-op and get-queryables-response", func(a *api) {
		d := a.json("/collections/districts/queryables", mediaSchema)
		if d["$schema"] != "https://json-schema.org/draft/2020-12/schema" || d["$id"] != a.URL+"/ogc/drawn/collections/districts/queryables" || d["type"] != "object" {
			a.t.Errorf("%v", d)
		}
		for name, want := range map[string]string{"code": "string", "level": "integer", "clinic_coverage": "number", "clinic_meets": "boolean", "opens": "string"} {
			if p := d["properties"].(map[string]any)[name].(map[string]any); p["type"] != want {
				a.t.Errorf("%s is %v", name, p)
			}
		}
	})
	a.run("/req/queryables/queryables-link", func(a *api) {
		const rel = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
		if l := find(linksOf(a.t, a.json("/collections/districts", mediaJSON)), rel); l == nil || l.Type != mediaSchema {
			a.t.Errorf("%+v", l)
		}
		for _, path := range []string{"/collections/districts", "/collections/districts/items"} {
			if h := strings.Join(a.get(path).Header.Values("Link"), ", "); !strings.Contains(h, "/collections/districts/queryables>; rel=\""+rel+`"`) {
				a.t.Errorf("%s: Link %s", path, h)
			}
		}
	})
	a.run("/req/queryables-query-parameters/parameters", func(a *api) {
		for query, want := range map[string]int{
			"code=07": 1, "level=8": 40, "level=8.0": 40, "level=9": 0, "clinic_coverage=1": 13, "clinic_coverage=0.25": 1, "clinic_meets=true": 20, "clinic_meets=false": 8, "clinic_meets=1": 20, "clinic_meets=0": 8,
			"opens=2024-05-01": 28, "opens=2024-05-02": 0, "name=District+4": 1, "name=": 0, "clinic_coverage=1&clinic_meets=true": 13,
		} {
			if got := a.page("/collections/districts/items?" + query).NumberMatched; got != want {
				a.t.Errorf("%s matches %d, want %d", query, got, want)
			}
		}
		if got := a.page("/collections/districts/items?limit=5").NumberReturned; got != 5 {
			a.t.Errorf("limit, which is also a column, gives %d", got)
		}
	})
	a.run("/req/filter/filter-param and response, /req/features-filter/filter-param", func(a *api) {
		for filter, want := range map[string]int{
			"level = 8": 40, "clinic_coverage IS NULL": 12, "clinic_coverage < 0.3": 5, "NOT clinic_coverage < 0.3": 23, "clinic_meets = TRUE AND clinic_coverage < 1": 7,
			"name = 'O''Brien \"江湾\" <b>\\\\'": 1, `"limit" = '50'`: 28, "opens >= DATE('2024-05-01')": 28, "code >= '38' OR code = '01'": 3,
		} {
			if got := a.matching(filter); got != want {
				a.t.Errorf("%s matches %d, want %d", filter, got, want)
			}
		}
	})
	a.run("/req/filter/filter-lang-param", func(a *api) {
		if n := a.page("/collections/districts/items" + q("filter", "level = 8")).NumberMatched; n != 40 {
			a.t.Errorf("without filter-lang %d match", n)
		}
		a.problem("/collections/districts/items"+q("filter", "{}", "filter-lang", "cql2-json"), "invalid-parameter", 400)
	})
	a.run("/req/filter/filter-crs-wgs84 and filter-crs-param", func(a *api) {
		for _, uri := range systems {
			a.page("/collections/districts/items" + q("filter", "level = 8", "filter-crs", uri))
		}
		a.problem("/collections/districts/items"+q("filter", "level = 8", "filter-crs", "EPSG:1"), "invalid-parameter", 400)
	})
	a.run("/req/filter/mixing-expressions", func(a *api) {
		p := a.page("/collections/districts/items" + q("filter", "clinic_coverage < 0.3", "clinic_meets", "true", "bbox", "121.4,31.13,121.48,31.14"))
		var ids []string
		for _, f := range p.Features {
			ids = append(ids, f.ID)
		}
		if !slices.Equal(ids, []string{"26", "28"}) {
			a.t.Errorf("%v", ids)
		}
	})
	a.run("/req/filter/expression-construction: what is no queryable is refused", func(a *api) {
		p := a.problem("/collections/districts/items"+q("filter", "level = 8 AND levl = 9"), "invalid-filter", 400)
		if !strings.Contains(p.Detail, "character 15 (levl = 9)") || !slices.Contains(p.Known, "level") || p.Parameter != "filter" {
			a.t.Errorf("%+v", p)
		}
	})
}

// OGC 21-065r2, requirements classes CQL2 Text and Basic CQL2; the grammar's own
// tests stand in package cql2.
func TestCQL2(t *testing.T) {
	a := serve(t)
	a.run("/req/cql2-text/basic-cql2 and /req/basic-cql2/cql2-filter", func(a *api) {
		if got := a.matching("(level = 8 AND NOT clinic_meets = FALSE) OR clinic_coverage IS NULL"); got != 32 {
			a.t.Errorf("%d match", got)
		}
	})
	a.run("/req/basic-cql2/property", func(a *api) {
		if got := a.matching(`"code" = '07' OR code = '08'`); got != 2 {
			a.t.Errorf("%d match", got)
		}
	})
	a.run("/req/basic-cql2/binary-comparison-predicate", func(a *api) {
		for operator, want := range map[string]int{"=": 1, "<>": 27, "<": 5, ">": 22, "<=": 6, ">=": 23} {
			if got := a.matching("clinic_coverage " + operator + " 0.3"); got != want {
				a.t.Errorf("%s matches %d, want %d", operator, got, want)
			}
		}
	})
	a.run("/req/basic-cql2/null-predicate", func(a *api) {
		if n, m := a.matching("clinic_coverage IS NULL"), a.matching("clinic_coverage IS NOT NULL"); n != 12 || m != 28 {
			a.t.Errorf("%d and %d", n, m)
		}
	})
	a.run("/req/cql2-text/escaping", func(a *api) {
		if got := a.matching(`name = 'O\'Brien "江湾" <b>\\'`); got != 1 {
			a.t.Errorf("%d match", got)
		}
	})
	a.run("/req/cql2-text/filter-lang", func(a *api) { a.matching("level = 8") })
}

// Every fault has words in both languages, and the character.
func TestBrokenFiltersPointAtTheCharacter(t *testing.T) {
	a := serve(t)
	for filter, at := range map[string]int{
		"": 1, "level =": 8, "level 8": 7, "level = '8'": 9, "name = 'abc": 8, "(level = 8": 11, "level = 8)": 10, "level & 8": 7, "level = 1.2.3": 9,
		"opens = DATE('x')": 14, "f(1) = 2": 1, "level IS 8": 10, strings.Repeat("NOT ", 60) + "TRUE": 205, strings.Repeat(" ", 5000): 4097,
	} {
		for _, lang := range []string{"en", "zh"} {
			p := a.problem("/collections/districts/items"+q("filter", filter, "lang", lang), "invalid-filter", 400)
			want := "character " + strconv.Itoa(at) + " "
			if lang == "zh" {
				want = "第 " + strconv.Itoa(at) + " 个字符"
			}
			if !strings.Contains(p.Detail, want) {
				t.Errorf("%q: %s", filter, p.Detail)
			}
		}
	}
}
