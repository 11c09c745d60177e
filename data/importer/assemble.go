package importer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/source"
	"lifecircle/data/vector"
	"lifecircle/data/workspace"
	"lifecircle/geo"
	"lifecircle/geo/cells"
)

// Where a city's extent is from.
const (
	ExtentManifest  = "manifest"  // the polygon that the manifest names
	ExtentDistricts = "districts" // the districts and what is within some metres of them
	ExtentFile      = "file"      // the bounding box that the streets' files state
	ExtentStreets   = "streets"   // the box of the street nodes
)

// assemble puts the layers of each kind together.
func (r *run) assemble(ctx context.Context) error {
	m := r.manifest
	city := &coverage.City{Name: m.Name, Title: m.Title, Streets: r.streets.network, Profiles: m.Profiles}
	for _, s := range m.Services {
		city.Services = append(city.Services, s.Service)
	}
	r.content = &workspace.Content{City: city, Streets: r.streets.report}
	if err := r.refuse(r.extent(ctx)); err != nil {
		return err
	}
	if err := r.refuse(r.cellDistricts()); err != nil {
		return err
	}
	r.joinDemand()
	r.joinFacilities()
	r.joinDistricts()
	return nil
}

// extent settles what the city's files cover. Without one, or without streets,
// the extent stays empty.
func (r *run) extent(ctx context.Context) error {
	if e := r.manifest.Streets.Extent; e != nil {
		in := r.files[e.Path]
		if in.sha == "" {
			return nil // refused already
		}
		f, err := os.Open(in.path)
		if err != nil {
			return &finding.Refusal{Kind: finding.ErrMissing, File: in.name, Problem: "cannot be read", Cause: finding.Bare(err)}
		}
		defer f.Close()
		r.content.City.Extent, err = vector.Extent(ctx, f, vector.Options{Name: in.name})
		r.report.ExtentFrom = ExtentManifest
		return err
	}
	if r.streets.network == nil {
		return nil
	}
	if metres := r.manifest.Streets.ExtentDistrictsM; metres > 0 {
		if extent := r.aroundDistricts(metres); len(extent) > 0 {
			r.report.ExtentFrom = ExtentDistricts
			r.content.City.Extent = extent
			return nil
		}
	}
	box := r.streets.network.Box()
	r.report.ExtentFrom = ExtentStreets
	r.content.City.Guessed = true
	if r.streets.bound != nil {
		box = *r.streets.bound
		r.report.ExtentFrom = ExtentFile
		r.content.City.Guessed = false
	}
	r.content.City.Extent = orb.MultiPolygon{box.ToPolygon()}
	return nil
}

