// Package paged holds long arrays of which many differ in few places: copies
// share the pages that they don't change.
package paged

// An Array holds values in order. It is never changed; a copy that differs is
// made by an [Edit]. The zero value is empty.
type Array[T comparable] struct {
	flat   []T
	blocks []*block[T] // nil: all values are in flat, and so are those of a block that is nil
	n      int
}

// How many values a page holds, and how many pages a block, both also as powers of
// two: a copy of a million values starts with 61 blocks and makes those that it
// changes.
const (
	bits      = 8
	size      = 1 << bits
	blockBits = 6
	blockSize = 1 << blockBits
)

// A block is a row of pages. All but the last page that there is are full.
type block[T comparable] [blockSize][]T

// place returns the block, the page in it and the place in that of a value.
func place(i int) (at, page, in int) {
	return i >> (bits + blockBits), i >> bits & (blockSize - 1), i & (size - 1)
}

// Of takes values over, which must not be changed any more.
func Of[T comparable](values []T) Array[T] { return Array[T]{flat: values, n: len(values)} }

// Len returns the number of values.
func (a Array[T]) Len() int { return a.n }

// At returns a value.
func (a Array[T]) At(i int) T {
	if a.blocks == nil {
		return a.flat[i]
	}
	at, page, in := place(i)
	if b := a.blocks[at]; b != nil {
		return b[page][in]
	}
	return a.flat[i]
}

// Copy copies the values into dst, as many as there is room for.
func (a Array[T]) Copy(dst []T) {
	copy(dst, a.flat)
	for at, b := range a.blocks {
		if b == nil {
			continue
		}
		for page, values := range b {
			if first := (at<<blockBits + page) << bits; first < len(dst) {
				copy(dst[first:], values)
			}
		}
	}
}

// An Edit is an array on its way from another.
type Edit[T comparable] struct {
	after Array[T]
	own   []owned // by block: what is the new array's alone
}

// owned says whether a block is, and has a bit for each of its pages.
type owned struct {
	block bool
	pages uint64
}

// Edit starts a copy of n values, at least as many as there are; those that are
// new are fill.
func (a Array[T]) Edit(n int, fill T) *Edit[T] {
	count := (n + size*blockSize - 1) / (size * blockSize)
	e := &Edit[T]{after: Array[T]{flat: a.flat, blocks: make([]*block[T], count), n: n}, own: make([]owned, count)}
	copy(e.after.blocks, a.blocks)
	for have := a.n; have < n; have++ {
		page := e.hold(have)
		*page = append(*page, fill)
	}
	return e
}

// Len returns the number of values.
func (e *Edit[T]) Len() int { return e.after.n }

// At returns a value as it is by now.
func (e *Edit[T]) At(i int) T { return e.after.At(i) }

// Set changes a value, and reports whether that is another.
func (e *Edit[T]) Set(i int, v T) bool {
	if e.At(i) == v {
		return false
	}
	(*e.hold(i))[i&(size-1)] = v
	return true
}

// hold makes the page of a value the new array's own.
func (e *Edit[T]) hold(i int) *[]T {
	at, page, _ := place(i)
	own := &e.own[at]
	if !own.block {
		own.block = true
		b := new(block[T])
		if e.after.blocks[at] != nil {
			*b = *e.after.blocks[at]
		} else {
			rest := e.after.flat[min(at<<(bits+blockBits), len(e.after.flat)):]
			for k := range b {
				b[k] = rest[:min(size, len(rest))]
				rest = rest[len(b[k]):]
			}
		}
		e.after.blocks[at] = b
	}
	values := &e.after.blocks[at][page]
	if bit := uint64(1) << page; own.pages&bit == 0 {
		own.pages |= bit
		*values = append(make([]T, 0, size), *values...)
	}
	return values
}

// Array ends the edit, which must not be used any more.
func (e *Edit[T]) Array() Array[T] { return e.after }
