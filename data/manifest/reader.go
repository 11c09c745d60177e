package manifest

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
)

var (
	cityName  = regexp.MustCompile(`^[a-z0-9-]+$`)
	serviceID = regexp.MustCompile(`^[a-z0-9_]+$`)
)

// maxName bounds ids and names of a manifest, in bytes.
const maxName = 200

// reader takes values from tables and collects what it refuses.
type reader struct {
	file     string
	what     string // what the file is: "a manifest"
	refusals []error
}

func (r *reader) err() error { return errors.Join(r.refusals...) }

func (r *reader) refuse(kind error, line int, field, value, problem string) {
	r.refusals = append(r.refusals, &finding.Refusal{
		Kind: kind, File: r.file, Line: line, Field: field, Value: value, Problem: problem})
}

// view is a table under the name that the planner knows it by.
type view struct {
	r    *reader
	t    *table
	path string // `streets`, `services.clinic`; empty at the top
}

func (v view) field(key string) string {
	if v.path == "" {
		return key
	}
	return v.path + "." + key
}

// only refuses keys that are not among known.
func (v view) only(known ...string) {
	sort.Strings(known)
	for _, key := range v.t.keys {
		i := sort.SearchStrings(known, key)
		if i < len(known) && known[i] == key {
			continue
		}
		where := v.r.what
		if v.path != "" {
			where = "[" + v.path + "]"
		}
		v.r.refuse(finding.ErrUnknown, v.t.by[key].line, v.field(key), "",
			"is not a key of "+where+": the keys are "+strings.Join(known, ", "))
	}
}

func (v view) wrong(key string, e *entry, problem string) {
	v.r.refuse(finding.ErrInvalid, e.line, v.field(key), e.text, problem)
}

// str returns the string under key; "" with line 0 where there is none.
func (v view) str(key string) (string, int) {
	e := v.t.by[key]
	if e == nil {
		return "", 0
	}
	if !v.isText(key, e) {
		return "", e.line
	}
	return e.text, e.line
}

func (v view) isText(key string, e *entry) bool {
	switch {
	case e.kind != kindString:
		v.wrong(key, e, `is not a string: write it in quotes, "like this"`)
	case strings.TrimSpace(e.text) == "":
		v.wrong(key, e, "is empty: write a value or leave the key out")
	case strings.ContainsRune(e.text, 0):
		v.wrong(key, e, "contains a NUL character")
	case len(e.text) > 4096:
		v.wrong(key, e, "is longer than 4096 bytes")
	default:
		return true
	}
	return false
}

// strs returns a string or a list of strings.
func (v view) strs(key string) []string {
	e := v.t.by[key]
	if e == nil {
		return nil
	}
	if e.kind != kindList {
		if !v.isText(key, e) {
			return nil
		}
		return []string{e.text}
	}
	if len(e.list) == 0 {
		v.wrong(key, e, "is an empty list")
	}
	var out []string
	for _, item := range e.list {
		if v.isText(key, item) {
			out = append(out, item.text)
		}
	}
	return out
}

// word returns one of the words allowed, else fallback.
func (v view) word(key, fallback string, allowed ...string) string {
	text, line := v.str(key)
	if text == "" {
		return fallback
	}
	for _, w := range allowed {
		if text == w {
			return w
		}
	}
	v.r.refuse(finding.ErrUnknown, line, v.field(key), text,
		"is not a value of this key: use "+strings.Join(allowed, " or "))
	return fallback
}

// whole returns the whole number of an entry within [low, high].
func (v view) whole(key string, e *entry, low, high int) (int, bool) {
	n, err := strconv.Atoi(strings.ReplaceAll(e.text, "_", ""))
	if e.kind != kindNumber || err != nil || n < low || n > high {
		v.wrong(key, e, fmt.Sprintf("is not a whole number from %d to %d", low, high))
		return 0, false
	}
	return n, true
}

// number returns a number above 0 and at most high, else fallback.
func (v view) number(key string, fallback, high float64, unit string) float64 {
	e := v.t.by[key]
	if e == nil {
		return fallback
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(e.text, "_", ""), 64)
	if e.kind != kindNumber || err != nil || !(f > 0 && f <= high) {
		v.wrong(key, e, fmt.Sprintf("is not a number of %s above 0 and at most %g", unit, high))
		return fallback
	}
	return f
}

// share reads a share of one exactly, in millionths.
func (v view) share(key string, fallback coverage.Share) coverage.Share {
	e := v.t.by[key]
	if e == nil {
		return fallback
	}
	text := strings.ReplaceAll(e.text, "_", "")
	// An exponent could ask for a number of a billion digits.
	if e.kind != kindNumber || len(text) > 40 || strings.ContainsAny(text, "eExXnN") {
		v.wrong(key, e, "is not a share: write a plain decimal from 0 to 1, such as 0.85")
		return fallback
	}
	rat, ok := new(big.Rat).SetString(text)
	if !ok {
		v.wrong(key, e, "is not a share: write a plain decimal from 0 to 1, such as 0.85")
		return fallback
	}
	if rat.Sign() < 0 || rat.Cmp(big.NewRat(1, 1)) > 0 {
		v.wrong(key, e, "is not between 0 and 1: write 85 % as 0.85")
		return fallback
	}
	rat.Mul(rat, big.NewRat(1_000_000, 1))
	if !rat.IsInt() {
		v.wrong(key, e, "has more than six decimals: targets are exact to millionths")
		return fallback
	}
	return coverage.Share(rat.Num().Int64())
}

// names reads a string or a table of zh and en.
func (v view) names(key string) coverage.Names {
	e := v.t.by[key]
	if e == nil {
		return coverage.Names{}
	}
	if e.kind == kindString {
		text, _ := v.str(key)
		return coverage.Names{Plain: text}
	}
	if e.kind != kindTable {
		v.wrong(key, e, `is not a name: write "…" or { zh = "…", en = "…" }`)
		return coverage.Names{}
	}
	n := view{v.r, e.table, v.field(key)}
	n.only("zh", "en")
	var names coverage.Names
	names.ZH, _ = n.str("zh")
	names.EN, _ = n.str("en")
	return names
}

// sub returns the table under key as a view; ok is false where there is none.
func (v view) sub(key string) (view, bool) {
	e := v.t.by[key]
	if e == nil {
		return view{}, false
	}
	if e.kind != kindTable {
		v.wrong(key, e, "is not a table: write ["+v.field(key)+"]")
		return view{}, false
	}
	return view{v.r, e.table, v.field(key)}, true
}

// subs returns the tables of a [[key]].
func (v view) subs(key string) []view {
	e := v.t.by[key]
	if e == nil {
		return nil
	}
	if e.kind != kindList {
		v.wrong(key, e, "is one table, and there may be several: write [["+v.field(key)+"]]")
		return nil
	}
	var out []view
	for _, item := range e.list {
		if item.kind != kindTable {
			v.wrong(key, item, "is not a table: write [["+v.field(key)+"]]")
			continue
		}
		out = append(out, view{v.r, item.table, v.field(key)})
	}
	return out
}
