package build

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
)

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
