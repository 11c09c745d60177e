package answer

import (
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"lifecircle/coverage"
)

// mostFragile is how many facilities a table lists.
const mostFragile = 20

// writeTable writes what a planner asks first: which facility or piece of street
// most people hang on, and who has a second facility.
func (x Fragility) writeTable(w io.Writer) error {
	q := x.Fragility.Query
	title := x.say("fragility.title", "city", cityName(x.City, x.Lang), "service", serviceName(x.City, x.Lang, q.Service),
		"minutes", minutes(q.Minutes), "profile", profileName(x.City, x.Lang, q.Profile))
	if _, err := io.WriteString(w, title+"\n"); err != nil {
		return err
	}
	parts := []func(io.Writer) error{x.writeBackup, x.writeFacilities}
	if q.Top > 0 {
		parts = append(parts, x.writePieces)
	}
	if x.Fragility.Cells != nil {
		parts = append(parts, x.writeCells)
	}
	for _, part := range parts {
		if err := part(w); err != nil {
			return err
		}
	}
	return writeFoot(w, x.City, x.Lang, x.say("fragility.legend"))
}

// say fills in what is counted beside the pairs.
func (x Fragility) say(key string, pairs ...string) string {
	q := x.Fragility.Query
	return Say(x.Lang, key, append(pairs, "counted", counted(x.Lang, coverage.Row{Group: q.Group, Weight: q.Weight}))...)
}

// section writes a heading and a table.
func (x Fragility) section(w io.Writer, heading string, right []int, columns []string, fill func(table.Writer)) error {
	if _, err := io.WriteString(w, "\n"+heading+"\n"); err != nil {
		return err
	}
	t := table.NewWriter()
	t.SetStyle(style())
	t.AppendHeader(headerOf(x.Lang, x.Fragility.Query.Weight, columns...))
	t.SetColumnConfigs(append(rightAligned(right...), table.ColumnConfig{Number: 1, WidthMax: nameWidth, WidthMaxEnforcer: text.WrapSoft}))
	fill(t)
	return render(w, t)
}

func (x Fragility) writeBackup(w io.Writer) error {
	return x.section(w, x.say("fragility.backup"), []int{2, 3, 4, 5}, []string{"column.district", "column.people", "column.covered", "column.backed", "column.backup"}, func(t table.Writer) {
		for _, b := range x.Fragility.Backup {
			t.AppendRow(table.Row{placeName(x.City, x.Lang, b.District), amount(&b.Demand), amount(&b.Covered), amount(&b.Backed), percentCell(x.Lang, b.Share, nil)})
		}
	})
}

func (x Fragility) writeFacilities(w io.Writer) error {
	list := x.Fragility.Facilities
	heading := x.say("fragility.facilities", "shown", strconv.Itoa(min(mostFragile, len(list))), "n", strconv.Itoa(len(list)))
	return x.section(w, heading, []int{3, 4}, []string{"column.place", "column.id", "column.carried", "column.lost_people"}, func(t table.Writer) {
		for _, f := range list[:min(mostFragile, len(list))] {
			id := x.City.Facilities[f.Facility].ID
			name := none
			if n := facilityName(x.City, x.Lang, id); n != nil {
				name = *n
			}
			t.AppendRow(table.Row{name, id, amount(&f.Nearest), amount(&f.Lost)})
		}
	})
}

func (x Fragility) writePieces(w io.Writer) error {
	f := x.Fragility
	heading := x.say("fragility.pieces", "rest", amount(&f.Rest))
	return x.section(w, heading, []int{5, 6}, []string{"column.street", "column.kind", "column.way", "column.near", "column.carried", "column.lost_people"}, func(t table.Writer) {
		for _, p := range f.Pieces {
			name := none
			if p.Street.Name != "" {
				name = p.Street.Name
			}
			at := position(p.Near)
			t.AppendRow(table.Row{name, x.say("piece." + pieceKind(p)), p.Street.Way, plain(at[0]) + "," + plain(at[1]), amount(&p.Used), amount(&p.Lost)})
		}
	})
}

func (x Fragility) writeCells(w io.Writer) error {
	return x.section(w, x.say("fragility.cells"), []int{2, 4, 6}, []string{"column.place", "column.people", "column.facility", "column.seconds", "column.second", "column.seconds"}, func(t table.Writer) {
		text := func(s *string) string {
			if s == nil {
				return none
			}
			return *s
		}
		for _, c := range x.Fragility.Cells {
			j := x.cell(c)
			t.AppendRow(table.Row{j.ID, amount(c.People), text(j.Facility), secondsCell(c.First.Millis), text(j.SecondFacility), secondsCell(c.Second.Millis)})
		}
	})
}
