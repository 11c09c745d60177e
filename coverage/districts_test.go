package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// Districts of one level overlap: the smaller code has the place. Levels count
// each for itself, and each has its own demand in no district.
func TestOverlapAndLevels(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H--0----1----2-----3
	`)
	c.District(2, "b", 6, -1, 15, 1)  // 1 and 2
	c.District(2, "a", -1, -1, 10, 1) // 0 and 1
	c.District(1, "z", -1, -1, 30, 1)
	c.District(2, "B", 17, -1, 18, 1) // nobody; capitals are smaller bytes
	expect.Equal(t, "rows", expect.ByDistrict(c.Rows(coverage.Query{}), "demand covered"),
		"city: 15 3; none: 0 0; z: 15 3; none: 8 0; B: 0 0; a: 3 3; b: 4 0")
	expect.Equal(t, "level 2", expect.ByDistrict(c.Rows(coverage.Query{Scope: coverage.Scope{Level: new(2)}}), "demand"),
		"city: 15; none: 8; B: 0; a: 3; b: 4")
	expect.Equal(t, "code a", expect.ByDistrict(c.Rows(coverage.Query{Scope: coverage.Scope{District: new("a")}}), "demand"), "a: 3")
	expect.Equal(t, "no district, level 2", expect.ByDistrict(c.Rows(coverage.Query{Scope: coverage.Scope{District: new(""), Level: new(2)}}), "demand"), "none: 8")
	expect.Equal(t, "no district, all levels", expect.ByDistrict(c.Rows(coverage.Query{Scope: coverage.Scope{District: new("")}}), "demand"), "none: 0; none: 8")
}

// A place exactly on a shared border, or on a corner where four meet, belongs to
// the smallest code, and to one district only.
func TestSharedBorder(t *testing.T) {
	c := asciicity.New(t, asciicity.MilliDegree, `
		0----1----2
		|    |    |
		3----4----5
		|    |    |
		6----7----H
	`)
	// Borders run through 4: north to south at column 5, west to east at line 2.
	c.District(1, "nw", -1, -1, 5, 2)
	c.District(1, "ne", 5, -1, 11, 2)
	c.District(1, "sw", -1, 2, 5, 5)
	c.District(1, "se", 5, 2, 11, 5)
	// ne < nw < se < sw. ne has 1, 2, 4, 5; nw 0 and 3; se 7; sw 6.
	expect.Equal(t, "rows", expect.ByDistrict(c.Rows(coverage.Query{}), "demand"),
		"city: 255; none: 0; ne: 54; nw: 9; se: 128; sw: 64")
}

// A district's hole is not the district; its parts are.
func TestHolesAndParts(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		0----1----2----3----H
	`)
	ring := func(west, east float64) orb.Ring { return c.Box(west, -1, east, 1)[0][0] }
	c.District(1, "01", -1, -1, 7, 1)
	c.Districts[0].Polygon = orb.MultiPolygon{{ring(-1, 12), ring(3, 7)}, {ring(13, 16)}}
	expect.Equal(t, "rows", expect.ByDistrict(c.Rows(coverage.Query{}), "demand"), "city: 15; none: 2; 01: 13")
}

