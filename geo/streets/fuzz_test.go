package streets_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/sketch"
)

// FuzzRead changes a network file and makes its sums right again, so that the
// checks behind them are met. Whatever opens must answer without a panic.
func FuzzRead(f *testing.F) {
	f.Add([]byte("LCSTREET"), true)
	for _, data := range files(f) {
		f.Add(data, true)
		f.Add(data, false)
		f.Add(data[:len(data)/2], true)
		count := int(binary.LittleEndian.Uint32(data[12:]))
		for section := range count {
			// The first and last bytes of every section, and its place and length.
			entry := 16 + 24*section
			offset, length := binary.LittleEndian.Uint64(data[entry:]), binary.LittleEndian.Uint64(data[entry+8:])
			for _, change := range []struct{ at, by int }{
				{int(offset), 0xff}, {int(offset + 3), 0x7f}, {int(offset + length - 1), 0xff}, {int(offset + length/2), 1},
				{entry + 8, 4}, {entry + 8, 8}, {entry + 8, 16}, {entry + 8, 64}, {entry + 8, 128}, {entry + 9, 1}, {entry + 1, 1}, {entry + 15, 0x80},
			} {
				if change.at >= len(data) {
					continue
				}
				bad := slices.Clone(data)
				bad[change.at] ^= byte(change.by)
				f.Add(bad, true)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, sealed bool) {
		data = slices.Clone(data)
		if sealed {
			reseal(data)
		}
		n, err := streets.Read(data)
		if err != nil {
			return
		}
		exercise(t, n)
	})
}

// files are a small city, one whose index has several levels, none, and one that
// has something in every array.
func files(t testing.TB) [][]byte {
	t.Helper()
	row := "+--+--+--+--+--+--+--+"
	rows := strings.Repeat(row+"\n"+strings.Repeat("|  ", 8)+"\n", 5) + row
	empty, _ := sketch.Network(t, nil, nil)
	return [][]byte{
		sketch.Bytes(t, sample(t).Network()),
		sketch.Bytes(t, asciicity.New(t, asciicity.Cell(60), rows).Network()),
		sketch.Bytes(t, empty),
		sketch.Bytes(t, walledStreet(t)),
		sketch.Bytes(t, everything(t)),
		sketch.Bytes(t, everythingPatched(t)),
	}
}

// everythingPatched has parts and links besides.
func everythingPatched(t testing.TB) *streets.Network {
	t.Helper()
	at := func(column, line float64) orb.Point { return (&sketch.Sketch{}).Point(column, line) }
	n, err := everything(t).Patch([]streets.Edit{
		{Open: &streets.Link{ID: "around", Name: "Bypass", Line: []orb.Point{at(20, 0.5), at(45, 2), at(70, 0.5)}, Steps: 30, Lift: true}},
		{Open: &streets.Link{ID: "across", Line: []orb.Point{at(30, 0.5), at(31, 0)}, Kind: streets.Kind{Barrier: streets.BarrierGate}}},
		{Admit: &streets.Piece{Way: 2, All: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	flat, _ := flattened(t, n)
	return flat
}

func everything(t testing.TB) *streets.Network {
	s := sketch.Draw(t, `
		a···········································································b
		 x          p  q                                                            c
		 y          s  r    z

		 u  v`[1:])
	s.Add(1, "Main", streets.Kind{Class: streets.ClassPrimary}, "axb").Add(2, "", sketch.Residents, "xyz").Add(3, "", sketch.Footway, "xb#").Streets(4, "bc uv")
	s.Builder.Add(build.Way{ID: 9, Kind: streets.Kind{Class: streets.ClassSteps, Incline: 20}, Steps: 2000, Hours: "24/7", Nodes: sketch.Nodes("cz")})
	s.Mark("y", sketch.Gate(streets.UseResidents)).Mark("x", build.Mark{Crossing: streets.CrossingSignals}).Obstacle(streets.ObstacleWater, "uv")
	s.Square(20, "pqrsp").Streets(30, "px rz")
	s.Builder.SetTerrain(sketch.Hill{East: 0.1, North: 0.2, From: -1})
	n, _ := s.Build()
	return n
}

// The same with whole numbers changed to what is likely to break: bounds, their
// neighbours, and what other numbers of the file are.
func TestChangedNumbersNeverPanic(t *testing.T) {
	all := files(t)
	rapid.Check(t, func(rt *rapid.T) {
		bad := slices.Clone(rapid.SampledFrom(all).Draw(rt, "file"))
		for range rapid.IntRange(1, 3).Draw(rt, "changes") {
			at := 4 * rapid.IntRange(0, len(bad)/4-1).Draw(rt, "at")
			old := binary.LittleEndian.Uint32(bad[at:])
			value := rapid.OneOf(
				rapid.SampledFrom([]uint32{0, 1, 2, old + 1, old - 1, 1 << 30, 1<<30 + 1, 1<<31 - 1, 1 << 31, 1<<32 - 1}),
				rapid.Uint32Range(0, 40),
			).Draw(rt, "value")
			binary.LittleEndian.PutUint32(bad[at:], value)
		}
		reseal(bad)
		if n, err := streets.Read(bad); err == nil {
			exercise(t, n)
		}
	})
}

// exercise asks a network everything it can be asked.
func exercise(t *testing.T, n *streets.Network) {
	points := []orb.Point{{121, 31}, {121.002, 30.999}, {0, 0}, {180, 90}, {-180, -90}}
	for v := range uint32(min(n.Nodes(), 64)) {
		points = append(points, n.Point(v))
	}
	var sources []reach.Source
	var accesses []streets.Access
	for i, p := range points {
		a := n.Access(p)
		if !a.Linked {
			continue
		}
		accesses = append(accesses, a)
		n.Street(a.Segment)
		if i%3 == 0 {
			sources = append(sources, reach.Source{At: n.Under(n.Profile()).Locate(a), Leg: n.Under(n.Profile()).Leg(a), Index: uint32(i)})
		}
	}
	for s := range uint32(n.Segments()) {
		_ = n.Street(s).Kind.Class.String()
	}
	for e := range uint32(n.Edges()) {
		n.Along(e)
	}
	n.Box()
	w := n.Under(n.Profile())
	for _, private := range []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen} {
		labels, err := reach.Nearest(context.Background(), reach.NewGoals(w, private, sources), reach.Options{Limit: 1_350_000})
		if err != nil {
			t.Fatal(err)
		}
		labels.Fill()
		for _, a := range accesses {
			labels.At(reach.Join(w, a))
		}
	}
	for e := range uint32(n.Edges()) {
		n.Island(e)
		w.Edge(e)
	}
	for i, p := range points {
		n.WithoutPrivate(n.Access(p))
		n.IslandAccess(p)
		n.Crossed(p, points[i/2])
	}
	n.CrossingRim(orb.MultiPolygon{{append(orb.Ring(points[5:]), points[0])}})
	n.Cuts()
	for _, p := range points {
		n.IslandAccess(p)
	}
	n.Under(sketch.Careful()).Compounds()
	for _, l := range n.Links() {
		n.Along(l.Edge)
	}
	for i, p := range points {
		n.LinkAccesses(p, n.Access(p))
		edits := []streets.Edit{{Open: &streets.Link{ID: "x", Line: []orb.Point{p, points[(i+3)%len(points)]}}}}
		if patched, err := n.Patch(edits); err == nil {
			flat, _ := flattened(t, patched)
			flat.Under(sketch.Careful()).Public()
			break
		}
	}
	again, err := streets.Read(sketch.Bytes(t, n))
	if err != nil || !bytes.Equal(sketch.Bytes(t, again), sketch.Bytes(t, n)) {
		t.Fatalf("it is not what was written: %v", err)
	}
}
