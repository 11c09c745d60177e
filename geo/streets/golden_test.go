package streets_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/sketch"
)

// Lengths, costs, feet and cuts must be the same on every machine, whatever its
// compiler fuses. The file is written on amd64; other architectures compare.
//
//	GOARCH=arm64 go test -exec qemu-aarch64 -run Golden ./geo/streets
func TestGoldenLengths(t *testing.T) {
	var s strings.Builder
	r := rand.New(rand.NewPCG(31, 121))
	for _, at := range []struct {
		name     string
		lon, lat float64
	}{
		{"Shanghai", 121.47, 31.23}, {"Porto Alegre", -51.22, -30.03}, {"Vaduz", 9.52, 47.14},
		{"Quito", -78.5, -0.2}, {"Longyearbyen", 15.6, 78.2}, {"Suva", 178.44, -18.14},
	} {
		grid := func(spread float64) (lon, lat int32) {
			return int32(math.Round(at.lon*1e7 + (r.Float64()-0.5)*spread)), int32(math.Round(at.lat*1e7 + (r.Float64()-0.5)*spread))
		}
		for _, spread := range []float64{2e3, 2e4, 2e5} {
			for range 12 {
				var nodes []sketch.Node
				for id := range int64(3) {
					lon, lat := grid(spread)
					nodes = append(nodes, sketch.Node{id + 1, int64(lon), int64(lat)})
				}
				// A tail of 2 km makes it no island.
				nodes = append(nodes, sketch.Node{4, nodes[2][1], nodes[2][2] + 180_000})
				n, _ := sketch.Network(t, nodes, []build.Way{sketch.Way(1, "", 1, 2, 3, 4)})
				lon, lat := grid(spread)
				home := orb.Point{float64(lon) / 1e7, float64(lat) / 1e7}
				a := n.Access(home)
				fmt.Fprintf(&s, "%s %d %d, %d %d: %d mm", at.name, nodes[0][1], nodes[0][2], nodes[1][1], nodes[1][2], geo.Millimetres(nodes[0].Point(), nodes[1].Point()))
				if !a.Linked {
					fmt.Fprintf(&s, "; %d %d joins nothing\n", lon, lat)
					continue
				}
				cut := n.Under(n.Profile()).Locate(a)
				fmt.Fprintf(&s, "; %d %d joins %d: leg %d ms, cut %d + %d ms\n", lon, lat, n.Street(a.Segment).Position, n.Under(n.Profile()).Leg(a), cut.ToStart(), cut.ToEnd())
			}
		}
	}
	const path = "testdata/lengths.txt"
	if *update {
		if err := os.WriteFile(path, []byte(s.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wants, gots := strings.Split(string(want), "\n"), strings.Split(s.String(), "\n")
	for i := range min(len(wants), len(gots)) {
		if wants[i] != gots[i] {
			t.Errorf("line %d:\n got  %s\n want %s", i+1, gots[i], wants[i])
		}
	}
	if len(wants) != len(gots) {
		t.Errorf("%d lines, want %d", len(gots), len(wants))
	}
}
