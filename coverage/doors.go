package coverage

import (
	"context"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// Doors say where places and facilities join the streets under a setting: each
// at the access that the import found and at its entrances, as far as the
// setting can use them.
//
//   - Where residents' streets are closed, an access on one of them, or on a
//     street that only they lead to, is replaced by its Public one.
//   - An access on a stretch that the profile cannot leave in any direction,
//     such as steps for a wheelchair, is replaced by the nearest that it can.
//
// What has no replacement joins nothing.
type doors struct {
	setting
	weights *streets.Weights
	city    *City
	moved   map[door]streets.Access // by door: accesses that were replaced
	byPlace map[int][]int           // entrances of places, indices into Demand.Entrances
	linked  []bool                  // by place: some door of it joins the streets, and not only an island
	reached []bool                  // likewise by facility
}

// A door is one access of a place or a facility.
type door struct {
	facility bool
	of       int // index of the place or the facility
	entrance int // index into Facility.Entrances or Demand.Entrances; mainDoor is Access itself
}

const mainDoor = -1

// doors returns those of a setting; the last few are kept.
func (e *Engine) doors(ctx context.Context, s setting) (*doors, error) {
	return e.opened.get(ctx, s, always, func(ctx context.Context) (*doors, error) {
		return e.openDoors(ctx, s, e.weights(s.profile))
	})
}

func (e *Engine) openDoors(ctx context.Context, s setting, w *streets.Weights) (*doors, error) {
	d := &doors{setting: s, weights: w, city: e.city, byPlace: e.entrances, linked: make([]bool, e.city.Demand.Len()),
		reached: make([]bool, len(e.city.Facilities))}
	var mu sync.Mutex
	moved := map[door]streets.Access{}
	look := func(at door) bool {
		found := d.original(at)
		access, replaced := d.replace(at, found)
		if replaced {
			mu.Lock()
			moved[at] = access
			mu.Unlock()
		}
		return access.Linked
	}
	err := e.each(ctx, len(d.linked), func(i int) {
		d.linked[i] = look(door{false, i, mainDoor})
		for _, k := range e.entrances[i] {
			if look(door{false, i, k}) && e.city.Demand.Entrances[k].Kind != EntranceIsland {
				d.linked[i] = true
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for f := range e.city.Facilities {
		for k := mainDoor; k < len(e.city.Facilities[f].Entrances); k++ {
			if look(door{true, f, k}) && (k == mainDoor || e.city.Facilities[f].Entrances[k].Kind != EntranceIsland) {
				d.reached[f] = true
			}
		}
	}
	d.moved = moved
	return d, nil
}

// entrance returns a door as the import found it; a main door is of no kind.
func (d *doors) entrance(at door) Entrance {
	switch {
	case at.facility && at.entrance == mainDoor:
		return Entrance{Point: d.city.Facilities[at.of].Point, Access: d.city.Facilities[at.of].Access}
	case at.facility:
		return d.city.Facilities[at.of].Entrances[at.entrance]
	case at.entrance == mainDoor:
		return Entrance{Point: d.city.Demand.Point[at.of], Access: d.city.Demand.Access[at.of]}
	}
	return d.city.Demand.Entrances[at.entrance].Entrance
}

// original returns a door's access as the import found it.
func (d *doors) original(at door) streets.Access { return d.entrance(at).Access }

// replace returns the access that a door has under the setting, and whether that
// is another one.
func (d *doors) replace(at door, a streets.Access) (streets.Access, bool) {
	if !a.Linked {
		return a, false
	}
	replaced := false
	if d.private == streets.PrivateClosed {
		public := d.weights.Network().WithoutPrivate(a)
		replaced = public.Segment != a.Segment || !public.Linked
		if a = public; !a.Linked {
			return a, true
		}
	}
	if d.weights.Usable(a) {
		return a, replaced
	}
	return d.relink(at), true
}

// access returns where a door joins the streets.
func (d *doors) access(at door) streets.Access {
	if a, moved := d.moved[at]; moved {
		return a
	}
	return d.original(at)
}

// ofPlace lists the doors of a place that join the streets, its own first.
func (d *doors) ofPlace(place int) []streets.Access {
	out := d.join(nil, door{false, place, mainDoor})
	for _, k := range d.byPlace[place] {
		out = d.join(out, door{false, place, k})
	}
	return out
}

// ofFacility is like ofPlace for a facility.
func (d *doors) ofFacility(f int) []streets.Access {
	var out []streets.Access
	for k := mainDoor; k < len(d.city.Facilities[f].Entrances); k++ {
		out = d.join(out, door{true, f, k})
	}
	return out
}

func (d *doors) join(list []streets.Access, at door) []streets.Access {
	if a := d.access(at); a.Linked {
		return append(list, a)
	}
	return list
}

// joints are where accesses join under the setting.
func (d *doors) joints(accesses []streets.Access) []reach.Joint {
	out := make([]reach.Joint, len(accesses))
	for i, a := range accesses {
		out[i] = reach.Join(d.weights, a)
	}
	return out
}

// legMM returns the straight leg of a place's first door that joins the streets,
// in millimetres: its own as a rule.
func (d *doors) legMM(place int) int64 {
	a := d.access(door{false, place, mainDoor})
	for _, k := range d.byPlace[place] {
		if a.Linked {
			break
		}
		a = d.access(door{false, place, k})
	}
	return int64(a.LegMM)
}

// relink returns the nearest access that the setting can use.
func (d *doors) relink(at door) streets.Access {
	a := d.weights.Network().LinkWhere(d.origin(at, d.original(at)), d.usable)
	if d.private == streets.PrivateClosed {
		return d.weights.Network().WithoutPrivate(a)
	}
	return a
}

// usable reports whether the profile can leave a segment in some direction.
func (d *doors) usable(segment uint32) bool {
	_, _, there, back := d.weights.Segment(segment)
	return there || back
}

// point returns where a door is.
func (d *doors) point(at door) orb.Point { return d.entrance(at).Point }

// origin returns where the straight leg of a door's access starts. What has
// entrances joins the streets through them: its access repeats one of theirs and
// starts there, not at its own point, which may lie behind a wall; and an
// entrance may have its point's way to a street that everybody can reach. Which
// it is the leg's length says.
func (d *doors) origin(at door, a streets.Access) orb.Point {
	starts := func(p orb.Point) bool { return geo.Millimetres(p, a.At) == int64(a.LegMM) }
	own := d.point(at)
	if starts(own) {
		return own
	}
	for _, other := range d.beside(at) {
		if p := d.point(other); starts(p) {
			return p
		}
	}
	return own
}

// beside lists the doors of a door's place or facility, the main one first.
func (d *doors) beside(at door) []door {
	out := []door{{at.facility, at.of, mainDoor}}
	if !at.facility {
		for _, k := range d.byPlace[at.of] {
			out = append(out, door{false, at.of, k})
		}
		return out
	}
	for k := range d.city.Facilities[at.of].Entrances {
		out = append(out, door{true, at.of, k})
	}
	return out
}

// repeats reports whether a main door's access is that of an entrance.
func (d *doors) repeats(main door) bool {
	a := d.original(main)
	for _, at := range d.beside(main)[1:] {
		if o := d.original(at); o.Linked && o.Segment == a.Segment && o.Fraction == a.Fraction && o.LegMM == a.LegMM {
			return true
		}
	}
	return false
}
