// Package paged holds long arrays of which many differ in few places: copies
// share the pages that they don't change.
package paged

import "slices"

// An Array holds values in order. It is never changed; a copy that differs is
// made by an [Edit]. The zero value is empty.
type Array[T comparable] struct {
	flat  []T // nil: in pages
	pages [][]T
	n     int
}

// How many values a page holds, and that as a power of two.
const (
	bits = 8
	size = 1 << bits
)

// Of takes values over, which must not be changed any more.
func Of[T comparable](values []T) Array[T] { return Array[T]{flat: values, n: len(values)} }

// Len returns the number of values.
func (a Array[T]) Len() int { return a.n }

// At returns a value.
func (a Array[T]) At(i int) T {
	if a.flat != nil {
		return a.flat[i]
	}
	return a.pages[i>>bits][i&(size-1)]
}

// Copy copies the values into dst, as many as there is room for.
func (a Array[T]) Copy(dst []T) {
	if a.flat != nil {
		copy(dst, a.flat)
		return
	}
	for _, page := range a.pages {
		dst = dst[copy(dst, page):]
	}
}

// An Edit is an array on its way from another.
type Edit[T comparable] struct {
	pages [][]T
	own   []uint64 // bits of the pages that are the new array's alone
	n     int
}

// Edit starts a copy of n values, at least as many as there are; those that are
// new are fill.
func (a Array[T]) Edit(n int, fill T) *Edit[T] {
	count := (n + size - 1) / size
	e := &Edit[T]{pages: make([][]T, 0, count), own: make([]uint64, count/64+1), n: n}
	if a.flat == nil {
		e.pages = append(e.pages, a.pages...)
	} else {
		for i := 0; i < a.n; i += size {
			e.pages = append(e.pages, a.flat[i:min(i+size, a.n)])
		}
	}
	for have := a.n; have < n; have++ {
		page := have >> bits
		if page == len(e.pages) {
			e.pages = append(e.pages, make([]T, 0, size))
			e.own[page>>6] |= 1 << (page & 63)
		}
		e.hold(page)
		e.pages[page] = append(e.pages[page], fill)
	}
	return e
}

// Len returns the number of values.
func (e *Edit[T]) Len() int { return e.n }

// At returns a value as it is by now.
func (e *Edit[T]) At(i int) T { return e.pages[i>>bits][i&(size-1)] }

// Set changes a value, and reports whether that is another.
func (e *Edit[T]) Set(i int, v T) bool {
	page := i >> bits
	if e.pages[page][i&(size-1)] == v {
		return false
	}
	e.hold(page)
	e.pages[page][i&(size-1)] = v
	return true
}

// hold makes a page the new array's own.
func (e *Edit[T]) hold(page int) {
	if word, bit := page>>6, uint64(1)<<(page&63); e.own[word]&bit == 0 {
		e.own[word] |= bit
		e.pages[page] = append(make([]T, 0, size), e.pages[page]...)
	}
}

// Array ends the edit, which must not be used any more.
func (e *Edit[T]) Array() Array[T] { return Array[T]{pages: slices.Clip(e.pages), n: e.n} }
