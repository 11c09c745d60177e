package streets

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
)

// unplaced marks a node whose coordinates have not been seen.
const unplaced = math.MinInt32

// A Builder collects ways and nodes and makes a [Network] of them. Ways may
// come in any order, nodes after them in any order; the network is the same.
// It is not safe for concurrent use.
type Builder struct {
	profile Profile
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
}

type rawWay struct {
	id          int64
	first, last uint32 // refs[first:last]
	name        uint32
	class       Class
}

// NewBuilder returns an empty builder whose network costs what profile says.
func NewBuilder(profile Profile) *Builder {
	return &Builder{profile: profile, names: map[string]uint32{"": 0}, text: []string{""}}
}

// WithoutContraction makes every node a junction: the plain graph, larger and
// slower, with the same answers. Tests and benchmarks hold one against the other.
func (b *Builder) WithoutContraction() *Builder {
	b.keepAll = true
	return b
}

// AddWay adds a street that may be walked, with the ids of its nodes in order.
// The slice is copied.
func (b *Builder) AddWay(id int64, class Class, name string, nodes []int64) {
	if len(nodes) < 2 {
		return
	}
	index, known := b.names[name]
	if !known {
		index = uint32(len(b.text))
		b.names[name] = index
		b.text = append(b.text, name)
	}
	first := uint32(len(b.refs))
	b.refs = append(b.refs, nodes...)
	b.ways = append(b.ways, rawWay{id: id, first: first, last: uint32(len(b.refs)), name: index, class: class})
}

// FreezeNodes ends the ways: from here on nodes are placed.
func (b *Builder) FreezeNodes() {
	slices.SortFunc(b.ways, func(x, y rawWay) int {
		if x.id != y.id {
			return cmp.Compare(x.id, y.id)
		}
		return cmp.Or( // two versions of one way
			slices.Compare(b.refs[x.first:x.last], b.refs[y.first:y.last]),
			cmp.Compare(x.class, y.class),
			cmp.Compare(b.text[x.name], b.text[y.name]))
	})
	b.indexRefs()
	b.lon = make([]int32, len(b.ids))
	b.lat = make([]int32, len(b.ids))
	for i := range b.lon {
		b.lon[i] = unplaced
	}
}

// indexRefs lists the distinct node ids, sorted, and gives each reference its
// place in the list.
func (b *Builder) indexRefs() {
	const sign = 1 << 63 // so that negative ids sort first
	keys := make([]keyed, len(b.refs))
	for i, id := range b.refs {
		keys[i] = keyed{uint64(id) ^ sign, uint32(i)}
	}
	keys = sortKeyed(keys)
	b.index = make([]uint32, len(b.refs))
	b.ids = make([]int64, 0, len(b.refs))
	for i, k := range keys {
		if i == 0 || k.key != keys[i-1].key {
			b.ids = append(b.ids, int64(k.key^sign))
		}
		b.index[k.value] = uint32(len(b.ids) - 1)
	}
	b.ids = slices.Clip(b.ids)
}

// PlaceNode gives a node its coordinates in units of 1e-7 degrees. It returns
// false where no street uses the node, which is then not kept. A node placed
// twice stays where it was first.
func (b *Builder) PlaceNode(id int64, lon, lat int32) bool {
	at, found := b.find(id)
	if !found {
		return false
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

// find searches near the cursor first, since files hold nodes by ascending id.
func (b *Builder) find(id int64) (int, bool) {
	ids, low, high := b.ids, b.cursor, b.cursor
	if low < len(ids) && ids[low] <= id {
		for step := 1; high < len(ids) && ids[high] < id; step *= 2 {
			low, high = high, high+step
		}
		high = min(high+1, len(ids))
	} else {
		low, high = 0, min(low+1, len(ids))
	}
	at, found := slices.BinarySearch(ids[low:high], id)
	b.cursor = low + at
	return b.cursor, found
}

// A Report counts what a build met.
type Report struct {
	Ways         int   // usable ways that gave at least one segment
	Nodes        int   // street nodes before contraction
	Segments     int   // between consecutive nodes, each pair once
	Junctions    int   // nodes after contraction
	Edges        int   // after contraction
	LengthMM     int64 // of all segments
	MissingNodes int   // nodes that ways name and the source lacks
	CutWays      int   // ways that lose at least one segment to missing nodes
	Islands      []Island
}

// IslandLength is the length in millimetres under which a component of the
// network is an island that nothing is linked to: 1 km (DESIGN §3).
const IslandLength = 1_000_000

// An Island is a component of the network too short to link to.
type Island struct {
	LengthMM int64
	Segments int
	At       orb.Point // its first node along the curve
}

// Build makes the network. The builder is spent afterwards.
func (b *Builder) Build(ctx context.Context) (*Network, Report, error) {
	if b.ids == nil {
		b.FreezeNodes()
	}
	var report Report
	g := rawGraph{profile: b.profile, keepAll: b.keepAll, islandMM: IslandLength, lon: b.lon, lat: b.lat}
	g.segments = b.segments(&report)
	for _, lon := range b.lon {
		if lon == unplaced {
			report.MissingNodes++
		}
	}
	g.wayID = make([]int64, len(b.ways))
	g.wayName = make([]uint32, len(b.ways))
	g.wayClass = make([]uint8, len(b.ways))
	order := b.sortNames()
	for i, w := range b.ways {
		g.wayID[i], g.wayName[i], g.wayClass[i] = w.id, order[w.name], uint8(w.class)
	}
	g.text = b.text
	b.refs, b.index, b.ids, b.ways, b.names = nil, nil, nil, nil, nil
	if uint64(len(g.segments)) > math.MaxUint32/4 {
		return nil, report, fmt.Errorf("streets: %d segments are more than a network holds (%d)", len(g.segments), math.MaxUint32/4)
	}
	network, err := g.assemble(ctx, &report)
	return network, report, err
}

// segments cuts the ways between nodes that are there and measures them.
func (b *Builder) segments(report *Report) []rawSegment {
	out := make([]rawSegment, 0, len(b.refs)-len(b.ways))
	for w, way := range b.ways {
		before, cut := len(out), false
		refs := b.index[way.first:way.last]
		for i := 1; i < len(refs); i++ {
			from, to := refs[i-1], refs[i]
			switch {
			case b.lon[from] == unplaced || b.lon[to] == unplaced:
				cut = true
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

func (b *Builder) point(i uint32) orb.Point { return pointOf(b.lon[i], b.lat[i]) }

// pointOf turns grid coordinates into degrees. The division is exact where the
// source's decimal text was: 1234567 / 1e7 is the double nearest to 0.1234567.
func pointOf(lon, lat int32) orb.Point {
	return orb.Point{float64(lon) / 1e7, float64(lat) / 1e7}
}

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
