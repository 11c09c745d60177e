package agefriendly

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// Find answers how much less a profile reaches than the base does, to what each
// loss is due, and which pieces of street give most back. The errors are
// [*coverage.QueryError] and ctx's.
func Find(ctx context.Context, e *coverage.Engine, q Query) (*Losses, error) {
	c, err := resolve(e, q)
	if err != nil {
		return nil, err
	}
	out := &Losses{Service: q.Service, Group: c.basis.Group, Minutes: c.basis.Minutes}
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

// A comparison is a Query made ready.
type comparison struct {
	engine   *coverage.Engine
	city     *coverage.City
	basis    *coverage.Basis
	service  int
	limit    int64 // milliseconds
	base     streets.Profile
	profiles []streets.Profile
	pieces   int
}

// defaultPieces is how many pieces are listed unless asked otherwise.
const defaultPieces = 20

// resolve checks a query and fills in its defaults.
func resolve(e *coverage.Engine, q Query) (*comparison, error) {
	q.Profile = ""
	basis, err := e.Resolve(q.Scope, q.Service)
	if err != nil {
		return nil, err
	}
	if q.Pieces < 0 || q.Pieces > MaxPieces {
		return nil, &coverage.QueryError{Param: "pieces", Value: strconv.Itoa(q.Pieces), Why: "ask for 1 to " + strconv.Itoa(MaxPieces) + " pieces"}
	}
	c := &comparison{engine: e, city: e.City(), basis: basis, service: basis.Services[0], limit: basis.Limit(0), pieces: cmp.Or(q.Pieces, defaultPieces)}
	if err := c.choose(q); err != nil {
		return nil, err
	}
	return c, basis.Counted()
}

// choose finds the profiles.
func (c *comparison) choose(q Query) error {
	base, err := c.engine.City().Setting(q.Base, "")
	if err != nil {
		return err
	}
	c.base = base.Profile
	ids := q.Profiles
	if ids == nil {
		for _, id := range []string{"senior", "wheelchair"} {
			if _, known := c.engine.City().Profile(id); known {
				ids = append(ids, id)
			}
		}
		if ids == nil {
			return &coverage.QueryError{Param: "profile", Value: "senior", Known: c.engine.City().ProfileIDs()}
		}
	}
	for i, id := range ids {
		s, err := c.engine.City().Setting(id, "")
		if err != nil {
			return err
		}
		if slices.Contains(ids[:i], id) {
			return &coverage.QueryError{Param: "profile", Value: id, Why: "it is named twice: name each profile once"}
		}
		c.profiles = append(c.profiles, s.Profile)
	}
	return nil
}

// covered reports for each place whether a profile of the city reaches the
// service.
func (c *comparison) covered(ctx context.Context, p streets.Profile) ([]bool, error) {
	r, err := c.engine.Reach(ctx, c.service, coverage.Setting{Profile: p, Private: c.basis.Private}, coverage.SearchLimit(c.limit))
	if err != nil {
		return nil, err
	}
	return r.WithinAll(c.limit), nil
}

// coveredUnder is like covered for weights that nobody else asks for.
func (c *comparison) coveredUnder(ctx context.Context, w *streets.Weights) ([]bool, error) {
	r, err := c.engine.ReachUnder(ctx, w, c.basis.Private, c.service, c.limit)
	if err != nil {
		return nil, err
	}
	return r.WithinAll(c.limit), nil
}

// coverage sums the covered.
func (c *comparison) coverage(profile string, covered []bool) Coverage {
	out := Coverage{Profile: profile}
	for place := range covered {
		amount := c.basis.Amount(place)
		out.Demand += amount
		if covered[place] {
			out.Covered += amount
		}
	}
	if out.Demand > 0 {
		out.Coverage = coverage.ShareOf(out.Covered, out.Demand)
	}
	return out
}

// more sums who is covered after and not before.
func (c *comparison) more(before, after []bool) coverage.Amount {
	var sum coverage.Amount
	for place := range after {
		if after[place] && !before[place] {
			sum += c.basis.Amount(place)
		}
	}
	return sum
}

// Variants are weights of a profile, each free of one obstacle.
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
func (c *comparison) loss(ctx context.Context, p streets.Profile, base []bool) (Loss, error) {
	own, err := c.covered(ctx, p)
	if err != nil {
		return Loss{}, err
	}
	out := Loss{Coverage: c.coverage(p.ID, own), Lost: c.more(own, base)}
	v := c.variants(p)
	for _, part := range []struct {
		free *streets.Weights
		to   *coverage.Amount
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
