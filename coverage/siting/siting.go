package siting

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting/covering"
)

// A siting is a question on the way to its answer.
type siting struct {
	engine     *coverage.Engine
	city       *coverage.City
	question   Question
	options    Options
	catch      *coverage.Catchments
	facilityAt map[string]int // by id

	// Items are what the plan chooses from: of MoveOrClose first the facilities that
	// may stay, then candidates, then links.
	items []Candidate
	stays int // how many of them are facilities that may stay
	links int // how many of them are links

	candidates []Candidate // as gathered
	reach      [][][]int32 // by item, by service: the places that it would cover
	found      int         // candidates, also those that nobody can walk to
	off        []string    // ids of some of these
	offCount   int
	unjoined   int // of offCount, those that join no street as the services' people walk
	useless    int
	crowded    bool // some have a capacity

	combined []combination // what links do together with other items
	backing  [][]uint8     // by service and place: open facilities within the limit, at most 2
	targets  []target      // what the needs of the problem are about

	problem   *covering.Problem
	limitOf   []Constraint // by limit of the problem
	answer    Answer
	base      *int64 // see before
	least     Least
	told      []Outcome // see outcomeOf
	reachable []bool    // by place: covered, or some items can do it
}

// A target is a group of places whose coverage counts by itself.
type target struct {
	district int    // index into City.Districts; wholeCity
	group    string // of people; "" is the question's
	demand   coverage.Amount
	covered  coverage.Amount // as the city is
	most     coverage.Amount // if every item were chosen
	need     coverage.Amount // covered people that are asked for
}

const wholeCity = -1

func open(ctx context.Context, e *coverage.Engine, q Question, o Options) (*siting, error) {
	s := &siting{engine: e, city: e.City(), question: q, options: o, facilityAt: map[string]int{}}
	for i, f := range s.city.Facilities {
		s.facilityAt[f.ID] = i
	}
	group := q.Group
	if q.Per == PerGroup {
		group = "all"
	}
	var err error
	s.catch, err = e.Catchments(ctx, coverage.CatchmentQuery{Services: q.Services, Group: group, Area: q.Area, Weight: q.Weight,
		Minutes: q.Minutes, Profile: q.Profile, Private: q.Private, Level: q.Level})
	if err != nil {
		return nil, err
	}
	s.fillDefaults()
	return s, s.check()
}

// fillDefaults completes the question.
func (s *siting) fillDefaults() {
	q, asked := &s.question, s.catch.Query()
	q.Group, q.Area, q.Weight, q.Private, q.Level = asked.Group, asked.Area, asked.Weight, asked.Private, asked.Level
	if q.Per == "" {
		if q.Per = PerCity; q.Goal == WorstFirst {
			q.Per = PerDistrict
		}
	}
	if q.Target == nil && (q.Goal == FewestFacilities || q.Goal == LeastCost) {
		at, _ := slices.BinarySearchFunc(s.city.Services, q.Services[0], func(x coverage.Service, id string) int { return cmp.Compare(x.ID, id) })
		t := s.city.Services[at].Target
		q.Target = &t
	}
	s.answer.Question, s.answer.State = *q, StateRunning
}

// check refuses what the city does not have.
func (s *siting) check() error {
	q := &s.question
	if (q.Per == PerDistrict || q.Per == PerBoth) && len(s.catch.Districts()) == 0 && q.Goal != MostPeople && q.Goal != MoveOrClose {
		return &FieldError{Path: []any{"per"}, Value: string(q.Per), Why: "the city has no districts: ask per city, or add districts to its manifest"}
	}
	for _, code := range sortedKeys(q.Budget) {
		if code != "" && !slices.ContainsFunc(s.catch.Districts(), func(i int) bool { return s.city.Districts[i].Code == code }) {
			return &FieldError{Path: []any{"budget", code}, Value: code, Why: "there is no district of that code at the level that is asked"}
		}
	}
	if q.PerDistrictMax > 0 && len(s.catch.Districts()) == 0 {
		return &FieldError{Path: []any{"per_district_max"}, Why: "the city has no districts: leave it out"}
	}
	return nil
}

