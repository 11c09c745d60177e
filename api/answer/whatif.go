package answer

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/scenario"
)

// WhatIf is what changes do to a city, ready to be written.
type WhatIf struct {
	City    *coverage.City // as it is without them
	Lang    Lang
	Changes []scenario.Change
	Effect  *scenario.Effect
}

// Write writes the effect as JSON, CSV (the rows of the difference) or Table.
// Other formats are [ErrNoFormat].
func (x WhatIf) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		b, err := appendJSON(nil, x.Document())
		if err != nil {
			return err
		}
		_, err = w.Write(append(b, '\n'))
		return err
	case CSV:
		return writeFlat(w, as(x.Effect.Difference, func(d scenario.Difference) Row {
			row := RowOf(d.Row, x.Lang)
			row.Verdict = turnText(d.Verdict)
			return row
		}))
	case Table:
		return x.writeTable(w)
	}
	return noFormat(f, JSON, CSV, Table)
}

// turnText writes two verdicts as misses>meets; one where they are the same.
func turnText(v [2]*coverage.Verdict) *string {
	before, after := verdictText(v[0]), verdictText(v[1])
	switch {
	case before == nil || after == nil || *before == *after:
		return after
	}
	turn := *before + ">" + *after
	return &turn
}

func verdictText(v *coverage.Verdict) *string {
	if v == nil {
		return nil
	}
	s := string(*v)
	return &s
}

// WhatIfDocument is the JSON of WhatIf.
type WhatIfDocument struct {
	City         string          `json:"city" example:"newtown"`
	Provenance   Provenance      `json:"provenance" doc:"Of the city without the changes."`
	Changes      json.RawMessage `json:"changes" doc:"As they were understood."`
	Before       []Row           `json:"before" nullable:"false"`
	After        []Row           `json:"after" nullable:"false" doc:"The same questions in the same order as before."`
	Difference   []DifferenceRow `json:"difference" nullable:"false" doc:"Of each pair of rows."`
	Flipped      []Flipped       `json:"flipped" nullable:"false" doc:"Verdicts that are others after."`
	NewlyCovered []Newly         `json:"newly_covered" nullable:"false" doc:"By service: places that reach it after and did not before."`
	NewlyLost    []Newly         `json:"newly_lost" nullable:"false" doc:"By service: the reverse."`
	Gaps         []GapChange     `json:"gaps" doc:"Gaps that opened, closed, shrank or grew; null where they were not asked."`
	Each         []EachChange    `json:"each" doc:"Each change's own part; null where it was not asked."`
	Relinked     []string        `json:"relinked" nullable:"false" doc:"Ids of places and facilities whose street is closed and that join the next."`
	Touched      int64           `json:"touched" doc:"Nodes of the streets that were visited to find the walks after."`
}

// A DifferenceRow is a row after less the row before. What names it is as in a
// row; numbers are after − before.
type DifferenceRow struct {
	Service            string     `json:"service"`
	Reading            string     `json:"reading" enum:"each,all_of,mean_of"`
	Group              string     `json:"group"`
	Area               string     `json:"area"`
	Weight             string     `json:"weight"`
	District           *District  `json:"district"`
	Demand             *float64   `json:"demand"`
	Covered            *float64   `json:"covered"`
	Coverage           *float64   `json:"coverage"`
	CoverageLow        *float64   `json:"coverage_low"`
	CoverageHigh       *float64   `json:"coverage_high"`
	Verdict            [2]*string `json:"verdict" doc:"Before and after."`
	Shortfall          *int64     `json:"shortfall"`
	NearEdge           *float64   `json:"near_edge"`
	Unlinked           *float64   `json:"unlinked"`
	UnlinkedFacilities *int64     `json:"unlinked_facilities"`
	Within1Min         *float64   `json:"within_1_min"`
	ServicesInReach    *float64   `json:"services_in_reach"`
	BufferCoverage     *float64   `json:"buffer_coverage"`
	Minutes            *float64   `json:"minutes"`
	Profile            *string    `json:"profile"`
	Private            string     `json:"private"`
}

// Flipped is a verdict that is another after.
type Flipped struct {
	Row      int64     `json:"row" doc:"Place in before, after and difference, from 0."`
	Service  string    `json:"service"`
	District *District `json:"district"`
	Before   string    `json:"before" enum:"meets,misses,cannot_tell"`
	After    string    `json:"after" enum:"meets,misses,cannot_tell"`
}

// Newly is who turned for one service.
type Newly struct {
	Service string       `json:"service"`
	Minutes float64      `json:"minutes"`
	Private string       `json:"private"`
	Places  int64        `json:"places" doc:"All of them, listed or not."`
	People  float64      `json:"people" doc:"All of theirs."`
	Cells   []NewlyPlace `json:"cells" nullable:"false" doc:"Those with most people first, at most as many as are listed."`
}

// A NewlyPlace is one place that turned.
type NewlyPlace struct {
	ID      string   `json:"id"`
	People  float64  `json:"people"`
	BeforeS *float64 `json:"before_s" doc:"Seconds of walking before; null where nothing is reached."`
	AfterS  *float64 `json:"after_s" doc:"Seconds of walking after; null where nothing is reached."`
}

