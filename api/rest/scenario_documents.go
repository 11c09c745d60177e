package rest

import (
	"encoding/json"
	"time"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage/scenario"
)

// DraftBody is what the author of a scenario writes.
type DraftBody struct {
	Name    string          `json:"name" maxLength:"200"`
	Notes   string          `json:"notes,omitempty" maxLength:"20000"`
	Author  string          `json:"author,omitempty" maxLength:"200" doc:"Read where edits need no key; else the key's name counts."`
	Tags    []string        `json:"tags,omitempty" maxItems:"50"`
	Changes json.RawMessage `json:"changes" doc:"A list of changes, each an object with its kind as the only key."`
}

// ForkBody names a copy.
type ForkBody struct {
	Name   string `json:"name" maxLength:"200"`
	Author string `json:"author,omitempty" maxLength:"200"`
}

// ScenariosDocument is the JSON of a city's scenarios.
type ScenariosDocument struct {
	Scenarios []ScenarioDocument `json:"scenarios" nullable:"false" doc:"By id."`
}

// ScenarioDocument is a scenario as JSON has it.
type ScenarioDocument struct {
	ID       string          `json:"id"`
	City     string          `json:"city"`
	Name     string          `json:"name"`
	Notes    string          `json:"notes"`
	Author   string          `json:"author" doc:"Of the last edit."`
	Tags     []string        `json:"tags" nullable:"false"`
	Revision int64           `json:"revision" doc:"Its entity tag: 1 when created, one more with every edit."`
	Parent   *string         `json:"parent" doc:"Id of the scenario that it was forked from."`
	Stale    bool            `json:"stale" doc:"The city was built again since the changes were last checked against it."`
	Created  time.Time       `json:"created"`
	Edited   time.Time       `json:"edited"`
	Changes  json.RawMessage `json:"changes"`
	Links    ScenarioLinks   `json:"links"`
}

// ScenarioLinks are the absolute addresses of what there is of a scenario.
type ScenarioLinks struct {
	Self     string `json:"self" format:"uri"`
	City     string `json:"city" format:"uri" doc:"The city that the scenario makes: every path below is that of a city."`
	Coverage string `json:"coverage" format:"uri"`
	History  string `json:"history" format:"uri"`
	Events   string `json:"events" format:"uri"`
}

// HistoryDocument is the JSON of a scenario's history.
type HistoryDocument struct {
	Scenario  string             `json:"scenario"`
	Revisions []RevisionDocument `json:"revisions" nullable:"false" doc:"From the first."`
}

// RevisionDocument is one edit.
type RevisionDocument struct {
	Revision int64           `json:"revision"`
	At       time.Time       `json:"at"`
	Author   string          `json:"author"`
	What     string          `json:"what" enum:"created,edited,forked,undone,rebased"`
	Of       *int64          `json:"of" doc:"Of an undo: the revision whose draft is back."`
	Name     string          `json:"name"`
	Notes    string          `json:"notes"`
	Tags     []string        `json:"tags" nullable:"false"`
	Changes  json.RawMessage `json:"changes"`
}

// RebaseDocument is a scenario with what did not fit any more.
type RebaseDocument struct {
	Scenario ScenarioDocument        `json:"scenario"`
	Dropped  []respond.ChangeProblem `json:"dropped" nullable:"false" doc:"Changes that were left out; index as before."`
}

// CompareDocument is a question answered for several cities.
type CompareDocument struct {
	City       string            `json:"city"`
	Provenance answer.Provenance `json:"provenance"`
	Scenarios  []string          `json:"scenarios" nullable:"false"`
	Rows       []ComparedRow     `json:"rows" nullable:"false"`
}

// ComparedRow is one row of the base beside those of the scenarios.
type ComparedRow struct {
	Base answer.Row             `json:"base"`
	Rows []answer.Row           `json:"rows" nullable:"false" doc:"By scenario, in the order asked."`
	Less []answer.DifferenceRow `json:"difference" nullable:"false" doc:"Each less the base."`
}

func compareDocument(r *request, c *scenario.Comparison) CompareDocument {
	city := r.engine.City()
	doc := CompareDocument{City: city.Name, Provenance: answer.ProvenanceOf(city), Scenarios: c.Names, Rows: []ComparedRow{}}
	for i, rows := range c.Rows {
		row := ComparedRow{Base: answer.RowOf(rows[0], r.lang), Rows: []answer.Row{}, Less: answer.DifferencesOf(c.Less[i], r.lang)}
		for _, other := range rows[1:] {
			row.Rows = append(row.Rows, answer.RowOf(other, r.lang))
		}
		doc.Rows = append(doc.Rows, row)
	}
	return doc
}

func (r *request) scenarioDocument(s scenario.Scenario) ScenarioDocument {
	self := r.base + "/v1/cities/" + r.city + "/scenarios/" + s.ID
	made := r.base + "/v1/cities/" + r.city + "@" + s.ID
	doc := ScenarioDocument{
		ID: s.ID, City: s.City, Name: s.Name, Notes: s.Notes, Author: s.Author, Tags: append([]string{}, s.Tags...), Revision: s.Revision,
		Stale: s.Base != r.hash(), Created: s.Created.UTC(), Edited: s.Edited.UTC(), Changes: answer.ChangesOf(s.Changes),
		Links: ScenarioLinks{Self: self, City: made, Coverage: made + "/coverage", History: self + "/history", Events: self + "/events"},
	}
	if s.Parent != "" {
		doc.Parent = &s.Parent
	}
	return doc
}

func revisionDocument(v scenario.Revision) RevisionDocument {
	doc := RevisionDocument{Revision: v.Revision, At: v.At.UTC(), Author: v.Author, What: v.What, Name: v.Name, Notes: v.Notes,
		Tags: append([]string{}, v.Tags...), Changes: answer.ChangesOf(v.Changes)}
	if v.Of != 0 {
		doc.Of = &v.Of
	}
	return doc
}
