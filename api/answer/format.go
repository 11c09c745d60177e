package answer

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"lifecircle/coverage"
)

// ErrNoFormat is returned, wrapped, by Write for a format that the answer does
// not have. Nothing has been written then.
var ErrNoFormat = errors.New("no such format")

func noFormat(f Format, have ...Format) error {
	names := make([]string, len(have))
	for i, h := range have {
		names[i] = string(h)
	}
	return fmt.Errorf("%w: %q; there are %s", ErrNoFormat, f, strings.Join(names, ", "))
}

// people returns an amount in whole units (10508 or 12.345); nil stays nil.
// Up to nine trillion people the double's shortest form has the three decimals
// of the amount and no more.
func people(a *coverage.Amount) *float64 {
	if a == nil {
		return nil
	}
	v := float64(*a) / 1000
	return &v
}

// share returns a share of one from millionths; nil stays nil.
func share(s *coverage.Share) *float64 {
	if s == nil {
		return nil
	}
	v := float64(*s) / 1e6
	return &v
}

// seconds returns seconds with at most three decimals; nil stays nil.
func seconds(millis *int64) *float64 {
	if millis == nil {
		return nil
	}
	v := float64(*millis) / 1000
	return &v
}

// A field is one column of a flat record. Its value is nil, bool, string, int64
// or float64.
type field struct {
	name  string
	value any
}

// flat turns a pointer into a field's value: nil, or what it points to.
func flat[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// csvText returns a value as a CSV field: the shortest decimal form that reads
// back, "" for null.
func csvText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return strconv.FormatBool(v)
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	panic(fmt.Sprintf("a field cannot be a %T", v))
}

// writeRecords writes flat records, which have the fields of like, as CSV.
func writeRecords(w io.Writer, like []field, records iter.Seq[[]field]) error {
	header, texts := make([]string, len(like)), make([]string, len(like))
	for i, f := range like {
		header[i] = f.name
	}
	return writeCSV(w, header, func(yield func([]string) bool) {
		for r := range records {
			for i, f := range r {
				texts[i] = csvText(f.value)
			}
			if !yield(texts) {
				return
			}
		}
	})
}

// writeCSV writes a header and records as RFC 4180 wants them.
func writeCSV(w io.Writer, header []string, records iter.Seq[[]string]) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(header); err != nil {
		return err
	}
	for r := range records {
		if err := c.Write(r); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// appendJSON appends a value as JSON, without escaping <, > and &.
func appendJSON(b []byte, v any) ([]byte, error) {
	var s strings.Builder
	e := json.NewEncoder(&s)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return append(b, strings.TrimSuffix(s.String(), "\n")...), nil
}

// headOf is what every JSON document of a city begins with, and more.
func headOf(c *coverage.City, more ...field) []field {
	return append([]field{{"city", c.Name}, {"provenance", ProvenanceOf(c)}}, more...)
}

// as yields what becomes of each item.
func as[T, U any](items []T, of func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for _, it := range items {
			if !yield(of(it)) {
				return
			}
		}
	}
}

// writeList writes {head…,"name":[items…]} with an item a line, an item at a
// time: a million cells need no memory for their text.
func writeList[T any](w io.Writer, head []field, name string, items iter.Seq[T]) error {
	b := []byte{'{'}
	var err error
	for _, f := range head {
		b = append(strconv.AppendQuote(b, f.name), ':')
		if b, err = appendJSON(b, f.value); err != nil {
			return err
		}
		b = append(b, ',')
	}
	b = append(strconv.AppendQuote(b, name), ':', '[')
	first := true
	for item := range items {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, '\n')
		if b, err = appendJSON(b, item); err != nil {
			return err
		}
		if len(b) > 32<<10 {
			if _, err = w.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
	}
	if !first {
		b = append(b, '\n')
	}
	_, err = w.Write(append(b, "]}\n"...))
	return err
}
