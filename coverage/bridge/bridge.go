// Package bridge leads from what a circle says to what coverage says, step by step
// with people, as an auditor asks for it:
//
//	steps, err := bridge.Find(ctx, engine, bridge.Query{Service: "clinic"})
//
//	Σ Change = Covered of the last step = Covered of the row, exactly
//
// Each step is a question to the same engine that differs from the one before in
// one thing. It costs three searches, of which coverage has made one as a rule.
package bridge

import (
	"context"
	"fmt"
	"math"

	"lifecircle/coverage"
	"lifecircle/coverage/paged"
	"lifecircle/geo/streets"
)

// A Query asks for the bridge of one service. The zero value of all but
// Service is the service's own, for the city.
type Query struct {
	coverage.Scope
	Service string // id
}

// A StepID names a step of the bridge.
type StepID string

// The steps of the bridge, in its order. Each keeps what those before it say.
const (
	StepCircle  StepID = "circle"  // everybody within the straight line
	StepLinked  StepID = "linked"  // of them, those who join a street
	StepStreets StepID = "streets" // walking along all streets as if flat and without waits, instead of the straight line
	StepPrivate StepID = "private" // residents' streets as the question treats them, instead of walked by everyone
	StepProfile StepID = "profile" // waits, stairs, slopes and surfaces as the profile has them
	StepArea    StepID = "area"    // only the area that the service counts
	StepGroup   StepID = "group"   // only the people whom the service serves
)

// A Reason says why a step changes nothing, whatever the streets are.
type Reason string

// The reasons of a step.
const (
	ReasonOpen        Reason = "open"         // residents' streets are walked by everyone in the question
	ReasonNotTold     Reason = "not_told"     // the city was built without telling residents' streets apart
	ReasonNoPrivate   Reason = "no_private"   // there are no residents' streets
	ReasonFlat        Reason = "flat"         // the profile waits nowhere and walks all streets alike
	ReasonAll         Reason = "all"          // all areas count, or everybody
	ReasonAreaUnknown Reason = "area_unknown" // no place says whether it is urban or rural, so all count
	ReasonNoAll       Reason = "no_all"       // no demand counts everybody: all steps count the group
)

// A Step is one step from the circle's figure to coverage's.
type Step struct {
	ID       StepID
	Change   coverage.Amount // people whom the step adds to those covered; of the first, its figure
	Covered  coverage.Amount // after the step: the sum of the changes so far
	Demand   coverage.Amount // all who are counted, after the step
	Coverage *float64        // Covered of Demand; nil where nobody is counted
	Reason   Reason
}

// Find answers with the steps, in their order. Between the circle and the profile
// the pace is the profile's, so that both reach equally far on the flat. A change
// may be positive: an entrance may be nearer than the point that the circle is
// drawn around.
//
// The errors are [*coverage.QueryError], also for a group or a weight that no
// demand counts, and ctx's.
func Find(ctx context.Context, e *coverage.Engine, q Query) ([]Step, error) {
	b, err := resolve(e, q)
	if err != nil {
		return nil, err
	}
	if err := b.search(ctx); err != nil {
		return nil, err
	}
	return b.steps(), nil
}

// A comparison is a question with its defaults filled in, and what each of its
// steps says of a place.
type comparison struct {
	engine             *coverage.Engine
	city               *coverage.City
	all, everyone, own *coverage.Basis // whom the steps count: before the area, before the group, after it
	service            int
	places             []int             // of the district asked
	circle             paged.Array[bool] // within the straight line
	flat, open, end    *coverage.Reach   // all streets on the flat; residents' streets as asked; the question itself
	reason             map[StepID]Reason
}

