package rest

import (
	"strings"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// mediaTypes are the content types of the formats, as sent.
var mediaTypes = map[answer.Format]string{
	answer.JSON:    "application/json",
	answer.CSV:     "text/csv; charset=utf-8; header=present",
	answer.GeoJSON: "application/geo+json",
}

// The formats of many routes; the first is what a client gets who asks for none.
var (
	onlyJSON   = []answer.Format{answer.JSON}
	tableFirst = []answer.Format{answer.JSON, answer.CSV, answer.GeoJSON}
	mapFirst   = []answer.Format{answer.GeoJSON, answer.JSON, answer.CSV}
	tableOnly  = []answer.Format{answer.JSON, answer.CSV}
)

// mediaTypesOf are the types of formats without parameters.
func mediaTypesOf(formats []answer.Format) []string {
	out := make([]string, len(formats))
	for i, f := range formats {
		out[i], _, _ = strings.Cut(mediaTypes[f], ";")
	}
	return out
}

// chooseFormat returns the format that f= asks for, else the one of Accept with
// the highest quality, the route's order deciding between equals; the first
// without Accept. It is refused where the client takes none of them.
func (r *request) chooseFormat(have []answer.Format) (answer.Format, *respond.Fault) {
	if r.args.has("f") {
		return answer.Format(r.args.one("f")), nil
	}
	types := mediaTypesOf(have)
	accept := respond.ParseAccept(strings.Join(r.gin.Request.Header.Values("Accept"), ",")) // as one header, RFC 9110 §5.3
	if i, ok := accept.Best(types...); ok {
		return have[i], nil
	}
	names := make([]string, len(have))
	for i, f := range have {
		names[i] = string(f)
	}
	return "", respond.NotAcceptable(types, names)
}
