package geopackage

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

// The GeoPackage's marks: "GPKG" and version 1.3. OGC 12-128r17, requirement 2.
const (
	applicationID = 0x47504B47
	userVersion   = 10300
)

// A File is a GeoPackage that is open. It is for one goroutine at a time.
type File struct {
	conn driver.Conn
}

// Open opens a file with the query parameters of SQLite's file: names.
func Open(path string, query url.Values) (*File, error) {
	absolute, err := filepath.Abs(path) // an address has no relative path
	if err != nil {
		return nil, err
	}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: query.Encode()}
	conn, err := new(sqlite.Driver).Open(name.String())
	if err != nil {
		return nil, err
	}
	return &File{conn: conn}, nil
}

// Create makes a file with the GeoPackage's own tables, in a transaction that
// [File.Commit] ends. It has no journal and is not synced: it is to be thrown
// away unless it is whole.
func Create(ctx context.Context, path string) (*File, error) {
	f, err := Open(path, url.Values{"_pragma": {
		"page_size(4096)", "journal_mode(OFF)", "synchronous(OFF)", "locking_mode(EXCLUSIVE)",
		fmt.Sprintf("application_id(%d)", applicationID), fmt.Sprintf("user_version(%d)", userVersion)}})
	if err != nil {
		return nil, err
	}
	for _, statement := range append([]string{"BEGIN"}, standardTables...) {
		if err := f.Exec(ctx, statement); err != nil {
			f.Close()
			return nil, err
		}
	}
	return f, nil
}

// Commit ends the transaction of [Create].
func (f *File) Commit(ctx context.Context) error { return f.Exec(ctx, "COMMIT") }

// Close closes the file.
func (f *File) Close() error { return f.conn.Close() }

// Exec runs a statement.
func (f *File) Exec(ctx context.Context, query string, args ...driver.Value) error {
	_, err := f.conn.(driver.ExecerContext).ExecContext(ctx, query, numbered(nil, args))
	return err
}

func numbered(buffer []driver.NamedValue, args []driver.Value) []driver.NamedValue {
	buffer = buffer[:0]
	for i, v := range args {
		buffer = append(buffer, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return buffer
}

// Query calls each with every row; the slice is used again for the next.
func (f *File) Query(ctx context.Context, text string, each func(row []driver.Value) error) error {
	stmt, err := f.conn.Prepare(text)
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

// An Insert is a statement that is run for many rows.
type Insert struct {
	stmt   driver.Stmt
	run    int
	buffer []driver.NamedValue
}

// Insert prepares a statement.
func (f *File) Insert(query string) (*Insert, error) {
	stmt, err := f.conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	return &Insert{stmt: stmt}, nil
}

// Row runs the statement with the values of a row, which it does not keep.
func (in *Insert) Row(ctx context.Context, row []driver.Value) error {
	// Asking the context at each row would start a goroutine in the driver for
	// each: it is asked here now and then instead.
	if in.run&1023 == 0 && ctx.Err() != nil {
		return ctx.Err()
	}
	in.run++
	in.buffer = numbered(in.buffer, row)
	_, err := in.stmt.(driver.StmtExecContext).ExecContext(context.Background(), in.buffer)
	return err
}

// Close lets go of the statement.
func (in *Insert) Close() error { return in.stmt.Close() }
