package build

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

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