// gatherItems lists what the plan chooses from and finds what each covers.
func (s *siting) gatherItems(ctx context.Context) error {
	if err := s.gather(ctx); err != nil {
		return err
	}
	if s.crowded = slices.ContainsFunc(s.candidates, func(c Candidate) bool { return c.Capacity > 0 }); s.crowded {
		if wrongs := s.question.crowded(); wrongs != nil {
			return errors.Join(wrongs...)
		}
	}
	if s.question.Goal == MoveOrClose {
		s.gatherStays()
	}
	s.items = append(s.items, s.candidates...)
	if err := s.findReach(ctx); err != nil {
		return err
	}
	if err := s.countBacking(ctx); err != nil {
		return err
	}
	if err := s.dropUseless(); err != nil {
		return err
	}
	return s.gatherLinks(ctx)
}

// gatherStays lists the open facilities that offer some of the services: each may
// stay or close.
func (s *siting) gatherStays() {
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
	s.stays = len(s.items)
}

// MaxEntries bounds the memory of a siting: the places of all candidates together, 4
// bytes each and as many again while the problem is written.
const MaxEntries = 100_000_000

// findReach searches around every item.
func (s *siting) findReach(ctx context.Context) error {
	s.reach = make([][][]int32, len(s.items))
	joined := make([]bool, len(s.items))
	var entries atomic.Int64
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	const block = 64
	for from := 0; from < len(s.items); from += block {
		group.Go(func() (err error) {
			for j := from; j < min(from+block, len(s.items)); j++ {
				if s.reach[j], joined[j], err = s.around(inner, s.catch, &s.items[j]); err != nil {
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
		if !joined[j] && j >= s.stays {
			s.leaveOff(c.ID)
			s.unjoined++
		}
	}
	return nil
}

// around lists by service the places that an item would cover in a city.
func (s *siting) around(ctx context.Context, catch *coverage.Catchments, c *Candidate) ([][]int32, bool, error) {
	if c.facility < 0 {
		return catch.Around(ctx, c.Point)
	}
	places, joined, err := catch.Of(ctx, c.facility)
	if err != nil {
		return nil, false, err
	}
	places = slices.Clone(places)
	for k, id := range s.question.Services {
		offers := slices.Contains(s.city.Facilities[c.facility].Services, id)
		if offers == (c.Kind == KindFacility) {
			places[k] = nil // one that offers it already adds nothing; one that does not takes nothing away
		}
	}
	return places, joined, nil
}

// countBacking counts for each service and place the facilities that stay whatever
// is chosen, at most as many as are wanted.
func (s *siting) countBacking(ctx context.Context) error {
	n := s.city.Demand.Len()
	s.backing = make([][]uint8, len(s.question.Services))
	for k := range s.backing {
		s.backing[k] = make([]uint8, n)
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
				s.backing[k][i] = 2
			case s.catch.Reaches(k, i):
				s.backing[k][i] = 1
			}
		}
	}
	return nil
}

// wanted is how many facilities cover a place.
func (s *siting) wanted() uint8 {
	if s.question.Backup {
		return 2
	}
	return 1
}

// covers reports whether an item helps somebody who is not covered.
func (s *siting) helps(j int) bool {
	for k, places := range s.reach[j] {
		for _, i := range places {
			if s.backing[k][i] < s.wanted() {
				return true
			}
		}
	}
	return false
}

// dropUseless leaves out candidates that cover nobody who is not covered, unless
// they are fixed, and finds out whether the fixed are there.
func (s *siting) dropUseless() error {
	var items []Candidate
	var reach [][][]int32
	seen := map[string]bool{}
	for j, c := range s.items {
		seen[c.ID] = true
		if j >= s.stays && !s.helps(j) {
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
	for i, id := range s.question.Fixed {
		if !seen[id] {
			return &FieldError{Path: []any{"fixed", i}, Value: id, Why: "there is no such candidate: give the id of one, or leave it out"}
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// parallel calls f for 0 … n-1 on all processors.
func parallel(n int, f func(i int)) {
	var wait sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wait.Wait()
}
