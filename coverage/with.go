package coverage

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
)

// A lineage is how an engine came about by edits. All of it is nil for one that
// was opened.
type lineage struct {
	from, root  *Engine // the one it was made from; the one that was opened
	edits       []Edit  // since the root
	rebuiltFrom *Engine // of one that was made anew of another: that one
	depth       int     // engines since the root
	delta       delta
	affected    affected
	relinked    []uint32 // ranks of the facilities some access of which is on a closed piece, ascending
	replaced    []uint32 // ranks of the facilities that any edit since the root replaced or added, ascending
	visited     atomic.Int64
}

// Moves are what differs between an engine and the one that it was made from.
type delta struct {
	ranks          []uint32 // of facilities that were replaced or added, or join otherwise, ascending
	places         []int    // of demand that were replaced or added, or join otherwise, ascending
	streets        bool
	removed, added []uint32 // edges, ascending
}

// maxDepth is how many engines may lie between one and its root: each keeps what
// it found. One that would be deeper is made from the root again.
const maxDepth = 24

// errNoRank says that no rank is left between two facilities.
var errNoRank = errors.New("no rank is left between two facilities")

// With returns an engine for the city that edits leave behind; the engine itself
// stays as it is. What they don't change the two share, so it costs what they
// touch; its answers are those of the city that [Rebuild] makes. An engine that
// With made takes further edits. The errors are [*EditError] and ctx's.
func (e *Engine) With(ctx context.Context, edits ...Edit) (*Engine, error) {
	if len(edits) == 0 {
		return e, nil
	}
	if e.rebuiltFrom != nil {
		out, err := e.rebuiltFrom.rebuildWith(ctx, slices.Concat(e.edits, edits))
		return out, behind(e.edits, err)
	}
	if e.depth < maxDepth {
		out, err := e.derive(ctx, edits)
		if !errors.Is(err, errNoRank) {
			return out, err
		}
	}
	all := slices.Concat(e.edits, edits)
	root := cmp.Or(e.root, e)
	out, err := root.derive(ctx, all)
	if errors.Is(err, errNoRank) {
		out, err = root.rebuildWith(ctx, all)
	}
	return out, behind(e.edits, err)
}

// behind counts the edit that an error is of behind those that were made before.
func behind(before []Edit, err error) error {
	if wrong := (*EditError)(nil); errors.As(err, &wrong) {
		wrong.Index -= len(before)
	}
	return err
}

// rebuildWith makes everything anew.
func (e *Engine) rebuildWith(ctx context.Context, edits []Edit) (*Engine, error) {
	city, err := Rebuild(ctx, e.city, edits...)
	if err != nil {
		return nil, err
	}
	out, err := Open(ctx, city, Options{Workers: e.workers})
	if err == nil {
		out.edits, out.rebuiltFrom = edits, e
	}
	return out, err
}

