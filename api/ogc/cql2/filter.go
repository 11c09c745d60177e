package cql2

import (
	"cmp"
	"strings"
	"time"
)

// A Filter is a condition over rows. It is safe for concurrent use.
type Filter struct{ root node }

// Matches tells whether the filter is true of a row, not false or unknown. The
// values are asked for by the place of their property in the list given to
// [Parse]; nil is null.
func (f *Filter) Matches(value func(property int) any) bool { return f.root.eval(value) == yes }

// truth is true, false or unknown.
type truth int8

const (
	no truth = iota - 1
	unknown
	yes
)

// A node is a condition.
type node interface {
	eval(value func(int) any) truth
}

type (
	or     []node
	and    []node
	not    struct{ of node }
	isNull struct{ of operand }
)

func (n or) eval(value func(int) any) truth {
	out := no
	for _, part := range n {
		if out = max(out, part.eval(value)); out == yes {
			break
		}
	}
	return out
}

func (n and) eval(value func(int) any) truth {
	out := yes
	for _, part := range n {
		if out = min(out, part.eval(value)); out == no {
			break
		}
	}
	return out
}

func (n not) eval(value func(int) any) truth { return -n.of.eval(value) }

func (n isNull) eval(value func(int) any) truth { return truthOf(n.of.get(value) == nil) }

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// An operand is a property, or where property is negative, a literal.
type operand struct {
	property int
	kind     Kind
	value    any
}

// eval is that of a literal truth.
func (o operand) eval(func(int) any) truth { return truthOf(o.value == true) }

// get returns the operand's value: a string, float64, bool, [time.Time] or nil.
func (o operand) get(value func(int) any) any {
	if o.property < 0 {
		return o.value
	}
	switch v := value(o.property).(type) {
	case int64:
		return float64(v)
	case string:
		if o.kind != Date {
			return v
		}
		if t, err := time.Parse(time.DateOnly, v); err == nil {
			return t
		}
		return nil
	default:
		return v
	}
}

// operators tell which orders of two values satisfy them.
var operators = map[string]func(order int) bool{
	"=":  func(o int) bool { return o == 0 },
	"<>": func(o int) bool { return o != 0 },
	"<":  func(o int) bool { return o < 0 },
	">":  func(o int) bool { return o > 0 },
	"<=": func(o int) bool { return o <= 0 },
	">=": func(o int) bool { return o >= 0 },
}

// A comparison is of two operands of one kind.
type comparison struct {
	left, right operand
	satisfies   func(order int) bool
}

func (c comparison) eval(value func(int) any) truth {
	left, right := c.left.get(value), c.right.get(value)
	if left == nil || right == nil {
		return unknown
	}
	return truthOf(c.satisfies(order(left, right)))
}

// order compares two values of one kind.
func order(a, b any) int {
	switch a := a.(type) {
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b)
		}
	case float64:
		if b, ok := b.(float64); ok {
			return cmp.Compare(a, b)
		}
	case time.Time:
		if b, ok := b.(time.Time); ok {
			return a.Compare(b)
		}
	case bool:
		if b, ok := b.(bool); ok {
			return cmp.Compare(rank(a), rank(b))
		}
	}
	panic("cql2: a value is not of its property's kind")
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}
