package answer

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/scenario"
)

// mostListed is how many gaps and relinked ids a table lists.
const mostListed = 10

// writeTable writes what a planner asks first: who gains where and which verdicts
// flip; then what each change does; then gaps and what was relinked.
func (x WhatIf) writeTable(w io.Writer) error {
	parts := []func(io.Writer) error{x.writeRows, x.writeEach, x.writeGaps}
	title := x.say("whatif.title", "city", cityName(x.City, x.Lang), "n", strconv.Itoa(len(x.Changes)))
	if _, err := io.WriteString(w, title+"\n\n"); err != nil {
		return err
	}
	for _, part := range parts {
		if err := part(w); err != nil {
			return err
		}
	}
	return writeFoot(w, x.City, x.Lang, x.words()...)
}

// say fills in what is counted beside the pairs.
func (x WhatIf) say(key string, pairs ...string) string {
	return Say(x.Lang, key, append(pairs, "counted", counted(x.Lang, coverage.Row{Weight: x.weight()}))...)
}

// writeRows writes the city's rows, and of the districts those that differ.
func (x WhatIf) writeRows(w io.Writer) error {
	t := x.table("column.service", "column.district", "column.people", "column.before", "column.after", "column.change", "column.covered", "column.verdict")
	t.SetColumnConfigs(append(rightAligned(3, 4, 5, 6, 7), table.ColumnConfig{Number: 1, WidthMax: serviceWidth, WidthMaxEnforcer: text.WrapSoft},
		table.ColumnConfig{Number: 2, WidthMax: districtWidth, WidthMaxEnforcer: text.WrapSoft}))
	e := x.Effect
	rows := Rows{City: x.City, Lang: x.Lang}
	previous := ""
	for i, d := range e.Difference {
		before, after := e.Before[i], e.After[i]
		if d.District != nil && !differs(d) {
			continue
		}
		name := rows.serviceCell(after)
		if shown := name; shown == previous {
			name = ""
		} else {
			if previous != "" {
				t.AppendSeparator()
			}
			previous = shown
		}
		verdict := rows.verdictCell(after)
		if was := rows.verdictCell(before); was != verdict {
			verdict = was + " → " + verdict
		}
		t.AppendRow(table.Row{name, placeName(x.City, x.Lang, after.District), amount(after.Demand), bounds(x.Lang, before), bounds(x.Lang, after), points(before.Coverage, after.Coverage), change(d.Covered), verdict})
	}
	return render(w, t)
}

// differs reports whether a row says something else after.
func differs(d scenario.Difference) bool {
	nonzero := func(a *coverage.Amount) bool { return a != nil && *a != 0 }
	verdict := func(v *coverage.Verdict) coverage.Verdict {
		if v == nil {
			return ""
		}
		return *v
	}
	return nonzero(d.Demand) || nonzero(d.Covered) || nonzero(d.NearEdge) || nonzero(d.Unlinked) || verdict(d.Verdict[0]) != verdict(d.Verdict[1])
}

// writeEach writes what each change does to the city's rows: people more covered
// in order, and alone.
func (x WhatIf) writeEach(w io.Writer) error {
	if len(x.Effect.Each) == 0 {
		return nil
	}
	t := x.table("column.change_number", "column.what", "column.service", "column.in_order", "column.alone")
	t.SetColumnConfigs(append(rightAligned(1, 4, 5), table.ColumnConfig{Number: 3, WidthMax: serviceWidth, WidthMaxEnforcer: text.WrapSoft}))
	for i, p := range x.Effect.Each {
		for k, row := range x.partRows(p) {
			if k == 0 {
				row[0], row[1] = strconv.Itoa(i+1), x.changeName(p.Change)
			}
			t.AppendRow(row)
		}
	}
	if _, err := io.WriteString(w, "\n"+x.say("whatif.each")+"\n"); err != nil {
		return err
	}
	return render(w, t)
}

