package manifest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
)

// A Standard is a named list of services and targets, each with its clause.
type Standard struct {
	ID       string // [a-z0-9-]+
	Names    coverage.Names
	Source   string             // the document
	Services []coverage.Service // sorted by id
}

// ParseStandard reads a standard:
//
//	id     = "shanghai-14fyp"
//	names  = { zh = "…", en = "…" }
//	source = "the document, its number and date"
//
//	[[services]]
//	id     = "clinic"
//	target = 0.85
//	clause = "…"
//
// [services.clinic] is read likewise. name is the file as errors should say it.
// The error is one [finding.Refusal] or several joined.
func ParseStandard(name string, data []byte) (Standard, error) {
	root, err := parseTree(name, data)
	if err != nil {
		return Standard{}, err
	}
	r := &reader{file: name, what: "a standard"}
	v := view{r, root, ""}
	v.only("id", "names", "source", "services")
	var s Standard
	var line int
	s.ID, line = v.str("id")
	switch {
	case line == 0:
		r.refuse(finding.ErrMissing, 1, "id", "", `is missing: write id = "…"`)
	case s.ID != "" && (!cityName.MatchString(s.ID) || len(s.ID) > maxName):
		r.refuse(finding.ErrInvalid, line, "id", s.ID, "is not an id: use a-z, 0-9 and - only")
	}
	s.Names = v.names("names")
	s.Source, _ = v.str("source")
	for _, one := range services(v, true, nil) {
		s.Services = append(s.Services, one.Service)
	}
	if len(s.Services) == 0 && len(r.refusals) == 0 {
		r.refuse(finding.ErrMissing, 1, "services", "", "are missing: a standard is a list of services")
	}
	if err := r.err(); err != nil {
		return Standard{}, err
	}
	return s, nil
}

// Standards reads every standards/*.toml of a file system, sorted by id. A nil
// file system has none.
func Standards(seeds fs.FS) ([]Standard, error) {
	return packagedFiles(seeds, "standards", ParseStandard, func(s Standard) string { return s.ID })
}

// packagedFiles reads every kind/*.toml of a file system, sorted by id. A nil
// file system has none.
func packagedFiles[T any](seeds fs.FS, kind string, parse func(name string, data []byte) (T, error), id func(T) string) ([]T, error) {
	if seeds == nil {
		return nil, nil
	}
	files, err := fs.Glob(seeds, kind+"/*.toml")
	if err != nil {
		return nil, err
	}
	var out []T
	for _, file := range files {
		data, err := fs.ReadFile(seeds, file)
		if err != nil {
			return nil, err
		}
		one, err := parse(path.Base(file), data)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b T) int { return strings.Compare(id(a), id(b)) })
	for i := 1; i < len(out); i++ {
		if id(out[i]) == id(out[i-1]) {
			return nil, fmt.Errorf("two packaged %s are called %q", kind, id(out[i]))
		}
	}
	return out, nil
}
