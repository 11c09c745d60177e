package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// resolve fills a scope in for clinics.
func resolve(t asciicity.TB, e *coverage.Engine, s coverage.Scope) (service int, set coverage.Setting) {
	t.Helper()
	b, err := e.Resolve(s, "clinic")
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b.Services[0], b.Settings[0]
}

func must[V any](t asciicity.TB) func(V, error) V {
	return func(v V, err error) V {
		t.Helper()
		if err != nil {
			t.Fatalf("%v", err)
		}
		return v
	}
}

// walksAlone opens the city once for each facility of a service, all others closed,
// and returns the walks of all places to it: less than 0 is none within the limit.
func walksAlone(t asciicity.TB, e *coverage.Engine, service int, set coverage.Setting, limit int64) map[int][]int64 {
	t.Helper()
	out := map[int][]int64{}
	for _, f := range e.Offering(service) {
		city := *e.City()
		city.Facilities = slices.Clone(city.Facilities)
		for i := range city.Facilities {
			if i != int(f) {
				city.Facilities[i].Status = coverage.StatusClosed
			}
		}
		alone := must[*coverage.Engine](t)(coverage.Open(context.Background(), &city, coverage.Options{}))
		r := must[*coverage.Reach](t)(alone.Reach(context.Background(), service, set, limit))
		for place := range city.Demand.ID {
			ms, found := r.MillisAt(place)
			if !found || ms > limit {
				ms = -1
			}
			out[int(f)] = append(out[int(f)], ms)
		}
	}
	return out
}

// The two nearest facilities are the first two of all, each walked to alone, and the
// nearest is what every other question says; what lies within a walk of one facility
// is who walks there alone.
func TestTheNearestAreTheLeastOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		c, s := asciicity.RandomWalks(t)
		e := c.Engine()
		service, set := resolve(t, e, s)
		limit := coverage.Millis(rapid.Float64Range(0.5, 15).Draw(t, "minutes"))
		alone := walksAlone(t, e, service, set, limit)
		a := must[*coverage.Accesses](t)(e.Accesses(ctx, set))
		two := must[func(int) [2]coverage.NearestWalk](t)(e.TwoNearest(ctx, service, a, limit))
		r := must[*coverage.Reach](t)(e.Reach(ctx, service, set, limit))
		for place, id := range c.Demand.ID {
			var all []coverage.NearestWalk
			for _, f := range e.Offering(service) { // by id: the first of equal ones wins
				if ms := alone[int(f)][place]; ms >= 0 {
					all = append(all, coverage.NearestWalk{Facility: int(f), Millis: ms})
				}
			}
			slices.SortStableFunc(all, func(a, b coverage.NearestWalk) int { return int(a.Millis - b.Millis) })
			none := coverage.NearestWalk{Millis: coverage.NoWalk}
			all = append(all, none, none)
			if got, want := two(place), [2]coverage.NearestWalk{all[0], all[1]}; got != want {
				t.Errorf("the two nearest to %s are %v, want %v", id, got, want)
			}
			if within := all[0].Within(limit); r.Within(place, limit) != within || r.WithinAll(limit)[place] != within || a.WithinOf(r.Labels, place, limit) != within {
				t.Errorf("%s is within %d ms: want %t", id, limit, within)
			} else if ms, _ := r.MillisAt(place); within && (ms != all[0].Millis || r.FacilityAt(place) != all[0].Facility || r.Within(place, ms-1)) {
				t.Errorf("%s walks %d ms to %d, want %v", id, ms, r.FacilityAt(place), all[0])
			}
		}
		under := must[*coverage.Reach](t)(e.ReachUnder(ctx, e.City().Streets.Under(set.Profile), set.Private, service, limit))
		if !slices.Equal(under.WithinAll(limit), r.WithinAll(limit)) {
			t.Error("by weights of its own the same profile reaches others")
		}
		spreads(t, e, a, alone, limit)
	})
}

