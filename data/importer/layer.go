package importer

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
	"lifecircle/data/osm"
	"lifecircle/data/workspace"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// Kinds of layers, and roles of their inputs.
const (
	kindStreets    = "streets"
	kindDemand     = "demand"
	kindFacilities = "facilities"
	kindDistricts  = "districts"
	roleElevation  = "elevation"
	roleChanges    = "changes"
)

// importVersion goes into every layer's key: a change here reads all anew.
const importVersion = 3

// A layer is one source as demand, facilities or districts.
type layer struct {
	kind     string
	source   manifest.Source
	services []string // of facilities: their default, or what is wanted of OpenStreetMap
	skipYes  bool     // of demand from OpenStreetMap
	levels   []int    // of districts from OpenStreetMap
	h3       int      // of districts that are cells; else -1
	key      string   // empty: never taken over

	demand     *coverage.Demand
	facilities []coverage.Facility
	rims       map[int]orb.MultiPolygon // outlines of facilities that streets lead into, by place in facilities
	districts  []coverage.District
	notes      []finding.Note
	read       bool // it has one of the above
	reused     bool
	linked     bool // its access is that of the city's streets
}

// count returns the rows of a layer that was read.
func (l *layer) count() int {
	if l.demand != nil {
		return l.demand.Len()
	}
	return len(l.facilities) + len(l.districts)
}

// streetLayer is the streets, of one file or several.
type streetLayer struct {
	sources []manifest.Source
	key     string
	network *streets.Network
	report  build.Report
	bound   *orb.Bound
	notes   []finding.Note
	reused  bool
}

// detail is what a workspace keeps of a layer beside its rows, so that it can
// be taken over.
type detail struct {
	Notes   []finding.Note `json:"notes,omitempty"`
	Groups  []string       `json:"groups,omitempty"`
	Weights []string       `json:"weights,omitempty"`
	Has     []string       `json:"has,omitempty"` // names, h3, urban
	Bound   *orb.Bound     `json:"bound,omitempty"`
}

func (d detail) text() string {
	data, err := json.Marshal(d)
	if err != nil {
		panic(err) // finite numbers and strings always marshal
	}
	return string(data)
}

// tables are the packaged tables of OpenStreetMap's tags.
type tables struct {
	tags      *osm.TagTable
	buildings *osm.BuildingTable
	hash      string
}

func readTables(seeds fs.FS) (t tables, err error) {
	if seeds == nil {
		return t, nil
	}
	facilities, err := fs.ReadFile(seeds, "tags/facilities.toml")
	if err != nil {
		return t, err
	}
	buildings, err := fs.ReadFile(seeds, "tags/buildings.toml")
	if err != nil {
		return t, err
	}
	if t.tags, err = osm.ParseTagTable("facilities.toml", facilities); err != nil {
		return t, err
	}
	if t.buildings, err = osm.ParseBuildingTable("buildings.toml", buildings); err != nil {
		return t, err
	}
	t.hash = hashOf(string(facilities), string(buildings))
	return t, nil
}

// plan lists the layers and their keys and takes over what the old workspace
// has of them.
func (r *run) plan() {
	m := r.manifest
	r.streets = &streetLayer{sources: m.Streets.Sources}
	var sums []string
	for _, s := range m.Streets.Sources {
		sums = append(sums, said(s.Path), r.files[s.Path].sha)
	}
	for _, s := range m.Streets.Elevation {
		sums = append(sums, said(s.Path), r.files[s.Path].sha)
	}
	if !slices.Contains(sums, "") {
		r.streets.key = hashOf(importVersion, r.opts.Engine, kindStreets, sums, len(m.Streets.Elevation),
			m.Streets.Private, m.Streets.Walking, m.Streets.Repairs)
	}
	for _, s := range m.Demand {
		r.layers = append(r.layers, &layer{kind: kindDemand, source: s.Source, skipYes: !s.BuildingYes, h3: -1})
	}
	for _, s := range m.Facilities {
		l := &layer{kind: kindFacilities, source: s.Source, services: s.Services, h3: -1}
		if l.source.Format == manifest.FormatOSM && l.services == nil {
			for _, one := range m.Services {
				l.services = append(l.services, one.ID)
			}
		}
		r.layers = append(r.layers, l)
	}
	for _, s := range m.Districts {
		r.layers = append(r.layers, &layer{kind: kindDistricts, source: s.Source, levels: s.AdminLevels, h3: s.H3})
	}
	for _, l := range r.layers {
		if l.source.Path == "" || r.files[l.source.Path].sha == "" {
			continue
		}
		s := l.source
		l.key = hashOf(importVersion, r.opts.Engine, l.kind, said(s.Path), r.files[s.Path].sha,
			s.Encoding, s.CRS, s.Columns, l.services, l.skipYes, l.levels, r.tables.hash, r.entrancesKey(l))
	}
	r.reuse()
}

