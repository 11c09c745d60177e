// Package manifest reads city.toml: the one readable file that makes a city, so
// that a result can be made again and a change reviewed.
//
//	standards, err := manifest.Standards(seeds)
//	m, err := manifest.Parse("city.toml", data, standards)
//
// Reading is strict. A key that nobody defined, a value that cannot be what it
// should be, and a word that means something planned but not there yet are
// refusals with the line, the key, the value and what to write instead; all of
// a file's refusals come at once, joined. Nothing is opened here: whether the
// sources exist and what is in them is the importer's affair.
//
// A [Standard] is the same kind of file, packaged with the program: a named
// list of services. A service of the manifest replaces the standard's of the
// same id as a whole; it does not inherit its values.
package manifest
