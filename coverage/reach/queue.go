package reach

import (
	"context"
	"math"

	"lifecircle/geo/streets"
)

const (
	bucketBits = 7  // buckets of 128 ms
	chunkSize  = 31 // with its link two cache lines
	none       = math.MaxUint32
)

// A chunk holds queued vertices; a bucket is a list of them.
type chunk struct {
	previous uint32
	node     [chunkSize]uint32
}

// A bucket's last chunk and how full it is.
type bucket struct{ last, fill uint32 }

// A queue is a monotone bucket queue with the graph and the labels it works on.
type queue struct {
	off     []uint32
	arcs    []streets.Arc
	label   []uint64
	limit   streets.Cost
	buckets []bucket
	chunks  []chunk
	free    []uint32
	queued  int
	settled int
	touched uint64 // keeps touch's loads from being dropped
}

// start sets the limit of a search.
func (q *queue) start(limit streets.Cost) {
	q.limit, q.settled = limit, 0
	if want := int(limit>>bucketBits) + 1; len(q.buckets) != want {
		q.buckets = make([]bucket, want)
		for i := range q.buckets {
			q.buckets[i] = bucket{none, chunkSize}
		}
	}
}

// search spreads seeds over a graph and its labels, a batch along the curve at a
// time.
func (q *queue) search(ctx context.Context, g streets.Graph, label []uint64, seeds []entry, batch int) error {
	q.off, q.arcs, q.label = g.Off, g.Arcs, label
	for len(seeds) > 0 {
		k := min(batch, len(seeds))
		for _, s := range seeds[:k] {
			if v := s.vertex(); s.label>>32 <= uint64(q.limit) && s.label < q.label[v] {
				q.label[v] = s.label
				q.push(uint32(s.label>>(32+bucketBits)), v)
			}
		}
		if err := q.drain(ctx); err != nil {
			return err
		}
		seeds = seeds[k:]
	}
	return nil
}

// empty clears the queue after a search that was stopped.
func (q *queue) empty() {
	q.buckets, q.chunks, q.free, q.queued = nil, nil, nil, 0
}

// push queues a vertex in a bucket.
func (q *queue) push(b, node uint32) {
	at := &q.buckets[b]
	if at.fill == chunkSize {
		q.grow(at)
	}
	q.chunks[at.last].node[at.fill] = node
	at.fill++
	q.queued++
}

// grow gives a bucket a fresh chunk.
func (q *queue) grow(at *bucket) {
	var c uint32
	if k := len(q.free); k > 0 {
		c = q.free[k-1]
		q.free = q.free[:k-1]
	} else {
		c = uint32(len(q.chunks))
		q.chunks = append(q.chunks, chunk{})
	}
	q.chunks[c].previous = at.last
	at.last, at.fill = c, 0
}

// drain works the buckets in order until all are empty.
func (q *queue) drain(ctx context.Context) error {
	for b := range q.buckets {
		if q.queued == 0 {
			break
		}
		if b&255 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		// Working a bucket may fill it again: it is worked until it is empty.
		for q.buckets[b].last != none {
			at := q.buckets[b]
			c := q.chunks[at.last]
			q.free = append(q.free, at.last)
			q.buckets[b] = bucket{c.previous, chunkSize}
			q.queued -= int(at.fill)
			q.work(uint32(b), c.node[:at.fill])
		}
	}
	return nil
}

// work settles the vertices of one chunk of bucket b. On a network larger than
// the cache the first passes load what the last will need, all at once instead
// of one after the other, which is most of the time there.
func (q *queue) work(b uint32, nodes []uint32) {
	off, arcs, label := q.off, q.arcs, q.label
	limit := uint64(q.limit)<<32 | math.MaxUint32
	var from, to [chunkSize]uint32
	live := 0
	for _, v := range nodes {
		// A vertex improved since was worked in an earlier bucket.
		if uint32(label[v]>>(32+bucketBits)) == b {
			nodes[live], from[live], to[live] = v, off[v], off[v+1]
			live++
		}
	}
	if len(label) >= cached {
		q.touch(from[:live], to[:live])
	}
	for i, v := range nodes[:live] {
		l := label[v]
		for _, arc := range arcs[from[i]:to[i]] {
			next := l + uint64(arc.Cost)<<32
			if next < label[arc.To] && next <= limit {
				label[arc.To] = next
				q.push(uint32(next>>(32+bucketBits)), arc.To)
			}
		}
	}
	q.settled += live
}

// cached is the number of labels from which a search waits for memory.
const cached = 1 << 17

// touch reads the labels at the ends of the arcs [from, to), so that the reads
// wait for memory together.
func (q *queue) touch(from, to []uint32) {
	var all uint64
	for i, first := range from {
		for _, arc := range q.arcs[first:to[i]] {
			all |= q.label[arc.To]
		}
	}
	q.touched = all
}
