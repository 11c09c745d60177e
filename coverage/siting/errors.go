package siting

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
)

func quoted(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// Where names the place in a question: candidates[2].cost.
func (e *FieldError) Where() string {
	var out strings.Builder
	for _, key := range e.Path {
		switch key := key.(type) {
		case int:
			fmt.Fprintf(&out, "[%d]", key)
		default:
			if out.Len() > 0 {
				out.WriteByte('.')
			}
			fmt.Fprint(&out, key)
		}
	}
	return cmp.Or(out.String(), "question")
}

// A FieldError says what is wrong with one field of a question.
type FieldError struct {
	Path  []any  // keys and indices from the question down: "candidates", 2, "cost"; empty is the question itself
	Value string // as given, shortened; "" where there is none
	Why   string // what is wrong and what to do next
}

// Error says what is wrong, and where.
func (e *FieldError) Error() string {
	if e.Value == "" {
		return e.Where() + ": " + e.Why
	}
	return e.Where() + ": " + e.Value + ": " + e.Why
}

// FieldErrors lists the [FieldError]s of an error that Decode or Run returned, in
// the order of the question; nil where it is none of them.
func FieldErrors(err error) []*FieldError {
	if joined, several := err.(interface{ Unwrap() []error }); several {
		var out []*FieldError
		for _, err := range joined.Unwrap() {
			out = append(out, FieldErrors(err)...)
		}
		return out
	}
	var one *FieldError
	if errors.As(err, &one) {
		return []*FieldError{one}
	}
	return nil
}
