package siting

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
)

// A QuestionForm is a question as JSON has it, in the order in which it is written.
type QuestionForm struct {
	Services       []string         `json:"services" doc:"Ids: what each new facility offers; people are covered by all of them." example:"[\"clinic\"]"`
	Group          string           `json:"group,omitempty" doc:"People of this group; the first service's own if absent."`
	Area           coverage.Area    `json:"area,omitempty" enum:"all,urban,rural"`
	Weight         string           `json:"weight,omitempty" doc:"What is counted: people if absent."`
	Minutes        float64          `json:"minutes,omitempty" doc:"The limit; each service's own if absent."`
	Profile        string           `json:"profile,omitempty"`
	Private        streets.Private  `json:"private,omitempty" enum:"closed,residents,open"`
	District       *string          `json:"district,omitempty" doc:"Code of the district whose people alone are counted; \"\" is demand in no district. Of move_or_close only its facilities close."`
	Level          *int             `json:"level,omitempty" doc:"Of district, and of the districts that targets, budgets and outcomes are about; the finest of these if absent."`
	Goal           Goal             `json:"goal" enum:"most_people,fewest_facilities,least_cost,worst_first,move_or_close"`
	Count          int              `json:"count,omitempty" doc:"New facilities at most; of move_or_close those that close."`
	Target         *float64         `json:"target,omitempty" minimum:"0" maximum:"1" doc:"Of fewest_facilities and least_cost; the first service's own if absent."`
	Per            Per              `json:"per,omitempty" enum:"city,district,both,group"`
	Budget         any              `json:"budget,omitempty" doc:"Cost at most: a number, or an object by code of district; \"city\" is the whole plan."`
	Stop           *StopForm        `json:"stop,omitempty"`
	Candidates     []CandidatesForm `json:"candidates,omitempty"`
	Links          *LinksForm       `json:"links,omitempty"`
	Fixed          []string         `json:"fixed,omitempty" doc:"Ids of candidates in every plan."`
	Forbidden      []string         `json:"forbidden,omitempty" doc:"Ids of candidates in none."`
	ApartM         float64          `json:"apart_m,omitempty" doc:"New facilities are so far from each other at least, metres."`
	PerDistrictMax int              `json:"per_district_max,omitempty" doc:"New facilities in a district at most."`
	Capacity       int64            `json:"capacity,omitempty" doc:"Of most_people: people whom a new facility serves at most."`
	Backup         bool             `json:"backup,omitempty" doc:"Covered is who has two facilities within the limit."`
}

// A StopForm says when a plan is good enough.
type StopForm struct {
	Gap     float64 `json:"gap,omitempty" minimum:"0" maximum:"1"`
	Seconds float64 `json:"seconds,omitempty"`
	Number  int     `json:"number,omitempty" doc:"Steps of branch and bound."`
}

// A CandidatesForm says where facilities may be: by one of its first five keys.
type CandidatesForm struct {
	Layer      any      `json:"layer,omitempty" doc:"A FeatureCollection of points or polygons, with id, name, cost and capacity among their properties; or the id of a layer of the city."`
	Facilities bool     `json:"facilities,omitempty" doc:"Open ones that lack some of the services."`
	Nodes      bool     `json:"nodes,omitempty" doc:"Every street node."`
	Cells      int      `json:"cells,omitempty" doc:"Every H3 cell of this resolution where people live."`
	Demand     bool     `json:"demand,omitempty" doc:"Every place of demand."`
	District   string   `json:"district,omitempty" doc:"Only those in the district of this code."`
	Cost       *float64 `json:"cost,omitempty" doc:"Of each that has none of its own."`
}