func TestCellsOfAQuery(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		H--0----1-----2----S
	`)
	c.District(1, "01", -1, -1, 9, 1)
	c.District(2, "02", 6, -1, 20, 1)
	list := func(q coverage.Query) string {
		cells, err := c.Engine().Cells(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, x := range cells {
			out = append(out, fmt.Sprint(x.Service[:1], c.Demand.ID[x.Place], map[bool]string{true: "!"}[x.Covered]))
		}
		return strings.Join(out, " ")
	}
	expect.Equal(t, "all", list(coverage.Query{}), "c0! c1! c2 s0 s1 s2!")
	expect.Equal(t, "one service", list(coverage.Query{Services: []string{"school"}}), "s0 s1 s2!")
	expect.Equal(t, "a district of any level", list(coverage.Query{Scope: coverage.Scope{District: new("02")}}), "c1! c2 s1 s2!")
	expect.Equal(t, "in no district of level 1", list(coverage.Query{Scope: coverage.Scope{District: new(""), Level: new(1)}}), "c2 s2!")
	expect.Equal(t, "at other minutes", list(coverage.Query{Limits: []float64{5}}), "c0! c1 c2 s0 s1 s2")
}

func TestQuestionsThatHaveNoAnswer(t *testing.T) {
	c := bundle(t)
	c.District(1, "01", -1, -1, 10, 1)
	for _, tt := range []struct {
		query        coverage.Query
		param, value string
		says         string
	}{
		{coverage.Query{Services: []string{"clinic", "bakery"}}, "service", "bakery", `service "bakery": there is none of that name here: known are clinic, school`},
		{coverage.Query{Services: []string{"clinic", "clinic"}}, "service", "clinic", `service "clinic": it is named twice: name each service once`},
		{coverage.Query{AllOf: []string{"x"}}, "all-of", "x", ""},
		{coverage.Query{MeanOf: []string{"x"}}, "mean-of", "x", ""},
		{coverage.Query{Scope: coverage.Scope{District: new("02")}}, "district", "02", `district "02": there is none of that name here: known are 01`},
		{coverage.Query{Scope: coverage.Scope{District: new("01"), Level: new(1)}}, "", "", ""},
		{coverage.Query{Scope: coverage.Scope{Level: new(7)}}, "level", "7", `level "7": there is none of that name here: known are 1`},
		{coverage.Query{Scope: coverage.Scope{Area: "suburban"}}, "area", "suburban", ""},
		{coverage.Query{Scope: coverage.Scope{Weight: "cats"}}, "weight", "cats", ""},
		{coverage.Query{Limits: []float64{0}}, "minutes", "0", `minutes "0": give minutes over 0 and at most 120`},
		{coverage.Query{Limits: []float64{-5}}, "minutes", "-5", ""},
		{coverage.Query{Limits: []float64{121}}, "minutes", "121", ""},
		{coverage.Query{Limits: make([]float64, 25)}, "minutes", "25 limits", ""},
		{coverage.Query{Limits: []float64{120}}, "", "", ""},
	} {
		_, err := c.Engine().Rows(context.Background(), tt.query)
		var q *coverage.QueryError
		if tt.param == "" {
			expect.Equal(t, "no error", err, nil)
			continue
		}
		if !errors.As(err, &q) {
			t.Errorf("%+v gives %v, want a *QueryError", tt.query, err)
			continue
		}
		expect.Equal(t, "what is wrong", q.Param+" "+q.Value, tt.param+" "+tt.value)
		if tt.says != "" {
			expect.Equal(t, "words", err.Error(), tt.says)
		}
		_, cells := c.Engine().Cells(context.Background(), tt.query)
		expect.Equal(t, "cells refuse likewise", cells != nil, true)
	}
	for _, q := range []coverage.Query{
		{AllOf: []string{"clinic"}}, {MeanOf: []string{"clinic"}}, {Limits: []float64{5, 10}},
	} {
		_, err := c.Engine().Cells(context.Background(), q)
		var refused *coverage.QueryError
		expect.Equal(t, "cells are of one service at one limit", errors.As(err, &refused), true)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err := bundle(t).Engine().Rows(ctx, coverage.Query{})
	expect.Equal(t, "a stopped question", errors.Is(err, context.Canceled), true)
}

func TestNamesInALanguage(t *testing.T) {
	n := coverage.Names{Plain: "Huangpu", ZH: "黄浦区"}
	expect.Equal(t, "zh", n.In("zh"), "黄浦区")
	expect.Equal(t, "en falls back", n.In("en"), "Huangpu")
	expect.Equal(t, "nothing", coverage.Names{}.In("en"), "")
	expect.Equal(t, "en", coverage.Names{Plain: "x", EN: "y"}.In("en"), "y")
}
