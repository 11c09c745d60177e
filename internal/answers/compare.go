package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// around is how many bytes are shown of a difference, and before it.
const around = 120

// compareFolders tells every file that only one of two folders has, and of those that
// differ where, and returns an error if there are any.
func compareFolders(w io.Writer, a, b string) error {
	inA, err := filesOf(a)
	if err != nil {
		return err
	}
	inB, err := filesOf(b)
	if err != nil {
		return err
	}
	all := maps.Clone(inA)
	maps.Copy(all, inB)
	differ := 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch {
		case !inB[name]:
			fmt.Fprintln(w, name+": only in", a)
		case !inA[name]:
			fmt.Fprintln(w, name+": only in", b)
		default:
			same, err := compareFiles(w, name, filepath.Join(a, name), filepath.Join(b, name))
			if err != nil {
				return err
			}
			if same {
				continue
			}
		}
		differ++
	}
	if differ > 0 {
		return fmt.Errorf("%d of %d answers differ", differ, len(all))
	}
	fmt.Fprintln(w, len(all), "answers are the same")
	return nil
}

func filesOf(folder string) (map[string]bool, error) {
	names := map[string]bool{}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		names[name] = true
		return err
	})
	if err == nil && len(names) == 0 {
		err = errors.New(folder + " is empty")
	}
	return names, err
}

func compareFiles(w io.Writer, name, a, b string) (same bool, err error) {
	x, err := os.ReadFile(a)
	if err != nil {
		return false, err
	}
	y, err := os.ReadFile(b)
	if err != nil || bytes.Equal(x, y) {
		return err == nil, err
	}
	at := 0
	for at < min(len(x), len(y)) && x[at] == y[at] {
		at++
	}
	fmt.Fprintf(w, "%s:%d: differs at byte %d\n  - %s\n  + %s\n", name, bytes.Count(x[:at], []byte("\n"))+1, at, glimpse(x, at), glimpse(y, at))
	return false, nil
}

// glimpse shows the line around a place, or what fits of it.
func glimpse(text []byte, at int) string {
	from := max(bytes.LastIndexByte(text[:at], '\n')+1, at-around)
	to := min(len(text), at+around)
	if end := bytes.IndexByte(text[at:to], '\n'); end >= 0 {
		to = at + end
	}
	if !utf8.Valid(text[from:to]) {
		return fmt.Sprintf("%q", text[from:to])
	}
	return strings.TrimRight(string(text[from:to]), "\r")
}
