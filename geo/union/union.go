// Package union tells sets of numbers apart as they grow together.
package union

// Sets are disjoint sets of the numbers from 0; the smallest number stands for
// its set. R. E. Tarjan, Efficiency of a Good But Not Linear Set Union
// Algorithm, J. ACM 22 (1975), 215–225, with paths halved.
type Sets []uint32

// New returns n sets of one number each.
func New(n int) Sets {
	s := make(Sets, n)
	for i := range s {
		s[i] = uint32(i)
	}
	return s
}

// Find returns the number that stands for a number's set.
func (s Sets) Find(i uint32) uint32 {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// Join makes one set of two, and reports whether they were two.
func (s Sets) Join(a, b uint32) bool {
	a, b = s.Find(a), s.Find(b)
	if a == b {
		return false
	}
	s[max(a, b)] = min(a, b)
	return true
}
