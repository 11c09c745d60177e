package answer

import (
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
)

// RankedLinks are single links of streets by what each would do, ready to be written.
type RankedLinks struct {
	City  *coverage.City
	Lang  Lang
	Query siting.LinkQuery
	Links []siting.RankedLink
}

// Write writes them as JSON, CSV, GeoJSON or Table. Other formats are [ErrNoFormat].
func (x RankedLinks) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		return writeList(w, headOf(x.City, field{"services", x.Query.Services}), "links", as(x.Links, x.document))
	case CSV:
		return writeFlat(w, as(x.Links, x.document))
	case GeoJSON:
		return writeFeatures(w, x.City, as(x.Links, func(l siting.RankedLink) feature {
			var g orb.Geometry = l.Point
			if len(l.Line) > 0 {
				g = l.Line
			}
			return feature{l.ID, g, flatten(x.document(l), f)}
		}))
	case Table:
		return x.writeTable(w)
	}
	return noFormat(f, JSON, CSV, GeoJSON, Table)
}

// RankedLinksDocument is the JSON of RankedLinks.
type RankedLinksDocument struct {
	City       string       `json:"city" example:"newtown"`
	Provenance Provenance   `json:"provenance"`
	Services   []string     `json:"services"`
	Links      []RankedLink `json:"links" nullable:"false" doc:"Those that gain most first."`
}

// A RankedLink is one link of streets.
type RankedLink struct {
	Rank    int64       `json:"rank" example:"1"`
	Kind    string      `json:"kind" enum:"gate,crossing,bridge"`
	ID      string      `json:"id"`
	Lon     float64     `json:"lon" doc:"In its middle."`
	Lat     float64     `json:"lat"`
	Line    [][]float64 `json:"line" flat:"-" doc:"Null where nothing is built: streets of residents are opened."`
	Length  float64     `json:"length_m"`
	Across  []string    `json:"across" flat:"join= " nullable:"false" doc:"Known obstacles that it leads over."`
	Gain    float64     `json:"gain" doc:"People covered with it alone, less those without."`
	Changes any         `json:"changes" flat:"-" doc:"What does it, as in a scenario."`
}

func (x RankedLinks) document(l siting.RankedLink) RankedLink {
	out := RankedLink{Rank: int64(l.Rank), Kind: string(l.Kind), ID: l.ID, Lon: l.Point[0], Lat: l.Point[1], Length: l.LengthM,
		Across: append([]string{}, l.Across...), Gain: *people(&l.Gain), Changes: changesOf(l.Changes)}
	for _, p := range l.Line {
		out.Line = append(out.Line, position(p))
	}
	return out
}

func (x RankedLinks) writeTable(w io.Writer) error {
	var names []string
	for _, id := range x.Query.Services {
		names = append(names, serviceName(x.City, x.Lang, id))
	}
	text := Say(x.Lang, "siting.links_title", "city", cityName(x.City, x.Lang), "services", strings.Join(names, Say(x.Lang, "list.comma"))) + "\n\n"
	if len(x.Links) == 0 {
		text += Say(x.Lang, "siting.no_links") + "\n"
	}
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	if len(x.Links) > 0 {
		t := table.NewWriter()
		t.SetStyle(style())
		t.AppendHeader(headerOf(x.Lang, x.Query.Weight, "column.order", "column.kind", "column.near", "column.length", "column.across", "column.gained"))
		t.SetColumnConfigs(rightAligned(1, 4, 6))
		for _, l := range x.Links {
			across := none
			if len(l.Across) > 0 {
				across = strings.Join(l.Across, " ")
			}
			at := position(l.Point)
			t.AppendRow(table.Row{l.Rank, Say(x.Lang, "siting_kind."+string(l.Kind)), plain(at[0]) + "," + plain(at[1]), metres(l.LengthM), across, change(&l.Gain)})
		}
		if err := render(w, t); err != nil {
			return err
		}
	}
	return writeFoot(w, x.City, x.Lang, Say(x.Lang, "siting.links_legend", "counted", counted(x.Lang, coverage.Row{Group: x.Query.Group, Weight: x.Query.Weight})))
}
