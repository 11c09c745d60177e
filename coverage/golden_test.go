package coverage_test

import (
	"fmt"

	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// town has a bit of everything: a river with two bridges, one of which does
// not meet the street it crosses, an island, a facility off the streets, a border
// through the east, which one street crosses, districts that overlap and one that
// is outside.
func town(t testing.TB) *asciicity.City {
	c := asciicity.New(t, asciicity.Cell(90), `
		a--H--b-----0-----c--------d      x--y
		|     |     |     |        |      6
		1     |     |     2        M
		|     |     |     |        |
		e-----+--S--=-----+--------f
		            |     |
		            |     |
		3-----g-----4-----h--------5--k----l

		  E



		                              K
	`)
	c.Serve(coverage.Service{ID: "elderly", Minutes: 10, Group: "age_60_plus", TargetText: "全覆盖", Target: 1_000_000})
	c.Serve(coverage.Service{ID: "market", Area: coverage.AreaUrban, BufferM: 500})
	c.Serve(coverage.Service{ID: "culture"})
	c.Demand.Groups["age_60_plus"] = []coverage.Amount{250, 500, coverage.Missing, 2000, 4000, 8000, 16_000}
	c.Demand.Urban = []coverage.Flag{1, 1, 1, 1, 1, 2, 2}
	c.Extent = [4]float64{-20, -20, 33, 30}
	c.District(1, "north", -1, -1, 20, 5)
	c.District(1, "east", 17, -1, 50, 12)
	c.District(1, "far", 60, 0, 70, 8)
	c.District(2, "all", -1, -1, 33, 13)
	return c
}

// TestGoldenRows writes every number of every row of a town, one row a line.
func TestGoldenRows(t *testing.T) {
	const names = "minutes group area known demand covered coverage low high target text verdict shortfall " +
		"near_edge unlinked unlinked_facilities within largest in_reach buffer_m buffer profile inside reason"
	c := town(t)
	golden(t, "testdata/town.svg", c.SVG())
	var s strings.Builder
	for _, q := range []coverage.Query{
		{},
		{Limits: []float64{5, 20}, Services: []string{"clinic"}},
		{AllOf: []string{"clinic", "school"}, MeanOf: []string{"clinic", "school", "elderly"}},
		{Services: []string{"school"}, Scope: coverage.Scope{Group: "age_60_plus"}},
	} {
		for _, r := range c.Rows(q) {
			fmt.Fprintf(&s, "%s %s %s:", strings.Join(r.Services, "+"), r.Reading, expect.District(r))
			for _, name := range strings.Fields(names) {
				if value := expect.Field(r, name); value != "-" && value != `""` {
					fmt.Fprintf(&s, " %s %s", name, value)
				}
			}
			s.WriteByte('\n')
		}
	}
	golden(t, "testdata/town.txt", s.String())
}
