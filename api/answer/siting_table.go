package answer

import (
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
)

// How much of a siting a table shows; JSON has all.
const (
	mostOutcomes  = 30
	mostCurve     = 12
	mostNearShown = 5
)

// writeTable writes what a planner asks first: how many, where, what they do, and how
// near that is to the best.
func (x Siting) writeTable(w io.Writer) error {
	lines := []string{x.title(), x.headline(), x.certificate()}
	for _, i := range x.Answer.Impossible {
		lines = append(lines, x.why(i))
	}
	for _, line := range lines {
		if line == "" {
			continue
		}
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	for _, part := range []func(io.Writer) error{x.writePlan, x.writeOutcomes, x.writeCurve, x.writeNear} {
		if err := part(w); err != nil {
			return err
		}
	}
	return writeFoot(w, x.City, x.Lang, x.uncounted())
}

// say fills in what is counted beside the pairs.
func (x Siting) say(key string, pairs ...string) string {
	q := x.Answer.Question
	return Say(x.Lang, key, append(pairs, "counted", counted(x.Lang, coverage.Row{Group: q.Group, Weight: q.Weight}))...)
}

func (x Siting) title() string {
	q := x.Answer.Question
	var services []string
	for _, id := range q.Services {
		services = append(services, serviceName(x.City, x.Lang, id))
	}
	return x.say("siting.title", "city", scopePlace(x.City, x.Lang, q.Scope), "services", strings.Join(services, Say(x.Lang, "list.comma")))
}

// headline says what the plan does in a sentence.
func (x Siting) headline() string {
	a := x.Answer
	if a.State == siting.StateQueued || a.State == siting.StateRunning && len(a.Plan) == 0 {
		return x.say("siting.waiting")
	}
	facilities, links, closes := 0, 0, 0
	for _, s := range a.Plan {
		switch {
		case s.Kind.IsLink():
			links++
		case s.Kind == siting.KindClose:
			closes++
		default:
			facilities++
		}
	}
	gained := a.After - a.Before
	pairs := []string{"n", strconv.Itoa(facilities), "closes", strconv.Itoa(closes), "cost", plain(a.Objective), "gain", change(&gained),
		"before", x.percentOf(a.Before), "after", x.percentOf(a.After), "least", percent(x.Lang, a.Objective, nil), "whole", x.whole()}
	pairs = append(pairs, "links", "")
	if links > 0 {
		pairs[len(pairs)-1] = x.say("siting.and_links", "n", strconv.Itoa(links))
	}
	if len(a.Plan) == 0 {
		return x.say("siting.nothing", pairs...)
	}
	said := x.say("siting.headline_"+string(a.Question.Goal), pairs...)
	if x.crowded() {
		said += x.say("siting.served", "n", thousands(a.Objective))
	}
	return said
}

// whole names all who are counted: the city, or the district that was asked.
func (x Siting) whole() string {
	if s := x.Answer.Question.Scope; s.District != nil {
		return scopePlace(x.City, x.Lang, s)
	}
	return x.say("siting.the_city")
}

func (x Siting) percentOf(a coverage.Amount) string {
	if x.Answer.Demand == 0 {
		return none
	}
	return percent(x.Lang, float64(a)/float64(x.Answer.Demand), nil)
}

// certificate says how near the plan is to the best possible.
func (x Siting) certificate() string {
	a := x.Answer
	switch {
	case a.State == siting.StateQueued:
		return ""
	case a.Optimal && len(a.Impossible) > 0:
		return x.say("siting.best_possible")
	case a.Optimal:
		return x.say("siting.optimal")
	case math.IsNaN(a.Bound) || math.IsInf(a.Bound, 0):
		return x.say("siting.no_bound")
	}
	bound := thousands(math.Floor(a.Bound))
	if a.Question.Goal == siting.WorstFirst {
		bound = percent(x.Lang, a.Bound, nil)
	}
	return x.say("siting.bound_"+string(a.Question.Goal), "bound", bound, "gap", percent(x.Lang, a.Gap, nil))
}

// why says what makes a constraint impossible, and the best that can be done.
func (x Siting) why(i siting.Impossible) string {
	goal := coverage.Share(math.Round(i.Asked * 1e6))
	show := func(v float64) string {
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			return none
		case i.Constraint == siting.ConstraintTarget:
			return percent(x.Lang, v, &goal)
		case i.Constraint == siting.ConstraintApart:
			return metres(v)
		}
		return plain(math.Round(v*1000) / 1000)
	}
	asked := show(i.Asked)
	if i.Constraint == siting.ConstraintTarget {
		asked = targetPercent(x.Lang, goal)
	}
	where := x.whole()
	if i.District != nil {
		where = placeName(x.City, x.Lang, i.District)
	}
	return x.say("siting.impossible_"+string(i.Constraint), "where", where, "asked", asked, "best", show(i.Best), "ids", strings.Join(i.IDs, Say(x.Lang, "list.comma")))
}

