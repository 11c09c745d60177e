package siting

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/catchment"
	"lifecircle/coverage/layers"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/cells"
)

// MaxCandidates is how many candidates a question may have.
const MaxCandidates = 200_000

// gather lists the candidates of a question: each once, in the order of the
// question. The errors are [FieldError]s and ctx's.
func (s *siting) gather(ctx context.Context) error {
	g := &candidateReader{engine: s.engine, city: s.city, catch: s.catch, question: &s.question,
		known: map[string]bool{}, taken: map[string]bool{}, forbidden: map[string]bool{}, at: map[orb.Point]bool{}}
	for _, f := range s.city.Facilities {
		g.taken[f.ID] = true
	}
	for _, id := range s.question.Forbidden {
		g.forbidden[id] = true
	}
	for i, from := range s.question.Candidates {
		g.index, g.from = i, from
		if err := g.read(ctx); err != nil {
			return err
		}
	}
	s.candidates, s.found = g.candidates, len(g.candidates)
	return s.dropUnlinked(ctx)
}

// dropUnlinked leaves out candidates that a scenario would refuse: those beyond the
// extent, and those that join no street, or only across water.
func (s *siting) dropUnlinked(ctx context.Context) error {
	changes := make([]scenario.Change, len(s.candidates))
	for i, c := range s.candidates {
		changes[i] = c.Changes[0]
	}
	_, err := scenario.Edits(ctx, s.engine, changes)
	if err == nil {
		return nil
	}
	refused := scenario.FieldErrors(err)
	if refused == nil {
		return err
	}
	unlinked := map[int]bool{}
	for _, r := range refused {
		unlinked[r.Index] = true
	}
	var kept []Candidate
	for i, c := range s.candidates {
		if !unlinked[i] {
			kept = append(kept, c)
			continue
		}
		s.noteUnlinked(c.ID)
	}
	s.candidates = kept
	return nil
}

// noteUnlinked notes a candidate that nobody can walk to.
func (s *siting) noteUnlinked(id string) {
	if s.unlinkedCount++; len(s.unlinked) < maxListed {
		s.unlinked = append(s.unlinked, id)
	}
}

// candidateReader makes the candidates of a question, source by source.
type candidateReader struct {
	engine   *coverage.Engine
	city     *coverage.City
	catch    *catchment.Catchments
	question *Question

	candidates []Candidate
	known      map[string]bool // ids
	taken      map[string]bool // ids of facilities: there are, or candidates would be
	forbidden  map[string]bool
	at         map[orb.Point]bool // where a candidate of no name is already
	index      int
	from       Candidates
}

func (g *candidateReader) refuse(value, why string, field ...any) error {
	return &FieldError{Path: append([]any{"candidates", g.index}, field...), Value: value, Why: why}
}

func (g *candidateReader) read(ctx context.Context) error {
	if d := g.from.District; d != "" && !slices.ContainsFunc(g.catch.Districts(), func(i int) bool { return g.city.Districts[i].Code == d }) {
		return g.refuse(d, "there is no district of that code at the level that is asked: give another code or level", "district")
	}
	switch from := g.from; {
	case from.Layer != "":
		return g.readLayer(ctx)
	case from.GeoJSON != nil:
		return g.readSites()
	case from.Facilities:
		return g.readFacilities()
	case from.Nodes:
		return g.readNodes()
	case from.Cells > 0:
		return g.readCells()
	case from.Demand:
		return g.readDemand()
	}
	return nil
}

// readLayer takes the points of a layer of the city, and of its areas a point that
// lies in them.
func (g *candidateReader) readLayer(ctx context.Context) error {
	id := layers.ID(g.from.Layer)
	if _, err := layers.Of(g.engine).Layer(ctx, id); err != nil {
		return g.refuse(g.from.Layer, "there is no such layer in this city: "+err.Error(), "layer")
	}
	for f, err := range layers.Of(g.engine).Features(ctx, id, 0) {
		if err != nil {
			return err
		}
		c := Candidate{Kind: KindSite, ID: f.ID, Point: middleOf(f.Geometry), Cost: math.NaN()}
		if err := g.add(c); err != nil {
			return err
		}
	}
	return nil
}

func (g *candidateReader) readSites() error {
	sites, err := sitesOf(g.from.GeoJSON, []any{"candidates", g.index, "layer"})
	if err != nil {
		return err
	}
	for _, c := range sites {
		if err := g.add(c); err != nil {
			return err
		}
	}
	return nil
}

