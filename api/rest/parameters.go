package rest

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage"
)

// Limits of a request, stated in the OpenAPI document and checked from it.
const (
	MaxQueryBytes = 8 << 10 // of everything after the question mark
	MaxNames      = 100     // services in a list
	MaxNameLength = 64      // characters of an id or a code
)

const idPattern = "^[a-z0-9_]+$"

func ptr[T any](v T) *T { return &v }

func words[T ~string](ws ...T) []any {
	out := make([]any, len(ws))
	for i, w := range ws {
		out[i] = string(w)
	}
	return out
}

func query(name, description string, schema *huma.Schema, example any) *huma.Param {
	p := &huma.Param{Name: name, In: "query", Description: description, Schema: schema, Example: example}
	if schema.Type == huma.TypeArray {
		p.Style, p.Explode = "form", ptr(false)
		p.Description += " A list: separated by commas, or the parameter repeated."
	}
	return p
}

func idList(name, description string, example any) *huma.Param {
	return query(name, description, &huma.Schema{
		Type: huma.TypeArray, MinItems: ptr(1), MaxItems: ptr(MaxNames), UniqueItems: true,
		Items: &huma.Schema{Type: huma.TypeString, Pattern: idPattern, MaxLength: ptr(MaxNameLength)},
	}, example)
}

// The parameters there are. Routes declare which of them they take.
var (
	paramCity = &huma.Param{
		Name: "city", In: "path", Required: true, Description: "Name of the city, as in /v1/cities.", Example: "newtown",
		Schema: &huma.Schema{Type: huma.TypeString, Pattern: "^[a-z0-9-]+$", MaxLength: ptr(MaxNameLength)},
	}
	paramService  = idList("service", "Ids of services; all of the city's if absent.", []any{"clinic", "elderly"})
	paramAllOf    = idList("all_of", "A bundle of services: the people who reach every one. With all_of or mean_of, only the bundles' rows are given.", []any{"clinic", "market"})
	paramMeanOf   = idList("mean_of", "A bundle of services: the mean of their coverages.", []any{"clinic", "market"})
	paramDistrict = func() *huma.Param {
		p := query("district", "Code of a district; empty is the demand in no district.",
			&huma.Schema{Type: huma.TypeString, MaxLength: ptr(MaxNameLength)}, "310101")
		p.AllowEmptyValue = true
		return p
	}()
	paramLevel = query("level", "Only districts of this level.",
		&huma.Schema{Type: huma.TypeInteger, Minimum: ptr(0.0), Maximum: ptr(1000.0)}, 8)
	paramGroup = query("group", "The population group counted, instead of the service's own.",
		&huma.Schema{Type: huma.TypeString, Pattern: idPattern, MaxLength: ptr(MaxNameLength)}, "age_60_plus")
	paramArea = query("area", "Whose places count, instead of the service's own.",
		&huma.Schema{Type: huma.TypeString, Enum: words(coverage.AreaAll, coverage.AreaUrban, coverage.AreaRural)}, "urban")
	paramWeight = query("weight", "What is counted; people if absent.",
		&huma.Schema{Type: huma.TypeString, Enum: words(append([]string{coverage.WeightPeople}, coverage.Weights...)...)}, "buildings")
	paramMinutes = query("minutes", "Walking limits, instead of the services' own; target, verdict and shortfall are null at others than a service's own.",
		&huma.Schema{
			Type: huma.TypeArray, MinItems: ptr(1), MaxItems: ptr(coverage.MaxLimits), UniqueItems: true,
			Items: &huma.Schema{Type: huma.TypeNumber, ExclusiveMinimum: ptr(0.0), Maximum: ptr(float64(coverage.MaxMinutes))},
		}, []any{5, 10, 15})
	paramLimit = query("minutes", "The walking limit, instead of the services' own.",
		&huma.Schema{Type: huma.TypeNumber, ExclusiveMinimum: ptr(0.0), Maximum: ptr(float64(coverage.MaxMinutes))}, 15)
	paramLang = query("lang", "Language of names and of problems; wins over Accept-Language.",
		&huma.Schema{Type: huma.TypeString, Enum: words(answer.Langs...)}, "zh")
	paramLayout = query("layout", "Of GeoJSON: wide is a feature per district with a column per service and number, long a feature per row.",
		&huma.Schema{Type: huma.TypeString, Enum: words(answer.Wide, answer.Long), Default: string(answer.Wide)}, "long")
)

// paramFormat declares f for the formats of a route.
func paramFormat(formats []answer.Format) *huma.Param {
	return query("f", "Format; wins over Accept.", &huma.Schema{Type: huma.TypeString, Enum: words(formats...)}, string(formats[0]))
}

// arguments are a request's query parameters, checked: a value for a single
// parameter, several for a list.
type arguments map[string][]string

func (a arguments) has(name string) bool { return len(a[name]) > 0 }

func (a arguments) one(name string) string {
	if len(a[name]) == 0 {
		return ""
	}
	return a[name][0]
}

// canonical writes the arguments in one way, whatever the order and spelling
// they came in, without those whose effect is in the answer's name already.
func (a arguments) canonical() string {
	v := url.Values{}
	for name, values := range a {
		if name != "lang" && name != "f" {
			v[name] = values
		}
	}
	return v.Encode() // sorted by name
}

