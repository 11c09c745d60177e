package tiles_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"lifecircle/api/respond"
	"lifecircle/api/tiles"
	"lifecircle/coverage/layers"
)

const media = "application/vnd.mapbox-vector-tile"

func TestATile(t *testing.T) {
	a := serve(t, town(t))
	const path = "/tiles/drawn/cells/0/0/0"
	plain := a.ok(path + ".pbf")
	if got := plain.Header.Get("Content-Type"); got != media {
		t.Errorf("content type %q", got)
	}
	if l := decode(t, plain.body); l.Name != "cells" || len(l.Features) != 1 {
		t.Errorf("the tile has %d features of %s", len(l.Features), l.Name)
	}
	if !bytes.Equal(a.ok(path+".mvt").body, plain.body) {
		t.Error(".mvt has other bytes than .pbf")
	}

	packed := a.ok(path+".pbf", "Accept-Encoding", "br;q=1, gzip;q=0.5")
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("headers %v", packed.Header)
	}
	if !bytes.Equal(unzip(t, packed.body), plain.body) {
		t.Error("unpacked it has other bytes")
	}
	if stamp := packed.body[4:8]; !bytes.Equal(stamp, make([]byte, 4)) {
		t.Errorf("the gzip header has a time: %v", stamp)
	}
	for _, refusing := range []string{"gzip;q=0", "br", "*;q=0", "gzip; q=0, *"} {
		if r := a.ok(path+".pbf", "Accept-Encoding", refusing); r.Header.Get("Content-Encoding") != "" {
			t.Errorf("Accept-Encoding %q got gzip", refusing)
		}
	}

	if got := plain.Header.Get("Lifecircle-Provenance"); got != strings.Repeat("ab", 32) {
		t.Errorf("provenance %q", got)
	}
	tag, packedTag := plain.Header.Get("ETag"), packed.Header.Get("ETag")
	if tag == "" || tag == packedTag {
		t.Errorf("entity tags %q and %q of different bytes", tag, packedTag)
	}
	if r := a.do("GET", path+".pbf", "If-None-Match", `"x", `+tag); r.StatusCode != http.StatusNotModified || len(r.body) > 0 {
		t.Errorf("If-None-Match: %s", r.Status)
	}
	if r := a.do("GET", path+".pbf", "If-None-Match", packedTag); r.StatusCode != http.StatusOK {
		t.Errorf("the tag of other bytes: %s", r.Status)
	}
	if r := a.do("HEAD", path+".pbf"); r.StatusCode != http.StatusOK || len(r.body) > 0 || r.Header.Get("ETag") != tag {
		t.Errorf("HEAD: %s %v", r.Status, r.Header)
	}
	if r := a.do("POST", path+".pbf"); r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %s", r.Status)
	}
}

// A tile inside that has nothing in it has the same bytes everywhere.
func TestEmptyTiles(t *testing.T) {
	a := serve(t, town(t))
	s := tilesOf(index(t, town(t), layerNamed(t, "districts")).Layer().Bound, 16)
	empty := map[string]int{}
	full := 0
	for y := s.north; y <= s.south; y++ {
		for x := s.west; x <= s.east; x++ {
			for _, coding := range []string{"identity", "gzip"} {
				r := a.do("GET", fmt.Sprintf("/tiles/drawn/access/16/%d/%d.pbf", x, y), "Accept-Encoding", coding)
				body := r.body
				if coding == "gzip" && r.StatusCode == http.StatusOK {
					body = unzip(t, body)
				}
				switch {
				case r.StatusCode == http.StatusNotFound:
				case len(body) == 0:
					empty[coding+string(r.body)]++
				default:
					full++
				}
			}
		}
	}
	if len(empty) != 2 || full == 0 {
		t.Errorf("%d different empty tiles, want 1 plain and 1 packed; %d full", len(empty), full)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	a := serve(t, town(t))
	for _, c := range []struct {
		path, kind string
		status     int
		words      string
	}{
		{"/tiles/drawn/cells/14/0/0.pbf", "not-found", 404, "beyond the city"},
		{"/tiles/drawn/cells/15/27393/13349.pbf", "not-found", 404, "zooms 0 to 14"},
		{"/tiles/drawn/streets/3/6/3.pbf", "not-found", 404, "zooms 11 to 14"},
		{"/tiles/drawn/cells/14/16384/0.pbf", "not-found", 404, "/tiles/drawn/cells/14/16384/0.pbf"},
		{"/tiles/drawn/cells/17/0/0.pbf", "not-found", 404, ""},
		{"/tiles/drawn/cells/05/6/3.pbf", "not-found", 404, ""},
		{"/tiles/drawn/cells/14/0/0.png", "not-found", 404, ""},
		{"/tiles/drawn/cells", "not-found", 404, ""},
		{"/tiles/", "not-found", 404, ""},
		{"/tiles/elsewhere/cells.json", "unknown-city", 404, "elsewhere"},
		{"/tiles/drawn/rivers.json", "unknown-collection", 404, "districts"},
		{"/tiles/drawn/rivers/1/1/0.pbf", "unknown-collection", 404, "rivers"},
		{"/tiles/drawn/cells.json?f=json", "unknown-parameter", 400, "lang"},
		{"/tiles/drawn/cells/1/1/0.pbf?token=a", "unknown-parameter", 400, "no parameters"},
		{"/tiles/drawn/cells.json?lang=fr", "invalid-parameter", 400, "zh"},
		{"/tiles/drawn/cells.json?lang=zh&lang=en", "repeated-parameter", 400, ""},
		{"/tiles/drawn/style.json?service=pub", "unknown-service", 404, "pub"},
		{"/tiles/drawn/style.json?%zz", "malformed-query", 400, ""},
	} {
		r := a.do("GET", c.path)
		var p respond.Problem
		if err := json.Unmarshal(r.body, &p); err != nil {
			t.Errorf("%s: %v: %s", c.path, err, r.body)
			continue
		}
		if r.StatusCode != c.status || p.Type != "/problems/"+c.kind || !strings.Contains(p.Detail, c.words) || strings.ContainsAny(p.Detail, "{}%!") && c.kind != "malformed-query" {
			t.Errorf("%s: %d %+v", c.path, r.StatusCode, p)
		}
		if r.Header.Get("ETag") != "" || r.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: headers %v", c.path, r.Header)
		}
	}
}

