package build

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sort"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// unplaced marks a node whose coordinates have not been seen.
const unplaced = math.MinInt32

// A Builder collects ways and nodes and makes a [Network] of them. Ways may
// come in any order, nodes after them in any order; the network is the same.
// It is not safe for concurrent use.
type Builder struct {
	profile streets.Profile
	ways    []rawWay
	refs    []int64 // node ids of all ways, one after the other
	names   map[string]uint32
	text    []string

	ids      []int64  // sorted node ids that a way uses
	index    []uint32 // of each reference in ids
	lon, lat []int32  // 1e-7 degrees, beside ids
	keepAll  bool     // every node a junction
	cursor   int      // where the last PlaceNode ended: files are sorted by id
	placed   int

	marks         []nodeMark
	areas         []Area
	obstacles     []rawObstacle
	obstacleRefs  []int64
	obstacleNodes obstacleNodes
	repairs       []Repair
	terrain       Terrain

	cuts []uint32 // nodes where a street leaves the file
}

type rawWay struct {
	id          int64
	first, last uint32 // refs[first:last]
	name, hours uint32
	kind        streets.Kind
	steps       uint16
	stepMM      uint32 // of a step, where it is known
	area        uint32 // place in areas plus one, of the record of an area's lines
}

// New returns an empty builder whose network costs what profile says.
func New(profile streets.Profile) *Builder {
	return &Builder{profile: profile, names: map[string]uint32{"": 0}, text: []string{""}}
}

// WithoutContraction makes every node a junction: the plain graph, larger and
// slower, with the same answers. Tests and benchmarks hold one against the other.
func (b *Builder) WithoutContraction() *Builder {
	b.keepAll = true
	return b
}

// A Way is a street that may be walked.
type Way struct {
	ID    int64
	Kind  streets.Kind
	Name  string
	Hours string  // opening hours, OSM syntax; empty where not known
	Steps uint16  // of a stair, along the whole way; 0 where not known
	Nodes []int64 // ids in order
}

// AddWay adds a street of which only the class is known.
func (b *Builder) AddWay(id int64, class streets.Class, name string, nodes []int64) {
	b.Add(Way{ID: id, Kind: streets.Kind{Class: class}, Name: name, Nodes: nodes})
}

// Add adds a street. Its nodes are copied.
func (b *Builder) Add(w Way) {
	if len(w.Nodes) < 2 {
		return
	}
	first := uint32(len(b.refs))
	b.refs = append(b.refs, w.Nodes...)
	b.ways = append(b.ways, rawWay{id: w.ID, first: first, last: uint32(len(b.refs)),
		name: b.word(w.Name), hours: b.word(w.Hours), kind: w.Kind, steps: w.Steps})
}

// word keeps a text once and returns its place.
func (b *Builder) word(text string) uint32 {
	index, known := b.names[text]
	if !known {
		index = uint32(len(b.text))
		b.names[text] = index
		b.text = append(b.text, text)
	}
	return index
}

// FreezeNodes ends the ways: from here on nodes are placed.
func (b *Builder) FreezeNodes() {
	b.addSquares()
	slices.SortFunc(b.ways, func(x, y rawWay) int {
		if x.id != y.id {
			return cmp.Compare(x.id, y.id)
		}
		return cmp.Or( // two versions of one way
			slices.Compare(b.refs[x.first:x.last], b.refs[y.first:y.last]),
			x.kind.Compare(y.kind),
			cmp.Compare(b.text[x.hours], b.text[y.hours]),
			cmp.Compare(x.steps, y.steps),
			cmp.Compare(b.text[x.name], b.text[y.name]),
			b.compareAreas(x.area, y.area))
	})
	b.ids, b.index = indexRefs(b.refs)
	b.lon, b.lat = unplacedNodes(len(b.ids))
	b.freezeObstacles()
}

func unplacedNodes(count int) (lon, lat []int32) {
	lon, lat = make([]int32, count), make([]int32, count)
	for i := range lon {
		lon[i] = unplaced
	}
	return lon, lat
}

// indexRefs lists the distinct node ids, sorted, and gives each reference its
// place in the list.
func indexRefs(refs []int64) (ids []int64, index []uint32) {
	const sign = 1 << 63 // so that negative ids sort first
	keys := make([]keyed, len(refs))
	for i, id := range refs {
		keys[i] = keyed{uint64(id) ^ sign, uint32(i)}
	}
	keys = sortKeyed(keys)
	index = make([]uint32, len(refs))
	ids = make([]int64, 0, len(refs))
	for i, k := range keys {
		if i == 0 || k.key != keys[i-1].key {
			ids = append(ids, int64(k.key^sign))
		}
		index[k.value] = uint32(len(ids) - 1)
	}
	return slices.Clip(ids), index
}

