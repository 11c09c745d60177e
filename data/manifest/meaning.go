package manifest

import "encoding/json"

// Meaning returns what the manifest says, in one canonical form: two manifests
// that differ in comments, order of keys or spelling of numbers mean the same.
// The order of the sources of a kind is part of it, for the rows are read in
// that order. It is for hashing and is not read back.
func (m *Manifest) Meaning() []byte {
	data, err := json.Marshal(m)
	if err != nil {
		// Strings, finite numbers and maps of strings always marshal.
		panic(err)
	}
	return data
}
