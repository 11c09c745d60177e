package seeds_test

import (
	"math"
	"testing"
)

// Neighbours share every point of their border, so that each piece of it is
// walked once in each direction; what is walked once is the rim of the whole.
// With all rings counter-clockwise, equal areas then mean neither gap nor overlap.
func TestSampleDistrictsTileTheTown(t *testing.T) {
	c := readTown(t)
	if len(c.districts) != 6 {
		t.Fatalf("%d districts", len(c.districts))
	}
	area := func(ring []place) float64 {
		var sum float64
		for i := 1; i < len(ring); i++ {
			px, py := c.metres(ring[i-1])
			qx, qy := c.metres(ring[i])
			sum += px*qy - qx*py
		}
		return sum / 2
	}
	piece := map[[2]place]bool{}
	sum := 0.0
	for _, d := range c.districts {
		if d.ring[0] != d.ring[len(d.ring)-1] || area(d.ring) <= 0 {
			t.Errorf("district %s is open or clockwise", d.code)
		}
		sum += area(d.ring)
		for i := 1; i < len(d.ring); i++ {
			key := [2]place{d.ring[i-1], d.ring[i]}
			if piece[key] {
				t.Errorf("district %s overlaps another at %v", d.code, key)
			}
			piece[key] = true
		}
	}
	rim := map[place]place{}
	var start place
	for key := range piece {
		if !piece[[2]place{key[1], key[0]}] {
			rim[key[0]], start = key[1], key[0]
		}
	}
	outer := []place{start}
	for at := rim[start]; ; at = rim[at] {
		outer = append(outer, at)
		if at == start || len(outer) > len(rim)+1 {
			break
		}
	}
	if len(outer) != len(rim)+1 {
		t.Errorf("the town's rim has %d pieces, its outer ring %d: there is a hole", len(rim), len(outer)-1)
	}
	if whole := area(outer); math.Abs(whole-sum) > 1 {
		t.Errorf("the districts have %.0f m², the town %.0f m²", sum, whole)
	}
	for _, p := range outer {
		if p.lon < c.west || p.lon > c.east || p.lat < c.south || p.lat > c.north {
			t.Errorf("the border at %v is outside the file's bounds", p)
		}
	}
	for _, list := range [][]row{c.estates, c.sites} {
		for _, e := range list {
			in := 0
			for _, d := range c.districts {
				if inside(e.place(t), d.ring) {
					in++
				}
			}
			if in != 1 {
				t.Errorf("%s %s is in %d districts", e["id"], e["name_en"], in)
			}
		}
	}
}

func inside(p place, ring []place) bool {
	in := false
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if (a.lat > p.lat) != (b.lat > p.lat) && p.lon < a.lon+(p.lat-a.lat)/(b.lat-a.lat)*(b.lon-a.lon) {
			in = !in
		}
	}
	return in
}

func TestSampleHasTwoBridgesOverTheRiver(t *testing.T) {
	c := readTown(t)
	var river way
	for _, w := range c.ways {
		if w.tags["waterway"] == "river" {
			river = w
		}
	}
	bridges := map[string]bool{}
	for _, w := range c.ways {
		if w.tags["highway"] == "" && w.tags["railway"] == "" || c.crossings(w, river) == 0 {
			continue
		}
		if w.tags["bridge"] != "yes" || !w.walkable() {
			t.Errorf("way %d %s crosses the river without a bridge", w.id, w.tags["name"])
		}
		bridges[w.tags["bridge:name"]] = true
	}
	if len(bridges) != 2 || bridges[""] {
		t.Errorf("bridges: %v", bridges)
	}
}

// The railway is crossed above, below or at the gates, and hardly anywhere.
func TestSampleRailwayCrossings(t *testing.T) {
	c := readTown(t)
	count := map[string]int{}
	for _, rail := range c.ways {
		if rail.tags["railway"] != "rail" {
			continue
		}
		for _, w := range c.ways {
			if w.tags["highway"] == "" {
				continue
			}
			for range c.crossings(w, rail) {
				switch {
				case w.tags["bridge"] == "yes":
					count["over"]++
				case w.tags["tunnel"] == "yes":
					count["under"]++
				default:
					t.Errorf("way %d %s crosses the railway on the level", w.id, w.tags["name"])
				}
			}
		}
		for _, n := range rail.nodes {
			if c.tags[n]["railway"] == "level_crossing" {
				count["level"]++
			}
		}
	}
	if count["over"] != 1 || count["under"] != 2 || count["level"] != 1 {
		t.Errorf("crossings: %v", count)
	}
}