// readFacilities takes the open facilities that lack some of the services: they
// would offer all.
func (g *candidateReader) readFacilities() error {
	for i := range g.city.Facilities {
		f := &g.city.Facilities[i]
		lacks := slices.ContainsFunc(g.question.Services, func(id string) bool { return !slices.Contains(f.Services, id) })
		if f.Status != coverage.StatusOpen && f.Status != "" || !lacks {
			continue
		}
		all := slices.Concat(f.Services, g.question.Services)
		slices.Sort(all)
		all = slices.Compact(all)
		err := g.add(Candidate{Kind: KindFacility, ID: f.ID, Names: f.Names, Point: f.Point, Cost: math.NaN(), facility: i,
			Changes: []scenario.Change{{Kind: scenario.SetFacility, ID: f.ID, Services: all}}})
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *candidateReader) readNodes() error {
	n := g.city.Streets
	for v := range n.Nodes() {
		if err := g.addAt(KindNode, n.Point(uint32(v)), ""); err != nil {
			return err
		}
	}
	return nil
}

// readCells takes the middles of the cells where people live.
func (g *candidateReader) readCells() error {
	var all []uint64
	for i, p := range g.city.Demand.Point {
		if g.catch.AmountInCity(i) == 0 {
			continue
		}
		cell, err := cells.At(p, g.from.Cells)
		if err != nil {
			return g.refuse(strconv.Itoa(g.from.Cells), "is no resolution of H3: give 1 to 15", "cells")
		}
		all = append(all, cell)
	}
	slices.Sort(all)
	for _, cell := range slices.Compact(all) {
		p, err := cells.Center(cell)
		if err != nil {
			return err
		}
		if err := g.addAt(KindCell, p, cells.String(cell)); err != nil {
			return err
		}
	}
	return nil
}

func (g *candidateReader) readDemand() error {
	d := &g.city.Demand
	for i, p := range d.Point {
		if g.catch.AmountInCity(i) == 0 {
			continue
		}
		if err := g.addAt(KindDemand, p, d.ID[i]); err != nil {
			return err
		}
	}
	return nil
}

// addAt adds a candidate that is known by where it is: once.
func (g *candidateReader) addAt(kind Kind, p orb.Point, name string) error {
	if g.at[p] {
		return nil
	}
	g.at[p] = true
	if name == "" {
		name = strconv.FormatFloat(p[0], 'f', 7, 64) + "," + strconv.FormatFloat(p[1], 'f', 7, 64)
	}
	return g.add(Candidate{Kind: kind, ID: string(kind) + ":" + name, Point: p, Cost: math.NaN()})
}

// add takes a candidate, unless it is in another district or forbidden.
func (g *candidateReader) add(c Candidate) error {
	c.home = g.catch.HomeOf(c.Point)
	if c.home >= 0 {
		c.District = g.city.Districts[c.home].Code
	}
	if g.from.District != "" && c.District != g.from.District || g.forbidden[c.ID] {
		return nil
	}
	if g.known[c.ID] {
		return g.refuse(c.ID, "there is a candidate of that id already: give each another one")
	}
	g.known[c.ID] = true
	if math.IsNaN(c.Cost) {
		switch {
		case g.from.Cost != nil:
			c.Cost = *g.from.Cost
		case !g.question.costsMatter():
			c.Cost = 1
		default:
			return g.refuse(c.ID, "it has no cost, and the goal or the budget counts costs: give the site a cost, or the candidates one for all", "cost")
		}
	}
	if c.Cost < 0 {
		return g.refuse(fmt.Sprint(c.Cost), "the cost of "+c.ID+" is negative: give 0 or more", "cost")
	}
	if c.Capacity == 0 {
		c.Capacity = g.question.Capacity
	}
	if c.Kind != KindFacility {
		c.facility = -1
	}
	if c.Changes == nil {
		p := c.Point
		change := scenario.Change{Kind: scenario.AddFacility, ID: g.newID(c.ID), Name: c.Names.In("zh"), At: &p, Services: sorted(g.question.Services)}
		if c.Capacity > 0 {
			change.Capacity = map[string]int64{}
			for _, id := range change.Services {
				change.Capacity[id] = c.Capacity
			}
		}
		c.Changes = []scenario.Change{change}
	}
	if len(g.candidates) == MaxCandidates {
		return g.refuse("", fmt.Sprintf("there are more than %d candidates: give a district, or cells of a lower resolution", MaxCandidates))
	}
	g.candidates = append(g.candidates, c)
	return nil
}

// newID returns the id of a facility at a candidate, which no facility and
// no other candidate has.
func (g *candidateReader) newID(id string) string {
	for g.taken[id] {
		id = "new:" + id
	}
	g.taken[id] = true
	return id
}

func sorted(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return out
}

// maxListed is how many ids an answer lists where there may be many.
const maxListed = 20
