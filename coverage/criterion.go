package coverage

import (
	"context"
	"math"
	"math/big"

	"lifecircle/geo/streets"
)

// A tally is what is summed for the city or one district.
type tally struct {
	demand, covered, nearEdge, unlinked Amount
	within                              Amount // demand within a minute of the limit
	circle                              Amount // demand within the straight line
	inReach                             Amount // demand times services in reach
}

// A State is what a reading says of one place.
type State struct {
	Covered, NearEdge, Unlinked, within, circle bool
	inReach                                     int
}

// add counts a place of the given amount; one that is negative takes it away.
func (t *tally) add(s State, a Amount) {
	t.demand += a
	if s.Covered {
		t.covered += a
	}
	if s.NearEdge {
		t.nearEdge += a
	}
	if s.Unlinked {
		t.unlinked += a
	}
	if s.within {
		t.within += a
	}
	if s.circle {
		t.circle += a
	}
	t.inReach += a * Amount(s.inReach)
}

// A criterionKey tells criteria apart.
type criterionKey struct {
	destination
	limit    int64 // milliseconds
	farthest int64 // to where the walks are followed at least
	near     int64 // millimetres from the border within which it is near; less than 0: only the exits tell
	radiusMM int64 // of the circle
}

// A Criterion looks at one service at one limit in one setting.
type Criterion struct {
	criterionKey
	Reach  *Reach
	exits  *Reach // to where streets leave the extent; nil where none do
	circle circle
}

// criterionAt returns that of a service at a limit. The walk is searched to the longest limit
// asked for, so that a curve costs one search.
func (e *Engine) criterionAt(ctx context.Context, to destination, minutes, longest float64) (Criterion, error) {
	v := criterionKey{destination: to, limit: Millis(minutes), near: -1}
	if e.city.Guessed {
		v.near = int64(math.Round(to.Profile.Distance(v.limit) * 1000))
	}
	v.farthest = max(v.limit, Millis(longest))
	v.radiusMM = int64(math.Round(BufferM(e.city.Services[to.service], to.Profile, minutes) * 1000))
	return e.criterionOf(ctx, v)
}

// criterionOf makes the criterion of a key.
func (e *Engine) criterionOf(ctx context.Context, v criterionKey) (Criterion, error) {
	l := Criterion{criterionKey: v}
	var err error
	if l.Reach, err = e.reachOf(ctx, v.destination, SearchLimit(v.farthest)); err != nil {
		return l, err
	}
	if len(e.exits) > 0 {
		if l.exits, err = e.reachOf(ctx, destination{toExits, v.Setting}, v.farthest); err != nil {
			return l, err
		}
	}
	l.circle, err = e.circleOf(ctx, v.service, v.radiusMM)
	return l, err
}

// BufferM returns the radius of the circle beside a walk of the given minutes.
func BufferM(s Service, p streets.Profile, minutes float64) float64 {
	if s.BufferM > 0 {
		return s.BufferM
	}
	return p.Distance(Millis(minutes))
}

// linked reports whether a place joins the streets.
func (l Criterion) linked(place int) bool { return l.Reach.Accesses.linked.At(place) }

// nearEdge reports whether a place that is linked and not covered could be from
// beyond the extent: some street's exit is within the limit, or the border is as
// near as the street that the place joins, so that one beyond may be nearer.
// Where the extent is a guess nobody knows the exits, and a border within the
// limit as the crow flies is enough.
func (l Criterion) nearEdge(place int, borderMM int64) bool {
	if l.exits != nil && l.exits.Within(place, l.limit) {
		return true
	}
	return borderMM <= max(l.near, l.Reach.Accesses.LegMM(place))
}

// Slack returns by how much a place's walk is over the limit, in milliseconds;
// at most 0 is covered.
func (l Criterion) Slack(place int) int64 {
	if ms := l.Reach.millis.At(place); ms != unreached {
		return int64(ms) - l.limit
	}
	return math.MaxInt64
}

// State reads a place through one or several criteria at once: it is covered where
// all of them cover it, could be covered where every one that misses is near the
// edge or does not join the streets, and within a minute of the limit where the
// worst of them is.
func (e *Engine) State(criteria []Criterion, place int) State {
	s := State{Covered: true, circle: true}
	worst := int64(math.MinInt64)
	could, unlinked := true, false
	for _, l := range criteria {
		slack := l.Slack(place)
		worst = max(worst, slack)
		switch {
		case slack <= 0:
			s.inReach++
		case !l.linked(place):
			s.Covered, unlinked = false, true
		default:
			s.Covered = false
			could = could && l.nearEdge(place, e.borderMM[place])
		}
		s.circle = s.circle && l.circle.within.At(place)
	}
	s.Unlinked = could && unlinked
	s.NearEdge = could && !unlinked && !s.Covered
	s.within = worst >= -minute && worst <= minute
	return s
}

// counts reports whether a place counts for an area. One that does not say
// whether it is urban or rural counts for each.
func (c *City) counts(place int, area Area) bool {
	if c.Demand.Urban == nil {
		return true
	}
	switch c.Demand.Urban[place] {
	case FlagUrban:
		return area != AreaRural
	case FlagRural:
		return area != AreaUrban
	}
	return true
}

// amounts returns the column that a group or weight counts, or nil with the
// reason why there is none.
func (c *City) amounts(group, weight string) ([]Amount, Reason) {
	if weight != WeightPeople {
		if column := c.Demand.Weight[weight]; column != nil {
			return column, ReasonNone
		}
		return nil, ReasonNoSuchWeight
	}
	if column := c.Demand.Groups[group]; column != nil {
		return column, ReasonNone
	}
	return nil, ReasonNoSuchGroup
}

// ShareOf returns the double nearest to part/whole.
func ShareOf(part, whole Amount) *float64 {
	q := float64(part) / float64(whole)
	return &q
}

// judge compares bounds with a target in integers: low and high are sums over
// parts services, each of the same demand.
func judge(low, high, demand Amount, parts int, target Share) Verdict {
	// low/(parts·demand) ≥ target/10⁶
	need := new(big.Int).Mul(big.NewInt(int64(target)*int64(parts)), big.NewInt(int64(demand)))
	reaches := func(a Amount) bool {
		return new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(1_000_000)).Cmp(need) >= 0
	}
	switch {
	case reaches(low):
		return Meets
	case !reaches(high):
		return Misses
	}
	return CannotTell
}

// shortfall returns ⌈target·demand − covered⌉ in whole people, at least 0.
func shortfall(covered, demand Amount, target Share) int64 {
	need := new(big.Int).Mul(big.NewInt(int64(target)), big.NewInt(int64(demand)))
	need.Sub(need, new(big.Int).Mul(big.NewInt(int64(covered)), big.NewInt(1_000_000)))
	if need.Sign() <= 0 {
		return 0
	}
	const unit = 1_000_000 * 1000 // millionths of thousandths
	need.Add(need, big.NewInt(unit-1))
	return need.Div(need, big.NewInt(unit)).Int64()
}

// Same reports whether two criteria, of one city or of two, ask the same of a
// place.
func (l Criterion) Same(o Criterion) bool {
	a, b := l.criterionKey, o.criterionKey
	a.farthest, b.farthest = 0, 0
	return a == b
}
