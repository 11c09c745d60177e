package siting

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
)

// How much a question may hold.
const (
	mostText     = 200
	mostServices = 100
	mostIDs      = 100_000
	mostCount    = 100_000
	mostCost     = 1e12
	mostMetres   = 100_000
	mostPeople   = 1_000_000_000
	mostSteps    = 1_000_000_000
	mostSeconds  = 7 * 24 * 3600
	mostSources  = 100
	mostLinks    = 200
	finestCell   = 15
)

// Decode reads a question from a tree as a JSON or TOML parser leaves it:
// map[string]any with strings, json.Number, float64 or int64, bool, and nil. Whether
// it fits a city [Run] says.
//
// The error joins a [FieldError] for everything that is wrong.
func Decode(tree any) (Question, error) {
	var q Question
	var wrongs []error
	r := reading{wrongs: &wrongs}
	if r.table(tree, "a question is a table with services, goal and candidates") {
		r.question(&q)
	}
	if len(wrongs) == 0 {
		wrongs = q.check()
	}
	if len(wrongs) > 0 {
		return Question{}, errors.Join(wrongs...)
	}
	return q, nil
}

var keys = []string{"services", "group", "area", "weight", "minutes", "profile", "private", "level", "goal", "count", "target", "per", "budget", "stop",
	"candidates", "links", "fixed", "forbidden", "apart_m", "per_district_max", "capacity", "backup"}

// question reads the keys of a question.
func (r *reading) question(q *Question) {
	r.known(keys)
	r.texts("services", &q.Services, mostServices)
	r.text("group", &q.Group)
	choice(r, "area", &q.Area, coverage.AreaAll, coverage.AreaUrban, coverage.AreaRural)
	r.text("weight", &q.Weight)
	r.number("minutes", &q.Minutes, 0, coverage.MaxMinutes)
	r.text("profile", &q.Profile)
	choice(r, "private", &q.Private, streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen)
	if level, given := 0, r.has("level"); given && r.whole("level", &level, math.MinInt32, math.MaxInt32) {
		q.Level = &level
	}
	choice(r, "goal", &q.Goal, MostPeople, FewestFacilities, LeastCost, WorstFirst, MoveOrClose)
	r.whole("count", &q.Count, 1, mostCount)
	if target := 0.0; r.has("target") && r.number("target", &target, 0, 1) {
		share := coverage.Share(math.Round(target * 1e6))
		q.Target = &share
	}
	choice(r, "per", &q.Per, PerCity, PerDistrict, PerBoth, PerGroup)
	r.budget(q)
	r.inside("stop", func(r *reading) {
		r.known([]string{"gap", "seconds", "number"})
		r.number("gap", &q.Stop.Gap, 0, 1)
		r.number("seconds", &q.Stop.Seconds, 0, mostSeconds)
		r.whole("number", &q.Stop.Number, 1, mostSteps)
	})
	r.each("candidates", mostSources, func(r *reading) {
		var c Candidates
		r.candidates(&c)
		q.Candidates = append(q.Candidates, c)
	})
	r.inside("links", func(r *reading) {
		q.Links = &Links{}
		r.links(q.Links)
	})
	r.texts("fixed", &q.Fixed, mostIDs)
	r.texts("forbidden", &q.Forbidden, mostIDs)
	r.number("apart_m", &q.ApartM, 0, mostMetres)
	r.whole("per_district_max", &q.PerDistrictMax, 1, mostCount)
	r.people("capacity", &q.Capacity)
	r.flag("backup", &q.Backup)
}

// budget reads a number, for the whole plan, or one for each district.
func (r *reading) budget(q *Question) {
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
	r.inside("budget", func(r *reading) {
		for _, code := range sortedKeys(r.m) {
			cost := 0.0
			if r.cost(code, &cost) {
				if code == "city" {
					code = ""
				}
				q.Budget[code] = cost
			}
		}
	})
}

func (r *reading) candidates(c *Candidates) {
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
	r.flag("facilities", &c.Facilities)
	r.flag("nodes", &c.Nodes)
	r.whole("cells", &c.Cells, 1, finestCell)
	r.flag("demand", &c.Demand)
	r.text("district", &c.District)
	if cost := 0.0; r.has("cost") && r.cost("cost", &cost) {
		c.Cost = &cost
	}
}

func (r *reading) links(l *Links) {
	r.known([]string{"given", "gates", "crossings", "bridges_m", "costs", "count", "most"})
	r.each("given", mostLinks, func(r *reading) {
		var g GivenLink
		r.given(&g)
		l.Given = append(l.Given, g)
	})
	r.flag("gates", &l.Gates)
	r.flag("crossings", &l.Crossings)
	r.number("bridges_m", &l.BridgesM, 0, LongestBridge)
	r.inside("costs", func(r *reading) {
		r.known([]string{"gate", "crossing", "bridge"})
		r.cost("gate", &l.Costs.Gate)
		r.cost("crossing", &l.Costs.Crossing)
		r.cost("bridge", &l.Costs.Bridge)
	})
	r.whole("count", &l.Count, 1, mostCount)
	r.whole("most", &l.Most, 1, mostLinks)
}

