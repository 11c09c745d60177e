package gaps_test

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// coveredOf sums the people of a gap's places whom a service covers in a city, by its
// cells; and one who is covered whatever they say, or -1.
func coveredOf(t *rapid.T, e *coverage.Engine, q gaps.Query, private streets.Private, g gaps.Gap, sure int) coverage.Amount {
	t.Helper()
	ask := coverage.Query{Services: []string{q.Service}}
	if q.Minutes != 0 {
		ask.Limits = []float64{q.Minutes}
	}
	if private != "" {
		ask.Treatments = []streets.Private{private}
	}
	list, err := e.Cells(context.Background(), ask)
	if err != nil {
		t.Fatal(err)
	}
	column, sum := e.City().Demand.Groups[groupOf(q)], coverage.Amount(0)
	for _, cell := range list {
		if slices.Contains(g.Places, cell.Place) && (cell.Covered || cell.Place == sure) {
			sum += max(0, column[cell.Place])
		}
	}
	return sum
}

// A facility at the heart brings in those whom it covers in the city that is built with
// it; opening residents' streets those who are covered where they are open.
func TestRemediesBringInWhomTheySay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		q.Service, q.AllOf = "clinic", nil
		e := c.Engine()
		for _, g := range gapsOf(t, c, q) {
			if g.Sited != nil {
				added := coverage.Facility{ID: "~new", Point: e.City().Demand.Point[g.Heart], Services: []string{"clinic"}}
				built := asciicity.Rebuilt(t, e, coverage.Edit{Facilities: []coverage.Facility{added}})
				// Who lives there need not walk to the street and back.
				if want := coveredOf(t, built, q, q.Private, g, g.Heart); *g.Sited != want {
					t.Errorf("%s: a facility at its heart brings in %d, the gap says %d", g.ID, want, *g.Sited)
				}
			}
			if g.Opened != nil {
				if want := coveredOf(t, e, q, streets.PrivateOpen, g, -1); *g.Opened != want {
					t.Errorf("%s: open streets bring in %d, the gap says %d", g.ID, want, *g.Opened)
				}
			}
		}
	})
}

// The remedy is the first of those that do for half of the people; each count is one that
// the gap says, but for who lives near the edge or beyond it.
func TestTheRemedyDoesForHalf(t *testing.T) {
	seen := map[gaps.Remedy]int{}
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		for _, g := range gapsOf(t, c, q) {
			seen[g.Remedy]++
			half := func(n coverage.Amount) bool { return 2*n >= g.People }
			unsure := half(g.Beyond + g.NearEdge) // at most: who is both is counted once
			opens := g.Opened != nil && *g.Opened > 0 && half(*g.Opened)
			if g.People > 0 && opens != (g.Barrier == gaps.BarrierCompound) {
				t.Errorf("%s: open streets would do for half: %t, and the barrier is %q", g.ID, opens, g.Barrier)
			}
			switch g.Remedy {
			case gaps.RemedyData:
				if !unsure {
					t.Errorf("%s lacks data: %+v", g.ID, g)
				}
			case gaps.RemedyOpen:
				if !opens {
					t.Errorf("%s would be helped by open streets: %+v", g.ID, g)
				}
			case gaps.RemedyShorter:
				if opens || !half(g.Around) {
					t.Errorf("%s would be helped by a shorter way: %+v", g.ID, g)
				}
			case gaps.RemedyLink:
				if opens || half(g.Around) && g.Around > 0 || !half(g.Cut) {
					t.Errorf("%s would be helped by a link: %+v", g.ID, g)
				}
			case gaps.RemedyFacility:
				if opens || g.Around > 0 && half(g.Around) || g.Cut > 0 && half(g.Cut) {
					t.Errorf("%s would be helped by a facility: %+v", g.ID, g)
				}
			}
		}
	})
	if len(seen) < 3 {
		t.Errorf("only %v were drawn", seen)
	}
}

