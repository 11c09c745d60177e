package siting

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
)

// How much a question may hold.
const (
	maxText     = 200
	maxServices = 100
	maxIDs      = 100_000
	maxCount    = 100_000
	maxCost     = 1e12
	maxMetres   = 100_000
	maxPeople   = 1_000_000_000
	maxSteps    = 1_000_000_000
	maxSeconds  = 7 * 24 * 3600
	maxSources  = 100
	maxLinks    = 200
	finestCell  = 15
)

// Decode reads a question from a tree as a JSON or TOML parser leaves it:
// map[string]any with strings, json.Number, float64 or int64, bool, and nil. Whether
// it fits a city [Run] says.
//
// The error joins a [FieldError] for everything that is wrong.
func Decode(tree any) (Question, error) {
	var q Question
	var errs []error
	r := tableReader{errs: &errs}
	if r.table(tree, "a question is a table with services, goal and candidates") {
		r.question(&q)
	}
	errs = append(errs, dropBlamed(q.check(), errs)...)
	if len(errs) > 0 {
		return Question{}, errors.Join(errs...)
	}
	return q, nil
}

// dropBlamed returns what does not go together, of keys that can be read: of a key that
// is refused already nothing is known, and much hangs on the goal and the budget.
func dropBlamed(checked, refused []error) []error {
	blamed := map[any]bool{}
	for _, e := range FieldErrors(errors.Join(refused...)) {
		if len(e.Path) == 0 || e.Path[0] == "goal" || e.Path[0] == "budget" {
			return nil
		}
		blamed[e.Path[0]] = true
	}
	return slices.DeleteFunc(checked, func(err error) bool { return blamed[err.(*FieldError).Path[0]] })
}

var keys = []string{"services", "group", "area", "weight", "minutes", "profile", "private", "district", "level", "goal", "count", "target", "per", "budget", "stop",
	"candidates", "links", "fixed", "forbidden", "apart_m", "per_district_max", "capacity", "backup"}

// question reads the keys of a question.
func (r *tableReader) question(q *Question) {
	r.known(keys)
	r.texts("services", &q.Services, maxServices)
	r.text("group", &q.Group)
	choice(r, "area", &q.Area, coverage.AreaAll, coverage.AreaUrban, coverage.AreaRural)
	r.text("weight", &q.Weight)
	r.number("minutes", &q.Minutes, 0, coverage.MaxMinutes)
	r.text("profile", &q.Profile)
	choice(r, "private", &q.Private, streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen)
	if code := ""; r.m["district"] == "" || r.text("district", &code) {
		q.District = &code
	}
	if level, given := 0, r.has("level"); given && r.whole("level", &level, math.MinInt32, math.MaxInt32) {
		q.Level = &level
	}
	choice(r, "goal", &q.Goal, MostPeople, FewestFacilities, LeastCost, WorstFirst, MoveOrClose)
	r.whole("count", &q.Count, 1, maxCount)
	if target := 0.0; r.has("target") && r.number("target", &target, 0, 1) {
		share := coverage.Share(math.Round(target * 1e6))
		q.Target = &share
	}
	choice(r, "per", &q.Per, PerCity, PerDistrict, PerBoth, PerGroup)
	r.budget(q)
	r.inside("stop", func(r *tableReader) {
		r.known([]string{"gap", "seconds", "number"})
		r.number("gap", &q.Stop.Gap, 0, 1)
		r.number("seconds", &q.Stop.Seconds, 0, maxSeconds)
		r.whole("number", &q.Stop.Number, 1, maxSteps)
	})
	r.each("candidates", maxSources, func(r *tableReader) {
		var c Candidates
		r.candidates(&c)
		q.Candidates = append(q.Candidates, c)
	})
	r.inside("links", func(r *tableReader) {
		q.Links = &Links{}
		r.links(q.Links, q.costsMatter())
	})
	r.texts("fixed", &q.Fixed, maxIDs)
	r.texts("forbidden", &q.Forbidden, maxIDs)
	r.number("apart_m", &q.ApartM, 0, maxMetres)
	r.whole("per_district_max", &q.PerDistrictMax, 1, maxCount)
	r.people("capacity", &q.Capacity)
	r.flag("backup", &q.Backup)
}

