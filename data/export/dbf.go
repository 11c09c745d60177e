package export

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"lifecircle/coverage/layers"
)

// Limits of a dBASE III table.
const (
	mostText     = 254 // bytes of a text
	mostDecimals = 15
	fieldHeader  = 32 // bytes, and as many before the first
	shortName    = 10 // characters of a column's name
)

// A dbfField is a column of a dBASE table, as wide as its longest value.
type dbfField struct {
	short    string
	column   layers.Column
	width    int // bytes; of a real: digits before the point and the sign
	decimals int
	cut      int // texts that are too long
}

// fieldsOf returns the fields of a layer's columns under short names.
func fieldsOf(l layers.Layer) []dbfField {
	taken := map[string]bool{}
	var out []dbfField
	for _, c := range l.Columns {
		f := dbfField{short: shorten(c, taken), column: c, width: 1}
		switch c.Kind {
		case layers.ColumnReal:
			f.decimals = 1 // so that it is a real one to every reader
		case layers.ColumnDate:
			f.width = 8
		}
		out = append(out, f)
	}
	return out
}

// abbreviations are of what is said of a service, so that enough of the
// service's own name stays.
var abbreviations = map[string]string{
	"demand": "dem", "covered": "cvd", "coverage": "cov", "coverage_low": "covlo", "coverage_high": "covhi", "target": "tgt",
	"verdict": "vrd", "shortfall": "sht", "near_edge": "edg", "unlinked": "unl", "buffer_coverage": "buf",
	"seconds": "sec", "facility": "fac", "reason": "rsn", "capacity": "cap", "people_nearest": "ppl", "people_in_reach": "rch",
}

// shorten returns a name of at most ten characters that is not taken yet, and
// takes it.
func shorten(c layers.Column, taken map[string]bool) string {
	name := c.Name
	if suffix, of := strings.CutPrefix(name, c.Service+"_"); of && c.Service != "" && len(name) > shortName {
		suffix = cmp.Or(abbreviations[suffix], suffix)
		room := max(3, shortName-1-len(suffix))
		name = c.Service[:min(room, len(c.Service))] + "_" + suffix
	}
	name = name[:min(shortName, len(name))]
	free := name
	for n := 1; taken[free]; n++ {
		number := strconv.Itoa(n)
		free = name[:min(len(name), shortName-len(number))] + number
	}
	taken[free] = true
	return free
}

// measure widens the field for a value.
func (f *dbfField) measure(v any) {
	switch v := v.(type) {
	case string:
		if f.column.Kind == layers.ColumnDate {
			return
		}
		if len(v) > mostText {
			f.cut++
		}
		f.width = max(f.width, min(len(v), mostText))
	case int64:
		f.width = max(f.width, len(strconv.FormatInt(v, 10)))
	case float64:
		whole, decimals, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
		f.decimals = min(max(f.decimals, len(decimals)), mostDecimals)
		// Rounding to fewer decimals may carry into another digit.
		f.width = max(f.width, len(whole)+len(decimals)/(mostDecimals+1))
	}
}

// bytes returns how many a value takes.
func (f *dbfField) bytes() int {
	if f.column.Kind == layers.ColumnReal {
		return f.width + 1 + f.decimals
	}
	return f.width
}

func (f *dbfField) kind() byte {
	switch f.column.Kind {
	case layers.ColumnWhole, layers.ColumnReal:
		return 'N'
	case layers.ColumnFlag:
		return 'L'
	case layers.ColumnDate:
		return 'D'
	}
	return 'C'
}

func (m *measured) recordBytes() int {
	n := 1 // whether it is deleted
	for i := range m.fields {
		n += m.fields[i].bytes()
	}
	return n
}

func (m *measured) tableBytes() int64 {
	return int64(fieldHeader*(len(m.fields)+1)+2) + m.features*int64(m.recordBytes())
}

// tableHeader is that of dBASE III, with the day of the epoch as its date.
func (m *measured) tableHeader() []byte {
	b := append(make([]byte, 0, fieldHeader*(len(m.fields)+1)+1), 3, 70, 1, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(m.features))
	b = binary.LittleEndian.AppendUint16(b, uint16(fieldHeader*(len(m.fields)+1)+1))
	b = binary.LittleEndian.AppendUint16(b, uint16(m.recordBytes()))
	b = append(b, make([]byte, 20)...)
	for i := range m.fields {
		f := &m.fields[i]
		field := make([]byte, fieldHeader)
		copy(field, f.short)
		field[11], field[16] = f.kind(), byte(f.bytes())
		if f.column.Kind == layers.ColumnReal {
			field[17] = byte(f.decimals)
		}
		b = append(b, field...)
	}
	return append(b, '\r')
}

// appendRecord appends a row; what is null is blank, or ? of a flag.
func (m *measured) appendRecord(b []byte, values []any) []byte {
	b = append(b, ' ')
	for i, v := range values {
		f := &m.fields[i]
		from, width := len(b), f.bytes()
		switch v := v.(type) {
		case nil:
			if f.column.Kind == layers.ColumnFlag {
				b = append(b, '?')
			}
		case bool:
			b = append(b, map[bool]byte{true: 'T', false: 'F'}[v])
		case string:
			if f.column.Kind == layers.ColumnDate {
				v = strings.ReplaceAll(v, "-", "")
			}
			b = append(b, cutText(v, width)...)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case float64:
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				b = strconv.AppendFloat(b, v, 'f', f.decimals, 64)
			}
		}
		used := len(b) - from
		b = append(b, bytes.Repeat([]byte{' '}, width-used)...)
		if f.kind() == 'N' && used > 0 { // to the right
			copy(b[from+width-used:], b[from:from+used])
			copy(b[from:], bytes.Repeat([]byte{' '}, width-used))
		}
	}
	return b
}

// cutText returns the longest beginning of whole characters in so many bytes.
func cutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// explain says which short name is which column.
func (m *measured) explain(t Table, o Options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", t.City.Title.In(o.Lang), o.title(t.Layer.Title))
	for i := range m.fields {
		f := &m.fields[i]
		fmt.Fprintf(&b, "%s\t%s\t%s", f.short, f.column.Name, o.title(f.column.Title))
		if f.column.Unit != "" {
			fmt.Fprintf(&b, " [%s]", f.column.Unit)
		}
		if f.cut > 0 {
			fmt.Fprintf(&b, "\t%s", o.say("exported.cut", "n", strconv.Itoa(f.cut), "bytes", strconv.Itoa(mostText)))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "\n%s\nprovenance %s\n", o.Datum, t.City.Provenance.Hash)
	for _, a := range o.Attribution {
		b.WriteString(a + "\n")
	}
	return b.String()
}