// What a gap is of is counted anew from its places: the heart, the median, the district
// where most live, every group, and the middle.
func TestAGapIsWhatItsPlacesAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		e := c.Engine()
		d := &e.City().Demand
		column := d.Groups[groupOf(q)]
		before, rank := coverage.Amount(math.MaxInt64), 0
		for _, g := range gapsOf(t, c, q) {
			if rank++; g.Rank != rank || g.People > before {
				t.Errorf("%s of %d is number %d after one of %d", g.ID, g.People, g.Rank, before)
			}
			before = g.People
			heart := slices.MinFunc(slices.Clone(g.Places), func(a, b int) int {
				return cmp.Or(cmp.Compare(max(0, column[b]), max(0, column[a])), cmp.Compare(d.ID[a], d.ID[b]))
			})
			if g.Heart != heart {
				t.Errorf("%s: the heart is %s, not %s", g.ID, d.ID[g.Heart], d.ID[heart])
			}
			for id, counts := range d.Groups {
				sum := coverage.Amount(0)
				for _, i := range g.Places {
					sum += max(0, counts[i])
				}
				if g.Groups[id] != sum {
					t.Errorf("%s: of %s there are %d, not %d", g.ID, id, g.Groups[id], sum)
				}
			}
			var lon, lat float64
			for _, i := range g.Places {
				share := float64(max(0, column[i])) / float64(g.People)
				lon, lat = lon+share*d.Point[i][0], lat+share*d.Point[i][1]
			}
			if math.Abs(g.Center[0]-lon) > 5e-7 || math.Abs(g.Center[1]-lat) > 5e-7 {
				t.Errorf("%s: the people's mean place is %v, not (%v, %v)", g.ID, g.Center, lon, lat)
			}
			buildings := coverage.Amount(0)
			for _, i := range g.Places {
				buildings += max(0, d.Weight["buildings"][i])
			}
			if g.Buildings == nil || *g.Buildings != buildings {
				t.Errorf("%s: %v buildings, not %d", g.ID, g.Buildings, buildings)
			}
			lives := map[string]coverage.Amount{}
			for _, i := range g.Places {
				if at := e.District(0, i); at != coverage.NoDistrict {
					lives[e.City().Districts[at].Code] += max(0, column[i])
				}
			}
			most := coverage.Amount(-1)
			for _, n := range lives {
				most = max(most, n)
			}
			switch {
			case g.District == nil && 2*most > g.People:
				t.Errorf("%s: %d of %d live in one district, and none is said", g.ID, most, g.People)
			case g.District != nil && lives[g.District.Code] != most:
				t.Errorf("%s: %d live in %s, %d in another", g.ID, lives[g.District.Code], g.District.Code, most)
			}
		}
	})
}

// The misses of a gap are those of its places by their cells: the least, the one that
// half of the people are within, the most.
func TestTheMissesAreTheCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, q := randomGaps(t)
		q.Service, q.AllOf = "clinic", nil
		e := c.Engine()
		limit := 15.0
		if q.Minutes != 0 {
			limit = q.Minutes
		}
		ask := coverage.Query{Services: []string{"clinic"}, Limits: []float64{120}} // as far as gaps look
		if q.Private != "" {
			ask.Treatments = []streets.Private{q.Private}
		}
		list, err := e.Cells(context.Background(), ask)
		if err != nil {
			t.Fatal(err)
		}
		over := map[int]int64{}
		for _, cell := range list {
			if over[cell.Place] = math.MaxInt64; cell.Covered {
				over[cell.Place] = *cell.Millis - coverage.Millis(limit)
			}
		}
		column := e.City().Demand.Groups[groupOf(q)]
		for _, g := range gapsOf(t, c, q) {
			places := slices.SortedStableFunc(slices.Values(g.Places), func(a, b int) int { return cmp.Compare(over[a], over[b]) })
			within, unreached, median := coverage.Amount(0), coverage.Amount(0), int64(-1)
			for _, i := range places {
				if within += max(0, column[i]); median < 0 && 2*within >= g.People {
					median = over[i]
				}
				if over[i] == math.MaxInt64 {
					unreached += max(0, column[i])
				}
			}
			for name, m := range map[string]struct {
				got  *int64
				want int64
			}{"least": {g.MissesLeast, over[places[0]]}, "median": {g.MissesMedian, median}, "most": {g.MissesMost, over[places[len(places)-1]]}} {
				if (m.got == nil) != (m.want == math.MaxInt64) || m.got != nil && *m.got != m.want {
					t.Errorf("%s: the %s is %v, its places' %d ms", g.ID, name, m.got, m.want)
				}
			}
			if g.Unreached != unreached {
				t.Errorf("%s: %d reach nobody, not %d", g.ID, g.Unreached, unreached)
			}
		}
	})
}

// A question that is stopped is an error, and asked again it is answered.
func TestAStoppedQuestionOfGapsIsAnError(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(95), "H---0---1-----------2--3")
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if list, err := gaps.Find(stopped, c.Engine(), gaps.Query{Service: "clinic"}); !errors.Is(err, context.Canceled) {
		t.Errorf("%d gaps although it was stopped: %v", len(list), err)
	}
	list := gapsOf(t, c, gaps.Query{Service: "clinic"})
	if len(list) != 1 || list[0].ID != "clinic.3" || list[0].People != 12_000 {
		t.Errorf("asked again it is %+v", list)
	}
}
