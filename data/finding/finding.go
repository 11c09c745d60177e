// Package finding is what the importers say about a planner's files: a Refusal
// where the input is wrong, a Note where it is merely incomplete.
//
// A Refusal names the file, the line or feature, the field, its value and what
// to do next, and reads
//
//	facilities.csv:214: capacity "40张": not a whole number: write 40
//
// A Note is a code with a count; the catalogue in api/answer gives its words in
// the planner's language.
package finding

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// Kinds of refusal, for [errors.Is].
var (
	ErrMissing  = errors.New("missing")   // a file, key, column or value that must be there is not
	ErrUnknown  = errors.New("unknown")   // a key, column or word that nobody defined
	ErrInvalid  = errors.New("invalid")   // a value that cannot be what it should be
	ErrCorrupt  = errors.New("corrupt")   // a file whose bytes contradict its format
	ErrNewer    = errors.New("newer")     // a file of a format this program does not know yet
	ErrTooLarge = errors.New("too large") // an input over a stated limit
)

// A Refusal is an input that is not accepted, in words for the planner.
type Refusal struct {
	Kind    error  // one of the Err values of this package
	File    string // as the planner wrote it
	Line    int    // 1-based; 0 where the format has no lines
	Feature string // `feature 12`, `way 4711`, `row 7`: where a line does not say it
	Field   string // column, key or property; empty where the whole is meant
	Value   string // as read; long ones are cut when printed
	Problem string // what is wrong and what to do: "is not a whole number: write 40"
	Cause   error  // the error underneath, if any
}

// Error returns `file:line: field "value": problem`.
func (r *Refusal) Error() string {
	var b strings.Builder
	b.WriteString(r.File)
	if r.Line > 0 {
		fmt.Fprintf(&b, ":%d", r.Line)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if r.Feature != "" {
		b.WriteString(r.Feature + ": ")
	}
	if r.Field != "" {
		b.WriteString(r.Field)
		if r.Value != "" {
			b.WriteString(" " + strconv.Quote(cut(r.Value)))
		}
		b.WriteString(": ")
	}
	b.WriteString(r.Problem)
	if r.Cause != nil {
		fmt.Fprintf(&b, " (%v)", r.Cause)
	}
	return b.String()
}

// Is reports whether target is the refusal's kind.
func (r *Refusal) Is(target error) bool { return r.Kind == target }

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

const longest = 80 // runes of a value that an error repeats

func cut(s string) string {
	runes := []rune(s)
	if len(runes) <= longest {
		return s
	}
	return string(runes[:longest]) + "…"
}

// A Note is something the import counted and goes on from: blank counts,
// facilities off the streets, ways cut at the extract's edge.
type Note struct {
	Code    string   // snake_case; the catalogue's key is "note." + Code
	Source  string   // the file, as the planner wrote it; empty where it is the city as a whole
	Field   string   // the column, tag or service, where one is meant
	Count   int64    // how many
	Samples []string // at most MaxSamples ids or lines, the first in order
}

// MaxSamples is how many examples a Note keeps.
const MaxSamples = 5

// Notes collects notes by code, source and field. The zero value is ready.
type Notes struct{ by map[[3]string]*Note }

// Add counts n under (code, source, field), keeping sample as an example unless
// it is empty or there are enough. An n of 0 records the key with its count.
func (n *Notes) Add(code, source, field string, count int64, sample string) {
	if n.by == nil {
		n.by = map[[3]string]*Note{}
	}
	key := [3]string{code, source, field}
	note := n.by[key]
	if note == nil {
		note = &Note{Code: code, Source: source, Field: field}
		n.by[key] = note
	}
	note.Count += count
	if sample != "" && len(note.Samples) < MaxSamples {
		note.Samples = append(note.Samples, sample)
	}
}

// Merge adds all of other's notes.
func (n *Notes) Merge(other []Note) {
	for _, o := range other {
		n.Add(o.Code, o.Source, o.Field, o.Count, "")
		note := n.by[[3]string{o.Code, o.Source, o.Field}]
		for _, s := range o.Samples {
			if len(note.Samples) < MaxSamples {
				note.Samples = append(note.Samples, s)
			}
		}
	}
}

// Sorted returns the notes by code, source and field.
func (n *Notes) Sorted() []Note {
	out := make([]Note, 0, len(n.by))
	for _, note := range n.by {
		out = append(out, *note)
	}
	slices.SortFunc(out, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Field, b.Field))
	})
	return out
}

// Bare leaves out the path of a system's error, for a refusal that names the file
// already.
func Bare(err error) error {
	if path := new(fs.PathError); errors.As(err, &path) {
		return path.Err
	}
	return err
}
