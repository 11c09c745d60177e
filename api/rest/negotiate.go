package rest

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"lifecircle/api/answer"
)

// mediaTypes are the content types of the formats, as sent.
var mediaTypes = map[answer.Format]string{
	answer.JSON:    "application/json",
	answer.CSV:     "text/csv; charset=utf-8; header=present",
	answer.GeoJSON: "application/geo+json",
}

// mediaType is a format's type without parameters.
func mediaType(f answer.Format) string {
	t, _, _ := strings.Cut(mediaTypes[f], ";")
	return t
}

// chooseFormat returns the format that f= asks for, else the one of Accept with
// the highest quality, the route's order deciding between equals; the first
// without Accept. False: the client takes none of them.
func chooseFormat(args arguments, accept []string, have []answer.Format) (answer.Format, bool) {
	if args.has("f") {
		return answer.Format(args.one("f")), true
	}
	header := strings.TrimSpace(strings.Join(accept, ","))
	if header == "" {
		return have[0], true
	}
	best, quality := answer.Format(""), 0.0
	ranges := parseAccept(header)
	for _, f := range have {
		if q := qualityOf(mediaType(f), ranges); q > quality {
			best, quality = f, q
		}
	}
	return best, quality > 0
}

// A mediaRange is one part of Accept (RFC 9110 §12.5.1).
type mediaRange struct {
	kind, subtype string // "*" is any
	q             float64
}

// parseAccept reads an Accept header; parts that it cannot read are left out.
func parseAccept(header string) []mediaRange {
	var out []mediaRange
	for part := range strings.SplitSeq(header, ",") {
		t, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		kind, subtype, ok := strings.Cut(t, "/")
		if !ok || kind == "*" && subtype != "*" {
			continue
		}
		r := mediaRange{kind, subtype, 1}
		if q, ok := params["q"]; ok {
			if r.q, err = strconv.ParseFloat(q, 64); err != nil || !(r.q >= 0 && r.q <= 1) {
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

// qualityOf returns the quality of a media type: that of the most specific
// range that has it.
func qualityOf(media string, ranges []mediaRange) float64 {
	kind, subtype, _ := strings.Cut(media, "/")
	q, specific := 0.0, -1
	for _, r := range ranges {
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
		if s > specific || s == specific && r.q > q {
			q, specific = r.q, s
		}
	}
	return q
}

// The tags that a client's languages are matched with; the first is what a
// client gets who asks for none of them.
var (
	tags    = []language.Tag{language.English, language.Chinese}
	matcher = language.NewMatcher(tags)
)

// chooseLang returns the language of lang=, else of Accept-Language, else
// English. What lang= says is looked at before it is checked, so that the
// problem of a bad request is in the client's language too.
func chooseLang(r *http.Request) answer.Lang {
	if l := answer.Lang(r.URL.Query().Get("lang")); slices.Contains(answer.Langs, l) {
		return l
	}
	wanted, _, err := language.ParseAcceptLanguage(strings.Join(r.Header.Values("Accept-Language"), ","))
	if err != nil || len(wanted) == 0 {
		return answer.EN
	}
	_, i, confidence := matcher.Match(wanted...)
	if confidence > language.No && tags[i] == language.Chinese {
		return answer.ZH
	}
	return answer.EN
}
