package answer

import (
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// The width of a table must not depend on the locale of the process: characters
// of ambiguous width (– · °) are one column wide.
func init() { text.OverrideRuneWidthEastAsianWidth(false) }

// The widest a column of names gets, in terminal columns; longer names break.
const (
	serviceWidth  = 20
	districtWidth = 25
	verdictWidth  = 18
)

// style is a table without a frame: two spaces between columns, a line below
// the header and between services.
func style() table.Style {
	s := table.StyleLight
	s.Format.Header = text.FormatDefault
	s.Box.MiddleVertical = ""
	s.Box.MiddleSeparator = ""
	s.Box.PaddingLeft = ""
	s.Box.PaddingRight = "  "
	s.Options = table.Options{SeparateHeader: true, SeparateColumns: false}
	return s
}

// headings is the header of a table by the keys of its columns' names: names on
// the left, and numbers on the right in all others.
func headings(t table.Writer, lang Lang, weight string, keys ...string) {
	t.AppendHeader(headerOf(lang, weight, keys...))
	numbers := make([]int, len(keys)-1)
	for i := range numbers {
		numbers[i] = i + 2
	}
	t.SetColumnConfigs(rightAligned(numbers...))
}

// headerOf names columns by their keys. That of people is called what the weight
// counts.
func headerOf(lang Lang, weight string, keys ...string) table.Row {
	var header table.Row
	for _, key := range keys {
		if key == "column.people" {
			header = append(header, countedHead(lang, weight))
		} else {
			header = append(header, Say(lang, key))
		}
	}
	return header
}

func rightAligned(columns ...int) []table.ColumnConfig {
	var out []table.ColumnConfig
	for _, n := range columns {
		out = append(out, table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	return out
}

// render writes a table, without the spaces that would end its lines.
func render(w io.Writer, t table.Writer) error {
	lines := strings.Split(t.Render(), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// writeTable leaves out the rows of those in no district where there are none:
// in a sound city that is one a service, and says nothing. JSON and CSV keep them.
func (r Rows) writeTable(w io.Writer) error {
	say := func(key string, pairs ...string) string { return Say(r.Lang, key, pairs...) }
	t := table.NewWriter()
	t.SetStyle(style())
	header := table.Row{
		say("column.service"), say("column.district"), say("column.minutes"), r.countedColumn(), say("column.covered"),
		say("column.coverage"), say("column.target"), say("column.verdict"), say("column.shortfall"), say("column.circle"),
	}
	several := len(r.treatments()) > 1
	if several {
		header = append(header, say("column.private"))
	}
	t.AppendHeader(header)
	t.SetColumnConfigs(columnConfigs())
	previous, treatment := "", streets.Private("")
	perService := r.rowsPerService() > 1
	for i, row := range r.tableRows() {
		name := r.serviceCell(row)
		shown := name
		if name == previous && perService {
			shown = ""
		} else if i > 0 && perService {
			t.AppendSeparator()
		}
		if several && i > 0 && name == previous && row.Private != treatment && perService {
			t.AppendSeparator()
		}
		previous, treatment = name, row.Private
		cells := table.Row{
			shown, placeName(r.City, r.Lang, row.District), minutesCell(row), amount(row.Demand), amount(row.Covered),
			bounds(r.Lang, row), none, r.verdictCell(row), none, percentCell(r.Lang, row.BufferCoverage, nil),
		}
		if row.Target != nil {
			cells[6] = targetPercent(r.Lang, *row.Target)
		}
		if row.Shortfall != nil {
			cells[8] = thousands(float64(*row.Shortfall))
		}
		if several {
			cells = append(cells, Say(r.Lang, "private."+string(row.Private)))
		}
		t.AppendRow(cells)
	}
	if _, err := io.WriteString(w, say("table.title", "city", cityName(r.City, r.Lang))+"\n\n"); err != nil {
		return err
	}
	if err := render(w, t); err != nil {
		return err
	}
	return writeFoot(w, r.City, r.Lang, r.legend()...)
}

// tableRows returns the rows that a table shows: all, where it were empty
// otherwise.
func (r Rows) tableRows() []coverage.Row {
	var out []coverage.Row
	for _, row := range r.Rows {
		if row.District != nil && row.District.Code == "" && row.Demand != nil && *row.Demand == 0 {
			continue
		}
		out = append(out, row)
	}
	if len(out) == 0 {
		return r.Rows
	}
	return out
}

func columnConfigs() []table.ColumnConfig {
	return append(rightAligned(3, 4, 5, 6, 7, 9, 10),
		table.ColumnConfig{Number: 1, WidthMax: serviceWidth, WidthMaxEnforcer: text.WrapSoft},
		table.ColumnConfig{Number: 2, WidthMax: districtWidth, WidthMaxEnforcer: text.WrapSoft},
		table.ColumnConfig{Number: 8, WidthMax: verdictWidth, WidthMaxEnforcer: text.WrapSoft})
}

// countedColumn heads the column of demand: people, unless all rows weigh
// something else.
func (r Rows) countedColumn() string {
	weight := coverage.WeightPeople
	for i, row := range r.Rows {
		if i > 0 && row.Weight != weight {
			return Say(r.Lang, "column.counted")
		}
		weight = row.Weight
	}
	return countedHead(r.Lang, weight)
}

// countedHead heads a column of what is counted.
func countedHead(lang Lang, weight string) string {
	if weight == "" || weight == coverage.WeightPeople {
		return Say(lang, "column.people")
	}
	return Say(lang, "column.counted_weight", "weight", weightWord(lang, weight))
}

// serviceCell names a row's service or bundle, with the group and area where
// they are not everyone.
func (r Rows) serviceCell(row coverage.Row) string {
	names := serviceNames(r.City, r.Lang, row.Services)
	if row.Reading != coverage.ReadingEach {
		names = Say(r.Lang, "reading."+string(row.Reading), "services", names)
	}
	var extra []string
	if row.Group != "all" && row.Group != "" && (row.Weight == coverage.WeightPeople || row.Weight == "") {
		extra = append(extra, groupShort(row.Group))
	}
	if a := areaWord(r.Lang, row.Area); a != "" {
		extra = append(extra, a)
	}
	if len(extra) == 0 {
		return names
	}
	return names + " (" + strings.Join(extra, ", ") + ")"
}

// verdictCell is the verdict, or why there is none, or both where the verdict
// needs a word beside it.
func (r Rows) verdictCell(row coverage.Row) string {
	switch {
	case row.Verdict == nil && row.Reason == coverage.ReasonNone:
		return none
	case row.Verdict == nil:
		return reasonText(r.Lang, row.Reason)
	case row.Reason == coverage.ReasonNone:
		return verdictWord(r.Lang, *row.Verdict)
	}
	return Say(r.Lang, "verdict.because", "verdict", verdictWord(r.Lang, *row.Verdict), "reason", reasonText(r.Lang, row.Reason))
}

func minutesCell(row coverage.Row) string {
	if row.Minutes == nil {
		return none
	}
	return minutes(*row.Minutes)
}

// rowsPerService returns the most rows that any service has.
func (r Rows) rowsPerService() int {
	most := 0
	counts := map[string]int{}
	for _, row := range r.Rows {
		key := string(row.Reading) + " " + strings.Join(row.Services, "+")
		counts[key]++
		most = max(most, counts[key])
	}
	return most
}
