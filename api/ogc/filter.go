package ogc

import (
	"errors"
	"strconv"
	"strings"

	"lifecircle/api/ogc/cql2"
	"lifecircle/api/respond"
	"lifecircle/coverage/layers"
)

// filterLang is the language of filters.
const filterLang = "cql2-text"

// A condition is what a feature has to meet.
type condition func(layers.Feature) bool

// conditions reads all that a query asks of features; empty: they all match.
func (r *request) conditions() ([]condition, error) {
	var out []condition
	if err := r.checkDatetime(); err != nil {
		return nil, err
	}
	where, err := r.region()
	if err != nil {
		return nil, err
	}
	if where != nil {
		out = append(out, func(f layers.Feature) bool { return where.meets(f.Geometry) })
	}
	f, err := r.filter()
	if err != nil {
		return nil, err
	}
	if f != nil {
		out = append(out, func(row layers.Feature) bool {
			return f.Matches(func(i int) any { return row.Values[i] })
		})
	}
	equal, err := r.equalities()
	return append(out, equal...), err
}

// equalities reads the parameters that are columns.
func (r *request) equalities() ([]condition, error) {
	var out []condition
	for _, p := range itemsParameters(r) {
		if p.column == nil || !r.query.Has(p.name) {
			continue
		}
		at := 0
		for i := range r.layer.Columns {
			if r.layer.Columns[i].Name == p.name {
				at = i
			}
		}
		want, err := r.value(p.column, r.query.Get(p.name))
		if err != nil {
			return nil, err
		}
		out = append(out, func(f layers.Feature) bool {
			if n, ok := f.Values[at].(int64); ok {
				return float64(n) == want
			}
			return f.Values[at] == want
		})
	}
	return out, nil
}

// filter reads filter, filter-lang and filter-crs; nil where there is none. Basic
// CQL2 has no geometries, so that the last decides nothing.
func (r *request) filter() (*cql2.Filter, error) {
	if l := r.query.Get("filter-lang"); r.query.Has("filter-lang") && l != filterLang {
		return nil, respond.InvalidParameter("filter-lang", l, respond.OneOf(r.lang, filterLang))
	}
	if _, err := r.system("filter-crs"); err != nil {
		return nil, err
	}
	if !r.query.Has("filter") {
		return nil, nil
	}
	properties := make([]cql2.Property, len(r.layer.Columns))
	for i, c := range r.layer.Columns {
		properties[i] = cql2.Property{Name: c.Name, Kind: kindOf(c.Kind)}
	}
	f, err := cql2.Parse(r.query.Get("filter"), properties)
	var e *cql2.Error
	if errors.As(err, &e) {
		return nil, r.badFilter(e)
	}
	return f, err
}

func kindOf(k layers.ColumnKind) cql2.Kind {
	switch k {
	case layers.ColumnWhole, layers.ColumnReal:
		return cql2.Number
	case layers.ColumnFlag:
		return cql2.Bool
	case layers.ColumnDate:
		return cql2.Date
	}
	return cql2.Text
}

// faultWords are the keys of what is wrong with a filter.
var faultWords = map[cql2.Fault]string{
	cql2.TooLong: "ogc.filter_long", cql2.TooDeep: "ogc.filter_deep", cql2.BadCharacter: "ogc.filter_character",
	cql2.OpenText: "ogc.filter_quote", cql2.BadNumber: "ogc.filter_number", cql2.BadDate: "ogc.filter_date",
	cql2.NoSuchProperty: "ogc.filter_property", cql2.NoSuchFunction: "ogc.filter_function", cql2.NotOfKind: "ogc.filter_kind",
	cql2.WantsValue: "ogc.filter_value", cql2.WantsComparison: "ogc.filter_comparison", cql2.WantsClosing: "ogc.filter_closing",
	cql2.WantsEnd: "ogc.filter_end", cql2.WantsNull: "ogc.filter_null",
}

// badFilter points at the character.
func (r *request) badFilter(e *cql2.Error) *respond.Fault {
	near := e.Near
	if near == "" {
		near = r.say("ogc.filter_at_end")
	}
	p := &respond.Fault{Kind: respond.KindInvalidFilter, Parameter: "filter", Value: r.query.Get("filter")}
	var known []string
	for _, c := range r.layer.Columns {
		known = append(known, c.Name)
	}
	if e.Fault == cql2.NoSuchProperty {
		p.Known = known
	}
	p.Pairs = []string{"at", strconv.Itoa(e.At), "near", near, "why", r.say(faultWords[e.Fault],
		"name", respond.Cut(e.Name), "known", strings.Join(known[:min(len(known), respond.MaxKnown)], ", "),
		"bytes", strconv.Itoa(cql2.MaxBytes), "depth", strconv.Itoa(cql2.MaxDepth))}
	return p
}
