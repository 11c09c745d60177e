package export

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"lifecircle/coverage/layers"
	"lifecircle/geo/rfc7946"
)

// buffered is how many bytes are gathered before they are written.
const buffered = 64 << 10

// recordSeparator stands before each text of a sequence. RFC 7464, section 2.2.
const recordSeparator = 0x1e

func writeGeoJSON(_ context.Context, w io.Writer, t Table, o Options) error {
	b := []byte(`{"type":"FeatureCollection","name":`)
	b = appendString(b, string(t.Layer.ID))
	b = append(b, `,"city":`...)
	b = appendString(b, t.City.Name)
	b = append(b, `,"attribution":[`...)
	for i, a := range o.Attribution {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, a)
	}
	b = append(b, `],"provenance":`...)
	b = appendString(b, t.City.Provenance.Hash)
	b = append(b, `,"features":[`...)
	names := quotedNames(t.Layer)
	first := true
	for f, err := range t.Features() {
		if err != nil {
			return err
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendFeature(append(b, '\n'), f, names)
		if b, err = flush(w, b, buffered); err != nil {
			return err
		}
	}
	_, err := flush(w, append(b, "\n]}\n"...), 0)
	return err
}

func writeGeoJSONSeq(_ context.Context, w io.Writer, t Table, _ Options) error {
	var b []byte
	names := quotedNames(t.Layer)
	for f, err := range t.Features() {
		if err != nil {
			return err
		}
		b = append(appendFeature(append(b, recordSeparator), f, names), '\n')
		if b, err = flush(w, b, buffered); err != nil {
			return err
		}
	}
	_, err := flush(w, b, 0)
	return err
}

// flush writes b where it is longer than most, and returns what is left.
func flush(w io.Writer, b []byte, most int) ([]byte, error) {
	if len(b) <= most {
		return b, nil
	}
	_, err := w.Write(b)
	return b[:0], err
}

// quotedNames returns the columns' names as JSON, with their colons.
func quotedNames(l layers.Layer) []string {
	out := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		out[i] = string(appendString(nil, c.Name)) + ":"
	}
	return out
}

func appendFeature(b []byte, f layers.Feature, names []string) []byte {
	b = append(b, `{"type":"Feature","id":`...)
	b = appendString(b, f.ID)
	b = append(b, `,"geometry":`...)
	b = rfc7946.AppendGeometry(b, f.Geometry)
	b = append(b, `,"properties":{`...)
	for i, v := range f.Values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendValue(append(b, names[i]...), v)
	}
	return append(b, "}}"...)
}

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		return rfc7946.AppendReal(b, v)
	case string:
		return appendString(b, v)
	}
	panic(fmt.Sprintf("a feature cannot hold a %T", v))
}

// appendString appends text as JSON has it.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return appendEscaped(b, s)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

func appendEscaped(b []byte, s string) []byte {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // strings always encode
	return append(b, strings.TrimSuffix(out.String(), "\n")...)
}
