package scenarios

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	patience = 10 * time.Second // that a process waits for another's transaction
	readers  = 8                // connections that read at once; more wait for their turn
)

// A file is the store's file, open.
type file struct {
	reads  *sql.DB
	writes *sql.DB // one connection; nil until something is written
	info   os.FileInfo
	frozen bool // lies where SQLite can write nothing beside it: read as it stands
}

func (f *file) close() error {
	if f == nil {
		return nil
	}
	err := f.reads.Close()
	if f.writes != nil {
		// The last to close folds the log into the file, which a reader may not.
		err = errors.Join(err, f.writes.Close())
	}
	return err
}

// errClosed is what a store that is closed answers.
var errClosed = errors.New("the store of scenarios is closed")

// use returns the file that lies at the store's path now, open for reading or for
// writing too, and what to call when done with it. Where there is none to read,
// the file is nil. A file that was removed or replaced under our hands is let go:
// what is written into such a one is lost.
func (s *Store) use(writing bool) (*file, func(), error) {
	for range 8 {
		s.mu.RLock()
		if s.closed {
			s.mu.RUnlock()
			return nil, nil, errClosed
		}
		info, err := os.Stat(s.path)
		missing := errors.Is(err, os.ErrNotExist)
		switch {
		case err != nil && !missing:
			s.mu.RUnlock()
			return nil, nil, err
		case missing && s.file == nil && !writing:
			s.mu.RUnlock()
			return nil, nil, nil
		case !missing && s.file.is(info) && (!writing || s.file.writes != nil):
			return s.file, s.mu.RUnlock, nil
		}
		s.mu.RUnlock()
		if err := s.open(writing); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, fmt.Errorf("%s: is replaced again and again: let one program at a time have it", s.path)
}

// is reports whether the open file is the one that info is of.
func (f *file) is(info os.FileInfo) bool {
	return f != nil && os.SameFile(f.info, info) &&
		(!f.frozen || f.info.Size() == info.Size() && f.info.ModTime().Equal(info.ModTime()))
}

// open opens what lies at the store's path, unless that was done meanwhile.
func (s *Store) open(writing bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	info, err := os.Stat(s.path)
	missing := errors.Is(err, os.ErrNotExist)
	switch {
	case err != nil && !missing:
		return err
	case !missing && s.file.is(info) && !s.file.frozen:
		if writing && s.file.writes == nil {
			s.file.writes, err = toWrite(s.path)
		}
		return err
	}
	if err := s.let(); err != nil {
		return err
	}
	if missing && !writing {
		return nil
	}
	f := new(file)
	if writing {
		if f.writes, err = toWrite(s.path); err != nil {
			return err
		}
	}
	if f.reads, f.frozen, err = toRead(s.path); err == nil {
		f.info, err = os.Stat(s.path)
	}
	if err != nil {
		if f.writes != nil {
			f.writes.Close()
		}
		return err
	}
	s.file = f
	return nil
}

// toWrite opens a file for writing, and makes it where it is missing. A file that
// is somebody else's stays as it was.
func toWrite(path string) (*sql.DB, error) {
	db, err := connect(path, 1, url.Values{"mode": {"rwc"}, "_txlock": {"immediate"},
		"_pragma": {"synchronous(FULL)", "fullfsync(ON)"}})
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	if _, err = examine(ctx, db, path); err == nil {
		err = keepLog(ctx, db)
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// keepLog has SQLite write a log beside the file, so that nobody who reads waits
// for who writes. Two that do so at once do not wait for each other by themselves.
func keepLog(ctx context.Context, db *sql.DB) error {
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		_, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		if code(err) != sqlite3.SQLITE_BUSY || time.Now().After(end) {
			return err
		}
	}
}

// fold carries what is in the log over into the file and empties the log, so that
// the file alone is all there is: planners copy files, and put copies back. Where
// somebody reads the log just now it stays for the next time.
func (f *file) fold(ctx context.Context) {
	conn, err := f.writes.Conn(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	for _, statement := range []string{
		"PRAGMA busy_timeout = 0",
		"PRAGMA wal_checkpoint(TRUNCATE)",
		fmt.Sprintf("PRAGMA busy_timeout = %d", patience.Milliseconds()),
	} {
		// Whether or not it succeeds, the edit is on the disk.
		conn.ExecContext(ctx, statement)
	}
}

// toRead opens a file for reading. On a medium that cannot be written, where
// SQLite can lay nothing beside it, a file without a log is read as it stands.
func toRead(path string) (db *sql.DB, frozen bool, err error) {
	query := url.Values{"mode": {"rw"}, "_pragma": {"query_only(ON)"}}
	for {
		db, err = connect(path, readers, query)
		if err == nil {
			_, err = examine(context.Background(), db, path)
			if err == nil {
				return db, frozen, nil
			}
			db.Close()
		}
		if log, logged := os.Stat(path + "-wal"); frozen || !cannotOpen(err) || logged == nil && log.Size() > 0 {
			return nil, false, err
		}
		frozen = true
		query.Set("immutable", "1")
	}
}

func connect(path string, connections int, query url.Values) (*sql.DB, error) {
	query.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()))
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	connector, err := sqlite.NewConnector(name.String())
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}
