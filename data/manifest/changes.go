package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"lifecircle/coverage/scenario"
	"lifecircle/data/finding"
)

// MaxChangesBytes is the largest change file that is read.
const MaxChangesBytes = 16 << 20

// A ChangeFile is a change file with its lines.
type ChangeFile struct {
	Changes []scenario.Change

	file string
	root *entry
}

// ReadChanges reads a change file: TOML, or JSON where the name ends so or the
// text begins with a brace. file is its name as errors should say it. The error is
// one [finding.Refusal] or several joined, each with the line that it is about;
// what does not fit a city is refused with its line by [ChangeFile.Refuse].
func ReadChanges(file string, data []byte) (*ChangeFile, error) {
	f, err := parseChanges(file, data)
	if err != nil {
		return nil, err
	}
	if f.Changes, err = scenario.Decode(f.root.plain()); err != nil {
		return nil, f.Refuse(err)
	}
	return f, nil
}

func parseChanges(file string, data []byte) (*ChangeFile, error) {
	root, err := parseEither(file, data, MaxChangesBytes, "this is no list of changes")
	return &ChangeFile{file: file, root: root}, err
}

// parseEither reads TOML, or JSON where the name ends so or the text begins with a
// brace.
func parseEither(file string, data []byte, most int, tooLarge string) (*entry, error) {
	if len(data) > most {
		return nil, &finding.Refusal{Kind: finding.ErrTooLarge, File: file, Problem: fmt.Sprintf("is larger than %d bytes: %s", most, tooLarge)}
	}
	data = bytes.TrimPrefix(data, byteOrderMark)
	if strings.EqualFold(path.Ext(file), ".json") || bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return parseJSON(file, data)
	}
	if len(data) > MaxBytes { // the time that TOML's own checks take grows with the square
		return nil, &finding.Refusal{Kind: finding.ErrTooLarge, File: file,
			Problem: fmt.Sprintf("has more than %d bytes as TOML: write it as JSON", MaxBytes)}
	}
	t, err := parseTOML(file, data)
	if err != nil {
		return nil, err
	}
	return &entry{line: 1, kind: kindTable, table: t}, nil
}

// Refuse makes refusals with file and line of an error about the changes; another
// error it returns as it is.
func (f *ChangeFile) Refuse(err error) error {
	wrongs := scenario.FieldErrors(err)
	if wrongs == nil {
		return err
	}
	var out []error
	for _, w := range wrongs {
		out = append(out, &finding.Refusal{Kind: finding.ErrInvalid, File: f.file, Line: f.line(w),
			Field: w.Path(), Value: valueOf(w), Problem: w.Why})
	}
	return errors.Join(out...)
}

// valueOf returns the value that an error is about; a whole table, or null, says
// nothing that the line does not.
func valueOf(w *scenario.FieldError) string {
	if w.Value == "null" || strings.HasPrefix(w.Value, "{") {
		return ""
	}
	return strings.Trim(w.Value, `"`)
}

// line returns where what an error is about stands, as near as it can be told.
func (f *ChangeFile) line(w *scenario.FieldError) int {
	if w.Index < 0 {
		return f.root.lineOf("changes")
	}
	at := f.root
	line := at.line
	for _, key := range []any{"changes", w.Index, string(w.Kind), w.Field} {
		if key == "" {
			// No kind: whatever stands there in its stead is what is wrong.
			return at.lineOf("")
		}
		if at = at.child(key); at == nil {
			break
		}
		line = at.line
	}
	return line
}

// lineOf returns the line of the first key of a table that is not the wanted one,
// as an error names it; else that of the wanted one, or of the table.
func (e *entry) lineOf(wanted string) int {
	if e.table != nil {
		for _, key := range slices.Sorted(slices.Values(e.table.keys)) {
			if key != wanted {
				return e.table.by[key].line
			}
		}
	}
	if item := e.child(wanted); item != nil {
		return item.line
	}
	return e.line
}

// child returns an entry of a table or a list, nil where there is none.
func (e *entry) child(key any) *entry {
	switch key := key.(type) {
	case string:
		if e.table != nil {
			return e.table.by[key]
		}
	case int:
		if key >= 0 && key < len(e.list) {
			return e.list[key]
		}
	}
	return nil
}

// plain returns an entry without its lines.
func (e *entry) plain() any {
	switch e.kind {
	case kindNumber:
		return e.number()
	case kindBool:
		return e.text == "true"
	case kindList:
		out := make([]any, len(e.list))
		for i, item := range e.list {
			out[i] = item.plain()
		}
		return out
	case kindTable:
		out := map[string]any{}
		for key, item := range e.table.by {
			out[key] = item.plain()
		}
		return out
	case kindNull:
		return nil
	case kindOther:
		return moment(e.text)
	}
	return e.text
}

// A moment is a date or a time of TOML. It is no text: nothing takes one.
type moment string

// number returns a number as JSON writes it; what JSON cannot write it leaves.
func (e *entry) number() json.Number {
	text := strings.TrimPrefix(strings.ReplaceAll(e.text, "_", ""), "+")
	if len(text) > 2 && strings.ContainsRune("xob", rune(text[1])) {
		if n, err := strconv.ParseInt(text, 0, 64); err == nil {
			return json.Number(strconv.FormatInt(n, 10))
		}
	}
	return json.Number(text)
}
