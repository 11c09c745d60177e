package coverage

import (
	"context"
	"iter"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/coverage/paged"
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
	engine  *Engine
	moved   map[door]streets.Access // by key: accesses that were replaced
	over    map[door]streets.Access // likewise, of what edits touch: they come first
	linked  paged.Array[bool]       // by place: some door of it joins the streets, and not only an island
	reached []bool                  // likewise by facility
	changed []int                   // places whose doors may differ from those that these were made from, ascending
	ranks   []uint32                // likewise facilities
}

// A door is one access of a place or a facility.
type door struct {
	facility bool
	of       int // index of the place or the facility
	entrance int // index into Facility.Entrances, Demand.Entrances or joins.entrances; mainDoor is Access itself
}

const mainDoor = -1

// doors returns those of a setting; the last few are kept.
func (e *Engine) doors(ctx context.Context, s setting) (*doors, error) {
	return e.opened.get(ctx, s, always, func(ctx context.Context) (*doors, error) {
		if e.from != nil {
			return e.moveDoors(ctx, s)
		}
		return e.openDoors(ctx, s, e.weights(s.profile))
	})
}

func (e *Engine) openDoors(ctx context.Context, s setting, w *streets.Weights) (*doors, error) {
	d := &doors{setting: s, weights: w, engine: e, reached: make([]bool, len(e.city.Facilities))}
	linked := make([]bool, e.city.Demand.Len())
	var mu sync.Mutex
	moved := map[door]streets.Access{}
	keep := func(at door, a streets.Access) {
		mu.Lock()
		defer mu.Unlock()
		moved[d.key(at)] = a
	}
	err := e.each(ctx, len(linked), func(i int) { linked[i] = d.open(door{false, i, mainDoor}, keep) })
	if err != nil {
		return nil, err
	}
	for f := range e.city.Facilities {
		d.reached[f] = d.open(door{true, f, mainDoor}, keep)
	}
	d.moved, d.linked = moved, paged.Of(linked)
	return d, nil
}

// open finds where the doors of a place or a facility are under the setting,
// keeps those that are elsewhere than the import found them, and reports whether
// some joins the streets, and not only an island.
func (d *doors) open(main door, keep func(door, streets.Access)) bool {
	joins := false
	for at := range d.beside(main) {
		found := d.entrance(at)
		a, replaced := d.replace(at, found)
		if replaced {
			keep(at, a)
		}
		joins = joins || a.Linked && found.Kind != EntranceIsland
	}
	return joins
}

// key is what moved and over know a door by: facilities by rank.
func (d *doors) key(at door) door {
	if at.facility {
		at.of = int(d.engine.ranks.of[at.of])
	}
	return at
}

// entrance returns a door as the import and the edits left it; a main door is of
// no kind.
func (d *doors) entrance(at door) Entrance {
	city := d.engine.city
	if at.facility {
		f := &city.Facilities[at.of]
		if at.entrance == mainDoor {
			return Entrance{Point: f.Point, Access: f.Access}
		}
		return f.Entrances[at.entrance]
	}
	if j, own := d.engine.joins[at.of]; own {
		if at.entrance == mainDoor {
			return Entrance{Point: city.Demand.Point[at.of], Access: j.access}
		}
		return j.entrances[at.entrance]
	}
	if at.entrance == mainDoor {
		return Entrance{Point: city.Demand.Point[at.of], Access: city.Demand.Access[at.of]}
	}
	return city.Demand.Entrances[at.entrance].Entrance
}

// original returns a door's access as the import found it.
func (d *doors) original(at door) streets.Access { return d.entrance(at).Access }

// replace returns the access that a door has under the setting, and whether that
// is another one than was found. A street that was added is nobody's only way: who
// cannot use it joins nothing by it.
func (d *doors) replace(at door, found Entrance) (streets.Access, bool) {
	a := found.Access
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
	switch {
	case d.weights.Usable(a):
		return a, replaced
	case found.Kind == EntranceLink:
		return streets.Access{}, true
	}
	return d.relink(at), true
}

// access returns where a door joins the streets.
func (d *doors) access(at door) streets.Access {
	key := d.key(at)
	if a, over := d.over[key]; over {
		return a
	}
	if a, moved := d.moved[key]; moved {
		return a
	}
	return d.original(at)
}

// ofPlace lists the doors of a place that join the streets, its own first.
func (d *doors) ofPlace(place int) []streets.Access { return d.all(door{false, place, mainDoor}) }

// ofFacility is like ofPlace for a facility.
func (d *doors) ofFacility(f int) []streets.Access { return d.all(door{true, f, mainDoor}) }

// all lists the accesses of a main door and those beside it that are linked.
func (d *doors) all(main door) []streets.Access {
	var out []streets.Access
	for at := range d.beside(main) {
		if a := d.access(at); a.Linked {
			out = append(out, a)
		}
	}
	return out
}

// legMM returns the straight leg of a place's first door that joins the streets,
// in millimetres: its own as a rule.
func (d *doors) legMM(place int) int64 {
	a := d.access(door{false, place, mainDoor})
	for _, k := range d.engine.entrancesOf(place) {
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
	for other := range d.beside(at) {
		if p := d.point(other); starts(p) {
			return p
		}
	}
	return own
}

// beside yields the doors of a main door's place or facility, itself first.
func (d *doors) beside(main door) iter.Seq[door] {
	main.entrance = mainDoor
	return func(yield func(door) bool) {
		if !yield(main) {
			return
		}
		if main.facility {
			for k := range d.engine.city.Facilities[main.of].Entrances {
				if !yield(door{true, main.of, k}) {
					return
				}
			}
			return
		}
		for _, k := range d.engine.entrancesOf(main.of) {
			if !yield(door{false, main.of, k}) {
				return
			}
		}
	}
}

// repeats reports whether a main door's access is that of an entrance.
func (d *doors) repeats(main door) bool {
	a := d.original(main)
	for at := range d.beside(main) {
		if o := d.original(at); at != main && o.Linked && o.Segment == a.Segment && o.Fraction == a.Fraction && o.LegMM == a.LegMM {
			return true
		}
	}
	return false
}
