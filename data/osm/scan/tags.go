package scan

// Tags are the tags of an element. The zero value has none.
type Tags struct {
	text  []string // shared by all elements of a block
	pairs []uint32 // numbers of key, value, key, value … in text
}

// TagsOf returns tags of key, value, key, value …
func TagsOf(pairs ...string) Tags {
	t := Tags{text: pairs, pairs: make([]uint32, len(pairs)&^1)}
	for i := range t.pairs {
		t.pairs[i] = uint32(i)
	}
	return t
}

// Len returns the number of tags.
func (t Tags) Len() int { return len(t.pairs) / 2 }

// Get returns the value of a key, or "" where there is none.
func (t Tags) Get(key string) string {
	for i := 0; i+1 < len(t.pairs); i += 2 {
		if t.text[t.pairs[i]] == key {
			return t.text[t.pairs[i+1]]
		}
	}
	return ""
}

// Pair returns key and value of the tag i, 0 ≤ i < Len.
func (t Tags) Pair(i int) (key, value string) {
	return t.text[t.pairs[2*i]], t.text[t.pairs[2*i+1]]
}
