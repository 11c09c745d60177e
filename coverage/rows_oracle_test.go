package coverage_test

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/geo"
	"lifecircle/internal/testcity/asciicity"
)

// A ledger is what a reader would write down of every place to sum rows by hand.
type ledger struct {
	city   *coverage.City
	walks  map[string][]*int64 // by service: the walk of each place, followed far enough
	exits  map[string][]bool   // by service: whether some street's exit is within its limit
	limits map[string]int64
}

// newLedger asks for the walks of every place, at a limit or the services' own. What
// the exits are near to is asked of a city whose only facilities stand there.
func newLedger(t *rapid.T, c *asciicity.City, minutes float64) *ledger {
	t.Helper()
	city := c.Engine().City()
	l := &ledger{city, map[string][]*int64{}, map[string][]bool{}, map[string]int64{}}
	beyond := *city
	beyond.Facilities = nil
	for i, exit := range c.Engine().Exits() {
		beyond.Facilities = append(beyond.Facilities, coverage.Facility{ID: fmt.Sprintf("exit %03d", i), Point: exit.At, Services: []string{"clinic", "school"}, Access: exit})
	}
	at := must[*coverage.Engine](t)(coverage.Open(context.Background(), &beyond, coverage.Options{}))
	for _, s := range city.Services {
		limit := s.Minutes
		if minutes != 0 {
			limit = minutes
		}
		l.limits[s.ID] = coverage.Millis(limit)
		q := coverage.Query{Services: []string{s.ID}, Limits: []float64{limit}}
		walks, exits := make([]*int64, len(city.Demand.ID)), make([]bool, len(city.Demand.ID))
		for _, cell := range must[[]coverage.Cell](t)(c.Engine().Cells(context.Background(), q)) {
			walks[cell.Place] = cell.Millis
		}
		for _, cell := range must[[]coverage.Cell](t)(at.Cells(context.Background(), q)) {
			exits[cell.Place] = cell.Covered
		}
		l.walks[s.ID], l.exits[s.ID] = walks, exits
	}
	return l
}

// A judged is one place read through a bundle of services.
type judged struct {
	covered, near, unlinked, within, circle bool
	inReach                                 int
}

func (l *ledger) judge(place int, services []string) judged {
	j := judged{covered: true, within: true, circle: true}
	near, worst := true, int64(math.MinInt64)
	p, access := l.city.Demand.Point[place], l.city.Demand.Access[place]
	for _, id := range services {
		limit, walk := l.limits[id], l.walks[id][place]
		if walk == nil {
			worst = math.MaxInt64
		} else {
			worst = max(worst, *walk-limit)
		}
		if walk != nil && *walk <= limit {
			j.inReach++
		} else {
			j.covered = false
			border := len(l.city.Extent) > 0 && borderMM(l.city, p) <= int64(access.LegMM)
			near = near && (l.exits[id][place] || border)
		}
		radius, inside := 1000*1000*limit/900_000, false // 4 km/h: 1,000 m in 15 minutes
		for _, f := range l.city.Facilities {
			open := f.Status == "" || f.Status == coverage.StatusOpen
			inside = inside || open && slices.Contains(f.Services, id) && geo.Millimetres(p, f.Point) <= radius
		}
		j.circle = j.circle && inside
	}
	j.within = worst >= -60_000 && worst <= 60_000
	j.unlinked = !j.covered && !access.Linked
	j.near = !j.covered && access.Linked && near
	return j
}

func borderMM(city *coverage.City, p [2]float64) int64 {
	if !city.Extent.Bound().Contains(p) {
		return 0
	}
	return int64(math.Round(geo.ToBorder(p, city.Extent) * 1000))
}

// A sum is what a row says in numbers.
type sum struct {
	Demand, Covered, Near, Unlinked, Within, Largest, Circle, InReach coverage.Amount
}

func (s *sum) add(j judged, a coverage.Amount) {
	s.Demand += a
	for _, part := range []struct {
		yes bool
		to  *coverage.Amount
	}{{j.covered, &s.Covered}, {j.near, &s.Near}, {j.unlinked, &s.Unlinked}, {j.within, &s.Within}, {j.circle, &s.Circle}} {
		if part.yes {
			*part.to += a
		}
	}
	s.InReach += a * coverage.Amount(j.inReach)
	if j.within {
		s.Largest = max(s.Largest, a)
	}
}

// ratio is the double nearest to a fraction.
func ratio(part, whole coverage.Amount) float64 {
	x, _ := new(big.Rat).SetFrac64(int64(part), int64(whole)).Float64()
	return x
}

