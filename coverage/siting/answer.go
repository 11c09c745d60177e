package siting

import (
	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
)

// A State says how far a siting is.
type State string

// The states.
const (
	StateQueued    State = "queued"
	StateRunning   State = "running"
	StateFinished  State = "finished"  // the best is proven, or nothing can be done
	StateStopped   State = "stopped"   // good enough, as the question's Stop has it
	StateCancelled State = "cancelled" // what was found until then
	StateFailed    State = "failed"    // see Failure of who runs it
)

// An Answer is a plan with its certificate, at any moment. All people are those of
// the question's group, area and weight.
type Answer struct {
	State    State
	Question Question // with its defaults filled in

	Plan []Step // in the order to build it

	// Objective and Bound are people (MostPeople: gained, and served where there are capacities; MoveOrClose: gained, less
	// than 0 where some are lost), a number or a cost, or the least coverage, 0…1
	// (WorstFirst; NaN where nobody lives). No plan is better than Bound.
	Objective, Bound float64
	Gap              float64 // |Bound − Objective| / max(|Bound|, 1e-9); 0 where Optimal
	Optimal          bool

	Demand, Before, After coverage.Amount // of the city: all, and covered before and after the plan
	Districts             []Outcome       // of the city, and the districts of the question's level; of WorstFirst by group the groups

	Curve      []Point       // coverage against number and cost
	Near       []Alternative // ties and plans nearly as good, the best first
	Impossible []Impossible  // constraints that cannot be met, and the best that can be done

	// NearEdge and Unlinked are people who may be covered in truth, and are never
	// costsMatter as gained: those near the edge of the data, and those who join no
	// street.
	NearEdge, Unlinked coverage.Amount

	Candidates Tally
	Work       Work
}

// A Step of a plan.
type Step struct {
	Order int // from 1
	Candidate
	Gain       coverage.Amount // people covered after it less before it, as the what-if engine has them
	Serves     coverage.Amount // of Gain, whom its capacity is enough for; the same where there is no bound
	Cumulative float64         // cost so far
	Coverage   float64         // of the city after it, 0…1; NaN where nobody lives
	Same       []string        // ids of candidates that would do as much in its place; of MostPeople
}

// Changes lists what builds a plan, in its order.
func (a *Answer) Changes() []scenario.Change {
	var out []scenario.Change
	for _, s := range a.Plan {
		out = append(out, s.Changes...)
	}
	return out
}

// An Outcome is what a plan does for the city, a district or a group.
type Outcome struct {
	District *coverage.DistrictRef // nil is the city, or a group
	Group    string                // of WorstFirst by group; else ""
	Demand   coverage.Amount
	Before   coverage.Amount
	After    coverage.Amount
	Most     coverage.Amount  // covered if every candidate were built
	Target   *coverage.Amount // covered people that the target asks for; nil where there is none
}

// A Point of the curve: the best plan known with so many steps, and what no plan
// of so many can exceed.
type Point struct {
	Number  int // facilities, and links beside them
	Cost    float64
	Covered coverage.Amount // people
	Bound   coverage.Amount // people
}

// An Alternative is a plan that differs in one step.
type Alternative struct {
	Without string  // id of the step
	With    string  // id of the candidate in its place; "" is none
	Value   float64 // its objective
}

// A Constraint is a part of a question that a plan has to keep.
type Constraint string

// The constraints that may be impossible.
const (
	ConstraintTarget      Constraint = "target"
	ConstraintCandidates  Constraint = "candidates"
	ConstraintFixed       Constraint = "fixed"
	ConstraintCount       Constraint = "count"
	ConstraintBudget      Constraint = "budget"
	ConstraintApart       Constraint = "apart_m"
	ConstraintDistrictMax Constraint = "per_district_max"
)

// An Impossible is a constraint that no plan keeps.
type Impossible struct {
	Constraint Constraint
	District   *coverage.DistrictRef // whose; nil is the city's or nobody's
	IDs        []string              // of the candidates it is about, some 20 at most
	Asked      float64               // what is asked: a share, a number, a cost or metres
	Best       float64               // the best that can be done, in the same unit
}

// A Tally counts candidates.
type Tally struct {
	Given     int      // all
	Unlinked  []string // ids of those that join no street, some 20 at most
	NoStreet  int      // how many those are
	Useless   int      // cover nobody who is not covered
	Dominated int      // left out since another is at least as good in every plan
	Links     int      // of Given, links
}

// Work says what the search took; it is the same on every machine where Stop has no
// seconds.
type Work struct {
	Places  int // that some candidate can cover
	Rows    int // those with the same candidates taken together
	Entries int // of all candidates' places
	Nodes   int // steps of branch and bound
}
