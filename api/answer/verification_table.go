package answer

import (
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
)

// writeTable writes the verdict with its findings, a line each, then what the
// workspace holds: the city, its counts, its sources.
func (v Verification) writeTable(w io.Writer) error {
	say := func(key string, pairs ...string) string { return Say(v.Lang, key, pairs...) }
	verdict := say("verify.whole", "dir", v.Dir)
	if n := len(v.Findings); n > 0 {
		verdict = say("verify.damaged", "dir", v.Dir, "n", strconv.Itoa(n))
	}
	for _, f := range v.Findings {
		verdict += "\n  " + v.text(f)
	}
	if _, err := io.WriteString(w, verdict+"\n"); err != nil {
		return err
	}
	tables := []table.Writer{v.overview()}
	if v.City != nil {
		tables = append(tables, v.counts(), v.sources())
	}
	for _, t := range tables {
		if t.Length() == 0 {
			continue
		}
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
		if err := render(w, t); err != nil {
			return err
		}
	}
	return nil
}

// overview is a line for each thing that is one.
func (v Verification) overview() table.Writer {
	t := table.NewWriter()
	t.SetStyle(style())
	line := func(key, value string) { t.AppendRow(table.Row{Say(v.Lang, "verify."+key), value}) }
	if c := v.City; c != nil {
		line("city", Say(v.Lang, "report.city", "title", cityName(c, v.Lang), "name", c.Name))
		line("built", ProvenanceOf(c).line(v.Lang))
	}
	if v.Format > 0 {
		line("format", strconv.Itoa(v.Format))
	}
	if v.City != nil {
		line("streets", Say(v.Lang, "verify.network", "nodes", thousands(float64(v.Streets.Nodes)),
			"segments", thousands(float64(v.Streets.Segments)), "edges", thousands(float64(v.Streets.Edges))))
	}
	for _, b := range v.Beside {
		line("beside", Say(v.Lang, "verify_beside."+string(b.Kind), "n", thousands(float64(b.Count)), "path", b.Path))
	}
	return t
}

// counts is a line for each group, service and level.
func (v Verification) counts() table.Writer {
	t := table.NewWriter()
	t.SetStyle(style())
	t.AppendHeader(table.Row{Say(v.Lang, "verify.holds"), Say(v.Lang, "verify.which"), Say(v.Lang, "verify.number")})
	t.SetColumnConfigs(rightAligned(3))
	line := func(key, which string, n float64) {
		t.AppendRow(table.Row{Say(v.Lang, "verify."+key), which, thousands(n)})
	}
	line("places", "", float64(v.City.Demand.Len()))
	for _, g := range v.people() {
		line("people", g.Group, g.People)
	}
	for _, s := range v.facilities() {
		line("facilities", s.Service, float64(s.Facilities))
	}
	for _, d := range v.districts() {
		line("districts", Say(v.Lang, "verify.level", "level", strconv.Itoa(d.Level)), float64(d.Districts))
	}
	return t
}

// sources is a line for each file that the workspace was built from.
func (v Verification) sources() table.Writer {
	t := table.NewWriter()
	t.SetStyle(style())
	t.AppendHeader(table.Row{Say(v.Lang, "verify.source"), Say(v.Lang, "verify.file"), "SHA-256"})
	for _, in := range v.City.Provenance.Inputs {
		role := in.Role
		if Has("role." + role) {
			role = Say(v.Lang, "role."+role)
		}
		t.AppendRow(table.Row{role, in.Path, in.SHA256})
	}
	return t
}