// row holds one row against the sum of its places.
func (l *ledger) row(t *rapid.T, r coverage.Row) {
	t.Helper()
	scope := coverage.Scope{}
	if r.District != nil {
		scope.District, scope.Level = &r.District.Code, &r.District.Level
	}
	var want sum
	each := make([]sum, len(r.Services))
	for place, a := range l.city.Demand.Groups[r.Group] {
		flag := coverage.FlagUnknown
		if l.city.Demand.Urban != nil {
			flag = l.city.Demand.Urban[place]
		}
		other := r.Area == coverage.AreaUrban && flag == coverage.FlagRural || r.Area == coverage.AreaRural && flag == coverage.FlagUrban
		if a == coverage.Missing || other || !lies(l.city, l.city.Demand.Point[place], scope) {
			continue
		}
		want.add(l.judge(place, r.Services), a)
		for k, id := range r.Services {
			each[k].add(l.judge(place, []string{id}), a)
		}
	}
	name := fmt.Sprint(r.Services, " ", r.Reading, " in ", shownScope(scope), " of ", r.Area)
	if r.Reason == coverage.ReasonOutside {
		if r.Demand != nil || r.Covered != nil || r.Coverage != nil || r.UnlinkedFacilities != nil || *r.Inside != 0 {
			t.Errorf("%s: outside, and has numbers", name)
		}
		return
	}
	none := coverage.Amount(0)
	got := sum{Demand: *r.Demand, Unlinked: *r.Unlinked, Circle: want.Circle, InReach: want.InReach}
	if r.Reading == coverage.ReadingMeanOf {
		if r.Covered != nil || r.NearEdge != nil || r.Within1Min != nil || r.LargestPlace != nil || r.Shortfall != nil {
			t.Errorf("%s: nobody in particular is covered by a mean, and it counts them", name)
		}
		want.Covered, want.Near, want.Within, want.Largest = none, none, none, none
	} else {
		got.Covered, got.Near, got.Within, got.Largest = *r.Covered, *r.NearEdge, *r.Within1Min, *r.LargestPlace
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (- by hand, + row):\n%s", name, diff)
	}
	if want.Demand == 0 {
		if r.Coverage != nil || r.CoverageHigh != nil || r.BufferCoverage != nil || r.Verdict != nil || r.ServicesInReach != nil {
			t.Errorf("%s: nobody lives there, and it has shares", name)
		}
		return
	}
	l.shares(t, name, r, want, each)
}

// shares holds a row's shares, verdict and shortfall against exact fractions.
func (l *ledger) shares(t *rapid.T, name string, r coverage.Row, want sum, each []sum) {
	t.Helper()
	low, high, circle := ratio(want.Covered, want.Demand), ratio(want.Covered+want.Near+want.Unlinked, want.Demand), ratio(want.Circle, want.Demand)
	exact := [2]*big.Rat{big.NewRat(int64(want.Covered), int64(want.Demand)), big.NewRat(int64(want.Covered+want.Near+want.Unlinked), int64(want.Demand))}
	slack := 0.0
	if r.Reading == coverage.ReadingMeanOf {
		low, high, circle, slack = 0, 0, 0, 1e-12
		exact = [2]*big.Rat{new(big.Rat), new(big.Rat)}
		k := int64(len(each))
		for _, one := range each {
			could := one.Covered + one.Near + one.Unlinked
			low, high, circle = low+ratio(one.Covered, want.Demand)/float64(k), high+ratio(could, want.Demand)/float64(k), circle+ratio(one.Circle, want.Demand)/float64(k)
			exact[0].Add(exact[0], big.NewRat(int64(one.Covered), int64(want.Demand)*k))
			exact[1].Add(exact[1], big.NewRat(int64(could), int64(want.Demand)*k))
		}
	}
	for what, pair := range map[string][2]float64{
		"coverage": {*r.Coverage, low}, "low": {*r.CoverageLow, low}, "high": {*r.CoverageHigh, high}, "circle": {*r.BufferCoverage, circle},
	} {
		if math.Abs(pair[0]-pair[1]) > slack {
			t.Errorf("%s: %s is %v, want %v", name, what, pair[0], pair[1])
		}
	}
	if inReach := ratio(want.InReach, want.Demand); r.Reading != coverage.ReadingEach && *r.ServicesInReach != inReach || r.Reading == coverage.ReadingEach && r.ServicesInReach != nil {
		t.Errorf("%s: services in reach %v, want %v", name, r.ServicesInReach, inReach)
	}
	if r.Target == nil {
		if r.Verdict != nil || r.Shortfall != nil {
			t.Errorf("%s: no target, and a verdict", name)
		}
		return
	}
	target, verdict := big.NewRat(int64(*r.Target), 1_000_000), coverage.CannotTell
	switch {
	case exact[0].Cmp(target) >= 0:
		verdict = coverage.Meets
	case exact[1].Cmp(target) < 0:
		verdict = coverage.Misses
	}
	if *r.Verdict != verdict {
		t.Errorf("%s: %s of %v, want %s", name, *r.Verdict, r, verdict)
	}
	if r.Reading == coverage.ReadingMeanOf {
		return
	}
	// With the shortfall covered the target is met, and with one person fewer it is
	// not.
	met := func(more int64) bool {
		return big.NewRat(int64(want.Covered)+1000*more, int64(want.Demand)).Cmp(target) >= 0
	}
	if !met(*r.Shortfall) || *r.Shortfall > 0 && met(*r.Shortfall-1) || *r.Shortfall < 0 {
		t.Errorf("%s: %d are short of %d in a million, with %d of %d covered", name, *r.Shortfall, *r.Target, want.Covered, want.Demand)
	}
}

// Every number of every row is the sum of its places, each read by itself: whatever
// the reading, the area, the district and the limit. Limits are at least 2 minutes,
// so that the walks of cells reach as far as the minute beyond them.
func TestRowsAreTheSumsOfTheirPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		r := asciicity.Chance(t)
		for i := range c.Services {
			c.Services[i].Target = coverage.Share(r.IntN(1_000_001))
		}
		if len(c.Facilities) > 1 && r.IntN(3) == 0 {
			c.Facilities[0].Status = coverage.StatusPlanned
		}
		minutes := rapid.SampledFrom([]float64{0, 2, 4, 9, 15}).Draw(t, "minutes")
		q := coverage.Query{Scope: coverage.Scope{Minutes: minutes, Area: rapid.SampledFrom([]coverage.Area{"", coverage.AreaUrban, coverage.AreaRural}).Draw(t, "area")}}
		bundles := q
		bundles.AllOf, bundles.MeanOf = []string{"clinic", "school"}, []string{"school", "clinic"}
		l := newLedger(t, c, minutes)
		for _, row := range append(c.Rows(q), c.Rows(bundles)...) {
			l.row(t, row)
		}
	})
}
