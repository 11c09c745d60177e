package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"lifecircle/data/finding"
)

// MaxBytes is the largest manifest or standard that is read.
const MaxBytes = 1 << 20

// kind of a TOML value.
type kind int

const (
	kindString kind = iota
	kindNumber
	kindBool
	kindOther // dates and times: no key takes one
	kindNull  // of JSON
	kindList
	kindTable
)

// entry is a value with the line that it starts on. The decoder of go-toml
// gives positions for what it refuses itself, but not for a value that is well
// formed and wrong for us; hence this small tree.
type entry struct {
	line  int
	kind  kind
	text  string // the string, or the literal of a number, bool or date
	list  []*entry
	table *table
}

// table keeps its keys in the order of the file.
type table struct {
	line int
	keys []string
	by   map[string]*entry
}

func newTable(line int) *table { return &table{line: line, by: map[string]*entry{}} }

func (t *table) put(key string, e *entry) {
	if _, there := t.by[key]; !there {
		t.keys = append(t.keys, key)
	}
	t.by[key] = e
}

// byteOrderMark is what some editors begin a file with.
var byteOrderMark = []byte("\xef\xbb\xbf")

// maxDepth bounds tables in tables.
const (
	maxDepth = 100
	tooDeep  = "it is nested too deeply"
)

// parseTree reads a TOML document into a tree with lines. The error is a
// refusal that names file and line.
func parseTree(file string, data []byte) (*table, error) {
	if len(data) > MaxBytes {
		return nil, &finding.Refusal{Kind: finding.ErrTooLarge, File: file,
			Problem: fmt.Sprintf("is larger than %d bytes: this is not a manifest", MaxBytes)}
	}
	return parseTOML(file, data)
}

func parseTOML(file string, data []byte) (*table, error) {
	data = bytes.TrimPrefix(data, byteOrderMark)
	b := &treeBuilder{root: newTable(1), lines: lineCounter{data: data}}
	if at, deep := b.deepKey(data); deep {
		return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: file, Line: b.lines.at(at), Problem: "is not TOML: " + tooDeep}
	}
	// The decoder checks what the bare parser doesn't: keys and tables given
	// twice, and values used as tables.
	var discard map[string]any
	if err := toml.Unmarshal(data, &discard); err != nil {
		return nil, syntax(file, err)
	}
	b.parser.Reset(data)
	at := b.root
	for b.parser.NextExpression() {
		node := b.parser.Expression()
		switch node.Kind {
		case unstable.Table:
			at = b.open(node, false)
		case unstable.ArrayTable:
			at = b.open(node, true)
		case unstable.KeyValue:
			b.set(at, node)
		}
	}
	if err := b.parser.Error(); err != nil {
		return nil, syntax(file, err)
	}
	return b.root, nil
}

// deepKey finds tables in tables beyond the bound, which the decoder would follow
// as deep as the stack goes. Where the text is no TOML it leaves that to others.
func (b *treeBuilder) deepKey(data []byte) (at int, deep bool) {
	b.parser.Reset(data)
	for b.parser.NextExpression() {
		if at, deep := deepIn(b.parser.Expression(), 0); deep {
			return int(at), true
		}
	}
	return 0, false
}

// deepIn goes through keys and values that stand at a depth.
func deepIn(node *unstable.Node, depth int) (at uint32, deep bool) {
	switch node.Kind {
	case unstable.Table, unstable.ArrayTable, unstable.KeyValue:
		for it := node.Key(); it.Next(); {
			if depth++; depth > maxDepth {
				return it.Node().Raw.Offset, true
			}
			at = it.Node().Raw.Offset
		}
		if node.Kind != unstable.KeyValue {
			return 0, false
		}
		if where, deep := deepIn(node.Value(), depth); deep {
			return max(at, where), true
		}
	case unstable.Array, unstable.InlineTable:
		if depth >= maxDepth {
			return node.Raw.Offset, true
		}
		for it := node.Children(); it.Next(); {
			if where, deep := deepIn(it.Node(), depth+1); deep {
				return max(node.Raw.Offset, where), true
			}
		}
	}
	return 0, false
}

func syntax(file string, err error) error {
	r := &finding.Refusal{Kind: finding.ErrInvalid, File: file,
		Problem: "is not TOML: " + strings.TrimPrefix(err.Error(), "toml: ")}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		r.Line, _ = decode.Position()
		r.Field = strings.Join(decode.Key(), ".")
	}
	return r
}

type treeBuilder struct {
	parser unstable.Parser
	root   *table
	lines  lineCounter
}

// lineAt returns the 1-based line of an offset.
func (b *treeBuilder) lineAt(offset uint32) int { return b.lines.at(int(offset)) }

// open finds or makes the table that a header names.
func (b *treeBuilder) open(node *unstable.Node, array bool) *table {
	at, it := b.root, node.Key()
	for it.Next() {
		key, line := string(it.Node().Data), b.lineAt(it.Node().Raw.Offset)
		last := it.IsLast()
		e := at.by[key]
		if e == nil {
			e = &entry{line: line, kind: kindTable}
			if last && array {
				e.kind = kindList
			} else {
				e.table = newTable(line)
			}
			at.put(key, e)
		}
		if last && array {
			element := &entry{line: line, kind: kindTable, table: newTable(line)}
			e.list = append(e.list, element)
			return element.table
		}
		if e.kind == kindList && len(e.list) > 0 {
			e = e.list[len(e.list)-1]
		}
		if e.table == nil {
			e.table = newTable(line)
		}
		if last {
			// A header after [a.b] has made a: errors about it belong here.
			e.line, e.table.line = line, line
		}
		at = e.table
	}
	return at
}

func (b *treeBuilder) set(at *table, node *unstable.Node) {
	line := 0
	it := node.Key()
	for it.Next() {
		key := string(it.Node().Data)
		if line == 0 {
			line = b.lineAt(it.Node().Raw.Offset)
		}
		if it.IsLast() {
			at.put(key, b.value(node.Value(), line))
			return
		}
		e := at.by[key]
		if e == nil || e.table == nil {
			e = &entry{line: line, kind: kindTable, table: newTable(line)}
			at.put(key, e)
		}
		at = e.table
	}
}

func (b *treeBuilder) value(node *unstable.Node, line int) *entry {
	if node.Raw.Length > 0 {
		line = b.lineAt(node.Raw.Offset)
	}
	e := &entry{line: line, text: string(node.Data)}
	switch node.Kind {
	case unstable.String:
		e.kind = kindString
	case unstable.Integer, unstable.Float:
		e.kind = kindNumber
	case unstable.Bool:
		e.kind = kindBool
	case unstable.Array:
		e.kind = kindList
		for it := node.Children(); it.Next(); {
			e.list = append(e.list, b.value(it.Node(), line))
		}
	case unstable.InlineTable:
		e.kind, e.table = kindTable, newTable(line)
		for it := node.Children(); it.Next(); {
			b.set(e.table, it.Node())
		}
	default:
		e.kind = kindOther
	}
	return e
}

// lineCounter tells the lines of offsets. They mostly grow, so the count goes on
// from the last one.
type lineCounter struct {
	data         []byte
	offset, line int
}

func (c *lineCounter) at(offset int) int {
	offset = min(offset, len(c.data))
	if offset < c.offset {
		c.offset, c.line = 0, 0
	}
	c.line += bytes.Count(c.data[c.offset:offset], []byte{'\n'})
	c.offset = offset
	return c.line + 1
}
