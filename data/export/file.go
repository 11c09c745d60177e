package export

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lifecircle/data/finding"
)

// File writes a table as a file, whole or not at all: on an error what was there
// is as it was. The errors are those of [Write] and, where the file cannot be
// written, a [finding.Refusal].
func File(ctx context.Context, path string, f Format, t Table, o Options) (err error) {
	if _, err := judge(f, o); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return unwritable(path, err)
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(file.Name())
		}
	}()
	o.scratch = filepath.Dir(path) // where there is room for as much again, rather than in the system's folder
	w := bufio.NewWriterSize(file, 1<<20)
	if err := Write(ctx, w, f, t, o); err != nil {
		return unwritable(path, err)
	}
	for _, step := range []func() error{w.Flush, func() error { return file.Chmod(mode(path)) }, file.Sync, file.Close,
		func() error { return os.Rename(file.Name(), path) }} {
		if err := step(); err != nil {
			return unwritable(path, err)
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

// unwritable says a system's error in the planner's words, and leaves others.
func unwritable(path string, err error) error {
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
