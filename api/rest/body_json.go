package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// whyNoBody says what is wrong with a body of JSON, and where.
func whyNoBody(err error, text []byte, lang answer.Lang) (value, why string) {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return placeIn(text, syntax.Offset, lang), answer.Say(lang, "problem.why_broken")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return placeIn(text, int64(len(text))+1, lang), answer.Say(lang, "problem.why_broken")
	case errors.As(err, &kind):
		where := placeIn(text, kind.Offset, lang)
		if kind.Field == "" {
			return where, answer.Say(lang, "problem.why_json")
		}
		return kind.Field + ", " + where, answer.Say(lang, "problem.why_kind", "kind", answer.Say(lang, "problem."+wanted(kind)))
	}
	if key, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return strings.Trim(key, `"`), answer.Say(lang, "problem.why_json")
	}
	return respond.Cut(err.Error()), answer.Say(lang, "problem.why_json")
}

// wanted names the kind of value that a key takes.
func wanted(e *json.UnmarshalTypeError) string {
	switch e.Type.Kind().String() {
	case "string":
		return "a_text"
	case "bool":
		return "a_flag"
	case "slice", "array":
		return "a_list"
	case "struct", "map":
		return "a_table"
	}
	return "a_number"
}

// placeIn names the line and column of an offset.
func placeIn(text []byte, offset int64, lang answer.Lang) string {
	before := text[:min(int64(len(text)), max(0, offset-1))]
	line := bytes.Count(before, []byte{'\n'}) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return answer.Say(lang, "problem.at", "line", strconv.Itoa(line), "column", strconv.Itoa(column))
}
