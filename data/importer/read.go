package importer

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
	"lifecircle/data/osm"
	"lifecircle/data/table"
	"lifecircle/data/vector"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// read reads what was not taken over: the tables first, since a planner's slip
// is likelier there and they take less time than an OpenStreetMap file.
func (r *run) read(ctx context.Context) error {
	for _, l := range r.layers {
		if l.read || l.key == "" || l.source.Format == manifest.FormatOSM {
			continue
		}
		if err := r.refuse(r.readTable(ctx, l)); err != nil {
			return err
		}
	}
	for _, job := range r.jobs() {
		if err := r.refuse(r.readOSM(ctx, job)); err != nil {
			return err
		}
	}
	return nil
}

// readTable reads a CSV or GeoJSON layer.
func (r *run) readTable(ctx context.Context, l *layer) (err error) {
	s := l.source
	f, err := os.Open(r.files[s.Path].path)
	if err != nil {
		return &finding.Refusal{Kind: finding.ErrMissing, File: said(s.Path), Problem: "cannot be read", Cause: finding.Bare(err)}
	}
	defer f.Close()
	name := said(s.Path)
	from := &counting{r: f, total: r.files[s.Path].size, tell: r.progress("read " + name)}
	rows := table.Options{Name: name, Columns: s.Columns, Encoding: s.Encoding, CRS: s.CRS, Services: l.services}
	features := vector.Options{Name: name, Columns: s.Columns, Encoding: s.Encoding, CRS: s.CRS, Services: l.services}
	if r.full() {
		l.rims = map[int]orb.MultiPolygon{}
		features.Outline = func(i int, area orb.MultiPolygon) { l.rims[i] = area }
	}
	switch {
	case l.kind == kindDemand:
		l.demand, l.notes, err = table.Demand(ctx, from, rows)
	case l.kind == kindDistricts:
		l.districts, l.notes, err = vector.Districts(ctx, from, features)
	case s.Format == manifest.FormatCSV:
		l.facilities, l.notes, err = table.Facilities(ctx, from, rows)
	default:
		l.facilities, l.notes, err = vector.Facilities(ctx, from, features)
	}
	l.read = err == nil
	return err
}

// counting tells how far a file has been read.
type counting struct {
	r           *os.File
	done, total int64
	tell        func(done, total int64)
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.done += int64(n)
	if c.tell != nil {
		c.tell(c.done, c.total)
	}
	return n, err
}

// A job is one reading of one OpenStreetMap file, or of the streets' several,
// for at most one layer of each kind.
type job struct {
	sources []manifest.Source
	streets bool
	layers  map[string]*layer // by kind
}

// jobs shares the files out, so that each is read once where it can be.
func (r *run) jobs() []*job {
	var out []*job
	if s := r.streets; !s.reused && s.key != "" {
		out = append(out, &job{sources: s.sources, streets: true, layers: map[string]*layer{}})
	}
	for _, l := range r.layers {
		if l.read || l.key == "" || l.source.Format != manifest.FormatOSM {
			continue
		}
		var into *job
		for _, j := range out {
			if len(j.sources) == 1 && j.sources[0].Path == l.source.Path && j.layers[l.kind] == nil {
				into = j
				break
			}
		}
		if into == nil {
			into = &job{sources: []manifest.Source{l.source}, layers: map[string]*layer{}}
			out = append(out, into)
		}
		into.layers[l.kind] = l
	}
	return out
}

func (r *run) readOSM(ctx context.Context, j *job) error {
	var sources []osm.Source
	var names []string
	for _, s := range j.sources {
		sources = append(sources, osm.Source{Path: r.files[s.Path].path, Name: said(s.Path)})
		names = append(names, said(s.Path))
	}
	opts := osm.Options{Rules: build.Rules{Private: r.manifest.Streets.Private}, Full: r.full(), Progress: r.progress("read " + strings.Join(names, ", "))}
	if j.streets {
		opts.Streets = r.newBuilder()
	}
	if l := j.layers[kindFacilities]; l != nil {
		opts.Facilities, opts.Services = r.tables.tags, l.services
	}
	if l := j.layers[kindDemand]; l != nil {
		opts.Buildings, opts.SkipYes = r.tables.buildings, l.skipYes
	}
	if l := j.layers[kindDistricts]; l != nil {
		opts.AdminLevels = l.levels
	}
	if (opts.Facilities == nil && j.layers[kindFacilities] != nil) || (opts.Buildings == nil && j.layers[kindDemand] != nil) {
		return errors.New("importer: the packaged tables of OpenStreetMap's tags are not there")
	}
	extract, err := osm.ReadAll(ctx, sources, opts)
	if err != nil {
		return err
	}
	notes := byKind(extract.Notes)
	if j.streets {
		r.streets.bound, r.streets.notes = extract.Bound, notes[kindStreets]
		if err := r.buildStreets(ctx, opts.Streets); err != nil {
			return err
		}
	}
	for kind, l := range j.layers {
		l.notes, l.read = notes[kind], true
		switch kind {
		case kindFacilities:
			l.facilities, l.rims = extract.Facilities, extract.Rims
		case kindDemand:
			if l.demand = extract.Demand; l.demand == nil {
				l.demand = &coverage.Demand{}
			}
		case kindDistricts:
			l.districts = extract.Districts
		}
	}
	return nil
}

// newBuilder returns a builder that knows the repairs and the terrain.
func (r *run) newBuilder() *build.Builder {
	b := build.New(streets.Standard)
	for _, repair := range r.manifest.Streets.Repairs {
		b.Repair(repair.Street)
	}
	if len(r.terrain) > 0 {
		b.SetTerrain(r.terrain)
	}
	return b
}

func (r *run) buildStreets(ctx context.Context, b *build.Builder) error {
	if tell := r.progress("streets"); tell != nil {
		tell(0, 1)
		defer tell(1, 1)
	}
	network, report, err := b.Build(ctx)
	if err != nil {
		return err
	}
	r.remarkNotes(report.Remarks)
	if err := r.refuse(r.heightNotes(network)); err != nil {
		return err
	}
	r.streets.network, r.streets.report = network, report
	return nil
}

// kindOf tells from a note's code which layer of an OpenStreetMap file it is
// about: see the list in data/osm.
var kindOf = []struct{ prefix, kind string }{
	{"facility_", kindFacilities}, {"capacity_", kindFacilities}, {"service_", kindFacilities},
	{"home_", kindDemand}, {"building_", kindDemand},
	{"district_", kindDistricts},
}

// byKind shares the notes of one reading out to its layers.
func byKind(notes []finding.Note) map[string][]finding.Note {
	out := map[string][]finding.Note{}
	for _, n := range notes {
		kind := kindStreets
		for _, k := range kindOf {
			if strings.HasPrefix(n.Code, k.prefix) {
				kind = k.kind
				break
			}
		}
		out[kind] = append(out[kind], n)
	}
	return out
}