// Requirements of TileJSON 3.0.0, and that what it says is so.
func TestTileJSON(t *testing.T) {
	a := serve(t, town(t))
	for _, layer := range []string{"districts", "cells", "facilities", "access", "streets"} {
		var doc map[string]any
		r := a.ok("/tiles/drawn/" + layer + ".json")
		if err := json.Unmarshal(r.body, &doc); err != nil {
			t.Fatal(err)
		}
		if doc["tilejson"] != "3.0.0" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %v", layer, doc)
		}
		address := doc["tiles"].([]any)[0].(string)
		center, bounds := doc["center"].([]any), doc["bounds"].([]any)
		least, greatest := doc["minzoom"].(float64), doc["maxzoom"].(float64)
		if z := center[2].(float64); z < least || z > greatest || len(bounds) != 4 {
			t.Errorf("%s: center %v bounds %v", layer, center, bounds)
		}
		if center[0].(float64) < bounds[0].(float64) || center[0].(float64) > bounds[2].(float64) {
			t.Errorf("%s: center %v is not within %v", layer, center, bounds)
		}
		vector := doc["vector_layers"].([]any)
		one := vector[0].(map[string]any)
		if len(vector) != 1 || one["id"] != layer || len(one["fields"].(map[string]any)) == 0 {
			t.Errorf("%s: vector_layers %v", layer, vector)
		}
		for name, kind := range one["fields"].(map[string]any) {
			if !slices.Contains([]any{"Number", "String", "Boolean"}, kind) {
				t.Errorf("%s: %s is a %v", layer, name, kind)
			}
		}
		counts := doc["counts"].([]any)
		if len(counts) != int(greatest-least)+1 {
			t.Errorf("%s: counts %v", layer, counts)
		}
		// Its own address, filled in, has a tile.
		if least == 0 {
			path := strings.TrimPrefix(strings.NewReplacer("{z}", "0", "{x}", "0", "{y}", "0").Replace(address), a.URL)
			if l := decode(t, a.ok(path).body); l.Name != layer {
				t.Errorf("%s: %s has %s", layer, address, l.Name)
			}
		}
	}
	en, zh := a.ok("/tiles/drawn/cells.json"), a.ok("/tiles/drawn/cells.json", "Accept-Language", "zh-CN")
	if bytes.Equal(en.body, zh.body) || !bytes.Contains(zh.body, []byte("画城")) || en.Header.Get("ETag") == zh.Header.Get("ETag") {
		t.Errorf("in Chinese: %s", zh.body)
	}
	if !bytes.Equal(a.ok("/tiles/drawn/cells.json?lang=zh").body, zh.body) {
		t.Error("lang=zh has other bytes than Accept-Language: zh-CN")
	}
	if !bytes.Contains(en.body, []byte("统计局 &lt;a&gt;")) {
		t.Errorf("the attribution is HTML: %s", en.body)
	}
	if r := a.do("GET", "/tiles/drawn/cells.json", "If-None-Match", en.Header.Get("ETag")); r.StatusCode != http.StatusNotModified {
		t.Errorf("If-None-Match: %s", r.Status)
	}
}

