package layers

import (
	"cmp"
	"fmt"
	"lifecircle/coverage"
	"strings"

	"github.com/paulmach/orb"
)

// A columnList collects the columns of a layer under names of which no two are
// alike, whatever services and groups are called.
type columnList struct {
	columns []Column
	taken   map[string]bool
}

// add adds a column. A name that is taken gets a number.
func (l *columnList) add(name string, kind ColumnKind, zh, en, unit string) {
	if l.taken == nil {
		l.taken = map[string]bool{}
	}
	free := name
	for n := 2; l.taken[strings.ToLower(free)]; n++ {
		free = fmt.Sprintf("%s_%d", name, n)
	}
	l.taken[strings.ToLower(free)] = true
	l.columns = append(l.columns, Column{Name: free, Kind: kind, Title: coverage.Names{Plain: en, ZH: zh, EN: en}, Unit: unit})
}

// addOf adds a column about a service.
func (l *columnList) addOf(s coverage.Service, suffix string, kind ColumnKind, zh, en, unit string) {
	l.add(s.ID+suffix, kind, cmp.Or(s.Names.In("zh"), s.ID)+"："+zh, cmp.Or(s.Names.In("en"), s.ID)+": "+en, unit)
	l.columns[len(l.columns)-1].Service = s.ID
}

// names adds the columns of what things are called.
func (l *columnList) names(translated bool) {
	l.add("name", ColumnText, "名称", "Name", "")
	if translated {
		l.add("name_zh", ColumnText, "中文名称", "Name in Chinese", "")
		l.add("name_en", ColumnText, "英文名称", "Name in English", "")
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