// A GapChange is what became of gaps that share places.
type GapChange struct {
	Service string      `json:"service" doc:"Ids of a bundle are joined by commas."`
	What    string      `json:"what" enum:"opened,closed,shrunk,grown,moved"`
	People  float64     `json:"people" doc:"After − before."`
	Before  []GapSketch `json:"before" nullable:"false"`
	After   []GapSketch `json:"after" nullable:"false"`
}

// A GapSketch is a gap without its description, which /gaps has.
type GapSketch struct {
	ID     string  `json:"id" doc:"As /gaps has it; of a part, that of the part."`
	People float64 `json:"people"`
	Places int64   `json:"places"`
	Part   bool    `json:"part" doc:"The gap is larger: people and places are those around what changed."`
}

func sketches(list []gaps.Sketch) []GapSketch {
	out := []GapSketch{}
	for _, g := range list {
		out = append(out, GapSketch{g.ID, *people(&g.People), int64(len(g.Places)), g.Part})
	}
	return out
}

// EachChange is one change's own part.
type EachChange struct {
	Index    int64           `json:"index" doc:"Of the change, from 0."`
	Kind     string          `json:"kind"`
	ID       string          `json:"id" doc:"Of what it changes; empty where that has none."`
	InOrder  []DifferenceRow `json:"in_order" nullable:"false" doc:"What it adds to the changes before it. Over all changes these add up to the difference."`
	Alone    []DifferenceRow `json:"alone" doc:"What it would do by itself; null where it needs a change before it."`
	NotAlone *string         `json:"not_alone" doc:"Why it cannot stand alone, where it cannot."`
}

// Document returns the effect as JSON has it.
func (x WhatIf) Document() WhatIfDocument {
	e := x.Effect
	d := WhatIfDocument{City: x.City.Name, Provenance: ProvenanceOf(x.City), Changes: ChangesOf(x.Changes),
		Before: x.rows(e.Before), After: x.rows(e.After), Difference: DifferencesOf(e.Difference, x.Lang),
		Flipped: []Flipped{}, NewlyCovered: newlyOf(e.NewlyCovered), NewlyLost: newlyOf(e.NewlyLost),
		Relinked: append([]string{}, e.Relinked...), Touched: int64(e.Touched)}
	for _, f := range e.Flipped {
		row := RowOf(e.After[f.Row], x.Lang)
		d.Flipped = append(d.Flipped, Flipped{int64(f.Row), row.Service, row.District, string(f.Before), string(f.After)})
	}
	if e.Gaps != nil {
		d.Gaps = []GapChange{}
	}
	for _, g := range e.Gaps {
		services := append(slices.Clone(g.Before), g.After...)[0].Services
		out := GapChange{Service: strings.Join(services, ","), What: string(g.What), People: *people(&g.People), Before: sketches(g.Before), After: sketches(g.After)}
		d.Gaps = append(d.Gaps, out)
	}
	for i, p := range e.Each {
		one := EachChange{Index: int64(i), Kind: string(p.Change.Kind), ID: p.Change.ID, InOrder: DifferencesOf(p.InOrder, x.Lang)}
		if p.NotAlone != nil {
			one.NotAlone = &p.NotAlone.Why
		} else {
			one.Alone = DifferencesOf(p.Alone, x.Lang)
		}
		d.Each = append(d.Each, one)
	}
	return d
}

// ChangesOf returns a list of changes as JSON has it, the list alone.
func ChangesOf(list []scenario.Change) json.RawMessage {
	var whole struct {
		Changes json.RawMessage `json:"changes"`
	}
	if err := json.Unmarshal(scenario.Encode(list), &whole); err != nil {
		panic(err) // what Encode writes is JSON
	}
	return whole.Changes
}

func (x WhatIf) rows(list []coverage.Row) []Row {
	out := make([]Row, len(list))
	for i, r := range list {
		out[i] = RowOf(r, x.Lang)
	}
	return out
}

// DifferencesOf returns differences as JSON has them.
func DifferencesOf(list []scenario.Difference, lang Lang) []DifferenceRow {
	out := make([]DifferenceRow, len(list))
	for i, d := range list {
		r := RowOf(d.Row, lang)
		out[i] = DifferenceRow{
			Service: r.Service, Reading: r.Reading, Group: r.Group, Area: r.Area, Weight: r.Weight, District: r.District,
			Demand: r.Demand, Covered: r.Covered, Coverage: r.Coverage, CoverageLow: r.CoverageLow, CoverageHigh: r.CoverageHigh,
			Verdict: [2]*string{verdictText(d.Verdict[0]), verdictText(d.Verdict[1])}, Shortfall: r.Shortfall, NearEdge: r.NearEdge, Unlinked: r.Unlinked,
			UnlinkedFacilities: r.UnlinkedFacilities, Within1Min: r.Within1Min, ServicesInReach: r.ServicesInReach,
			BufferCoverage: r.BufferCoverage, Minutes: r.Minutes, Profile: r.Profile, Private: r.Private,
		}
	}
	return out
}

func newlyOf(list []scenario.Newly) []Newly {
	out := []Newly{}
	for _, n := range list {
		if n.Places == 0 {
			continue
		}
		one := Newly{Service: n.Service, Minutes: n.Minutes, Private: string(n.Private), Places: int64(n.Places), People: *people(&n.People), Cells: []NewlyPlace{}}
		for _, p := range n.Listed {
			one.Cells = append(one.Cells, NewlyPlace{p.ID, *people(&p.People), seconds(p.Before), seconds(p.After)})
		}
		out = append(out, one)
	}
	return out
}
