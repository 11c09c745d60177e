package coverage

import (
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
	"golang.org/x/sync/errgroup"

	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// Options steer an engine. The zero value is fine.
type Options struct {
	// Workers bounds the goroutines; zero means GOMAXPROCS.
	// No answer depends on it.
	Workers int
}

// An Engine answers questions about one city. It keeps what searches found, so
// that the second question is cheaper than the first; the answers are the same.
// It is safe for concurrent use.
type Engine struct {
	city    *City
	workers int
	service map[string]int // index into city.Services

	levels   []int             // of districts, ascending
	outside  []int             // by level: the bucket of demand in no district
	inside   []float64         // share of each district within the extent
	home     [][]int32         // by level: the district of each place, noDistrict where there is none
	homeOf   [][]int32         // by level: the district of each facility
	borderMM []int64           // distance of each place to the extent's border
	extent   *geo.PolygonIndex // City.Extent, to look points up in
	polygons *geo.PolygonIndex // of City.Districts
	known    bool              // every place says whether it is urban or rural
	ranks    ranks             // of facilities
	offering [][]uint32        // by service: its open facilities, ascending
	exits    []streets.Access  // where streets leave the extent
	places   *placeIndex       // to look places up in

	entrances map[int][]int // of each place that has some, indices into Demand.Entrances
	joins     map[int]joins // of the places whose accesses are not those of Demand any more

	lineage // of an engine that edits made

	weighed memory[streets.Profile, *streets.Weights]
	opened  memory[setting, *doors]
	walks   memory[destination, *walk]
	planted memory[int, *rtree.RTreeG[uint32]]
	circles memory[circleKey, circle]
	tallied memory[tallyKey, *tallies]
	corners memory[*streets.Network, *reach.Adjacency]
	stood   memory[setting, *standing]
	layered memory[LayerID, *layerTable]
	read    memory[LayerID, featureMaker]
}

// How much an engine remembers. Weights are 8 bytes an arc, doors a byte a
// place, walks 8 bytes a place and a junction, circles a byte a place.
const (
	mostWeights = 16
	mostDoors   = 32
	mostLayers  = 16      // more than there are
	mostWalks   = 1024    // and, beyond two a service:
	mostWalked  = 1 << 27 // places and junctions of all walks together, a gigabyte
	mostCircles = 32      // of a service
	mostTallies = 1024    // and, beyond those of a question for each service:
	mostTallied = 1 << 20 // districts of all tallies together, 100 megabytes
)

const noDistrict = -1

// Open prepares a city for questions: it finds the district of every place and
// facility and the share of each district within the extent. Costs grow with
// places and districts; no search is made yet.
func Open(ctx context.Context, city *City, o Options) (*Engine, error) {
	e := &Engine{city: city, workers: o.Workers, service: map[string]int{}}
	if e.workers <= 0 {
		e.workers = runtime.GOMAXPROCS(0)
	}
	for i, s := range city.Services {
		e.service[s.ID] = i
	}
	e.ranks = newRanks(len(city.Facilities))
	e.places = &placeIndex{}
	e.remember()
	e.known = city.Demand.Urban != nil && !slices.Contains(city.Demand.Urban, FlagUnknown)
	e.findOffers()
	points := make([]orb.Point, len(city.Facilities))
	for i, f := range city.Facilities {
		points[i] = f.Point
	}
	for _, d := range city.Districts {
		if !slices.Contains(e.levels, d.Level) {
			e.levels = append(e.levels, d.Level)
		}
	}
	slices.Sort(e.levels)
	e.findOutside()
	if err := e.findHomes(ctx, points); err != nil {
		return nil, err
	}
	e.findExits()
	return e, e.measureEdge(ctx)
}

// remember makes the memories and looks up entrances by place.
func (e *Engine) remember() {
	e.bound()
	e.entrances = map[int][]int{}
	for k, entrance := range e.city.Demand.Entrances {
		e.entrances[entrance.Place] = append(e.entrances[entrance.Place], k)
	}
}

// bound says how much is remembered.
func (e *Engine) bound() {
	e.weighed.most, e.opened.most = mostWeights, mostDoors
	e.corners.most = 1
	e.stood.most = 4 // 28 bytes a door of a place each
	e.layered.most, e.read.most = mostLayers, mostLayers
	services := len(e.city.Services)
	size := e.city.Demand.Len()
	if e.city.Streets != nil {
		size += e.city.Streets.Junctions()
	}
	e.walks.most = max(min(mostWalks, mostWalked/max(1, size)), 2*(services+1))
	e.planted.most, e.circles.most = services, mostCircles*services
	e.tallied.most = max(min(mostTallies, mostTallied/(1+len(e.city.Districts))), 2*services)
}

// entrancesOf lists the entrances of a place, as [door] numbers them.
func (e *Engine) entrancesOf(place int) []int {
	if j, own := e.joins[place]; own {
		return j.numbers
	}
	return e.entrances[place]
}

// findExits takes those that the import found, else finds where streets cross
// the extent's border or are cut by the file.
func (e *Engine) findExits() {
	e.exits = e.city.Exits
	if e.exits == nil && len(e.city.Extent) > 0 {
		e.exits = append(e.city.Streets.CrossingRim(e.city.Extent), e.city.Streets.Cuts()...)
	}
}

// City returns the city, which must not be changed.
func (e *Engine) City() *City { return e.city }

// findOffers lists the open facilities of every service.
func (e *Engine) findOffers() {
	e.offering = make([][]uint32, len(e.city.Services))
	for f, facility := range e.city.Facilities {
		if !facility.counts() {
			continue
		}
		for _, id := range facility.Services {
			if s, known := e.service[id]; known {
				e.offering[s] = append(e.offering[s], uint32(f))
			}
		}
	}
}

// findHomes assigns places and facilities to the district of the smallest code
// of each level that contains them; borders count as inside.
func (e *Engine) findHomes(ctx context.Context, facilities []orb.Point) error {
	e.home = make([][]int32, len(e.levels))
	e.homeOf = make([][]int32, len(e.levels))
	if len(e.city.Districts) == 0 {
		return nil
	}
	e.indexDistricts()
	assign := func(points []orb.Point) ([][]int32, error) {
		out := make([][]int32, len(e.levels))
		for l := range out {
			out[l] = make([]int32, len(points))
		}
		err := e.each(ctx, len(points), func(i int) { e.findHome(points[i], func(level int, d int32) { out[level][i] = d }) })
		return out, err
	}
	var err error
	if e.home, err = assign(e.city.Demand.Point); err != nil {
		return err
	}
	e.homeOf, err = assign(facilities)
	return err
}

func (e *Engine) indexDistricts() {
	polygons := make([]orb.MultiPolygon, len(e.city.Districts))
	for i, d := range e.city.Districts {
		polygons[i] = d.Polygon
	}
	e.polygons = geo.NewPolygonIndex(polygons)
}

// findHome calls set for each level with the district that a point lies in.
func (e *Engine) findHome(p orb.Point, set func(level int, district int32)) {
	found := e.polygons.Locate(p)
	for l, level := range e.levels {
		home := int32(noDistrict)
		for _, d := range found {
			// Districts are sorted by level and code, and Locate ascends.
			if e.city.Districts[d].Level == level {
				home = int32(d)
				break
			}
		}
		set(l, home)
	}
}

// measureEdge measures how far places are from the extent's border, and how
// much of each district lies within it.
func (e *Engine) measureEdge(ctx context.Context) error {
	e.borderMM = make([]int64, e.city.Demand.Len())
	e.extent = geo.NewPolygonIndex([]orb.MultiPolygon{e.city.Extent})
	err := e.each(ctx, len(e.borderMM), func(i int) { e.borderMM[i] = e.borderOf(e.city.Demand.Point[i]) })
	if err != nil {
		return err
	}
	e.inside = make([]float64, len(e.city.Districts))
	return e.each(ctx, len(e.inside), func(i int) { e.inside[i] = e.insideOf(i) })
}

// insideOf measures how much of a district lies within the extent.
func (e *Engine) insideOf(district int) float64 {
	if len(e.city.Extent) == 0 {
		return 1
	}
	return geo.ShareInside(e.city.Districts[district].Polygon, e.city.Extent)
}

// beyond reports whether a point lies beyond the extent.
func (e *Engine) beyond(p orb.Point) bool {
	return len(e.city.Extent) > 0 && len(e.extent.Locate(p)) == 0
}

// borderOf returns a point's distance to the extent's border in millimetres.
// Beyond the extent nothing is known: it is 0.
func (e *Engine) borderOf(p orb.Point) int64 {
	switch {
	case len(e.city.Extent) == 0:
		return math.MaxInt64
	case e.beyond(p):
		return 0
	}
	return int64(math.Round(geo.ToBorder(p, e.city.Extent) * 1000))
}

// each calls f for 0 … n-1 on the engine's workers, in blocks. It stops early
// when ctx is done.
func (e *Engine) each(ctx context.Context, n int, f func(i int)) error {
	const block = 256
	var group errgroup.Group
	group.SetLimit(e.workers)
	for from := 0; from < n && ctx.Err() == nil; from += block {
		group.Go(func() error {
			for i := from; i < min(from+block, n); i++ {
				f(i)
			}
			return nil
		})
	}
	_ = group.Wait() // no function fails
	return ctx.Err()
}

// millis turns minutes into whole milliseconds.
func millis(minutes float64) int64 { return int64(math.Round(minutes * 60_000)) }

// minute is the span on either side of a limit whose verdict a few metres decide.
const minute = 60_000
