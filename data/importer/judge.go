package importer

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/geo"
)

// judge says what is doubtful about the whole.
func (r *run) judge(ctx context.Context) error {
	for _, l := range r.layers {
		r.notes.Merge(l.notes)
	}
	r.judgeStreets()
	r.judgeExtent()
	r.judgeAxes()
	r.judgePlaces()
	r.judgeServices()
	r.judgeMap()
	return r.judgeDistricts(ctx)
}

func (r *run) judgeStreets() {
	from := r.streets.called()
	r.notes.Merge(r.streets.notes)
	for _, n := range []struct {
		code  string
		count int
	}{
		{"streets_cut", r.streets.report.CutWays},
		{"streets_missing_nodes", r.streets.report.MissingNodes},
		{"streets_islands", len(r.streets.report.Islands)},
	} {
		if n.count > 0 {
			r.notes.Add(n.code, from, "", int64(n.count), "")
		}
	}
}

// judgeExtent refuses an extent of another place than the streets: everybody
// would be near its edge.
func (r *run) judgeExtent() {
	extent := r.content.City.Extent
	if r.manifest.Streets.Extent == nil || r.streets.network == nil || len(extent) == 0 {
		return
	}
	box, said := r.streets.network.Box(), said(r.manifest.Streets.Extent.Path)
	if !box.Intersects(extent.Bound()) {
		r.refuse(&finding.Refusal{Kind: finding.ErrInvalid, File: said,
			Problem: fmt.Sprintf("does not touch the streets, which lie in %s: give the polygon that the street file covers, in degrees, longitude first", describe(box))})
	}
}

func describe(b orb.Bound) string {
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }
	return number(b.Min[0]) + "," + number(b.Min[1]) + " to " + number(b.Max[0]) + "," + number(b.Max[1])
}

// near is how far outside the extent's box a layer may lie and still be meant
// for it, in degrees.
const near = 0.25

// judgeAxes refuses a layer that is nowhere near the extent, but would be with
// longitude and latitude exchanged.
func (r *run) judgeAxes() {
	extent := r.content.City.Extent
	if len(extent) == 0 {
		return
	}
	box := extent.Bound().Pad(near)
	for _, l := range r.layers {
		n, fields := l.count(), "lon, lat"
		at := func(i int) orb.Point { return l.facilities[i].Point }
		switch {
		case l.h3 >= 0 || !l.read || n == 0:
			continue
		case l.kind == kindDemand:
			at = func(i int) orb.Point { return l.demand.Point[i] }
		case l.kind == kindDistricts:
			at, fields = func(i int) orb.Point { return l.districts[i].Polygon.Bound().Center() }, "coordinates"
		}
		here, there := 0, 0
		for i := range n {
			p := at(i)
			if box.Contains(p) {
				here++
			}
			if box.Contains(orb.Point{p[1], p[0]}) {
				there++
			}
		}
		if here > 0 || 10*there < 9*n {
			continue
		}
		r.refuse(&finding.Refusal{Kind: finding.ErrInvalid, File: l.called(), Field: fields,
			Value:   fmt.Sprintf("%v, %v", at(0)[0], at(0)[1]),
			Problem: fmt.Sprintf("longitude and latitude look swapped: exchanged, %d of %d would lie at the streets, and as they are none does: exchange the columns", there, n)})
	}
}

// judgePlaces counts what joins no street and what lies outside the extent.
func (r *run) judgePlaces() {
	city := r.content.City
	if city.Streets == nil {
		return // without them, everything would be counted
	}
	index := geo.NewPolygonIndex([]orb.MultiPolygon{city.Extent})
	row := 0
	for _, l := range r.layers {
		if l.kind != kindDemand || !l.read {
			continue
		}
		for i, id := range l.demand.ID {
			if !city.Demand.Access[row+i].Linked {
				r.notes.Add("demand_unlinked", l.called(), "", 1, id)
			}
			if index.Locate(l.demand.Point[i]) == nil {
				r.notes.Add("demand_off_extent", l.called(), "", 1, id)
			}
		}
		row += l.demand.Len()
	}
	for i, f := range city.Facilities {
		from := r.layers[r.content.FacilityLayer[i]-1].called()
		if !f.Access.Linked {
			r.notes.Add("facility_unlinked", from, "", 1, f.ID)
		}
		if index.Locate(f.Point) == nil {
			r.notes.Add("facility_off_extent", from, "", 1, f.ID)
		}
		if n := len(f.Entrances); n >= mostRim && f.Entrances[mostRim-1].Kind == coverage.EntranceRim {
			r.notes.Add("rim_cut", from, "", 1, f.ID)
		}
	}
}

