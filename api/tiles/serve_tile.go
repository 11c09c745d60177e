package tiles

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage/layers"
)

func (s *server) serveTile(w http.ResponseWriter, r *request, layer layers.Layer) *respond.Fault {
	t, levels := tileID{r.z, r.x, r.y}, ZoomsOf(layer.ID)
	about := r.base + Prefix + "/" + r.city + "/" + r.layer + ".json"
	bounds := boundsOf(r.layers)
	switch {
	case r.z < levels.Min || r.z > levels.Max:
		return outside(answer.Say(r.lang, "tiles.outside_zooms", "layer", r.layer, "least", strconv.Itoa(levels.Min), "most", strconv.Itoa(levels.Max), "link", about))
	// GDAL reads the tiles around the bounds too, and ogr2ogr fails at a 404.
	case !t.near(bounds.box):
		return outside(answer.Say(r.lang, "tiles.outside_city", "bounds", bounds.String(), "link", about))
	}
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	coding := "identity"
	if takesGzip(r.Header.Values("Accept-Encoding")) {
		coding = "gzip"
	}
	if s.notModified(w, r, r.layer, fmt.Sprint(r.z, r.x, r.y), coding) {
		return nil
	}
	x, err := s.index(r, layer)
	if err != nil {
		return faultOf(err)
	}
	tile := x.Tile(r.z, r.x, r.y)
	if coding == "gzip" {
		h.Set("Content-Encoding", "gzip")
		tile = compressed(tile)
	}
	send(w, "application/vnd.mapbox-vector-tile", tile)
	return nil
}

// outside is the problem of a tile that is nowhere.
func outside(detail string) *respond.Fault {
	return &respond.Fault{Kind: respond.KindNotFound, Detail: detail}
}

// compressed is gzip with a header that says neither when nor from what.
func compressed(tile []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(tile) // a buffer takes all
	_ = z.Close()
	return b.Bytes()
}

// takesGzip reads Accept-Encoding (RFC 9110 §12.5.3).
func takesGzip(headers []string) bool {
	takes := false
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		coding, params, _ := strings.Cut(part, ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.ReplaceAll(strings.TrimSpace(params), " ", ""), "q="); ok {
			q, _ = strconv.ParseFloat(v, 64)
		}
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return q > 0
		case "*":
			takes = q > 0
		}
	}
	return takes
}