// aroundDistricts returns the districts of all polygons and what is within so
// many metres of them, as far as the streets' files say that they cover it.
// Where shapes are too degenerate to be joined, it is the box around that.
func (r *run) aroundDistricts(metres float64) orb.MultiPolygon {
	var all orb.MultiPolygon
	for _, l := range r.layers {
		if l.h3 < 0 {
			for _, d := range l.districts {
				all = append(all, d.Polygon...)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	box := all.Bound()
	for _, corner := range []orb.Point{box.Min, box.Max} {
		box = box.Union(geo.PlaneAt(corner).Around(metres))
	}
	extent, err := geo.Buffer(all, metres)
	if err != nil {
		extent = orb.MultiPolygon{box.ToPolygon()}
		r.notes.Add("extent_of_districts_boxed", "", "", 1, "")
	}
	if b := r.streets.bound; b != nil {
		if extent, err = geo.Clip(extent, *b); err != nil {
			extent = orb.MultiPolygon{b.ToPolygon()}
			r.notes.Add("extent_of_districts_boxed", "", "", 1, "")
		}
	}
	return extent
}

// cellDistricts makes the districts of `h3 = …`: the cells over the extent.
func (r *run) cellDistricts() error {
	for _, l := range r.layers {
		if l.h3 < 0 || len(r.content.City.Extent) == 0 {
			continue
		}
		refusal := func(problem string) error {
			return &finding.Refusal{Kind: finding.ErrInvalid, File: r.opts.Manifest, Line: l.source.Line,
				Field: "districts.h3", Value: fmt.Sprint(l.h3), Problem: problem}
		}
		for _, other := range r.layers {
			if other != l && (other.h3 == l.h3 || hasLevel(other.districts, l.h3)) {
				return refusal(fmt.Sprintf("level %d has districts of %s already: choose another resolution", l.h3, other.called()))
			}
		}
		list, err := cells.Cover(r.content.City.Extent, l.h3)
		if errors.Is(err, cells.ErrTooMany) {
			return refusal("the extent has " + err.Error())
		}
		if err != nil {
			return err
		}
		for _, cell := range list {
			outline, err := cells.Outline(cell)
			if err != nil {
				return err
			}
			l.districts = append(l.districts, coverage.District{Code: cells.String(cell), Level: l.h3, Polygon: outline})
		}
		l.read = true
	}
	return nil
}

func hasLevel(districts []coverage.District, level int) bool {
	for _, d := range districts {
		if d.Level == level {
			return true
		}
	}
	return false
}

// twice refuses an id that two layers of a kind have. Within a layer its reader
// has seen to that.
func (r *run) twice(a, b *layer, field, id string) {
	said := "both have it: make ids unique, with a prefix for each file"
	if a == b {
		said = "it is there twice: give each its own"
	}
	r.refuse(&finding.Refusal{Kind: finding.ErrInvalid, File: b.called(), Field: field, Value: id,
		Problem: a.called() + " and " + b.called() + ": " + said})
}

// joinDemand lays the layers one after the other. What a layer does not count
// is missing in its places, not zero.
func (r *run) joinDemand() {
	d := &r.content.City.Demand
	seen := map[string]*layer{}
	var layers []*layer
	several := false
	for _, l := range r.layers {
		if l.kind == kindDemand && l.read {
			layers = append(layers, l)
		}
	}
	if len(layers) == 1 {
		*d = *layers[0].demand // as it is: a million places are not copied
		return
	}
	for _, l := range layers {
		for _, id := range l.demand.ID {
			if seen[id] != nil && !several {
				r.twice(seen[id], l, "id", id)
				several = true // one example says it
			}
			seen[id] = l
		}
		appendDemand(d, l.demand)
	}
	for _, of := range []map[string][]coverage.Amount{d.Groups, d.Weight} {
		for _, key := range slices.Sorted(maps.Keys(of)) {
			sum := coverage.Amount(0)
			for _, a := range of[key] {
				sum += max(a, 0)
			}
			if sum > source.MaxAmount {
				r.refuse(&finding.Refusal{Kind: finding.ErrTooLarge, File: r.opts.Manifest, Field: key,
					Problem: "all layers together have more than 1000000000000: is the unit right?"})
			}
		}
	}
}

func appendDemand(d, more *coverage.Demand) {
	before, n := d.Len(), more.Len()
	for _, e := range more.Entrances {
		e.Place += before
		d.Entrances = append(d.Entrances, e)
	}
	d.ID = append(d.ID, more.ID...)
	d.Point = append(d.Point, more.Point...)
	d.Names = appendColumn(d.Names, more.Names, before, n)
	d.Cell = appendColumn(d.Cell, more.Cell, before, n)
	d.Urban = appendColumn(d.Urban, more.Urban, before, n)
	d.Access = appendColumn(d.Access, more.Access, before, n)
	d.Groups = appendAmounts(d.Groups, more.Groups, before, n)
	d.Weight = appendAmounts(d.Weight, more.Weight, before, n)
}

// appendColumn appends a column that either side may lack.
func appendColumn[T any](to, more []T, before, n int) []T {
	if to == nil && more == nil {
		return nil
	}
	if to == nil {
		to = make([]T, before, before+n)
	}
	if more == nil {
		more = make([]T, n)
	}
	return append(to, more...)
}

func appendAmounts(to, more map[string][]coverage.Amount, before, n int) map[string][]coverage.Amount {
	if to == nil {
		to = map[string][]coverage.Amount{}
	}
	for key := range more {
		if to[key] == nil {
			to[key] = missing(before)
		}
	}
	for key, column := range to {
		if column = append(column, more[key]...); more[key] == nil {
			column = append(column, missing(n)...)
		}
		to[key] = column
	}
	return to
}

func missing(n int) []coverage.Amount {
	out := make([]coverage.Amount, n)
	for i := range out {
		out[i] = coverage.Missing
	}
	return out
}

// joinFacilities sorts all facilities by id.
func (r *run) joinFacilities() {
	type placed struct {
		coverage.Facility
		layer int
		rim   orb.MultiPolygon
	}
	var all []placed
	for i, l := range r.layers {
		for k, f := range l.facilities {
			all = append(all, placed{f, i, l.rims[k]})
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.ID, b.ID) })
	reported := false
	for i, p := range all {
		if i > 0 && all[i-1].ID == p.ID && !reported {
			r.twice(r.layers[all[i-1].layer], r.layers[p.layer], "id", p.ID)
			reported = true
		}
		r.content.City.Facilities = append(r.content.City.Facilities, p.Facility)
		r.content.FacilityLayer = append(r.content.FacilityLayer, p.layer+1) // the streets are layer 0
		if len(p.rim) > 0 {
			r.rims[i] = p.rim
		}
	}
}

// joinDistricts sorts all districts by level and code.
func (r *run) joinDistricts() {
	type placed struct {
		coverage.District
		layer int
	}
	var all []placed
	for i, l := range r.layers {
		for _, d := range l.districts {
			all = append(all, placed{d, i})
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Code, b.Code))
	})
	reported := false
	for i, p := range all {
		if i > 0 && all[i-1].Level == p.Level && all[i-1].Code == p.Code && !reported {
			r.twice(r.layers[all[i-1].layer], r.layers[p.layer], "code", p.Code)
			reported = true
		}
		r.content.City.Districts = append(r.content.City.Districts, p.District)
		r.content.DistrictLayer = append(r.content.DistrictLayer, p.layer+1)
	}
}
