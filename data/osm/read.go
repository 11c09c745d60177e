package osm

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/osm/scan"
	"lifecircle/geo/streets"
)

// Limits of what one reading keeps; more is refused.
const (
	MaxStreetRefs  = 1 << 28   // nodes that streets name, each time
	MaxOutlineRefs = 1 << 26   // nodes that outlines and boundaries name
	MaxFacilities  = 1_000_000 // places
	MaxHomes       = 5_000_000 // buildings
	MaxRelations   = 500_000   // areas that are relations
	MaxMembers     = 4_000_000 // ways that they name
	MaxText        = 4096      // bytes of a name, or of another tag that is kept
	MaxTexts       = 1 << 28   // bytes of all of them, equal ones once
)

// Options say what is wanted of a file. The zero value wants nothing.
type Options struct {
	Name        string                  // the file as the planner wrote it, for errors; used by Read only
	Streets     *streets.Builder        // takes the streets; nil: none wanted
	Rules       streets.Rules           // which ways are streets
	Facilities  *TagTable               // nil: none wanted
	Services    []string                // of the table; nil: all of its services
	Buildings   *BuildingTable          // nil: no demand wanted
	SkipYes     bool                    // leave out buildings of the table's `unspecified` values, as building=yes
	AdminLevels []int                   // of districts; nil: none wanted
	Progress    func(done, total int64) // bytes over all passes; may be nil
}

// An Extract is what was wanted of a file.
type Extract struct {
	Bound      *orb.Bound          // what the files say they cover; nil where one does not say
	Facilities []coverage.Facility // sorted by id
	Demand     *coverage.Demand    // nil where no buildings were wanted; areas, then ways, each by number; no people: Groups is empty
	Districts  []coverage.District // sorted by level, then code
	Notes      []finding.Note
}

// A Source is one of several files that make a city.
type Source struct {
	Path string
	Name string // as the planner wrote it, for errors
}

// Read reads one file. A file that cannot be used is a [finding.Refusal]; where
// ctx ends, its error is returned. The streets builder is not to be used after
// an error.
func Read(ctx context.Context, path string, opts Options) (*Extract, error) {
	return ReadAll(ctx, []Source{{Path: path, Name: opts.Name}}, opts)
}

