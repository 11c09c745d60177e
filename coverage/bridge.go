package coverage

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"lifecircle/coverage/paged"
	"lifecircle/geo/streets"
)

// A BridgeQuery asks for the bridge of one service. The zero value of all but
// Service is the service's own, for the city.
type BridgeQuery struct {
	Service  string
	District *string // of this code; "" is demand in no district
	Level    *int    // the level of District; nil is the first that has it
	Group    string
	Area     Area
	Minutes  float64
	Profile  string
	Private  streets.Private // "" means as the city was built
}

// A BridgeStepID names a step of the bridge.
type BridgeStepID string

// The steps of the bridge, in its order. Each keeps what those before it say.
const (
	BridgeCircle  BridgeStepID = "circle"  // everybody within the straight line
	BridgeLinked  BridgeStepID = "linked"  // of them, those who join a street
	BridgeStreets BridgeStepID = "streets" // walking along all streets as if flat and without waits, instead of the straight line
	BridgePrivate BridgeStepID = "private" // residents' streets as the question treats them, instead of walked by everyone
	BridgeProfile BridgeStepID = "profile" // waits, stairs, slopes and surfaces as the profile has them
	BridgeArea    BridgeStepID = "area"    // only the area that the service counts
	BridgeGroup   BridgeStepID = "group"   // only the people whom the service serves
)

// A BridgeReason says why a step changes nothing, whatever the streets are.
type BridgeReason string

// The reasons of a step.
const (
	BridgeOpen        BridgeReason = "open"         // residents' streets are walked by everyone in the question
	BridgeNotTold     BridgeReason = "not_told"     // the city was built without telling residents' streets apart
	BridgeNoPrivate   BridgeReason = "no_private"   // there are no residents' streets
	BridgeFlat        BridgeReason = "flat"         // the profile waits nowhere and walks all streets alike
	BridgeAll         BridgeReason = "all"          // all areas count, or everybody
	BridgeAreaUnknown BridgeReason = "area_unknown" // no place says whether it is urban or rural, so all count
	BridgeNoAll       BridgeReason = "no_all"       // no demand counts everybody: all steps count the group
)

// A BridgeStep is one step from the circle's figure to coverage's.
type BridgeStep struct {
	ID       BridgeStepID
	Change   Amount   // people whom the step adds to those covered; of the first, its figure
	Covered  Amount   // after the step: the sum of the changes so far
	Demand   Amount   // all who are counted, after the step
	Coverage *float64 // Covered of Demand; nil where nobody is counted
	Reason   BridgeReason
}

// Bridge leads from what a circle says to what coverage says, step by step with
// people, as an auditor asks for it:
//
//	Σ Change = Covered of the last step = Covered of the row, exactly
//
// Each step is a question to the same engine that differs from the one before in
// one thing. Between the circle and the profile the pace is the profile's, so
// that both reach equally far on the flat. A change may be positive: an entrance
// may be nearer than the point that the circle is drawn around.
//
// The errors are [*QueryError], also for a group that no demand counts, and
// ctx's.
func (e *Engine) Bridge(ctx context.Context, q BridgeQuery) ([]BridgeStep, error) {
	b, err := e.bridge(q)
	if err != nil {
		return nil, err
	}
	if err := b.look(ctx); err != nil {
		return nil, err
	}
	return b.steps(), nil
}

// A bridge is a question with its defaults filled in, and what each of its steps
// says of a place.
type bridge struct {
	*Engine
	service         int
	minutes         float64
	own             Setting
	places          []int    // of the district asked
	all, group      []Amount // what is counted before the last step, and after it
	area            Area
	within          paged.Array[bool] // the circle
	joins           paged.Array[bool]
	flat, open, end *Reach // all streets on the flat; residents' streets as asked; the question itself
	reason          map[BridgeStepID]BridgeReason
}

