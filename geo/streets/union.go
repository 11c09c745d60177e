package streets

// A union tells sets of numbers apart as they grow together. The smallest
// number stands for its set. R. E. Tarjan, Efficiency of a Good But Not Linear
// Set Union Algorithm, J. ACM 22 (1975), with paths halved.
type union []uint32

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = uint32(i)
	}
	return u
}

func (u union) find(i uint32) uint32 {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

func (u union) join(a, b uint32) {
	a, b = u.find(a), u.find(b)
	u[max(a, b)] = min(a, b)
}
