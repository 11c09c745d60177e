package workspace

import (
	"io"
	"os"
)

// disk is every change that a build makes to files, so that a test can stop it
// at the first, the second, … and look at what is left. SQLite writes its file
// by itself: of that, a step is announced before each table and before the
// commit, and the file is synced here afterwards.
type disk interface {
	mkdir(path string) error
	create(path string) (file, error)
	step(name string) error
	syncFile(path string) error
	syncDir(path string) error
	rename(from, to string) error
	exchange(a, b string) error // errors.ErrUnsupported where there is no such step
	remove(path string) error   // a file or an empty folder
}

type file interface {
	io.Writer
	Sync() error
	Close() error
}

// realDisk is the one below us.
type realDisk struct{}

func (realDisk) mkdir(path string) error          { return os.Mkdir(path, 0o777) }
func (realDisk) create(path string) (file, error) { return os.Create(path) }
func (realDisk) step(string) error                { return nil }
func (realDisk) rename(from, to string) error     { return os.Rename(from, to) }
func (realDisk) exchange(a, b string) error       { return exchange(a, b) }
func (realDisk) remove(path string) error         { return os.Remove(path) }

func (realDisk) syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = f.Sync()
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

func (realDisk) syncDir(path string) error { return syncDir(path) }
