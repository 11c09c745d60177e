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
type Accesses struct {
	Setting
	Weights        *streets.Weights
	engine         *Engine
	replaced       map[accessKey]streets.Access // by key: accesses that were replaced
	edited         map[accessKey]streets.Access // likewise, of what edits touch: they come first
	linked         paged.Array[bool]            // by place: some access of it joins the streets, and not only an island
	facilityLinked []bool                       // likewise by facility
	changed        []int                        // places whose accesses may differ from those that these were made from, ascending
	changedRanks   []uint32                     // likewise facilities
}

// A accessKey is one access of a place or a facility.
type accessKey struct {
	facility bool
	of       int // index of the place or the facility
	entrance int // index into Facility.Entrances, Demand.Entrances or joins.entrances; mainAccess is Access itself
}

const mainAccess = -1

// Accesses returns those of a setting; the last few are kept.
func (e *Engine) Accesses(ctx context.Context, s Setting) (*Accesses, error) {
	return e.accessCache.get(ctx, s, always, func(ctx context.Context) (*Accesses, error) {
		if e.from != nil {
			return update{e}.updateAccesses(ctx, s)
		}
		return e.computeAccesses(ctx, s, e.weights(s.Profile))
	})
}

func (e *Engine) computeAccesses(ctx context.Context, s Setting, w *streets.Weights) (*Accesses, error) {
	d := &Accesses{Setting: s, Weights: w, engine: e, facilityLinked: make([]bool, len(e.city.Facilities))}
	linked := make([]bool, e.city.Demand.Len())
	var mu sync.Mutex
	moved := map[accessKey]streets.Access{}
	keep := func(at accessKey, a streets.Access) {
		mu.Lock()
		defer mu.Unlock()
		moved[d.key(at)] = a
	}
	err := e.Parallel(ctx, len(linked), func(i int) { linked[i] = d.resolveAll(accessKey{false, i, mainAccess}, keep) })
	if err != nil {
		return nil, err
	}
	for f := range e.city.Facilities {
		d.facilityLinked[f] = d.resolveAll(accessKey{true, f, mainAccess}, keep)
	}
	d.replaced, d.linked = moved, paged.Of(linked)
	return d, nil
}

// resolveAll finds where the accesses of a place or a facility are under the setting,
// keeps those that are elsewhere than the import found them, and reports whether
// some joins the streets, and not only an island.
func (d *Accesses) resolveAll(main accessKey, keep func(accessKey, streets.Access)) bool {
	joins := false
	for at := range d.keysOf(main) {
		found := d.entrance(at)
		a, replaced := d.replace(at, found)
		if replaced {
			keep(at, a)
		}
		joins = joins || a.Linked && found.Kind != EntranceIsland
	}
	return joins
}

// key is what moved and over know a access by: facilities by rank.
func (d *Accesses) key(at accessKey) accessKey {
	if at.facility {
		at.of = int(d.engine.ranks.of[at.of])
	}
	return at
}

// entrance returns a access as the import and the edits left it; a main access is of
// no kind.
func (d *Accesses) entrance(at accessKey) Entrance {
	city := d.engine.city
	if at.facility {
		f := &city.Facilities[at.of]
		if at.entrance == mainAccess {
			return Entrance{Point: f.Point, Access: f.Access}
		}
		return f.Entrances[at.entrance]
	}
	if j, own := d.engine.attachments[at.of]; own {
		if at.entrance == mainAccess {
			return Entrance{Point: city.Demand.Point[at.of], Access: j.access}
		}
		return j.entrances[at.entrance]
	}
	if at.entrance == mainAccess {
		return Entrance{Point: city.Demand.Point[at.of], Access: city.Demand.Access[at.of]}
	}
	return city.Demand.Entrances[at.entrance].Entrance
}

// original returns a access's access as the import found it.
func (d *Accesses) original(at accessKey) streets.Access { return d.entrance(at).Access }

