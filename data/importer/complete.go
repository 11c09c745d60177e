package importer

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// What the estimate of how complete the map is goes by.
const (
	farM      = 100 // people farther from every street than this live on unmapped ones
	compoundM = 30  // a dead end this near to an estate's streets or wall goes on in truth
)

// A Completeness is an estimate of how complete the map of the streets is.
// Coverage knows nothing of paths that nobody mapped; this says how many there
// may be.
type Completeness struct {
	Places              int             // of demand
	FarPlaces           int             // farther than 100 m from every street
	People              coverage.Amount // of group all; Missing where nobody is counted
	FarPeople           coverage.Amount
	DeadEnds            int // of streets that everybody may use, within the extent and not at its border
	DeadEndsAtCompounds int // of those, within 30 m of a residents' street or a wall
}

// judgeMap estimates how complete the streets are.
func (r *run) judgeMap() {
	if r.streets.network == nil {
		return
	}
	c := &r.report.Completeness
	r.judgeFar(c)
	d := deadEnds{n: r.streets.network, exits: map[orb.Point]bool{}, extent: geo.NewPolygonIndex([]orb.MultiPolygon{r.content.City.Extent})}
	for _, e := range r.content.City.Exits {
		d.exits[e.At] = true
	}
	var at []orb.Point
	c.DeadEnds, at = d.find()
	c.DeadEndsAtCompounds = len(at)
	for _, p := range at {
		r.notes.Add("dead_ends_at_compounds", r.streets.called(), "", 1, fmt.Sprintf("%.5f,%.5f", p[0], p[1]))
	}
}

func (r *run) judgeFar(c *Completeness) {
	d := &r.content.City.Demand
	nearest := make([]int64, d.Len())
	for i, a := range d.Access {
		nearest[i] = math.MaxInt64
		if a.Linked {
			nearest[i] = int64(a.LegMM)
		}
	}
	for _, e := range d.Entrances {
		if e.Access.Linked {
			nearest[e.Place] = min(nearest[e.Place], int64(e.Access.LegMM))
		}
	}
	people := d.Groups["all"]
	c.Places, c.People, c.FarPeople = d.Len(), coverage.Missing, coverage.Missing
	if people != nil {
		c.People, c.FarPeople = 0, 0
	}
	for i, mm := range nearest {
		far := mm > farM*1000
		if far {
			c.FarPlaces++
		}
		if people == nil || people[i] == coverage.Missing {
			continue
		}
		c.People += people[i]
		if far {
			c.FarPeople += people[i]
		}
	}
	if c.FarPeople >= 500 { // half a person is one
		r.notes.Add("people_far_from_streets", "", "all", (int64(c.FarPeople)+500)/1000, "")
		for i, mm := range nearest {
			if mm > farM*1000 && people[i] > 0 {
				r.notes.Add("people_far_from_streets", "", "all", 0, d.ID[i])
			}
		}
	}
}

// deadEnds looks for ends of public streets that an estate's streets or wall lie
// before.
type deadEnds struct {
	n      *streets.Network
	exits  map[orb.Point]bool
	extent *geo.PolygonIndex
	cells  map[[2]int32][]piece // residents' streets by cells of a grid
}

// A piece is a straight piece of an edge.
type piece struct {
	edge uint32
	a, b orb.Point
}

// cellDegrees is the side of a grid cell: on the whole earth at least compoundM
// from south to north. From west to east as many cells are looked at as it takes.
const cellDegrees = 0.0005

func cellOf(p orb.Point) [2]int32 {
	return [2]int32{int32(math.Floor(p[0] / cellDegrees)), int32(math.Floor(p[1] / cellDegrees))}
}

// find returns how many dead ends there are, and where those at compounds are,
// by junction.
func (d *deadEnds) find() (all int, at []orb.Point) {
	n := d.n
	degree := make([]uint32, n.Junctions())
	only := make([]uint32, n.Junctions()) // an edge at each
	for e := range uint32(n.Edges()) {
		a, b, _, _ := n.Edge(e)
		degree[a]++
		degree[b]++
		only[a], only[b] = e, e
	}
	d.index()
	for v, count := range degree {
		e, p := only[v], n.Point(uint32(v))
		if count != 1 || !d.counts(e, p) {
			continue
		}
		all++
		if d.nearCompound(e, p) || d.beforeWall(e, uint32(v)) {
			at = append(at, p)
		}
	}
	return all, at
}

// counts reports whether an edge that ends at p is a public street's dead end,
// and not just where the map ends.
func (d *deadEnds) counts(e uint32, p orb.Point) bool {
	first, _ := d.n.SegmentsOf(e)
	return d.n.Use(e) == streets.UsePublic && d.n.Street(first).Kind.Feature == streets.FeatureNone &&
		!d.exits[p] && d.extent.Locate(p) != nil
}

// index puts the pieces of residents' streets into the grid.
func (d *deadEnds) index() {
	d.cells = map[[2]int32][]piece{}
	for e := range uint32(d.n.Edges()) {
		if d.n.Use(e) != streets.UseResidents {
			continue
		}
		first, last := d.n.SegmentsOf(e)
		for i := range last - first {
			p := piece{e, d.n.Point(d.n.NodeOf(e, i)), d.n.Point(d.n.NodeOf(e, i+1))}
			low, high := cellOf(orb.Point{min(p.a[0], p.b[0]), min(p.a[1], p.b[1])}), cellOf(orb.Point{max(p.a[0], p.b[0]), max(p.a[1], p.b[1])})
			if int64(high[0]-low[0])*int64(high[1]-low[1]) > 10_000 {
				continue // tens of kilometres in one piece: no street of an estate
			}
			for x := low[0]; x <= high[0]; x++ {
				for y := low[1]; y <= high[1]; y++ {
					d.cells[[2]int32{x, y}] = append(d.cells[[2]int32{x, y}], p)
				}
			}
		}
	}
}

// nearCompound reports whether a residents' street is near the end of edge e at
// p, other than one that the edge comes from.
func (d *deadEnds) nearCompound(e uint32, p orb.Point) bool {
	plane := geo.PlaneAt(p)
	around := plane.Around(compoundM)
	low, high := cellOf(around.Min), cellOf(around.Max)
	from, to, _, _ := d.n.Edge(e)
	for x := low[0]; x <= high[0]; x++ {
		for y := low[1]; y <= high[1]; y++ {
			for _, s := range d.cells[[2]int32{x, y}] {
				a, b, _, _ := d.n.Edge(s.edge)
				if a == from || a == to || b == from || b == to {
					continue
				}
				if _, squared := plane.Project(s.a, s.b); squared <= compoundM*compoundM {
					return true
				}
			}
		}
	}
	return false
}

// beforeWall reports whether a wall stands where edge e would go on beyond its
// end at junction v: straight on, or half to a side.
func (d *deadEnds) beforeWall(e, v uint32) bool {
	n := d.n
	if n.Obstacles() == 0 {
		return false
	}
	first, last := n.SegmentsOf(e)
	before := n.NodeOf(e, 1)
	if a, _, _, _ := n.Edge(e); a != v {
		before = n.NodeOf(e, last-first-1)
	}
	p := n.Point(v)
	plane := geo.PlaneAt(p)
	x, y := plane.To(n.Point(before))
	ahead := math.Atan2(-y, -x)
	for _, turn := range []float64{0, -math.Pi / 4, math.Pi / 4} {
		for _, kind := range n.Crossed(p, plane.From(compoundM*math.Cos(ahead+turn), compoundM*math.Sin(ahead+turn))) {
			if kind == streets.ObstacleWall {
				return true
			}
		}
	}
	return false
}