// partRows says for each service what a change does to it, or that it does nothing
// to any.
func (x WhatIf) partRows(p scenario.Part) []table.Row {
	var out []table.Row
	for k, d := range p.InOrder {
		var alone *coverage.Amount
		if p.NotAlone == nil {
			alone = p.Alone[k].Covered
		}
		if x.whole(d) && !(isZero(d.Covered) && isZero(alone)) {
			out = append(out, table.Row{"", "", serviceNames(x.City, x.Lang, d.Services), change(d.Covered), change(alone)})
		}
	}
	if out != nil {
		return out
	}
	var nobody coverage.Amount
	alone := change(&nobody)
	if p.NotAlone != nil {
		alone = none
	}
	return []table.Row{{"", "", none, change(&nobody), alone}}
}

// whole reports whether a row is the city's, or all that was asked.
func (x WhatIf) whole(d scenario.Difference) bool {
	return d.District == nil || x.Effect.Difference[0].District != nil
}

func isZero(a *coverage.Amount) bool { return a == nil || *a == 0 }

func (x WhatIf) writeGaps(w io.Writer) error {
	if len(x.Effect.Gaps) == 0 {
		return nil
	}
	t := x.table("column.service", "column.gap", "column.turn", "column.before", "column.after", "column.change_people")
	t.SetColumnConfigs(append(rightAligned(4, 5, 6), table.ColumnConfig{Number: 2, WidthMax: nameWidth, WidthMaxEnforcer: text.WrapSoft}))
	for i, g := range x.Effect.Gaps {
		if i == mostListed {
			break
		}
		named := slices.Concat(g.Before, g.After)[0]
		sum := func(list []gaps.Sketch) *coverage.Amount {
			var all coverage.Amount
			for _, gap := range list {
				all += gap.People
			}
			return &all
		}
		t.AppendRow(table.Row{serviceNames(x.City, x.Lang, named.Services), named.ID, x.say("gap_turn." + string(g.What)),
			amount(sum(g.Before)), amount(sum(g.After)), change(&g.People)})
	}
	if _, err := io.WriteString(w, "\n"+x.say("whatif.gaps", "n", strconv.Itoa(len(x.Effect.Gaps)))+"\n"); err != nil {
		return err
	}
	return render(w, t)
}

// words stand below the tables.
func (x WhatIf) words() []string {
	out := []string{x.say("whatif.legend")}
	if ids := x.Effect.Relinked; len(ids) > 0 {
		shown := ids[:min(len(ids), mostListed)]
		more := ""
		if len(ids) > len(shown) {
			more = ", …"
		}
		out = append(out, x.say("whatif.relinked", "n", strconv.Itoa(len(ids)), "ids", strings.Join(shown, ", ")+more))
	}
	return append(out, Rows{City: x.City, Lang: x.Lang, Rows: x.Effect.After}.walked()...)
}

// changeName says what a change does and to what.
func (x WhatIf) changeName(c scenario.Change) string {
	what := c.Name
	if name := facilityName(x.City, x.Lang, c.ID); what == "" && name != nil {
		what = *name
	}
	switch {
	case c.Kind == scenario.SetService:
		what = serviceName(x.City, x.Lang, c.ID)
	case what == "" && c.ID != "":
		what = c.ID
	case what == "" && c.Way != nil:
		what = x.say("whatif.way", "id", strconv.FormatInt(*c.Way, 10))
	case what == "":
		what = groupShort(c.Group)
	}
	return x.say("change."+string(c.Kind), "what", what)
}

func (x WhatIf) table(columns ...string) table.Writer {
	t := table.NewWriter()
	t.SetStyle(style())
	t.AppendHeader(headerOf(x.Lang, x.weight(), columns...))
	return t
}

// weight is what the rows count.
func (x WhatIf) weight() string {
	if len(x.Effect.After) == 0 {
		return coverage.WeightPeople
	}
	return x.Effect.After[0].Weight
}