// bridge reads a question.
func (e *Engine) bridge(q BridgeQuery) (*bridge, error) {
	rows := Query{Services: []string{q.Service}, District: q.District, Level: q.Level, Group: q.Group, Area: q.Area, Profile: q.Profile}
	if q.Minutes != 0 {
		rows.Minutes = []float64{q.Minutes}
	}
	if q.Private != "" {
		rows.Private = []streets.Private{q.Private}
	}
	if err := e.check(rows); err != nil {
		return nil, err
	}
	if q.District == nil && q.Level != nil {
		return nil, &QueryError{Param: "level", Value: fmt.Sprint(*q.Level), Why: "it is the level of a district: name the district as well"}
	}
	s := e.city.Services[e.service[q.Service]]
	b := &bridge{Engine: e, service: e.service[q.Service], minutes: cmp.Or(q.Minutes, s.Minutes),
		area: cmp.Or(q.Area, s.Area, AreaAll), reason: map[BridgeStepID]BridgeReason{}}
	var err error
	if b.own, err = e.setting(e.profileID(rows, s), q.Private); err != nil {
		return nil, err
	}
	group := cmp.Or(q.Group, s.Group, "all")
	if b.group = e.city.Demand.Groups[group]; b.group == nil {
		return nil, &QueryError{Param: "group", Value: group, Known: e.groupIDs()}
	}
	if b.all = e.city.Demand.Groups["all"]; b.all == nil {
		b.all, b.reason[BridgeGroup] = b.group, BridgeNoAll
	} else if group == "all" {
		b.reason[BridgeGroup] = BridgeAll
	}
	switch {
	case b.area == AreaAll:
		b.reason[BridgeArea] = BridgeAll
	case e.city.Demand.Urban == nil:
		b.reason[BridgeArea] = BridgeAreaUnknown
	}
	b.places = e.placesOf(rows)
	return b, nil
}

// groupIDs lists the groups of people that demand counts, sorted.
func (e *Engine) groupIDs() []string { return slices.Sorted(maps.Keys(e.city.Demand.Groups)) }

// weightIDs lists the weights other than people that the city's demand has.
func (e *Engine) weightIDs() []string { return slices.Sorted(maps.Keys(e.city.Demand.Weight)) }

// placesOf lists the places that a row of the query's district counts: where no
// level is asked, those of the first level that has the district.
func (e *Engine) placesOf(q Query) []int {
	if q.District != nil && q.Level == nil {
		for _, b := range e.buckets() {
			if b.district != wholeCity && e.includes(q, b) {
				q.Level = &e.levels[b.level]
				break
			}
		}
	}
	return e.placesIn(q)
}

// look asks the engine what each step needs.
func (b *bridge) look(ctx context.Context) error {
	first := Setting{streets.Profile{ID: b.own.profile.ID, Speed: b.own.profile.Speed}, streets.PrivateOpen}
	switch {
	case b.own.private == streets.PrivateOpen:
		b.reason[BridgePrivate] = BridgeOpen
	case b.Engine.private() != streets.PrivateResidents:
		first.private, b.reason[BridgePrivate] = b.own.private, BridgeNotTold
	case !b.city.Streets.HasPrivate():
		b.reason[BridgePrivate] = BridgeNoPrivate
	}
	if first.profile == b.own.profile {
		b.reason[BridgeProfile] = BridgeFlat
	}
	limit := searchLimit(millis(b.minutes))
	var err error
	for _, w := range []struct {
		walk **Reach
		set  Setting
	}{{&b.flat, first}, {&b.open, Setting{first.profile, b.own.private}}, {&b.end, b.own}} {
		if *w.walk, err = b.reach(ctx, destination{b.service, w.set}, limit); err != nil {
			return err
		}
	}
	b.joins = b.flat.accesses.linked
	c, err := b.circle(ctx, b.service, int64(math.Round(bufferM(b.city.Services[b.service], b.own.profile, b.minutes)*1000)))
	b.within = c.within
	return err
}

// steps sums what was found.
func (b *bridge) steps() []BridgeStep {
	limit := millis(b.minutes)
	walked := func(w *Reach) func(int) bool {
		return func(place int) bool { return w.Within(place, limit) }
	}
	area := b.area
	b.area = AreaAll
	out := []BridgeStep{
		b.sum(BridgeCircle, b.all, func(place int) bool { return b.within.At(place) }),
		b.sum(BridgeLinked, b.all, func(place int) bool { return b.within.At(place) && b.joins.At(place) }),
		b.sum(BridgeStreets, b.all, walked(b.flat)),
		b.sum(BridgePrivate, b.all, walked(b.open)),
		b.sum(BridgeProfile, b.all, walked(b.end)),
	}
	b.area = area
	out = append(out, b.sum(BridgeArea, b.all, walked(b.end)), b.sum(BridgeGroup, b.group, walked(b.end)))
	before := Amount(0)
	for i := range out {
		out[i].Change = out[i].Covered - before
		before = out[i].Covered
	}
	return out
}

func (b *bridge) sum(id BridgeStepID, amounts []Amount, covered func(place int) bool) BridgeStep {
	s := BridgeStep{ID: id, Reason: b.reason[id]}
	for _, i := range b.places {
		if amounts[i] == Missing || !b.counts(i, b.area) {
			continue
		}
		s.Demand += amounts[i]
		if covered(i) {
			s.Covered += amounts[i]
		}
	}
	if s.Demand > 0 {
		s.Coverage = share(s.Covered, s.Demand)
	}
	return s
}
