package layers

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
)

// A columnList describes the columns of a layer and what each says of a T, under names
// of which no two are alike, whatever services and groups are called.
type columnList[T any] struct {
	layer   ID
	columns []Column
	say     []func(T) any // of each column; the value is nil where it is unknown
	taken   map[string]bool
}

// values are what the columns say, in their order.
func (l *columnList[T]) values(of T) []any {
	out := make([]any, len(l.say))
	for i, say := range l.say {
		out[i] = say(of)
	}
	return out
}

// add adds a column, whose words stand under the layer and its name:
// layer_gaps.misses_least_s.
func (l *columnList[T]) add(name string, kind ColumnKind, unit string, say func(T) any) {
	l.put(name, kind, Title{Key: "layer_" + string(l.layer) + "." + name}, unit, say)
}

// shared adds a column that says the same in every layer.
func (l *columnList[T]) shared(name string, kind ColumnKind, unit string, say func(T) any) {
	l.put(name, kind, Title{Key: "layer_any." + name}, unit, say)
}

// people adds the column of a population group.
func (l *columnList[T]) people(group string, say func(T) any) {
	l.put("people_"+group, ColumnReal, Title{Key: "layer_any.people_group", Group: group}, "people", say)
}

// addOf adds a column about a service: clinic_coverage of layer_districts.coverage.
func (l *columnList[T]) addOf(s coverage.Service, name string, kind ColumnKind, unit string, say func(T) any) {
	called := s.Names
	called.Plain = cmp.Or(called.Plain, s.ID)
	l.put(s.ID+"_"+name, kind, Title{Key: "layer_" + string(l.layer) + "." + name, Service: called}, unit, say)
	l.columns[len(l.columns)-1].Service = s.ID
}

// names adds the columns of what things are called.
func (l *columnList[T]) names(translated bool, say func(T) coverage.Names) {
	l.shared("name", ColumnText, "", func(of T) any {
		n := say(of)
		return orNull(cmp.Or(n.Plain, n.ZH, n.EN))
	})
	if translated {
		l.shared("name_zh", ColumnText, "", func(of T) any { return orNull(say(of).ZH) })
		l.shared("name_en", ColumnText, "", func(of T) any { return orNull(say(of).EN) })
	}
}

// put adds a column. A name that is taken gets a number.
func (l *columnList[T]) put(name string, kind ColumnKind, title Title, unit string, say func(T) any) {
	if l.taken == nil {
		l.taken = map[string]bool{}
	}
	free := name
	for n := 2; l.taken[strings.ToLower(free)]; n++ {
		free = fmt.Sprintf("%s_%d", name, n)
	}
	l.taken[strings.ToLower(free)] = true
	l.columns = append(l.columns, Column{Name: free, Kind: kind, Title: title, Unit: unit})
	l.say = append(l.say, say)
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
