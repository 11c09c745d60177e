package gaps

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/geo/union"
)

// A Sketch is a [Gap] without its description.
type Sketch struct {
	ID       string // as of the Gap
	Services []string
	Places   []int // indices into City.Demand, by id
	People   coverage.Amount
	Part     bool // the gap is larger: these are the places around what changed
}

// A Change is what becomes of gaps that share places: of one as a rule, of
// several where they come together or come apart.
type Change struct {
	Before, After []Sketch        // those with most people first; none where it opened or closed
	People        coverage.Amount // after − before
}

// Changes lists the gaps that are others in a city than in the one before, from
// which edits made it: those with most people more or fewer first. Where the scope
// names a district only those gaps count in which something changes there. It
// looks around what the edits touch; where that cannot be told, as where the limit
// is another one, at the whole city.
//
// The errors are [*coverage.QueryError] and ctx's.
func Changes(ctx context.Context, e, before *coverage.Engine, q Query) ([]Change, error) {
	in := q.Scope
	q.District, q.Level = nil, nil
	now, err := newSketcher(ctx, e, q)
	if err != nil {
		return nil, err
	}
	then, err := newSketcher(ctx, before, q)
	if err != nil {
		return nil, err
	}
	c := &comparison{then: then, now: now}
	seeds, err := c.findSeeds(ctx)
	if err != nil {
		return nil, err
	}
	c.seed = make(map[int]bool, len(seeds))
	for _, place := range seeds {
		c.seed[place] = true
	}
	for _, place := range seeds {
		if !e.InDistrict(place, in) {
			continue
		}
		if err := c.grow(ctx, place); err != nil {
			return nil, err
		}
	}
	return c.changes(), nil
}

// A comparison grows the gaps of both cities from places, until none that grew in
// one has a place in a gap of the other that has not.
type comparison struct {
	then, now *sketcher
	seed      map[int]bool // places where gaps may begin to differ
}

// findSeeds lists the places at which gaps may begin to differ, ascending: those
// that are missed in one city only, or otherwise, and those near a street that was
// removed or added.
func (c *comparison) findSeeds(ctx context.Context) ([]int, error) {
	places, err := c.affected(ctx)
	if err != nil {
		return nil, err
	}
	removed, added := c.now.city.Streets.Changed(c.then.city.Streets)
	besideRemoved, err := c.then.missedBeside(ctx, removed)
	if err != nil {
		return nil, err
	}
	besideAdded, err := c.now.missedBeside(ctx, added)
	if err != nil {
		return nil, err
	}
	places = slices.DeleteFunc(places, func(place int) bool { return c.then.same(c.now, place) })
	out := slices.Concat(places, besideRemoved, besideAdded)
	slices.Sort(out)
	return slices.Compact(out), nil
}

// affected lists the places whose walks, accesses or people edits have touched:
// all where nobody knows.
func (c *comparison) affected(ctx context.Context) (places []int, err error) {
	for k, criterion := range c.now.criteria {
		some, all, err := []int(nil), !criterion.Same(c.then.criteria[k]), error(nil)
		if !all {
			some, all, err = c.now.engine.ChangedPlaces(ctx, c.then.engine, c.now.basis.Services[k], c.now.basis.Settings[k],
				coverage.Millis(coverage.MaxMinutes), c.now.radiusMM[k])
		}
		if err != nil {
			return nil, err
		}
		if all {
			places = make([]int, c.now.city.Demand.Len())
			for i := range places {
				places[i] = i
			}
			return places, nil
		}
		places = append(places, some...)
	}
	slices.Sort(places)
	return slices.Compact(places), nil
}

// grow makes sure that the gaps of a place are grown, and of all places in them.
func (c *comparison) grow(ctx context.Context, place int) error {
	for list := []int{place}; len(list) > 0; {
		place, list = list[len(list)-1], list[:len(list)-1]
		for _, s := range []*sketcher{c.then, c.now} {
			more, err := s.grow(ctx, place)
			if err != nil {
				return err
			}
			list = append(list, more...)
		}
	}
	return nil
}

// changes puts gaps together that share a place, and leaves out those that are the
// same.
func (c *comparison) changes() []Change {
	sets := union.New(len(c.then.gaps) + len(c.now.gaps))
	for k, gap := range c.now.gaps {
		for _, place := range gap.places {
			if i, missed := c.then.gapOf[place]; missed {
				sets.Join(uint32(i), uint32(len(c.then.gaps)+k))
			}
		}
	}
	at := map[uint32]int{}
	var families []Change
	family := func(i int) *Change {
		root := sets.Find(uint32(i))
		if _, known := at[root]; !known {
			at[root] = len(families)
			families = append(families, Change{})
		}
		return &families[at[root]]
	}
	for i, members := range c.then.gaps {
		f := family(i)
		f.Before = append(f.Before, c.then.sketch(members))
		f.People -= c.changedPeople(c.then, members)
	}
	for k, members := range c.now.gaps {
		f := family(len(c.then.gaps) + k)
		f.After = append(f.After, c.now.sketch(members))
		f.People += c.changedPeople(c.now, members)
	}
	families = slices.DeleteFunc(families, func(f Change) bool { return f.People == 0 && sameGaps(f.Before, f.After) })
	for _, f := range families {
		slices.SortFunc(f.Before, bySize)
		slices.SortFunc(f.After, bySize)
	}
	slices.SortFunc(families, func(a, b Change) int {
		return cmp.Or(cmp.Compare(max(b.People, -b.People), max(a.People, -a.People)), strings.Compare(a.first(), b.first()))
	})
	return families
}

// changedPeople sums the people of those places of a gap that changes have touched: of
// the others there are as many in both cities.
func (c *comparison) changedPeople(s *sketcher, gap grownGap) (people coverage.Amount) {
	for _, place := range gap.places {
		if c.seed[place] {
			people += s.at(place).people
		}
	}
	return people
}

func bySize(a, b Sketch) int {
	return cmp.Or(cmp.Compare(b.People, a.People), strings.Compare(a.ID, b.ID))
}

func sameGaps(before, after []Sketch) bool {
	return len(before) == 1 && len(after) == 1 && slices.Equal(before[0].Places, after[0].Places)
}

// first is the id of the largest gap, before where there was one.
func (f Change) first() string { return slices.Concat(f.Before, f.After)[0].ID }
