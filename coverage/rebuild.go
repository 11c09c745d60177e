package coverage

import (
	"cmp"
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
// The errors are [*EditError] and ctx's.
func Rebuild(ctx context.Context, city *City, edits ...Edit) (*City, error) {
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
	r.flatten()
	return &r.out, nil
}

// rebuilding is a city on the way to the next.
type rebuilding struct {
	base    *City
	out     City
	streets *streets.Network // patched
}

// fold takes over what an edit says of everything but the streets.
func (r *rebuilding) fold(i int, edit Edit) error {
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
		at := slices.IndexFunc(out.Services, func(o Service) bool { return o.ID == s.ID })
		if at < 0 {
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
	for _, p := range edit.Places {
		putPlace(&out.Demand, p)
	}
	out.Name = cmp.Or(edit.Name, out.Name)
	out.Provenance.Hash = cmp.Or(edit.Hash, out.Provenance.Hash)
	return nil
}

// patch lays the edits of the streets over them, in order.
func (r *rebuilding) patch(edits []Edit) error {
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

// flatten builds the streets anew, and moves every access there.
func (r *rebuilding) flatten() {
	if !r.streets.Patched() {
		return
	}
	var to func(streets.Access) streets.Access
	r.out.Streets, to = r.streets.Flatten()
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
}
