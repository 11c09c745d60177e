package answer

import (
	"encoding/json"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
)

// Siting is a plan with its certificate, ready to be written.
type Siting struct {
	City   *coverage.City
	Lang   Lang
	Answer *siting.Answer
}

// Write writes it as JSON, CSV (a line for each step of the plan), GeoJSON (a feature
// for each) or Table. Other formats are [ErrNoFormat].
func (x Siting) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		b, err := appendJSON(nil, x.Document())
		if err != nil {
			return err
		}
		_, err = w.Write(append(b, '\n'))
		return err
	case CSV:
		return writeFlat(w, slices.Values(x.steps()))
	case GeoJSON:
		return writeFeatures(w, x.City, as(x.steps(), x.feature))
	case Table:
		return x.writeTable(w)
	}
	return noFormat(f, JSON, CSV, GeoJSON, Table)
}

// SitingDocument is the JSON of Siting.
type SitingDocument struct {
	City       string              `json:"city" example:"newtown"`
	Provenance Provenance          `json:"provenance"`
	State      string              `json:"state" enum:"queued,running,finished,stopped,cancelled,failed"`
	Question   json.RawMessage     `json:"question" doc:"As asked, with its defaults filled in."`
	Plan       []SitingStep        `json:"plan" nullable:"false" doc:"In the order to build it."`
	Objective  *float64            `json:"objective" doc:"People gained (most_people, move_or_close), a number (fewest_facilities), a cost (least_cost) or the least coverage (worst_first); null as long as there is no plan."`
	Bound      *float64            `json:"bound" doc:"No plan is better; null as long as nothing is proven."`
	Gap        *float64            `json:"gap" doc:"|bound − objective| / max(|bound|, 1e-9); 0 where optimal."`
	Optimal    bool                `json:"optimal"`
	Demand     float64             `json:"demand"`
	Before     float64             `json:"before" doc:"Covered people."`
	After      float64             `json:"after" doc:"Covered people, with the plan."`
	Districts  []SitingOutcome     `json:"districts" nullable:"false" doc:"Of all who are counted, and of their districts or groups."`
	Curve      []SitingPoint       `json:"curve" nullable:"false" doc:"Coverage against the number of facilities."`
	Near       []SitingAlternative `json:"near" nullable:"false" doc:"Plans that differ in one step and are as good, or nearly."`
	Impossible []SitingImpossible  `json:"impossible" nullable:"false" doc:"Constraints that no plan keeps; the plan is the best that can be done."`
	NearEdge   float64             `json:"near_edge" doc:"People near the edge of the data who may be covered in truth; never counted."`
	Unlinked   float64             `json:"unlinked" doc:"People who join no street; never counted."`
	Candidates SitingCandidates    `json:"candidates"`
	Work       SitingWork          `json:"work"`
}

// A SitingStep is one step of a plan.
type SitingStep struct {
	Order      int64           `json:"order" example:"1"`
	Kind       string          `json:"kind" enum:"site,facility,node,cell,demand,close,gate,crossing,bridge,link"`
	ID         string          `json:"id"`
	Name       *string         `json:"name"`
	Lon        float64         `json:"lon"`
	Lat        float64         `json:"lat"`
	Line       [][]float64     `json:"line" flat:"-" doc:"Of a link that is drawn; else null."`
	District   *string         `json:"district" doc:"Code."`
	Gain       float64         `json:"gain" doc:"People covered with it less those without, in this order."`
	Serves     *float64        `json:"serves" doc:"People whom the capacities are enough for, with it less without; null where there are none."`
	Cost       float64         `json:"cost"`
	Cumulative float64         `json:"cumulative_cost"`
	Coverage   *float64        `json:"cumulative_coverage"`
	Same       []string        `json:"same" flat:"-" nullable:"false" doc:"Candidates that would do as much in its place."`
	Changes    json.RawMessage `json:"changes" flat:"-" doc:"What does it, as in a scenario."`
}

// A SitingOutcome is what a plan does for the city, a district or a group.
type SitingOutcome struct {
	District *District `json:"district" doc:"Null is all who are counted: the city, or the district that was asked; or a group."`
	Group    *string   `json:"group"`
	Demand   float64   `json:"demand"`
	Before   float64   `json:"before" doc:"Covered people."`
	After    float64   `json:"after"`
	Most     float64   `json:"most" doc:"Covered people if every candidate were built."`
	Target   *float64  `json:"target" doc:"Covered people that the target asks for."`
	Reached  *bool     `json:"reached" doc:"Whether the plan reaches the target; null where there is none."`
}

// A SitingPoint is a point of the curve.
type SitingPoint struct {
	Number   int64    `json:"number" doc:"Of facilities."`
	Cost     float64  `json:"cost"`
	Covered  float64  `json:"covered"`
	Coverage *float64 `json:"coverage"`
	Bound    float64  `json:"bound" doc:"No plan of so many covers more people."`
}

// A SitingAlternative is a plan that has another candidate in place of a step.
type SitingAlternative struct {
	Without string  `json:"without"`
	With    string  `json:"with"`
	Value   float64 `json:"value" doc:"Its objective."`
}

// A SitingImpossible is a constraint that no plan keeps.
type SitingImpossible struct {
	Constraint string    `json:"constraint" enum:"target,candidates,fixed,count,budget,apart_m,per_district_max"`
	District   *District `json:"district"`
	IDs        []string  `json:"ids" nullable:"false"`
	Asked      *float64  `json:"asked"`
	Best       *float64  `json:"best" doc:"The best that can be done; null where that is not known."`
	Why        string    `json:"why"`
}

