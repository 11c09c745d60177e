package scenarios

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"lifecircle/coverage/scenario"
	"lifecircle/data/finding"
)

// ErrBusy is a file that another process has been writing for too long.
var ErrBusy = errors.New("another program is writing the scenarios: try again")

// code is SQLite's primary result code of an error; 0 for an error of others.
func code(err error) int {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() & 0xff
	}
	return 0
}

func cannotOpen(err error) bool {
	return code(err) == sqlite3.SQLITE_CANTOPEN || code(err) == sqlite3.SQLITE_READONLY
}

func corrupt(path, problem string, cause error) error {
	return &finding.Refusal{Kind: finding.ErrCorrupt, File: path,
		Problem: problem + ": put back a copy of it, or move it elsewhere", Cause: cause}
}

// said gives what SQLite says of the file the words of this package.
func (s *Store) said(err error) error {
	switch code(err) {
	case sqlite3.SQLITE_NOTADB:
		return corrupt(s.path, "is not a file of scenarios, or is damaged", err)
	case sqlite3.SQLITE_CORRUPT:
		return corrupt(s.path, "is damaged", err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("%s: %w", s.path, ErrBusy)
	case sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%s: cannot be read: %w", s.path, err)
	}
	return err
}

// unwritten is said, where something was to be written.
func (s *Store) unwritten(err error) error {
	var cause error
	switch code(err) {
	case sqlite3.SQLITE_FULL:
		cause = errors.New("the disk is full: what was there is untouched")
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		cause = s.why(err)
	default:
		if !errors.Is(err, os.ErrPermission) && !errors.Is(err, os.ErrNotExist) {
			return s.said(err)
		}
		cause = err
	}
	return fmt.Errorf("%w: %s: %w", scenario.ErrReadOnly, s.path, cause)
}

// why asks the file system why nothing can be written: SQLite does not say.
func (s *Store) why(err error) error {
	probe, refused := os.CreateTemp(filepath.Dir(s.path), ".probe-*")
	if refused != nil {
		return refused
	}
	probe.Close()
	os.Remove(probe.Name())
	return err
}
