package scan_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/data/finding"
	"lifecircle/data/osm/scan"
	"lifecircle/internal/testcity/pbfwrite"
	"lifecircle/internal/testcity/realdata"
)

// open writes data to a file and opens it under the name city.osm.
func open(t testing.TB, data []byte) (*scan.File, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "city.osm")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := scan.Open(path, "city.osm")
	if err == nil {
		t.Cleanup(func() { f.Close() })
	}
	return f, err
}

// opl reads data to the end and returns its elements as text.
func opl(t testing.TB, data []byte) (string, error) {
	t.Helper()
	f, err := open(t, data)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = writeOPL(context.Background(), f, &out)
	return out.String(), err
}

// write makes a PBF file.
func write(t testing.TB, opts pbfwrite.Options, elements func(*pbfwrite.Writer)) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := pbfwrite.New(&out, opts)
	if err != nil {
		t.Fatal(err)
	}
	elements(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestReadsAsOsmiumDoes compares every element, tag, member and coordinate of
// the real files with libosmium's reading. The sums are those of
//
//	osmium cat FILE -f opl,add_metadata=false | sha256sum        (osmium 1.15)
//
// and the numbers of elements those of `osmium fileinfo -e FILE`.
func TestReadsAsOsmiumDoes(t *testing.T) {
	for _, c := range []struct {
		file, sum              string
		nodes, ways, relations int
		bound                  *orb.Bound
	}{
		{"porto-alegre/streets.osm.pbf", "f42ef69ef399a28f295f7ff1601d2a8c75c0e7374b0d086e9e353cd3a9c237fc", 43264, 16032, 23, nil},
		{"liechtenstein/liechtenstein.osm.pbf", "993c688f578c1c77860c101545ef728a773739ce88bc7c78f1d9405fd4e6ffb2", 142832, 15247, 358,
			&orb.Bound{Min: orb.Point{9.471078, 47.04774}, Max: orb.Point{9.636217, 47.27128}}},
		{"shanghai-centre/streets.osm.pbf", "d4848904df09ac20e2d56b20e3fad68e504ee8579a60bd3a84c0f0f3b322e23d", 21786, 4701, 0, nil},
	} {
		t.Run(c.file, func(t *testing.T) {
			f, err := scan.Open(realdata.Path(t, c.file), c.file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			sum := sha256.New()
			if err := writeOPL(context.Background(), f, sum); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%x", sum.Sum(nil)); got != c.sum {
				t.Errorf("sum %s, osmium's is %s", got, c.sum)
			}
			if got := f.Bound(); (got == nil) != (c.bound == nil) || got != nil && *got != *c.bound {
				t.Errorf("bound %v, want %v", got, c.bound)
			}
			// Each kind by itself, which skips the blocks known to lack it.
			var nodes, ways, relations int
			for _, h := range []scan.Handler{
				{Relation: func(int64, []scan.Member, scan.Tags) error { relations++; return nil }},
				{Way: func(int64, []int64, scan.Tags) error { ways++; return nil }},
				{Node: func(_ int64, _, _ int32, tags scan.Tags) error { nodes += 1 - tags.Len(); return nil }, Bare: true},
			} {
				if err := f.Each(context.Background(), h); err != nil {
					t.Fatal(err)
				}
			}
			if nodes != c.nodes || ways != c.ways || relations != c.relations {
				t.Errorf("%d nodes, %d ways, %d relations; osmium counts %d, %d, %d", nodes, ways, relations, c.nodes, c.ways, c.relations)
			}
		})
	}
}

// TestWrittenIsRead writes elements of every kind, over several blocks, and
// reads them back.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SampledFrom([]string{"highway", "name", "南京东路", "a b,c=d%e", "", "x"})
		tags := rapid.Custom(func(t *rapid.T) []string {
			// A node's key may not be empty: 0 ends its tags.
			out := rapid.SliceOfN(text, 0, 6).Draw(t, "text")
			out = out[:len(out)&^1]
			for i := 0; i < len(out); i += 2 {
				out[i] = "k" + out[i]
			}
			return out
		})
		id := rapid.OneOf(rapid.Int64Range(-5, 20), rapid.Int64())
		level := rapid.SampledFrom([]int{-1, 0, 1, 9}).Draw(rt, "level")
		var want [3]strings.Builder
		data := write(t, pbfwrite.Options{Level: level}, func(w *pbfwrite.Writer) {
			for range rapid.IntRange(0, 40).Draw(rt, "elements") {
				id, tags := id.Draw(rt, "id"), tags.Draw(rt, "tags")
				switch rapid.IntRange(0, 2).Draw(rt, "kind") {
				case 0:
					lon := rapid.Int32Range(-1_800_000_000, 1_800_000_000).Draw(rt, "lon")
					lat := rapid.Int32Range(-900_000_000, 900_000_000).Draw(rt, "lat")
					w.Node(id, lon, lat, tags...)
					fmt.Fprintf(&want[0], "n%d T%s x%s y%s\n", id, oplTags(scan.TagsOf(tags...)), oplDegrees(lon), oplDegrees(lat))
				case 1:
					nodes := rapid.SliceOfN(rapid.Int64(), 0, 5).Draw(rt, "nodes")
					w.Way(id, nodes, tags...)
					fmt.Fprintf(&want[1], "w%d T%s N%s\n", id, oplTags(scan.TagsOf(tags...)), oplNodes(nodes))
				case 2:
					role := text.Draw(rt, "role")
					w.Relation(id, []pbfwrite.Member{{Kind: pbfwrite.Way, ID: id, Role: role}, {Kind: pbfwrite.Node, ID: -3}, {Kind: pbfwrite.Relation, ID: 7, Role: "x"}}, tags...)
					fmt.Fprintf(&want[2], "r%d T%s Mw%d@%s,n-3@,r7@x\n", id, oplTags(scan.TagsOf(tags...)), id, oplText(role))
				}
			}
		})
		f, err := open(t, data)
		if err != nil {
			rt.Fatal(err)
		}
		for i, prefix := range []string{"n", "w", "r"} {
			var out bytes.Buffer
			if err := writeOPL(context.Background(), f, &out); err != nil {
				rt.Fatal(err)
			}
			var got strings.Builder
			for line := range strings.Lines(out.String()) {
				if strings.HasPrefix(line, prefix) {
					got.WriteString(line)
				}
			}
			if got.String() != want[i].String() {
				rt.Fatalf("read\n%swritten\n%s", got.String(), want[i].String())
			}
		}
	})
}

