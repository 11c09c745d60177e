package scenario_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/internal/testcity/gridtown"
)

// million is a city of a million street nodes and 2,000 clinics.
var million = sync.OnceValue(func() *coverage.Engine {
	e, err := gridtown.Million(ctx)
	if err != nil {
		panic(err)
	}
	return e
})

// One what-if of a district, whole: rows before and after, who is newly covered
// or lost, the gaps and the change's own part.
func BenchmarkWhatIf(b *testing.B) { // go test -run - -bench WhatIf -benchtime 300x ./coverage/scenario
	for _, gaps := range []bool{false, true} {
		for _, kind := range []scenario.Kind{scenario.AddFacility, scenario.CloseFacility, scenario.MoveFacility, scenario.OpenLink, scenario.CloseLink} {
			b.Run(fmt.Sprintf("%s/gaps=%v", kind, gaps), func(b *testing.B) { whatIfs(b, kind, gaps) })
		}
	}
}

func whatIfs(b *testing.B, kind scenario.Kind, gaps bool) {
	base := million()
	code := "d210"
	q := scenario.Question{Query: coverage.Query{Scope: coverage.Scope{District: &code}}, Gaps: gaps, Each: true}
	p := planner{Rand: rand.New(rand.NewPCG(1, 2))}
	if _, err := scenario.WhatIf(ctx, base, []scenario.Change{p.inDistrict(base.City(), scenario.CloseFacility)}, q); err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	touched := 0
	for b.Loop() {
		c := p.inDistrict(base.City(), kind)
		start := time.Now()
		e, err := scenario.WhatIf(ctx, base, []scenario.Change{c}, q)
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		touched += e.Touched
	}
	gridtown.Report(b, took)
	b.ReportMetric(float64(touched)/float64(len(took)), "touched/op")
}

// inDistrict thinks of a change in the district of the city.
func (p *planner) inDistrict(city *coverage.City, kind scenario.Kind) scenario.Change {
	box := city.Districts[0].Polygon.Bound()
	at := city.Streets.Access(orb.Point{
		box.Min[0] + p.Float64()*(box.Max[0]-box.Min[0]), box.Min[1] + p.Float64()*(box.Max[1]-box.Min[1])}).At
	c := scenario.Change{Kind: kind, ID: "new"}
	switch kind {
	case scenario.AddFacility:
		c.At, c.Services = &at, []string{"clinic"}
	case scenario.OpenLink:
		c.Link, c.Line = scenario.LinkFootway, []orb.Point{at, city.Streets.Access(orb.Point{at[0] + 0.003, at[1] + 0.002}).At}
	case scenario.CloseLink:
		way := city.Streets.Street(city.Streets.Access(at).Segment).Way
		c.ID, c.Way, c.Near = "", &way, &at
	default:
		f := city.Facilities[p.IntN(len(city.Facilities))]
		for !box.Contains(f.Point) {
			f = city.Facilities[p.IntN(len(city.Facilities))]
		}
		c.ID = f.ID
		if kind == scenario.MoveFacility {
			c.At = &at
		}
	}
	return c
}
