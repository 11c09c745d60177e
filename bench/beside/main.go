// Command beside searches a plain graph folder with lifecircle's engine and
// prints lines like the C++ reference's, so that both can be timed in turn on
// the very same graph:
//
//	beside [-reps 3] [-batch 0] GRAPHDIR
//
// GRAPHDIR holds nodes.bin (float64 x, y in metres), edges.bin (uint32 u, v,
// length in mm) and fac.csv (service,node). Costs are whole millimetres, as
// they are; the limit is 1,000 m.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// oneToOne costs a millisecond a millimetre: 3.6 km/h.
var oneToOne = streets.Profile{ID: "mm", Speed: 3_600_000}

func main() {
	reps := flag.Int("reps", 3, "searches timed; the median counts")
	batch := flag.Int("batch", 0, "sources that start together on large graphs; 0 is the engine's own")
	tenths := flag.Bool("tenths", false, "round edges to tenths of a second, as the reference's coarse unit does")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: beside [-reps N] [-batch N] GRAPHDIR")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *reps, *batch, *tenths); err != nil {
		fmt.Fprintln(os.Stderr, "beside:", err)
		os.Exit(1)
	}
}

func run(dir string, reps, batch int, tenths bool) error {
	list, err := readGraph(dir)
	if err != nil {
		return err
	}
	if tenths {
		for i := range list.Edges {
			list.Edges[i][2] = max(1, uint32((uint64(list.Edges[i][2])*9+500)/1000))
		}
	}
	started := time.Now()
	ctx := context.Background()
	n, _, err := build.FromEdges(ctx, list, oneToOne)
	if err != nil {
		return err
	}
	build := time.Since(started)
	sources, err := readSources(dir, n, list)
	if err != nil {
		return err
	}
	limit := streets.Cost(1_000_000)
	unit := 1000.0
	if tenths {
		limit, unit = 9000, 9
	}
	return measure(ctx, n, sources, reach.Options{Limit: limit, Batch: batch}, reps, unit, build, dir)
}

func measure(ctx context.Context, n *streets.Network, sources []reach.Source, o reach.Options, reps int, unit float64, build time.Duration, dir string) error {
	var times []float64
	var all []uint64
	settled := 0
	s, goals := new(reach.Searcher), reach.NewGoals(n.Under(n.Profile()), streets.PrivateClosed, sources)
	runtime.GC()
	for range reps {
		started := time.Now()
		l, err := s.Nearest(ctx, goals, o)
		if err != nil {
			return err
		}
		all = l.FillInto(all)
		times = append(times, time.Since(started).Seconds())
		settled = l.Settled
	}
	slices.Sort(times)
	reached, sum := 0, 0.0
	for _, label := range all {
		if label != reach.Unreached {
			reached++
			sum += float64(label >> 32)
		}
	}
	median := times[len(times)/2]
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"graph": filepath.Base(dir), "system": "lifecircle", "variant": variant(unit), "task": "c1",
		"min": times[0], "med": median, "max": times[len(times)-1], "n_rep": reps, "build_s": build.Seconds(),
		"reached": reached, "sum_m": math.Round(sum/unit*10) / 10, "searched_nodes": n.Junctions(),
		"settled": settled, "ns_settled": median * 1e9 / float64(settled),
	})
}

func variant(unit float64) string {
	if unit == 9 {
		return "lifecircle, tenths of a second"
	}
	return "lifecircle, millimetres"
}

func readGraph(dir string) (build.EdgeList, error) {
	var list build.EdgeList
	nodes, err := os.ReadFile(filepath.Join(dir, "nodes.bin"))
	if err != nil {
		return list, err
	}
	const perMetre = 1e7 / 111_195.08 // grid units of a degree of latitude
	for at := 0; at+16 <= len(nodes); at += 16 {
		x := math.Float64frombits(binary.LittleEndian.Uint64(nodes[at:]))
		y := math.Float64frombits(binary.LittleEndian.Uint64(nodes[at+8:]))
		list.Lon = append(list.Lon, int32(math.Round(x*perMetre)))
		list.Lat = append(list.Lat, int32(math.Round(y*perMetre)))
	}
	edges, err := os.ReadFile(filepath.Join(dir, "edges.bin"))
	if err != nil {
		return list, err
	}
	for at := 0; at+12 <= len(edges); at += 12 {
		e := [3]uint32{binary.LittleEndian.Uint32(edges[at:]), binary.LittleEndian.Uint32(edges[at+4:]), binary.LittleEndian.Uint32(edges[at+8:])}
		if int(max(e[0], e[1])) >= len(list.Lon) {
			return list, fmt.Errorf("edges.bin: edge %d names node %d of %d", at/12, max(e[0], e[1]), len(list.Lon))
		}
		list.Edges = append(list.Edges, e)
	}
	return list, nil
}

// readSources takes the first service of fac.csv, as the reference's task c1 does.
func readSources(dir string, n *streets.Network, list build.EdgeList) ([]reach.Source, error) {
	file, err := os.Open(filepath.Join(dir, "fac.csv"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var sources []reach.Source
	lines, service := bufio.NewScanner(file), ""
	lines.Scan() // the header
	for lines.Scan() {
		name, text, _ := strings.Cut(lines.Text(), ",")
		if service == "" {
			service = name
		}
		if name != service {
			break
		}
		node, err := strconv.ParseUint(text, 10, 32)
		if err != nil || int(node) >= len(list.Lon) {
			return nil, fmt.Errorf("fac.csv: node %q", text)
		}
		access := n.Access(orb.Point{float64(list.Lon[node]) / 1e7, float64(list.Lat[node]) / 1e7})
		if !access.Linked || access.LegMM != 0 {
			return nil, fmt.Errorf("fac.csv: node %d joins no street", node)
		}
		sources = append(sources, reach.Source{At: n.Under(streets.Standard).Locate(access), Index: uint32(len(sources))})
	}
	return sources, lines.Err()
}
