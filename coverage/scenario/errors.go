package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
)

// A FieldError says what is wrong with one field of one change.
type FieldError struct {
	Index int    // of the change; -1: the list itself
	Kind  Kind   // of the change; "" where it has none
	Field string // its name in the change's form; "" is the change itself
	Value string // as given, shortened; "" where there is none
	Why   string // what is wrong and what to do next
}

// Path names the place as a change file has it: changes[2].move_facility.lon.
func (e *FieldError) Path() string {
	switch {
	case e.Index < 0:
		return "changes"
	case e.Kind == "":
		return fmt.Sprintf("changes[%d]", e.Index)
	case e.Field == "":
		return fmt.Sprintf("changes[%d].%s", e.Index, e.Kind)
	}
	return fmt.Sprintf("changes[%d].%s.%s", e.Index, e.Kind, e.Field)
}

// Error says what is wrong, and where.
func (e *FieldError) Error() string {
	if e.Value == "" {
		return e.Path() + ": " + e.Why
	}
	return fmt.Sprintf("%s: %s: %s", e.Path(), e.Value, e.Why)
}

// FieldErrors lists the [FieldError]s of an error that Decode or Apply returned,
// in the order of the changes; nil where it is none of them.
func FieldErrors(err error) []*FieldError {
	var one *FieldError
	if joined, several := err.(interface{ Unwrap() []error }); several {
		var out []*FieldError
		for _, err := range joined.Unwrap() {
			out = append(out, FieldErrors(err)...)
		}
		return out
	}
	if errors.As(err, &one) {
		return []*FieldError{one}
	}
	return nil
}

const mostShown = 60

// shown writes a value as an error shows it: lists and tables as JSON, which the
// planner may have written, and not as Go has them.
func shown(v any) string {
	given := reflect.ValueOf(v)
	if given.Kind() == reflect.Pointer && !given.IsNil() {
		given = given.Elem()
		v = given.Interface()
	}
	s := fmt.Sprint(v)
	switch given.Kind() {
	case reflect.String:
		if text, ok := v.(string); ok { // a json.Number is none
			s = fmt.Sprintf("%q", text)
		}
	case reflect.Map, reflect.Slice, reflect.Array:
		s = asJSON(v)
	case reflect.Invalid:
		s = "null"
	}
	if runes := []rune(s); len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return s
}

// asJSON writes a list or table on one line, its keys sorted.
func asJSON(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(writable(v)) != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// writable puts words for the numbers that TOML has and JSON has not.
func writable(v any) any {
	switch v := v.(type) {
	case json.Number:
		if !json.Valid([]byte(v)) {
			return string(v)
		}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Sprint(v)
		}
	case []any:
		out := make([]any, len(v))
		for i, one := range v {
			out[i] = writable(one)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, one := range v {
			out[key] = writable(one)
		}
		return out
	}
	return v
}
