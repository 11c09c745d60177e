package answer

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
)

// ErrColumns is returned, wrapped, when two rows of a district would share a
// column of the wide layout. Nothing has been written then.
var ErrColumns = errors.New("columns would share a name")

// writeGeoJSON writes a FeatureCollection. Wide is a feature per district and
// the city's rows as the foreign member city_rows; Long is a feature per row.
func (r Rows) writeGeoJSON(w io.Writer) error {
	switch r.Layout {
	case Long:
		return writeFeatures(w, r.City, slices.Values(r.long()))
	case Wide, "":
		features, err := r.wide()
		if err != nil {
			return err
		}
		city := []Row{}
		for _, row := range r.Rows {
			if row.District == nil {
				city = append(city, RowOf(row, r.Lang))
			}
		}
		return writeFeatures(w, r.City, slices.Values(features), field{"city_rows", city})
	}
	return fmt.Errorf("no such layout: %q; there are %s, %s", r.Layout, Wide, Long)
}

// place is what tells districts apart: codes are unique, but code "" exists
// once per level.
type place struct {
	level int64
	code  string
}

func (p place) id() string {
	if p.code == "" {
		return "no_district_" + strconv.FormatInt(p.level, 10)
	}
	return p.code
}

// polygons returns the city's districts by place.
func (r Rows) polygons() map[place]orb.Geometry {
	out := map[place]orb.Geometry{}
	for _, d := range r.City.Districts {
		out[place{int64(d.Level), d.Code}] = d.Polygon
	}
	return out
}

// long returns a feature per row, the row's fields as properties.
func (r Rows) long() []feature {
	polygons := r.polygons()
	several := len(r.treatments()) > 1
	var out []feature
	for _, row := range r.Rows {
		j := RowOf(row, r.Lang)
		id := []string{"city"}
		f := feature{properties: flatten(j, GeoJSON)}
		if j.District != nil {
			p := place{j.District.Level, j.District.Code}
			f.geometry = polygons[p]
			id = []string{strconv.FormatInt(p.level, 10), p.id()}
		}
		id = append(id, j.Reading, j.Service)
		if j.Minutes != nil {
			id = append(id, csvText(*j.Minutes))
		}
		if several {
			id = append(id, j.Private)
		}
		f.id = strings.Join(id, "/")
		out = append(out, f)
	}
	return out
}

// notColumns are the fields of a row that are the district's, or the column's
// name, in the wide layout.
var notColumns = []string{"service", "reading", "district_code", "district_name", "district_level", "inside", "at"}

// wide returns a feature per district, sorted by level and code, with the same
// columns in each: null where a district has no such row.
func (r Rows) wide() ([]feature, error) {
	prefixes := r.prefixes()
	var columns []string
	known := map[string]bool{}
	values := map[place]map[string]any{}
	head := map[place]Row{}
	var places []place
	for i, row := range r.Rows {
		if row.District == nil {
			continue
		}
		j := RowOf(row, r.Lang)
		p := place{j.District.Level, j.District.Code}
		if values[p] == nil {
			values[p], head[p] = map[string]any{}, j
			places = append(places, p)
		}
		if _, twice := values[p][prefixes[i]+"coverage"]; twice {
			return nil, fmt.Errorf("%w: district %q has two rows for %scoverage: ask for the layout %q", ErrColumns, p.code, prefixes[i], Long)
		}
		set := func(name string, value any) {
			if !known[name] {
				known[name] = true
				columns = append(columns, name)
			}
			values[p][name] = value
		}
		for _, f := range flatten(j, GeoJSON) {
			if slices.Contains(notColumns, f.name) {
				continue
			}
			set(prefixes[i]+f.name, f.value)
		}
		if row.Reading != coverage.ReadingEach {
			set(prefixes[i]+"service", j.Service)
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.level != b.level {
			return int(a.level - b.level)
		}
		return strings.Compare(a.code, b.code)
	})
	polygons := r.polygons()
	var out []feature
	for _, p := range places {
		h := head[p]
		f := feature{id: p.id(), geometry: polygons[p], properties: []field{
			{"code", p.code}, {"name", flat(h.District.Name)}, {"level", p.level}, {"inside", flat(h.Inside)},
		}}
		for _, name := range columns {
			f.properties = append(f.properties, field{name, values[p][name]})
		}
		out = append(out, f)
	}
	return out, nil
}

// prefixes returns the column prefix of each row: the service's id, or the
// bundle's reading; with the minutes where a service is asked at several, and
// with how residents' streets are treated where that is several: clinic_coverage,
// clinic_10min_coverage, clinic_residents_coverage, all_of_coverage.
func (r Rows) prefixes() []string {
	base := func(row coverage.Row) string {
		if row.Reading == coverage.ReadingEach && len(row.Services) == 1 {
			return row.Services[0] + "_"
		}
		return string(row.Reading) + "_"
	}
	several, treatments := false, len(r.treatments()) > 1
	minutes := map[string]*float64{}
	for _, row := range r.Rows {
		b := base(row)
		before, seen := minutes[b]
		if seen && before != nil && row.Minutes != nil && *before != *row.Minutes {
			several = true
		}
		minutes[b] = row.Minutes
	}
	out := make([]string, len(r.Rows))
	for i, row := range r.Rows {
		out[i] = base(row)
		if several && row.Minutes != nil {
			out[i] += strings.ReplaceAll(csvText(*row.Minutes), ".", "_") + "min_"
		}
		if treatments {
			out[i] += string(row.Private) + "_"
		}
	}
	return out
}
