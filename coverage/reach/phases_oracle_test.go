package reach_test

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/asciicity"
)

// A gatekeeper answers by brute force where some streets are for residents, some
// are steps, and gates stand on streets: Dijkstra in the walk's direction from
// every place by itself, over every node of the drawing in every phase of a
// walk, each side of a gate a node of its own. It shares with the engine lengths
// (package geo) and where points join the streets, which is held, and nothing
// else.
type gatekeeper struct {
	links   []link
	by      map[[2]int64]int // segment of a way and a position
	cut     map[int64]bool   // nodes where the file cuts a way
	pace    pace
	private streets.Private
	known   bool // which streets are inside: not where the file cuts one at a gate
}

// A pace is how somebody walks, in thousandths of the time on the flat; -1 is
// not at all.
type pace struct {
	speed    int64 // mm/h
	up, down float64
	gate     float64 // ms; -1 is not at all
}

// A link is a stretch between two nodes, or through a gate.
type link struct {
	a, b        spot
	there, back int64 // ms; -1 is not at all
	inside      bool  // for residents
	mm          int64
	kind        streets.Kind
}

// A spot is a node, or one street's side of a gate: side is the street's number
// then, from 1.
type spot struct {
	node int64
	side int
}

const never = -1

func newGatekeeper(c *asciicity.City, p pace, private streets.Private) *gatekeeper {
	k := &gatekeeper{by: map[[2]int64]int{}, cut: map[int64]bool{}, pace: p, private: private}
	at := map[int64]orb.Point{}
	for _, n := range c.Nodes {
		at[n.ID] = orb.Point{float64(n.Lon) / 1e7, float64(n.Lat) / 1e7}
	}
	gates := map[int64]build.Mark{}
	for _, m := range c.Marks {
		if m.Feature == streets.FeatureGate {
			gates[m.Node] = m.Mark
		}
	}
	ways := slices.Clone(c.Ways)
	slices.SortFunc(ways, func(x, y asciicity.Way) int { return cmp.Compare(x.ID, y.ID) })
	taken := map[[2]int64]bool{}
	for _, w := range ways {
		for i := 1; i < len(w.Nodes); i++ {
			a, b := w.Nodes[i-1], w.Nodes[i]
			pa, thereA := at[a]
			pb, thereB := at[b]
			pair := [2]int64{min(a, b), max(a, b)}
			if thereA != thereB { // the file cuts the way here
				k.cut[a], k.cut[b] = true, true
			}
			if a == b || !thereA || !thereB || taken[pair] {
				continue
			}
			taken[pair] = true
			l := link{a: spot{node: a}, b: spot{node: b}, mm: geo.Millimetres(pa, pb), kind: w.Kind}
			l.inside = w.Kind.Use == streets.UseResidents
			number := len(k.links) + 1
			if _, gate := gates[a]; gate {
				l.a.side = number
			}
			if _, gate := gates[b]; gate {
				l.b.side = number
			}
			k.by[[2]int64{w.ID, int64(i - 1)}] = len(k.links)
			k.links = append(k.links, l)
		}
	}
	for i := range k.links {
		k.links[i].there, k.links[i].back = k.cost(k.links[i])
	}
	k.known = k.enclose(gates)
	k.open(gates)
	return k
}

// cost of a stretch in the way's direction and against it.
func (k *gatekeeper) cost(l link) (there, back int64) {
	flat := float64(l.mm) * 3_600_000 / float64(k.pace.speed)
	times := func(f float64) int64 {
		if f < 0 {
			return never
		}
		return max(1, int64(math.Round(flat*f)))
	}
	if l.kind.Class != streets.ClassSteps {
		return times(1), times(1)
	}
	if l.kind.Incline > 0 {
		return times(k.pace.up), times(k.pace.down)
	}
	return times(k.pace.down), times(k.pace.up)
}

// A door is where a point joins: a stretch, how far along it from its first
// node, and the leg.
type door struct {
	link     int
	fraction float64
	leg      int64
}

func (k *gatekeeper) door(n *streets.Network, a streets.Access) door {
	s := n.Street(a.Segment)
	leg := int64(math.Round(float64(a.LegMM) * 3_600_000 / float64(k.pace.speed)))
	return door{k.by[[2]int64{s.Way, int64(s.Position)}], a.Fraction, leg}
}

