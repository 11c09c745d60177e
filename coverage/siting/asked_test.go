package siting_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// town draws a city by chance, with what questions may be about: two levels of
// districts that leave a strip to nobody, elderly people, dwellings, and urban and
// rural places. All limits are short, so that facilities leave somebody out.
func town(t *rapid.T) (*asciicity.City, *rand.Rand) {
	var c *asciicity.City
	if rapid.Bool().Draw(t, "walled") {
		c = asciicity.RandomWalled(t)
	} else {
		c = asciicity.Random(t)
	}
	r := asciicity.Chance(t)
	c.District(1, "c", -2.3, -2.3, 17.7, 30).District(2, "w", -2.3, -2.3, 7.7, 30).District(2, "e", 7.7, -2.3, 17.7, 30)
	c.Serve(coverage.Service{ID: "clinic"}).Serve(coverage.Service{ID: "school"})
	for i := range c.Services {
		c.Services[i].Minutes = float64(2 + r.IntN(8))
		c.Services[i].Target = coverage.Share(300_000 + r.IntN(700_000))
	}
	d := &c.Demand
	d.Groups["elderly"], d.Weight = make([]coverage.Amount, len(d.ID)), map[string][]coverage.Amount{"dwellings": make([]coverage.Amount, len(d.ID))}
	d.Urban = make([]coverage.Flag, len(d.ID))
	for i := range d.ID {
		d.Groups["elderly"][i] = coverage.Amount(r.IntN(1 + int(d.Groups["all"][i])))
		d.Weight["dwellings"][i] = coverage.Amount(1000 * r.IntN(4))
		d.Urban[i] = coverage.Flag(r.IntN(3))
		if r.IntN(12) == 0 {
			d.Groups["all"][i] = coverage.Missing
		}
	}
	return c, r
}

// asked draws a town and a question to it with everything that a question may hold,
// and lists the parts of which a plan may be.
func asked(t *rapid.T) *census {
	return askedFor(t, rapid.SampledFrom([]siting.Goal{siting.MostPeople, siting.MostPeople, siting.FewestFacilities, siting.LeastCost, siting.WorstFirst, siting.MoveOrClose}).Draw(t, "goal"))
}

// askedFor is asked for one goal.
func askedFor(t *rapid.T, goal siting.Goal) *census {
	c, r := town(t)
	e := c.Engine()
	q := siting.Question{Services: []string{"clinic"}, Goal: goal, Per: siting.PerCity}
	if r.IntN(3) == 0 {
		q.Services = []string{"clinic", "school"}
	}
	often := func(n int) bool { return r.IntN(n) == 0 }
	if often(4) {
		q.Minutes = float64(1 + r.IntN(12))
	}
	if often(4) {
		level := 1
		q.Level = &level
	}
	if often(5) {
		code := []string{"c", "w", "e", ""}[r.IntN(4)]
		if q.Level == nil || code == "c" || code == "" {
			q.District = &code
		}
		if code == "" { // of which level is to be said: the engine has a row for each
			level := 1
			q.Level = &level
		}
	}
	switch r.IntN(8) {
	case 0:
		q.Group = "elderly"
	case 1:
		q.Weight = "dwellings"
	case 2:
		q.Area = coverage.AreaUrban
	}
	if private, walking := e.City().Provenance.Private, e.City().Provenance.Walking; private != "" && walking == "full" && often(4) {
		q.Private = []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen}[r.IntN(3)]
	}
	q.Backup = often(5)
	target := coverage.Share(300_000 + r.IntN(700_000))
	switch goal {
	case siting.MostPeople, siting.MoveOrClose:
		q.Count = 1 + r.IntN(3)
	case siting.FewestFacilities, siting.LeastCost:
		q.Per = []siting.Per{siting.PerCity, siting.PerDistrict, siting.PerBoth}[r.IntN(3)]
		q.Target = &target
		if often(5) {
			q.Count = 1 + r.IntN(3)
		}
	case siting.WorstFirst:
		q.Count, q.Per = 1+r.IntN(3), siting.PerDistrict
		if often(3) {
			q.Per, q.Group, q.Weight = siting.PerGroup, "", ""
		}
	}
	if goal != siting.MoveOrClose && often(3) {
		q.Budget = map[string]float64{"": float64(1+r.IntN(12)) / 2}
		if often(2) {
			q.Budget["c"] = float64(1+r.IntN(6)) / 2
			if q.Level == nil {
				q.Budget = map[string]float64{"w": float64(1+r.IntN(6)) / 2, "e": float64(r.IntN(6)) / 2}
			}
		}
	}
	if often(4) {
		q.ApartM = float64(50 + r.IntN(500))
	}
	if often(5) {
		q.PerDistrictMax = 1 + r.IntN(2)
	}
	a := &asking{t: t, r: r, base: e, q: &q, city: c}
	a.sites()
	a.closes()
	a.links()
	a.fix()
	if len(a.parts) > 11 {
		t.Skip("there are more plans than need be")
	}
	return newCensus(t, e, q, a.parts)
}

// An asking lists the parts of a question.
type asking struct {
	t     *rapid.T
	r     *rand.Rand
	base  *coverage.Engine
	q     *siting.Question
	city  *asciicity.City
	parts []part
}

func (a *asking) can(change scenario.Change) bool {
	_, err := scenario.Edits(context.Background(), a.base, []scenario.Change{change})
	return err == nil
}

