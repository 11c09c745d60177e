package build

import (
	"cmp"
	"container/heap"
)

// A stop is a node that a search outward has reached, and how far it is.
type stop struct {
	node uint32
	mm   int64
}

// outward visits nodes by their distance from one in millimetres, the nearest
// first, itself at the start; of equally near ones the smaller number. visit
// calls on for every segment that it goes on along. At most so many stops are
// looked at, those that a shorter way has overtaken included.
//
// E. W. Dijkstra, A Note on Two Problems in Connexion with Graphs, Numerische
// Mathematik 1 (1959), 269–271.
func (d *draft) outward(from uint32, most int, visit func(at stop, on func(half))) {
	best := map[uint32]int64{from: 0}
	queue := stops{{from, 0}}
	for looked := 0; len(queue) > 0 && looked < most; looked++ {
		at := heap.Pop(&queue).(stop)
		if best[at.node] < at.mm {
			continue
		}
		visit(at, func(h half) {
			mm := at.mm + int64(d.segments[h.segment].mm)
			if known, ok := best[h.other]; !ok || mm < known {
				best[h.other] = mm
				heap.Push(&queue, stop{h.other, mm})
			}
		})
	}
}

// stops are a queue for [heap], the nearest first.
type stops []stop

func (s stops) Len() int { return len(s) }
func (s stops) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(s[i].mm, s[j].mm), cmp.Compare(s[i].node, s[j].node)) < 0
}
func (s stops) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s *stops) Push(x any)   { *s = append(*s, x.(stop)) }
func (s *stops) Pop() any {
	last := len(*s) - 1
	x := (*s)[last]
	*s = (*s)[:last]
	return x
}