// resolve reads a question.
func resolve(e *coverage.Engine, q Query) (*comparison, error) {
	own, err := e.Resolve(q.Scope, q.Service)
	if err != nil {
		return nil, err
	}
	if q.District == nil && q.Level != nil {
		return nil, &coverage.QueryError{Param: "level", Value: fmt.Sprint(*q.Level), Why: "it is the level of a district: name the district as well"}
	}
	if err := own.Counted(); err != nil {
		return nil, err
	}
	c := &comparison{engine: e, city: e.City(), own: own, service: own.Services[0], reason: map[StepID]Reason{}}
	switch {
	case own.Area == coverage.AreaAll:
		c.reason[StepArea] = ReasonAll
	case c.city.Demand.Urban == nil:
		c.reason[StepArea] = ReasonAreaUnknown
	}
	everyone := own.Scope
	switch {
	case own.Weight != coverage.WeightPeople, own.Group == "all":
		c.reason[StepGroup] = ReasonAll
	case c.city.Demand.Groups["all"] == nil:
		c.reason[StepGroup] = ReasonNoAll
	default:
		everyone.Group = "all"
	}
	if c.everyone, err = e.Resolve(everyone, q.Service); err != nil {
		return nil, err
	}
	everyone.Area = coverage.AreaAll
	if c.all, err = e.Resolve(everyone, q.Service); err != nil {
		return nil, err
	}
	c.places = placesOf(e, q.Scope)
	return c, nil
}

// placesOf lists the places that a row of a scope's district counts: where no level
// is asked, those of the first level that has the district.
func placesOf(e *coverage.Engine, s coverage.Scope) []int {
	if s.District != nil && s.Level == nil {
		for _, b := range e.Buckets() {
			if b.District != coverage.WholeCity && e.Includes(s, b) {
				s.Level = &e.Levels()[b.Level]
				break
			}
		}
	}
	return e.PlacesIn(s)
}

// search asks the engine what each step needs.
func (c *comparison) search(ctx context.Context) error {
	own := c.own.Settings[0]
	first := coverage.Setting{Profile: streets.Profile{ID: own.Profile.ID, Speed: own.Profile.Speed}, Private: streets.PrivateOpen}
	switch {
	case own.Private == streets.PrivateOpen:
		c.reason[StepPrivate] = ReasonOpen
	case c.engine.City().DefaultPrivate() != streets.PrivateResidents:
		first.Private, c.reason[StepPrivate] = own.Private, ReasonNotTold
	case !c.city.Streets.HasPrivate():
		c.reason[StepPrivate] = ReasonNoPrivate
	}
	if first.Profile == own.Profile {
		c.reason[StepProfile] = ReasonFlat
	}
	limit := coverage.SearchLimit(c.own.Limit(0))
	var err error
	for _, r := range []struct {
		reach   **coverage.Reach
		setting coverage.Setting
	}{{&c.flat, first}, {&c.open, coverage.Setting{Profile: first.Profile, Private: own.Private}}, {&c.end, own}} {
		if *r.reach, err = c.engine.Reach(ctx, c.service, r.setting, limit); err != nil {
			return err
		}
	}
	radius := coverage.BufferM(c.city.Services[c.service], own.Profile, c.own.ServiceMinutes[0])
	c.circle, err = c.engine.Circle(ctx, c.service, int64(math.Round(radius*1000)))
	return err
}

// steps sums what was found.
func (c *comparison) steps() []Step {
	walked := func(r *coverage.Reach) func(int) bool {
		return func(place int) bool { return r.Within(place, c.own.Limit(0)) }
	}
	out := []Step{
		c.sum(StepCircle, c.all, c.circle.At),
		c.sum(StepLinked, c.all, func(place int) bool { return c.circle.At(place) && c.flat.Accesses.Linked(place) }),
		c.sum(StepStreets, c.all, walked(c.flat)),
		c.sum(StepPrivate, c.all, walked(c.open)),
		c.sum(StepProfile, c.all, walked(c.end)),
		c.sum(StepArea, c.everyone, walked(c.end)),
		c.sum(StepGroup, c.own, walked(c.end)),
	}
	before := coverage.Amount(0)
	for i := range out {
		out[i].Change = out[i].Covered - before
		before = out[i].Covered
	}
	return out
}

func (c *comparison) sum(id StepID, counted *coverage.Basis, covered func(place int) bool) Step {
	s := Step{ID: id, Reason: c.reason[id]}
	for _, place := range c.places {
		amount := counted.Amount(place)
		s.Demand += amount
		if covered(place) {
			s.Covered += amount
		}
	}
	if s.Demand > 0 {
		s.Coverage = coverage.ShareOf(s.Covered, s.Demand)
	}
	return s
}
