package workspace

import (
	"errors"
	"os"
	"path/filepath"

	"lifecircle/data/finding"
)

// ErrBusy is a workspace that another build is writing.
var ErrBusy = errors.New("busy")

// A Lock keeps other builds of the same workspace away.
type Lock struct {
	dir  string
	file *os.File
}

// Acquire locks a workspace for building, whether it exists or not. Where
// another process is building it, the error is a [finding.Refusal] of kind
// [ErrBusy]. A process that dies lets go of its lock.
func Acquire(dir string) (*Lock, error) {
	path := beside(dir, "lock")
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return nil, unwritable(dir, err)
		}
		held, err := lockFile(f)
		if err != nil {
			f.Close()
			return nil, unwritable(dir, err)
		}
		if !held {
			f.Close()
			return nil, &finding.Refusal{Kind: ErrBusy, File: dir,
				Problem: "another build is running: wait until it has ended"}
		}
		// Who held the lock before may have removed the file in between.
		if named, err := os.Stat(path); err == nil {
			if ours, err := f.Stat(); err == nil && os.SameFile(named, ours) {
				return &Lock{dir: dir, file: f}, nil
			}
		}
		f.Close()
	}
}

// Release lets the workspace go and removes the lock's file.
func (l *Lock) Release() {
	if l == nil || l.file == nil {
		return
	}
	// Removed while it is held: nobody can hold a lock on what is gone.
	os.Remove(l.file.Name())
	l.file.Close()
	l.file = nil
}

// beside names a hidden sibling of a workspace.
func beside(dir, what string) string {
	// "." has its name and its parent only as an absolute path.
	if absolute, err := filepath.Abs(dir); err == nil {
		dir = absolute
	}
	return filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+"."+what)
}

func unwritable(dir string, err error) error {
	if errors.Is(err, os.ErrPermission) || errors.Is(err, os.ErrNotExist) || readOnly(err) {
		return &finding.Refusal{Kind: finding.ErrMissing, File: dir,
			Problem: "cannot be written: choose a folder that exists and that you may write to with --out", Cause: err}
	}
	return err
}
