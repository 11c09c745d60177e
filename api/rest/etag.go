package rest

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// etagOf returns a strong entity tag (RFC 9110 §8.8.3) of the parts that an
// answer's bytes depend on.
func etagOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return `"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16]) + `"`
}

// noneMatch reads If-None-Match: whether the tag is among those listed, by the
// weak comparison, and whether any representation is meant (*).
func noneMatch(headers []string, etag string) (listed, any bool) {
	for _, h := range headers {
		for t := range strings.SplitSeq(h, ",") { // our tags have no comma
			t = strings.TrimSpace(t)
			if t == "*" {
				any = true
			}
			if strings.TrimPrefix(t, "W/") == etag {
				listed = true
			}
		}
	}
	return listed, any
}
