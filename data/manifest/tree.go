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

// parseTree reads a TOML document into a tree with lines. The error is a
// refusal that names file and line.
func parseTree(file string, data []byte) (*table, error) {
	if len(data) > MaxBytes {
		return nil, &finding.Refusal{Kind: finding.ErrTooLarge, File: file,
			Problem: fmt.Sprintf("is larger than %d bytes: this is not a manifest", MaxBytes)}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	// The decoder checks what the bare parser doesn't: keys and tables given
	// twice, and values used as tables.
	var discard map[string]any
	if err := toml.Unmarshal(data, &discard); err != nil {
		return nil, syntax(file, err)
	}
	b := &treeBuilder{data: data, root: newTable(1)}
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
	data   []byte
	parser unstable.Parser
	root   *table
	offset int // up to here
	line   int // newlines are counted
}

// lineAt returns the 1-based line of an offset. Offsets mostly grow, so the
// count goes on from the last one.
func (b *treeBuilder) lineAt(offset uint32) int {
	to := int(offset)
	if to < b.offset {
		b.offset, b.line = 0, 0
	}
	b.line += bytes.Count(b.data[b.offset:to], []byte{'\n'})
	b.offset = to
	return b.line + 1
}

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
