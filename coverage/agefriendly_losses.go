package coverage

import (
	"cmp"
	"context"
	"slices"

	"lifecircle/geo/streets"
)

// AgeFriendly answers how much less a profile reaches than the base does, to
// what each loss is due, and which pieces of street give most back. The errors
// are [*QueryError] and ctx's.
func (e *Engine) AgeFriendly(ctx context.Context, q AgeFriendlyQuery) (*AgeFriendly, error) {
	c, err := e.comparison(q)
	if err != nil {
		return nil, err
	}
	out := &AgeFriendly{Service: c.service.ID, Group: c.group, Minutes: c.minutes}
	base, err := c.covered(ctx, c.base)
	if err != nil {
		return nil, err
	}
	out.Base = c.coverage(c.base.ID, base)
	for _, p := range c.profiles {
		loss, err := c.loss(ctx, p, base)
		if err != nil {
			return nil, err
		}
		out.Each = append(out.Each, loss)
	}
	return out, nil
}

// A comparison is an AgeFriendlyQuery made ready.
type comparison struct {
	*Engine
	at       int // the service's index
	service  Service
	base     streets.Profile
	profiles []streets.Profile
	group    string
	amounts  []Amount // of the group, Missing where a place does not count
	minutes  float64
	pieces   int
}

// comparison checks a query and fills in its defaults.
func (e *Engine) comparison(q AgeFriendlyQuery) (*comparison, error) {
	at, known := e.service[q.Service]
	if !known {
		return nil, &QueryError{Param: "service", Value: q.Service, Known: e.serviceIDs()}
	}
	if err := checkValues(Query{Area: q.Area, Minutes: given(q.Minutes)}); err != nil {
		return nil, err
	}
	if q.Pieces < 0 || q.Pieces > MaxPieces {
		return nil, &QueryError{Param: "pieces", Value: decimal(q.Pieces), Why: "ask for 1 to " + decimal(MaxPieces) + " pieces"}
	}
	c := &comparison{Engine: e, at: at, service: e.city.Services[at], pieces: cmp.Or(q.Pieces, 20)}
	c.minutes = cmp.Or(q.Minutes, c.service.Minutes)
	if err := c.choose(q); err != nil {
		return nil, err
	}
	c.group = cmp.Or(q.Group, c.service.Group, "all")
	return c, c.weigh(cmp.Or(q.Area, c.service.Area, AreaAll))
}

// given is a limit as a query has it: none where it is 0.
func given(minutes float64) []float64 {
	if minutes == 0 {
		return nil
	}
	return []float64{minutes}
}

// choose finds the profiles.
func (c *comparison) choose(q AgeFriendlyQuery) error {
	base, err := c.setting(q.Base, "")
	if err != nil {
		return err
	}
	c.base = base.profile
	ids := q.Profiles
	if ids == nil {
		for _, id := range []string{"senior", "wheelchair"} {
			if _, known := c.profileOf(id); known {
				ids = append(ids, id)
			}
		}
		if ids == nil {
			return &QueryError{Param: "profile", Value: "senior", Known: c.profileIDs()}
		}
	}
	for i, id := range ids {
		s, err := c.setting(id, "")
		if err != nil {
			return err
		}
		if slices.Contains(ids[:i], id) {
			return &QueryError{Param: "profile", Value: id, Why: "it is named twice: name each profile once"}
		}
		c.profiles = append(c.profiles, s.profile)
	}
	return nil
}

// weigh lists what every place counts.
func (c *comparison) weigh(area Area) error {
	column := c.city.Demand.Groups[c.group]
	if column == nil {
		return &QueryError{Param: "group", Value: c.group, Known: c.groupIDs()}
	}
	c.amounts = make([]Amount, len(column))
	for i, a := range column {
		if c.amounts[i] = a; !c.counts(i, area) {
			c.amounts[i] = Missing
		}
	}
	return nil
}

// covered reports for each place whether a profile of the city reaches the
// service.
func (c *comparison) covered(ctx context.Context, p streets.Profile) ([]bool, error) {
	limit := millis(c.minutes)
	w, err := c.reach(ctx, destination{c.at, Setting{p, c.private()}}, searchLimit(limit))
	if err != nil {
		return nil, err
	}
	return w.within(limit), nil
}

