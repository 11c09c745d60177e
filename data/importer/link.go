package importer

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// mostRim is how many places where streets meet its outline a facility keeps.
const mostRim = 1000

// link joins demand and facilities to the streets, but for layers whose links
// were taken over with the streets they are to.
func (r *run) link(ctx context.Context) error {
	if r.streets.network == nil {
		return nil // refused already
	}
	city := r.content.City
	if city.Demand.Access == nil {
		city.Demand.Access = make([]streets.Access, city.Demand.Len())
	}
	places := r.unlinkedPlaces()
	var facilities []int
	for i := range city.Facilities {
		if l := r.layers[r.content.FacilityLayer[i]-1]; !l.linked {
			facilities = append(facilities, i)
		}
	}
	byPlace := entrancesOf(&city.Demand)
	doors := make([][]coverage.Entrance, len(places)) // of each
	err := inParallel(ctx, len(places)+len(facilities), r.progress("link"), func(i int) {
		if i < len(places) {
			place := places[i]
			city.Demand.Access[place], doors[i] = r.joinPoint(city.Demand.Point[place], byPlace[place], nil)
			return
		}
		k := facilities[i-len(places)]
		f := &city.Facilities[k]
		f.Access, f.Entrances = r.joinPoint(f.Point, f.Entrances, r.rims[k])
	})
	if err != nil {
		return err
	}
	replaceEntrances(&city.Demand, places, doors)
	city.Exits = r.exits()
	return nil
}

// unlinkedPlaces lists the places of demand whose links are still to be found.
func (r *run) unlinkedPlaces() []int {
	var out []int
	row := 0
	for _, l := range r.layers {
		if l.kind != kindDemand || !l.read {
			continue
		}
		for i := range l.demand.Len() {
			if !l.linked {
				out = append(out, row+i)
			}
		}
		row += l.demand.Len()
	}
	return out
}

func entrancesOf(d *coverage.Demand) map[int][]coverage.Entrance {
	out := map[int][]coverage.Entrance{}
	for _, e := range d.Entrances {
		out[e.Place] = append(out[e.Place], e.Entrance)
	}
	return out
}

// replaceEntrances gives places the entrances that were found.
func replaceEntrances(d *coverage.Demand, places []int, found [][]coverage.Entrance) {
	again := make([]bool, d.Len())
	for _, place := range places {
		again[place] = true
	}
	d.Entrances = slices.DeleteFunc(slices.Clone(d.Entrances), func(e coverage.PlaceEntrance) bool { return again[e.Place] })
	for i, place := range places {
		for _, e := range found[i] {
			d.Entrances = append(d.Entrances, coverage.PlaceEntrance{Place: place, Entrance: e})
		}
	}
	slices.SortStableFunc(d.Entrances, func(a, b coverage.PlaceEntrance) int { return a.Place - b.Place })
}

// joinPoint finds how a place joins the streets: through its entrances that are
// near a street; else where streets meet its rim; else from the point itself.
// Where there are entrances, the access is that of the first, so that who asks
// for one has one, and the point's own way is not taken: it may lead through a
// wall. A nearer street of an island is one more, in a full reading.
func (r *run) joinPoint(p orb.Point, known []coverage.Entrance, rim orb.MultiPolygon) (access streets.Access, entrances []coverage.Entrance) {
	network := r.streets.network
	var doors []orb.Point
	for _, e := range known {
		if e.Kind != coverage.EntranceGiven || !r.full() {
			continue // of the streets before; a plain reading goes to the point
		}
		doors = append(doors, e.Point)
		if a := network.Access(e.Point); a.Linked {
			entrances = append(entrances, coverage.Entrance{Kind: coverage.EntranceGiven, Point: e.Point, Access: a})
		}
	}
	if len(entrances) == 0 && len(rim) > 0 {
		found := network.CrossingRim(rim) // more than mostRim are counted by judgePlaces
		for _, a := range found[:min(len(found), mostRim)] {
			entrances = append(entrances, coverage.Entrance{Kind: coverage.EntranceRim, Point: a.At, Access: a})
		}
	}
	if len(entrances) > 0 {
		r.openToAll(p, entrances)
		access = entrances[0].Access
	} else {
		access = network.Access(p)
	}
	if r.full() {
		if len(doors) == 0 {
			doors = append(doors, p)
		}
		for _, door := range doors {
			if a, nearer := network.IslandAccess(door); nearer {
				// A walk that stays on the island is the same with residents' streets
				// closed, though none leads there from elsewhere.
				if !network.WithoutPrivate(a).Linked && network.Segment(a.Segment).Use() == streets.UsePublic {
					same := a
					a.Public = &same
				}
				entrances = append(entrances, coverage.Entrance{Kind: coverage.EntranceIsland, Point: door, Access: a})
			}
		}
	}
	return access, entrances
}

// openToAll makes sure that a place whose entrances all lie on residents'
// streets has a way in for others, if its own point has one.
func (r *run) openToAll(p orb.Point, entrances []coverage.Entrance) {
	network := r.streets.network
	for _, e := range entrances {
		if network.WithoutPrivate(e.Access).Linked {
			return
		}
	}
	if public := network.WithoutPrivate(network.Access(p)); public.Linked {
		entrances[0].Access.Public = &public
	}
}

// inParallel does n things that don't touch each other, by as many workers as
// there are processors. The result does not depend on how many.
func inParallel(ctx context.Context, n int, tell func(done, total int64), do func(i int)) error {
	const chunk = 1024
	var wait sync.WaitGroup
	var lock sync.Mutex
	next, done := 0, 0
	for range min(runtime.GOMAXPROCS(0), n/chunk+1) {
		wait.Go(func() {
			for ctx.Err() == nil {
				lock.Lock()
				from := next
				next = min(next+chunk, n)
				to := next
				lock.Unlock()
				if from == to {
					return
				}
				for i := from; i < to; i++ {
					do(i)
				}
				lock.Lock()
				if done += to - from; tell != nil {
					tell(int64(done), int64(n))
				}
				lock.Unlock()
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// exits are where streets leave the extent or are cut by the file: beyond them
// nothing is known.
func (r *run) exits() []streets.Access {
	network := r.streets.network
	out := append(network.CrossingRim(r.content.City.Extent), network.Cuts()...)
	slices.SortFunc(out, func(a, b streets.Access) int {
		return cmp.Or(cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Fraction, b.Fraction))
	})
	return slices.CompactFunc(out, func(a, b streets.Access) bool { return a.Segment == b.Segment && a.Fraction == b.Fraction })
}
