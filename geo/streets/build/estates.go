package build

import (
	"fmt"
	"slices"

	"lifecircle/geo/streets"
	"lifecircle/geo/union"
)

// estateLength is the length in millimetres of streets beyond which a part of
// the city is none that a gate encloses: 100 km, more than any estate or campus
// has. A private road along a dam must not make residents' streets of half a
// city.
const estateLength = 100_000_000

// findEstates finds the streets that are tagged as everybody's and yet are reached
// through private gates and residents' streets only: the paths inside a walled
// estate. With those cut, what hangs together is a part; a part that a private
// gate or residents' streets join to a longer one lies inside, and its streets
// are residents' too. A street that is drawn twice is one, as it will be in the
// network.
func (d *draft) findEstates() {
	if !d.hasPrivate() {
		return
	}
	parts, between := union.New(len(d.lon)), union.New(len(d.lon))
	length := make([]int64, len(d.lon))
	kept := d.kept()
	for _, i := range kept {
		if s := d.segments[i]; d.use(i) == streets.UsePublic {
			parts.Join(s.from, s.to)
		} else {
			between.Join(s.from, s.to)
		}
	}
	for _, i := range kept {
		if k := d.kind(i); k.Use == streets.UsePublic && k.Feature == streets.FeatureNone {
			s := d.segments[i]
			length[parts.Find(s.from)] += int64(s.mm)
		}
	}
	inside := d.insideOf(kept, parts, between, length)
	for i, s := range d.segments {
		if d.use(uint32(i)) == streets.UsePublic && inside[parts.Find(s.from)] {
			d.setUse(uint32(i), streets.UseResidents)
		}
	}
}

// kept lists the segments that stay where several lie between the same two nodes.
func (d *draft) kept() []uint32 {
	out := make([]uint32, 0, len(d.segments))
	a := adjacencyOf(len(d.lon), d.segments).withoutTwins(d.use)
	for v := range uint32(len(d.lon)) {
		for _, h := range a.at(v) {
			if d.segments[h.segment].from == v {
				out = append(out, h.segment)
			}
		}
	}
	return out
}

func (d *draft) hasPrivate() bool {
	return slices.ContainsFunc(d.ways, func(w rawWay) bool { return w.kind.Use == streets.UseResidents })
}

// insideOf returns the parts, by the node that stands for them, that residents'
// streets or gates join to a longer one; of equally long ones the first is the
// longer. A part that the file cut is none. Every one of them is remarked upon.
func (d *draft) insideOf(kept []uint32, parts, between union.Sets, length []int64) map[uint32]bool {
	longest := map[uint32]uint32{} // part, by what lies between
	longer := func(a, b uint32) bool { return length[a] > length[b] || length[a] == length[b] && a < b }
	touched := func(visit func(between, part uint32)) {
		for _, i := range kept {
			if d.use(i) != streets.UseResidents {
				continue
			}
			for _, v := range [...]uint32{d.segments[i].from, d.segments[i].to} {
				visit(between.Find(v), parts.Find(v))
			}
		}
	}
	touched(func(between, part uint32) {
		if best, known := longest[between]; !known || longer(part, best) {
			longest[between] = part
		}
	})
	open := map[uint32]bool{} // its way out may be what the file cut
	for _, v := range d.cuts {
		open[parts.Find(v)] = true
	}
	inside := map[uint32]bool{}
	touched(func(between, part uint32) {
		if longest[between] != part && length[part] > 0 && length[part] <= estateLength && !open[part] {
			inside[part] = true
		}
	})
	d.remarkInside(parts, inside)
	return inside
}

// remarkInside counts the parts by the first street of each.
func (d *draft) remarkInside(parts union.Sets, inside map[uint32]bool) {
	said := map[uint32]bool{}
	for i, s := range d.segments {
		part := parts.Find(s.from)
		if k := d.kind(uint32(i)); inside[part] && !said[part] && k.Feature == streets.FeatureNone && k.Use == streets.UsePublic {
			said[part] = true
			d.report.remark("estate_enclosed", fmt.Sprintf("way %d", d.ways[s.way].id))
		}
	}
}

// setPassageUses decides who passes what stands at a node, by the streets that
// meet there. On a residents' street nothing may be everybody's, since nobody
// goes out to the public and in again to pass a kerb, except a gate between two
// areas that have ways of their own to the public: that parts them.
func (d *draft) setPassageUses() {
	if len(d.passages) == 0 || !d.hasPrivate() {
		return
	}
	outer := d.outerAreas()
	for _, p := range d.passages {
		public, residents, parted := 0, 0, true
		for i, s := range p.streets {
			if d.use(s) == streets.UsePublic {
				public++
			} else {
				residents++
				parted = parted && outer(p.copies[i])
			}
		}
		for s := p.first; s < p.last; s++ {
			d.setUse(s, d.passageUse(p, s, public, residents, parted))
		}
	}
}

func (d *draft) passageUse(p passage, segment uint32, public, residents int, parted bool) streets.Use {
	switch {
	case residents == 0:
		if p.private {
			return streets.UseResidents
		}
		return streets.UsePublic
	case public == 0:
		if p.parts && parted {
			return streets.UsePublic
		}
		return streets.UseResidents
	case p.spoke > 0: // each spoke is like its street
		return d.use(p.streets[(segment-p.first)/p.spoke])
	case p.private:
		return streets.UseResidents
	}
	return streets.UsePublic
}

// outerAreas tells of a node of residents' streets whether the area it is in,
// cut at gates, has a way to the public. An area that has none but through
// another one is a part of that.
func (d *draft) outerAreas() func(node uint32) bool {
	areas := union.New(len(d.lon))
	public := make([]bool, len(d.lon))
	for i, s := range d.segments {
		switch k := d.kind(uint32(i)); {
		case k.Feature.IsPoint():
		case k.Use == streets.UseResidents:
			areas.Join(s.from, s.to)
		default:
			public[s.from], public[s.to] = true, true
		}
	}
	for _, p := range d.passages {
		var residents []uint32
		for i, s := range p.streets {
			if d.use(s) == streets.UseResidents {
				residents = append(residents, p.copies[i])
			}
		}
		beside := len(residents) < len(p.copies) // a street of everybody
		for _, v := range residents {
			public[v] = public[v] || beside
			if beside || !p.parts {
				areas.Join(residents[0], v)
			}
		}
	}
	outer := make([]bool, len(d.lon))
	for v := range public {
		if public[v] {
			outer[areas.Find(uint32(v))] = true
		}
	}
	return func(node uint32) bool { return outer[areas.Find(node)] }
}
