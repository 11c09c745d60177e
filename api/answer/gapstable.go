package answer

import (
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
)

// nameWidth is the widest the columns of names get, in terminal columns.
const nameWidth = 36

// writeTable writes a row a gap: where it is, its people, by how much half of
// them miss the limit, why, and what would help.
func (g Gaps) writeTable(w io.Writer) error {
	title := Say(g.Lang, "gap.title", "city", scopePlace(g.City, g.Lang, g.Query.Scope), "services", serviceNames(g.City, g.Lang, g.services()),
		"counted", counted(g.Lang, coverage.Row{Group: g.group(), Weight: g.Query.Weight}), "limit", g.limitText())
	if _, err := io.WriteString(w, title+"\n\n"); err != nil {
		return err
	}
	t := table.NewWriter()
	t.SetStyle(style())
	t.AppendHeader(append(table.Row{"#"}, headerOf(g.Lang, g.Query.Weight,
		"column.place", "column.district", "column.people", "column.misses", "column.cause", "column.barrier", "column.nearest", "column.remedy", "column.remedied", "column.gap")...))
	t.SetColumnConfigs(append(rightAligned(1, 4, 5, 10), table.ColumnConfig{Number: 2, WidthMax: nameWidth, WidthMaxEnforcer: text.WrapSoft},
		table.ColumnConfig{Number: 8, WidthMax: nameWidth, WidthMaxEnforcer: text.WrapSoft}))
	var all coverage.Amount
	for _, gap := range g.Gaps {
		all += gap.People
		t.AppendRow(g.row(gap))
	}
	if err := render(w, t); err != nil {
		return err
	}
	return writeFoot(w, g.City, g.Lang, Say(g.Lang, "gap.total", "n", strconv.Itoa(len(g.Gaps)), "people", amount(&all)),
		Say(g.Lang, "gap.legend", "metres", strconv.Itoa(gaps.JoinM)))
}

// limitText says the limit; of a bundle whose services differ, that they do.
func (g Gaps) limitText() string {
	if m := g.minutes(); m != nil {
		return Say(g.Lang, "gap.limit", "minutes", minutes(*m))
	}
	return Say(g.Lang, "gap.limits")
}

func (g Gaps) row(gap gaps.Gap) table.Row {
	j := GapOf(g.City, g.Lang, gap)
	row := table.Row{
		j.Rank, j.Name, g.district(gap), amount(&gap.People), none, Say(g.Lang, "gap_cause."+j.Cause), none, none,
		Say(g.Lang, "remedy."+j.Remedy), amount(gap.Remedied()), j.ID,
	}
	if gap.MissesMedian != nil {
		row[4] = clock(*gap.MissesMedian)
	}
	if j.Barrier != nil {
		row[6] = Say(g.Lang, "barrier."+*j.Barrier)
	}
	if j.Nearest != nil {
		name := *j.Nearest
		if j.NearestName != nil {
			name = *j.NearestName
		}
		row[7] = Say(g.Lang, "gap.nearest", "name", name, "metres", metres(*j.NearestCrowM))
		if j.Ratio != nil {
			row[7] = Say(g.Lang, "gap.nearest_walk", "name", name, "metres", metres(*j.NearestCrowM), "ratio", tenths(*j.Ratio))
		}
	}
	return row
}

func (g Gaps) district(gap gaps.Gap) string {
	if gap.District == nil {
		return none
	}
	return placeName(g.City, g.Lang, gap.District)
}
