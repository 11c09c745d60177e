package coverage_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// queries that together read everything.
var queries = []coverage.Query{
	{},
	{Limits: []float64{1, 4, 10, 15, 30}},
	{AllOf: []string{"clinic", "school"}, MeanOf: []string{"school", "clinic"}},
	{Scope: coverage.Scope{Area: coverage.AreaUrban, Weight: "people"}},
	{AllOf: []string{"clinic", "school"}, Limits: []float64{12}, Scope: coverage.Scope{Area: coverage.AreaRural}},
}

// all answers all queries.
func all(c *asciicity.City) [][]coverage.Row {
	var out [][]coverage.Row
	for _, q := range queries {
		out = append(out, c.Rows(q))
	}
	return out
}

func same(t *rapid.T, what string, got, want [][]coverage.Row) {
	t.Helper()
	if d := differ(want, got); d != "" {
		t.Errorf("%s changes the answer (- before, + after):\n%s", what, d)
	}
}

func TestTheOrderOfInputsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		same(t, "another order", all(c.Copy().Shuffle(asciicity.Chance(t))), all(c))
	})
}

func TestContractionChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		d := c.Copy()
		d.Contract = false
		same(t, "contraction", all(d), all(c))
		if d := differ(walks(d), walks(c)); d != "" {
			t.Errorf("contraction changes a walk:\n%s", d)
		}
	})
}

// walks says every cell's milliseconds and facility.
func walks(c *asciicity.City) string {
	var s strings.Builder
	for _, service := range c.Services {
		for _, x := range c.Reach(service.ID, 900e9) {
			ms := int64(-1)
			if x.Millis != nil {
				ms = *x.Millis
			}
			fmt.Fprintln(&s, service.ID, x.ID, ms, x.Facility, x.Covered, x.Reason)
		}
	}
	return s.String()
}

func TestTheNumberOfWorkersChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		want := all(c)
		for _, workers := range []int{1, 2, 16} {
			d := c.Copy()
			d.Workers = workers
			same(t, fmt.Sprint(workers, " workers"), all(d), want)
		}
		old := runtime.GOMAXPROCS(1)
		defer runtime.GOMAXPROCS(old)
		same(t, "one processor", all(c.Copy()), want)
	})
}

// One engine that has been asked other things answers as a fresh one does.
func TestAnEngineHasNoMemoryThatShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		fresh := make([][]coverage.Row, len(queries))
		for i, q := range queries {
			fresh[i] = c.Copy().Rows(q)
		}
		again := make([][]coverage.Row, len(queries))
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3, 4}).Draw(t, "order of questions") {
			again[i] = c.Rows(queries[i])
		}
		same(t, "an earlier question", again, fresh)
	})
}

// notLess refuses a row whose coverage or upper bound is less than before.
func notLess(t *rapid.T, what string, before, after coverage.Row) {
	t.Helper()
	if before.Covered != nil && *after.Covered < *before.Covered ||
		before.Coverage != nil && *after.Coverage < *before.Coverage ||
		before.CoverageHigh != nil && *after.CoverageHigh < *before.CoverageHigh ||
		before.ServicesInReach != nil && *after.ServicesInReach < *before.ServicesInReach ||
		before.Shortfall != nil && after.Shortfall != nil && *after.Shortfall > *before.Shortfall {
		t.Errorf("%s lowers coverage: %s", what, differ(before, after))
	}
}

func TestAddingAFacilityNeverLowersCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		d := c.Copy()
		added := rapid.IntRange(0, len(c.Facilities)-1).Draw(t, "added")
		c.Facilities[added].Status = coverage.StatusPlanned
		before, after := all(c), all(d)
		for i := range before {
			for k := range before[i] {
				notLess(t, "adding a facility", before[i][k], after[i][k])
			}
		}
	})
}

func TestALongerLimitNeverLowersCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		minutes := []float64{0.001, 2, 5, 8, 12, 15, 15.001, 22, 119, 120}
		for _, service := range []string{"clinic", "school"} {
			rows := c.Rows(coverage.Query{Services: []string{service}, Limits: minutes})
			per := len(rows) / len(minutes)
			for i := per; i < len(rows); i++ {
				notLess(t, "a longer limit", rows[i-per], rows[i])
			}
		}
	})
}

// In every row demand is the covered and the others, and the bounds enclose.
func TestRowsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		for _, rows := range all(c) {
			sums := map[string]coverage.Amount{}
			for _, r := range rows {
				if r.Covered == nil {
					continue
				}
				if *r.NearEdge+*r.Unlinked+*r.Covered > *r.Demand || *r.LargestPlace > *r.Within1Min || *r.Within1Min > *r.Demand {
					t.Errorf("parts are more than the whole: %s", expect.ByDistrict([]coverage.Row{r}, "demand covered near_edge unlinked within largest"))
				}
				if r.Coverage != nil && (*r.Coverage != *r.CoverageLow || *r.CoverageHigh < *r.CoverageLow || *r.CoverageHigh > 1) {
					t.Errorf("bounds: %s", expect.Fields(r, "coverage low high"))
				}
				if r.District != nil {
					sums[fmt.Sprint(r.Services, r.Reading, *ptrOr(r.Minutes), r.District.Level)] += *r.Covered
				}
			}
			for _, r := range rows {
				if r.District != nil || r.Covered == nil {
					continue
				}
				for _, level := range []int{1, 2} {
					sum, any := sums[fmt.Sprint(r.Services, r.Reading, *ptrOr(r.Minutes), level)]
					if any && sum != *r.Covered && !outside(rows) {
						t.Errorf("level %d: the districts' covered are %d, the city's %d", level, sum, *r.Covered)
					}
				}
			}
		}
	})
}

func ptrOr(x *float64) *float64 {
	if x == nil {
		return new(float64)
	}
	return x
}

// outside reports whether a district's numbers are null.
func outside(rows []coverage.Row) bool {
	for _, r := range rows {
		if r.Reason == coverage.ReasonOutside {
			return true
		}
	}
	return false
}
