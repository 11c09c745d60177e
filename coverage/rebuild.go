package coverage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lifecircle/geo/streets"
)

// Rebuild makes the city that edits leave behind, whole, with streets that are
// built like any other: what an import of the changed city gives. It goes over
// everything; [Engine.With] gives the same answers for what the edits touch.
//
// The errors are [*EditError], ctx's, and that of [streets.Network.Flatten].
func Rebuild(ctx context.Context, city *City, edits ...Edit) (*City, error) {
	r := rebuild{base: city, out: *city.renamed(edits)}
	r.out.Facilities, r.out.Services, r.out.Districts = slices.Clone(city.Facilities), slices.Clone(city.Services), slices.Clone(city.Districts)
	for i, edit := range edits {
		if err := r.fold(i, edit); err != nil {
			return nil, err
		}
	}
	r.places(edits)
	if err := r.patch(edits); err != nil {
		return nil, err
	}
	if err := r.attach(ctx); err != nil {
		return nil, err
	}
	if err := r.flatten(); err != nil {
		return nil, err
	}
	return &r.out, nil
}

// A rebuild is a city on the way to the next.
type rebuild struct {
	base    *City
	out     City
	streets *streets.Network // patched
}

// fold takes over what an edit says of facilities, services and districts.
func (r *rebuild) fold(i int, edit Edit) error {
	out := &r.out
	for _, f := range edit.Facilities {
		at, known := slices.BinarySearchFunc(out.Facilities, f.ID, func(o Facility, id string) int { return strings.Compare(o.ID, id) })
		if known {
			out.Facilities[at] = f
		} else {
			out.Facilities = slices.Insert(out.Facilities, at, f)
		}
	}
	for _, s := range edit.Services {
		at, known := out.serviceIndex(s.ID)
		if !known {
			return &EditError{Index: i, Field: "services", Why: fmt.Sprintf("there is no service %q", s.ID)}
		}
		out.Services[at] = s
	}
	for _, d := range edit.Districts {
		at := slices.IndexFunc(out.Districts, func(o District) bool { return o.Level == d.Level && o.Code == d.Code })
		if at < 0 {
			return &EditError{Index: i, Field: "districts", Why: fmt.Sprintf("there is no district %q of level %d", d.Code, d.Level)}
		}
		out.Districts[at] = d
	}
	return nil
}

// places takes over the last that edits say of each place of demand.
func (r *rebuild) places(edits []Edit) {
	d := &r.out.Demand
	var every []Place
	for _, edit := range edits { // a column stays, also where nobody has a value in it any more
		every = append(every, edit.Places...)
	}
	ownColumns(d, every)
	list := last(edits, func(edit Edit) []Place { return edit.Places }, func(p Place) string { return p.ID })
	for k, at := range d.indicesOf(list) {
		if at >= 0 {
			d.replace(at, list[k])
		} else {
			d.append(list[k])
		}
	}
}

// patch lays the edits of the streets over them, in order.
func (r *rebuild) patch(edits []Edit) error {
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
		return &EditError{Index: of[street.Index], Field: "streets", Why: street.Error(), Err: street}
	}
	return err
}

// attach finds how everything joins the changed streets.
func (r *rebuild) attach(ctx context.Context) error {
	if r.base.Streets == nil {
		return nil
	}
	for i := range r.out.Facilities {
		f := &r.out.Facilities[i]
		a := r.base.facilityAttachment(f).follow(r.streets, f.Point)
		if f.Access, f.Entrances = a.access, a.entrances; ctx.Err() != nil {
			return ctx.Err()
		}
	}
	entrances := r.base.Demand.entrancesByPlace()
	d := &r.out.Demand
	d.Entrances = nil
	for i, p := range d.Point {
		a := r.base.placeAttachment(entrances, i, p).follow(r.streets, p)
		d.Access[i] = a.access
		for _, e := range a.entrances {
			d.Entrances = append(d.Entrances, PlaceEntrance{Place: i, Entrance: e})
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	r.followExits()
	return nil
}

// followExits keeps the exits of the base whose piece is open.
func (r *rebuild) followExits() {
	if !r.streets.Patched() {
		return
	}
	exits := r.base.Exits
	if exits == nil && len(r.base.Extent) > 0 {
		exits = append(r.base.Streets.CrossingRim(r.base.Extent), r.base.Streets.Cuts()...)
	}
	r.out.Exits = []streets.Access{} // not nil: none are to be looked for
	for _, a := range exits {
		if moved, open := r.streets.Resolve(a); open && a.Linked {
			r.out.Exits = append(r.out.Exits, moved)
		}
	}
}

// flatten builds the streets anew, and moves every access there.
func (r *rebuild) flatten() error {
	if r.streets == nil || !r.streets.Patched() {
		return nil
	}
	flat, to, err := r.streets.Flatten()
	if err != nil {
		return err
	}
	r.out.Streets = flat
	move := func(a *streets.Access) {
		if !a.Linked {
			return
		}
		public := a.Public
		*a = to(*a)
		if a.Public = nil; public != nil {
			moved := to(*public)
			a.Public = &moved
		}
	}
	for i := range r.out.Facilities {
		f := &r.out.Facilities[i]
		move(&f.Access)
		for k := range f.Entrances {
			move(&f.Entrances[k].Access)
		}
	}
	for i := range r.out.Demand.Access {
		move(&r.out.Demand.Access[i])
	}
	for k := range r.out.Demand.Entrances {
		move(&r.out.Demand.Entrances[k].Access)
	}
	for i := range r.out.Exits {
		move(&r.out.Exits[i])
	}
	return nil
}
