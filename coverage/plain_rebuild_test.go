package coverage_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// plainRebuild makes the city that edits leave behind, whole, with streets that are
// built like any other: what an import of the changed city gives. It goes over
// everything, and shares no code with [coverage.Rebuild] and [coverage.Engine.With],
// which are held against it.
//
// The errors are [*EditError] and ctx's.
func plainRebuild(ctx context.Context, city *coverage.City, edits ...coverage.Edit) (*coverage.City, error) {
	r := rebuilding{base: city}
	r.out = *city
	r.out.Facilities, r.out.Services, r.out.Districts = slices.Clone(city.Facilities), slices.Clone(city.Services), slices.Clone(city.Districts)
	r.out.Demand = copyDemand(&city.Demand)
	for i, edit := range edits {
		if err := r.fold(i, edit); err != nil {
			return nil, err
		}
	}
	if err := r.patch(edits); err != nil {
		return nil, err
	}
	if err := r.join(ctx); err != nil {
		return nil, err
	}
	if err := r.flatten(); err != nil {
		return nil, err
	}
	return &r.out, nil
}

// rebuilding is a city on the way to the next.
type rebuilding struct {
	base    *coverage.City
	out     coverage.City
	streets *streets.Network // patched
}

// fold takes over what an edit says of everything but the streets.
func (r *rebuilding) fold(i int, edit coverage.Edit) error {
	out := &r.out
	for _, f := range edit.Facilities {
		at, known := slices.BinarySearchFunc(out.Facilities, f.ID, func(o coverage.Facility, id string) int { return strings.Compare(o.ID, id) })
		if known {
			out.Facilities[at] = f
		} else {
			out.Facilities = slices.Insert(out.Facilities, at, f)
		}
	}
	for _, s := range edit.Services {
		at := slices.IndexFunc(out.Services, func(o coverage.Service) bool { return o.ID == s.ID })
		if at < 0 {
			return &coverage.EditError{Index: i, Field: "services", Why: fmt.Sprintf("there is no service %q", s.ID)}
		}
		out.Services[at] = s
	}
	for _, d := range edit.Districts {
		at := slices.IndexFunc(out.Districts, func(o coverage.District) bool { return o.Level == d.Level && o.Code == d.Code })
		if at < 0 {
			return &coverage.EditError{Index: i, Field: "districts", Why: fmt.Sprintf("there is no district %q of level %d", d.Code, d.Level)}
		}
		out.Districts[at] = d
	}
	for _, p := range edit.Places {
		putPlace(&out.Demand, p)
	}
	out.Name = cmp.Or(edit.Name, out.Name)
	out.Provenance.Hash = cmp.Or(edit.Hash, out.Provenance.Hash)
	return nil
}

// patch lays the edits of the streets over them, in order.
func (r *rebuilding) patch(edits []coverage.Edit) error {
	var all []streets.Edit
	var of []int // the edit that each is from
	for i, edit := range edits {
		for range edit.Streets {
			of = append(of, i)
		}
		all = append(all, edit.Streets...)
	}
	r.streets = r.base.Streets
	if len(all) == 0 {
		return nil
	}
	var err error
	r.streets, err = r.base.Streets.Patch(all)
	var street *streets.EditError
	if errors.As(err, &street) {
		return &coverage.EditError{Index: of[street.Index], Field: "streets", Why: street.Error(), Err: street}
	}
	return err
}

// flatten builds the streets anew, and moves every access there.
func (r *rebuilding) flatten() error {
	if !r.streets.Patched() {
		return nil
	}
	flat, to, err := r.streets.Flatten()
	if err != nil {
		return err
	}
	r.out.Streets = flat
	for _, part := range []any{r.out.Facilities, r.out.Demand.Access, r.out.Demand.Entrances, r.out.Exits} {
		moveAll(reflect.ValueOf(part), to)
	}
	return nil
}

// moveAll moves every access that a value holds, wherever it stands in it.
func moveAll(v reflect.Value, to func(streets.Access) streets.Access) {
	switch {
	case v.Type() == reflect.TypeFor[streets.Access]():
		v.Set(reflect.ValueOf(moved(v.Interface().(streets.Access), to)))
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			moveAll(v.Index(i), to)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			moveAll(v.Field(i), to)
		}
	}
}

// moved is where an access lies on the streets that are built anew, with the public one
// beside it.
func moved(a streets.Access, to func(streets.Access) streets.Access) streets.Access {
	if !a.Linked {
		return a
	}
	out := to(a)
	if out.Public = nil; a.Public != nil {
		out.Public = new(to(*a.Public))
	}
	return out
}

// copyDemand copies the columns, so that places can be changed and added.
func copyDemand(d *coverage.Demand) coverage.Demand {
	out := coverage.Demand{
		ID: slices.Clone(d.ID), Names: slices.Clone(d.Names), Point: slices.Clone(d.Point), Cell: slices.Clone(d.Cell),
		Urban: slices.Clone(d.Urban), Access: slices.Clone(d.Access), Entrances: slices.Clone(d.Entrances),
		Groups: maps.Clone(d.Groups), Weight: maps.Clone(d.Weight),
	}
	for id, column := range out.Groups {
		out.Groups[id] = slices.Clone(column)
	}
	for id, column := range out.Weight {
		out.Weight[id] = slices.Clone(column)
	}
	return out
}