// TestElementsKeepTheirOrder reads more blocks than are in flight at once.
func TestElementsKeepTheirOrder(t *testing.T) {
	const n = 20*pbfwrite.PerBlock + 5
	bound := orb.Bound{Min: orb.Point{121.1, 31.0000001}, Max: orb.Point{121.2, 31.3}}
	data := write(t, pbfwrite.Options{Bound: &bound, Sorted: true}, func(w *pbfwrite.Writer) {
		for i := range n {
			w.Node(int64(i), int32(i), int32(-i))
		}
	})
	f, err := open(t, data)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Bound(); got == nil || *got != bound {
		t.Errorf("bound %v, want %v", got, bound)
	}
	for pass := range 2 {
		var next, bytes int64
		err := f.Each(context.Background(), scan.Handler{
			Node: func(id int64, lon, lat int32, _ scan.Tags) error {
				if id != next || lon != int32(id) || lat != -int32(id) {
					return fmt.Errorf("node %d at %d, %d where %d was due", id, lon, lat, next)
				}
				next++
				return nil
			},
			Progress: func(n int64) { bytes += n },
		})
		if err != nil || next != n {
			t.Fatalf("pass %d: %d nodes of %d: %v", pass, next, n, err)
		}
		if bytes != f.Size() || f.Size() != int64(len(data)) {
			t.Errorf("pass %d: progress over %d bytes of %d", pass, bytes, len(data))
		}
	}
}