// SitingCandidates counts candidates.
type SitingCandidates struct {
	Given     int64    `json:"given"`
	Links     int64    `json:"links" doc:"Of given."`
	NoStreet  int64    `json:"off_the_streets" doc:"Nobody can walk to them."`
	Unlinked  []string `json:"off_the_streets_ids" nullable:"false" doc:"Some of these."`
	Useless   int64    `json:"useless" doc:"They cover nobody who is not covered."`
	Dominated int64    `json:"dominated" doc:"Left out: another is at least as good in every plan."`
}

// SitingWork says what the search took.
type SitingWork struct {
	Places  int64 `json:"places" doc:"That some candidate can cover."`
	Rows    int64 `json:"rows" doc:"Those with the same candidates taken together."`
	Entries int64 `json:"entries"`
	Nodes   int64 `json:"nodes" doc:"Steps of branch and bound."`
}

// finite returns a number that JSON can write.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// Document returns it as JSON has it.
func (x Siting) Document() SitingDocument {
	a := x.Answer
	d := SitingDocument{City: x.City.Name, Provenance: ProvenanceOf(x.City), State: string(a.State), Question: siting.Encode(a.Question), Plan: x.steps(),
		Optimal: a.Optimal, Demand: *people(&a.Demand), Before: *people(&a.Before), After: *people(&a.After), Districts: []SitingOutcome{},
		Curve: []SitingPoint{}, Near: []SitingAlternative{}, Impossible: []SitingImpossible{}, NearEdge: *people(&a.NearEdge), Unlinked: *people(&a.Unlinked),
		Candidates: SitingCandidates{int64(a.Candidates.Given), int64(a.Candidates.Links), int64(a.Candidates.NoStreet), append([]string{}, a.Candidates.Unlinked...),
			int64(a.Candidates.Useless), int64(a.Candidates.Dominated)},
		Work: SitingWork{int64(a.Work.Places), int64(a.Work.Rows), int64(a.Work.Entries), int64(a.Work.Nodes)}}
	if len(a.Plan) > 0 || a.Optimal {
		d.Objective, d.Bound, d.Gap = finite(a.Objective), finite(a.Bound), finite(a.Gap)
	}
	for _, o := range a.Districts {
		d.Districts = append(d.Districts, x.outcome(o))
	}
	for _, p := range a.Curve {
		d.Curve = append(d.Curve, SitingPoint{int64(p.Number), p.Cost, *people(&p.Covered), ratioOf(p.Covered, a.Demand), *people(&p.Bound)})
	}
	for _, n := range a.Near {
		d.Near = append(d.Near, SitingAlternative{n.Without, n.With, n.Value})
	}
	for _, i := range a.Impossible {
		d.Impossible = append(d.Impossible, SitingImpossible{string(i.Constraint), x.district(i.District), append([]string{}, i.IDs...), finite(i.Asked), finite(i.Best), x.why(i)})
	}
	return d
}

func ratioOf(a, b coverage.Amount) *float64 {
	if b == 0 {
		return nil
	}
	v := float64(a) / float64(b)
	return &v
}

func (x Siting) district(ref *coverage.DistrictRef) *District {
	return RowOf(coverage.Row{District: ref, Services: x.Answer.Question.Services}, x.Lang).District
}

func (x Siting) outcome(o siting.Outcome) SitingOutcome {
	out := SitingOutcome{District: x.district(o.District), Group: orNil(o.Group), Demand: *people(&o.Demand), Before: *people(&o.Before),
		After: *people(&o.After), Most: *people(&o.Most), Target: people(o.Target)}
	if o.Target != nil {
		reached := o.After >= *o.Target
		out.Reached = &reached
	}
	return out
}

func (x Siting) steps() []SitingStep {
	out := []SitingStep{}
	for _, s := range x.Answer.Plan {
		step := SitingStep{Order: int64(s.Order), Kind: string(s.Kind), ID: s.ID, Name: orNil(s.Names.In(string(x.Lang))), Lon: s.Point[0], Lat: s.Point[1],
			District: orNil(s.District), Gain: *people(&s.Gain), Cost: s.Cost, Cumulative: s.Cumulative, Coverage: finite(s.Coverage),
			Same: append([]string{}, s.Same...), Changes: changesOf(s.Changes)}
		if x.crowded() {
			step.Serves = people(&s.Serves)
		}
		for _, p := range s.Line {
			step.Line = append(step.Line, position(p))
		}
		out = append(out, step)
	}
	return out
}

// changesOf writes changes as a scenario has them, without the table around.
func changesOf(list []scenario.Change) json.RawMessage {
	var whole struct {
		Changes json.RawMessage `json:"changes"`
	}
	if err := json.Unmarshal(scenario.Encode(list), &whole); err != nil || whole.Changes == nil {
		return json.RawMessage("[]")
	}
	return whole.Changes
}

// crowded reports whether some step of the plan has a capacity.
func (x Siting) crowded() bool {
	return slices.ContainsFunc(x.Answer.Plan, func(s siting.Step) bool { return s.Capacity > 0 })
}

func (x Siting) feature(s SitingStep) feature {
	var g orb.Geometry = orb.Point{s.Lon, s.Lat}
	if len(s.Line) > 0 {
		line := orb.LineString{}
		for _, p := range s.Line {
			line = append(line, orb.Point{p[0], p[1]})
		}
		g = line
	}
	return feature{s.ID, g, flatten(s, GeoJSON)}
}