// judgeServices holds services, facilities and demand against each other.
func (r *run) judgeServices() {
	city := r.content.City
	defined := map[string]bool{}
	for _, s := range city.Services {
		defined[s.ID] = true
	}
	for i, f := range city.Facilities {
		for _, id := range f.Services {
			if !defined[id] {
				r.notes.Add("service_undefined", r.layers[r.content.FacilityLayer[i]-1].called(), id, 1, f.ID)
			}
		}
	}
	urban := city.Demand.Urban != nil && slices.ContainsFunc(city.Demand.Urban, func(f coverage.Flag) bool { return f != coverage.FlagUnknown })
	for _, s := range city.Services {
		if city.Demand.Groups[s.Group] == nil && city.Demand.Len() > 0 {
			r.notes.Add("group_without_demand", "", s.Group, 1, s.ID)
		}
		if s.Area != coverage.AreaAll && !urban && city.Demand.Len() > 0 {
			r.notes.Add("area_unknown", "", s.ID, 1, "")
		}
	}
}

// judgeOffers counts services that nobody offers, after the changes.
func (r *run) judgeOffers(context.Context) error {
	offered := map[string]bool{}
	for _, f := range r.content.City.Facilities {
		for _, id := range f.Services {
			offered[id] = true
		}
	}
	for _, s := range r.content.City.Services {
		if !offered[s.ID] {
			r.notes.Add("service_without_facility", "", s.ID, 1, "")
		}
	}
	return nil
}

// judgeDistricts counts overlaps, gaps and what the extent leaves out.
func (r *run) judgeDistricts(ctx context.Context) error {
	city := r.content.City
	if len(city.Districts) == 0 {
		return nil
	}
	codes := map[string]bool{}
	multis := make([]orb.MultiPolygon, len(city.Districts))
	for i, d := range city.Districts {
		codes[d.Code] = true
		multis[i] = d.Polygon
	}
	for i, d := range city.Districts {
		if d.Parent != "" && !codes[d.Parent] {
			r.notes.Add("district_parent_unknown", r.layers[r.content.DistrictLayer[i]-1].called(), "", 1, d.Code+" in "+d.Parent)
		}
	}
	r.judgeOutside()

	index := geo.NewPolygonIndex(multis)
	in := make([][]int, city.Demand.Len())
	err := inParallel(ctx, len(in), nil, func(i int) { in[i] = index.Locate(city.Demand.Point[i]) })
	if err != nil {
		return err
	}
	levels := levelsOf(city.Districts)
	counted := make([]bool, len(city.Districts))
	for place, found := range in {
		for _, level := range levels {
			// Districts are sorted by level and code: the first of a level wins.
			var of []int
			for _, d := range found {
				if city.Districts[d].Level == level {
					of = append(of, d)
				}
			}
			switch {
			case len(of) == 0:
				r.notes.Add("demand_without_district", "", strconv.Itoa(level), 1, city.Demand.ID[place])
				continue
			case len(of) > 1:
				r.notes.Add("district_overlap", "", strconv.Itoa(level), 1,
					city.Demand.ID[place]+" in "+city.Districts[of[0]].Code+" and "+city.Districts[of[1]].Code)
			}
			counted[of[0]] = true
		}
	}
	for i, d := range city.Districts {
		if !counted[i] {
			r.notes.Add("district_without_demand", "", strconv.Itoa(d.Level), 1, strings.TrimSpace(d.Code))
		}
	}
	return nil
}

func levelsOf(districts []coverage.District) []int {
	var out []int
	for _, d := range districts {
		if len(out) == 0 || out[len(out)-1] != d.Level {
			out = append(out, d.Level)
		}
	}
	return out
}

// mostShares bounds how many districts are held against the extent one by one.
const mostShares = 20_000

// judgeOutside counts the districts that the extent cuts or leaves out. Cells
// are made to cover it, so they aren't asked.
func (r *run) judgeOutside() {
	city := r.content.City
	if len(city.Extent) == 0 {
		return
	}
	box, asked := city.Extent.Bound(), 0
	for i, d := range city.Districts {
		l := r.layers[r.content.DistrictLayer[i]-1]
		if l.h3 >= 0 || asked == mostShares {
			continue
		}
		asked++
		share := 0.0
		if box.Intersects(d.Polygon.Bound()) {
			share = geo.ShareInside(d.Polygon, city.Extent)
		}
		switch {
		case share == 0:
			r.notes.Add("district_outside", l.called(), strconv.Itoa(d.Level), 1, d.Code)
		case share < 1:
			r.notes.Add("district_partly_outside", l.called(), strconv.Itoa(d.Level), 1, d.Code)
		}
	}
}