// section writes a heading and a table.
func (x Siting) section(w io.Writer, heading string, right []int, columns []string, rows []table.Row) error {
	if len(rows) == 0 {
		return nil
	}
	if _, err := io.WriteString(w, "\n"+heading+"\n"); err != nil {
		return err
	}
	t := table.NewWriter()
	t.SetStyle(style())
	t.AppendHeader(headerOf(x.Lang, x.Answer.Question.Weight, columns...))
	t.SetColumnConfigs(append(rightAligned(right...), table.ColumnConfig{Number: 3, WidthMax: 2 * nameWidth, WidthMaxEnforcer: text.WrapSoft}))
	t.AppendRows(rows)
	return render(w, t)
}

func (x Siting) writePlan(w io.Writer) error {
	var rows []table.Row
	for _, s := range x.Answer.Plan {
		name := s.ID
		if n := s.Names.In(string(x.Lang)); n != "" {
			name = n
		}
		coverage := none
		if !math.IsNaN(s.Coverage) {
			coverage = percent(x.Lang, s.Coverage, nil)
		}
		at := position(s.Point)
		row := table.Row{s.Order, x.say("siting_kind." + string(s.Kind)), name, plain(at[0]) + "," + plain(at[1]), change(&s.Gain), plain(s.Cost), coverage}
		if x.crowded() {
			row = append(row, amount(&s.Serves))
		}
		rows = append(rows, row)
	}
	columns := []string{"column.order", "column.kind", "column.place", "column.near", "column.gained", "column.cost", "column.coverage"}
	if x.crowded() {
		columns = append(columns, "column.serves")
	}
	return x.section(w, x.say("siting.plan"), []int{1, 5, 6, 7, 8}, columns, rows)
}

// writeOutcomes lists the districts with a target or for which something changes.
func (x Siting) writeOutcomes(w io.Writer) error {
	var rows []table.Row
	for _, o := range x.Answer.Districts {
		if o.Target == nil && o.Before == o.After || o.Demand == 0 || len(rows) == mostOutcomes {
			continue
		}
		if asked := x.Answer.Question.District; asked != nil && o.District != nil && o.District.Code == *asked && o.Target == nil {
			continue // said already: it is the whole that was asked
		}
		name := scopePlace(x.City, x.Lang, x.Answer.Question.Scope)
		if o.District != nil {
			name = placeName(x.City, x.Lang, o.District)
		}
		if o.Group != "" {
			name = counted(x.Lang, coverage.Row{Group: o.Group, Weight: coverage.WeightPeople})
		}
		share := func(a coverage.Amount) string { return percent(x.Lang, float64(a)/float64(o.Demand), nil) }
		target, reached := none, none
		if o.Target != nil {
			target, reached = share(*o.Target), x.say("cell.no")
			if o.After >= *o.Target {
				reached = x.say("cell.yes")
			}
		}
		rows = append(rows, table.Row{name, amount(&o.Demand), share(o.Before), share(o.After), share(o.Most), target, reached})
	}
	return x.section(w, x.say("siting.districts"), []int{2, 3, 4, 5, 6},
		[]string{"column.district", "column.people", "column.before", "column.after", "column.at_most", "column.target", "column.reached"}, rows)
}

// writeCurve shows some points of the curve: the first ones, then fewer and fewer.
func (x Siting) writeCurve(w io.Writer) error {
	var rows []table.Row
	list := x.Answer.Curve
	shown := func(p siting.Point) {
		rows = append(rows, table.Row{p.Number, amount(&p.Covered), x.percentOf(p.Covered), x.percentOf(p.Bound)})
	}
	for n, next := 0, 0; n < len(list); n++ {
		if n == next || n == len(list)-1 {
			shown(list[n])
			next = max(n+1, n*3/2)
		}
		if len(rows) >= mostCurve && n < len(list)-1 {
			next = len(list)
		}
	}
	return x.section(w, x.say("siting.curve"), []int{1, 2, 3, 4}, []string{"column.number", "column.covered", "column.coverage", "column.at_most"}, rows)
}

func (x Siting) writeNear(w io.Writer) error {
	var rows []table.Row
	list := x.Answer.Near
	for _, n := range list[:min(mostNearShown, len(list))] {
		rows = append(rows, table.Row{n.Without, n.With, plain(n.Value)})
	}
	return x.section(w, x.say("siting.near"), []int{3}, []string{"column.without", "column.with", "column.value"}, rows)
}

// uncounted says who is never counted, and which candidates nobody can walk to.
func (x Siting) uncounted() string {
	a := x.Answer
	out := x.say("siting.legend", "edge", amount(&a.NearEdge), "unlinked", amount(&a.Unlinked))
	if c := a.Candidates; c.NoStreet > 0 {
		out += "\n" + x.say("siting.off", "n", strconv.Itoa(c.NoStreet), "ids", strings.Join(c.Unlinked[:min(5, len(c.Unlinked))], Say(x.Lang, "list.comma")))
	}
	return out
}
