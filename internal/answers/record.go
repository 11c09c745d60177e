package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// A record is the folder of answers, a file a question. It is safe for concurrent use.
type record struct {
	out  string
	work string // is replaced where an answer has it

	mu    sync.Mutex
	names map[string]bool
}

func newRecord(out, work string) *record {
	return &record{out: out, work: work, names: map[string]bool{}}
}

func (r *record) count() int { return len(r.names) }

// claim makes the folder of an answer and returns the path of its file. Two questions
// of one name are a fault of the scripts.
func (r *record) claim(name string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names[name] {
		return "", fmt.Errorf("%s is asked twice", name)
	}
	r.names[name] = true
	path := filepath.Join(r.out, name)
	return path, os.MkdirAll(filepath.Dir(path), 0o755)
}

// write keeps an answer.
func (r *record) write(name string, answer []byte) error {
	path, err := r.claim(name)
	if err != nil {
		return err
	}
	return os.WriteFile(path, r.settled(answer), 0o644)
}

// settled returns an answer without the name of the work folder, which differs from
// run to run.
func (r *record) settled(answer []byte) []byte {
	return bytes.ReplaceAll(answer, []byte(r.work), []byte("WORK"))
}

// move keeps what a command wrote into a folder, files and folders, beside its answer:
// out.csv becomes NAME.out.csv.
func (r *record) move(folder, name string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		to, err := r.claim(name + "." + e.Name())
		if err != nil {
			return err
		}
		if err := os.Rename(filepath.Join(folder, e.Name()), to); err != nil {
			return err
		}
	}
	return os.Remove(folder)
}

// keep copies a folder of files.
func (r *record) keep(folder, name string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a build that was refused
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		to, err := r.claim(filepath.Join(name, e.Name()))
		if err != nil {
			return err
		}
		if err := copyFile(filepath.Join(folder, e.Name()), to); err != nil {
			return err
		}
	}
	return nil
}
