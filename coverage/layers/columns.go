package layers

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
)

// A columnList collects the columns of a layer under names of which no two are
// alike, whatever services and groups are called.
type columnList struct {
	layer   ID
	columns []Column
	taken   map[string]bool
}

// add adds a column, whose words stand under the layer and its name:
// layer_gaps.misses_least_s.
func (l *columnList) add(name string, kind ColumnKind, unit string) {
	l.put(name, kind, Title{Key: "layer_" + string(l.layer) + "." + name}, unit)
}

// shared adds a column that says the same in every layer.
func (l *columnList) shared(name string, kind ColumnKind, unit string) {
	l.put(name, kind, Title{Key: "layer_any." + name}, unit)
}

// people adds the column of a population group.
func (l *columnList) people(group string) {
	l.put("people_"+group, ColumnReal, Title{Key: "layer_any.people_group", Group: group}, "people")
}

// addOf adds a column about a service: clinic_coverage of layer_districts.coverage.
func (l *columnList) addOf(s coverage.Service, name string, kind ColumnKind, unit string) {
	called := s.Names
	called.Plain = cmp.Or(called.Plain, s.ID)
	l.put(s.ID+"_"+name, kind, Title{Key: "layer_" + string(l.layer) + "." + name, Service: called}, unit)
	l.columns[len(l.columns)-1].Service = s.ID
}

// put adds a column. A name that is taken gets a number.
func (l *columnList) put(name string, kind ColumnKind, title Title, unit string) {
	if l.taken == nil {
		l.taken = map[string]bool{}
	}
	free := name
	for n := 2; l.taken[strings.ToLower(free)]; n++ {
		free = fmt.Sprintf("%s_%d", name, n)
	}
	l.taken[strings.ToLower(free)] = true
	l.columns = append(l.columns, Column{Name: free, Kind: kind, Title: title, Unit: unit})
}

// names adds the columns of what things are called.
func (l *columnList) names(translated bool) {
	l.shared("name", ColumnText, "")
	if translated {
		l.shared("name_zh", ColumnText, "")
		l.shared("name_en", ColumnText, "")
	}
}

// appendNames appends the values of [columnList.names].
func appendNames(values []any, n coverage.Names, translated bool) []any {
	values = append(values, orNull(cmp.Or(n.Plain, n.ZH, n.EN)))
	if translated {
		values = append(values, orNull(n.ZH), orNull(n.EN))
	}
	return values
}

// isTranslated reports whether a name is there in a language.
func isTranslated(n coverage.Names) bool { return n.ZH != "" || n.EN != "" }

// orNull returns nil for "".
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// value returns what a pointer points to, and nil for nil.
func value[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// people returns an amount in ones, and nil where it is missing.
func people(a *coverage.Amount) any {
	if a == nil || *a == coverage.Missing {
		return nil
	}
	return float64(*a) / 1000
}

// seconds returns milliseconds in seconds, and nil for nil.
func seconds(ms *int64) any {
	if ms == nil {
		return nil
	}
	return float64(*ms) / 1000
}

// A boundBuilder accumulates a bound.
type boundBuilder struct {
	bound orb.Bound
	any   bool
}

func (b *boundBuilder) add(g orb.Bound) {
	if !b.any {
		b.bound, b.any = g, true
		return
	}
	b.bound = b.bound.Union(g)
}
