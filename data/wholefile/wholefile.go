// Package wholefile writes a file whole or not at all: beside its place first.
package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lifecircle/data/finding"
)

// Write lets fill write a new file and puts it, synced, in path's place, with the
// permissions of what it replaces. On an error, fill's or the system's, what was
// there is as it was.
func Write(path string, fill func(*os.File) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(file.Name())
		}
	}()
	for _, step := range []func() error{func() error { return fill(file) }, func() error { return file.Chmod(mode(path)) },
		file.Sync, file.Close, func() error { return os.Rename(file.Name(), path) }} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// mode returns the permissions of the file that is replaced, else those that a
// new one gets.
func mode(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}

// Refused says a system's error in the planner's words, as a *[finding.Refusal],
// and leaves others.
func Refused(path string, err error) error {
	var p *fs.PathError
	var l *os.LinkError
	if !errors.As(err, &p) && !errors.As(err, &l) {
		return err
	}
	cause := err
	if p != nil {
		cause = p.Err
	}
	return &finding.Refusal{Kind: finding.ErrMissing, File: path, Cause: cause,
		Problem: "cannot be written: give a file in a folder that exists, that has room and that you may write to"}
}
