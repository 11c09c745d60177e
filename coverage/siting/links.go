package siting

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/catchment"
	"lifecircle/coverage/scenario"
)

// FindLinks lists the links that may be part of a plan: those given, and of those
// that the engine finds the ones that bring most people to the facilities there are.
// The errors are [FieldError]s, [*coverage.QueryError] and ctx's.
func FindLinks(ctx context.Context, e *coverage.Engine, q Question) ([]Candidate, error) {
	out, err := givenLinks(ctx, e, q.Links)
	if err != nil {
		return nil, err
	}
	if !q.Links.Gates && !q.Links.Crossings && q.Links.BridgesM == 0 {
		return out, nil
	}
	ranked, err := RankLinks(ctx, e, LinkQuery{Scope: q.Scope,
		Services: q.Services, Gates: q.Links.Gates, Crossings: q.Links.Crossings, BridgesM: q.Links.BridgesM, Top: cmp.Or(q.Links.Most, DefaultLinks)})
	if err != nil {
		return nil, err
	}
	for _, l := range ranked {
		switch l.Kind {
		case KindGate:
			l.Cost = q.Links.Costs.Gate
		case KindCrossing:
			l.Cost = q.Links.Costs.Crossing
		default:
			l.Cost = q.Links.Costs.Bridge
		}
		out = append(out, l.Candidate)
	}
	return out, nil
}

// givenLinks checks the links that a question gives.
func givenLinks(ctx context.Context, e *coverage.Engine, l *Links) ([]Candidate, error) {
	var out []Candidate
	var errs []error
	for i, g := range l.Given {
		if _, err := scenario.Apply(ctx, e, []scenario.Change{g.Change}); err != nil {
			refused := scenario.FieldErrors(err)
			if refused == nil {
				return nil, err
			}
			for _, f := range refused {
				errs = append(errs, &FieldError{Path: []any{"links", "given", i, string(g.Change.Kind), f.Field}, Value: f.Value, Why: f.Why})
			}
			continue
		}
		c := Candidate{Kind: KindLink, ID: cmp.Or(g.ID, g.Change.ID), Names: coverage.Names{Plain: g.Change.Name}, Cost: g.Cost, Changes: []scenario.Change{g.Change}}
		switch {
		case len(g.Change.Line) > 0:
			c.Line, c.Point = g.Change.Line, g.Change.Line[len(g.Change.Line)/2]
		case g.Change.Near != nil:
			c.Point = *g.Change.Near
		default:
			c.Point = wayPoint(e.City(), *g.Change.Way)
		}
		if slices.ContainsFunc(out, func(o Candidate) bool { return o.ID == c.ID }) {
			errs = append(errs, &FieldError{Path: []any{"links", "given", i, "id"}, Value: quoted(c.ID), Why: "there is a link of that id already: give each another one"})
		}
		out = append(out, c)
	}
	return out, errors.Join(errs...)
}

// wayPoint returns a point of a way.
func wayPoint(city *coverage.City, way int64) orb.Point {
	n := city.Streets
	for edge := range n.EachEdge() {
		first, last := n.SegmentsOf(edge)
		for s := first; s < last; s++ {
			if n.Street(s).Way == way {
				return n.Point(n.NodeOf(edge, (s - first)))
			}
		}
	}
	return orb.Point{}
}

// DefaultLinks is how many links are ranked unless asked otherwise, and MostLinks how
// many can be.
const (
	DefaultLinks = 20
	MostLinks    = 200
)

// A LinkQuery asks which single links of streets would bring most people to the
// facilities there are.
type LinkQuery struct {
	coverage.Scope
	Services  []string // ids; people reach all of them
	Gates     bool     // walls with a street on either side, and residents' streets
	Crossings bool     // across roads
	BridgesM  float64  // footbridges at most so long, metres; 0 is none
	Top       int      // how many are listed; 0 means DefaultLinks
}

// A RankedLink is a link with what it does alone.
type RankedLink struct {
	Candidate
	Rank    int             // from 1
	LengthM float64         // 0 where nothing is built
	Across  []string        // obstacles that it leads over; none of a bridge: over something that the map does not show, such as a ditch or a block of buildings
	Gain    coverage.Amount // people covered with it less those without, as the what-if engine has them
}

// RankLinks finds links and lists those that gain most alone, of equal ones the
// shorter first, then by id.
// Links that gain nobody are left out.
//
// Which links are tried is a matter of judgement, not of proof: between two street
// nodes of which one has a walk over a third of the limit that the link would shorten
// by a minute at least, the best of each kind in every 150 m, some 400 of those that
// may bring most people. What a link gains is exact. The errors are [FieldError]s,
// [*coverage.QueryError] and ctx's.
func RankLinks(ctx context.Context, e *coverage.Engine, q LinkQuery) ([]RankedLink, error) {
	if q.Top == 0 {
		q.Top = DefaultLinks
	}
	if q.Top < 0 || q.Top > MostLinks {
		return nil, &coverage.QueryError{Param: "top", Value: fmt.Sprint(q.Top), Why: fmt.Sprintf("give 1 to %d", MostLinks)}
	}
	catch, err := catchment.New(ctx, e, catchment.Query{Scope: q.Scope, Services: q.Services})
	if err != nil {
		return nil, err
	}
	f := &linkFinder{engine: e, city: e.City(), catch: catch, query: q}
	found, err := f.find(ctx)
	if err != nil {
		return nil, err
	}
	var out []RankedLink
	before := f.covered(catch)
	for _, l := range found {
		city, err := scenario.Apply(ctx, e, l.Changes)
		if scenario.FieldErrors(err) != nil {
			continue // it cannot be built there
		}
		if err != nil {
			return nil, err
		}
		with, err := catchment.New(ctx, city, catch.Query())
		if err != nil {
			return nil, err
		}
		if l.Gain = f.covered(with) - before; l.Gain > 0 {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b RankedLink) int {
		return cmp.Or(cmp.Compare(b.Gain, a.Gain), cmp.Compare(a.LengthM, b.LengthM), strings.Compare(a.ID, b.ID))
	})
	for i := range out {
		out[i].Rank = i + 1
	}
	return out[:min(q.Top, len(out))], nil
}

// covered counts the people who are covered.
func (f *linkFinder) covered(catch *catchment.Catchments) coverage.Amount {
	sum := coverage.Amount(0)
	for i := range f.city.Demand.Len() {
		if catch.Amount(i) > 0 && f.reaches(catch, i) {
			sum += catch.Amount(i)
		}
	}
	return sum
}

func (f *linkFinder) reaches(catch *catchment.Catchments, place int) bool {
	for k := range f.query.Services {
		if !catch.Reaches(k, place) {
			return false
		}
	}
	return true
}

// LongestBridge is the longest footbridge that is looked for, metres.
const LongestBridge = 1000

// OrAll returns the question for every kind of link, bridges of 150 m, where it asks
// for none.
func (q LinkQuery) OrAll() LinkQuery {
	if !q.Gates && !q.Crossings && q.BridgesM == 0 {
		q.Gates, q.Crossings, q.BridgesM = true, true, 150
	}
	return q
}