// sites takes up to six: places of demand, sites of a planner with costs of their own,
// and facilities that may offer more.
func (a *asking) sites() {
	cost := a.places(1 + a.r.IntN(4))
	var features []string
	for k := range a.r.IntN(4) {
		p, cost := a.city.Place(30*a.r.Float64(), 18*a.r.Float64()), float64(a.r.IntN(8))/2
		features = append(features, fmt.Sprintf(`{"type":"Feature","geometry":{"type":"Point","coordinates":[%.7f,%.7f]},"properties":{"id":"site%d","cost":%v}}`, p[0], p[1], k, cost))
		a.new(siting.KindSite, fmt.Sprint("site", k), p, cost)
	}
	if features != nil {
		a.q.Candidates = append(a.q.Candidates, siting.Candidates{GeoJSON: layerOf(features...)})
	}
	if len(a.q.Services) > 1 && a.r.IntN(2) == 0 {
		a.q.Candidates = append(a.q.Candidates, siting.Candidates{Facilities: true, Cost: &cost})
		for _, f := range a.base.City().Facilities {
			if len(f.Services) == 1 {
				a.parts = append(a.parts, part{id: f.ID, kind: siting.KindFacility, point: f.Point, cost: cost,
					change: scenario.Change{Kind: scenario.SetFacility, ID: f.ID, Services: a.q.Services}})
			}
		}
	}
}

// places takes the first few places of demand, at a cost each, and forbids the others.
func (a *asking) places(most int) (cost float64) {
	d := &a.base.City().Demand
	cost = float64(1+a.r.IntN(4)) / 2
	a.q.Candidates = []siting.Candidates{{Demand: true, Cost: &cost}}
	inCity := *a.q
	inCity.District = nil // whom a question is about may be reached from beyond their district
	people := newCensus(a.t, a.base, inCity, nil)
	counted := people.amounts(people.group())
	for i, id := range d.ID {
		name := "demand:" + id
		switch {
		case i >= most:
			a.q.Forbidden = append(a.q.Forbidden, name)
		case counted[i] > 0: // of WorstFirst by group, of all people
			a.new(siting.KindDemand, name, d.Point[i], cost)
		}
	}
	return cost
}

func layerOf(features ...string) json.RawMessage {
	out := `{"type":"FeatureCollection","features":[`
	for i, f := range features {
		if i > 0 {
			out += ","
		}
		out += f
	}
	return json.RawMessage(out + "]}")
}

func (a *asking) new(kind siting.Kind, id string, p orb.Point, cost float64) {
	change := scenario.Change{Kind: scenario.AddFacility, ID: id, Services: a.q.Services, At: &p}
	if a.can(change) {
		a.parts = append(a.parts, part{id: id, kind: kind, point: p, cost: cost, change: change})
	}
}

// closes takes the facilities that may close.
func (a *asking) closes() {
	if a.q.Goal != siting.MoveOrClose {
		return
	}
	for _, f := range a.base.City().Facilities {
		if slices.ContainsFunc(a.q.Services, func(id string) bool { return slices.Contains(f.Services, id) }) {
			a.parts = append(a.parts, part{id: f.ID, kind: siting.KindClose, point: f.Point, change: scenario.Change{Kind: scenario.CloseFacility, ID: f.ID}})
		}
	}
}

// links takes up to three between places, facilities and anywhere.
func (a *asking) links() {
	if a.q.Backup || a.q.Goal == siting.MoveOrClose || a.r.IntN(2) == 0 {
		return
	}
	links := &siting.Links{Count: 1 + a.r.IntN(3)}
	ends := slices.Clone(a.base.City().Demand.Point)
	for _, f := range a.base.City().Facilities {
		ends = append(ends, f.Point)
	}
	for k := range 1 + a.r.IntN(3) {
		point := func() orb.Point {
			if a.r.IntN(4) == 0 {
				return a.city.Place(30*a.r.Float64(), 18*a.r.Float64())
			}
			return ends[a.r.IntN(len(ends))]
		}
		line := []orb.Point{point(), point()}
		change := scenario.Change{Kind: scenario.OpenLink, ID: fmt.Sprint("link", k), Link: scenario.LinkFootway, Line: line}
		if a.r.IntN(3) > 0 {
			change.LengthM = 1 // as by a moving walkway: it is of use
		}
		if _, err := scenario.Apply(context.Background(), a.base, []scenario.Change{change}); err != nil {
			continue
		}
		cost := float64(a.r.IntN(4)) / 2
		links.Given = append(links.Given, siting.GivenLink{Change: change, Cost: cost})
		a.parts = append(a.parts, part{id: change.ID, kind: siting.KindLink, point: line[1], cost: cost, change: change})
	}
	if links.Given != nil {
		a.q.Links = links
	}
}

// fix takes some parts into every plan, or into none.
func (a *asking) fix() {
	if a.r.IntN(4) == 0 && len(a.parts) > 0 {
		x := a.parts[a.r.IntN(len(a.parts))]
		if !slices.Contains(a.q.Fixed, x.id) {
			a.q.Fixed = append(a.q.Fixed, x.id)
		}
	}
	if a.r.IntN(4) == 0 && len(a.parts) > 1 {
		at := a.r.IntN(len(a.parts))
		x := a.parts[at]
		if x.kind == siting.KindSite || x.kind == siting.KindLink && !slices.Contains(a.q.Fixed, x.id) {
			if !slices.Contains(a.q.Fixed, x.id) {
				a.q.Forbidden = append(a.q.Forbidden, x.id)
				a.parts = slices.Delete(a.parts, at, at+1)
			}
		}
	}
}
