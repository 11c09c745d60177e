package answer

import (
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// A City says what a city is made of.
type City struct {
	Name       string     `json:"name" example:"newtown"`
	Title      *string    `json:"title"`
	Standard   *string    `json:"standard"`
	BBox       []float64  `json:"bbox" doc:"Of the data's extent: west, south, east, north; null where it has none." minItems:"4" maxItems:"4"`
	Counts     Counts     `json:"counts"`
	Services   []string   `json:"services" nullable:"false" doc:"Ids."`
	Levels     []int64    `json:"levels" nullable:"false" doc:"Levels that have districts."`
	Groups     []string   `json:"groups" nullable:"false" doc:"Population groups that some demand counts."`
	Weights    []string   `json:"weights" nullable:"false" doc:"What can be counted instead of people."`
	Profiles   []Profile  `json:"profiles" nullable:"false" doc:"How people may walk, by id."`
	Private    string     `json:"private" enum:"closed,residents,open" doc:"How residents' streets are treated unless asked; another treatment can be asked for where it is residents."`
	Walking    string     `json:"walking" enum:"plain,full" doc:"full: squares are crossed, gates, kerbs and entrances count, access legs lead over no barrier."`
	Provenance Provenance `json:"provenance"`
}

// A Profile is how a group walks, as JSON has it.
type Profile struct {
	ID       string  `json:"id" example:"senior"`
	Name     *string `json:"name"`
	SpeedKmh float64 `json:"speed_kmh" doc:"On the flat, kilometres per hour." example:"4"`
}

// profilesOf returns a city's profiles, by id; the standard one is always there.
func profilesOf(c *coverage.City, lang Lang) []Profile {
	out := []Profile{}
	add := func(p streets.Profile) {
		out = append(out, Profile{ID: p.ID, Name: orNil(profileName(c, lang, p.ID)), SpeedKmh: float64(p.Speed) / 1e6})
	}
	for _, p := range c.Profiles {
		add(p.Profile)
	}
	if !slices.ContainsFunc(out, func(p Profile) bool { return p.ID == streets.Standard.ID }) {
		add(streets.Standard)
		slices.SortFunc(out, func(a, b Profile) int { return strings.Compare(a.ID, b.ID) })
	}
	return out
}

// Counts of a city's things.
type Counts struct {
	Facilities int64 `json:"facilities"`
	Places     int64 `json:"places" doc:"Places of demand."`
	Districts  int64 `json:"districts"`
}

// CityOf returns what a city is made of.
func CityOf(c *coverage.City, lang Lang) City {
	out := City{
		Name: c.Name, Title: orNil(c.Title.In(string(lang))), Standard: orNil(c.Provenance.Standard),
		Counts:   Counts{int64(len(c.Facilities)), int64(c.Demand.Len()), int64(len(c.Districts))},
		Services: []string{}, Levels: []int64{},
		Groups: sortedKeys(c.Demand.Groups), Weights: sortedKeys(c.Demand.Weight),
		Profiles: profilesOf(c, lang), Private: c.Provenance.Private, Walking: c.Provenance.Walking,
		Provenance: ProvenanceOf(c),
	}
	for _, s := range c.Services {
		out.Services = append(out.Services, s.ID)
	}
	for _, d := range c.Districts {
		if n := len(out.Levels); n == 0 || out.Levels[n-1] != int64(d.Level) {
			out.Levels = append(out.Levels, int64(d.Level)) // districts are sorted by level
		}
	}
	if len(c.Extent) > 0 {
		b := c.Extent.Bound()
		out.BBox = bbox(b)
	}
	return out
}

func bbox(b orb.Bound) []float64 { return []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} }

func sortedKeys[T any](m map[string]T) []string {
	keys := slices.AppendSeq(make([]string, 0, len(m)), maps.Keys(m)) // of none it is [] in JSON
	slices.Sort(keys)
	return keys
}

// A Service is a kind of need and its standard, as JSON has it.
type Service struct {
	ID         string   `json:"id" example:"clinic"`
	Name       *string  `json:"name"`
	Minutes    float64  `json:"minutes" doc:"The walking limit."`
	Profile    string   `json:"profile" example:"standard"`
	Group      string   `json:"group" example:"all"`
	Area       string   `json:"area" enum:"all,urban,rural"`
	Target     float64  `json:"target" minimum:"0" maximum:"1"`
	TargetText *string  `json:"target_text"`
	Clause     *string  `json:"clause" doc:"Where the target stands."`
	BufferM    *float64 `json:"buffer_m" doc:"Radius of the circle beside the walk, metres; null means the limit times the profile's speed."`
}

// ServicesOf returns a city's services, by id.
func ServicesOf(c *coverage.City, lang Lang) []Service {
	out := []Service{}
	for _, s := range c.Services {
		j := Service{
			ID: s.ID, Name: orNil(s.Names.In(string(lang))), Minutes: s.Minutes, Profile: s.Profile,
			Group: s.Group, Area: string(s.Area), Target: float64(s.Target) / 1e6,
			TargetText: orNil(s.TargetText), Clause: orNil(s.Clause),
		}
		if s.BufferM > 0 {
			j.BufferM = &s.BufferM
		}
		out = append(out, j)
	}
	return out
}
