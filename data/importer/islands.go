package importer

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/workspace"
)

// findIslands tells who lives and what stands on each island.
func (r *run) findIslands(ctx context.Context) error {
	list := r.streets.report.Islands
	if r.streets.network == nil || len(list) == 0 {
		return nil
	}
	city := r.content.City
	network := r.streets.network
	out := make([]workspace.Island, len(list))
	everybody := city.Demand.Groups["all"]
	for i, island := range list {
		out[i] = workspace.Island{Island: island, People: coverage.Missing}
		if everybody != nil {
			out[i].People = 0
		}
	}
	places, facilities := city.Demand.Len(), len(city.Facilities)
	doors := make([][]uint32, places+facilities) // segments of islands that are the nearest street
	byPlace := entrancesOf(&city.Demand)
	err := inParallel(ctx, len(doors), nil, func(i int) {
		if i < places {
			doors[i] = r.islandDoors(city.Demand.Point[i], byPlace[i])
		} else {
			f := city.Facilities[i-places]
			doors[i] = r.islandDoors(f.Point, f.Entrances)
		}
	})
	if err != nil {
		return err
	}
	for i, segments := range doors {
		var on []int
		for _, s := range segments {
			if k, known := network.Island(network.EdgeOf(s)); known && !slices.Contains(on, k) {
				on = append(on, k)
			}
		}
		for _, k := range on {
			if i >= places {
				out[k].Facilities++
				continue
			}
			out[k].Places++
			if everybody != nil && everybody[i] != coverage.Missing {
				out[k].People += everybody[i]
			}
		}
	}
	r.content.Islands = out
	return nil
}

// islandDoors lists the segments of islands that are nearer to a place than any
// other street. A full reading has them among the entrances already.
func (r *run) islandDoors(p orb.Point, known []coverage.Entrance) []uint32 {
	if !r.full() {
		if a, nearer := r.streets.network.IslandAccess(p); nearer {
			return []uint32{a.Segment}
		}
		return nil
	}
	var out []uint32
	for _, e := range known {
		if e.Kind == coverage.EntranceIsland {
			out = append(out, e.Access.Segment)
		}
	}
	return out
}