// TestEachEndsWhenAsked: the context's end and the handler's error end a pass,
// and nothing goes on reading behind it.
func TestEachEndsWhenAsked(t *testing.T) {
	before := runtime.NumGoroutine()
	pbf := write(t, pbfwrite.Options{}, func(w *pbfwrite.Writer) {
		for i := range 40 * pbfwrite.PerBlock {
			w.Node(int64(i), 0, 0)
		}
	})
	var xml bytes.Buffer
	xml.WriteString("<osm>")
	for i := range 5000 {
		fmt.Fprintf(&xml, `<node id="%d" lon="0" lat="0"/>`, i)
	}
	xml.WriteString("</osm>")
	for name, data := range map[string][]byte{"pbf": pbf, "xml": xml.Bytes()} {
		f, err := open(t, data)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		seen := 0
		err = f.Each(ctx, scan.Handler{Node: func(int64, int32, int32, scan.Tags) error {
			if seen++; seen == 10 {
				cancel()
			}
			return nil
		}})
		if !errors.Is(err, context.Canceled) || seen > 2*pbfwrite.PerBlock || name == "xml" && seen > 2000 {
			t.Errorf("%s: cancelled at node 10, went on to %d: %v", name, seen, err)
		}
		enough := errors.New("enough")
		seen = 0
		err = f.Each(context.Background(), scan.Handler{Node: func(int64, int32, int32, scan.Tags) error {
			seen++
			return enough
		}})
		if err != enough || seen != 1 {
			t.Errorf("%s: the handler's error gave %v after %d nodes", name, err, seen)
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines are left of %d", runtime.NumGoroutine(), before)
}

// TestNotAFile names what else a planner may give.
func TestNotAFile(t *testing.T) {
	if _, err := scan.Open(filepath.Join(t.TempDir(), "none.osm"), "none.osm"); !errors.Is(err, finding.ErrMissing) ||
		err.Error() != "none.osm: is not there: check the name, which is relative to the manifest (no such file or directory)" {
		t.Errorf("a missing file gives %v", err)
	}
	if _, err := scan.Open(t.TempDir(), "folder"); !errors.Is(err, finding.ErrInvalid) {
		t.Errorf("a folder gives %v", err)
	}
	for name, c := range map[string]struct {
		data string
		kind error
		want string
	}{
		"empty":    {"", finding.ErrCorrupt, "city.osm: is empty: download or copy it again"},
		"gzip":     {"\x1f\x8b\x08\x00", finding.ErrInvalid, "city.osm: is packed with gzip: unpack it with gunzip"},
		"bzip2":    {"BZh91AY", finding.ErrInvalid, "city.osm: is packed with bzip2: unpack it with bunzip2"},
		"zip":      {"PK\x03\x04", finding.ErrInvalid, "city.osm: is a zip archive: unpack it with unzip"},
		"utf-16":   {"\xff\xfe<\x00", finding.ErrInvalid, "city.osm: is UTF-16 text: save it as UTF-8"},
		"text":     {"id,lon,lat\n1,2,3\n", finding.ErrInvalid, "city.osm: is not an OpenStreetMap file: give a .osm.pbf or .osm file"},
		"one byte": {"\x00", finding.ErrCorrupt, "city.osm: block at byte 0: goes on past the end of the file, which was cut short: download or copy the file again"},
		"geojson":  {`{"type":"FeatureCollection","features":[]}`, finding.ErrInvalid, "city.osm: is not an OpenStreetMap file: give a .osm.pbf or .osm file"},
	} {
		_, err := open(t, []byte(c.data))
		if err == nil || !errors.Is(err, c.kind) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestTags(t *testing.T) {
	tags := scan.TagsOf("highway", "service", "name", "", "odd")
	if tags.Len() != 2 || tags.Get("highway") != "service" || tags.Get("name") != "" || tags.Get("odd") != "" || tags.Get("service") != "" {
		t.Errorf("tags are %+v", tags)
	}
	if k, v := tags.Pair(0); k != "highway" || v != "service" {
		t.Errorf("the first tag is %s=%s", k, v)
	}
	if empty := (scan.Tags{}); empty.Len() != 0 || empty.Get("x") != "" {
		t.Error("no tags are some")
	}
}