// spreads holds what lies within a walk of each facility against the walks there.
func spreads(t *rapid.T, e *coverage.Engine, a *coverage.Accesses, alone map[int][]int64, limit int64) {
	t.Helper()
	ctx := context.Background()
	corners := must[*reach.Adjacency](t)(e.Adjacency(ctx))
	places := must[*coverage.PlacesByEdge](t)(e.PlacesByEdge(ctx, a))
	for f, walks := range alone {
		spread := must[*reach.Spread](t)(reach.NewSpreader(a.Weights, corners, a.Private).Spread(ctx, a.OfFacility(f), streets.Cost(limit), false))
		found := map[int]int64{}
		for place, cost := range places.Within(a, spread) {
			if before, known := found[place]; !known || int64(cost) < before {
				found[place] = int64(cost)
			}
		}
		for place, want := range walks {
			if got, known := found[place]; known != (want >= 0) || known && got != want {
				t.Errorf("place %d is within %d ms (%t) of facility %d, want %d", place, got, known, f, want)
			}
		}
		for range places.Within(a, spread) {
			break // who has seen enough may stop
		}
	}
}

// Two doors of a house, each equally far from a clinic of its own: the smaller id is
// the first and the other the second, whichever door is named first.
func TestTheTwoNearestOfTwoDoors(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.MilliDegree, `
		a-----------a
		|           |
		N     0     T
		|           |
		b-----------c
	`)
	for _, ids := range [][2]string{{"A", "B"}, {"B", "A"}} {
		c = c.Copy()
		c.Facilities[0].ID, c.Facilities[1].ID = ids[0], ids[1]
		c.Demand.Point[0] = c.Place(0, 4)
		c.Demand.Entrances = []coverage.PlaceEntrance{{Place: 0, Entrance: coverage.Entrance{Kind: coverage.EntranceGiven, Point: c.Place(12, 4)}}}
		e := c.Engine()
		service, set := resolve(t, e, coverage.Scope{})
		a := must[*coverage.Accesses](t)(e.Accesses(ctx, set))
		two := must[func(int) [2]coverage.NearestWalk](t)(e.TwoNearest(ctx, service, a, 900_000))(0)
		expect.Equal(t, "both as far", two[0].Millis, two[1].Millis)
		expect.Equal(t, "the smaller id first", fmt.Sprint(two[0].Facility, two[1].Facility), "0 1")
	}
}

