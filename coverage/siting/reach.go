package siting

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"lifecircle/coverage/catchment"
	"lifecircle/coverage/scenario"
)

// gatherExisting lists the open facilities that offer some of the services: each may
// stay or close.
func (s *siting) gatherExisting() {
	var all []uint32
	for k := range s.question.Services {
		all = append(all, s.catch.Offering(k)...)
	}
	slices.Sort(all)
	for _, i := range slices.Compact(all) {
		f := &s.city.Facilities[i]
		c := Candidate{Kind: KindClose, ID: f.ID, Names: f.Names, Point: f.Point, facility: int(i), home: s.catch.HomeOf(f.Point),
			Changes: []scenario.Change{{Kind: scenario.CloseFacility, ID: f.ID}}}
		if c.home >= 0 {
			c.District = s.city.Districts[c.home].Code
		}
		s.items = append(s.items, c)
	}
	s.existing = len(s.items)
}

// MaxEntries bounds the memory of a siting: the places of all candidates together, 4
// bytes each and as many again while the problem is written.
const MaxEntries = 100_000_000

// findReach searches around every item.
func (s *siting) findReach(ctx context.Context) error {
	catches, err := s.catchments(ctx, s.engine)
	if err != nil {
		return err
	}
	s.reach = make([][][]int32, len(s.items))
	joined := make([]bool, len(s.items))
	var entries atomic.Int64
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	const block = 64
	for from := 0; from < len(s.items); from += block {
		group.Go(func() (err error) {
			for j := from; j < min(from+block, len(s.items)); j++ {
				if s.reach[j], joined[j], err = s.around(inner, catches, &s.items[j]); err != nil {
					return err
				}
				for _, places := range s.reach[j] {
					entries.Add(int64(len(places)))
				}
				if entries.Load() > MaxEntries {
					return &FieldError{Path: []any{"candidates"}, Value: fmt.Sprint(len(s.items)), Why: fmt.Sprintf(
						"together they reach more than %d places, each counted for every candidate: give a district, or fewer", MaxEntries)}
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for j, c := range s.items {
		if !joined[j] && j >= s.existing {
			s.noteUnlinked(c.ID)
			s.unjoined++
		}
	}
	return nil
}

// around lists by service the places that an item would cover in a city.
func (s *siting) around(ctx context.Context, catches []*catchment.Catchments, c *Candidate) ([][]int32, bool, error) {
	out, joined := make([][]int32, len(s.question.Services)), false
	for _, catch := range catches {
		places, joins, err := placesOf(ctx, catch, c)
		if err != nil {
			return nil, false, err
		}
		joined = joined || joins
		for k := range out {
			out[k] = merged(out[k], places[k])
		}
	}
	if c.facility < 0 {
		return out, joined, nil
	}
	for k, id := range s.question.Services {
		offers := slices.Contains(s.city.Facilities[c.facility].Services, id)
		if offers == (c.Kind == KindFacility) {
			out[k] = nil // one that offers it already adds nothing; one that does not takes nothing away
		}
	}
	return out, joined, nil
}

func placesOf(ctx context.Context, catch *catchment.Catchments, c *Candidate) ([][]int32, bool, error) {
	if c.facility < 0 {
		return catch.Around(ctx, c.Point)
	}
	return catch.Of(ctx, c.facility)
}

// merged returns what is in one of two ascending lists.
func merged(a, b []int32) []int32 {
	if len(a) == 0 {
		return b
	}
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// countCover counts for each service and place the facilities that stay whatever
// is chosen, at most as many as are wanted.
func (s *siting) countCover(ctx context.Context) error {
	n := s.city.Demand.Len()
	s.coverCount = make([][]uint8, len(s.question.Services))
	for k := range s.coverCount {
		s.coverCount[k] = make([]uint8, n)
		if s.question.Goal == MoveOrClose {
			continue
		}
		var twice []bool
		if s.question.Backup {
			var err error
			if twice, err = s.catch.Doubled(ctx, k); err != nil {
				return err
			}
		}
		for i := range n {
			switch {
			case twice != nil && twice[i]:
				s.coverCount[k][i] = 2
			case s.catch.Reaches(k, i):
				s.coverCount[k][i] = 1
			}
		}
	}
	return nil
}

// coverNeed is how many facilities cover a place.
func (s *siting) coverNeed() uint8 {
	if s.question.Backup {
		return 2
	}
	return 1
}

// helps reports whether an item reaches somebody who is not covered.
func (s *siting) helps(j int) bool {
	for k, places := range s.reach[j] {
		for _, i := range places {
			if s.coverCount[k][i] < s.coverNeed() {
				return true
			}
		}
	}
	return false
}

// dropUseless leaves out candidates that cover nobody who is not covered, unless
// they are fixed.
func (s *siting) dropUseless() {
	var items []Candidate
	var reach [][][]int32
	for j, c := range s.items {
		if j >= s.existing && !s.helps(j) {
			s.useless++
			// With a link it may help all the same.
			if s.question.Links == nil && !slices.Contains(s.question.Fixed, c.ID) {
				continue
			}
		}
		items, reach = append(items, c), append(reach, s.reach[j])
	}
	s.useless -= s.unjoined
	s.items, s.reach = items, reach
}

// checkFixed refuses fixed ids of nothing that there is.
func (s *siting) checkFixed() error {
	seen := map[string]bool{}
	for _, c := range s.items {
		seen[c.ID] = true
	}
	for i, id := range s.question.Fixed {
		if !seen[id] {
			return &FieldError{Path: []any{"fixed", i}, Value: id, Why: "there is no such candidate: give the id of one, or leave it out"}
		}
	}
	return nil
}

// bindUpgrades makes what a facility that may close would offer beside hang on its
// staying: the two cover places only together.
func (s *siting) bindUpgrades() {
	for j := s.existing; j < len(s.items); j++ {
		stay := s.existingOf(j)
		if stay < 0 {
			continue
		}
		for k, places := range s.reach[j] {
			if len(places) > 0 {
				s.combined = append(s.combined, combination{[]int32{int32(stay), int32(j)}, k, places})
			}
		}
		s.reach[j] = make([][]int32, len(s.question.Services))
	}
}

// existingOf returns the item by which the facility stays that an item would change; -1
// where none does.
func (s *siting) existingOf(j int) int {
	if s.items[j].Kind != KindFacility {
		return -1
	}
	return slices.IndexFunc(s.items[:s.existing], func(c Candidate) bool { return c.facility == s.items[j].facility })
}
