package table

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/source"
	"lifecircle/geo/cells"
)

// Demand reads people at places, in the file's order. Access is left to the
// streets. A row's place is its lon and lat, else the centre of its h3 cell, else,
// where the file has neither, that of the cell that its id is. Without an id
// column the h3 column is the id.
//
// The error is a *[finding.Refusal] where the file is to blame, else one of
// reading it, or ctx's.
func Demand(ctx context.Context, r io.Reader, opts Options) (*coverage.Demand, []finding.Note, error) {
	s, err := open(r, opts)
	if err != nil {
		return nil, nil, err
	}
	known := append([]string{"id", "name", "name_zh", "name_en", "urban"}, placeKeys...)
	known = append(known, coverage.Weights...)
	if err := s.bind("demand", known, isDefaultGroup); err != nil {
		return nil, nil, err
	}
	return s.demand(ctx, known)
}

func isDefaultGroup(header string) bool {
	return header == "all" || source.IsKey(header) && strings.HasPrefix(header, "age_")
}

// A tally is a column of amounts being filled.
type tally struct {
	key     string
	amounts []coverage.Amount
	sum     coverage.Amount
}

func (s *sheet) demand(ctx context.Context, known []string) (*coverage.Demand, []finding.Note, error) {
	if !s.has("id") && s.has("h3") {
		s.column["id"] = s.column["h3"]
	}
	if !s.has("id") {
		return nil, nil, s.missingColumn("id")
	}
	idIsCell := !s.has("lon") && !s.has("lat") && !s.has("h3")
	if idIsCell {
		s.column["h3"] = s.column["id"]
	}
	if err := s.needPlace(idIsCell); err != nil {
		return nil, nil, err
	}
	var tallies []*tally
	for _, key := range slices.Sorted(maps.Keys(s.column)) {
		if slices.Contains(coverage.Weights, key) || !slices.Contains(known, key) {
			tallies = append(tallies, &tally{key: key})
		}
	}
	if len(tallies) == 0 {
		return nil, nil, &finding.Refusal{Kind: finding.ErrMissing, File: s.opts.Name, Line: s.line,
			Problem: `no column counts people or anything else: name one in columns, such as all = "population"; the file has ` + listed(s.header)}
	}
	s.others()

	d := &coverage.Demand{}
	lines := map[string]int{}
	anyCell, converted := false, int64(0)
	for {
		err := s.next(ctx, d.Len())
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if d.Len() == MaxRows {
			return nil, nil, s.refuse(finding.ErrTooLarge, "", fmt.Sprintf("more than %d rows: split the file", MaxRows))
		}
		id, err := s.id(lines)
		if err != nil {
			return nil, nil, err
		}
		point, cell, fromLonLat, err := s.place()
		if err != nil {
			return nil, nil, err
		}
		if fromLonLat {
			converted++
		}
		if cell == 0 {
			cell, _ = cells.Parse(id)
		}
		anyCell = anyCell || cell != 0
		d.ID = append(d.ID, id)
		d.Point = append(d.Point, point)
		d.Cell = append(d.Cell, cell)
		if err := s.marks(d); err != nil {
			return nil, nil, err
		}
		for _, t := range tallies {
			if err := s.count(t); err != nil {
				return nil, nil, err
			}
		}
	}
	if d.Len() == 0 {
		return nil, nil, s.empty()
	}
	if !anyCell {
		d.Cell = nil
	}
	for _, t := range tallies {
		into := &d.Groups
		if slices.Contains(coverage.Weights, t.key) {
			into = &d.Weight
		}
		if *into == nil {
			*into = map[string][]coverage.Amount{}
		}
		(*into)[t.key] = t.amounts
	}
	s.noteDatum(converted)
	return d, s.notes.Sorted(), nil
}

// id reads the current row's id and remembers its line.
func (s *sheet) id(lines map[string]int) (string, error) {
	id := s.Text("id")
	if problem := source.ID(id); problem != "" {
		return "", s.Refuse(finding.ErrInvalid, "id", problem)
	}
	if first, twice := lines[id]; twice {
		return "", s.Refuse(finding.ErrInvalid, "id", fmt.Sprintf("line %d has the same id: give each row one of its own", first))
	}
	id = strings.Clone(id) // the field is part of its whole record's memory
	lines[id] = s.line
	return id, nil
}

// marks reads the current row's names and urban mark.
func (s *sheet) marks(d *coverage.Demand) error {
	if s.has("name") || s.has("name_zh") || s.has("name_en") {
		names := source.Names(s)
		d.Names = append(d.Names, coverage.Names{
			Plain: strings.Clone(names.Plain), ZH: strings.Clone(names.ZH), EN: strings.Clone(names.EN)})
	}
	if s.has("urban") {
		flag, problem := source.Urban(s.Text("urban"))
		if problem != "" {
			return s.Refuse(finding.ErrInvalid, "urban", problem)
		}
		if flag == coverage.FlagUnknown {
			s.notes.Add("urban_unknown", s.opts.Name, s.header[s.column["urban"]], 1, s.at())
		}
		d.Urban = append(d.Urban, flag)
	}
	return nil
}

// count reads the current row's amount in a column.
func (s *sheet) count(t *tally) error {
	amount, rounded, problem := source.Amount(s.Text(t.key))
	if problem != "" {
		return s.Refuse(finding.ErrInvalid, t.key, problem)
	}
	column := s.header[s.column[t.key]]
	if rounded {
		s.notes.Add("rounded_amounts", s.opts.Name, column, 1, s.at())
	}
	if amount == coverage.Missing {
		s.notes.Add("blank_count", s.opts.Name, column, 1, s.at())
	} else if t.sum += amount; t.sum > source.MaxAmount {
		return s.Refuse(finding.ErrInvalid, t.key, "up to here the column adds up to more than 1000000000000: is the unit right?")
	}
	t.amounts = append(t.amounts, amount)
	return nil
}

func (s *sheet) missingColumn(key string) error {
	return &finding.Refusal{Kind: finding.ErrMissing, File: s.opts.Name, Line: s.line, Field: key,
		Problem: fmt.Sprintf("no such column: name it in columns, such as %s = %q; the file has %s", key, s.header[0], listed(s.header))}
}

func (s *sheet) empty() error {
	return &finding.Refusal{Kind: finding.ErrMissing, File: s.opts.Name, Problem: "a header and no rows: the layer is empty: export it again with its rows"}
}
