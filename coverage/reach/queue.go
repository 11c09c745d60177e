package reach

import (
	"context"
	"math"

	"lifecircle/geo/streets"
)

const (
	bucketBits = 6 // buckets of 64 ms
	chunkSize  = 15
	none       = math.MaxUint32
)

// A chunk is one cache line of waiting junctions; a bucket is a list of them.
type chunk struct {
	previous uint32
	node     [chunkSize]uint32
}

// A bucket's last chunk and how full it is.
type bucket struct{ last, fill uint32 }

// A queue is a monotone bucket queue with the graph it works on.
type queue struct {
	off     []uint32
	arcs    []streets.Arc
	label   []uint64
	limit   streets.Cost
	buckets []bucket
	chunks  []chunk
	free    []uint32
	waiting int
	settled int
}

// reset points the queue at a graph and clears the labels.
func (q *queue) reset(n *streets.Network, label []uint64) {
	q.off, q.arcs = n.Arcs()
	q.label = label
	q.settled = 0
	for i := range label {
		label[i] = Unreached
	}
	if want := int(q.limit>>bucketBits) + 1; len(q.buckets) != want {
		q.buckets = make([]bucket, want)
	}
	for i := range q.buckets {
		q.buckets[i] = bucket{none, chunkSize}
	}
}

// run works seeds to the end, in batches along the curve on large graphs.
func (q *queue) run(ctx context.Context, seeds []Seed, batch int) error {
	sortSeeds(seeds)
	if batch <= 0 {
		batch = 1024
	}
	if len(q.label) < BatchFrom {
		batch = len(seeds)
	}
	for len(seeds) > 0 {
		k := min(batch, len(seeds))
		for _, s := range seeds[:k] {
			if s.Label>>32 <= uint64(q.limit) && s.Label < q.label[s.Node] {
				q.label[s.Node] = s.Label
				q.push(uint32(s.Label>>32)>>bucketBits, s.Node)
			}
		}
		if err := q.drain(ctx); err != nil {
			return err
		}
		seeds = seeds[k:]
	}
	return nil
}

func (q *queue) push(b, node uint32) {
	at := &q.buckets[b]
	if at.fill == chunkSize {
		q.grow(at)
	}
	q.chunks[at.last].node[at.fill] = node
	at.fill++
	q.waiting++
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

// drain works the buckets in order until nothing waits.
func (q *queue) drain(ctx context.Context) error {
	for b := range q.buckets {
		if q.waiting == 0 {
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
			q.waiting -= int(at.fill)
			q.work(uint32(b), c.node[:at.fill])
		}
	}
	return nil
}

// work settles the junctions of one chunk of bucket b.
func (q *queue) work(b uint32, nodes []uint32) {
	limit := uint64(q.limit)<<32 | math.MaxUint32
	for _, v := range nodes {
		l := q.label[v]
		if uint32(l>>32)>>bucketBits != b {
			continue // improved since, and worked in an earlier bucket
		}
		q.settled++
		for _, arc := range q.arcs[q.off[v]:q.off[v+1]] {
			next := l + uint64(arc.Cost)<<32
			if next < q.label[arc.To] && next <= limit {
				q.label[arc.To] = next
				q.push(uint32(next>>32)>>bucketBits, arc.To)
			}
		}
	}
}
