package answer

import (
	"cmp"
	"io"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"

	"lifecircle/coverage"
	"lifecircle/coverage/bridge"
	"lifecircle/geo/streets"
)

// Bridge leads from the circle's figure to coverage's, ready to be written.
type Bridge struct {
	City  *coverage.City
	Lang  Lang
	Query bridge.Query // as asked
	Steps []bridge.Step
}

// Write writes the steps as JSON, CSV or Table. Other formats are [ErrNoFormat].
func (b Bridge) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		return writeList(w, headOf(b.City, b.head()...), "steps", as(b.Steps, StepOf))
	case CSV:
		return writeRecords(w, b.record(bridge.Step{}), as(b.Steps, b.record))
	case Table:
		return b.writeTable(w)
	}
	return noFormat(f, JSON, CSV, Table)
}

// BridgeDocument is the JSON of Bridge.
type BridgeDocument struct {
	City       string       `json:"city" example:"newtown"`
	Provenance Provenance   `json:"provenance"`
	Service    string       `json:"service" example:"clinic"`
	District   *string      `json:"district" doc:"Code; null is the city, \"\" the demand in no district."`
	Level      *int64       `json:"level" doc:"Of the district, where it was asked."`
	Group      string       `json:"group" doc:"The population group that the last step counts." example:"age_60_plus"`
	Area       string       `json:"area" enum:"all,urban,rural" doc:"What the step area counts."`
	Weight     string       `json:"weight,omitempty" doc:"What is counted, and called people below, where that is not people." example:"buildings"`
	Minutes    float64      `json:"minutes" doc:"The walking limit."`
	Profile    string       `json:"profile" example:"standard"`
	Private    string       `json:"private" enum:"closed,residents,open" doc:"How residents' streets are treated."`
	Steps      []BridgeStep `json:"steps" nullable:"false" doc:"From the circle to the walk; change adds up to covered, exactly."`
}

// BridgeStep is one step, as JSON and CSV have it.
type BridgeStep struct {
	Step     string   `json:"step" enum:"circle,linked,streets,private,profile,area,group" doc:"circle: everybody within the straight line; linked: of them, who joins a street; streets: along all streets, as if flat and without waits; private: residents' streets as asked; profile: waits, stairs, slopes and surfaces counted; area and group: only who is counted."`
	Change   float64  `json:"change" doc:"People whom the step adds to those covered; of the circle, its figure; up to three decimals."`
	Covered  float64  `json:"covered" doc:"After the step."`
	Demand   float64  `json:"demand" doc:"All who are counted, after the step."`
	Coverage *float64 `json:"coverage" minimum:"0" maximum:"1" doc:"covered / demand; null where nobody is counted."`
	Reason   *string  `json:"reason" enum:"open,not_told,no_private,flat,all,area_unknown,no_all" doc:"Why the step changes nothing, whatever the streets are: open: residents' streets are walked by everyone; not_told: the city was built without telling them apart; no_private: there are none; flat: the profile walks as if flat and waits nowhere; all: all areas, or everybody, count; area_unknown: no place says whether it is urban or rural; no_all: no demand counts everybody, so all steps count the group."`
}

// StepOf returns a step as JSON has it.
func StepOf(s bridge.Step) BridgeStep {
	return BridgeStep{
		Step: string(s.ID), Change: *people(&s.Change), Covered: *people(&s.Covered), Demand: *people(&s.Demand),
		Coverage: s.Coverage, Reason: orNil(string(s.Reason)),
	}
}

// settled is the question with its defaults filled in, as the engine has them.
func (b Bridge) settled() bridge.Query {
	q := b.Query
	at := slices.IndexFunc(b.City.Services, func(s coverage.Service) bool { return s.ID == q.Service })
	if at >= 0 {
		s := b.City.Services[at]
		q.Group, q.Area = cmp.Or(q.Group, s.Group), cmp.Or(q.Area, s.Area)
		q.Minutes, q.Profile = cmp.Or(q.Minutes, s.Minutes), cmp.Or(q.Profile, s.Profile)
	}
	q.Group, q.Area, q.Profile = cmp.Or(q.Group, "all"), cmp.Or(q.Area, coverage.AreaAll), cmp.Or(q.Profile, streets.Standard.ID)
	q.Private = cmp.Or(q.Private, streets.Private(b.City.Provenance.Private))
	return q
}

func (b Bridge) head() []field {
	q := b.settled()
	var level *int64
	if q.Level != nil {
		l := int64(*q.Level)
		level = &l
	}
	head := []field{{"service", q.Service}, {"district", flat(q.District)}, {"level", flat(level)}, {"group", q.Group}, {"area", string(q.Area)}}
	return append(append(head, weightField(q.Scope)...), field{"minutes", q.Minutes}, field{"profile", q.Profile}, field{"private", string(q.Private)})
}

// record is a step with what it is of.
func (b Bridge) record(s bridge.Step) []field {
	return append([]field{{"service", b.Query.Service}, {"district", flat(b.Query.District)}}, flatten(StepOf(s), CSV)...)
}

// writeTable writes a row a step, in words.
func (b Bridge) writeTable(w io.Writer) error {
	q := b.settled()
	title := Say(b.Lang, "bridge.title", "place", scopePlace(b.City, b.Lang, b.Query.Scope), "service", serviceName(b.City, b.Lang, q.Service),
		"minutes", minutes(q.Minutes), "profile", profileName(b.City, b.Lang, q.Profile))
	if _, err := io.WriteString(w, title+"\n\n"); err != nil {
		return err
	}
	t := table.NewWriter()
	t.SetStyle(style())
	demand := "page.demand"
	if len(weightField(q.Scope)) > 0 {
		demand = "column.people"
	}
	headings(t, b.Lang, q.Weight, "page.step", "page.change", "column.covered", demand, "column.coverage")
	for i, s := range b.Steps {
		adds := change(&s.Change)
		if i == 0 {
			adds = ""
		}
		t.AppendRow(table.Row{b.step(s, q), adds, amount(&s.Covered), amount(&s.Demand), percentCell(b.Lang, s.Coverage, nil)})
	}
	if err := render(w, t); err != nil {
		return err
	}
	return writeFoot(w, b.City, b.Lang)
}

// step says a step, and why it changes nothing.
func (b Bridge) step(s bridge.Step, q bridge.Query) string {
	row := coverage.Row{Group: q.Group, Area: q.Area, Weight: cmp.Or(q.Weight, coverage.WeightPeople)}
	return Shown{b.City, b.Lang}.Step(s, b.metres(q), row)
}

// metres is the radius of the circle.
func (b Bridge) metres(q bridge.Query) float64 {
	for _, s := range b.City.Services {
		if s.ID == q.Service && s.BufferM > 0 {
			return s.BufferM
		}
	}
	millis := int64(q.Minutes*60_000 + 0.5)
	for _, p := range b.City.Profiles {
		if p.ID == q.Profile {
			return p.Distance(millis)
		}
	}
	return streets.Standard.Distance(millis)
}
