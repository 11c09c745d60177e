package reach

// A Frontier is a priority queue of what a search has found and not settled yet: a
// binary heap, the first by Before on top. Where none is before another both are
// the same to the search. The zero value is empty. Unlike container/heap it
// allocates nothing for each that is pushed and popped.
type Frontier[T interface{ Before(other T) bool }] struct{ at []T }

// Len returns how many are queued.
func (f *Frontier[T]) Len() int { return len(f.at) }

// Push adds one.
func (f *Frontier[T]) Push(x T) {
	f.at = append(f.at, x)
	for i := len(f.at) - 1; i > 0; {
		up := (i - 1) / 2
		if !f.at[i].Before(f.at[up]) {
			break
		}
		f.at[i], f.at[up] = f.at[up], f.at[i]
		i = up
	}
}

// Pop takes the first; there must be one.
func (f *Frontier[T]) Pop() T {
	top, last := f.at[0], len(f.at)-1
	f.at[0] = f.at[last]
	f.at = f.at[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if f.at[child].Before(f.at[least]) {
				least = child
			}
		}
		if least == i {
			return top
		}
		f.at[i], f.at[least] = f.at[least], f.at[i]
		i = least
	}
}
