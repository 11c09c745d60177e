package answer

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"lifecircle/coverage"
	"lifecircle/coverage/isochrone"
)

// writeTable writes a row a shape, and what there is to say of origins.
func (i Isochrones) writeTable(w io.Writer) error {
	q := i.Isochrones.Query
	title := Say(i.Lang, "isochrone.title_"+string(q.Direction), "city", scopePlace(i.City, i.Lang, q.Scope), "profile", profileName(i.City, i.Lang, q.Profile))
	if _, err := io.WriteString(w, title+"\n\n"); err != nil {
		return err
	}
	t := table.NewWriter()
	t.SetStyle(style())
	headings(t, i.Lang, q.Weight, "column.origin", "column.minutes", "column.people", "column.hectares", "column.street_km")
	previous := ""
	for _, s := range i.Isochrones.Shapes {
		name := i.originName(s.Origin)
		shown := name
		if name == previous {
			shown = ""
		}
		previous = name
		t.AppendRow(i.row(shown, s))
	}
	if err := render(w, t); err != nil {
		return err
	}
	notes := i.reasons()
	row := coverage.Row{Group: q.Group, Area: q.Area, AreaKnown: i.City.Demand.Urban != nil, Weight: q.Weight}
	if i.counted() != groupAll || row.AreaKnown && areaWord(i.Lang, q.Area) != "" {
		notes = append(notes, Say(i.Lang, "isochrone.counted", "counted", Shown{i.City, i.Lang}.Counted(row)))
	}
	return writeFoot(w, i.City, i.Lang, append(notes, Say(i.Lang, "isochrone.legend"))...)
}

func (i Isochrones) row(name string, s isochrone.Isochrone) table.Row {
	limit := minutes(s.Minutes)
	if s.Over > 0 {
		limit = minutes(s.Over) + "–" + limit
	}
	if !s.Reached {
		return table.Row{name, limit, none, none, none}
	}
	people := none
	if all, known := s.People[i.counted()]; known {
		people = amount(&all)
	}
	return table.Row{name, limit, people, tenths(s.AreaM2 / 10_000), tenths(s.StreetM / 1000)}
}

// originName names what a shape is around.
func (i Isochrones) originName(k int) string {
	if k == isochrone.AllOrigins {
		if len(i.Isochrones.Origins) != 1 {
			return Say(i.Lang, "isochrone.all", "n", thousands(float64(len(i.Isochrones.Origins))))
		}
		k = 0
	}
	o := i.origin(k)
	switch {
	case o.Name != nil:
		return *o.Name
	case o.Facility != nil:
		return *o.Facility
	}
	return plain(o.Lon) + "," + plain(o.Lat)
}

// reasons says of each origin what there is to know.
func (i Isochrones) reasons() []string {
	var out []string
	for k, o := range i.Isochrones.Origins {
		if o.Reason != "" {
			out = append(out, Say(i.Lang, "isochrone."+string(o.Reason), "origin", i.originName(k)))
		}
	}
	return out
}