// ReadAll reads several files as one: extracts that lie side by side, or layers
// of one city. An element that is in several of them counts once, as the first
// has it; streets join where files share nodes.
func ReadAll(ctx context.Context, sources []Source, opts Options) (*Extract, error) {
	r := &reader{opts: opts, wanted: map[string]bool{}}
	names := make([]string, len(sources))
	for i, s := range sources {
		f, err := scan.Open(s.Path, s.Name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r.files, r.names, names[i] = append(r.files, f), append(r.names, s.Name), s.Name
	}
	r.name = strings.Join(names, ", ")
	if opts.Facilities != nil {
		services := opts.Services
		if services == nil {
			services = opts.Facilities.services
		}
		for _, s := range services {
			if r.wanted[s] = true; !slices.Contains(opts.Facilities.services, s) {
				r.notes.Add("service_without_tags", r.name, s, 1, "")
			}
		}
	}
	return r.read(ctx)
}

// A reader is one reading.
type reader struct {
	opts   Options
	files  []*scan.File
	names  []string
	name   string // of all files, or of the one being read
	wanted map[string]bool
	notes  finding.Notes

	areas     []area             // relations that are facilities, homes or districts
	member    map[int64]bool     // ways that they name
	offered   map[int64][]string // services that an area offers, by its outer ways
	homely    map[int64]bool     // outer ways of areas that are homes
	parent    map[int64]int64    // boundary relations by their subareas
	members   int
	lines     []line
	lineRefs  []int64 // nodes of the lines, one after the other
	nodes     nodeTable
	streets   map[int64]bool // seen, where several files may have the same
	streetRef int64
	hasStreet bool

	facilities []facility
	homes      []home
	boundaries []boundary
	texts      map[string]string
	textBytes  int
	values     map[string]bool // of building, in no list
	seen       map[shape]bool  // facilities and homes, where several files may have the same

	done, total int64
}

// A line is a way whose nodes are kept: an outline, or part of one.
type line struct {
	id       int64
	from, to int32 // lineRefs[from:to]
}

func (r *reader) read(ctx context.Context) (*Extract, error) {
	areas := r.opts.Facilities != nil || r.opts.Buildings != nil || len(r.opts.AdminLevels) > 0
	r.member, r.offered, r.homely = map[int64]bool{}, map[int64][]string{}, map[int64]bool{}
	r.parent, r.texts = map[int64]int64{}, map[string]string{}
	if len(r.files) > 1 {
		r.streets, r.seen = map[int64]bool{}, map[shape]bool{}
	}
	passes := []scan.Handler{}
	if areas {
		passes = append(passes, scan.Handler{Relation: r.relation})
	}
	if areas || r.opts.Streets != nil {
		passes = append(passes,
			scan.Handler{Way: r.way},
			scan.Handler{Node: r.node, Bare: r.opts.Facilities == nil})
	}
	for _, f := range r.files {
		r.total += f.Size() * int64(len(passes))
	}
	for _, h := range passes {
		if h.Node != nil {
			if err := r.freeze(); err != nil {
				return nil, err
			}
		}
		h.Progress = r.progress
		for i, f := range r.files {
			all := r.name
			r.name = r.names[i]
			if err := f.Each(ctx, h); err != nil {
				return nil, err
			}
			r.name = all
		}
	}
	if err := r.enough(); err != nil {
		return nil, err
	}
	return r.extract(ctx)
}

func (r *reader) progress(bytes int64) {
	r.done += bytes
	if r.opts.Progress != nil {
		r.opts.Progress(r.done, r.total)
	}
}

// way takes a way of any use.
func (r *reader) way(id int64, nodes []int64, tags scan.Tags) error {
	if r.opts.Streets != nil && len(nodes) > 1 {
		if err := r.street(id, nodes, tags); err != nil {
			return err
		}
	}
	keep := r.member[id]
	if r.opts.Facilities != nil {
		f, err := r.facilityWay(id, nodes, tags)
		if err != nil {
			return err
		}
		keep = keep || f
	}
	if r.opts.Buildings != nil {
		h, err := r.homeWay(id, nodes, tags)
		if err != nil {
			return err
		}
		keep = keep || h
	}
	if !keep {
		return nil
	}
	if len(r.lineRefs)+len(nodes) > MaxOutlineRefs {
		return r.tooMany("nodes of outlines", MaxOutlineRefs)
	}
	from := int32(len(r.lineRefs))
	r.lineRefs = append(r.lineRefs, nodes...)
	r.lines = append(r.lines, line{id, from, int32(len(r.lineRefs))})
	return nil
}

func (r *reader) street(id int64, nodes []int64, tags scan.Tags) error {
	class, walkable := r.opts.Rules.Walkable(tags.Get)
	if !walkable {
		return nil
	}
	if r.streets != nil {
		if r.streets[id] {
			return nil
		}
		r.streets[id] = true
	}
	if r.streetRef += int64(len(nodes)); r.streetRef > MaxStreetRefs {
		return r.tooMany("nodes of streets", MaxStreetRefs)
	}
	name, err := r.text("way", id, "name", tags.Get("name"))
	if err != nil {
		return err
	}
	r.opts.Streets.AddWay(id, class, name, nodes)
	r.hasStreet = true
	return nil
}

// freeze ends the ways: the nodes that are wanted are known.
func (r *reader) freeze() error {
	if r.opts.Streets != nil {
		if !r.hasStreet {
			return &finding.Refusal{Kind: finding.ErrMissing, File: r.name, Field: "highway",
				Problem: "no way may be walked: give an extract with streets and paths"}
		}
		r.opts.Streets.FreezeNodes()
	}
	// Of what several files have, the first is kept.
	slices.SortStableFunc(r.areas, func(a, b area) int { return compare(a.id, b.id) })
	r.areas = slices.CompactFunc(r.areas, func(a, b area) bool { return a.id == b.id })
	slices.SortStableFunc(r.lines, func(a, b line) int { return compare(a.id, b.id) })
	r.lines = slices.CompactFunc(r.lines, func(a, b line) bool { return a.id == b.id })
	r.nodes.freeze(slices.Clone(r.lineRefs))
	return nil
}

func (r *reader) node(id int64, lon, lat int32, tags scan.Tags) error {
	if r.opts.Streets != nil {
		r.opts.Streets.PlaceNode(id, lon, lat)
	}
	if len(r.nodes.ids) > 0 {
		r.nodes.place(id, lon, lat)
	}
	if tags.Len() > 0 && r.opts.Facilities != nil {
		return r.facilityNode(id, lon, lat, tags)
	}
	return nil
}

// enough refuses an extract whose ways lack most of their nodes: a tool that
// cut it by area kept the ways and dropped what they are made of.
func (r *reader) enough() error {
	const remedy = "make the extract with complete ways, as `osmium extract --strategy complete_ways` does"
	if r.opts.Streets != nil {
		if nodes, placed := r.opts.Streets.Wanted(); 2*(nodes-placed) > nodes {
			return &finding.Refusal{Kind: finding.ErrMissing, File: r.name, Problem: fmt.Sprintf(
				"lacks %d of the %d nodes that its streets are made of: %s", nodes-placed, nodes, remedy)}
		}
	}
	wanted, missing := 0, 0
	count := func(s shape) {
		if s.kind != "way" {
			return
		}
		if nodes, ok := r.lineOf(s.id); ok {
			wanted, missing = wanted+len(nodes), missing+r.nodes.missing(nodes)
		}
	}
	for _, f := range r.facilities {
		count(f.shape)
	}
	for _, h := range r.homes {
		count(h.shape)
	}
	if 2*missing > wanted {
		return &finding.Refusal{Kind: finding.ErrMissing, File: r.name, Problem: fmt.Sprintf(
			"lacks %d of the %d nodes that outlines of buildings and facilities are made of: %s", missing, wanted, remedy)}
	}
	return nil
}

// lineOf returns the nodes of a way that is kept.
func (r *reader) lineOf(way int64) ([]int64, bool) {
	i, found := slices.BinarySearchFunc(r.lines, way, func(l line, id int64) int { return compare(l.id, id) })
	if !found {
		return nil, false
	}
	return r.lineRefs[r.lines[i].from:r.lines[i].to], true
}

func (r *reader) extract(ctx context.Context) (*Extract, error) {
	out := &Extract{Bound: r.bound()}
	for _, step := range []func(context.Context, *Extract) error{r.facilitiesInto, r.demandInto, r.districtsInto} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(ctx, out); err != nil {
			return nil, err
		}
	}
	out.Notes = r.notes.Sorted()
	return out, ctx.Err()
}

// bound is the box of all files, if each says what it covers.
func (r *reader) bound() *orb.Bound {
	var all *orb.Bound
	for _, f := range r.files {
		b := f.Bound()
		if b == nil {
			return nil
		}
		if all != nil {
			u := all.Union(*b)
			b = &u
		}
		all = b
	}
	return all
}

// again reports whether another file had the element already; use tells what
// it is asked for.
func (r *reader) again(use string, s shape) bool {
	if r.seen == nil {
		return false
	}
	key := shape{kind: use + s.kind, id: s.id}
	if r.seen[key] {
		return true
	}
	r.seen[key] = true
	return false
}

func (r *reader) tooMany(what string, most int) error {
	return &finding.Refusal{Kind: finding.ErrTooLarge, File: r.name,
		Problem: fmt.Sprintf("has more than %d %s: cut a smaller extract", most, what)}
}

// feature names an element in an error: "way 4711".
func feature(kind string, id int64) string { return kind + " " + strconv.FormatInt(id, 10) }

// idOf is an element's id in a city: "w4711".
func idOf(kind string, id int64) string { return kind[:1] + strconv.FormatInt(id, 10) }

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
