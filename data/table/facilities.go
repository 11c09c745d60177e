package table

import (
	"context"
	"fmt"
	"io"
	"maps"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/source"
)

// Facilities reads places that offer services, in the file's order. Access is
// left to the streets; columns that mean nothing here are kept as attributes
// under their own names, blanks left out.
//
// The error is a *[finding.Refusal] where the file is to blame, else one of
// reading it, or ctx's.
func Facilities(ctx context.Context, r io.Reader, opts Options) ([]coverage.Facility, []finding.Note, error) {
	s, err := open(r, opts)
	if err != nil {
		return nil, nil, err
	}
	if err := s.bind("facilities", facilityKeys, nil); err != nil {
		return nil, nil, err
	}
	if !s.has("id") {
		return nil, nil, s.missingColumn("id")
	}
	if !s.has("services") && len(opts.Services) == 0 {
		return nil, nil, s.missingColumn("services")
	}
	if err := s.needPlace(false); err != nil {
		return nil, nil, err
	}
	others := s.others()
	var out []coverage.Facility
	lines := map[string]int{}
	converted := int64(0)
	for {
		err := s.next(ctx, len(out))
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if len(out) == MaxFacilities {
			return nil, nil, s.refuse(finding.ErrTooLarge, "", fmt.Sprintf("more than %d rows: split the file", MaxFacilities))
		}
		if _, err := s.id(lines); err != nil {
			return nil, nil, err
		}
		f, err := source.Facility(s, opts.Services)
		if err != nil {
			return nil, nil, err
		}
		var fromLonLat bool
		if f.Point, _, fromLonLat, err = s.place(); err != nil {
			return nil, nil, err
		}
		for i := range f.Entrances {
			f.Entrances[i].Point = s.datum.ToWGS84(f.Entrances[i].Point)
		}
		if fromLonLat {
			converted++
		}
		if s.has("capacity") && f.Capacity == nil {
			s.notes.Add("blank_count", opts.Name, s.header[s.column["capacity"]], 1, s.at())
		}
		for _, i := range others {
			if text := s.fields[i]; text != "" {
				if f.Attributes == nil {
					f.Attributes = make(map[string]string, len(others))
				}
				if _, twice := f.Attributes[s.header[i]]; !twice {
					f.Attributes[s.header[i]] = text
				}
			}
		}
		out = append(out, detached(f))
	}
	if len(out) == 0 {
		return nil, nil, s.empty()
	}
	s.noteDatum(converted)
	return out, s.notes.Sorted(), nil
}

// detached copies what a facility took from its record, so that it does not keep
// the record's memory.
func detached(f coverage.Facility) coverage.Facility {
	f.ID = strings.Clone(f.ID)
	f.Names = coverage.Names{Plain: strings.Clone(f.Names.Plain), ZH: strings.Clone(f.Names.ZH), EN: strings.Clone(f.Names.EN)}
	for i, service := range f.Services {
		f.Services[i] = strings.Clone(service)
	}
	if f.Capacity != nil {
		capacity := make(map[string]int64, len(f.Capacity))
		for service, places := range f.Capacity {
			capacity[strings.Clone(service)] = places
		}
		f.Capacity = capacity
	}
	if f.Attributes != nil {
		f.Attributes = maps.Clone(f.Attributes)
		for key, text := range f.Attributes {
			f.Attributes[key] = strings.Clone(text)
		}
	}
	return f
}
