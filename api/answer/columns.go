package answer

import (
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A row of an answer is described once, by the struct that JSON is made of. CSV
// and the properties of GeoJSON are its keys laid flat, in the same order:
//
//	Demand    *float64           `json:"demand"`                               demand; empty or null for nil
//	District  *District          `json:"district"`                             district_code, district_name, district_level
//	Groups    map[string]float64 `json:"people_by_group" flat:"prefix=people_"`  people_all, people_age_60_plus: by the keys asked
//	Across    []string           `json:"across" flat:"join=;"`                 one text
//	Lon       float64            `json:"lon" flat:"csv"`                       of CSV alone: in GeoJSON the geometry says it
//	Line      [][]float64        `json:"line" flat:"-"`                        of JSON alone
//	Used      float64            `json:"used_people" flat:"name=carried"`      by another name
//	Services  []string           `json:"services" flat:"join=;,after=name"`    elsewhere than in JSON
//
// What cannot be laid flat and does not say how is a fault, which the first
// record meets.

// A column is where a struct has the value of a flat name.
type column struct {
	name  string // of a map its prefix
	at    []int  // the fields that lead there, through pointers
	join  string // of a list
	kind  columnKind
	inCSV bool // in CSV alone
}

type columnKind uint8

const (
	scalarColumn columnKind = iota
	listColumn
	mapColumn
)

// columnsByType keeps what [columnsOf] read, a list a type.
var columnsByType sync.Map

// columnsOf lists the columns of a struct.
func columnsOf(t reflect.Type) []column {
	if known, ok := columnsByType.Load(t); ok {
		return known.([]column)
	}
	columns := readColumns(t, "", nil)
	columnsByType.Store(t, columns)
	return columns
}

// readColumns reads the tags of a struct that stands at a place of another.
func readColumns(t reflect.Type, prefix string, at []int) []column {
	var out []column
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		c, after := column{name: prefix + name, at: append(slices.Clone(at), i)}, ""
		described, left := true, false
		if tag := f.Tag.Get("flat"); tag != "" {
			for part := range strings.SplitSeq(tag, ",") {
				switch key, value, _ := strings.Cut(part, "="); key {
				case "-":
					left = true
				case "csv":
					c.inCSV = true
				case "join":
					c.kind, c.join = listColumn, value
				case "prefix":
					c.kind, c.name = mapColumn, prefix+value
				case "name":
					c.name = prefix + value
				case "after":
					after = value
				default:
					described = false
				}
			}
		}
		if left {
			continue
		}
		of := f.Type
		if of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		var columns []column
		switch kind := of.Kind(); {
		case kind == reflect.Struct:
			columns = readColumns(of, c.name+"_", c.at)
		case c.kind == listColumn && kind == reflect.Slice, c.kind == mapColumn && kind == reflect.Map:
			columns = []column{c}
		case c.kind == scalarColumn && scalar(kind):
			columns = []column{c}
		default:
			described = false
		}
		if !described || name == "" {
			panic(fmt.Sprintf("%s.%s cannot be laid flat: give it a tag flat", t, f.Name)) // a fault of ours, seen by the first test
		}
		place := len(out)
		if after != "" {
			place = slices.IndexFunc(out, func(c column) bool { return c.name == prefix+after }) + 1
		}
		out = slices.Insert(out, place, columns...)
	}
	return out
}

func scalar(k reflect.Kind) bool {
	return k == reflect.String || k == reflect.Bool || k == reflect.Int64 || k == reflect.Float64
}

// flatten returns the fields of a struct as a format has them. Its maps have the
// columns of keys, so that every record has the same.
func flatten(v any, f Format, keys ...string) []field {
	whole := reflect.ValueOf(v)
	columns := columnsOf(whole.Type())
	out := make([]field, 0, len(columns)+len(keys))
	for _, c := range columns {
		if c.inCSV && f != CSV {
			continue
		}
		value := c.of(whole)
		switch c.kind {
		case mapColumn:
			for _, key := range keys {
				out = append(out, field{c.name + key, plainValue(value.MapIndex(reflect.ValueOf(key)))})
			}
		case listColumn:
			out = append(out, field{c.name, strings.Join(value.Interface().([]string), c.join)})
		default:
			out = append(out, field{c.name, plainValue(value)})
		}
	}
	return out
}

// of follows a column into a struct; what lies behind a nil pointer is no value.
func (c column) of(v reflect.Value) reflect.Value {
	for _, i := range c.at {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// plainValue returns a value as a field holds it; nil for a nil pointer, or none.
func plainValue(v reflect.Value) any {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int64:
		return v.Int()
	case reflect.Float64:
		return v.Float()
	}
	return nil
}

// writeFlat writes structs as CSV.
func writeFlat[T any](w io.Writer, records iter.Seq[T], keys ...string) error {
	var like T
	return writeRecords(w, flatten(like, CSV, keys...), func(yield func([]field) bool) {
		for r := range records {
			if !yield(flatten(r, CSV, keys...)) {
				return
			}
		}
	})
}
