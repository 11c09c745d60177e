package tiles

import (
	"context"

	"lifecircle/coverage/layers"
)

// Zooms are the least and the greatest zoom of a layer.
type Zooms struct{ Min, Max int }

// ZoomsOf returns the zooms of a layer. A unit at zoom 14 is 0.6 m on the
// equator, which is finer than the outlines are known; clients draw nearer than
// the greatest zoom from its tiles. Streets begin where they can be told apart,
// and the legs between points and streets, metres long, have two zooms more.
func ZoomsOf(id layers.ID) Zooms {
	switch id {
	case layers.Streets:
		return Zooms{11, 14}
	case layers.Access:
		return Zooms{12, MaxZoom}
	}
	return Zooms{0, 14}
}

// speckAt reports whether a feature is smaller than a pixel at a zoom, and which
// its middle is in.
func (x *Index) speckAt(i, z int) (corner, bool) {
	b := x.boxes[i]
	s := MaxZoom - z + pixelBits
	if b.max.x-b.min.x >= 1<<s || b.max.y-b.min.y >= 1<<s {
		return corner{}, false
	}
	return corner{(b.min.x + (b.max.x-b.min.x)/2) >> s, (b.min.y + (b.max.y-b.min.y)/2) >> s}, true
}

// keep finds which features a zoom shows.
func (x *Index) keep(z int) *zoomState {
	state := &x.zooms[z]
	state.once.Do(func() {
		if state.count = x.Len(); z >= x.levels.Max {
			return
		}
		state.kept = make([]uint64, (x.Len()+63)/64)
		for i := range state.kept {
			state.kept[i] = ^uint64(0)
		}
		best := map[uint64]uint32{} // by pixel
		for i := range uint32(x.Len()) {
			pixel, small := x.speckAt(int(i), z)
			if !small {
				continue
			}
			key := uint64(pixel.y)<<32 | uint64(pixel.x)
			other, taken := best[key]
			if !taken {
				best[key] = i
				continue
			}
			lost := i
			if x.people != nil && x.people[i] > x.people[other] { // equal: the earlier stays
				best[key], lost = i, other
			}
			state.kept[lost/64] &^= 1 << (lost % 64)
			state.count--
		}
	})
	return state
}

// has reports whether a feature is shown.
func (s *zoomState) has(i uint32) bool {
	return s.kept == nil || s.kept[i/64]>>(i%64)&1 == 1
}

// Count is what a zoom shows of a layer.
type Count struct {
	Zoom     int `json:"zoom"`
	Features int `json:"features"` // different ones
	Pieces   int `json:"pieces"`   // in all tiles together
}

// Counts returns what each zoom of the layer shows. It costs a pass over the
// features for each, once, and cutting those that cross tiles. The only error is
// ctx's.
func (x *Index) Counts(ctx context.Context) ([]Count, error) {
	x.counting.Lock()
	defer x.counting.Unlock()
	for z := x.levels.Min + len(x.counts); z <= x.levels.Max; z++ {
		state := x.keep(z)
		c := Count{Zoom: z, Features: state.count}
		for i := range x.Len() {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if state.has(uint32(i)) {
				c.Pieces += x.piecesOf(ctx, i, z)
			}
		}
		x.counts = append(x.counts, c)
	}
	return x.counts, ctx.Err()
}
