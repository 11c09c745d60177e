package coverage

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A CatchmentQuery asks whom facilities would cover that are not there.
type CatchmentQuery struct {
	Services []string        // ids, at least one; a place is covered where it reaches all of them
	Group    string          // people of this group; "" means the service's own, of several all
	Area     Area            // whose places count; "" means the services' own
	Weight   string          // what is counted; "" means people
	Minutes  float64         // 0 means each service's own limit
	Profile  string          // "" means each service's own
	Private  streets.Private // "" means as the city was built
	Level    *int            // of the districts that places are assigned to; nil means the finest
}

// Catchments tell which places a facility anywhere would cover, each for the price
// of what lies within its walk. They are safe for concurrent use.
type Catchments struct {
	*survey
	query    CatchmentQuery
	spreader []*reach.Spreader // by service
	standing []*standing       // likewise
	limit    []int64           // likewise, milliseconds
	level    int               // index into Engine.levels; -1 where the city has no districts
}

// Catchments prepares them for a question: a search for each service. The errors are
// [*QueryError] and ctx's.
func (e *Engine) Catchments(ctx context.Context, q CatchmentQuery) (*Catchments, error) {
	if len(q.Services) == 0 {
		return nil, &QueryError{Param: "service", Why: "name at least one service", Known: e.serviceIDs()}
	}
	if err := e.check(Query{Level: q.Level}); err != nil {
		return nil, err
	}
	asked := GapQuery{AllOf: q.Services, Group: q.Group, Area: q.Area, Weight: q.Weight, Minutes: q.Minutes, Profile: q.Profile, Private: q.Private}
	if len(q.Services) == 1 {
		asked.AllOf, asked.Service = nil, q.Services[0]
	}
	c := &Catchments{survey: &survey{Engine: e, query: asked}, query: q, level: len(e.levels) - 1}
	if q.Level != nil {
		c.level = slices.Index(e.levels, *q.Level)
	}
	if err := c.survey.check(); err != nil {
		return nil, err
	}
	c.query.Group, c.query.Area, c.query.Weight = c.survey.query.Group, c.survey.query.Area, c.survey.query.Weight
	if c.level >= 0 {
		c.query.Level = &e.levels[c.level]
	}
	corners, err := e.cornersOf(ctx)
	if err != nil {
		return nil, err
	}
	for _, at := range c.services {
		set, err := e.setting(e.profileID(Query{Profile: q.Profile}, e.city.Services[at]), q.Private)
		if err != nil {
			return nil, err
		}
		if err := c.look(ctx, at, set, corners); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// look prepares one service.
func (c *Catchments) look(ctx context.Context, service int, set setting, corners *reach.Adjacency) error {
	minutes := c.minutes(service)
	l, err := c.lens(ctx, destination{service, set}, minutes, 0)
	if err != nil {
		return err
	}
	standing, err := c.Engine.standing(ctx, l.walk.doors)
	if err != nil {
		return err
	}
	c.lenses, c.setting = append(c.lenses, l), append(c.setting, set)
	c.query.Private = set.private
	c.spreader = append(c.spreader, reach.NewSpreader(l.walk.doors.weights, corners, set.private))
	c.standing, c.limit = append(c.standing, standing), append(c.limit, l.limit)
	return nil
}

// Query returns the question with its defaults filled in, but for Minutes and
// Profile where they are each service's own.
func (c *Catchments) Query() CatchmentQuery { return c.query }

// Amount returns who counts at a place: 0 where nobody does, where the source left
// the count blank, and where the area is another one.
func (c *Catchments) Amount(place int) Amount {
	if !c.counts(place, c.query.Area) {
		return 0
	}
	return max(0, c.amounts[place])
}

// AmountOf is like Amount for another group of people.
func (c *Catchments) AmountOf(group string, place int) Amount {
	column := c.city.Demand.Groups[group]
	if column == nil || !c.counts(place, c.query.Area) {
		return 0
	}
	return max(0, column[place])
}

// Reaches reports whether a place has an open facility of the k-th service within
// the limit, as the city is.
func (c *Catchments) Reaches(k, place int) bool { return c.lenses[k].slack(place) <= 0 }

// Uncertain reports whether a place that is not covered may be in truth: it is near
// the edge of the data, or joins no street.
func (c *Catchments) Uncertain(place int) (nearEdge, unlinked bool) {
	s := c.state(c.lenses, place)
	return s.nearEdge, s.unlinked
}

// Home returns the district of a place at the question's level, an index into
// City.Districts; -1 is none.
func (c *Catchments) Home(place int) int {
	if c.level < 0 {
		return -1
	}
	return int(c.home[c.level][place])
}

// HomeOf is like Home for any point.
func (c *Catchments) HomeOf(p orb.Point) int {
	home := -1
	if c.polygons != nil {
		c.findHome(p, func(l int, district int32) {
			if l == c.level {
				home = int(district)
			}
		})
	}
	return home
}

// Districts lists those of the question's level, as indices into City.Districts.
func (c *Catchments) Districts() []int {
	var out []int
	for i := range c.city.Districts {
		if c.level >= 0 && c.city.Districts[i].Level == c.levels[c.level] {
			out = append(out, i)
		}
	}
	return out
}

// Offering lists the open facilities of the k-th service, indices into
// City.Facilities, ascending.
func (c *Catchments) Offering(k int) []uint32 { return c.offering[c.services[k]] }

// Doubled reports for every place whether two open facilities of the k-th service
// are within the limit. It costs a search for the two nearest.
func (c *Catchments) Doubled(ctx context.Context, k int) ([]bool, error) {
	d := c.lenses[k].walk.doors
	goals := reach.NewGoals(d.weights, d.private, c.sources(c.services[k], d))
	two, err := reach.NearestTwo(ctx, goals, streets.Cost(c.limit[k]))
	if err != nil {
		return nil, err
	}
	out := make([]bool, c.city.Demand.Len())
	return out, c.each(ctx, len(out), func(i int) { out[i] = d.readTwo(two, i)[1].within(c.limit[k]) })
}

// Around lists for each service the places whose walk to a new facility at a point
// is within the limit and where somebody counts, ascending; joins is false where the
// point joins no street under any of the services' settings. It fails only when ctx
// is done.
func (c *Catchments) Around(ctx context.Context, p orb.Point) (places [][]int32, joins bool, err error) {
	return c.within(ctx, func(d *doors) []streets.Access {
		var out []streets.Access
		if a := d.ofPoint(p); a.Linked {
			out = append(out, a)
		}
		return append(out, d.linksOf(p)...)
	})
}

// Of is like Around for a facility of the city, whether or not it is open and offers
// the services: an index into City.Facilities.
func (c *Catchments) Of(ctx context.Context, facility int) (places [][]int32, joins bool, err error) {
	return c.within(ctx, func(d *doors) []streets.Access { return d.ofFacility(facility) })
}

func (c *Catchments) within(ctx context.Context, ends func(*doors) []streets.Access) (places [][]int32, joins bool, err error) {
	places = make([][]int32, len(c.services))
	for k := range c.services {
		same := slices.IndexFunc(c.setting[:k], func(s setting) bool { return s == c.setting[k] })
		if same >= 0 && c.limit[same] == c.limit[k] {
			places[k] = places[same]
			continue
		}
		d := c.lenses[k].walk.doors
		at := ends(d)
		joins = joins || len(at) > 0
		spread, err := c.spreader[k].Spread(ctx, at, streets.Cost(c.limit[k]), false)
		if err != nil {
			return nil, false, err
		}
		places[k] = c.standIn(k, d, spread)
	}
	return places, joins, nil
}

// standIn lists the places within a spread.
func (c *Catchments) standIn(k int, d *doors, spread *reach.Spread) []int32 {
	var out []int32
	for _, edge := range spread.Edges {
		for _, at := range c.standing[k].on(edge) {
			if c.Amount(at.of) == 0 {
				continue
			}
			if _, ok := spread.At(reach.Join(d.weights, d.access(at))); ok {
				out = append(out, int32(at.of))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Farthest returns how far a walk within the limit of the k-th service leads on the
// flat, in metres.
func (c *Catchments) Farthest(k int) float64 { return c.setting[k].profile.Reach(c.limit[k]) }

// NodeMillis returns for every street node the walk to the nearest open facility of
// the k-th service, in milliseconds; [streets.Far] where there is none within one and
// a half times the limit.
func (c *Catchments) NodeMillis(k int) []streets.Cost {
	labels := c.lenses[k].walk.labels.Fill()
	out := make([]streets.Cost, len(labels))
	for v, label := range labels {
		if out[v] = streets.Far; label != reach.Unreached {
			out[v] = streets.Cost(label >> 32)
		}
	}
	return out
}

// LimitMillis returns the limit of the k-th service in milliseconds.
func (c *Catchments) LimitMillis(k int) int64 { return c.limit[k] }

// WalkMillis returns what walking some metres on the flat costs in the k-th service's
// profile.
func (c *Catchments) WalkMillis(k int, metres float64) int64 {
	return c.setting[k].profile.Walk(int64(metres * 1000))
}
