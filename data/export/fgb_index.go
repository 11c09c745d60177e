package export

import (
	"encoding/binary"
	"io"
	"math"

	"github.com/paulmach/orb"
)

// An indexItem is a feature in the index.
type indexItem struct {
	box            orb.Bound
	offset, length int64 // in the temporary file
	curve          uint32
	empty          bool
}

type indexItems struct {
	list []indexItem
	box  orb.Bound // of those that are not empty
	any  bool
}

func (x *indexItems) add(item indexItem) {
	x.list = append(x.list, item)
	switch {
	case item.empty:
	case !x.any:
		x.box, x.any = item.box, true
	default:
		x.box = x.box.Union(item.box)
	}
}

// curve returns where an item's middle lies along the curve over the box.
func (x *indexItems) curve(item indexItem) uint32 {
	if item.empty {
		return 0
	}
	const most = 1<<16 - 1
	cell := func(axis int) uint32 {
		width := x.box.Max[axis] - x.box.Min[axis]
		if width == 0 {
			return 0
		}
		return uint32(math.Floor(most * ((item.box.Min[axis]+item.box.Max[axis])/2 - x.box.Min[axis]) / width))
	}
	return hilbert(cell(0), cell(1))
}

// hilbert returns the place along a Hilbert curve of order 16: of each bit of
// the coordinates from the highest on, the quadrant, and then the coordinates
// are turned as the curve turns in it. J. Skilling, Programming the Hilbert curve
// (2004); in this form Warren, Hacker's Delight (2013), section 16.
func hilbert(x, y uint32) uint32 {
	var d uint32
	for s := uint32(1) << 15; s > 0; s >>= 1 {
		rx, ry := b2u(x&s > 0), b2u(y&s > 0)
		d += s * s * ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = 1<<16-1-x, 1<<16-1-y
			}
			x, y = y, x
		}
	}
	return d
}

func b2u(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// nodeBytes is a box of four doubles, and an offset.
const nodeBytes = 40

// writeIndex writes the packed tree over items that are sorted already: its
// levels from the root down, each node the box of up to 16 of the next level
// and the number of the first of them; of the leaves, where the feature begins.
func writeIndex(w io.Writer, items []indexItem) error {
	if len(items) == 0 {
		return nil
	}
	levels := [][]orb.Bound{boxesOf(items)}
	for len(levels) == 1 || len(levels[len(levels)-1]) > 1 {
		levels = append(levels, parentsOf(levels[len(levels)-1]))
	}
	b := make([]byte, 0, nodeBytes)
	node := func(box orb.Bound, offset uint64) error {
		b = appendDoubles(b[:0], box.Min[0], box.Min[1], box.Max[0], box.Max[1])
		_, err := w.Write(binary.LittleEndian.AppendUint64(b, offset))
		return err
	}
	first := uint64(0) // of the level below
	for l := len(levels) - 1; l > 0; l-- {
		first += uint64(len(levels[l]))
		for i, box := range levels[l] {
			if err := node(box, first+uint64(i)*defaultNode); err != nil {
				return err
			}
		}
	}
	at := uint64(0)
	for i, item := range items {
		if err := node(levels[0][i], at); err != nil {
			return err
		}
		at += uint64(item.length)
	}
	return nil
}

func boxesOf(items []indexItem) []orb.Bound {
	out := make([]orb.Bound, len(items))
	for i, item := range items {
		out[i] = item.box
		if item.empty { // found by nobody
			out[i] = orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
		}
	}
	return out
}

func parentsOf(level []orb.Bound) []orb.Bound {
	out := make([]orb.Bound, 0, (len(level)+defaultNode-1)/defaultNode)
	for from := 0; from < len(level); from += defaultNode {
		box := level[from]
		for _, b := range level[from+1 : min(from+defaultNode, len(level))] {
			box.Min = orb.Point{min(box.Min[0], b.Min[0]), min(box.Min[1], b.Min[1])}
			box.Max = orb.Point{max(box.Max[0], b.Max[0]), max(box.Max[1], b.Max[1])}
		}
		out = append(out, box)
	}
	return out
}
