package siting

import "lifecircle/coverage"

// check refuses what does not go together.
func (q *Question) check() []error {
	var out []error
	refuse := func(why string, path ...any) { out = append(out, &FieldError{Path: path, Why: why}) }
	if len(q.Services) == 0 {
		refuse("name at least one service", "services")
	}
	q.checkGoal(refuse)
	forbidden := map[string]bool{}
	for _, id := range q.Forbidden {
		forbidden[id] = true
	}
	for i, id := range q.Fixed {
		if forbidden[id] {
			out = append(out, &FieldError{Path: []any{"fixed", i}, Value: quoted(id), Why: "it is forbidden, too: take it out of one of the lists"})
		}
	}
	if q.Capacity > 0 {
		out = append(out, q.checkCapacity()...)
	}
	if l := q.Links; l != nil {
		q.checkLinks(l, refuse)
	}
	return out
}

// checkCapacity refuses what does not go with capacities: they are about people served by a
// number of new facilities.
func (q *Question) checkCapacity() []error {
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
	if q.Per == PerGroup && q.Weight != "" && q.Weight != coverage.WeightPeople {
		refuse("groups are groups of people: leave the weight out, or go by district", "weight")
	}
	if q.Goal == WorstFirst && (q.Per == PerCity || q.Per == PerBoth) {
		refuse("worst_first goes by district or group", "per")
	}
}

// costsMatter reports whether costs matter to the question.
func (q *Question) costsMatter() bool { return q.Goal == LeastCost || len(q.Budget) > 0 }

// costed lists the kinds of links that the engine finds and whose cost matters, by
// their keys.
func (l *Links) costed(costsMatter bool) []string {
	var out []string
	for _, k := range []struct {
		key   string
		found bool
	}{{"gate", l.Gates}, {"crossing", l.Crossings}, {"bridge", l.BridgesM > 0}} {
		if costsMatter && k.found {
			out = append(out, k.key)
		}
	}
	return out
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