// given reads a change of a street as a change file has it, with its cost.
func (r *reading) given(g *GivenLink) {
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
	list, err := scenario.Decode(map[string]any{"changes": []any{change}})
	for _, e := range scenario.FieldErrors(err) {
		path := slices.Clone(r.path)
		for _, key := range []string{string(e.Kind), e.Field} {
			if key != "" {
				path = append(path, key)
			}
		}
		*r.wrongs = append(*r.wrongs, &FieldError{Path: path, Value: e.Value, Why: e.Why})
	}
	if err != nil {
		return
	}
	if g.Change = list[0]; g.Change.Kind != scenario.OpenLink && g.Change.Kind != scenario.ReopenLink {
		r.refuse(string(g.Change.Kind), "a link is an open_link or a reopen_link")
	}
	g.ID = cmp.Or(g.ID, g.Change.ID)
	if g.ID == "" {
		g.ID = fmt.Sprint("way-", *g.Change.Way)
	}
}

// check refuses what does not go together.
func (q *Question) check() []error {
	var out []error
	refuse := func(why string, path ...any) { out = append(out, &FieldError{Path: path, Why: why}) }
	if len(q.Services) == 0 {
		refuse("name at least one service", "services")
	}
	q.checkGoal(refuse)
	for i, id := range q.Fixed {
		if slices.Contains(q.Forbidden, id) {
			out = append(out, &FieldError{Path: []any{"fixed", i}, Value: quoted(id), Why: "it is forbidden, too: take it out of one of the lists"})
		}
	}
	if q.Capacity > 0 {
		out = append(out, q.crowded()...)
	}
	if l := q.Links; l != nil {
		q.checkLinks(l, refuse)
	}
	return out
}

// crowded refuses what does not go with capacities: they are about people served by a
// number of new facilities.
func (q *Question) crowded() []error {
	var out []error
	refuse := func(key, why string) { out = append(out, &FieldError{Path: []any{key}, Why: why}) }
	if q.Goal != MostPeople {
		refuse("capacity", "only most_people reckons with capacities: leave it out, or change the goal")
	}
	if len(q.Services) > 1 {
		refuse("services", "capacities are of one service: ask for each by itself")
	}
	if q.Backup {
		refuse("backup", "capacities and backup do not go together: leave one out")
	}
	if q.Links != nil {
		refuse("links", "capacities and links do not go together: leave one out")
	}
	return out
}

func (q *Question) checkGoal(refuse func(why string, path ...any)) {
	switch q.Goal {
	case "":
		refuse("say what the best plan is: most_people, fewest_facilities, least_cost, worst_first or move_or_close", "goal")
	case MostPeople, WorstFirst:
		if q.Count == 0 && len(q.Budget) == 0 {
			refuse("say how many facilities may come, or give a budget", "count")
		}
	case MoveOrClose:
		if q.Count == 0 {
			refuse("say how many facilities close or move", "count")
		}
	}
	if len(q.Candidates) == 0 && q.Goal != MoveOrClose {
		refuse("say where new facilities may be, as in [{\"nodes\": true}]", "candidates")
	}
	if targets := q.Goal == FewestFacilities || q.Goal == LeastCost; !targets && q.Target != nil {
		refuse("only fewest_facilities and least_cost have a target: leave it out, or change the goal", "target")
	}
	if q.Per == PerGroup && q.Goal != WorstFirst {
		refuse("only worst_first goes by groups: give district, city or both", "per")
	}
	if q.Goal == WorstFirst && (q.Per == PerCity || q.Per == PerBoth) {
		refuse("worst_first goes by district or group", "per")
	}
}

func (q *Question) checkLinks(l *Links, refuse func(why string, path ...any)) {
	switch {
	case q.Backup:
		refuse("links and backup do not go together: whom a second facility reaches by which link is not reckoned", "links")
	case q.Goal == MoveOrClose:
		refuse("move_or_close is about facilities alone: leave the links out", "links")
	case !l.Gates && !l.Crossings && l.BridgesM == 0 && len(l.Given) == 0:
		refuse("say which links may be part of a plan: given, gates, crossings or bridges_m", "links")
	case q.Goal != LeastCost && len(q.Budget) == 0 && l.Count == 0:
		refuse("say how many links may come, or give a budget: they cost nothing otherwise", "links", "count")
	}
}

func quoted(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// Where names the place in a question: candidates[2].cost.
func (e *FieldError) Where() string {
	var out strings.Builder
	for _, key := range e.Path {
		switch key := key.(type) {
		case int:
			fmt.Fprintf(&out, "[%d]", key)
		default:
			if out.Len() > 0 {
				out.WriteByte('.')
			}
			fmt.Fprint(&out, key)
		}
	}
	return cmp.Or(out.String(), "question")
}

// A FieldError says what is wrong with one field of a question.
type FieldError struct {
	Path  []any  // keys and indices from the question down: "candidates", 2, "cost"; empty is the question itself
	Value string // as given, shortened; "" where there is none
	Why   string // what is wrong and what to do next
}

// Error says what is wrong, and where.
func (e *FieldError) Error() string {
	if e.Value == "" {
		return e.Where() + ": " + e.Why
	}
	return e.Where() + ": " + e.Value + ": " + e.Why
}

// FieldErrors lists the [FieldError]s of an error that Decode or Run returned, in
// the order of the question; nil where it is none of them.
func FieldErrors(err error) []*FieldError {
	if joined, several := err.(interface{ Unwrap() []error }); several {
		var out []*FieldError
		for _, err := range joined.Unwrap() {
			out = append(out, FieldErrors(err)...)
		}
		return out
	}
	var one *FieldError
	if errors.As(err, &one) {
		return []*FieldError{one}
	}
	return nil
}