// budget reads a number, for the whole plan, or one for each district.
func (r *tableReader) budget(q *Question) {
	if !r.has("budget") {
		return
	}
	if _, byDistrict := r.m["budget"].(map[string]any); !byDistrict {
		cost := 0.0
		if r.cost("budget", &cost) {
			q.Budget = map[string]float64{"": cost}
		}
		return
	}
	q.Budget = map[string]float64{}
	r.inside("budget", func(r *tableReader) {
		if len(r.m) == 0 || len(r.m) > maxIDs {
			r.refuse("", fmt.Sprintf("give a number for the whole plan, or one for each of 1 to %d districts by their codes", maxIDs))
		}
		for _, code := range sortedKeys(r.m) {
			cost := 0.0
			switch {
			case textFault(code) != "":
				r.refuse(code, "this is no district's code: give one, or \"city\" for the whole plan")
			case !r.cost(code, &cost):
			case code == "city":
				q.Budget[""] = cost
			default:
				q.Budget[code] = cost
			}
		}
	})
}

func (r *tableReader) candidates(c *Candidates) {
	r.known([]string{"layer", "facilities", "nodes", "cells", "demand", "district", "cost"})
	kinds := 0
	for _, key := range []string{"layer", "facilities", "nodes", "cells", "demand"} {
		if r.has(key) {
			kinds++
		}
	}
	if kinds != 1 {
		r.refuse("", "say where they are by one of layer, facilities, nodes, cells and demand")
	}
	switch layer := r.m["layer"].(type) {
	case map[string]any:
		c.GeoJSON = r.layer(layer)
	default:
		r.text("layer", &c.Layer)
	}
	r.only("facilities", &c.Facilities)
	r.only("nodes", &c.Nodes)
	r.whole("cells", &c.Cells, 1, finestCell)
	r.only("demand", &c.Demand)
	r.text("district", &c.District)
	if cost := 0.0; r.has("cost") && r.cost("cost", &cost) {
		c.Cost = &cost
	}
}

// only reads a flag that says where candidates are; false would say nowhere.
func (r *tableReader) only(key string, to *bool) {
	if r.flag(key, to); r.m[key] == false {
		r.refuse(key, "this says of no place that it may be one: give true, or leave the candidates out")
	}
}

// links reads which links there may be; counted says whether their cost matters.
func (r *tableReader) links(l *Links, costsMatter bool) {
	r.known([]string{"given", "gates", "crossings", "bridges_m", "costs", "count", "most"})
	r.each("given", maxLinks, func(r *tableReader) {
		var g GivenLink
		if r.given(&g); g.ID != "" && slices.ContainsFunc(l.Given, func(o GivenLink) bool { return o.ID == g.ID }) {
			r.refuse("", "there is a link of the id "+quoted(g.ID)+" already: give each its own id")
		}
		l.Given = append(l.Given, g)
	})
	r.flag("gates", &l.Gates)
	r.flag("crossings", &l.Crossings)
	r.number("bridges_m", &l.BridgesM, 0, LongestBridge)
	costs := tableReader{path: append(slices.Clone(r.path), "costs"), errs: r.errs}
	r.inside("costs", func(r *tableReader) {
		r.known([]string{"gate", "crossing", "bridge"})
		r.cost("gate", &l.Costs.Gate)
		r.cost("crossing", &l.Costs.Crossing)
		r.cost("bridge", &l.Costs.Bridge)
		costs.m = r.m
	})
	for _, key := range l.costed(costsMatter) {
		if !costs.has(key) {
			costs.refuse(key, "it is missing, and the goal or the budget counts costs: give what one costs, 0 where it is nothing")
		}
	}
	r.whole("count", &l.Count, 1, maxCount)
	r.whole("most", &l.Most, 1, maxLinks)
}

// given reads a change of a street as a change file has it, with its cost.
func (r *tableReader) given(g *GivenLink) {
	change := map[string]any{}
	for _, key := range sortedKeys(r.m) {
		switch key {
		case "id":
			r.text("id", &g.ID)
		case "cost":
			r.cost("cost", &g.Cost)
		default:
			change[key] = r.m[key]
		}
	}
	if !r.has("cost") {
		r.refuse("cost", "it is missing: give what the link costs, 0 where it is nothing")
	}
	list, err := scenario.Decode(map[string]any{"changes": []any{change}})
	for _, e := range scenario.FieldErrors(err) {
		path := slices.Clone(r.path)
		for _, key := range []string{string(e.Kind), e.Field} {
			if key != "" {
				path = append(path, key)
			}
		}
		*r.errs = append(*r.errs, &FieldError{Path: path, Value: e.Value, Why: e.Why})
	}
	if err != nil {
		return
	}
	if g.Change = list[0]; g.Change.Kind != scenario.OpenLink && g.Change.Kind != scenario.ReopenLink {
		r.refuse(string(g.Change.Kind), "a link is an open_link or a reopen_link")
		return
	}
	g.ID = cmp.Or(g.ID, g.Change.ID)
	if g.ID == "" {
		g.ID = fmt.Sprint("way-", *g.Change.Way)
	}
}
