package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"lifecircle/data/finding"
)

// jsonReader reads JSON into entries. The text is known to be JSON; the decoder's
// offsets give the lines.
type jsonReader struct {
	decoder *json.Decoder
	lines   lineCounter
}

// parseJSON reads a JSON document into a tree with lines. The error is a refusal
// that names file and line.
func parseJSON(file string, data []byte) (*entry, error) {
	r := &jsonReader{decoder: json.NewDecoder(bytes.NewReader(data)), lines: lineCounter{data: data}}
	if at, err := notJSON(data); err != nil {
		return nil, r.refuse(file, at, err)
	}
	r.decoder.UseNumber()
	root, err := r.value(0)
	if err != nil {
		return nil, r.refuse(file, int(r.decoder.InputOffset()), err)
	}
	return root, nil
}

func (r *jsonReader) refuse(file string, at int, err error) error {
	return &finding.Refusal{Kind: finding.ErrInvalid, File: file, Line: r.lines.at(at), Problem: "is not JSON: " + err.Error()}
}

// notJSON says what of the text is not JSON, and the offset of its byte. The
// decoder of tokens tells no right offset inside of a value, and takes text of
// another encoding.
func notJSON(data []byte) (at int, err error) {
	for rest := data; len(rest) > 0; {
		letter, n := utf8.DecodeRune(rest)
		if letter == utf8.RuneError && n == 1 {
			return len(data) - len(rest), errors.New("it holds bytes that are not UTF-8: save it as UTF-8")
		}
		rest = rest[n:]
	}
	var whole json.RawMessage
	err = json.Unmarshal(data, &whole)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return max(0, int(syntax.Offset)-1), err
	}
	return 0, err
}

func (r *jsonReader) value(depth int) (*entry, error) {
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, errors.New(tooDeep)
	}
	e := &entry{line: r.lines.at(int(r.decoder.InputOffset()))}
	switch v := token.(type) {
	case json.Delim:
		return e, r.inside(e, v, depth)
	case string:
		e.kind, e.text = kindString, v
	case json.Number:
		e.kind, e.text = kindNumber, v.String()
	case bool:
		e.kind, e.text = kindBool, fmt.Sprint(v)
	default:
		e.kind = kindNull
	}
	return e, nil
}

// inside reads a list or a table up to its end.
func (r *jsonReader) inside(e *entry, open json.Delim, depth int) error {
	if e.kind = kindList; open == '{' {
		e.kind, e.table = kindTable, newTable(e.line)
	}
	for r.decoder.More() {
		key := ""
		if open == '{' {
			token, err := r.decoder.Token()
			if err != nil {
				return err
			}
			key = token.(string)
			if e.table.by[key] != nil {
				return fmt.Errorf("the key %q is there twice", key)
			}
		}
		item, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		if open == '{' {
			e.table.put(key, item)
		} else {
			e.list = append(e.list, item)
		}
	}
	_, err := r.decoder.Token()
	return err
}
