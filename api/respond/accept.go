package respond

import (
	"mime"
	"strconv"
	"strings"
)

// Accept is what a client makes of media types (RFC 9110 §12.5.1).
type Accept struct {
	ranges []mediaRange
	any    bool // nothing is said, so that everything is taken
}

// A mediaRange is one part of an Accept header.
type mediaRange struct {
	kind, subtype string // "*" is any
	quality       float64
}

// ParseAccept reads Accept headers; parts that it cannot read are left out. No
// header, or empty ones alone, take everything.
func ParseAccept(headers ...string) Accept {
	out := Accept{any: true}
	for _, header := range headers {
		if strings.TrimSpace(header) == "" {
			continue
		}
		out.any = false
		for part := range strings.SplitSeq(header, ",") {
			if r, ok := parseRange(part); ok {
				out.ranges = append(out.ranges, r)
			}
		}
	}
	return out
}

func parseRange(part string) (mediaRange, bool) {
	t, params, err := mime.ParseMediaType(part)
	if err != nil {
		return mediaRange{}, false
	}
	kind, subtype, ok := strings.Cut(t, "/")
	if !ok || kind == "*" && subtype != "*" {
		return mediaRange{}, false
	}
	r := mediaRange{kind, subtype, 1}
	if q, ok := params["q"]; ok {
		r.quality, err = strconv.ParseFloat(q, 64)
		return r, err == nil && r.quality >= 0 && r.quality <= 1
	}
	return r, true
}

// Quality returns how much a media type without parameters is liked, 0 (not
// taken) to 1: that of the most specific range that has it.
func (a Accept) Quality(mediaType string) float64 {
	if a.any {
		return 1
	}
	kind, subtype, _ := strings.Cut(mediaType, "/")
	quality, specific := 0.0, -1
	for _, r := range a.ranges {
		s := 0
		switch {
		case r.kind == kind && r.subtype == subtype:
			s = 2
		case r.kind == kind && r.subtype == "*":
			s = 1
		case r.kind == "*":
		default:
			continue
		}
		if s > specific || s == specific && r.quality > quality {
			quality, specific = r.quality, s
		}
	}
	return quality
}

// Best returns which of the media types is liked most, the first of equals. False:
// none is taken.
func (a Accept) Best(mediaTypes ...string) (i int, ok bool) {
	best := 0.0
	for k, t := range mediaTypes {
		if q := a.Quality(t); q > best {
			i, best = k, q
		}
	}
	return i, best > 0
}
