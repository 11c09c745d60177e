package siting

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A tableReader is one table of a question on the way to its fields. What is wrong is
// noted, and the field stays as it was.
type tableReader struct {
	path []any
	m    map[string]any
	errs *[]error
}

// refuse notes what is wrong with a key, "" being the table itself.
func (r *tableReader) refuse(key, why string) bool {
	e := &FieldError{Path: slices.Clone(r.path), Why: why}
	if key != "" {
		e.Path = append(e.Path, key)
		if v, given := r.m[key]; given {
			e.Value = shown(v)
		}
	}
	*r.errs = append(*r.errs, e)
	return false
}

// shown writes a value as an error shows it.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		return quoted(v)
	case []any, map[string]any:
		text, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		if runes := []rune(string(text)); len(runes) > 30 {
			return string(runes[:30]) + "…"
		}
		return string(text)
	}
	return fmt.Sprint(v)
}

func (r *tableReader) table(v any, why string) bool {
	m, ok := v.(map[string]any)
	if !ok {
		*r.errs = append(*r.errs, &FieldError{Path: slices.Clone(r.path), Value: shown(v), Why: why})
		return false
	}
	r.m = m
	return true
}

// known refuses keys that nobody defined.
func (r *tableReader) known(keys []string) {
	for _, key := range sortedKeys(r.m) {
		if !slices.Contains(keys, key) {
			r.refuse(key, "there is no such key: there are "+strings.Join(keys, ", "))
		}
	}
}

func (r *tableReader) has(key string) bool { _, given := r.m[key]; return given }

// inside reads a table in the table.
func (r *tableReader) inside(key string, read func(r *tableReader)) {
	if !r.has(key) {
		return
	}
	inner := tableReader{path: append(slices.Clone(r.path), key), errs: r.errs}
	if inner.table(r.m[key], "a table is wanted") {
		read(&inner)
	}
}

// each reads the tables of a list.
func (r *tableReader) each(key string, most int, read func(r *tableReader)) {
	if !r.has(key) {
		return
	}
	list, ok := r.m[key].([]any)
	switch {
	case !ok:
		r.refuse(key, "a list of tables is wanted")
		return
	case len(list) > most:
		r.refuse(key, fmt.Sprintf("there are more than %d", most))
		return
	}
	for i, item := range list {
		inner := tableReader{path: append(slices.Clone(r.path), key, i), errs: r.errs}
		if inner.table(item, "a table is wanted") {
			read(&inner)
		}
	}
}

func (r *tableReader) text(key string, to *string) bool {
	if !r.has(key) {
		return false
	}
	s, ok := r.m[key].(string)
	if !ok {
		return r.refuse(key, "a text is wanted")
	}
	if fault := textFault(s); fault != "" {
		return r.refuse(key, fault)
	}
	*to = s
	return true
}

// textFault says what is wrong with a text, "" where nothing is.
func textFault(s string) string {
	switch {
	case s == "":
		return "it is empty: a text is wanted"
	case len(s) > maxText:
		return fmt.Sprintf("it is longer than %d bytes: shorten it", maxText)
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '\u007f' || r == '\uFFFD' }):
		return "it holds control characters or bytes that are no UTF-8: write plain text"
	}
	return ""
}

// texts reads a list of texts, each once.
func (r *tableReader) texts(key string, to *[]string, most int) {
	if !r.has(key) {
		return
	}
	list, ok := r.m[key].([]any)
	switch {
	case !ok || len(list) == 0:
		r.refuse(key, "a list of texts is wanted")
		return
	case len(list) > most:
		r.refuse(key, fmt.Sprintf("there are more than %d", most))
		return
	}
	seen := map[string]bool{}
	for i, item := range list {
		s, ok := item.(string)
		at := &FieldError{Path: append(slices.Clone(r.path), key, i), Value: shown(item)}
		switch {
		case !ok:
			at.Why = "a text is wanted"
			*r.errs = append(*r.errs, at)
		case textFault(s) != "":
			at.Why = textFault(s)
			*r.errs = append(*r.errs, at)
		case seen[s]:
			at.Why = "it is named twice: name each once"
			*r.errs = append(*r.errs, at)
		default:
			*to, seen[s] = append(*to, s), true
		}
	}
}

func (r *tableReader) flag(key string, to *bool) {
	if !r.has(key) {
		return
	}
	b, ok := r.m[key].(bool)
	if !ok {
		r.refuse(key, "true or false is wanted")
		return
	}
	*to = b
}

// numberOf reads a finite number of a tree.
func numberOf(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, finite(n)
	case int64:
		return float64(n), true
	case int:
		return float64(n), true
	case json.Number:
		x, err := strconv.ParseFloat(string(n), 64)
		return x, err == nil && finite(x) // TOML has nan, which is neither less nor more than a bound
	}
	return 0, false
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func (r *tableReader) number(key string, to *float64, least, most float64) bool {
	if !r.has(key) {
		return false
	}
	x, ok := numberOf(r.m[key])
	if !ok || x < least || x > most {
		return r.refuse(key, fmt.Sprintf("a number from %v to %v is wanted", least, most))
	}
	*to = x + 0 // no −0
	return true
}

// cost reads a cost: at least 0, of at most three decimals.
func (r *tableReader) cost(key string, to *float64) bool {
	x, ok := numberOf(r.m[key])
	switch {
	case !r.has(key):
		return false
	case !ok || x > maxCost:
		return r.refuse(key, fmt.Sprintf("a cost is wanted: a number from 0 to %v", maxCost))
	case x < 0:
		return r.refuse(key, "a cost is not negative: give 0 or more")
	case !inThousandths(x):
		return r.refuse(key, "a cost has three decimals at most: give it in larger units")
	}
	*to = math.Round(x*1000)/1000 + 0 // no −0
	return true
}

// inThousandths reports whether a cost has three decimals at most.
func inThousandths(x float64) bool { return math.Abs(x*1000-math.Round(x*1000)) <= 1e-6*math.Max(1, x) }

func (r *tableReader) whole(key string, to *int, least, most int) bool {
	if !r.has(key) {
		return false
	}
	x, ok := numberOf(r.m[key])
	if !ok || x != math.Trunc(x) || x < float64(least) || x > float64(most) {
		return r.refuse(key, fmt.Sprintf("a whole number from %d to %d is wanted", least, most))
	}
	*to = int(x)
	return true
}

func (r *tableReader) people(key string, to *int64) {
	n := 0
	if r.whole(key, &n, 1, maxPeople) {
		*to = int64(n)
	}
}

// choice reads one of some words.
func choice[T ~string](r *tableReader, key string, to *T, words ...T) {
	if !r.has(key) {
		return
	}
	s, ok := r.m[key].(string)
	if !ok || !slices.Contains(words, T(s)) {
		known := make([]string, len(words))
		for i, w := range words {
			known[i] = string(w)
		}
		r.refuse(key, "one of "+strings.Join(known, ", ")+" is wanted")
		return
	}
	*to = T(s)
}
