package main

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lifecircle/api/answer"
	"lifecircle/api/report"
	"lifecircle/coverage"
	"lifecircle/data/manifest"
	"lifecircle/geo/streets"
	"lifecircle/seeds"
)

// standardOf names the packaged standard of a city and its document; the zero
// value where the city has none.
func standardOf(city *coverage.City, lang answer.Lang) (report.Standard, error) {
	standards, err := manifest.Standards(seeds.FS)
	if err != nil {
		return report.Standard{}, err
	}
	for _, s := range standards {
		if s.ID == city.Provenance.Standard {
			name := s.Names.In(string(lang))
			if name == "" {
				name = s.ID
			}
			return report.Standard{Name: name, Source: s.Source}, nil
		}
	}
	return report.Standard{}, nil
}

// sourcesOf reads the sources of the city's profiles. A profile has some only
// where its numbers are those of the packaged one.
func sourcesOf(city *coverage.City) ([]report.ProfileSources, error) {
	packaged, err := manifest.Profiles(seeds.FS)
	if err != nil {
		return nil, err
	}
	var out []report.ProfileSources
	for _, p := range packaged {
		at := slices.IndexFunc(city.Profiles, func(c coverage.Profile) bool { return c.ID == p.ID })
		walked := streets.Standard // which a city always has
		if at >= 0 {
			walked = city.Profiles[at].Profile
		}
		if walked != p.Profile {
			continue
		}
		lines, err := sourceLines("profiles/" + p.ID + ".toml")
		if err != nil {
			return nil, err
		}
		out = append(out, report.ProfileSources{ID: p.ID, Lines: lines})
	}
	return out, nil
}

// sourceLines lists what a profile's file says of where its numbers are from,
// by table and key.
func sourceLines(file string) ([]report.SourceLine, error) {
	data, err := fs.ReadFile(seeds.FS, file)
	if err != nil {
		return nil, err
	}
	var tables map[string]any
	if err := toml.Unmarshal(data, &tables); err != nil {
		return nil, err
	}
	var out []report.SourceLine
	for name, table := range tables {
		values, isTable := table.(map[string]any)
		if !isTable {
			continue
		}
		switch source := values["source"].(type) {
		case string:
			out = append(out, report.SourceLine{Of: name, Source: source})
		case map[string]any:
			for key, s := range source {
				if s, ok := s.(string); ok {
					out = append(out, report.SourceLine{Of: name + "." + key, Source: s})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b report.SourceLine) int { return strings.Compare(a.Of, b.Of) })
	return out, nil
}