// A LinksForm says which street links may be part of a plan.
type LinksForm struct {
	Given     []map[string]any `json:"given,omitempty" doc:"Changes open_link and reopen_link, each with cost and id beside."`
	Gates     bool             `json:"gates,omitempty"`
	Crossings bool             `json:"crossings,omitempty"`
	BridgesM  float64          `json:"bridges_m,omitempty" doc:"Footbridges at most so long."`
	Costs     *CostsForm       `json:"costs,omitempty" doc:"Of those that the engine finds."`
	Count     int              `json:"count,omitempty" doc:"Links of a plan at most."`
	Most      int              `json:"most,omitempty" doc:"Of those found, so many that gain most alone enter: 20 if absent."`
}

// A CostsForm is what links that the engine finds cost.
type CostsForm struct {
	Gate     *float64 `json:"gate,omitempty"`
	Crossing *float64 `json:"crossing,omitempty"`
	Bridge   *float64 `json:"bridge,omitempty"`
}

// Encode writes a question as JSON, the same bytes for the same question; [Decode]
// reads it back.
func Encode(q Question) []byte {
	f := QuestionForm{Services: q.Services, Group: q.Group, Area: q.Area, Weight: q.Weight, Minutes: q.Minutes, Profile: q.Profile, Private: q.Private,
		District: q.District, Level: q.Level, Goal: q.Goal, Count: q.Count, Per: q.Per, Fixed: q.Fixed, Forbidden: q.Forbidden,
		ApartM: q.ApartM, PerDistrictMax: q.PerDistrictMax, Capacity: q.Capacity, Backup: q.Backup}
	if q.Target != nil {
		t := float64(*q.Target) / 1e6
		f.Target = &t
	}
	if len(q.Budget) > 0 {
		byDistrict := map[string]float64{}
		for code, cost := range q.Budget {
			if code == "" {
				code = "city"
			}
			byDistrict[code] = cost
		}
		f.Budget = byDistrict // whose keys are written in order
	}
	if q.Stop != (Stop{}) {
		s := StopForm(q.Stop)
		f.Stop = &s
	}
	for _, c := range q.Candidates {
		one := CandidatesForm{Facilities: c.Facilities, Nodes: c.Nodes, Cells: c.Cells, Demand: c.Demand, District: c.District, Cost: c.Cost}
		switch {
		case c.GeoJSON != nil:
			one.Layer = c.GeoJSON
		case c.Layer != "":
			one.Layer = c.Layer
		}
		f.Candidates = append(f.Candidates, one)
	}
	if q.Links != nil {
		f.Links = linksFormOf(q.Links, q.costsMatter())
	}
	text, err := json.Marshal(f)
	if err != nil {
		panic("siting: a question that JSON cannot write: " + err.Error()) // Decode admits none
	}
	return text
}

// linksFormOf returns the form of links; counted says whether their cost matters.
func linksFormOf(l *Links, costsMatter bool) *LinksForm {
	f := &LinksForm{Gates: l.Gates, Crossings: l.Crossings, BridgesM: l.BridgesM, Count: l.Count, Most: l.Most}
	f.Costs = l.costsForm(costsMatter)
	for _, g := range l.Given {
		var whole struct {
			Changes []map[string]any `json:"changes"`
		}
		d := json.NewDecoder(bytes.NewReader(scenario.Encode([]scenario.Change{g.Change})))
		d.UseNumber() // ways may have more digits than a double
		if err := d.Decode(&whole); err != nil {
			panic("siting: a change that JSON cannot read: " + err.Error())
		}
		one := whole.Changes[0]
		one["cost"], one["id"] = g.Cost, cmp.Or(g.ID, g.Change.ID)
		f.Given = append(f.Given, one)
	}
	return f
}

// costsForm returns the form of the costs, nil where there are none. A cost of 0 is
// written where one has to be given.
func (l *Links) costsForm(costsMatter bool) *CostsForm {
	asked := l.costed(costsMatter)
	given := func(key string, cost float64) *float64 {
		if cost == 0 && !slices.Contains(asked, key) {
			return nil
		}
		return &cost
	}
	f := CostsForm{given("gate", l.Costs.Gate), given("crossing", l.Costs.Crossing), given("bridge", l.Costs.Bridge)}
	if f == (CostsForm{}) {
		return nil
	}
	return &f
}
