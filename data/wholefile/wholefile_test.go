package wholefile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lifecircle/data/finding"
	"lifecircle/data/wholefile"
)

func write(text string) func(*os.File) error {
	return func(f *os.File) error {
		_, err := f.WriteString(text)
		return err
	}
}

func TestWholeOrNotAtAll(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "x.txt")
	expect := func(text string, mode os.FileMode) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != text {
			t.Errorf("the file holds %q, %v; want %q", got, err, text)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("its mode is %v, %v; want %v", info.Mode(), err, mode)
		}
		if all, err := os.ReadDir(folder); err != nil || len(all) != 1 {
			t.Errorf("the folder holds %v, %v", all, err)
		}
	}
	if err := wholefile.Write(path, write("one")); err != nil {
		t.Fatal(err)
	}
	expect("one", 0o644)
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Write(path, write("two")); err != nil {
		t.Fatal(err)
	}
	expect("two", 0o600)
	failed := errors.New("halfway")
	err := wholefile.Write(path, func(f *os.File) error { return errors.Join(write("three")(f), failed) })
	if !errors.Is(err, failed) || wholefile.Refused(path, err) != err {
		t.Errorf("got %v", err)
	}
	expect("two", 0o600)
}

func TestASystemsErrorIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "no", "x.txt")
	err := wholefile.Refused(path, wholefile.Write(path, write("one")))
	refusal := new(finding.Refusal)
	if !errors.As(err, &refusal) || refusal.File != path || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
