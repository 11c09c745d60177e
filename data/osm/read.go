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
	"lifecircle/geo/streets/build"
)

// Limits of what one reading keeps; more is refused.
const (
	MaxStreetRefs  = 1 << 28   // nodes that streets name, each time
	MaxOutlineRefs = 1 << 26   // nodes that outlines and boundaries name
	MaxFacilities  = 1_000_000 // places
	MaxHomes       = 5_000_000 // buildings
	MaxRelations   = 500_000   // areas that are relations
	MaxMembers     = 4_000_000 // ways that they name
	MaxObstacles   = 1 << 26   // nodes that rivers, railways, motorways and walls name
	MaxText        = 4096      // bytes of a name, or of another tag that is kept
	MaxTexts       = 1 << 28   // bytes of all of them, equal ones once
)

// Options say what is wanted of a file. The zero value wants nothing.
type Options struct {
	Name        string                  // the file as the planner wrote it, for errors; used by Read only
	Streets     *build.Builder          // takes the streets; nil: none wanted
	Rules       build.Rules             // which ways are streets
	Full        bool                    // walking as it is: surfaces, gates, squares, obstacles, entrances; false: ways alone
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

	// Rims are the outlines of facilities that are no buildings and whose
	// entrances are not known, by their index in Facilities: a place is reached
	// where streets touch its rim. Nil unless Options.Full.
	Rims map[int]orb.MultiPolygon

	Notes []finding.Note
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
	if opts.Streets != nil {
		r.network = opts.Streets
	}
	return r.readAll(ctx, sources)
}

func (r *reader) readAll(ctx context.Context, sources []Source) (*Extract, error) {
	opts := r.opts
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

// A network takes streets and what is on them and beside them: a
// [build.Builder], or in tests a record of what it is told.
type network interface {
	Add(build.Way)
	AddArea(build.Area)
	AddObstacle(streets.Obstacle, []int64)
	FreezeNodes()
	PlaceNode(id int64, lon, lat int32) bool
	Mark(node int64, m build.Mark)
	Wanted() (nodes, placed int)
}

// A reader is one reading.
type reader struct {
	outlines
	opts    Options
	network network // nil: no streets wanted
	files   []*scan.File
	names   []string
	name    string // of all files, or of the one being read
	wanted  map[string]bool
	notes   finding.Notes

	member    map[int64]bool     // ways that they name
	offered   map[int64][]string // services that an area offers, by its outer ways
	homely    map[int64]bool     // outer ways of areas that are homes
	parent    map[int64]int64    // boundary relations by their subareas
	members   int
	streets   map[int64]bool // seen, where several files may have the same
	streetRef int64
	hasStreet bool

	squares   []build.Area               // relations that are walked across
	obstructs map[int64]streets.Obstacle // ways that bound water by their relation
	obstacles int                        // nodes of obstacles
	entries   []entry                    // nodes of outlines where one may enter

	facilities []facility
	homes      []home
	boundaries []boundary
	texts      map[string]string
	textBytes  int
	values     map[string]bool // of building, in no list
	seen       map[shape]bool  // facilities and homes, where several files may have the same

	done, total int64
}

func (r *reader) read(ctx context.Context) (*Extract, error) {
	areas := r.opts.Facilities != nil || r.opts.Buildings != nil || len(r.opts.AdminLevels) > 0 || r.opts.Full && r.network != nil
	r.member, r.offered, r.homely = map[int64]bool{}, map[int64][]string{}, map[int64]bool{}
	r.parent, r.texts = map[int64]int64{}, map[string]string{}
	r.obstructs = map[int64]streets.Obstacle{}
	if len(r.files) > 1 {
		r.streets, r.seen = map[int64]bool{}, map[shape]bool{}
	}
	passes := []scan.Handler{}
	if areas {
		passes = append(passes, scan.Handler{Relation: r.relation})
	}
	if areas || r.network != nil {
		passes = append(passes,
			scan.Handler{Way: r.way},
			scan.Handler{Node: r.node, Bare: r.opts.Facilities == nil && !r.opts.Full})
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

func (r *reader) extract(ctx context.Context) (*Extract, error) {
	out := &Extract{Bound: r.bound()}
	r.sortEntries()
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