// putPlace puts a place in the stead of that of its id, or behind all.
func putPlace(d *coverage.Demand, p coverage.Place) {
	at := slices.Index(d.ID, p.ID)
	if at < 0 {
		at = len(d.ID)
		d.ID = append(d.ID, p.ID)
		d.Point = append(d.Point, p.Point)
		d.Access = append(d.Access, streets.Access{})
		for _, columns := range []map[string][]coverage.Amount{d.Groups, d.Weight} {
			for id, column := range columns {
				columns[id] = append(column, coverage.Missing)
			}
		}
		d.Names, d.Cell, d.Urban = longer(d.Names), longer(d.Cell), longer(d.Urban)
	}
	d.Point[at] = p.Point
	d.Names, d.Cell, d.Urban = set(d.Names, at, len(d.ID), p.Names), set(d.Cell, at, len(d.ID), p.Cell), set(d.Urban, at, len(d.ID), p.Urban)
	d.Groups = setAmounts(d.Groups, at, len(d.ID), p.Groups)
	d.Weight = setAmounts(d.Weight, at, len(d.ID), p.Weight)
}

// longer adds a zero value to a column that is there.
func longer[T any](column []T) []T {
	if column == nil {
		return nil
	}
	var zero T
	return append(column, zero)
}

// set sets a value of a column of n, which is made where it lacks and is needed.
func set[T comparable](column []T, at, n int, v T) []T {
	var zero T
	if column == nil {
		if v == zero {
			return nil
		}
		column = make([]T, n)
	}
	column[at] = v
	return column
}

// setAmounts sets a place's amounts; those that it lacks are missing.
func setAmounts(columns map[string][]coverage.Amount, at, n int, given map[string]coverage.Amount) map[string][]coverage.Amount {
	for id := range given {
		if columns[id] == nil {
			if columns == nil {
				columns = map[string][]coverage.Amount{}
			}
			columns[id] = make([]coverage.Amount, n)
			for i := range columns[id] {
				columns[id][i] = coverage.Missing
			}
		}
	}
	for id, column := range columns {
		column[at] = coverage.Missing
		if a, known := given[id]; known {
			column[at] = a
		}
	}
	return columns
}

// A stand is a point and how it joins the streets: what places and facilities
// have in common.
type stand struct {
	point     orb.Point
	access    streets.Access
	entrances []coverage.Entrance
}

// join finds how everything joins the changed streets.
func (r *rebuilding) join(ctx context.Context) error {
	if r.base.Streets == nil {
		return nil
	}
	old := map[string]*coverage.Facility{}
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
	byPlace := map[int][]coverage.Entrance{}
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
			d.Entrances = append(d.Entrances, coverage.PlaceEntrance{Place: i, Entrance: e})
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// asked lists the entrances that somebody gave, or that an outline has: not those
// that were found for walks on an island or on a link.
func asked(entrances []coverage.Entrance) []coverage.Entrance {
	return slices.DeleteFunc(slices.Clone(entrances), func(e coverage.Entrance) bool {
		return e.Kind == coverage.EntranceIsland || e.Kind == coverage.EntranceLink
	})
}

func sameEntrances(a, b []coverage.Entrance) bool {
	return slices.EqualFunc(a, b, func(a, b coverage.Entrance) bool { return a.Kind == b.Kind && a.Point == b.Point })
}

// anew joins the streets of the base through the entrances that join them, else
// from the point.
func (r *rebuilding) anew(s stand) stand {
	out := stand{point: s.point}
	for _, e := range s.entrances {
		e.Access = r.base.Streets.Access(e.Point)
		if e.Access.Linked && !out.access.Linked {
			out.access = e.Access
		}
		out.entrances = append(out.entrances, e)
	}
	if !out.access.Linked {
		out.access = r.base.Streets.Access(s.point)
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
	s.entrances = slices.DeleteFunc(slices.Clone(s.entrances), func(e coverage.Entrance) bool { return e.Kind == coverage.EntranceLink })
	out := stand{point: s.point, access: r.follow(s.access, s.start(s.access, s.point))}
	for _, e := range s.entrances {
		was := e.Access
		if e.Kind == coverage.EntranceIsland {
			e.Access = r.stay(was)
		} else {
			e.Access = r.follow(was, s.start(was, e.Point))
		}
		out.entrances = append(out.entrances, e)
	}
	var links []coverage.Entrance
	through := func(p orb.Point, than streets.Access) {
		for _, a := range r.streets.LinkAccesses(p, than) {
			links = append(links, coverage.Entrance{Kind: coverage.EntranceLink, Point: p, Access: a})
		}
	}
	if !s.repeated() {
		through(s.point, out.access)
	}
	for _, e := range out.entrances {
		if e.Kind == coverage.EntranceGiven {
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
	return slices.ContainsFunc(s.entrances, func(e coverage.Entrance) bool {
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
		return r.streets.Access(start)
	}
	if moved.Public = nil; a.Public != nil {
		public, open := r.streets.Resolve(*a.Public)
		if !open {
			public = r.streets.WithoutPrivate(r.streets.Access(start))
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
