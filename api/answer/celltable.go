package answer

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// writeTable writes the cells for a terminal: seconds of walking,
// the facility, and whether the walk is within the limit.
func (c Cells) writeTable(w io.Writer) error {
	say := func(key string, pairs ...string) string { return Say(c.Lang, key, pairs...) }
	t := table.NewWriter()
	t.SetStyle(style())
	t.AppendHeader(table.Row{say("column.place"), say("column.service"), say("column.seconds"), say("column.facility"), say("column.covered"), say("column.note")})
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 3, Align: text.AlignRight, AlignHeader: text.AlignRight}})
	for _, cell := range c.Cells {
		row := table.Row{cell.ID, serviceName(c.City, c.Lang, cell.Service), secondsCell(cell.Millis), none, say("cell.no"), ""}
		if cell.Facility != "" {
			row[3] = cell.Facility
		}
		if cell.Covered {
			row[4] = say("cell.yes")
		}
		if cell.Reason != "" {
			row[5] = say("cell_reason." + string(cell.Reason))
		}
		t.AppendRow(row)
	}
	if err := render(w, t); err != nil {
		return err
	}
	return writeFoot(w, c.City, c.Lang, c.legend()...)
}

// legend says how the walks are made where it is not as the city was built, or
// not each service's own profile.
func (c Cells) legend() []string {
	var out []string
	if t := string(c.Private); t != "" && t != c.City.Provenance.Private {
		out = append(out, Say(c.Lang, "private_legend."+t))
	}
	if c.Profile != "" {
		out = append(out, Say(c.Lang, "legend.profile", "profile", profileName(c.City, c.Lang, c.Profile)))
	}
	return out
}
