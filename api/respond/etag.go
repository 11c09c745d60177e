package respond

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// ETag returns a strong entity tag (RFC 9110 §8.8.3) of the parts that an answer's
// bytes depend on.
func ETag(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return `"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16]) + `"`
}

// IfNoneMatch reads If-None-Match (RFC 9110 §13.1.2): whether the tag, of [ETag],
// is among those listed, by the weak comparison, and whether any representation is
// meant (*).
func IfNoneMatch(r *http.Request, tag string) (listed, star bool) {
	for _, header := range r.Header.Values("If-None-Match") {
		for t := range strings.SplitSeq(header, ",") { // our tags have no comma
			t = strings.TrimSpace(t)
			star = star || t == "*"
			listed = listed || strings.TrimPrefix(t, "W/") == tag
		}
	}
	return listed, star
}

// Revalidate sets the headers of an answer that a client may keep and asks about
// each time, because a city may be built anew.
func Revalidate(h http.Header, tag string) {
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, no-cache")
}

// NotModified is [Revalidate], and answers 304 where the client has the answer,
// which it reports.
func NotModified(w http.ResponseWriter, r *http.Request, tag string) bool {
	Revalidate(w.Header(), tag)
	listed, star := IfNoneMatch(r, tag)
	if listed || star {
		w.WriteHeader(http.StatusNotModified)
	}
	return listed || star
}
