package pbfwrite_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/internal/testcity/pbfwrite"
)

func city(w *pbfwrite.Writer) {
	for i := range int64(3 * pbfwrite.PerBlock) {
		w.Node(i, int32(i)*10, int32(i)*7, "amenity", "clinic", "name", strings.Repeat("诊", int(i%9)))
	}
	w.Way(1, []int64{1, 2, 3}, "highway", "path")
	w.Relation(1, []pbfwrite.Member{{Kind: pbfwrite.Way, ID: 1, Role: "outer"}})
}

// TestSameCallsGiveTheSameBytes; that they are the right bytes is tested where
// they are read, in data/osm/scan.
func TestSameCallsGiveTheSameBytes(t *testing.T) {
	bound := orb.Bound{Min: orb.Point{121, 31}, Max: orb.Point{122, 32}}
	var files [2]bytes.Buffer
	for i := range files {
		w, err := pbfwrite.New(&files[i], pbfwrite.Options{Bound: &bound, Sorted: true})
		if err != nil {
			t.Fatal(err)
		}
		city(w)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("two runs differ")
	}
}

// TestTheFirstErrorSticks on a disk that fills up after n bytes.
func TestTheFirstErrorSticks(t *testing.T) {
	full := errors.New("disk full")
	for _, n := range []int{0, 100, 40_000} {
		w, err := pbfwrite.New(&disk{left: n, full: full}, pbfwrite.Options{Level: -1})
		if n == 0 {
			if err != full {
				t.Errorf("the header on a full disk: %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		city(w)
		if err := w.Close(); err != full {
			t.Errorf("full after %d bytes: Close gives %v", n, err)
		}
		if err := w.Node(1, 2, 3); err != full {
			t.Errorf("full after %d bytes: a later node gives %v", n, err)
		}
	}
	w, err := pbfwrite.New(&bytes.Buffer{}, pbfwrite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Node(1, 2, 3, "key"); err == nil || w.Close() == nil {
		t.Error("a tag without a value is written")
	}
	if _, err := pbfwrite.New(&bytes.Buffer{}, pbfwrite.Options{Level: 10}); err == nil {
		t.Error("zlib has no level 10")
	}
}

type disk struct {
	left int
	full error
}

func (d *disk) Write(p []byte) (int, error) {
	if len(p) > d.left {
		return 0, d.full
	}
	d.left -= len(p)
	return len(p), nil
}

func BenchmarkNodes(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		w, err := pbfwrite.New(&bytes.Buffer{}, pbfwrite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for i := range int64(100_000) {
			w.Node(i, int32(i)*10, int32(i)*7)
		}
		w.Close()
	}
	b.ReportMetric(100_000, "nodes/op")
}