// Which facilities offer a service: the open ones, by id; one that offers what the
// city has no service for offers the others all the same.
func TestWhoOffers(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		S--0---H--K--P--C
	`)
	c.Facility("P").Status = coverage.StatusPlanned
	c.Facility("C").Status = coverage.StatusClosed
	c.Facility("H").Status = coverage.StatusOpen
	c.Facility("K").Services = []string{"bakery", "clinic", "kindergarten"}
	c.Serve(coverage.Service{ID: "market"})
	e := c.Engine()
	for s, want := range []string{"HK", "K", "", "S"} { // clinic, kindergarten, market, school
		got := ""
		for _, f := range e.Offering(s) {
			got += e.City().Facilities[f].ID
		}
		expect.Equal(t, e.City().Services[s].ID, got, want)
		for f, facility := range e.City().Facilities {
			expect.Equal(t, facility.ID+" offers "+e.City().Services[s].ID, e.Offers(f, s), slices.Contains(e.Offering(s), uint32(f)))
		}
	}
	for _, id := range []string{"C", "H", "S"} {
		at, known := e.City().FacilityIndex(id)
		expect.Equal(t, "is found by its id", known && e.City().Facilities[at].ID == id, true)
	}
	_, known := e.City().FacilityIndex("I")
	expect.Equal(t, "one that is not there", known, false)
	expect.Equal(t, "ids", fmt.Sprint(e.City().FacilityIDs(), e.City().ServiceIDs(), e.City().GroupIDs()), "[C H K P S] [clinic kindergarten market school] [all]")
	expect.Equal(t, "workers, as told", must[*coverage.Engine](t)(coverage.Open(context.Background(), e.City(), coverage.Options{Workers: 3})).Workers(), 3)
	expect.Equal(t, "workers, if not", e.Workers() > 0, true)
}

// A rank stays with its facility whatever comes between, and ascends with the ids.
func TestRanksStayWithTheirFacilities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.Random(t)
		r := &editor{asciicity.Chance(t), c, 0}
		e := c.Engine()
		for range 8 {
			next, err := e.With(context.Background(), r.facility(e))
			if err != nil {
				t.Fatal(err)
			}
			city := next.City()
			for f := range city.Facilities {
				if f > 0 && (next.Rank(uint32(f)) <= next.Rank(uint32(f-1)) || city.Facilities[f].ID <= city.Facilities[f-1].ID) {
					t.Fatalf("%s has rank %d behind %d", city.Facilities[f].ID, next.Rank(uint32(f)), next.Rank(uint32(f-1)))
				}
			}
			for f, facility := range e.City().Facilities {
				at, _ := city.FacilityIndex(facility.ID)
				if next.Rank(uint32(at)) != e.Rank(uint32(f)) {
					t.Fatalf("%s had rank %d and has %d", facility.ID, e.Rank(uint32(f)), next.Rank(uint32(at)))
				}
			}
			e = next
		}
	})
}

// Within a circle is who has an open facility of the service at most so far away in
// a straight line, also after edits.
func TestCirclesAreMeasuredFromEveryFacility(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		c := asciicity.RandomDistricts(t)
		r := &editor{asciicity.Chance(t), c, 0}
		e := c.Engine()
		radius := rapid.Int64Range(0, 1_500_000).Draw(t, "radius")
		for range 4 {
			for s, service := range e.City().Services {
				got, err := e.Circle(ctx, s, radius)
				if err != nil {
					t.Fatal(err)
				}
				for i, p := range e.City().Demand.Point {
					want := false
					for _, f := range e.City().Facilities {
						offers := slices.Contains(f.Services, service.ID) && (f.Status == "" || f.Status == coverage.StatusOpen)
						want = want || offers && geo.Millimetres(p, f.Point) <= radius
					}
					if got.At(i) != want {
						t.Errorf("place %s is within %d mm of a %s: %t", e.City().Demand.ID[i], radius, service.ID, !want)
					}
				}
			}
			e = must[*coverage.Engine](t)(e.With(ctx, r.edit(e)))
		}
	})
}

// The circle's own rim is within it.
func TestTheRimOfACircleIsWithin(t *testing.T) {
	e := asciicity.New(t, asciicity.Cell(100), `
		H--0------1
	`).Engine()
	far := geo.Millimetres(e.City().Facilities[0].Point, e.City().Demand.Point[1])
	for radius, want := range map[int64]string{far: "true true", far - 1: "true false"} {
		got, err := e.Circle(context.Background(), 0, radius)
		expect.Equal(t, fmt.Sprint("within ", radius, " mm"), fmt.Sprint(got.At(0), got.At(1), err), want+" <nil>")
	}
}

// A criterion says by how much a walk is over its limit, and is the same as another
// that asks the same, also of another city.
func TestACriterionIsWhatItAsks(t *testing.T) {
	ctx := context.Background()
	c := asciicity.New(t, asciicity.MilliDegree, `
		H---0---1---2-----------------------------------------3
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Slow}}
	e := c.Engine()
	service, set := resolve(t, e, coverage.Scope{})
	l := must[coverage.Criterion](t)(e.Criterion(ctx, service, set, 10))
	for place := range 4 {
		want, ms := int64(math.MaxInt64), c.Ask(coverage.Query{Limits: []float64{10}})[place].Millis
		if ms != nil {
			want = *ms - 600_000
		}
		expect.Equal(t, fmt.Sprint("slack of ", place), l.Slack(place), want)
		state := e.State([]coverage.Criterion{l}, place)
		expect.Equal(t, fmt.Sprint("covered: ", place), state.Covered, want <= 0)
	}
	again := must[coverage.Criterion](t)(e.Criterion(ctx, service, set, 10))
	longer := must[coverage.Criterion](t)(e.Criterion(ctx, service, set, 11))
	slow := must[coverage.Criterion](t)(e.Criterion(ctx, service, coverage.Setting{Profile: asciicity.Slow, Private: set.Private}, 10))
	next := must[*coverage.Engine](t)(e.With(ctx, coverage.Edit{Facilities: []coverage.Facility{{ID: "A", Point: c.Demand.Point[2], Services: []string{"clinic"}}}}))
	there := must[coverage.Criterion](t)(next.Criterion(ctx, service, set, 10))
	expect.Equal(t, "again, longer, slow, of the next city", fmt.Sprint(l.Same(again), l.Same(longer), l.Same(slow), l.Same(there)), "true false false true")
	buffered := c.Copy().Serve(coverage.Service{ID: "clinic", BufferM: 300}).Engine()
	expect.Equal(t, "with another circle", l.Same(must[coverage.Criterion](t)(buffered.Criterion(ctx, service, set, 10))), false)
}