// derive derives an engine.
func (e *Engine) derive(ctx context.Context, edits []Edit) (*Engine, error) {
	out := &Engine{
		city: e.city.renamed(edits), workers: e.workers,
		districts: e.districts, extent: e.extent,
		areaKnown: e.areaKnown, ranks: e.ranks, exits: e.exits, placeIndex: e.placeIndex,
		entrancesByPlace: e.entrancesByPlace, attachments: e.attachments,
		lineage: lineage{
			from: e, root: cmp.Or(e.root, e), edits: slices.Concat(e.edits, edits), depth: e.depth + 1,
			relinked: e.relinked, replaced: e.replaced,
		},
	}
	out.sizeCaches()
	u := update{out}
	for _, step := range []func(context.Context, []Edit) error{
		u.editStreets, u.editServices, u.editDistricts, u.editPlaces, u.editFacilities, u.editAttachments,
	} {
		if err := step(ctx, edits); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// An update makes an engine of the one that it is from: first what edits say of the
// city, then, as they are asked, accesses, walks, circles and sums.
type update struct{ *Engine }

// renamed returns a copy of the city under its next name.
func (c *City) renamed(edits []Edit) *City {
	out := *c
	for _, edit := range edits {
		out.Name = cmp.Or(edit.Name, out.Name)
		out.Provenance.Hash = cmp.Or(edit.Hash, out.Provenance.Hash)
	}
	return &out
}

// editServices replaces services.
func (e update) editServices(_ context.Context, edits []Edit) error {
	own := false
	for i, edit := range edits {
		for _, s := range edit.Services {
			at, known := e.city.serviceIndex(s.ID)
			if !known {
				return &EditError{Index: i, Field: "services", Why: "there is no service " + s.ID + ": change one of the city's"}
			}
			if !own {
				e.city.Services, own = slices.Clone(e.city.Services), true
			}
			e.city.Services[at] = s
		}
	}
	return nil
}

// last returns what edits leave of the things that list gives, the last of each
// id, by id.
func last[T any](edits []Edit, list func(Edit) []T, id func(T) string) []T {
	at := map[string]int{}
	var out []T
	for _, edit := range edits {
		for _, x := range list(edit) {
			if k, again := at[id(x)]; again {
				out[k] = x
				continue
			}
			at[id(x)] = len(out)
			out = append(out, x)
		}
	}
	return out
}

// editFacilities replaces facilities and sorts new ones in. How they join the
// streets is found later.
func (e update) editFacilities(_ context.Context, edits []Edit) error {
	list := last(edits, func(edit Edit) []Facility { return edit.Facilities }, func(f Facility) string { return f.ID })
	slices.SortFunc(list, func(a, b Facility) int { return strings.Compare(a.ID, b.ID) })
	if len(list) == 0 {
		e.offering = e.from.offering
		return nil
	}
	var added []int // places among all
	at := make([]int, len(list))
	for i, f := range list {
		k, known := e.city.FacilityIndex(f.ID)
		if at[i] = k + len(added); !known {
			added = append(added, at[i])
		}
	}
	if len(added) > 0 {
		var room bool
		if e.ranks, room = e.ranks.insert(added); !room {
			return errNoRank
		}
	}
	e.city.Facilities = widen(e.city.Facilities, added)
	e.facilityDistrict = slices.Clone(e.facilityDistrict)
	for l := range e.facilityDistrict {
		e.facilityDistrict[l] = widen(e.facilityDistrict[l], added)
	}
	for i, f := range list {
		e.city.Facilities[at[i]] = f
		e.delta.ranks = append(e.delta.ranks, e.ranks.of[at[i]])
		if e.districtIndex != nil {
			e.districtsAt(f.Point, func(l int, home int32) { e.facilityDistrict[l][at[i]] = home })
		}
	}
	e.replaced = merged(e.replaced, e.delta.ranks)
	e.editOffering(added)
	return nil
}

// widen returns a copy of a list with zero values at further places, which are
// ascending and counted in the copy.
func widen[T any](list []T, places []int) []T {
	out := make([]T, 0, len(list)+len(places))
	for _, at := range places {
		more := at - len(out)
		out, list = append(out, list[:more]...), list[more:]
		out = append(out, *new(T))
	}
	return append(out, list...)
}

// editOffering lists the open facilities of every service where some were added.
func (e update) editOffering(added []int) {
	e.offering = make([][]uint32, len(e.from.offering))
	for s, before := range e.from.offering {
		list := make([]uint32, 0, len(before)+len(e.delta.ranks))
		for _, f := range before {
			for _, at := range added {
				if uint32(at) <= f {
					f++
				}
			}
			if !slices.Contains(e.delta.ranks, e.ranks.of[f]) {
				list = append(list, f)
			}
		}
		for _, f := range e.ranks.indices(e.delta.ranks) {
			if facility := &e.city.Facilities[f]; facility.counts() && slices.Contains(facility.Services, e.city.Services[s].ID) {
				list = append(list, uint32(f))
			}
		}
		slices.Sort(list)
		e.offering[s] = list
	}
}

// counts reports whether a facility is open.
func (f *Facility) counts() bool { return f.Status == StatusOpen || f.Status == "" }

// merged returns what is in some of several ascending lists.
func merged[T cmp.Ordered](lists ...[]T) []T {
	out := slices.Concat(lists...)
	slices.Sort(out)
	return slices.Compact(out)
}

// offers reports whether an open facility of a rank offers a service.
func (e *Engine) offers(rank uint32, service int) (facility int, yes bool) {
	f, known := e.ranks.find(rank)
	if !known {
		return 0, false
	}
	_, yes = slices.BinarySearch(e.offering[service], uint32(f))
	return f, yes
}

// Relinked lists the ids of the places and facilities whose street is closed and
// that join another, or none; each once, sorted. It goes over what edits have
// touched.
func (e *Engine) Relinked() []string {
	var out []string
	for place, j := range e.attachments {
		if j.relinked {
			out = append(out, e.city.Demand.ID[place])
		}
	}
	for _, rank := range e.relinked {
		out = append(out, e.city.Facilities[e.ranks.index(rank)].ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Visited returns how many nodes of the streets were visited to repair walks
// since the engine was made.
func (e *Engine) Visited() int { return int(e.visited.Load()) }
