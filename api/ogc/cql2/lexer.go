package cql2

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word of a filter.
type token struct {
	kind tokenKind
	at   int    // its first byte
	word string // as written; of quoted text, what it means
	// number is the value of a number.
	number float64
}

type tokenKind uint8

const (
	end tokenKind = iota
	word
	quotedName
	text
	number
	symbol // ( ) = <> < > <= >=
)

// is tells whether the token is a keyword, in whatever case.
func (t token) is(keyword string) bool { return t.kind == word && strings.EqualFold(t.word, keyword) }

// A lexer cuts a text into tokens.
type lexer struct {
	source string
	at     int
}

func (l *lexer) next() (token, error) {
	rest := strings.TrimLeft(l.source[l.at:], " \t\r\n\v\f")
	l.at = len(l.source) - len(rest)
	if rest == "" {
		return token{kind: end, at: l.at}, nil
	}
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case r == '\'':
		return l.quoted('\'', text)
	case r == '"':
		return l.quoted('"', quotedName)
	case startsNumber(rest):
		return l.numeral()
	case startsName(r) && !(r == utf8.RuneError && size == 1):
		n := len(rest)
		if i := strings.IndexFunc(rest, func(r rune) bool { return !continuesName(r) }); i >= 0 {
			n = i
		}
		return l.take(word, n), nil
	case strings.HasPrefix(rest, "<>"), strings.HasPrefix(rest, "<="), strings.HasPrefix(rest, ">="):
		return l.take(symbol, 2), nil
	case strings.ContainsRune("()=<>", r):
		return l.take(symbol, 1), nil
	}
	return token{}, l.fail(BadCharacter, l.at)
}

func (l *lexer) take(kind tokenKind, n int) token {
	t := token{kind: kind, at: l.at, word: l.source[l.at : l.at+n]}
	l.at += n
	return t
}

// Names begin with a letter, _ or :, and go on with digits and dots as well.
func startsName(r rune) bool    { return unicode.IsLetter(r) || r == '_' || r == ':' }
func continuesName(r rune) bool { return startsName(r) || unicode.IsDigit(r) || r == '.' }

func startsNumber(s string) bool {
	s = strings.TrimLeft(s[:1], "+-") + s[1:]
	digit := func(i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	return digit(0) || s != "" && s[0] == '.' && digit(1)
}

func (l *lexer) numeral() (token, error) {
	n := 0
	for n < len(l.source)-l.at {
		c := l.source[l.at+n]
		signed := n == 0 || strings.ContainsRune("eE", rune(l.source[l.at+n-1]))
		if c >= '0' && c <= '9' || c == '.' || c == 'e' || c == 'E' || signed && (c == '+' || c == '-') {
			n++
			continue
		}
		break
	}
	at := l.at
	t := l.take(number, n)
	v, err := strconv.ParseFloat(t.word, 64)
	if r, _ := utf8.DecodeRuneInString(l.source[l.at:]); err != nil || l.at < len(l.source) && continuesName(r) {
		return token{}, l.fail(BadNumber, at)
	}
	t.number = v
	return t, nil
}

// escapes are those of OGC 21-065r2, /req/cql2-text/escaping; any other character
// after a backslash stands for itself.
var escapes = map[byte]byte{'a': '\a', 'b': '\b', 't': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r'}

// quoted reads up to the closing quote; a doubled one stands for itself.
func (l *lexer) quoted(quote byte, kind tokenKind) (token, error) {
	var b strings.Builder
	for i := l.at + 1; i < len(l.source); i++ {
		switch c := l.source[i]; {
		case c == quote && i+1 < len(l.source) && l.source[i+1] == quote:
			b.WriteByte(quote)
			i++
		case c == quote:
			t := token{kind: kind, at: l.at, word: b.String()}
			l.at = i + 1
			return t, nil
		case c == '\\' && quote == '\'' && i+1 < len(l.source):
			i++
			if e, ok := escapes[l.source[i]]; ok {
				b.WriteByte(e)
			} else {
				b.WriteByte(l.source[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return token{}, l.fail(OpenText, l.at)
}

// nearest is how many characters of the text an error shows.
const nearest = 20

func (l *lexer) fail(f Fault, at int) *Error {
	near := []rune(l.source[at:])
	if len(near) > nearest {
		near = near[:nearest]
	}
	return &Error{Fault: f, At: utf8.RuneCountInString(l.source[:at]) + 1, Near: string(near)}
}
