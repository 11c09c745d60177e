package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
)

// mostPlaces is how many places that are not covered a page lists by name.
const mostPlaces = 15

// A hole is a place that is not covered, with the people whom a service counts.
type hole struct {
	cell   coverage.Cell
	people coverage.Amount
}

// uncovered lists the places that are not covered and where somebody lives who is
// counted, most people first, then by id. Each is counted in
// missing, for the map of all services.
func (r *Report) uncovered(counted *coverage.Basis, cells []coverage.Cell, missing []int) []hole {
	var out []hole
	for _, c := range cells {
		missing[c.Place] = max(0, missing[c.Place])
		if c.Covered {
			continue
		}
		missing[c.Place]++
		if people := counted.Amount(c.Place); people > 0 {
			out = append(out, hole{c, people})
		}
	}
	slices.SortStableFunc(out, func(a, b hole) int {
		return cmp.Or(cmp.Compare(b.people, a.people), strings.Compare(a.cell.ID, b.cell.ID))
	})
	return out
}

// A placesView lists places that are not covered.
type placesView struct {
	Caption string
	Rows    []placeLine
	More    string // how many others there are
}

// A placeLine is one place.
type placeLine struct {
	Name, ID, District, People, Walk, Facility string
}

// places lists the largest places that are not covered; nil where all are.
func (r *Report) places(s scope, row coverage.Row, uncovered []hole) *placesView {
	if len(uncovered) == 0 {
		return nil
	}
	v := &placesView{Caption: r.show.Say("page.places_caption", "service", r.show.Service(row.Services[0]))}
	shown := uncovered[:min(mostPlaces, len(uncovered))]
	districts := r.districtsOf(shown)
	for i, h := range shown {
		l := placeLine{ID: h.cell.ID, Name: r.placeName(h.cell.Place), District: districts[i], People: r.show.Amount(&h.people), Facility: r.facilityName(h.cell.Facility)}
		if h.cell.Millis != nil {
			l.Walk = r.show.Clock(*h.cell.Millis)
		} else {
			l.Walk = r.show.CellReason(h.cell.Reason)
		}
		v.Rows = append(v.Rows, l)
	}
	if rest := uncovered[len(shown):]; len(rest) > 0 {
		var people coverage.Amount
		for _, h := range rest {
			people += h.people
		}
		v.More = r.show.Say("page.places_more", "n", r.show.Number(float64(len(rest))), "people", r.show.Amount(&people), "counted", r.show.Counted(row))
	}
	return v
}

func (r *Report) placeName(place int) string {
	if r.city.Demand.Names == nil {
		return ""
	}
	return r.city.Demand.Names[place].In(string(r.opts.Lang))
}

func (r *Report) facilityName(id string) string {
	at, found := slices.BinarySearchFunc(r.city.Facilities, id, func(f coverage.Facility, id string) int { return strings.Compare(f.ID, id) })
	if !found {
		return "–"
	}
	if name := r.city.Facilities[at].Names.In(string(r.opts.Lang)); name != "" {
		return name
	}
	return id
}

// districtsOf names the district of each place, of the level that is told apart:
// of several the one with the smallest code, as coverage has it.
func (r *Report) districtsOf(holes []hole) []string {
	out := make([]string, len(holes))
	districts := r.Districts()
	polygons := make([]orb.MultiPolygon, len(districts))
	for i, d := range districts {
		polygons[i] = d.Polygon
	}
	if len(polygons) == 0 {
		return out
	}
	index := geo.NewPolygonIndex(polygons)
	for i, h := range holes {
		if in := index.Locate(r.city.Demand.Point[h.cell.Place]); len(in) > 0 {
			out[i] = cmp.Or(districts[in[0]].Names.In(string(r.opts.Lang)), districts[in[0]].Code)
		}
	}
	return out
}
