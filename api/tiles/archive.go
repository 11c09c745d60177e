package tiles

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"lifecircle/api/answer"
	"lifecircle/api/tiles/pmtiles"
	"lifecircle/coverage"
)

// MostTiles is the largest number of tiles of one zoom that an archive is made
// of. At zoom 14 it is a square of some 5,000 km on the equator.
const MostTiles = 1 << 22

// ErrTooLarge is that a layer has more than [MostTiles] tiles.
var ErrTooLarge = fmt.Errorf("the layer spreads over more than %d tiles: cut what lies far from the city out of it", MostTiles)

// Archive writes every tile of a layer that is not empty as one PMTiles file.
// scratch is an empty file for the tiles on their way. Tiles are made on all
// processors, and written in the same order on any number of them.
func Archive(ctx context.Context, x *Index, city *coverage.City, lang answer.Lang, scratch io.ReadWriteSeeker, out io.Writer) error {
	// The greatest zoom has the most, so that what is too large is refused at once.
	if _, err := x.candidates(ctx, x.levels.Max); err != nil {
		return err
	}
	w := pmtiles.New(scratch)
	for z := x.levels.Min; z <= x.levels.Max; z++ {
		if err := x.addZoom(ctx, w, z); err != nil {
			return err
		}
	}
	about, err := archiveMetadata(ctx, x, city, lang)
	if err != nil {
		return err
	}
	metadata, err := json.Marshal(about)
	if err != nil {
		return err
	}
	return w.Finish(out, pmtiles.Info{
		MinZoom: x.levels.Min, MaxZoom: x.levels.Max, Zoom: zoomFor(x.layer.Bound, x.levels),
		Bound: x.layer.Bound, Metadata: metadata,
	})
}

// A placed tile is one with its number in the archive.
type placed struct {
	id uint64
	t  tileID
}

func (x *Index) addZoom(ctx context.Context, w *pmtiles.Writer, z int) error {
	candidates, err := x.candidates(ctx, z)
	if err != nil {
		return err
	}
	const block = 256
	workers := runtime.GOMAXPROCS(0)
	made := make([][]byte, block)
	for from := 0; from < len(candidates); from += block {
		part := candidates[from:min(from+block, len(candidates))]
		var group errgroup.Group
		group.SetLimit(workers)
		for k, c := range part {
			group.Go(func() error {
				made[k] = nil
				if tile := x.Tile(c.t.z, c.t.x, c.t.y); len(tile) > 0 {
					made[k] = compressed(tile)
				}
				return ctx.Err()
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		for k, c := range part {
			if made[k] == nil {
				continue
			}
			if err := w.Add(c.id, made[k]); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// candidates returns the tiles of a zoom that some feature's box meets, in the
// archive's order.
func (x *Index) candidates(ctx context.Context, z int) ([]placed, error) {
	state := x.keep(z)
	var out []placed
	pack := func() error {
		slices.SortFunc(out, func(a, b placed) int { return cmp.Compare(a.id, b.id) })
		out = slices.Compact(out)
		if len(out) > MostTiles {
			return ErrTooLarge
		}
		return ctx.Err()
	}
	for i := range x.Len() {
		if !state.has(uint32(i)) {
			continue
		}
		s := shape{box: x.boxAt(i, z)}
		if s.span() > MostTiles {
			return nil, ErrTooLarge
		}
		for t := range s.tiles(z) {
			if out = append(out, placed{pmtiles.ID(z, t.x, t.y), t}); len(out) == cap(out) && len(out) > MostTiles/4 {
				if err := pack(); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, pack()
}
