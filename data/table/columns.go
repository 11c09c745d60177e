package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lifecircle/data/finding"
	"lifecircle/data/source"
)

// bind settles which column each key reads. Keys that the options name beyond
// the known ones are groups where there may be any; so are the unnamed columns
// that group says yes to.
func (s *sheet) bind(what string, known []string, group func(header string) bool) error {
	s.column = map[string]int{}
	for _, key := range slices.Sorted(maps.Keys(s.opts.Columns)) {
		switch {
		case slices.Contains(known, key):
		case group == nil:
			return s.misnamed(key, "not a key of "+what+": "+strings.Join(known, ", ")+" are; other columns are kept as attributes by themselves")
		case !source.IsKey(key):
			return s.misnamed(key, "not the id of a group: small letters, digits and _ are")
		}
		header := s.opts.Columns[key]
		if header == "" {
			continue
		}
		i, err := s.find(header)
		if err != nil {
			return err
		}
		if i < 0 {
			return &finding.Refusal{Kind: finding.ErrMissing, File: s.opts.Name, Line: s.line, Field: "columns." + key, Value: header,
				Problem: "the file has no such column; it has " + listed(s.header)}
		}
		s.column[key] = i
	}
	named := slices.Collect(maps.Values(s.column))
	for _, key := range known {
		if _, given := s.opts.Columns[key]; given {
			continue
		}
		for _, alias := range source.Aliases(key) {
			i, err := s.find(alias)
			if err != nil {
				return err
			}
			if i >= 0 {
				s.column[key] = i
				break
			}
		}
	}
	for i, header := range s.header {
		if group == nil || !group(header) || slices.Contains(named, i) {
			continue
		}
		if _, given := s.opts.Columns[header]; given {
			continue
		}
		if _, err := s.find(header); err != nil {
			return err
		}
		s.column[header] = i
	}
	return nil
}

func (s *sheet) misnamed(key, problem string) error {
	return &finding.Refusal{Kind: finding.ErrUnknown, File: s.opts.Name, Field: "columns", Value: key, Problem: problem}
}

// find returns the index of a header, -1 without one; two of one name are refused.
func (s *sheet) find(header string) (int, error) {
	header = strings.TrimSpace(header)
	i := slices.Index(s.header, header)
	if i >= 0 && slices.Contains(s.header[i+1:], header) {
		return 0, &finding.Refusal{Kind: finding.ErrInvalid, File: s.opts.Name, Line: s.line, Field: header,
			Problem: "the header has this column twice: rename one"}
	}
	return i, nil
}

// others returns the columns that no key reads, and notes them by name.
func (s *sheet) others() []int {
	read := slices.Collect(maps.Values(s.column))
	var rest []int
	var names []string
	for i, header := range s.header {
		if header != "" && !slices.Contains(read, i) {
			rest = append(rest, i)
			names = append(names, header)
		}
	}
	if len(names) > 0 {
		s.notes.Add("other_columns", s.opts.Name, listed(names), int64(len(names)), "")
	}
	return rest
}

// noteDatum says what was done about a datum that is not WGS 84.
func (s *sheet) noteDatum(points int64) {
	switch {
	case points == 0 || s.datum == 0:
	case s.datum.Shifted():
		s.notes.Add("datum_converted", s.opts.Name, s.datum.String(), points, "")
	default:
		s.notes.Add("datum_as_wgs84", s.opts.Name, s.datum.String(), points, "")
	}
}

// listed joins names for a sentence, the first forty of them.
func listed(names []string) string {
	const most = 40
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
