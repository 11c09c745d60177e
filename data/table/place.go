package table

import (
	"github.com/paulmach/orb"

	"lifecircle/data/finding"
	"lifecircle/data/source"
	"lifecircle/geo/cells"
)

// needPlace refuses a file that says nowhere where its rows are.
func (s *sheet) needPlace(idIsCell bool) error {
	switch lon, lat := s.has("lon"), s.has("lat"); {
	case lon && lat:
		return nil
	case lon != lat:
		missing := "lon"
		if lon {
			missing = "lat"
		}
		return &finding.Refusal{Kind: finding.ErrMissing, File: s.opts.Name, Line: s.line, Field: missing,
			Problem: "the file has the one coordinate and not the other: name its column in columns; the file has " + listed(s.header)}
	case s.has("h3") || idIsCell:
		return nil
	}
	return &finding.Refusal{Kind: finding.ErrMissing, File: s.opts.Name, Line: s.line,
		Problem: "no column says where the rows are: name lon and lat, or h3, in columns; the file has " + listed(s.header)}
}

// place reads where the current row is: lon and lat in WGS 84, else the centre
// of its H3 cell. The cell is 0 where the row names none; moved says that the
// point came from lon and lat.
func (s *sheet) place() (p orb.Point, cell uint64, moved bool, err error) {
	if text := s.Text("h3"); !source.Blank(text) {
		if cell, err = cells.Parse(text); err != nil {
			return p, 0, false, s.Refuse(finding.ErrInvalid, "h3", err.Error())
		}
	}
	lon, lat := s.Text("lon"), s.Text("lat")
	if source.Blank(lon) && source.Blank(lat) {
		if cell == 0 {
			key := "lon"
			if !s.has("lon") {
				key = "h3"
			}
			return p, 0, false, s.Refuse(finding.ErrMissing, key, "blank: the row says nowhere where it is: give it a place, or take it out")
		}
		p, err = cells.Center(cell)
		return p, cell, false, err
	}
	for i, key := range []string{"lon", "lat"} {
		value, problem := source.Coordinate(s.Text(key))
		if problem != "" {
			return p, 0, false, s.Refuse(finding.ErrInvalid, key, problem)
		}
		p[i] = value
	}
	if problem := source.Place(p); problem != "" {
		key := "lat"
		if p[1] >= -90 && p[1] <= 90 {
			key = "lon"
		}
		return p, 0, false, s.Refuse(finding.ErrInvalid, key, problem)
	}
	return s.datum.ToWGS84(p), cell, true, nil
}