// PlaceNode gives a node its coordinates in units of 1e-7 degrees. It returns
// false where no street or obstacle uses the node, which is then not kept. A node
// placed twice stays where it was first.
func (b *Builder) PlaceNode(id int64, lon, lat int32) bool {
	barring := b.obstacleNodes.place(id, lon, lat)
	at, found := findNear(b.ids, &b.cursor, id)
	if !found {
		return barring
	}
	if b.lon[at] == unplaced {
		b.lon[at], b.lat[at] = lon, lat
		b.placed++
	}
	return true
}

// Wanted returns how many distinct nodes the ways use, and how many of them
// have been placed.
func (b *Builder) Wanted() (nodes, placed int) { return len(b.ids), b.placed }

// findNear searches sorted ids near the cursor first, since files hold nodes by
// ascending id.
func findNear(ids []int64, cursor *int, id int64) (int, bool) {
	low, high := *cursor, *cursor
	if low < len(ids) && ids[low] <= id {
		for step := 1; high < len(ids) && ids[high] < id; step *= 2 {
			low, high = high, high+step
		}
		high = min(high+1, len(ids))
	} else {
		low, high = 0, min(low+1, len(ids))
	}
	at, found := slices.BinarySearch(ids[low:high], id)
	*cursor = low + at
	return *cursor, found
}

// A Report counts what a build met.
type Report struct {
	Ways         int   // usable ways that gave at least one segment
	Nodes        int   // street nodes before contraction
	Segments     int   // between consecutive nodes, each pair once; of streets alone, as nodes and length are
	Junctions    int   // nodes after contraction
	Edges        int   // after contraction
	LengthMM     int64 // of all segments
	MissingNodes int   // nodes that ways name and the source lacks
	CutWays      int   // ways that lose at least one segment to missing nodes
	Islands      []streets.Island
	Remarks      []Remark // by code
}

// Build makes the network. The builder is spent afterwards.
func (b *Builder) Build(ctx context.Context) (*streets.Network, Report, error) {
	if b.ids == nil {
		b.FreezeNodes()
	}
	var report Report
	segments := b.chords(b.segments(&report), &report)
	for _, lon := range b.lon {
		if lon == unplaced {
			report.MissingNodes++
		}
	}
	d := b.refine(segments, &report)
	g := d.raw()
	b.refs, b.index, b.ids, b.ways, b.names, b.marks = nil, nil, nil, nil, nil, nil
	if uint64(len(g.segments)) > math.MaxUint32/4 {
		return nil, report, fmt.Errorf("streets: %d segments are more than a network holds (%d)", len(g.segments), math.MaxUint32/4)
	}
	g.obstacles = b.takeObstacles()
	network, err := g.assemble(ctx, &report)
	if err == nil && d.nodes > 0 {
		report.Nodes = d.nodes
	}
	return network, report, err
}

// segments cuts the ways between nodes that are there and measures them.
func (b *Builder) segments(report *Report) []rawSegment {
	out := make([]rawSegment, 0, max(0, len(b.refs)-len(b.ways)))
	for w, way := range b.ways {
		before, cut := len(out), false
		refs := b.index[way.first:way.last]
		for i := 1; i < len(refs); i++ {
			from, to := refs[i-1], refs[i]
			switch {
			case b.lon[from] == unplaced || b.lon[to] == unplaced:
				cut = true
				if b.lon[from] != unplaced {
					b.cuts = append(b.cuts, from)
				} else if b.lon[to] != unplaced {
					b.cuts = append(b.cuts, to)
				}
			case from != to:
				out = append(out, rawSegment{from: from, to: to, way: uint32(w), position: uint32(i - 1)})
			}
		}
		if cut {
			report.CutWays++
		}
		if len(out) > before {
			report.Ways++
		}
	}
	b.measure(out)
	return out
}

// measure gives segments their lengths, on all processors: it is half of the
// work of reading a city, and each length depends on its segment alone.
func (b *Builder) measure(segments []rawSegment) {
	const block = 1 << 14
	var wait sync.WaitGroup
	for part := range slices.Chunk(segments, max(block, len(segments)/runtime.GOMAXPROCS(0)+1)) {
		wait.Go(func() {
			for i := range part {
				s := &part[i]
				mm := geo.Millimetres(b.point(s.from), b.point(s.to))
				s.mm = uint32(min(mm, math.MaxInt32))
			}
		})
	}
	wait.Wait()
}

func (b *Builder) point(i uint32) orb.Point { return streets.PointOf(b.lon[i], b.lat[i]) }

// sortNames puts the names in byte order, so that the file does not depend on
// the order of the input, and returns the new index of each old one.
func (b *Builder) sortNames() []uint32 {
	perm := make([]int, len(b.text))
	for i := range perm {
		perm[i] = i
	}
	sort.Slice(perm, func(i, j int) bool { return b.text[perm[i]] < b.text[perm[j]] })
	order, sorted := make([]uint32, len(perm)), make([]string, len(perm))
	for i, p := range perm {
		order[p], sorted[i] = uint32(i), b.text[p]
	}
	b.text = sorted
	return order
}
