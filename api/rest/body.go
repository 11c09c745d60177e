package rest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// MaxChangesBody is how many bytes a request with changes may have.
const MaxChangesBody = 16 << 20

// body reads the request's JSON into v, whose keys are all there are.
func (r *request) body(v any) *respond.Fault {
	var text []byte
	wrong := func(err error) *respond.Fault {
		value, why := whyBadBody(err, text, r.lang)
		return &respond.Fault{Kind: respond.KindInvalidParameter, Parameter: "body", Cause: err, Pairs: []string{"parameter", "body", "value", value, "why", why}}
	}
	kind, _, err := mime.ParseMediaType(r.gin.GetHeader("Content-Type"))
	if err != nil || kind != "application/json" {
		return &respond.Fault{Kind: respond.KindNotJSON, Parameter: "Content-Type", Value: kind, Cause: err, Pairs: []string{"value", cmp.Or(respond.Cut(kind), "?")}}
	}
	var large *http.MaxBytesError
	text, err = io.ReadAll(http.MaxBytesReader(r.gin.Writer, r.gin.Request.Body, MaxChangesBody))
	switch {
	case errors.As(err, &large):
		return &respond.Fault{Kind: respond.KindBodyTooLarge, Parameter: "body", Cause: err, Pairs: []string{"n", strconv.Itoa(MaxChangesBody)}}
	case err != nil:
		return wrong(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return wrong(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return wrong(errors.New("something follows the end"))
	}
	return nil
}

// whyBadBody says what is wrong with a body of JSON, and where.
func whyBadBody(err error, text []byte, lang answer.Lang) (value, why string) {
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
		return kind.Field + ", " + where, answer.Say(lang, "problem.why_kind", "kind", answer.Say(lang, "problem."+kindWord(kind)))
	}
	if key, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return strings.Trim(key, `"`), answer.Say(lang, "problem.why_json")
	}
	return respond.Cut(err.Error()), answer.Say(lang, "problem.why_json")
}

// kindWord names the kind of value that a key takes.
func kindWord(e *json.UnmarshalTypeError) string {
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
