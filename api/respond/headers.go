package respond

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"lifecircle/api/answer"
)

// Headers that say where an answer comes from, for formats with no room for it.
const (
	ProvenanceHeader  = "Lifecircle-Provenance"  // the hash
	AttributionHeader = "Lifecircle-Attribution" // a JSON list, in ASCII
)

// VaryByBase says which request headers an answer with absolute links depends on:
// those named, and those that [Base.Of] reads.
func VaryByBase(h http.Header, names ...string) {
	h.Set("Vary", strings.Join(append(names, "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix"), ", "))
}

// Link adds a link (RFC 8288 §3) of a relation to a target, with attributes given
// as name, value, …
func Link(h http.Header, target, rel string, attributes ...string) {
	link := "<" + target + `>; rel="` + rel + `"`
	for i := 0; i+1 < len(attributes); i += 2 {
		link += "; " + attributes[i] + `="` + attributes[i+1] + `"`
	}
	h.Add("Link", link)
}

// LinkLicence links to the licence of OpenStreetMap where its data are in an
// answer.
func LinkLicence(h http.Header, p answer.Provenance) {
	for _, line := range p.Attribution {
		if line == answer.OSMAttribution {
			Link(h, answer.OSMLicence, "license")
		}
	}
}

// Attribute says where an answer comes from: the hash of its provenance, what has
// to be said beside it, and the document that has the provenance in full.
func Attribute(h http.Header, p answer.Provenance, document string) {
	h.Set(ProvenanceHeader, p.Hash)
	h.Set(AttributionHeader, asciiJSON(p.Attribution))
	Link(h, document, "describedby")
	LinkLicence(h, p)
}

// asciiJSON writes a list as JSON that a header can carry: what is not ASCII
// is escaped.
func asciiJSON(list []string) string {
	var buf strings.Builder
	_ = EncodeJSON(&buf, list) // strings always encode
	var b strings.Builder
	for _, r := range strings.TrimSpace(buf.String()) {
		switch {
		case r < utf8.RuneSelf && r != 0x7f:
			b.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
