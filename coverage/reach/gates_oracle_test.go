package reach_test

import (
	"cmp"
	"slices"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/asciicity"
)

// parts names what hangs together: each spot has the least of its part.
type parts map[spot]spot

func (p parts) of(s spot) spot {
	for {
		next, known := p[s]
		if !known || next == s {
			return s
		}
		s = next
	}
}

func (p parts) join(a, b spot) {
	a, b = p.of(a), p.of(b)
	if cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.side, b.side)) > 0 {
		a, b = b, a
	}
	p[b] = a
}

// sidesOf lists the spots around a gate, and whether each is on a residents'
// street.
func (k *gatekeeper) sidesOf(node int64) (spots []spot, inside []bool) {
	for _, l := range k.links {
		for _, s := range []spot{l.a, l.b} {
			if s.node == node && s.side > 0 {
				spots, inside = append(spots, s), append(inside, l.inside)
			}
		}
	}
	return spots, inside
}

// order compares spots as the network numbers its nodes: by id, and after all of
// them the sides of gates, but for the first at each, which is the node itself.
func (k *gatekeeper) order(a, b spot) int {
	first := func(s spot) bool {
		spots, _ := k.sidesOf(s.node)
		return !slices.ContainsFunc(spots, func(o spot) bool { return o.side < s.side })
	}
	switch x, y := first(a), first(b); {
	case x && !y:
		return -1
	case y && !x:
		return 1
	}
	return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.side, b.side))
}

// enclose makes streets inside estates residents': of the parts of public
// streets that private gates and residents' streets join to each other, all but
// the longest, and those that the file cuts, are inside. Of equally long ones
// that of the first node is the longest. It returns false where the file cuts a
// street at a gate, and nobody knows on which side.
func (k *gatekeeper) enclose(gates map[int64]build.Mark) bool {
	public, between := parts{}, parts{}
	for _, l := range k.links {
		if l.inside {
			between.join(l.a, l.b)
		} else {
			public.join(l.a, l.b)
		}
	}
	touched := map[spot]bool{}
	for _, l := range k.links {
		if l.inside {
			touched[l.a], touched[l.b] = true, true
		}
	}
	for node, m := range gates {
		spots, _ := k.sidesOf(node)
		if m.Closed || len(spots) < 2 {
			continue
		}
		for _, s := range spots[1:] {
			if m.Kind.Use == streets.UseResidents {
				between.join(spots[0], s)
				touched[spots[0]], touched[s] = true, true
			} else {
				public.join(spots[0], s)
			}
		}
	}
	length, first := map[spot]int64{}, map[spot]spot{}
	for _, l := range k.links {
		if l.inside {
			continue
		}
		part := public.of(l.a)
		length[part] += l.mm
		for _, s := range []spot{l.a, l.b} {
			if least, known := first[part]; !known || k.order(s, least) < 0 {
				first[part] = s
			}
		}
	}
	joined := map[spot]map[spot]bool{} // public parts, by what lies between
	for s := range touched {
		b := between.of(s)
		if joined[b] == nil {
			joined[b] = map[spot]bool{}
		}
		joined[b][public.of(s)] = true
	}
	open := map[spot]bool{} // the way out of a part may be what the file cut
	for _, l := range k.links {
		for _, s := range []spot{l.a, l.b} {
			if k.cut[s.node] && s.side > 0 {
				return false
			}
			if k.cut[s.node] {
				open[public.of(s)] = true
			}
		}
	}
	inside := map[spot]bool{}
	for _, list := range joined {
		for x := range list {
			for y := range list {
				if length[x] > 0 && !open[x] && (length[x] < length[y] || length[x] == length[y] && k.order(first[x], first[y]) > 0) {
					inside[x] = true
				}
			}
		}
	}
	for i, l := range k.links {
		if inside[public.of(l.a)] && !l.inside {
			k.links[i].inside = true
		}
	}
	return true
}

// open lets people through the gates. One between two residents' areas that have
// ways of their own out parts them; one that only an inner area lies behind does
// not.
func (k *gatekeeper) open(gates map[int64]build.Mark) {
	areas, out := parts{}, map[spot]bool{}
	public := map[spot]bool{}
	for _, l := range k.links {
		if l.inside {
			areas.join(l.a, l.b)
		} else {
			public[l.a], public[l.b] = true, true
		}
	}
	for node := range gates {
		if spots, inside := k.sidesOf(node); !gates[node].Closed && slices.Contains(inside, false) {
			for _, s := range spots {
				public[s] = true
			}
		}
	}
	for s := range public {
		out[areas.of(s)] = true
	}
	ms := int64(k.pace.gate)
	var passages []link
	for node, m := range gates {
		spots, inside := k.sidesOf(node)
		if m.Closed || len(spots) != 2 || ms < 0 {
			continue
		}
		use := m.Kind.Use == streets.UseResidents
		if inside[0] && inside[1] {
			use = !out[areas.of(spots[0])] || !out[areas.of(spots[1])]
		}
		passages = append(passages, link{a: spots[0], b: spots[1], there: ms, back: ms, inside: use})
	}
	k.links = append(k.links, passages...)
}

// sameUses refuses a network that takes a street for another's than brute force
// does.
func (k *gatekeeper) sameUses(t asciicity.TB, n *streets.Network) {
	t.Helper()
	for s := range uint32(n.Segments()) {
		street := n.Street(s)
		if street.Kind.Feature != streets.FeatureNone {
			continue
		}
		i, known := k.by[[2]int64{street.Way, int64(street.Position)}]
		if inside := n.Segment(s).Use() == streets.UseResidents; !known || k.links[i].inside != inside {
			t.Fatalf("segment %d of way %d: residents' %t, known %t", street.Position, street.Way, inside, known)
		}
	}
}
