package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Note is something that building or checking a city counted and went on
// from. Its words are the catalogue's, under "note." and the code.
type Note struct {
	Code    string
	Source  string // the file, as the planner wrote it; empty where it is the city as a whole
	Field   string // the column, tag or service, where one is meant
	Count   int64
	Samples []string // examples: ids or lines
}

// HasNote reports whether the catalogue has words for a note's code.
func HasNote(code string) bool { return Has("note." + code) }

// NoteText says a note in a line: `hexgrid.csv: column "jobs": 5 blank counts
// are missing, not zero (row 12, row 40)`. A code without words is said as it
// is.
func NoteText(lang Lang, n Note) string {
	var b strings.Builder
	if n.Source != "" {
		b.WriteString(n.Source + Say(lang, "list.colon"))
	}
	if HasNote(n.Code) {
		// Words that end with the field end before it where there is none.
		b.WriteString(strings.TrimRight(Say(lang, "note."+n.Code, "n", thousands(float64(n.Count)), "field", n.Field), ": ："))
	} else {
		fmt.Fprintf(&b, "%s %s %d", n.Code, n.Field, n.Count)
	}
	if len(n.Samples) > 0 {
		more := ""
		if n.Count > int64(len(n.Samples)) {
			more = Say(lang, "list.comma") + "…"
		}
		b.WriteString(Say(lang, "list.samples", "samples", strings.Join(samples(lang, n.Samples), Say(lang, "list.comma"))+more))
	}
	return b.String()
}

// samples says in the reader's language those that are the line of a file; ids
// stay as they are.
func samples(lang Lang, list []string) []string {
	out := slices.Clone(list)
	for i, s := range list {
		number, isLine := strings.CutPrefix(s, "line ")
		if _, err := strconv.Atoi(number); isLine && err == nil {
			out[i] = Say(lang, "list.line", "n", number)
		}
	}
	return out
}