// parse checks a query against the parameters that a route declares.
func parse(raw string, declared []*huma.Param, lang answer.Lang) (arguments, *fault) {
	if len(raw) > MaxQueryBytes {
		return nil, &fault{kind: queryTooLong, pairs: []string{"n", strconv.Itoa(MaxQueryBytes)}}
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, &fault{kind: malformedQuery, pairs: []string{"why", err.Error()}, cause: err}
	}
	byName := map[string]*huma.Param{}
	var known []string
	for _, p := range declared {
		if p.In == "query" {
			byName[p.Name] = p
			known = append(known, p.Name)
		}
	}
	if f := unknown(values, byName, known, lang); f != nil {
		return nil, f
	}
	out := arguments{}
	for _, name := range known { // in declared order: the same fault whatever the query's
		if raw, ok := values[name]; ok {
			checked, f := check(byName[name], raw, lang)
			if f != nil {
				return nil, f
			}
			out[name] = checked
		}
	}
	return out, nil
}

func unknown(values url.Values, byName map[string]*huma.Param, known []string, lang answer.Lang) *fault {
	var names []string
	for name := range values {
		if byName[name] == nil {
			names = append(names, cut(name))
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	names = names[:min(len(names), mostKnown)]
	takes := answer.Say(lang, "problem.takes_none")
	if len(known) > 0 {
		takes = answer.Say(lang, "problem.takes", "known", strings.Join(known, ", "))
	}
	return &fault{
		kind: unknownParameter, parameter: names[0], known: known,
		pairs: []string{"names", strings.Join(names, ", "), "takes", takes},
	}
}

// check returns a parameter's values in their canonical form.
func check(p *huma.Param, raw []string, lang answer.Lang) ([]string, *fault) {
	schema := p.Schema
	values := raw
	if schema.Type == huma.TypeArray {
		values = nil
		for _, v := range raw {
			for item := range strings.SplitSeq(v, ",") {
				values = append(values, strings.TrimSpace(item))
			}
		}
		schema = schema.Items
	} else if len(raw) > 1 {
		return nil, &fault{kind: repeatedParameter, parameter: p.Name, pairs: []string{"parameter", p.Name, "n", strconv.Itoa(len(raw))}}
	}
	out := make([]string, 0, len(values))
	for _, v := range values {
		canonical, why := checkValue(schema, v, p.AllowEmptyValue, lang)
		if why == "" && p.Schema.UniqueItems && slices.Contains(out, canonical) {
			why = answer.Say(lang, "problem.why_twice")
		}
		if why == "" && p.Schema.MaxItems != nil && len(out) == *p.Schema.MaxItems {
			why = answer.Say(lang, "problem.why_many", "n", strconv.Itoa(*p.Schema.MaxItems))
		}
		if why != "" {
			f := &fault{kind: invalidParameter, parameter: p.Name, value: v, pairs: []string{"parameter", p.Name, "value", cut(v), "why", why}}
			for _, e := range schema.Enum {
				f.known = append(f.known, e.(string))
			}
			return nil, f
		}
		out = append(out, canonical)
	}
	return out, nil
}

var (
	decimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
	whole   = regexp.MustCompile(`^[0-9]+$`)
	id      = regexp.MustCompile(idPattern)
)

// checkValue returns a value in its canonical form, or why it cannot be one.
func checkValue(s *huma.Schema, v string, mayBeEmpty bool, lang answer.Lang) (canonical, why string) {
	say := func(key string, pairs ...string) string { return answer.Say(lang, key, pairs...) }
	if v == "" {
		if mayBeEmpty {
			return "", ""
		}
		return "", say("problem.why_empty")
	}
	switch {
	case s.MaxLength != nil && utf8.RuneCountInString(v) > *s.MaxLength:
		return "", say("problem.why_long", "n", strconv.Itoa(*s.MaxLength))
	case !utf8.ValidString(v):
		return "", say("problem.why_utf8")
	case s.Pattern == idPattern && !id.MatchString(v):
		return "", say("problem.why_pattern", "pattern", s.Pattern)
	case s.Enum != nil && !slices.Contains(s.Enum, any(v)):
		known := make([]string, len(s.Enum))
		for i, e := range s.Enum {
			known[i] = e.(string)
		}
		return "", say("problem.why_known", "known", strings.Join(known, ", "))
	case s.Type == huma.TypeInteger && !whole.MatchString(v):
		return "", say("problem.why_integer")
	case s.Type == huma.TypeNumber && !decimal.MatchString(v):
		return "", say("problem.why_number")
	case s.Type != huma.TypeInteger && s.Type != huma.TypeNumber:
		return v, ""
	}
	n, err := strconv.ParseFloat(v, 64)
	switch {
	case err != nil || s.Maximum != nil && n > *s.Maximum:
		return "", say("problem.why_at_most", "n", strconv.FormatFloat(*s.Maximum, 'f', -1, 64))
	case s.ExclusiveMinimum != nil && n <= *s.ExclusiveMinimum:
		return "", say("problem.why_over", "n", strconv.FormatFloat(*s.ExclusiveMinimum, 'f', -1, 64))
	}
	return strconv.FormatFloat(n, 'f', -1, 64), ""
}

// question makes the coverage query of checked arguments.
func (a arguments) question() coverage.Query {
	q := coverage.Query{
		Services: a["service"], AllOf: a["all_of"], MeanOf: a["mean_of"],
		Group: a.one("group"), Area: coverage.Area(a.one("area")), Weight: a.one("weight"),
	}
	if a.has("district") {
		q.District = ptr(a.one("district"))
	}
	q.Level = a.level()
	for _, m := range a["minutes"] {
		n, _ := strconv.ParseFloat(m, 64) // checked
		q.Minutes = append(q.Minutes, n)
	}
	return q
}

func (a arguments) level() *int {
	if !a.has("level") {
		return nil
	}
	n, _ := strconv.Atoi(a.one("level")) // checked
	return &n
}

func countOf(known []string) string { return strconv.Itoa(len(known)) }
