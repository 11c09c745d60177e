package osm

import (
	"fmt"
	"strings"

	"lifecircle/data/finding"
)

// A BuildingTable says which buildings are homes by the value of their
// `building` tag: `seeds/tags/buildings.toml`.
type BuildingTable struct{ use map[string]use }

// use of a building.
type use uint8

const (
	useUnknown use = iota // in no list
	useOther
	useUnspecified // building=yes
	useHome
)

// ParseBuildingTable reads a table of buildings. name stands in its errors,
// which are [finding.Refusal].
func ParseBuildingTable(name string, data []byte) (*BuildingTable, error) {
	var file struct {
		Homes       []string `toml:"homes"`
		Unspecified []string `toml:"unspecified"`
		Others      []string `toml:"others"`
	}
	if err := parseTOML(name, data, &file); err != nil {
		return nil, err
	}
	t := &BuildingTable{use: map[string]use{}}
	for _, list := range []struct {
		key    string
		values []string
		use    use
	}{{"homes", file.Homes, useHome}, {"unspecified", file.Unspecified, useUnspecified}, {"others", file.Others, useOther}} {
		for _, v := range list.values {
			if t.use[v] != useUnknown {
				return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: name, Field: list.key, Value: v, Problem: "is listed twice: leave it in one list"}
			}
			t.use[v] = list.use
		}
	}
	if len(file.Homes) == 0 {
		return nil, &finding.Refusal{Kind: finding.ErrMissing, File: name, Field: "homes", Problem: fmt.Sprintf("is empty: name the values of building that are homes, as %q", "apartments")}
	}
	return t, nil
}

// of returns the use of a building by its tag's value; of several values the
// most homely.
func (t *BuildingTable) of(value string) use {
	best := useUnknown
	for more := true; more; {
		var one string
		one, value, more = strings.Cut(value, ";")
		best = max(best, t.use[strings.TrimSpace(one)])
	}
	return best
}
