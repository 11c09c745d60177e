// Package catchment says whom a facility reaches, whether it is there already or
// would be anywhere:
//
//	c, err := catchment.New(ctx, engine, catchment.Query{Services: []string{"clinic"}})
//	places, joins, err := c.Around(ctx, point)
//
// Each answer costs a bounded search over what lies within the facility's walk.
package catchment

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A Query asks whom facilities would cover.
type Query struct {
	coverage.Scope          // Level is of the districts that places are assigned to; nil means the finest
	Services       []string // ids, at least one; a place is covered where it reaches all of them
}

// Catchments tell which places a facility anywhere would cover. They are safe for
// concurrent use.
type Catchments struct {
	engine       *coverage.Engine
	city         *coverage.City
	basis        *coverage.Basis
	query        Query
	criteria     []coverage.Criterion     // by service
	spreader     []*reach.Spreader        // likewise
	placesByEdge []*coverage.PlacesByEdge // likewise
	level        int                      // index into the engine's levels; -1 where the city has no districts
}

// New prepares catchments for a question: a search for each service. The errors
// are [*coverage.QueryError] and ctx's.
func New(ctx context.Context, e *coverage.Engine, q Query) (*Catchments, error) {
	if len(q.Services) == 0 {
		return nil, &coverage.QueryError{Param: "service", Why: "name at least one service", Known: e.City().ServiceIDs()}
	}
	c := &Catchments{engine: e, city: e.City(), query: q, level: len(e.Levels()) - 1}
	var err error
	if len(q.Services) == 1 {
		c.basis, err = e.Resolve(q.Scope, q.Services[0])
	} else {
		c.basis, err = e.ResolveBundle(q.Scope, q.Services)
	}
	if err != nil {
		return nil, err
	}
	if err := c.basis.Counted(); err != nil {
		return nil, err
	}
	if q.Level != nil {
		c.level = slices.Index(e.Levels(), *q.Level)
	}
	if c.level >= 0 && q.District == nil { // else it would be the level of that district
		c.query.Level = &e.Levels()[c.level]
	}
	c.query.Group, c.query.Area, c.query.Weight, c.query.Private = c.basis.Group, c.basis.Area, c.basis.Weight, c.basis.Private
	for k := range c.basis.Services {
		if err := c.prepare(ctx, k); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// prepare searches the k-th service.
func (c *Catchments) prepare(ctx context.Context, k int) error {
	corners, err := c.engine.Adjacency(ctx)
	if err != nil {
		return err
	}
	criterion, err := c.engine.Criterion(ctx, c.basis.Services[k], c.basis.Settings[k], c.basis.ServiceMinutes[k])
	if err != nil {
		return err
	}
	accesses := criterion.Reach.Accesses
	byEdge, err := c.engine.PlacesByEdge(ctx, accesses)
	if err != nil {
		return err
	}
	c.criteria = append(c.criteria, criterion)
	c.spreader = append(c.spreader, reach.NewSpreader(accesses.Weights, corners, c.basis.Private))
	c.placesByEdge = append(c.placesByEdge, byEdge)
	return nil
}

// Query returns the question with its defaults filled in, but for Minutes and
// Profile where they are each service's own, and Level where a district is asked.
func (c *Catchments) Query() Query { return c.query }

// Amount returns who counts at a place: 0 where nobody does, where the source left
// the count blank, and where the place is of another area or district.
func (c *Catchments) Amount(place int) coverage.Amount { return c.basis.Amount(place) }

// AmountInCity is like Amount whatever the question's district.
func (c *Catchments) AmountInCity(place int) coverage.Amount { return c.basis.AmountInCity(place) }

// AmountOf is like Amount for another group of people.
func (c *Catchments) AmountOf(group string, place int) coverage.Amount {
	return c.basis.AmountOf(group, place)
}

// Reaches reports whether a place has an open facility of the k-th service within
// the limit, as the city is.
func (c *Catchments) Reaches(k, place int) bool { return c.criteria[k].Slack(place) <= 0 }

// Uncertain reports whether a place that is not covered may be in truth: it is near
// the edge of the data, or joins no street.
func (c *Catchments) Uncertain(place int) (nearEdge, unlinked bool) {
	s := c.engine.State(c.criteria, place)
	return s.NearEdge, s.Unlinked
}

// Home returns the district of a place at the question's level, an index into
// City.Districts; -1 is none.
func (c *Catchments) Home(place int) int {
	if c.level < 0 {
		return coverage.NoDistrict
	}
	return c.engine.District(c.level, place)
}

// HomeOf is like Home for any point.
func (c *Catchments) HomeOf(p orb.Point) int { return c.engine.DistrictAt(c.level, p) }

// Districts lists those of the question's level, as indices into City.Districts.
func (c *Catchments) Districts() []int {
	var out []int
	for i := range c.city.Districts {
		if c.level >= 0 && c.city.Districts[i].Level == c.engine.Levels()[c.level] {
			out = append(out, i)
		}
	}
	return out
}

// Offering lists the open facilities of the k-th service, indices into
// City.Facilities, ascending.
func (c *Catchments) Offering(k int) []uint32 { return c.engine.Offering(c.basis.Services[k]) }

// Doubled reports for every place whether two open facilities of the k-th service
// are within the limit. It costs a search for the two nearest.
func (c *Catchments) Doubled(ctx context.Context, k int) ([]bool, error) {
	limit := c.basis.Limit(k)
	two, err := c.engine.TwoNearest(ctx, c.basis.Services[k], c.criteria[k].Reach.Accesses, limit)
	if err != nil {
		return nil, err
	}
	out := make([]bool, c.city.Demand.Len())
	return out, c.engine.Parallel(ctx, len(out), func(i int) { out[i] = two(i)[1].Within(limit) })
}

// Around lists for each service the places whose walk to a new facility at a point
// is within the limit and where somebody counts, ascending; joins is false where the
// point joins no street under any of the services' settings. It fails only when ctx
// is done.
func (c *Catchments) Around(ctx context.Context, p orb.Point) (places [][]int32, joins bool, err error) {
	return c.within(ctx, func(a *coverage.Accesses) []streets.Access { return a.AllOfPoint(p) })
}

// Of is like Around for a facility of the city, whether or not it is open and offers
// the services: an index into City.Facilities.
func (c *Catchments) Of(ctx context.Context, facility int) (places [][]int32, joins bool, err error) {
	return c.within(ctx, func(a *coverage.Accesses) []streets.Access { return a.OfFacility(facility) })
}

func (c *Catchments) within(ctx context.Context, ends func(*coverage.Accesses) []streets.Access) (places [][]int32, joins bool, err error) {
	places = make([][]int32, len(c.basis.Services))
	for k := range places {
		same := slices.IndexFunc(c.basis.Settings[:k], func(s coverage.Setting) bool { return s == c.basis.Settings[k] })
		if same >= 0 && c.basis.Limit(same) == c.basis.Limit(k) {
			places[k] = places[same]
			continue
		}
		accesses := c.criteria[k].Reach.Accesses
		at := ends(accesses)
		joins = joins || len(at) > 0
		spread, err := c.spreader[k].Spread(ctx, at, streets.Cost(c.basis.Limit(k)), false)
		if err != nil {
			return nil, false, err
		}
		for place := range c.placesByEdge[k].Within(accesses, spread) {
			if c.Amount(place) > 0 {
				places[k] = append(places[k], int32(place))
			}
		}
		slices.Sort(places[k])
		places[k] = slices.Compact(places[k])
	}
	return places, joins, nil
}

// Farthest returns how far a walk within the limit of the k-th service leads on the
// flat, in metres.
func (c *Catchments) Farthest(k int) float64 {
	return c.basis.Settings[k].Profile.Distance(c.basis.Limit(k))
}

// NodeMillis returns for every street node the walk to the nearest open facility of
// the k-th service, in milliseconds; [streets.Far] where there is none within one and
// a half times the limit.
func (c *Catchments) NodeMillis(k int) []streets.Cost {
	labels := c.criteria[k].Reach.Labels.Fill()
	out := make([]streets.Cost, len(labels))
	for v, label := range labels {
		if out[v] = streets.Far; label != reach.Unreached {
			out[v] = streets.Cost(label >> 32)
		}
	}
	return out
}

// LimitMillis returns the limit of the k-th service in milliseconds.
func (c *Catchments) LimitMillis(k int) int64 { return c.basis.Limit(k) }

// WalkMillis returns what walking some metres on the flat costs in the k-th service's
// profile.
func (c *Catchments) WalkMillis(k int, metres float64) int64 {
	return c.basis.Settings[k].Profile.Walk(int64(metres * 1000))
}
