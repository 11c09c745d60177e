package siting

import (
	"encoding/json"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
)

// The form of a question as JSON, in the order in which it is written.
type form struct {
	Services       []string         `json:"services"`
	Group          string           `json:"group,omitempty"`
	Area           coverage.Area    `json:"area,omitempty"`
	Weight         string           `json:"weight,omitempty"`
	Minutes        float64          `json:"minutes,omitempty"`
	Profile        string           `json:"profile,omitempty"`
	Private        streets.Private  `json:"private,omitempty"`
	Level          *int             `json:"level,omitempty"`
	Goal           Goal             `json:"goal"`
	Count          int              `json:"count,omitempty"`
	Target         *float64         `json:"target,omitempty"`
	Per            Per              `json:"per,omitempty"`
	Budget         any              `json:"budget,omitempty"`
	Stop           *stopForm        `json:"stop,omitempty"`
	Candidates     []candidatesForm `json:"candidates,omitempty"`
	Links          *linksForm       `json:"links,omitempty"`
	Fixed          []string         `json:"fixed,omitempty"`
	Forbidden      []string         `json:"forbidden,omitempty"`
	ApartM         float64          `json:"apart_m,omitempty"`
	PerDistrictMax int              `json:"per_district_max,omitempty"`
	Capacity       int64            `json:"capacity,omitempty"`
	Backup         bool             `json:"backup,omitempty"`
}

type stopForm struct {
	Gap     float64 `json:"gap,omitempty"`
	Seconds float64 `json:"seconds,omitempty"`
	Number  int     `json:"number,omitempty"`
}

type candidatesForm struct {
	Layer      any      `json:"layer,omitempty"`
	Facilities bool     `json:"facilities,omitempty"`
	Nodes      bool     `json:"nodes,omitempty"`
	Cells      int      `json:"cells,omitempty"`
	Demand     bool     `json:"demand,omitempty"`
	District   string   `json:"district,omitempty"`
	Cost       *float64 `json:"cost,omitempty"`
}

type linksForm struct {
	Given     []map[string]any `json:"given,omitempty"`
	Gates     bool             `json:"gates,omitempty"`
	Crossings bool             `json:"crossings,omitempty"`
	BridgesM  float64          `json:"bridges_m,omitempty"`
	Costs     *costsForm       `json:"costs,omitempty"`
	Count     int              `json:"count,omitempty"`
	Most      int              `json:"most,omitempty"`
}

type costsForm struct {
	Gate     float64 `json:"gate,omitempty"`
	Crossing float64 `json:"crossing,omitempty"`
	Bridge   float64 `json:"bridge,omitempty"`
}

// Encode writes a question as JSON, the same bytes for the same question; [Decode]
// reads it back.
func Encode(q Question) []byte {
	f := form{Services: q.Services, Group: q.Group, Area: q.Area, Weight: q.Weight, Minutes: q.Minutes, Profile: q.Profile, Private: q.Private,
		Level: q.Level, Goal: q.Goal, Count: q.Count, Per: q.Per, Fixed: q.Fixed, Forbidden: q.Forbidden,
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
		s := stopForm(q.Stop)
		f.Stop = &s
	}
	for _, c := range q.Candidates {
		one := candidatesForm{Facilities: c.Facilities, Nodes: c.Nodes, Cells: c.Cells, Demand: c.Demand, District: c.District, Cost: c.Cost}
		switch {
		case c.GeoJSON != nil:
			one.Layer = c.GeoJSON
		case c.Layer != "":
			one.Layer = c.Layer
		}
		f.Candidates = append(f.Candidates, one)
	}
	if q.Links != nil {
		f.Links = linksFormOf(q.Links)
	}
	text, err := json.Marshal(f)
	if err != nil {
		panic("siting: a question that JSON cannot write: " + err.Error()) // Decode admits none
	}
	return text
}

func linksFormOf(l *Links) *linksForm {
	f := &linksForm{Gates: l.Gates, Crossings: l.Crossings, BridgesM: l.BridgesM, Count: l.Count, Most: l.Most}
	if l.Costs != (LinkCosts{}) {
		c := costsForm(l.Costs)
		f.Costs = &c
	}
	for _, g := range l.Given {
		var whole struct {
			Changes []map[string]any `json:"changes"`
		}
		if err := json.Unmarshal(scenario.Encode([]scenario.Change{g.Change}), &whole); err != nil {
			panic("siting: a change that JSON cannot read: " + err.Error())
		}
		one := whole.Changes[0]
		one["cost"], one["id"] = g.Cost, g.ID
		f.Given = append(f.Given, one)
	}
	return f
}
