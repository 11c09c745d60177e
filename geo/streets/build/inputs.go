package build

import (
	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// A Mark is what stands at a node of a street: a gate, a kerb, a lift, traffic
// lights. One node may have several.
type Mark struct {
	Feature streets.Feature // FeatureGate, FeatureKerb or FeatureLift; FeatureNone for a mark that only has lights or a crossing
	Kind    streets.Kind    // of the feature: Use, Barrier, Kerb, Wheelchair, Stroller, WidthDM
	Closed  bool            // nobody gets through: the streets that meet here are parted
	Hours   string          // opening hours, OSM syntax; empty where not known

	// Crossing says how walkers cross a road here: CrossingSignals also for the
	// lights of a junction; CrossingNone where nothing is said.
	Crossing streets.Crossing
}

// Mark says what stands at a node. It counts where a street uses the node.
func (b *Builder) Mark(node int64, m Mark) { b.marks = append(b.marks, nodeMark{node, m}) }

// An Area is a square or a platform that is walked across. Its rim is walked
// too, so the ways of the rim are either streets of their own or Rim is set.
type Area struct {
	ID           int64        // of the way or relation
	Relation     bool         // ID is a relation's
	Kind         streets.Kind // Feature is set by the builder
	Name         string
	Hours        string
	Rim          bool      // the rings are not streets of their own: add them
	Outer, Inner [][]int64 // closed rings of node ids
}

// AddArea adds an area. Streets that share a node with its rim lead into it.
// Areas may be added until [Builder.FreezeNodes].
func (b *Builder) AddArea(a Area) {
	b.areas = append(b.areas, a)
	if a.Rim {
		b.addRim(a)
	}
}

// AddObstacle adds a line that nobody walks across, by the ids of its nodes. A
// leg between a place and a street does not lead over it. Lines may be added
// until [Builder.FreezeNodes].
func (b *Builder) AddObstacle(o streets.Obstacle, nodes []int64) {
	first := uint32(len(b.obstacleRefs))
	b.obstacleRefs = append(b.obstacleRefs, nodes...)
	b.obstacles = append(b.obstacles, rawObstacle{o, first, uint32(len(b.obstacleRefs))})
}

type nodeMark struct {
	node int64
	Mark
}

type rawObstacle struct {
	kind        streets.Obstacle
	first, last uint32 // obstacleRefs[first:last]
}

// A Repair is a link that the source lacks: between the streets that are
// nearest to the ends of its line.
type Repair struct {
	Name string       // for reports
	Kind streets.Kind // Feature is set by the builder
	Line []orb.Point
}

// Repair adds a link.
func (b *Builder) Repair(r Repair) { b.repairs = append(b.repairs, r) }

// A Terrain knows heights in metres; ok is false where it does not. One that also
// has a method Resolution() float64 says with it how far apart in metres its heights
// lie: coarse ones are smoothed.
type Terrain interface {
	Height(p orb.Point) (metres float64, ok bool)
}

// SetTerrain lets segments have slopes.
func (b *Builder) SetTerrain(t Terrain) { b.terrain = t }
