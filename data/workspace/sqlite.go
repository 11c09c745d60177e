package workspace

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"modernc.org/sqlite"
)

// database is one connection to a SQLite file. It speaks to the driver itself:
// database/sql would copy and convert a hundred million values on the way, and
// its pool has nothing to do here.
type database struct {
	conn driver.Conn
}

// openDatabase opens a file with the query parameters of SQLite's file: names.
func openDatabase(path string, query url.Values) (*database, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: query.Encode()}
	conn, err := new(sqlite.Driver).Open(name.String())
	if err != nil {
		return nil, err
	}
	return &database{conn: conn}, nil
}

func (d *database) close() error { return d.conn.Close() }

func (d *database) exec(ctx context.Context, query string, args ...driver.Value) error {
	_, err := d.conn.(driver.ExecerContext).ExecContext(ctx, query, named(nil, args))
	return err
}

func named(buffer []driver.NamedValue, args []driver.Value) []driver.NamedValue {
	buffer = buffer[:0]
	for i, v := range args {
		buffer = append(buffer, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return buffer
}

// inserter inserts rows into one table, numbering them from 1.
type inserter struct {
	stmt   driver.Stmt
	fid    int64
	row    []driver.Value
	buffer []driver.NamedValue
}

func (d *database) inserter(l layout) (*inserter, error) {
	stmt, err := d.conn.Prepare(l.insert())
	if err != nil {
		return nil, err
	}
	return &inserter{stmt: stmt}, nil
}

// add inserts a row; the values are those of layout.names in order.
func (in *inserter) add(ctx context.Context, values ...driver.Value) error {
	// Asking the context at each row would start a goroutine in the driver for
	// each: it is asked here now and then instead.
	if in.fid&1023 == 0 && ctx.Err() != nil {
		return ctx.Err()
	}
	in.fid++
	in.row = append(append(in.row[:0], in.fid), values...)
	in.buffer = named(in.buffer, in.row)
	_, err := in.stmt.(driver.StmtExecContext).ExecContext(context.Background(), in.buffer)
	return err
}

func (in *inserter) close() error { return in.stmt.Close() }

// query calls each with every row; the slice is used again for the next.
func (d *database) query(ctx context.Context, text string, each func(row []driver.Value) error) error {
	stmt, err := d.conn.Prepare(text)
	if err != nil {
		return err
	}
	defer stmt.Close()
	rows, err := stmt.(driver.StmtQueryContext).QueryContext(context.Background(), nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	row := make([]driver.Value, len(rows.Columns()))
	for n := 0; ; n++ {
		if n&1023 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch err := rows.Next(row); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
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
