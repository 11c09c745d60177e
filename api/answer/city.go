package answer

import (
	"sort"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
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
	Provenance Provenance `json:"provenance"`
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
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
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
