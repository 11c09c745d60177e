package importer

import "lifecircle/data/finding"

// KindOf tells which layer of an extract a note is about.
func KindOf(code string) string {
	for kind := range byKind([]finding.Note{{Code: code}}) {
		return kind
	}
	return ""
}