// parts cuts what a stretch costs at a door: from its first node to the door and
// on, and back.
func (k *gatekeeper) parts(d door) (toDoor, on, backOn, back int64) {
	l := k.links[d.link]
	toDoor, on, backOn, back = never, never, never, never
	if l.there >= 0 {
		toDoor = int64(math.Round(d.fraction * float64(l.there)))
		on = l.there - toDoor
	}
	if l.back >= 0 {
		back = int64(math.Round(d.fraction * float64(l.back)))
		backOn = l.back - back
	}
	return toDoor, on, backOn, back
}

// A standing is a spot in a phase of a walk: 0 inside one's compound, 1 outside,
// 2 inside the facility's.
type standing struct {
	spot  spot
	phase int
}

// from returns the milliseconds from a door to everywhere, and the phase that
// the walk starts in.
func (k *gatekeeper) from(d door) (map[standing]int64, int) {
	l := k.links[d.link]
	start := 1
	if l.inside && k.private == streets.PrivateResidents {
		start = 0
	}
	_, on, _, back := k.parts(d)
	open := map[standing]int64{}
	offer := func(s standing, ms int64) {
		if old, waiting := open[s]; !waiting || ms < old {
			open[s] = ms
		}
	}
	if k.private == streets.PrivateClosed && l.inside {
		return nil, start
	}
	if back >= 0 {
		offer(standing{l.a, start}, d.leg+back)
	}
	if on >= 0 {
		offer(standing{l.b, start}, d.leg+on)
	}
	done := map[standing]int64{}
	for len(open) > 0 {
		var nearest standing
		least := int64(math.MaxInt64)
		for s, ms := range open {
			if ms < least {
				nearest, least = s, ms
			}
		}
		delete(open, nearest)
		done[nearest] = least
		step := func(s standing, ms int64) {
			if _, settled := done[s]; !settled {
				offer(s, least+ms)
			}
		}
		if k.private == streets.PrivateResidents && nearest.phase < 2 {
			step(standing{nearest.spot, nearest.phase + 1}, 0)
		}
		for _, l := range k.links {
			switch k.private {
			case streets.PrivateResidents:
				if l.inside == (nearest.phase == 1) {
					continue
				}
			case streets.PrivateClosed:
				if l.inside {
					continue
				}
			}
			if l.a == nearest.spot && l.there >= 0 {
				step(standing{l.b, nearest.phase}, l.there)
			}
			if l.b == nearest.spot && l.back >= 0 {
				step(standing{l.a, nearest.phase}, l.back)
			}
		}
	}
	return done, start
}

// between returns the walk from one door to another.
func (k *gatekeeper) between(d, to door, reached map[standing]int64, start int) (int64, bool) {
	l := k.links[to.link]
	if k.private == streets.PrivateClosed && (l.inside || k.links[d.link].inside) {
		return 0, false
	}
	toDoor, _, backOn, _ := k.parts(to)
	best := int64(math.MaxInt64)
	for phase := range 3 {
		// Streets for all are walked in phase 1, those of residents in the others.
		if k.private == streets.PrivateResidents && l.inside == (phase == 1) {
			continue
		}
		if ms, ok := reached[standing{l.a, phase}]; ok && toDoor >= 0 {
			best = min(best, ms+toDoor)
		}
		if ms, ok := reached[standing{l.b, phase}]; ok && backOn >= 0 {
			best = min(best, ms+backOn)
		}
	}
	if d.link == to.link {
		fromA, _, _, fromABack := k.parts(d)
		toA, _, _, toABack := k.parts(to)
		switch {
		case fromA == toA && fromABack == toABack: // nobody moves; parted at most by the last bit of a projection
			if l.there >= 0 || l.back >= 0 {
				best = min(best, d.leg)
			}
		case (d.fraction < to.fraction || d.fraction == to.fraction) && l.there >= 0:
			best = min(best, d.leg+toA-fromA)
		case d.fraction >= to.fraction && l.back >= 0:
			best = min(best, d.leg+fromABack-toABack)
		}
	}
	return best + to.leg, best < math.MaxInt64
}

// nearest answers for places, each with its doors: the least walk to a facility,
// ties to the one that comes first, none beyond the limit.
func (k *gatekeeper) nearest(facilities, places [][]door, limit int64) []answer {
	out := make([]answer, len(places))
	for i, doors := range places {
		for _, d := range doors {
			reached, start := k.from(d)
			for f, ends := range facilities {
				for _, to := range ends {
					ms, ok := k.between(d, to, reached, start)
					out[i] = out[i].or(answer{ok && ms <= limit, ms, f})
				}
			}
		}
	}
	return out
}
