package ogc

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"lifecircle/api/respond"
	"lifecircle/coverage/layers"
)

// Limits of a page.
const (
	// DefaultLimit is how many features a page has unless it is said.
	DefaultLimit = 100
	// MaxLimit is the most; a larger limit is lowered to it.
	MaxLimit = 1000
)

// A parameter is what a query may have.
type parameter struct {
	name   string
	schema object
	about  string // key of the catalogue
	column *layers.Column
}

// itemParameters are those of one feature.
func itemParameters(*request) []parameter {
	return []parameter{{name: "crs", schema: object{"type": "string", "format": "uri"}, about: "ogc.param_crs"}}
}

// itemsParameters are those of a page of features: the standard's, and every
// column whose name is not one of them.
func itemsParameters(r *request) []parameter {
	uri := object{"type": "string", "format": "uri"}
	out := []parameter{
		{name: "limit", schema: object{"type": "integer", "minimum": 1, "maximum": MaxLimit, "default": DefaultLimit}, about: "ogc.param_limit"},
		{name: "bbox", schema: object{"type": "array", "minItems": 4, "maxItems": 6, "items": object{"type": "number"}}, about: "ogc.param_bbox"},
		{name: "bbox-crs", schema: uri, about: "ogc.param_bbox_crs"},
		{name: "datetime", schema: object{"type": "string"}, about: "ogc.param_datetime"},
		{name: "crs", schema: uri, about: "ogc.param_crs"},
		{name: "filter", schema: object{"type": "string"}, about: "ogc.param_filter"},
		{name: "filter-lang", schema: object{"type": "string", "enum": []string{filterLang}, "default": filterLang}, about: "ogc.param_filter_lang"},
		{name: "filter-crs", schema: uri, about: "ogc.param_filter_crs"},
		{name: "next", schema: object{"type": "string"}, about: "ogc.param_next"},
	}
	own := len(out)
	for i := range r.layer.Columns {
		c := &r.layer.Columns[i]
		taken := c.Name == "f" || c.Name == "lang" || slices.ContainsFunc(out[:own], func(p parameter) bool { return p.name == c.Name })
		if !taken {
			out = append(out, parameter{name: c.Name, schema: r.columnSchema(*c), column: c})
		}
	}
	return out
}

// limit returns how many features the page may have.
func (r *request) limit() (int, error) {
	v := r.query.Get("limit")
	if !r.query.Has("limit") {
		return DefaultLimit, nil
	}
	digits := v != "" && strings.Trim(v, "0123456789") == ""
	if !digits || strings.Trim(v, "0") == "" {
		return 0, respond.InvalidParameter("limit", v, r.say("ogc.why_limit", "n", strconv.Itoa(MaxLimit)))
	}
	n, err := strconv.Atoi(v)
	if err != nil { // longer than any int
		return MaxLimit, nil
	}
	return min(n, MaxLimit), nil
}

// system returns the reference system that a parameter names, else CRS84.
func (r *request) system(name string) (*crs, error) {
	all := systems(r.city(), r.layers)
	if !r.query.Has(name) {
		return all[0], nil
	}
	v := r.query.Get(name)
	for _, c := range all {
		if c.uri == v {
			return c, nil
		}
	}
	p := respond.InvalidParameter(name, v, respond.OneOf(r.lang, uris(all)...))
	p.Known = uris(all)
	return nil, p
}

// checkDatetime reads an instant or interval. No feature has a time, so each
// matches whatever is asked (OGC 17-069r4, /req/core/fc-time-response).
func (r *request) checkDatetime() error {
	v := r.query.Get("datetime")
	if !r.query.Has("datetime") {
		return nil
	}
	from, to, interval := strings.Cut(v, "/")
	first, ok1 := instant(from, interval)
	last, ok2 := first, true
	if interval {
		last, ok2 = instant(to, true)
	}
	open := interval && (first.IsZero() || last.IsZero())
	if !ok1 || !ok2 || !open && last.Before(first) || interval && first.IsZero() && last.IsZero() {
		return respond.InvalidParameter("datetime", v, r.say("ogc.why_datetime"))
	}
	return nil
}

// instant reads a time or a day; zero is an end left open.
func instant(v string, mayBeOpen bool) (time.Time, bool) {
	if v == "" || v == ".." {
		return time.Time{}, mayBeOpen
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, strings.ToUpper(v)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// value reads what a column is compared with.
func (r *request) value(c *layers.Column, v string) (any, error) {
	switch c.Kind {
	case layers.ColumnWhole, layers.ColumnReal:
		if n, err := strconv.ParseFloat(v, 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
			return n, nil
		}
		return nil, respond.InvalidParameter(c.Name, v, r.say("problem.why_number"))
	case layers.ColumnFlag:
		switch v {
		case "true", "1": // GDAL writes digits
			return true, nil
		case "false", "0":
			return false, nil
		}
		return nil, respond.InvalidParameter(c.Name, v, respond.OneOf(r.lang, "true", "false"))
	case layers.ColumnDate:
		if _, err := time.Parse(time.DateOnly, v); err != nil {
			return nil, respond.InvalidParameter(c.Name, v, r.say("ogc.why_date"))
		}
	}
	return v, nil
}
