package workspace

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"lifecircle/data/geopackage"
)

// inserter inserts rows into one table, numbering them from 1.
type inserter struct {
	*geopackage.Insert
	fid int64
	row []driver.Value
}

// add inserts a row; the values are those of layout.names in order.
func (in *inserter) add(ctx context.Context, values ...driver.Value) error {
	in.fid++
	in.row = append(append(in.row[:0], in.fid), values...)
	return in.Row(ctx, in.row)
}

// scan takes values of a row in order and remembers what did not fit.
type scan struct {
	row []driver.Value
	at  int
	err error
}

func (s *scan) next() driver.Value {
	if s.at >= len(s.row) {
		s.err = errors.New("a row is too short")
		return nil
	}
	s.at++
	return s.row[s.at-1]
}

func (s *scan) bad(v driver.Value, want string) {
	if s.err == nil {
		s.err = fmt.Errorf("column %d holds a %T instead of %s", s.at, v, want)
	}
}

// text reads a string; NULL is "".
func (s *scan) text() string {
	switch v := s.next().(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		s.bad(v, "text")
		return ""
	}
}

func (s *scan) whole() int64 {
	v, ok := s.next().(int64)
	if !ok {
		s.bad(s.row[max(s.at-1, 0)], "a whole number")
	}
	return v
}

func (s *scan) real() float64 {
	switch v := s.next().(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	default:
		s.bad(v, "a number")
		return 0
	}
}

// null reports whether the next value is NULL, and if so passes it.
func (s *scan) null() bool {
	if s.at < len(s.row) && s.row[s.at] == nil {
		s.at++
		return true
	}
	return false
}

func (s *scan) blob() []byte {
	switch v := s.next().(type) {
	case []byte:
		return v
	case nil:
		return nil
	default:
		s.bad(v, "a geometry")
		return nil
	}
}

// orNull stores an empty string as NULL.
func orNull(s string) driver.Value {
	if s == "" {
		return nil
	}
	return s
}
