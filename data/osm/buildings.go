package osm

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/osm/scan"
	"lifecircle/geo"
)

// Bounds of what a building may say of itself; beyond is taken as unreadable.
const (
	maxLevels = 200
	maxFlats  = 100_000
)

// A home on its way: its shape is placed after the last node.
type home struct {
	shape  shape
	levels float64 // 0: unknown
	flats  coverage.Amount
	names  coverage.Names
}

// homeWay takes a building that is a home, unless it bounds an area that is one.
func (r *reader) homeWay(id int64, nodes []int64, tags scan.Tags) (bool, error) {
	if r.homely[id] {
		return false, nil
	}
	if tags.Get("building") == "" {
		return false, nil
	}
	return r.homeOf(shape{kind: "way", id: id}, tags)
}

// homeOf keeps a building that is a home.
func (r *reader) homeOf(s shape, tags scan.Tags) (bool, error) {
	value := tags.Get("building")
	if value == "" || r.again("home ", s) {
		return false, nil
	}
	id := idOf(s.kind, s.id)
	switch r.opts.Buildings.of(value) {
	case useHome:
	case useUnspecified:
		if r.opts.SkipYes {
			r.notes.Add("home_unspecified_left", r.name, "building", 1, id)
			return false, nil
		}
		r.notes.Add("home_unspecified", r.name, "building", 1, id)
	case useOther:
		return false, nil
	default:
		value, err := r.text(s.kind, s.id, "building", value)
		if err != nil {
			return false, err
		}
		r.unknown(value, id)
		return false, nil
	}
	if len(r.homes) == MaxHomes {
		return false, r.tooMany("buildings", MaxHomes)
	}
	h := home{shape: s, flats: coverage.Missing}
	var err error
	if h.names, err = r.named(s.kind, s.id, tags); err != nil {
		return false, err
	}
	levels := tags.Get("building:levels")
	if h.levels, err = strconv.ParseFloat(strings.TrimSpace(levels), 64); err != nil || !(h.levels > 0 && h.levels <= maxLevels) {
		h.levels = 0
		code := "home_levels_unknown"
		if levels != "" {
			code = "home_levels_unreadable"
		}
		r.notes.Add(code, r.name, "floor_area_m2", 1, id)
	}
	if flats := tags.Get("building:flats"); flats != "" {
		n, err := strconv.ParseInt(strings.TrimSpace(flats), 10, 64)
		if err != nil || n < 0 || n > maxFlats {
			r.notes.Add("home_flats_unreadable", r.name, "dwellings", 1, id)
		} else {
			h.flats = coverage.Amount(n * 1000)
		}
	}
	r.homes = append(r.homes, h)
	return true, nil
}

// maxUnknown is how many unknown values of building are told apart.
const maxUnknown = 200

func (r *reader) unknown(value, id string) {
	if r.values == nil {
		r.values = map[string]bool{}
	}
	if !r.values[value] && len(r.values) == maxUnknown {
		value = "…"
	}
	r.values[value] = true
	r.notes.Add("building_unknown", r.name, value, 1, id)
}

// demandInto makes the homes the places of demand.
func (r *reader) demandInto(ctx context.Context, out *Extract) error {
	if r.opts.Buildings == nil {
		return nil
	}
	slices.SortFunc(r.homes, func(a, b home) int {
		return cmp.Or(cmp.Compare(a.shape.kind, b.shape.kind), cmp.Compare(a.shape.id, b.shape.id))
	})
	d := &coverage.Demand{Groups: map[string][]coverage.Amount{}, Weight: map[string][]coverage.Amount{}}
	var buildings, dwellings, floor []coverage.Amount
	anyName, anyFlats := false, false
	for i, h := range r.homes {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		id := idOf(h.shape.kind, h.shape.id)
		point, ground, ok := r.centre(h.shape)
		if !ok || ground == nil {
			r.notes.Add("home_without_place", r.name, "building", 1, id)
			continue
		}
		for _, e := range r.entrances(h.shape, false) {
			d.Entrances = append(d.Entrances, coverage.PlaceEntrance{Place: d.Len(), Entrance: e})
		}
		d.ID = append(d.ID, id)
		d.Names = append(d.Names, h.names)
		d.Point = append(d.Point, point)
		buildings = append(buildings, 1000)
		dwellings = append(dwellings, h.flats)
		levels := h.levels
		if levels == 0 {
			levels = 1
		}
		floor = append(floor, coverage.Amount(math.Round(geo.Area(ground)*levels*1000)))
		anyName = anyName || h.names != coverage.Names{}
		anyFlats = anyFlats || h.flats != coverage.Missing
	}
	if d.Len() == 0 {
		return &finding.Refusal{Kind: finding.ErrMissing, File: r.name, Field: "building",
			Problem: "no building is a home with a whole outline: give an extract with buildings, or people as CSV"}
	}
	d.Weight["buildings"], d.Weight["floor_area_m2"] = buildings, floor
	if anyFlats {
		d.Weight["dwellings"] = dwellings
	}
	if !anyName {
		d.Names = nil
	}
	out.Demand = d
	return nil
}
