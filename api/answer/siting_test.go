package answer_test

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// riverside is a street-town that a river cuts: the clinic H is near 0 alone.
func riverside(t *testing.T) *coverage.Engine {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(100), `
		H--0---a---1----+
		                |
		~~~~~~~~~~~~~~~ |
		                |
		+--2---b---3----+
	`)
	c.District(8, "310101", -1, -1, 18, 2).District(8, "310102", -1, 2, 18, 6)
	c.Districts[0].Names, c.Districts[1].Names = coverage.Names{ZH: "江北", EN: "North"}, coverage.Names{ZH: "江南", EN: "South"}
	c.Demand.Groups["all"] = []coverage.Amount{1200_000, 350_500, 80_000, 2000_000}
	c.Serve(coverage.Service{ID: "clinic", Names: coverage.Names{ZH: "社区卫生", EN: "Clinics"}, Minutes: 6, Target: 850_000})
	return c.Engine()
}

func sited(t *testing.T, lang answer.Lang, q siting.Question) answer.Siting {
	t.Helper()
	e := riverside(t)
	q.Services = []string{"clinic"}
	if q.Candidates == nil {
		q.Candidates = []siting.Candidates{{Demand: true}}
	}
	a, err := siting.Run(t.Context(), e, q, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Siting{City: e.City(), Lang: lang, Answer: a}
}

func TestSitingGolden(t *testing.T) {
	bridge := scenario.Change{Kind: scenario.OpenLink, ID: "bridge", Link: scenario.LinkFootway, Line: []orb.Point{riverside(t).City().Demand.Point[1], riverside(t).City().Demand.Point[3]}}
	target := coverage.Share(850_000)
	for _, c := range []struct {
		file   string
		lang   answer.Lang
		format answer.Format
		q      siting.Question
	}{
		{"siting.json", answer.EN, answer.JSON, siting.Question{Goal: siting.MostPeople, Count: 1}},
		{"siting.csv", answer.EN, answer.CSV, siting.Question{Goal: siting.MostPeople, Count: 2}},
		{"siting.geojson", answer.EN, answer.GeoJSON, siting.Question{Goal: siting.FewestFacilities, Per: siting.PerCity, Target: &target,
			Links: &siting.Links{Given: []siting.GivenLink{{Change: bridge, Cost: 1}}, Count: 1}}},
		{"siting.en.table", answer.EN, answer.Table, siting.Question{Goal: siting.MostPeople, Count: 2}},
		{"siting.zh.table", answer.ZH, answer.Table, siting.Question{Goal: siting.MostPeople, Count: 2}},
		{"siting_fewest.en.table", answer.EN, answer.Table, siting.Question{Goal: siting.FewestFacilities, Per: siting.PerBoth, Target: &target}},
		{"siting_impossible.zh.table", answer.ZH, answer.Table, siting.Question{Goal: siting.LeastCost, Per: siting.PerDistrict, Target: &target,
			Forbidden: []string{"demand:2", "demand:3"}, Candidates: []siting.Candidates{{Demand: true, Cost: new(2.5)}}}},
		{"siting_worst.en.table", answer.EN, answer.Table, siting.Question{Goal: siting.WorstFirst, Count: 1}},
		{"siting_move.en.table", answer.EN, answer.Table, siting.Question{Goal: siting.MoveOrClose, Count: 1}},
		{"siting_district.en.table", answer.EN, answer.Table, siting.Question{Scope: coverage.Scope{District: new("310101")}, Goal: siting.FewestFacilities, Target: &target}},
		{"siting_district.zh.table", answer.ZH, answer.Table, siting.Question{Scope: coverage.Scope{District: new("310101")}, Goal: siting.WorstFirst, Count: 1}},
	} {
		t.Run(c.file, func(t *testing.T) {
			golden(t, c.file, written(t, func(b *bytes.Buffer) error { return sited(t, c.lang, c.q).Write(b, c.format) }))
		})
	}
	if err := sited(t, answer.EN, siting.Question{Goal: siting.MostPeople, Count: 1}).Write(&bytes.Buffer{}, answer.Text); !errors.Is(err, answer.ErrNoFormat) {
		t.Errorf("as text: %v", err)
	}
}

// A siting that waits, or was stopped early, says so in every format.
func TestSitingsUnderWay(t *testing.T) {
	e := riverside(t)
	q := siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1}
	for _, a := range []siting.Answer{
		{State: siting.StateQueued, Question: q},
		{State: siting.StateCancelled, Question: q, Objective: 3, Bound: math.NaN(), Gap: 1, Plan: []siting.Step{{Order: 1, Coverage: math.NaN(), Candidate: siting.Candidate{Kind: siting.KindNode, ID: "a"}}}},
	} {
		for _, f := range []answer.Format{answer.JSON, answer.CSV, answer.GeoJSON, answer.Table} {
			var b bytes.Buffer
			if err := (answer.Siting{City: e.City(), Lang: answer.EN, Answer: &a}).Write(&b, f); err != nil {
				t.Errorf("%s as %s: %v", a.State, f, err)
			}
			if bytes.Contains(b.Bytes(), []byte("NaN")) {
				t.Errorf("%s as %s has NaN:\n%s", a.State, f, b.String())
			}
		}
	}
}

func TestRankedLinksGolden(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(50), `
		H---+---+-----0-------------+
		    |                       |
		    a                       |
		~~~~~~~~~~~~~~~~~~~~~~~~~~~ |
		    b                       |
		    |                       |
		1---+---2-------------------+
	`)
	c.Serve(coverage.Service{ID: "clinic", Names: coverage.Names{ZH: "社区卫生", EN: "Clinics"}, Minutes: 11})
	e := c.Engine()
	q := siting.LinkQuery{Services: []string{"clinic"}, BridgesM: 150}
	links, err := siting.RankLinks(t.Context(), e, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file   string
		lang   answer.Lang
		format answer.Format
	}{
		{"links.json", answer.EN, answer.JSON}, {"links.csv", answer.EN, answer.CSV}, {"links.geojson", answer.EN, answer.GeoJSON},
		{"links.en.table", answer.EN, answer.Table}, {"links.zh.table", answer.ZH, answer.Table},
	} {
		t.Run(c.file, func(t *testing.T) {
			golden(t, c.file, written(t, func(b *bytes.Buffer) error {
				return answer.RankedLinks{City: e.City(), Lang: c.lang, Query: q, Links: links}.Write(b, c.format)
			}))
		})
	}
}
