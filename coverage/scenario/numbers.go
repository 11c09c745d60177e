package scenario

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
)

// number reads a number of a tree.
func number(v any) (float64, bool) {
	var x float64
	switch n := v.(type) {
	case float64:
		x = n
	case int64:
		x = float64(n)
	case int:
		x = float64(n)
	case json.Number:
		var err error
		if x, err = strconv.ParseFloat(string(n), 64); err != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	return x, !math.IsNaN(x) && !math.IsInf(x, 0)
}

// between reads a number from least to most, of a unit that an error names.
func between(v any, least, most float64, unit string) (float64, error) {
	x, ok := number(v)
	if !ok {
		return 0, wrong("a number is wanted")
	}
	if x < least || x > most {
		if unit != "" {
			unit = " " + unit
		}
		return 0, wrong("give a number from %v to %v%s", least, most, unit)
	}
	return x + 0, nil // no −0
}

// whole reads a whole number from least to most.
func whole(v any, least, most int64) (int64, error) {
	n, ok := integer(v)
	switch {
	case !ok:
		return 0, wrong("a whole number is wanted")
	case n < least || n > most:
		return 0, wrong("give a whole number from %d to %d", least, most)
	}
	return n, nil
}

// integer reads a whole number without going through a double where it can.
func integer(v any) (int64, bool) {
	switch n := v.(type) {
	case int64:
		return n, true
	case int:
		return int64(n), true
	case json.Number:
		if i, err := strconv.ParseInt(string(n), 10, 64); err == nil {
			return i, true
		}
	}
	x, ok := number(v)
	if !ok || x != math.Trunc(x) || math.Abs(x) > 1<<53 {
		return 0, false
	}
	return int64(x), true
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