// Metadata as MBTiles has it: every value a string, json a document in itself.
func TestMetadata(t *testing.T) {
	a := serve(t, town(t))
	var doc map[string]string
	if err := json.Unmarshal(a.ok("/tiles/drawn/districts/metadata.json").body, &doc); err != nil {
		t.Fatal(err)
	}
	if doc["format"] != "pbf" || doc["minzoom"] != "0" || doc["maxzoom"] != "14" || strings.Count(doc["bounds"], ",") != 3 || strings.Count(doc["center"], ",") != 2 {
		t.Errorf("%v", doc)
	}
	var inner struct {
		VectorLayers []tiles.VectorLayer `json:"vector_layers"`
		TileStats    struct {
			Layers []struct {
				Layer, Geometry string
				Count           int
			}
		}
	}
	if err := json.Unmarshal([]byte(doc["json"]), &inner); err != nil {
		t.Fatal(err)
	}
	if len(inner.VectorLayers) != 1 || inner.VectorLayers[0].Fields["level"] != "Number" {
		t.Errorf("%+v", inner)
	}
	if l := inner.TileStats.Layers; len(l) != 1 || l[0].Geometry != "Polygon" || l[0].Count != 2 {
		t.Errorf("%+v", inner)
	}
}

// An index is made once, however many ask at once, and made again for a city that
// was built anew.
func TestAnIndexIsMadeOnce(t *testing.T) {
	m := hexagons(20, 0.002, func(int) any { return 1.0 })
	a := serve(t, m)
	s := tilesOf(m.layer.Bound, 10)
	path := fmt.Sprintf("/tiles/made/cells/10/%d/%d.pbf", s.west+1, s.north+1)
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() { a.ok(path) })
	}
	wait.Wait()
	a.ok("/tiles/made/cells.json")
	if n := m.opened.Load(); n != 1 {
		t.Errorf("the features were read %d times", n)
	}
	before := a.ok(path).Header.Get("ETag")
	m.city.Provenance.Hash = "anew"
	if a.ok(path).Header.Get("ETag") == before {
		t.Error("the city built anew has the old one's tag")
	}
	if n := m.opened.Load(); n != 2 {
		t.Errorf("the features were read %d times", n)
	}
}

// twice is a city with its one layer under two names.
type twice struct{ *made }

func (t twice) Layers(context.Context) ([]layers.Layer, error) {
	other := t.layer
	other.ID = layers.Districts
	return []layers.Layer{t.layer, other}, nil
}

// As many layers are kept as there is memory for, and always the one asked for
// last.
func TestMemoryIsBounded(t *testing.T) {
	for _, c := range []struct {
		bytes int64
		want  int32
	}{{1, 4}, {1 << 30, 2}} {
		m := hexagons(20, 0.002, func(int) any { return 1.0 })
		a := serve(t, twice{m}, func(o *tiles.Options) { o.MostBytes = c.bytes })
		for _, layer := range []string{"cells", "cells", "districts", "cells", "districts", "districts"} {
			a.ok("/tiles/made/" + layer + "/0/0/0.pbf")
		}
		if n := m.opened.Load(); n != c.want {
			t.Errorf("with %d bytes the features were read %d times, want %d", c.bytes, n, c.want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := tiles.New(tiles.Options{}); err == nil {
		t.Error("no cities were taken")
	}
	if _, err := tiles.New(tiles.Options{Cities: &cities{}, BaseURL: "example.org"}); err == nil {
		t.Error("a base URL that is none was taken")
	}
}

// No path makes a fault: it is there, or there is a problem that says why not.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{
		"/tiles/drawn/cells/14/13698/6695.pbf", "/tiles/drawn/cells/0/0/0.mvt", "/tiles/drawn/cells.json", "/tiles/drawn/cells/metadata.json", "/tiles/drawn/style.json?service=clinic",
		"/tiles/drawn/layers.qlr", "/tiles//", "/tiles/drawn/cells/-1/0/0.pbf", "/tiles/drawn/cells/99999999999/0/0.pbf", "/tiles/drawn/cells/1/+1/0.pbf", "/tiles/%2e%2e/a", "/tiles/drawn/cells/0/0/0.pbf?x=%zz",
	} {
		f.Add(seed)
	}
	h, err := tiles.New(tiles.Options{Cities: &cities{name: "drawn", engine: town(panicking{})}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path string) {
		r, err := http.NewRequest(http.MethodGet, "http://example.org", nil)
		if err != nil {
			t.Skip()
		}
		path, query, _ := strings.Cut(path, "?")
		r.URL.Path, r.URL.RawQuery = path, query
		w := &recorded{header: http.Header{}}
		h.ServeHTTP(w, r)
		switch w.status {
		case 0, http.StatusOK:
			if !strings.HasPrefix(path, "/tiles/drawn/") {
				t.Errorf("%q is there", path)
			}
		case http.StatusBadRequest, http.StatusNotFound:
			if w.header.Get("Content-Type") != "application/problem+json" || !json.Valid(w.body.Bytes()) {
				t.Errorf("%q: no problem: %s", path, w.body.Bytes())
			}
		default:
			t.Errorf("%q: status %d", path, w.status)
		}
	})
}

type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorded) Header() http.Header         { return r.header }
func (r *recorded) WriteHeader(status int)      { r.status = status }
func (r *recorded) Write(b []byte) (int, error) { return r.body.Write(b) }

// panicking stands in for a test where there is none yet.
type panicking struct{}

func (panicking) Helper()                           {}
func (panicking) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func unzip(t fataler, b []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("no gzip: %v", err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatalf("no gzip: %v", err)
	}
	return out
}
