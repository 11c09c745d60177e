package sketch

import (
	"bytes"
	"context"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A Node is one as a source has it: its id, longitude and latitude in 1e-7
// degrees. 0.001° of latitude are 111.195 m.
type Node [3]int64

// Point returns the place of a node in degrees.
func (n Node) Point() orb.Point { return orb.Point{float64(n[1]) / 1e7, float64(n[2]) / 1e7} }

// Way returns a footway through nodes.
func Way(id int64, name string, nodes ...int64) build.Way {
	return build.Way{ID: id, Kind: Footway, Name: name, Nodes: nodes}
}

// Network builds the network of nodes and ways, for the standard profile.
func Network(t TB, nodes []Node, ways []build.Way) (*streets.Network, build.Report) {
	t.Helper()
	b := build.New(streets.Standard)
	for _, w := range ways {
		b.Add(w)
	}
	b.FreezeNodes()
	for _, n := range nodes {
		b.PlaceNode(n[0], int32(n[1]), int32(n[2]))
	}
	n, report, err := b.Build(context.Background())
	if err != nil {
		t.Fatalf("%v", err)
	}
	return n, report
}

// Bytes returns the file of a network.
func Bytes(t TB, n *streets.Network) []byte {
	t.Helper()
	var out bytes.Buffer
	written, err := n.WriteTo(&out)
	if err != nil || written != int64(out.Len()) {
		t.Fatalf("WriteTo returns %d, %v after %d bytes", written, err, out.Len())
	}
	return out.Bytes()
}

// Degrees turns a place in 1e-7 degrees into degrees.
func Degrees(at [2]int32) orb.Point { return orb.Point{float64(at[0]) / 1e7, float64(at[1]) / 1e7} }
