// Package source is what the files of every format have in common: how their
// bytes become text, how much of a hostile one is read, and what their words
// mean: amounts, whole numbers, dates, services, a status, a place.
//
// A format's package finds the fields of a record and asks here what they say:
//
//	amount, rounded, problem := source.Amount("1204.25")
//	facility, err := source.Facility(row, nil)
//
// A problem is a piece of a sentence for the planner ("not a whole number: write
// 40"); the caller adds file, line, field and value and makes a
// [finding.Refusal] of it. Nothing here knows a format.
package source

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// MaxBytes is how much of one file is read, after its encoding is undone: 4 GiB.
const MaxBytes = 4 << 30

// ErrBudget says that a record is longer than its reader allows; ErrMaxBytes
// that the file is longer than [MaxBytes].
var (
	ErrBudget   = errors.New("record too long")
	ErrMaxBytes = fmt.Errorf("file of more than %d GiB", MaxBytes>>30)
)

// Text is a file's bytes as UTF-8, without a byte order mark, within a budget:
// whoever reads a record calls [Text.Allow] before it, and the reader ends in
// [ErrBudget] where the record goes on. So an unclosed quote costs no more
// memory than the longest record that is accepted.
type Text struct {
	r        io.Reader
	encoding string // empty where bytes are taken as UTF-8
	left     int64
	total    int64
}

// NewText reads r in an encoding by its name in HTML (gb18030, gbk, big5,
// utf-16, shift_jis …, also cp936). Empty is UTF-8; a byte order mark goes before
// the name. An unknown name gives a problem.
func NewText(r io.Reader, name string) (text *Text, problem string) {
	fallback, canonical := transform.Transformer(transform.Nop), ""
	if name != "" {
		found, err := htmlindex.Get(aliased(name))
		if err != nil || found == encoding.Replacement {
			return nil, "not a known encoding: utf-8, gb18030, gbk, big5, utf-16 and those of the web are"
		}
		if canonical, _ = htmlindex.Name(found); canonical == "utf-8" {
			canonical = ""
		} else {
			fallback = found.NewDecoder()
		}
	}
	return &Text{r: transform.NewReader(r, unicode.BOMOverride(fallback)), encoding: canonical}, ""
}

func aliased(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "cp936", "ms936", "936", "gb2312-80":
		return "gbk"
	case "gb-18030":
		return "gb18030"
	case "cp950":
		return "big5"
	case "cp932":
		return "shift_jis"
	}
	return name
}

// Allow sets how many more bytes may be read.
func (t *Text) Allow(bytes int64) { t.left = bytes }

// Read reads UTF-8, or what claims to be: see [Text.Garbled].
func (t *Text) Read(p []byte) (int, error) {
	if t.left <= 0 {
		return 0, ErrBudget
	}
	if t.total >= MaxBytes {
		return 0, ErrMaxBytes
	}
	if int64(len(p)) > t.left {
		p = p[:t.left]
	}
	n, err := t.r.Read(p)
	t.left -= int64(n)
	t.total += int64(n)
	return n, err
}

// Garbled says what is wrong with a piece of the text if it was not written in
// the encoding that it is read in; empty if nothing shows.
func (t *Text) Garbled(piece string) (problem string) {
	switch {
	case t.encoding == "" && !utf8.ValidString(piece):
		return `not UTF-8: name the file's encoding, such as encoding = "gb18030", or save it as UTF-8`
	case strings.ContainsRune(piece, 0):
		return `a NUL character: if this is UTF-16 name it, encoding = "utf-16le", or save it as UTF-8`
	case t.encoding != "" && strings.ContainsRune(piece, utf8.RuneError):
		return "not " + t.encoding + ": name the file's own encoding, or leave encoding out if it is UTF-8"
	}
	return ""
}
