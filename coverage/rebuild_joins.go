package coverage

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// A stand is a point and how it joins the streets: what places and facilities
// have in common.
type stand struct {
	point     orb.Point
	access    streets.Access
	entrances []Entrance
}

// join finds how everything joins the changed streets.
func (r *rebuilding) join(ctx context.Context) error {
	if r.base.Streets == nil {
		return nil
	}
	old := map[string]*Facility{}
	for i := range r.base.Facilities {
		old[r.base.Facilities[i].ID] = &r.base.Facilities[i]
	}
	for i := range r.out.Facilities {
		f := &r.out.Facilities[i]
		s := stand{point: f.Point, entrances: asked(f.Entrances)}
		if o := old[f.ID]; o != nil && o.Point == f.Point && sameEntrances(asked(o.Entrances), s.entrances) {
			s.access, s.entrances = o.Access, o.Entrances
		} else {
			s = r.anew(s)
		}
		s = r.settle(s)
		f.Access, f.Entrances = s.access, s.entrances
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := r.joinPlaces(ctx); err != nil {
		return err
	}
	r.followExits()
	return nil
}

func (r *rebuilding) joinPlaces(ctx context.Context) error {
	byPlace := map[int][]Entrance{}
	for _, e := range r.base.Demand.Entrances {
		byPlace[e.Place] = append(byPlace[e.Place], e.Entrance)
	}
	d := &r.out.Demand
	d.Entrances = nil
	for i, p := range d.Point {
		s := stand{point: p}
		if i < r.base.Demand.Len() && r.base.Demand.Point[i] == p {
			s.access, s.entrances = r.base.Demand.Access[i], byPlace[i]
		} else {
			s = r.anew(s)
		}
		s = r.settle(s)
		d.Access[i] = s.access
		for _, e := range s.entrances {
			d.Entrances = append(d.Entrances, PlaceEntrance{Place: i, Entrance: e})
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// asked lists the entrances that somebody gave, or that an outline has: not those
// that were found for walks on an island or on a link.
func asked(entrances []Entrance) []Entrance {
	return slices.DeleteFunc(slices.Clone(entrances), func(e Entrance) bool {
		return e.Kind == EntranceIsland || e.Kind == EntranceLink
	})
}

func sameEntrances(a, b []Entrance) bool {
	return slices.EqualFunc(a, b, func(a, b Entrance) bool { return a.Kind == b.Kind && a.Point == b.Point })
}

// anew joins the streets of the base through the entrances that join them, else
// from the point.
func (r *rebuilding) anew(s stand) stand {
	out := stand{point: s.point}
	for _, e := range s.entrances {
		e.Access = r.base.Streets.Link(e.Point)
		if e.Access.Linked && !out.access.Linked {
			out.access = e.Access
		}
		out.entrances = append(out.entrances, e)
	}
	if !out.access.Linked {
		out.access = r.base.Streets.Link(s.point)
	}
	return out
}

// settle moves accesses of the base to the changed streets, and adds those of the
// links that are nearer.
func (r *rebuilding) settle(s stand) stand {
	if !r.streets.Patched() && len(r.streets.Links()) == 0 {
		return s
	}
	// Those of the base's links are found again with the others.
	s.entrances = slices.DeleteFunc(slices.Clone(s.entrances), func(e Entrance) bool { return e.Kind == EntranceLink })
	out := stand{point: s.point, access: r.follow(s.access, s.start(s.access, s.point))}
	for _, e := range s.entrances {
		was := e.Access
		if e.Kind == EntranceIsland {
			e.Access = r.stay(was)
		} else {
			e.Access = r.follow(was, s.start(was, e.Point))
		}
		out.entrances = append(out.entrances, e)
	}
	var links []Entrance
	through := func(p orb.Point, than streets.Access) {
		for _, a := range r.streets.LinkAdded(p, than) {
			links = append(links, Entrance{Kind: EntranceLink, Point: p, Access: a})
		}
	}
	if !s.repeated() {
		through(s.point, out.access)
	}
	for _, e := range out.entrances {
		if e.Kind == EntranceGiven {
			through(e.Point, e.Access)
		}
	}
	out.entrances = append(out.entrances, links...)
	return out
}

// start returns where the leg of an access starts: at the door's own point, or at
// the point or an entrance whose leg is as long.
func (s stand) start(a streets.Access, own orb.Point) orb.Point {
	points := []orb.Point{own, s.point}
	for _, e := range s.entrances {
		points = append(points, e.Point)
	}
	for _, p := range points {
		if geo.Millimetres(p, a.At) == int64(a.LegMM) {
			return p
		}
	}
	return own
}

// repeated reports whether the own access is that of an entrance.
func (s stand) repeated() bool {
	return slices.ContainsFunc(s.entrances, func(e Entrance) bool {
		return e.Access.Linked && e.Access.Segment == s.access.Segment && e.Access.Fraction == s.access.Fraction && e.Access.LegMM == s.access.LegMM
	})
}

// follow moves an access to the changed streets; where its piece is closed it
// joins the nearest that is left.
func (r *rebuilding) follow(a streets.Access, start orb.Point) streets.Access {
	if !a.Linked {
		return a
	}
	moved, open := r.streets.Resolve(a)
	if !open {
		return r.streets.Link(start)
	}
	if moved.Public = nil; a.Public != nil {
		public, open := r.streets.Resolve(*a.Public)
		if !open {
			public = r.streets.WithoutPrivate(r.streets.Link(start))
		}
		if public.Linked {
			moved.Public = &public
		}
	}
	return moved
}

// stay moves an access that is not replaced.
func (r *rebuilding) stay(a streets.Access) streets.Access {
	if !a.Linked {
		return a
	}
	moved, open := r.streets.Resolve(a)
	if !open {
		return streets.Access{}
	}
	if moved.Public = nil; a.Public != nil {
		if public, open := r.streets.Resolve(*a.Public); open {
			moved.Public = &public
		}
	}
	return moved
}

// followExits keeps the exits of the base whose piece is open.
func (r *rebuilding) followExits() {
	if !r.streets.Patched() {
		return
	}
	exits := r.base.Exits
	if exits == nil && len(r.base.Extent) > 0 {
		exits = append(r.base.Streets.CrossingRim(r.base.Extent), r.base.Streets.Cuts()...)
	}
	r.out.Exits = []streets.Access{} // not nil: none are to be looked for
	for _, a := range exits {
		if moved := r.stay(a); moved.Linked {
			r.out.Exits = append(r.out.Exits, moved)
		}
	}
}
