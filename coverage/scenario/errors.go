package scenario

import (
	"errors"
	"fmt"
	"reflect"
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

// shown writes a value as an error shows it.
func shown(v any) string {
	if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && !p.IsNil() {
		v = p.Elem().Interface()
	}
	s := fmt.Sprint(v)
	if text, ok := v.(string); ok {
		s = fmt.Sprintf("%q", text)
	}
	if runes := []rune(s); len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return s
}
