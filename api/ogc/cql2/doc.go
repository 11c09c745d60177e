// Package cql2 reads filters in CQL2's text encoding and asks rows whether they
// match: the conformance classes Basic CQL2 and CQL2 Text of OGC 21-065r2.
//
//	f, err := cql2.Parse("population > 100 AND NOT level = 8", properties)
//	f.Matches(func(i int) any { return row[i] })
//
// Comparisons (= <> < > <= >=) of a property with a literal or another property,
// IS NULL, AND, OR, NOT, parentheses; text, numbers, TRUE and FALSE, DATE('…') and
// TIMESTAMP('…'). Logic has three values, as the standard wants: what is compared
// with null is neither true nor false.
//
// An [*Error] says at which character the text is at fault. Length and depth are
// bounded, so that no text costs more than its length.
package cql2

// Bounds of a filter.
const (
	// MaxBytes is the longest text.
	MaxBytes = 4096
	// MaxDepth is how deep parentheses and NOT may be nested.
	MaxDepth = 50
)

// Kind is the type of a property's values. Values of different kinds cannot be
// compared.
type Kind uint8

// The kinds. The Go types of a value that is not nil are given.
const (
	Text   Kind = iota + 1 // string, compared by code point
	Number                 // int64 or float64
	Bool                   // bool; false is less than true
	Date                   // string, RFC 3339 full-date
)

// A Property is what a filter may ask for.
type Property struct {
	Name string
	Kind Kind
}

// Fault says what is wrong with a text.
type Fault string

// The faults.
const (
	TooLong         Fault = "too_long"
	TooDeep         Fault = "too_deep"
	BadCharacter    Fault = "bad_character"
	OpenText        Fault = "open_text" // a quote that is not closed
	BadNumber       Fault = "bad_number"
	BadDate         Fault = "bad_date"
	NoSuchProperty  Fault = "no_property"
	NoSuchFunction  Fault = "no_function"
	NotOfKind       Fault = "other_kind" // two kinds are compared
	WantsValue      Fault = "wants_value"
	WantsComparison Fault = "wants_comparison"
	WantsClosing    Fault = "wants_closing" // a parenthesis
	WantsEnd        Fault = "wants_end"
	WantsNull       Fault = "wants_null"
)

// An Error is a text that is no filter.
type Error struct {
	Fault Fault
	// At is the character at fault, the first being 1; one past the last where
	// the text ends too early.
	At int
	// Near is what stands there, a few characters; empty at the end.
	Near string
	// Name is the property or function that is not there.
	Name string
}

// Error says it in English, for logs.
func (e *Error) Error() string {
	near := e.Near
	if near == "" {
		near = "the end"
	}
	return "cql2: " + string(e.Fault) + " at " + near
}