// coveredUnder is like covered for weights that nobody else asks for: what is
// found is not kept.
func (c *comparison) coveredUnder(ctx context.Context, w *streets.Weights) ([]bool, error) {
	limit := millis(c.minutes)
	d, err := c.computeAccesses(ctx, Setting{w.Profile(), c.private()}, w)
	if err != nil {
		return nil, err
	}
	labels, err := c.searchLabels(ctx, c.at, d, limit)
	if err != nil {
		return nil, err
	}
	found, err := c.readLabels(ctx, labels, d)
	if err != nil {
		return nil, err
	}
	return found.within(limit), nil
}

// within reports for each place whether its walk is within a limit.
func (w *Reach) within(limit int64) []bool {
	out := make([]bool, w.millis.Len())
	for i := range out {
		out[i] = w.Within(i, limit)
	}
	return out
}

// coverage sums the covered.
func (c *comparison) coverage(profile string, covered []bool) ProfileCoverage {
	out := ProfileCoverage{Profile: profile}
	for i, a := range c.amounts {
		if a == Missing {
			continue
		}
		out.Demand += a
		if covered[i] {
			out.Covered += a
		}
	}
	if out.Demand > 0 {
		out.Coverage = share(out.Covered, out.Demand)
	}
	return out
}

// more sums who is covered after and not before.
func (c *comparison) more(before, after []bool) Amount {
	var sum Amount
	for i, a := range c.amounts {
		if a != Missing && after[i] && !before[i] {
			sum += a
		}
	}
	return sum
}

// Variants of a profile, each free of one obstacle.
type variants struct {
	stairs, slopes, crossings, surfaces, flat *streets.Weights
}

// variants weighs them. Flat is free of all: the profile's pace alone.
func (c *comparison) variants(p streets.Profile) variants {
	under := c.city.Streets.Under
	return variants{
		stairs: under(withoutStairs(p)), slopes: under(withoutSlopes(p)), crossings: under(withoutWaits(p)),
		surfaces: under(withoutSurfaces(p)), flat: under(streets.Profile{ID: p.ID, Speed: p.Speed}),
	}
}

// withoutStairs walks steps as if they were a flat street, those too that are
// said to be none for wheels.
func withoutStairs(p streets.Profile) streets.Profile {
	p.StairsUp = streets.Level
	return p
}

// withoutSlopes walks every street as if it were flat.
func withoutSlopes(p streets.Profile) streets.Profile {
	p.Slope, p.MaxUp, p.MaxDown = false, 0, 0
	return p
}

// withoutWaits finds every light green, every road empty, and every lift there.
func withoutWaits(p streets.Profile) streets.Profile {
	p.Signal, p.Crossing, p.Lift = 0, 0, 0
	return p
}

// withoutSurfaces finds every street smooth and wide, every kerb lowered and
// every barrier open.
func withoutSurfaces(p streets.Profile) streets.Profile {
	plain := streets.Profile{}
	p.Surface, p.Smoothness, p.Wheelchair, p.Stroller = plain.Surface, plain.Smoothness, plain.Wheelchair, plain.Stroller
	p.Kerb, p.Barrier, p.MinWidthDM = plain.Kerb, plain.Barrier, 0
	return p
}

// loss takes a profile's loss against the base apart.
func (c *comparison) loss(ctx context.Context, p streets.Profile, base []bool) (ProfileLoss, error) {
	own, err := c.covered(ctx, p)
	if err != nil {
		return ProfileLoss{}, err
	}
	out := ProfileLoss{ProfileCoverage: c.coverage(p.ID, own), Lost: c.more(own, base)}
	v := c.variants(p)
	for _, part := range []struct {
		free *streets.Weights
		to   *Amount
	}{{v.stairs, &out.Stairs}, {v.slopes, &out.Slopes}, {v.crossings, &out.Crossings}, {v.surfaces, &out.Surfaces}} {
		covered, err := c.coveredUnder(ctx, part.free)
		if err != nil {
			return out, err
		}
		*part.to = c.more(own, covered)
	}
	paced, err := c.coveredUnder(ctx, v.flat)
	if err != nil {
		return out, err
	}
	out.Speed = c.more(paced, base)
	out.Pieces, err = c.mend(ctx, p, v, base, own)
	return out, err
}
