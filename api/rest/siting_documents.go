package rest

import (
	"time"

	"lifecircle/api/answer"
)

// SitingStatus is a siting in a list.
type SitingStatus struct {
	ID        string      `json:"id"`
	Created   time.Time   `json:"created"`
	State     string      `json:"state" enum:"queued,running,finished,stopped,cancelled,failed"`
	Failure   *string     `json:"failure"`
	Goal      string      `json:"goal"`
	Steps     int64       `json:"steps" doc:"Of the best plan so far."`
	Objective *float64    `json:"objective"`
	Bound     *float64    `json:"bound"`
	Gap       *float64    `json:"gap"`
	Optimal   bool        `json:"optimal"`
	Links     SitingLinks `json:"links"`
}

// SitingLinks are the absolute addresses of what there is of a siting.
type SitingLinks struct {
	Self   string `json:"self" format:"uri"`
	Events string `json:"events" format:"uri"`
}

// SitingJobDocument is the JSON of a siting at any moment.
type SitingJobDocument struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Failure *string   `json:"failure" doc:"Why it failed, in state failed."`
	answer.SitingDocument
}

// SitingsDocument is the JSON of a city's sitings.
type SitingsDocument struct {
	Sitings []SitingStatus `json:"sitings" nullable:"false" doc:"In the order asked."`
}

// SitingScenarioBody names the scenario that a plan becomes.
type SitingScenarioBody struct {
	Name   string `json:"name" maxLength:"200"`
	Author string `json:"author,omitempty" maxLength:"200" doc:"Read where edits need no key; else the key's name counts."`
}

func (r *request) sitingStatus(j SitingJob) SitingStatus {
	a := &j.Answer
	d := answer.Siting{City: r.engine.City(), Lang: r.lang, Answer: a}.Document()
	self := r.base + "/v1/cities/" + r.city + "/sitings/" + j.ID
	out := SitingStatus{ID: j.ID, Created: j.Created.UTC(), State: string(a.State), Goal: string(a.Question.Goal), Steps: int64(len(a.Plan)),
		Objective: d.Objective, Bound: d.Bound, Gap: d.Gap, Optimal: a.Optimal, Links: SitingLinks{Self: self, Events: self + "/events"}}
	if j.Failure != "" {
		out.Failure = &j.Failure
	}
	return out
}