type memoKey struct{ n int }

// What a feature finds is made once an engine and key, and not kept where making
// fails; the next city makes its own.
func TestAMemoIsMadeOnce(t *testing.T) {
	ctx, n := context.Background(), atomic.Int64{}
	e := bundle(t).Engine()
	ask := func(e *coverage.Engine, key any, err error) (int64, error) {
		return coverage.Memo(ctx, e, key, func(context.Context) (int64, error) { return n.Add(1), err })
	}
	says := func(what string, want int64) func(int64, error) {
		return func(got int64, err error) {
			t.Helper()
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
			expect.Equal(t, what, got, want)
		}
	}
	says("made", 1)(ask(e, memoKey{1}, nil))
	says("kept", 1)(ask(e, memoKey{1}, nil))
	says("of another key", 2)(ask(e, memoKey{2}, nil))
	says("of another type", 3)(ask(e, struct{ n int }{1}, nil))
	failed := errors.New("failed")
	if v, err := ask(e, memoKey{3}, failed); !errors.Is(err, failed) || v != 0 {
		t.Errorf("what fails gives %d, %v", v, err)
	}
	says("after it failed", 5)(ask(e, memoKey{3}, nil))
	next := must[*coverage.Engine](t)(e.With(ctx, coverage.Edit{Name: "next"}))
	says("of the next city", 6)(ask(next, memoKey{1}, nil))
	says("the first keeps its own", 1)(ask(e, memoKey{1}, nil))
}

// Every index is called for once, and a question that is stopped stops.
func TestParallelCallsForEach(t *testing.T) {
	for _, n := range []int{0, 1, 255, 256, 257, 1000} {
		e := must[*coverage.Engine](t)(coverage.Open(context.Background(), bundle(t).Engine().City(), coverage.Options{Workers: 3}))
		called := make([]atomic.Int64, n)
		if err := e.Parallel(context.Background(), n, func(i int) { called[i].Add(1) }); err != nil {
			t.Fatal(err)
		}
		for i := range called {
			if called[i].Load() != 1 {
				t.Errorf("of %d the %d-th was called for %d times", n, i, called[i].Load())
			}
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	one := must[*coverage.Engine](t)(coverage.Open(context.Background(), bundle(t).Engine().City(), coverage.Options{Workers: 1}))
	calls := atomic.Int64{}
	err := one.Parallel(ctx, 1_000_000, func(int) { calls.Add(1); stop() })
	if !errors.Is(err, context.Canceled) || calls.Load() > 10_000 {
		t.Errorf("stopped at once, it made %d calls and says %v", calls.Load(), err)
	}
}
