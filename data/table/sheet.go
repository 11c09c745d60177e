package table

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lifecircle/data/finding"
	"lifecircle/data/source"
	"lifecircle/geo"
)

// A sheet is a CSV file being read: its header, then one record after another.
type sheet struct {
	opts   Options
	datum  geo.Datum
	csv    *csv.Reader
	text   *source.Text
	header []string
	column map[string]int // our key → index in header
	fields []string       // the current record, trimmed
	line   int            // where it begins
	ended  int            // line on which it ends
	notes  finding.Notes
}

const bufferBytes = 64 << 10

// open reads up to the header.
func open(r io.Reader, opts Options) (*sheet, error) {
	s := &sheet{opts: opts}
	var known bool
	if s.datum, known = geo.ParseDatum(opts.CRS); !known {
		return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: opts.Name, Field: "crs", Value: opts.CRS,
			Problem: "not supported: " + geo.SupportedDatums + " are; convert the file to one of them first"}
	}
	text, problem := source.NewText(r, opts.Encoding)
	if problem != "" {
		return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: opts.Name, Field: "encoding", Value: opts.Encoding, Problem: problem}
	}
	s.text = text
	text.Allow(MaxRecord)
	buffered := bufio.NewReaderSize(text, bufferBytes)
	first, err := firstLine(buffered)
	if err != nil {
		return nil, s.broken(err)
	}
	s.csv = csv.NewReader(buffered)
	s.csv.Comma = separator(first)
	s.csv.FieldsPerRecord = -1
	s.csv.ReuseRecord = true
	if err := s.read(); err != nil {
		if err == io.EOF {
			return nil, &finding.Refusal{Kind: finding.ErrMissing, File: opts.Name, Problem: "the file is empty: a header and at least one row are wanted"}
		}
		return nil, err
	}
	for _, name := range s.fields {
		s.header = append(s.header, strings.Clone(name))
	}
	if len(s.header) > MaxColumns {
		return nil, s.refuse(finding.ErrTooLarge, "", fmt.Sprintf("%d columns, %d at most are read: leave out what isn't needed", len(s.header), MaxColumns))
	}
	return s, nil
}

// firstLine looks ahead at the first line that is not empty.
func firstLine(r *bufio.Reader) ([]byte, error) {
	seen, err := r.Peek(bufferBytes)
	if err != nil && err != io.EOF {
		return nil, err
	}
	seen = bytes.TrimLeft(seen, "\r\n")
	if i := bytes.IndexAny(seen, "\r\n"); i >= 0 {
		seen = seen[:i]
	}
	return seen, nil
}

// separator is the one of comma, semicolon and tab that the header has most of,
// quoted ones not counted.
func separator(header []byte) rune {
	counts := map[byte]int{}
	quoted := false
	for _, c := range header {
		if c == '"' {
			quoted = !quoted
		} else if !quoted {
			counts[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return rune(best)
}

// read takes the next record into fields; io.EOF after the last.
func (s *sheet) read() error {
	s.text.Allow(MaxRecord)
	record, err := s.csv.Read()
	if err == io.EOF {
		return err
	}
	if err != nil {
		return s.broken(err)
	}
	s.line, _ = s.csv.FieldPos(0)
	last, _ := s.csv.FieldPos(len(record) - 1)
	s.ended = last + strings.Count(record[len(record)-1], "\n")
	for i, field := range record {
		if len(field) > MaxField {
			return s.refuse(finding.ErrTooLarge, s.title(i), fmt.Sprintf("%d bytes long, %d at most are read: is a quotation mark left open?", len(field), MaxField))
		}
		if problem := s.text.Garbled(field); problem != "" {
			return &finding.Refusal{Kind: finding.ErrInvalid, File: s.opts.Name, Line: s.line, Field: s.title(i), Value: field, Problem: problem}
		}
		record[i] = strings.TrimSpace(field)
	}
	s.fields = record
	return nil
}

// next takes the next row that has anything in it; io.EOF after the last.
func (s *sheet) next(ctx context.Context, rows int) error {
	if rows%4096 == 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	for {
		if err := s.read(); err != nil {
			return err
		}
		if slices.ContainsFunc(s.fields, func(f string) bool { return f != "" }) {
			break
		}
		s.notes.Add("blank_rows", s.opts.Name, "", 1, s.at())
	}
	for len(s.fields) > len(s.header) && s.fields[len(s.fields)-1] == "" {
		s.fields = s.fields[:len(s.fields)-1] // separators that a spreadsheet left at the end
	}
	if len(s.fields) != len(s.header) {
		return s.refuse(finding.ErrInvalid, "", fmt.Sprintf(
			"%d fields where the header has %d columns: put a field with a %q in it into quotation marks", len(s.fields), len(s.header), s.csv.Comma))
	}
	return nil
}

// broken turns an error of the reader underneath into a refusal, where the file
// is to blame.
func (s *sheet) broken(err error) error {
	refusal := &finding.Refusal{Kind: finding.ErrInvalid, File: s.opts.Name, Line: s.ended + 1}
	var parse *csv.ParseError
	switch {
	case errors.Is(err, source.ErrBudget):
		refusal.Kind = finding.ErrTooLarge
		refusal.Problem = fmt.Sprintf("a record that begins here is longer than %d KiB: is a quotation mark left open?", MaxRecord>>10)
	case errors.Is(err, source.ErrMaxBytes):
		refusal.Kind, refusal.Line = finding.ErrTooLarge, 0
		refusal.Problem = fmt.Sprintf("longer than %d GiB: split it", source.MaxBytes>>30)
	case errors.As(err, &parse) && errors.Is(parse, csv.ErrBareQuote):
		refusal.Line = parse.Line
		refusal.Problem = `a quotation mark in the middle of a field: put the whole field into quotation marks and double those inside`
	case errors.As(err, &parse):
		refusal.Line = parse.StartLine
		refusal.Problem = `a quotation mark that is never closed, or text after the closing one: double those inside a field`
	default:
		return fmt.Errorf("%s: %w", s.opts.Name, err)
	}
	return refusal
}

// at says where the current record is, as a note's sample.
func (s *sheet) at() string { return fmt.Sprintf("line %d", s.line) }

func (s *sheet) title(index int) string {
	if index < len(s.header) {
		return s.header[index]
	}
	return ""
}

// refuse makes a refusal of the current record.
func (s *sheet) refuse(kind error, column, problem string) error {
	return &finding.Refusal{Kind: kind, File: s.opts.Name, Line: s.line, Field: column, Problem: problem}
}

// Text returns the field of a key, or "".
func (s *sheet) Text(key string) string {
	if i, has := s.column[key]; has {
		return s.fields[i]
	}
	return ""
}

// Refuse makes the refusal of a key's field in the current record.
func (s *sheet) Refuse(kind error, key, problem string) error {
	field := key
	if i, has := s.column[key]; has {
		field = s.header[i]
	}
	return &finding.Refusal{Kind: kind, File: s.opts.Name, Line: s.line, Field: field, Value: strings.Clone(s.Text(key)), Problem: problem}
}

func (s *sheet) has(key string) bool {
	_, has := s.column[key]
	return has
}
