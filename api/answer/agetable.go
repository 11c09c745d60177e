package answer

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
)

// writeTable writes the profiles, what each loses and to what, and below them
// the pieces of street whose mending gives most people back.
func (a AgeFriendly) writeTable(w io.Writer) error {
	f := a.AgeFriendly
	title := Say(a.Lang, "age.title", "city", scopePlace(a.City, a.Lang, a.Scope), "service", serviceName(a.City, a.Lang, f.Service),
		"minutes", minutes(f.Minutes), "counted", counted(a.Lang, coverage.Row{Group: f.Group, Weight: a.Scope.Weight}))
	if _, err := io.WriteString(w, title+"\n\n"); err != nil {
		return err
	}
	if err := render(w, a.losses()); err != nil {
		return err
	}
	if pieces := a.pieces(); pieces != nil {
		if _, err := io.WriteString(w, "\n"+Say(a.Lang, "age.pieces")+"\n\n"); err != nil {
			return err
		}
		if err := render(w, pieces); err != nil {
			return err
		}
	}
	return writeFoot(w, a.City, a.Lang, Say(a.Lang, "age.legend"))
}

// losses is a row for the base profile, and one for each other.
func (a AgeFriendly) losses() table.Writer {
	t := table.NewWriter()
	t.SetStyle(style())
	headings(t, a.Lang, a.Scope.Weight, "column.profile", "column.people", "column.covered", "column.coverage",
		"column.lost", "column.stairs", "column.slopes", "column.crossings", "column.surfaces", "column.speed")
	t.AppendRow(append(a.reached(a.AgeFriendly.Base), none, none, none, none, none, none))
	for _, l := range a.AgeFriendly.Each {
		row := a.reached(l.Coverage)
		for _, v := range []coverage.Amount{l.Lost, l.Stairs, l.Slopes, l.Crossings, l.Surfaces, l.Speed} {
			row = append(row, amount(&v))
		}
		t.AppendRow(row)
	}
	return t
}

func (a AgeFriendly) reached(p agefriendly.Coverage) table.Row {
	return table.Row{profileName(a.City, a.Lang, p.Profile), amount(&p.Demand), amount(&p.Covered), percentCell(a.Lang, p.Coverage, nil)}
}

// pieces is a row a piece; nil where there is none.
func (a AgeFriendly) pieces() table.Writer {
	t := table.NewWriter()
	t.SetStyle(style())
	t.AppendHeader(table.Row{Say(a.Lang, "column.profile"), Say(a.Lang, "column.gain"), Say(a.Lang, "column.mend"), Say(a.Lang, "column.street"), Say(a.Lang, "column.way")})
	right := table.ColumnConfig{Align: text.AlignRight, AlignHeader: text.AlignRight}
	gain, way := right, right
	gain.Number, way.Number = 2, 5
	t.SetColumnConfigs([]table.ColumnConfig{gain, {Number: 4, WidthMax: legWidth, WidthMaxEnforcer: text.WrapSoft}, way})
	some := false
	for _, l := range a.AgeFriendly.Each {
		for _, p := range l.Pieces {
			some = true
			street := p.Name
			if street == "" {
				street = Say(a.Lang, "leg."+string(p.Kind))
			}
			t.AppendRow(table.Row{profileName(a.City, a.Lang, l.Profile), amount(&p.Gain), Say(a.Lang, "mend."+p.Reason), street, p.Way})
		}
	}
	if !some {
		return nil
	}
	return t
}