// All streets hang together but the islet's lanes, and every place and facility
// is near one, but the islet.
func TestSampleStreetsAndTheirIsland(t *testing.T) {
	c := readTown(t)
	group := map[int64]int64{} // union-find over nodes
	var find func(int64) int64
	find = func(n int64) int64 {
		if up, ok := group[n]; ok && up != n {
			group[n] = find(up)
			return group[n]
		}
		group[n] = n
		return n
	}
	type segment struct{ p, q int64 }
	var segments []segment
	for _, w := range c.ways {
		if !w.walkable() {
			continue
		}
		for i := 1; i < len(w.nodes); i++ {
			p, q := w.nodes[i-1], w.nodes[i]
			segments = append(segments, segment{p, q})
			group[find(p)] = find(q)
			if d := c.distance(c.nodes[p], c.nodes[q]); d < 3 || d > 180 {
				t.Errorf("way %d has a segment of %.1f m", w.id, d)
			}
		}
	}
	if len(c.nodes) < 3000 || len(c.nodes) > 6000 {
		t.Errorf("%d nodes", len(c.nodes))
	}
	length := map[int64]float64{}
	for _, s := range segments {
		length[find(s.p)] += c.distance(c.nodes[s.p], c.nodes[s.q])
	}
	islands := 0
	for _, metres := range length {
		if metres < 1000 {
			islands++
		}
	}
	if len(length) != 2 || islands != 1 {
		t.Errorf("components of the streets: %v", length)
	}
	nearest := func(p place) float64 {
		best := math.Inf(1)
		px, py := c.metres(p)
		for _, s := range segments {
			if length[find(s.p)] < 1000 {
				continue
			}
			ax, ay := c.metres(c.nodes[s.p])
			bx, by := c.metres(c.nodes[s.q])
			f := ((px-ax)*(bx-ax) + (py-ay)*(by-ay)) / ((bx-ax)*(bx-ax) + (by-ay)*(by-ay))
			f = math.Max(0, math.Min(1, f))
			best = math.Min(best, math.Hypot(ax+f*(bx-ax)-px, ay+f*(by-ay)-py))
		}
		return best
	}
	var alone []string
	for _, e := range c.estates {
		switch d := nearest(e.place(t)); {
		case d > 520: // clear of the 500 m within which a place joins a street
			alone = append(alone, e["name_en"])
		case d > 250:
			t.Errorf("%s %s is %.0f m from a street", e["id"], e["name_en"], d)
		}
	}
	if len(alone) != 1 || alone[0] != "Huxin Village" {
		t.Errorf("off the streets: %v", alone)
	}
	for _, f := range c.sites {
		if d := nearest(f.place(t)); d > 65 {
			t.Errorf("%s %s is %.0f m from a street", f["id"], f["name_en"], d)
		}
	}
}

// Compounds are walled, and each has gates where its private drives begin.
func TestSampleCompoundsHaveGates(t *testing.T) {
	c := readTown(t)
	walls := 0
	gates := map[int64]int{} // ways with a drive through the gate
	for _, w := range c.ways {
		if w.tags["barrier"] == "wall" {
			walls++
			n := 0
			for _, id := range w.nodes[1:] {
				if c.tags[id]["barrier"] == "gate" {
					n++
					gates[id] += 0
				}
			}
			if n < 2 || n > 3 || w.nodes[0] != w.nodes[len(w.nodes)-1] {
				t.Errorf("wall %d has %d gates", w.id, n)
			}
		}
	}
	for _, w := range c.ways {
		for _, id := range w.nodes {
			if _, gate := gates[id]; gate && w.tags["highway"] != "" {
				gates[id]++
			}
		}
	}
	if walls < 10 {
		t.Errorf("%d compounds", walls)
	}
	for id, n := range gates {
		if n != 2 { // the public stub and the private drive
			t.Errorf("%d ways meet in gate %d", n, id)
		}
	}
	for _, w := range c.ways {
		for _, wall := range c.ways {
			if wall.tags["barrier"] == "wall" && w.tags["highway"] != "" && c.crossings(w, wall) > 0 {
				t.Errorf("way %d passes wall %d beside its gates", w.id, wall.id)
			}
		}
	}
}
