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

	districts
	extent
	areaKnown  bool             // every place says whether it is urban or rural
	ranks      ranks            // of facilities
	offering   [][]uint32       // by service: its open facilities, ascending
	exits      []streets.Access // where streets leave the extent
	placeIndex *placeIndex      // to look places up in

	entrancesByPlace map[int][]int      // of each place that has some, indices into Demand.Entrances
	attachments      map[int]attachment // of the places whose accesses are not those of Demand any more

	lineage // of an engine that edits made

	weightsCache      cache[streets.Profile, *streets.Weights]
	accessCache       cache[Setting, *Accesses]
	reachCache        cache[destination, *Reach]
	siteTreeCache     cache[int, *rtree.RTreeG[uint32]]
	circleCache       cache[circleKey, circle]
	tallyCache        cache[tallyKey, *tallies]
	adjacencyCache    cache[*streets.Network, *reach.Adjacency]
	placesByEdgeCache cache[Setting, *PlacesByEdge]
	memo              cache[any, any] // of features
}

// How much an engine caches. Weights are 8 bytes an arc, accesses a byte a
// place, walks 8 bytes a place and a junction, circles a byte a place.
const (
	mostWeights  = 16
	mostAccesses = 32
	mostMemos    = 64
	mostReaches  = 1024    // and, beyond two a service:
	mostReached  = 1 << 27 // places and junctions of all walks together, a gigabyte
	mostCircles  = 32      // of a service
	mostTallies  = 1024    // and, beyond those of a question for each service:
	mostTallied  = 1 << 20 // districts of all tallies together, 100 megabytes
)

// Open prepares a city for questions: it finds the district of every place and
// facility and the share of each district within the extent. Costs grow with
// places and districts; no search is made yet.
func Open(ctx context.Context, city *City, o Options) (*Engine, error) {
	e := &Engine{city: city, workers: o.Workers}
	if e.workers <= 0 {
		e.workers = runtime.GOMAXPROCS(0)
	}
	e.ranks = newRanks(len(city.Facilities))
	e.placeIndex = &placeIndex{}
	e.initCaches()
	e.areaKnown = city.Demand.Urban != nil && !slices.Contains(city.Demand.Urban, FlagUnknown)
	e.listOffering()
	points := make([]orb.Point, len(city.Facilities))
	for i, f := range city.Facilities {
		points[i] = f.Point
	}
	e.districts = districts{list: city.Districts, levels: city.levels()}
	e.extent = extent{ground: city.Extent}
	e.findNoDistrictBuckets()
	if err := e.assignDistricts(ctx, points); err != nil {
		return nil, err
	}
	e.findExits()
	return e, e.measureExtent(ctx)
}

// initCaches sizes the caches and looks up entrances by place.
func (e *Engine) initCaches() {
	e.sizeCaches()
	e.entrancesByPlace = e.city.Demand.entrancesByPlace()
}

// sizeCaches bounds what is cached.
func (e *Engine) sizeCaches() {
	e.weightsCache.most, e.accessCache.most = mostWeights, mostAccesses
	e.adjacencyCache.most = 1
	e.placesByEdgeCache.most = 4 // 28 bytes an access of a place each
	e.memo.most = mostMemos
	services := len(e.city.Services)
	size := e.city.Demand.Len()
	if e.city.Streets != nil {
		size += e.city.Streets.Junctions()
	}
	e.reachCache.most = max(min(mostReaches, mostReached/max(1, size)), 2*(services+1))
	e.siteTreeCache.most, e.circleCache.most = services, mostCircles*services
	e.tallyCache.most = max(min(mostTallies, mostTallied/(1+len(e.city.Districts))), 2*services)
}

// entrancesOf lists the entrances of a place, as [accessKey] numbers them.
func (e *Engine) entrancesOf(place int) []int {
	if j, own := e.attachments[place]; own {
		return j.numbers
	}
	return e.entrancesByPlace[place]
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

// listOffering lists the open facilities of every service.
func (e *Engine) listOffering() {
	e.offering = make([][]uint32, len(e.city.Services))
	for f, facility := range e.city.Facilities {
		if !facility.counts() {
			continue
		}
		for _, id := range facility.Services {
			if s, known := e.city.serviceIndex(id); known {
				e.offering[s] = append(e.offering[s], uint32(f))
			}
		}
	}
}

// assignDistricts assigns places and facilities to the district of the smallest code
// of each level that contains them; borders count as inside.
func (e *Engine) assignDistricts(ctx context.Context, facilities []orb.Point) error {
	e.districtOf = make([][]int32, len(e.levels))
	e.facilityDistrict = make([][]int32, len(e.levels))
	if len(e.city.Districts) == 0 {
		return nil
	}
	e.indexDistricts()
	assign := func(points []orb.Point) ([][]int32, error) {
		out := make([][]int32, len(e.levels))
		for l := range out {
			out[l] = make([]int32, len(points))
		}
		err := e.Parallel(ctx, len(points), func(i int) { e.districtsAt(points[i], func(level int, d int32) { out[level][i] = d }) })
		return out, err
	}
	var err error
	if e.districtOf, err = assign(e.city.Demand.Point); err != nil {
		return err
	}
	e.facilityDistrict, err = assign(facilities)
	return err
}

// measureExtent measures how far places are from the extent's border, and how
// much of each district lies within it.
func (e *Engine) measureExtent(ctx context.Context) error {
	e.borderMM = make([]int64, e.city.Demand.Len())
	e.extentIndex = geo.NewPolygonIndex([]orb.MultiPolygon{e.ground})
	err := e.Parallel(ctx, len(e.borderMM), func(i int) { e.borderMM[i] = e.BorderMMAt(e.city.Demand.Point[i]) })
	if err != nil {
		return err
	}
	e.inside = make([]float64, len(e.city.Districts))
	return e.Parallel(ctx, len(e.inside), func(i int) { e.inside[i] = e.shareInside(e.list[i].Polygon) })
}

// Parallel calls f for 0 … n-1 on the engine's workers, in blocks. It stops early
// when ctx is done.
func (e *Engine) Parallel(ctx context.Context, n int, f func(i int)) error {
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

// Millis turns minutes into whole milliseconds.
func Millis(minutes float64) int64 { return int64(math.Round(minutes * 60_000)) }

// minute is the span on either side of a limit whose verdict a few metres decide.
const minute = 60_000
