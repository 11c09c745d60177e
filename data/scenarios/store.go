package scenarios

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"sync"
)

// A Store keeps scenarios in a file. It is safe for many goroutines, and other
// processes may have the same file open.
type Store struct {
	path string
	turn chan struct{} // holds one token while somebody here writes

	mu     sync.RWMutex // read-held by whoever uses file; held to replace it
	file   *file        // nil until it is needed, and where there is none on disk
	closed bool
}

// Path is where the scenarios on a workspace are kept: beside it, under its name,
// as x.scenarios.sqlite for x.lifecircle.
func Path(workspace string) string {
	// "." has its name only as an absolute path.
	if absolute, err := filepath.Abs(workspace); err == nil {
		workspace = absolute
	}
	return strings.TrimSuffix(filepath.Clean(workspace), ".lifecircle") + ".scenarios.sqlite"
}

// Open opens the store in the file at path. A file that is not there is an empty
// store, and is made by the first scenario that is written; one that is not ours,
// is damaged or was written by a newer lifecircle is a [finding.Refusal] of kind
// [finding.ErrInvalid], [finding.ErrCorrupt] or [finding.ErrNewer].
func Open(path string) (*Store, error) {
	absolute, err := filepath.Abs(path) // an address has no relative path
	if err != nil {
		return nil, err
	}
	s := &Store{path: absolute, turn: make(chan struct{}, 1)}
	if err := s.read(context.Background(), func(*sql.Tx) error { return nil }); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close closes the file when whoever is using it is done.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return s.let()
}

// let closes the file, if it is open. s.mu is held.
func (s *Store) let() error {
	f := s.file
	s.file = nil
	return f.close()
}

// read runs do on one state of the file, whatever is written meanwhile. Where
// there is no file, or nothing in it, do is not run.
func (s *Store) read(ctx context.Context, do func(tx *sql.Tx) error) error {
	f, release, err := s.use(false)
	if err != nil || f == nil {
		return s.said(err)
	}
	defer release()
	tx, err := f.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.said(err)
	}
	defer tx.Rollback()
	if empty, err := examine(ctx, tx, s.path); err != nil || empty {
		return s.said(err)
	}
	return s.said(do(tx))
}

// write runs do in a transaction that has reached the disk when write returns nil,
// and has changed nothing otherwise. One transaction follows the other; ctx ends
// the wait for the others here, not the transaction itself.
func (s *Store) write(ctx context.Context, do func(ctx context.Context, tx *sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	// A commit that is interrupted would leave open whether it was one.
	ctx = context.WithoutCancel(ctx)
	f, release, err := s.use(true)
	if err != nil {
		return s.unwritten(err)
	}
	defer release()
	tx, err := f.writes.BeginTx(ctx, nil)
	if err != nil {
		return s.unwritten(err)
	}
	defer tx.Rollback()
	switch empty, err := examine(ctx, tx, s.path); {
	case err != nil:
		return s.said(err)
	case empty:
		if err := lay(ctx, tx); err != nil {
			return s.unwritten(err)
		}
	}
	if err := do(ctx, tx); err != nil {
		return s.unwritten(err)
	}
	if err := tx.Commit(); err != nil {
		return s.unwritten(err)
	}
	f.fold(ctx)
	return nil
}
