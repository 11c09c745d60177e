package rest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage/scenario"
)

// Bounds of what an author writes: characters, and of tags their number.
const (
	maxName  = 200
	maxNotes = 20000
	maxTags  = 50
)

// bounded refuses a text of more characters than it may have, or of such as
// nobody sees and that upset tables: controls, and marks that turn the direction.
func (r *request) bounded(name, text string, most int) *respond.Fault {
	if utf8.RuneCountInString(text) > most {
		return r.tooLong(name, text, most)
	}
	if strings.ContainsFunc(text, func(c rune) bool { return c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c)) }) {
		return &respond.Fault{Kind: respond.KindInvalidParameter, Parameter: name, Value: strconv.QuoteToASCII(respond.Cut(text)), Pairs: []string{"parameter", name,
			"value", strconv.QuoteToASCII(respond.Cut(text)), "why", answer.Say(r.lang, "problem.why_controls")}}
	}
	return nil
}

func (r *request) tooLong(name, value string, most int) *respond.Fault {
	return respond.InvalidParameter(name, value, answer.Say(r.lang, "problem.why_most", "n", strconv.Itoa(most)))
}

// signed keeps the author that a body names, where no key names one.
func (r *request) signed(author string) {
	if r.author == "" {
		r.author = author
	}
}

// draft reads the body of a scenario, and asks whether its changes fit the city.
func (r *request) draft() (scenario.Draft, *respond.Fault) {
	var body DraftBody
	if f := r.body(&body); f != nil {
		return scenario.Draft{}, f
	}
	if strings.TrimSpace(body.Name) == "" {
		return scenario.Draft{}, respond.MissingParameter(r.lang, "name")
	}
	f := r.bounded("name", body.Name, maxName)
	f = cmp.Or(f, r.bounded("notes", body.Notes, maxNotes), r.bounded("author", body.Author, maxName))
	for _, tag := range body.Tags {
		f = cmp.Or(f, r.bounded("tags", tag, maxName))
	}
	if f == nil && len(body.Tags) > maxTags {
		f = r.tooLong("tags", strconv.Itoa(len(body.Tags)), maxTags)
	}
	if f != nil {
		return scenario.Draft{}, f
	}
	r.signed(body.Author)
	changes, f := r.changes(body.Changes)
	if f != nil {
		return scenario.Draft{}, f
	}
	base := r.engine
	if _, err := scenario.Apply(r.context(), base, changes); err != nil {
		return scenario.Draft{}, r.scenarioFault(err)
	}
	tags := slices.Compact(slices.Sorted(slices.Values(body.Tags)))
	return scenario.Draft{Name: body.Name, Notes: body.Notes, Tags: tags, Changes: changes}, nil
}

// changes reads a list of changes.
func (r *request) changes(raw json.RawMessage) ([]scenario.Change, *respond.Fault) {
	var list any
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&list); err != nil {
		list = nil
	}
	changes, err := scenario.Decode(map[string]any{"changes": list})
	if err != nil {
		return nil, r.scenarioFault(err)
	}
	return changes, nil
}