// entrancesKey is what a layer's entrances depend on beside its file, in a full
// reading. Outlines are not kept, nor entrances that no street is near: where the
// streets change, the file is read again for them.
func (r *run) entrancesKey(l *layer) string {
	if r.full() && (l.kind == kindFacilities || l.kind == kindDemand && l.source.Format == manifest.FormatOSM) {
		return r.streets.key
	}
	return ""
}

// full reports whether the city is to be walked as people walk.
func (r *run) full() bool { return r.manifest.Streets.Walking == manifest.WalkingFull }

// reuse takes over the old workspace's streets and layers of the same keys.
func (r *run) reuse() {
	if r.old == nil {
		return
	}
	first := 0 // row of demand
	for i, l := range r.old.Layers {
		var d detail
		if json.Unmarshal([]byte(l.Detail), &d) != nil {
			return
		}
		if l.Kind == kindStreets && l.Key == r.streets.key {
			s := r.streets
			s.network, s.report, s.bound, s.notes, s.reused = r.old.City.Streets, r.old.Streets, d.Bound, d.Notes, true
		}
		for _, new := range r.layers {
			if !new.read && new.kind == l.Kind && new.key != "" && new.key == l.Key {
				new.takeOver(r.old, i, first, l.Count, d)
				new.linked = new.read && r.streets.reused
				break
			}
		}
		if l.Kind == kindDemand {
			first += l.Count
		}
	}
}

// takeOver copies a layer's rows out of the old content.
func (l *layer) takeOver(old *workspace.Content, index, first, count int, d detail) {
	switch l.kind {
	case kindDemand:
		all := &old.City.Demand
		if first+count > all.Len() {
			return
		}
		l.demand = part(all, first, first+count, d)
	case kindFacilities:
		for i, f := range old.City.Facilities {
			if old.FacilityLayer[i] == index {
				l.facilities = append(l.facilities, f)
			}
		}
	case kindDistricts:
		for i, v := range old.City.Districts {
			if old.DistrictLayer[i] == index {
				l.districts = append(l.districts, v)
			}
		}
	}
	l.notes, l.read, l.reused = d.Notes, true, true
}

// part is rows [from, to) of a demand, with the columns that its layer had.
func part(d *coverage.Demand, from, to int, had detail) *coverage.Demand {
	out := &coverage.Demand{ID: d.ID[from:to], Point: d.Point[from:to], Access: d.Access[from:to]}
	if slices.Contains(had.Has, "names") && d.Names != nil {
		out.Names = d.Names[from:to]
	}
	if slices.Contains(had.Has, "h3") && d.Cell != nil {
		out.Cell = d.Cell[from:to]
	}
	if slices.Contains(had.Has, "urban") && d.Urban != nil {
		out.Urban = d.Urban[from:to]
	}
	cut := func(all map[string][]coverage.Amount, keys []string) map[string][]coverage.Amount {
		out := map[string][]coverage.Amount{}
		for _, k := range keys {
			if column := all[k]; column != nil {
				out[k] = column[from:to]
			}
		}
		return out
	}
	out.Groups, out.Weight = cut(d.Groups, had.Groups), cut(d.Weight, had.Weights)
	for _, e := range d.Entrances {
		if e.Place >= from && e.Place < to {
			e.Place -= from
			out.Entrances = append(out.Entrances, e)
		}
	}
	return out
}

// detail is what a workspace keeps of the layer.
func (l *layer) detail() detail {
	d := detail{Notes: l.notes}
	if l.demand != nil {
		d.Groups, d.Weights = slices.Sorted(maps.Keys(l.demand.Groups)), slices.Sorted(maps.Keys(l.demand.Weight))
		if l.demand.Names != nil {
			d.Has = append(d.Has, "names")
		}
		if l.demand.Cell != nil {
			d.Has = append(d.Has, "h3")
		}
		if l.demand.Urban != nil {
			d.Has = append(d.Has, "urban")
		}
	}
	return d
}

// workspaceLayers is the streets and the layers as a workspace lists them.
func (r *run) workspaceLayers() []workspace.Layer {
	s := r.streets
	out := []workspace.Layer{{Kind: kindStreets, Path: s.called(), Key: s.key, Count: s.network.Segments(),
		Detail: detail{Notes: s.notes, Bound: s.bound}.text()}}
	for _, l := range r.layers {
		out = append(out, workspace.Layer{Kind: l.kind, Path: said(l.source.Path), Key: l.key, Count: l.count(), Detail: l.detail().text()})
	}
	return append(out, r.changed...)
}

// called is the streets' files as a note names them.
func (s *streetLayer) called() string {
	var names []string
	for _, one := range s.sources {
		names = append(names, said(one.Path))
	}
	return strings.Join(names, ", ")
}

// called is a layer as a refusal names it.
func (l *layer) called() string {
	if l.source.Path == "" {
		return fmt.Sprintf("h3 = %d", l.h3)
	}
	return said(l.source.Path)
}
