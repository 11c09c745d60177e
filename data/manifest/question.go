package manifest

import (
	"errors"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/data/finding"
)

// MaxQuestionBytes is the largest question of a siting that is read, with the layers
// that stand in it.
const MaxQuestionBytes = 64 << 20

// A QuestionFile is a question of a siting with its lines.
type QuestionFile struct {
	Question siting.Question

	file string
	root *entry
}

// ReadQuestion reads the question of a siting: TOML, or JSON where the name ends so
// or the text begins with a brace. file is its name as errors should say it. The
// error is one [finding.Refusal] or several joined, each with the line that it is
// about; what does not fit a city is refused with its line by [QuestionFile.Refuse].
func ReadQuestion(file string, data []byte) (*QuestionFile, error) {
	root, err := parseEither(file, data, MaxQuestionBytes, "this is no question of a siting")
	if err != nil {
		return nil, err
	}
	f := &QuestionFile{file: file, root: root}
	if f.Question, err = siting.Decode(root.plain()); err != nil {
		return nil, f.Refuse(err)
	}
	return f, nil
}

// Refuse makes refusals with file and line of an error about the question; another
// error it returns as it is.
func (f *QuestionFile) Refuse(err error) error {
	var query *coverage.QueryError
	if errors.As(err, &query) {
		key := query.Param
		if key == "service" {
			key = "services"
		}
		return &finding.Refusal{Kind: finding.ErrInvalid, File: f.file, Line: f.line([]any{key}), Field: key, Value: query.Value,
			Problem: strings.TrimPrefix(query.Error(), query.Param+" \""+query.Value+"\": ")}
	}
	wrongs := siting.FieldErrors(err)
	if wrongs == nil {
		return err
	}
	var out []error
	for _, w := range wrongs {
		out = append(out, &finding.Refusal{Kind: finding.ErrInvalid, File: f.file, Line: f.line(w.Path), Field: w.Where(),
			Value: strings.Trim(w.Value, `"`), Problem: w.Why})
	}
	return errors.Join(out...)
}

// line returns where a place in the question stands, as near as it can be told.
func (f *QuestionFile) line(path []any) int {
	at := f.root
	line := at.line
	for _, key := range path {
		if at = at.child(key); at == nil {
			break
		}
		line = at.line
	}
	return line
}
