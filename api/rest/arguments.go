package rest

import (
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

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
func parse(raw string, declared []*huma.Param, lang answer.Lang) (arguments, *respond.Fault) {
	values, f := respond.ParseQuery(raw, MaxQueryBytes)
	if f != nil {
		return nil, f
	}
	return checkAll(values, declared, lang)
}

// checkAll checks what is given by name against the parameters that a route
// declares; nil is not given.
func checkAll(values url.Values, declared []*huma.Param, lang answer.Lang) (arguments, *respond.Fault) {
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
	for _, name := range known { // in declared order: the same fault whatever the request's
		if raw := values[name]; raw != nil {
			checked, f := check(byName[name], raw, lang)
			if f != nil {
				return nil, f
			}
			out[name] = checked
		} else if byName[name].Required {
			return nil, respond.MissingParameter(lang, name)
		}
	}
	return out, nil
}

func unknown(values url.Values, byName map[string]*huma.Param, known []string, lang answer.Lang) *respond.Fault {
	var names []string
	for name := range values {
		if byName[name] == nil {
			names = append(names, respond.Cut(name))
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return respond.UnknownParameters(lang, names[:min(len(names), respond.MaxKnown)], known)
}

// check returns a parameter's values in their canonical form.
func check(p *huma.Param, raw []string, lang answer.Lang) ([]string, *respond.Fault) {
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
		return nil, respond.RepeatedParameter(p.Name, len(raw))
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
			f := respond.InvalidParameter(p.Name, v, why)
			for _, e := range schema.Enum {
				f.Known = append(f.Known, e.(string))
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
	case s.Pattern == pointPattern:
		if v, ok := canonicalPoint(v); ok {
			return v, ""
		}
		return "", say("problem.why_point")
	case s.Pattern == degreesPattern && !patterns[degreesPattern].MatchString(v):
		return "", say("problem.why_degrees")
	case patterns[s.Pattern] != nil && !patterns[s.Pattern].MatchString(v):
		return "", say("problem.why_pattern", "pattern", s.Pattern)
	case s.Enum != nil && !slices.Contains(s.Enum, any(v)):
		known := make([]string, len(s.Enum))
		for i, e := range s.Enum {
			known[i] = e.(string)
		}
		return "", respond.OneOf(lang, known...)
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
	case s.Minimum != nil && n < *s.Minimum:
		return "", say("problem.why_at_least", "n", strconv.FormatFloat(*s.Minimum, 'f', -1, 64))
	}
	return strconv.FormatFloat(n, 'f', -1, 64), ""
}

// canonicalPoint writes a point in one way; false where it is none on earth.
func canonicalPoint(v string) (string, bool) {
	if !patterns[pointPattern].MatchString(v) {
		return "", false
	}
	p := pointOf(v)
	if math.Abs(p[0]) > 180 || math.Abs(p[1]) > 90 {
		return "", false
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	return number(p[0]) + "," + number(p[1]), true
}

// pointOf reads a point that matches its pattern.
func pointOf(v string) orb.Point {
	lon, lat, _ := strings.Cut(v, ",")
	x, _ := strconv.ParseFloat(lon, 64) // of the pattern
	y, _ := strconv.ParseFloat(lat, 64)
	return orb.Point{x + 0, y + 0} // + 0: not -0
}

// point returns a point that was given, or nil.
func (a arguments) point(name string) *orb.Point {
	if !a.has(name) {
		return nil
	}
	return new(pointOf(a.one(name)))
}

// number returns a number that was given, or 0.
func (a arguments) number(name string) float64 {
	n, _ := strconv.ParseFloat(a.one(name), 64) // checked
	return n
}

// treatments returns how residents' streets are to be treated, an answer each.
func (a arguments) treatments() []streets.Private {
	var out []streets.Private
	for _, t := range a["private"] {
		out = append(out, streets.Private(t))
	}
	return out
}

// scope reads whom a question counts, and how they walk.
func (a arguments) scope() coverage.Scope {
	return coverage.Scope{
		Group: a.one("group"), Area: coverage.Area(a.one("area")), Weight: a.one("weight"),
		Minutes: a.number("minutes"), Profile: a.one("profile"), Private: streets.Private(a.one("private")),
		District: a.district(), Level: a.level(),
	}
}

// question makes the coverage query of checked arguments, which may have several
// limits and treatments.
func (a arguments) question() coverage.Query {
	q := coverage.Query{
		Scope: a.scope(), Services: a["service"], AllOf: a["all_of"], MeanOf: a["mean_of"],
		Limits: a.limits(), Treatments: a.treatments(),
	}
	q.Minutes, q.Private = 0, ""
	return q
}

// limits returns the walking limits asked for.
func (a arguments) limits() []float64 {
	var out []float64
	for _, m := range a["minutes"] {
		n, _ := strconv.ParseFloat(m, 64) // checked
		out = append(out, n)
	}
	return out
}

func (a arguments) district() *string {
	if !a.has("district") {
		return nil
	}
	return new(a.one("district"))
}

func (a arguments) level() *int {
	if !a.has("level") {
		return nil
	}
	n, _ := strconv.Atoi(a.one("level")) // checked
	return &n
}

func countOf(known []string) string { return strconv.Itoa(len(known)) }