// replace returns the access that a access has under the setting, and whether that
// is another one than was found. A street that was added is nobody's only way: who
// cannot use it joins nothing by it.
func (d *Accesses) replace(at accessKey, found Entrance) (streets.Access, bool) {
	a := found.Access
	if !a.Linked {
		return a, false
	}
	replaced := false
	if d.Private == streets.PrivateClosed {
		public := d.Weights.Network().WithoutPrivate(a)
		replaced = public.Segment != a.Segment || !public.Linked
		if a = public; !a.Linked {
			return a, true
		}
	}
	switch {
	case d.Weights.Usable(a):
		return a, replaced
	case found.Kind == EntranceLink:
		return streets.Access{}, true
	}
	return d.nearestUsable(at), true
}

// access returns where a access joins the streets.
func (d *Accesses) access(at accessKey) streets.Access {
	key := d.key(at)
	if a, over := d.edited[key]; over {
		return a
	}
	if a, moved := d.replaced[key]; moved {
		return a
	}
	return d.original(at)
}

// OfPlace lists the accesses of a place that join the streets, its own first.
func (d *Accesses) OfPlace(place int) []streets.Access {
	return d.all(accessKey{false, place, mainAccess})
}

// OfFacility is like ofPlace for a facility.
func (d *Accesses) OfFacility(f int) []streets.Access {
	return d.all(accessKey{true, f, mainAccess})
}

// all lists the accesses of a main access and those beside it that are linked.
func (d *Accesses) all(main accessKey) []streets.Access {
	var out []streets.Access
	for at := range d.keysOf(main) {
		if a := d.access(at); a.Linked {
			out = append(out, a)
		}
	}
	return out
}

// LegMM returns the straight leg of a place's first access that joins the streets,
// in millimetres: its own as a rule.
func (d *Accesses) LegMM(place int) int64 {
	a := d.access(accessKey{false, place, mainAccess})
	for _, k := range d.engine.entrancesOf(place) {
		if a.Linked {
			break
		}
		a = d.access(accessKey{false, place, k})
	}
	return int64(a.LegMM)
}

// nearestUsable returns the nearest access that the setting can use.
func (d *Accesses) nearestUsable(at accessKey) streets.Access {
	a := d.Weights.Network().AccessWhere(d.origin(at, d.original(at)), d.usable)
	if d.Private == streets.PrivateClosed {
		return d.Weights.Network().WithoutPrivate(a)
	}
	return a
}

// usable reports whether the profile can leave a segment in some direction.
func (d *Accesses) usable(segment uint32) bool {
	_, _, there, back := d.Weights.Segment(segment)
	return there || back
}

// point returns where a access is.
func (d *Accesses) point(at accessKey) orb.Point { return d.entrance(at).Point }

// origin returns where the straight leg of a access's access starts. What has
// entrances joins the streets through them: its access repeats one of theirs and
// starts there, not at its own point, which may lie behind a wall; and an
// entrance may have its point's way to a street that everybody can reach. Which
// it is the leg's length says.
func (d *Accesses) origin(at accessKey, a streets.Access) orb.Point {
	starts := func(p orb.Point) bool { return geo.Millimetres(p, a.At) == int64(a.LegMM) }
	own := d.point(at)
	if starts(own) {
		return own
	}
	for other := range d.keysOf(at) {
		if p := d.point(other); starts(p) {
			return p
		}
	}
	return own
}

// keysOf yields the accesses of a main access's place or facility, itself first.
func (d *Accesses) keysOf(main accessKey) iter.Seq[accessKey] {
	main.entrance = mainAccess
	return func(yield func(accessKey) bool) {
		if !yield(main) {
			return
		}
		if main.facility {
			for k := range d.engine.city.Facilities[main.of].Entrances {
				if !yield(accessKey{true, main.of, k}) {
					return
				}
			}
			return
		}
		for _, k := range d.engine.entrancesOf(main.of) {
			if !yield(accessKey{false, main.of, k}) {
				return
			}
		}
	}
}

// repeats reports whether a main access's access is that of an entrance.
func (d *Accesses) repeats(main accessKey) bool {
	a := d.original(main)
	for at := range d.keysOf(main) {
		if o := d.original(at); at != main && o.Linked && o.Segment == a.Segment && o.Fraction == a.Fraction && o.LegMM == a.LegMM {
			return true
		}
	}
	return false
}

// Linked reports whether a place joins the streets, and not only an island.
func (d *Accesses) Linked(place int) bool { return d.linked.At(place) }
