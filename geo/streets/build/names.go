package build

import (
	"sort"

	"lifecircle/geo/streets"
)

// word keeps a text once and returns its place.
func (b *Builder) word(text string) uint32 {
	index, known := b.names[text]
	if !known {
		index = uint32(len(b.text))
		b.names[text] = index
		b.text = append(b.text, text)
	}
	return index
}

// sortNames puts the names in byte order, so that the file does not depend on
// the order of the input, and returns the new index of each old one.
func (b *Builder) sortNames() []uint32 {
	perm := make([]int, len(b.text))
	for i := range perm {
		perm[i] = i
	}
	sort.Slice(perm, func(i, j int) bool { return b.text[perm[i]] < b.text[perm[j]] })
	order, sorted := make([]uint32, len(perm)), make([]string, len(perm))
	for i, p := range perm {
		order[p], sorted[i] = uint32(i), b.text[p]
	}
	b.text = sorted
	return order
}

// setNames lays names out one after the other.
func setNames(a *streets.Arrays, text []string) {
	a.NameOffsets = append(make([]uint32, 0, len(text)+1), 0)
	for _, t := range text {
		a.Names = append(a.Names, t...)
		a.NameOffsets = append(a.NameOffsets, uint32(len(a.Names)))
	}
}
