package cql2

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Parse reads a filter over properties. The error is an [*Error].
func Parse(source string, properties []Property) (*Filter, error) {
	p := &parser{lexer: lexer{source: source}, properties: properties}
	if len(source) > MaxBytes {
		at := MaxBytes
		for !utf8.RuneStart(source[at]) {
			at--
		}
		return nil, p.fail(TooLong, at)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	n, err := p.either(0)
	if err != nil {
		return nil, err
	}
	if p.now.kind != end {
		return nil, p.fail(WantsEnd, p.now.at)
	}
	return &Filter{n}, nil
}

// A parser descends the grammar of OGC 21-065r2, annex B, with one token in hand.
type parser struct {
	lexer
	properties []Property
	now        token
}

func (p *parser) advance() (err error) {
	p.now, err = p.next()
	return err
}

// either reads terms joined by OR.
func (p *parser) either(depth int) (node, error) {
	return p.joined("OR", depth, p.both, func(parts []node) node { return or(parts) })
}

// both reads factors joined by AND.
func (p *parser) both(depth int) (node, error) {
	return p.joined("AND", depth, p.factor, func(parts []node) node { return and(parts) })
}

func (p *parser) joined(keyword string, depth int, read func(int) (node, error), join func([]node) node) (node, error) {
	first, err := read(depth)
	if err != nil || !p.now.is(keyword) {
		return first, err
	}
	parts := []node{first}
	for p.now.is(keyword) {
		if err := p.advance(); err != nil {
			return nil, err
		}
		n, err := read(depth)
		if err != nil {
			return nil, err
		}
		parts = append(parts, n)
	}
	return join(parts), nil
}

// factor reads NOT, a parenthesis or a predicate.
func (p *parser) factor(depth int) (node, error) {
	if depth > MaxDepth {
		return nil, p.fail(TooDeep, p.now.at)
	}
	switch {
	case p.now.is("NOT"):
		if err := p.advance(); err != nil {
			return nil, err
		}
		n, err := p.factor(depth + 1)
		if err != nil {
			return nil, err
		}
		return not{n}, nil
	case p.now.kind == symbol && p.now.word == "(":
		if err := p.advance(); err != nil {
			return nil, err
		}
		n, err := p.either(depth + 1)
		if err != nil {
			return nil, err
		}
		if p.now.kind != symbol || p.now.word != ")" {
			return nil, p.fail(WantsClosing, p.now.at)
		}
		return n, p.advance()
	}
	return p.predicate()
}

// predicate reads a comparison, IS NULL, or a literal truth.
func (p *parser) predicate() (node, error) {
	left, err := p.scalar()
	if err != nil {
		return nil, err
	}
	switch {
	case p.now.is("IS"):
		return p.null(left)
	case p.now.kind == symbol && p.now.word != "(" && p.now.word != ")":
		return p.comparison(left)
	case left.kind == Bool && left.property < 0:
		return left, nil // TRUE and FALSE stand alone
	}
	return nil, p.fail(WantsComparison, p.now.at)
}

func (p *parser) comparison(left operand) (node, error) {
	operator := p.now.word
	if err := p.advance(); err != nil {
		return nil, err
	}
	at := p.now.at
	right, err := p.scalar()
	if err != nil {
		return nil, err
	}
	if left.kind != right.kind {
		return nil, p.fail(NotOfKind, at)
	}
	return comparison{left, right, operators[operator]}, nil
}

func (p *parser) null(of operand) (node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	negated := p.now.is("NOT")
	if negated {
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	if !p.now.is("NULL") {
		return nil, p.fail(WantsNull, p.now.at)
	}
	n := node(isNull{of})
	if negated {
		n = not{n}
	}
	return n, p.advance()
}

// scalar reads a property or a literal.
func (p *parser) scalar() (operand, error) {
	t := p.now
	literal := func(kind Kind, v any) (operand, error) {
		return operand{property: -1, kind: kind, value: v}, p.advance()
	}
	switch {
	case t.kind == text:
		return literal(Text, t.word)
	case t.kind == number:
		return literal(Number, t.number)
	case t.is("TRUE"), t.is("FALSE"):
		return literal(Bool, t.is("TRUE"))
	case t.kind == quotedName:
		return p.property(t)
	case t.kind != word || reserved(t):
		return operand{}, p.fail(WantsValue, t.at)
	}
	if err := p.advance(); err != nil {
		return operand{}, err
	}
	if p.now.kind != symbol || p.now.word != "(" {
		return p.lookup(t)
	}
	if !t.is("DATE") && !t.is("TIMESTAMP") {
		e := p.fail(NoSuchFunction, t.at)
		e.Name = t.word
		return operand{}, e
	}
	return p.instant(t.is("DATE"))
}

// reserved tells whether a word is one of the grammar's own.
func reserved(t token) bool {
	for _, k := range []string{"AND", "OR", "NOT", "IS", "NULL", "LIKE", "BETWEEN", "IN"} {
		if t.is(k) {
			return true
		}
	}
	return false
}

func (p *parser) property(t token) (operand, error) {
	if err := p.advance(); err != nil {
		return operand{}, err
	}
	return p.lookup(t)
}

func (p *parser) lookup(t token) (operand, error) {
	for i, q := range p.properties {
		if q.Name == t.word {
			return operand{property: i, kind: q.Kind}, nil
		}
	}
	e := p.fail(NoSuchProperty, t.at)
	e.Name = t.word
	return operand{}, e
}

// instant reads what follows DATE or TIMESTAMP. Both are instants on one line of
// time; a date is its midnight, UTC.
func (p *parser) instant(day bool) (operand, error) {
	if err := p.advance(); err != nil { // the parenthesis
		return operand{}, err
	}
	t := p.now
	layout := time.RFC3339
	if day {
		layout = time.DateOnly
	}
	if t.kind != text {
		return operand{}, p.fail(BadDate, t.at)
	}
	v, err := time.Parse(layout, strings.ToUpper(t.word))
	if err != nil {
		return operand{}, p.fail(BadDate, t.at)
	}
	if err := p.advance(); err != nil {
		return operand{}, err
	}
	if p.now.kind != symbol || p.now.word != ")" {
		return operand{}, p.fail(WantsClosing, p.now.at)
	}
	return operand{property: -1, kind: Date, value: v.UTC()}, p.advance()
}
