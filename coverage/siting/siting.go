package siting

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"lifecircle/coverage"
	"lifecircle/coverage/catchment"
	"lifecircle/coverage/siting/covering"
)

// A siting is a question on the way to its answer.
type siting struct {
	engine   *coverage.Engine
	city     *coverage.City
	question Question
	options  Options
	catch    *catchment.Catchments
	blank    []string // groups of WorstFirst who live where catch counts nobody

	// Items are what the plan chooses from: of MoveOrClose first the facilities that
	// may stay, then candidates, then links.
	items    []Candidate
	existing int // how many of them are facilities that may stay
	links    int // how many of them are links

	candidates    []Candidate // as gathered
	reach         [][][]int32 // by item, by service: the places that it would cover
	found         int         // candidates, also those that nobody can walk to
	unlinked      []string    // ids of some of these
	unlinkedCount int
	unjoined      int // of unlinkedCount, those that join no street as the services' people walk
	useless       int
	capacitated   bool // some have a capacity

	combined   []combination // what links do together with other items
	coverCount [][]uint8     // by service and place: open facilities within the limit, at most 2
	targets    []target      // what the needs of the problem are about

	problem   *covering.Problem
	people    []int64     // by row of the problem: who is there, whatever the row counts for
	limitOf   []limitKind // by limit of the problem
	answer    Answer
	base      *int64 // see before
	least     Least
	frame     []Outcome // see outcomeFrame
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
	s := &siting{engine: e, city: e.City(), question: q, options: o}
	scope := q.Scope
	if q.Per == PerGroup {
		scope.Group = "all"
	}
	var err error
	if s.catch, err = catchment.New(ctx, e, catchment.Query{Scope: scope, Services: q.Services}); err != nil {
		return nil, err
	}
	s.fillDefaults()
	s.findBlank()
	return s, s.check()
}

// findBlank lists the groups that are counted at places whose count of all is blank.
func (s *siting) findBlank() {
	if s.question.Per != PerGroup {
		return
	}
	for _, group := range sortedKeys(s.city.Demand.Groups) {
		for i := range s.city.Demand.Len() {
			if s.catch.Amount(i) == 0 && s.catch.AmountOf(group, i) > 0 {
				s.blank = append(s.blank, group)
				break
			}
		}
	}
}

// counts reports whether somebody is counted at a place.
func (s *siting) counts(place int) bool {
	return s.catch.Amount(place) > 0 || slices.ContainsFunc(s.blank, func(group string) bool { return s.catch.AmountOf(group, place) > 0 })
}

// districts lists those that outcomes are told of and targets are for: of the question's
// level, all of them, or where a district is asked those in which somebody is counted.
func (s *siting) districts() []int {
	all := s.catch.Districts()
	if s.question.District == nil {
		return all
	}
	counted := map[int]bool{}
	for i := range s.city.Demand.Len() {
		if s.counts(i) {
			counted[s.catch.Home(i)] = true
		}
	}
	return slices.DeleteFunc(all, func(d int) bool { return !counted[d] })
}

// catchments opens those of a city. They list places where somebody of their group
// is, so that each blank group has its own behind the first.
func (s *siting) catchments(ctx context.Context, e *coverage.Engine) ([]*catchment.Catchments, error) {
	q := s.catch.Query()
	var out []*catchment.Catchments
	for _, q.Group = range append([]string{q.Group}, s.blank...) {
		one, err := catchment.New(ctx, e, q)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
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
	if s.capacitated = slices.ContainsFunc(s.candidates, func(c Candidate) bool { return c.Capacity > 0 }); s.capacitated {
		if errs := s.question.checkCapacity(); errs != nil {
			return errors.Join(errs...)
		}
	}
	if s.question.Goal == MoveOrClose {
		s.gatherExisting()
	}
	s.items = append(s.items, s.candidates...)
	if err := s.findReach(ctx); err != nil {
		return err
	}
	if err := s.countCover(ctx); err != nil {
		return err
	}
	s.dropUseless()
	s.bindUpgrades()
	if err := s.gatherLinks(ctx); err != nil {
		return err
	}
	return s.checkFixed()
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
