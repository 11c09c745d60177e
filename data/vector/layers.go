package vector

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/source"
	"lifecircle/geo"
)

var districtKeys = []string{"code", "name", "name_zh", "name_en", "level", "parent"}

// Districts reads polygons with a code, in the file's order. A number as a code
// is kept as its text; a missing level is 0; codes are unique within a level.
//
// The error is a *[finding.Refusal] where the file is to blame, else one of
// reading it, or ctx's.
func Districts(ctx context.Context, r io.Reader, opts Options) ([]coverage.District, []finding.Note, error) {
	type key struct {
		level int
		code  string
	}
	first := map[key]int{}
	var out []coverage.District
	l, err := read(ctx, r, opts, districtKeys, func(f *feature) error {
		d := coverage.District{Code: f.Text("code"), Names: source.Names(f), Parent: f.Text("parent")}
		if d.Code == "" {
			return f.Refuse(finding.ErrMissing, "code", "no code: every district needs one: name its property in columns; the feature has "+listed(slices.Sorted(maps.Keys(f.properties))))
		}
		if problem := source.ID(d.Code); problem != "" {
			return f.Refuse(finding.ErrInvalid, "code", problem)
		}
		f.name = d.Code
		if d.Parent != "" && f.isObject("parent") {
			return f.Refuse(finding.ErrInvalid, "parent", "an object, not a code: name a property that holds the code alone")
		}
		if text := f.Text("level"); !source.Blank(text) {
			level, problem := source.WholeNumber(text)
			if problem != "" || level < 0 || level > 1000 {
				return f.Refuse(finding.ErrInvalid, "level", `not a level: whole numbers from 0 are; to do without, write level = "" in columns`)
			}
			d.Level = int(level)
		}
		if number, twice := first[key{d.Level, d.Code}]; twice {
			return f.Refuse(finding.ErrInvalid, "code", fmt.Sprintf("feature %d has the same code at level %d: give each its own", number, d.Level))
		}
		first[key{d.Level, d.Code}] = f.number
		if _, isArea := f.geometry.(orb.MultiPolygon); !isArea {
			return f.refuse(finding.ErrInvalid, "geometry", "Point", "not an area: a district is a Polygon or MultiPolygon")
		}
		out = append(out, d)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for i := range out {
		out[i].Polygon = l.places[i].geometry.(orb.MultiPolygon)
	}
	return out, l.notes.Sorted(), nil
}

// Facilities reads places that offer services, in the file's order: points, or
// areas, which stand at their centroid. Access is left to the streets; other
// properties are kept as attributes, blanks left out.
//
// The error is a *[finding.Refusal] where the file is to blame, else one of
// reading it, or ctx's.
func Facilities(ctx context.Context, r io.Reader, opts Options) ([]coverage.Facility, []finding.Note, error) {
	first := map[string]int{}
	var out []coverage.Facility
	var blank finding.Notes
	l, err := read(ctx, r, opts, source.FacilityKeys, func(f *feature) error {
		f.name = f.Text("id")
		facility, err := source.Facility(f, opts.Services)
		if err != nil {
			return err
		}
		if number, twice := first[facility.ID]; twice {
			return f.Refuse(finding.ErrInvalid, "id", fmt.Sprintf("feature %d has the same id: give each one of its own", number))
		}
		first[facility.ID] = f.number
		if name, has := f.property("capacity"); has && facility.Capacity == nil {
			blank.Add("blank_count", opts.Name, name, 1, f.label())
		}
		f.attributes(&facility)
		out = append(out, facility)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for i := range out {
		switch geometry := l.places[i].geometry.(type) {
		case orb.Point:
			out[i].Point = geometry
		case orb.MultiPolygon:
			out[i].Point = geo.Centroid(geometry)
			if opts.Outline != nil {
				opts.Outline(i, geometry)
			}
		}
		for k := range out[i].Entrances {
			out[i].Entrances[k].Point = l.settled.ToWGS84(out[i].Entrances[k].Point)
		}
	}
	l.notes.Merge(blank.Sorted())
	return out, l.notes.Sorted(), nil
}

// attributes keeps the properties that no key reads.
func (f *feature) attributes(facility *coverage.Facility) {
	read := map[string]bool{}
	for _, key := range source.FacilityKeys {
		if name, has := f.property(key); has {
			read[name] = true
		}
	}
	for name, value := range f.properties {
		text, _ := plain(value)
		if read[name] || text == "" {
			continue
		}
		if facility.Attributes == nil {
			facility.Attributes = map[string]string{}
		}
		facility.Attributes[name] = text
	}
}

// Extent reads polygons and returns the ground that any of them covers. Their
// properties don't matter.
//
// The error is a *[finding.Refusal] where the file is to blame, else one of
// reading it, or ctx's.
func Extent(ctx context.Context, r io.Reader, opts Options) (orb.MultiPolygon, error) {
	opts.Columns = nil
	l, err := read(ctx, r, opts, nil, func(f *feature) error {
		f.name = f.id
		if _, isArea := f.geometry.(orb.MultiPolygon); !isArea {
			return f.refuse(finding.ErrInvalid, "geometry", "Point", "not an area: an extent is made of Polygons and MultiPolygons")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var multis []orb.MultiPolygon
	for _, p := range l.places {
		multis = append(multis, p.geometry.(orb.MultiPolygon))
	}
	extent, err := geo.Union(multis...)
	if err != nil {
		return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: opts.Name, Problem: "its polygons overlap in a way that can't be made one: dissolve them first (QGIS: Dissolve)", Cause: err}
	}
	return extent, nil
}
