package scan

import (
	"fmt"
	"math"

	"lifecircle/data/finding"
)

// A block is a decoded PrimitiveBlock: the elements of the kinds asked for, in
// flat arrays that the next block uses again.
type block struct {
	kinds Kind // that the block holds, asked for or not
	text  []string

	node     []int64
	lon, lat []int32
	nodeTags spans

	way      []int64
	refs     []int64
	wayRefs  []int32 // where the refs of each way end
	wayTags  spans
	relation []int64
	members  []Member
	relEnds  []int32 // where the members of each relation end
	relTags  spans

	granularity, lonOffset, latOffset int64
}

// spans are the tags of many elements, one after the other.
type spans struct {
	pairs []uint32
	ends  []int32
}

func (s *spans) reset() { s.pairs, s.ends = s.pairs[:0], s.ends[:0] }

func (s *spans) of(i int, text []string) Tags {
	if len(s.ends) == 0 {
		return Tags{}
	}
	from := int32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return Tags{text: text, pairs: s.pairs[from:s.ends[i]]}
}

// decode reads a block of the file. Nothing in it is trusted: numbers of
// strings, lengths of arrays and coordinates are checked here, and the rest of
// the program need not.
func (k *block) decode(p *pbf, u *unpacker, b blob, want Kind, bare bool) error {
	raw, err := u.unpack(p, b)
	if err != nil {
		return err
	}
	k.reset()
	bad := func(what string) error {
		return p.corrupt(b.at, what+": "+again, nil)
	}

	// The offsets may stand after the groups that they are for.
	var table []byte
	m := fields{b: raw}
	for m.next() {
		switch {
		case m.num == 1 && m.bytes():
			table = m.data
		case m.num == 17 && m.varint():
			k.granularity = int64(int32(m.value))
		case m.num == 19 && m.varint():
			k.latOffset = int64(m.value)
		case m.num == 20 && m.varint():
			k.lonOffset = int64(m.value)
		}
	}
	if m.bad {
		return bad("cannot be read")
	}
	if k.granularity < 1 || k.granularity > 1e9 || !between(k.latOffset, 360e9) || !between(k.lonOffset, 360e9) {
		return bad("has coordinates in a unit that makes no sense")
	}
	if want != Nodes || !bare {
		if !k.strings(table) {
			return bad("has a table of strings that cannot be read")
		}
	}
	m = fields{b: raw}
	for m.next() {
		if m.num != 2 {
			continue
		}
		if !m.bytes() {
			break
		}
		if err := k.group(p, m.data, want, bare, bad); err != nil {
			return err
		}
	}
	if m.bad {
		return bad("cannot be read")
	}
	return nil
}

func between(v, most int64) bool { return v >= -most && v <= most }

func (k *block) reset() {
	k.kinds = 0
	clear(k.text)
	k.text = k.text[:0]
	k.node, k.lon, k.lat = k.node[:0], k.lon[:0], k.lat[:0]
	k.way, k.refs, k.wayRefs = k.way[:0], k.refs[:0], k.wayRefs[:0]
	k.relation, k.members, k.relEnds = k.relation[:0], k.members[:0], k.relEnds[:0]
	k.nodeTags.reset()
	k.wayTags.reset()
	k.relTags.reset()
	k.granularity, k.lonOffset, k.latOffset = 100, 0, 0
}

// strings reads the table. All strings share one copy of its bytes.
func (k *block) strings(table []byte) bool {
	all := string(table)
	m := fields{b: table}
	for m.next() && len(k.text) <= MaxStrings {
		if m.num == 1 && m.bytes() {
			k.text = append(k.text, all[m.i-len(m.data):m.i])
		}
	}
	return !m.bad
}

func (k *block) group(p *pbf, data []byte, want Kind, bare bool, bad func(string) error) error {
	m := fields{b: data}
	for m.next() {
		var kind Kind
		switch m.num {
		case 1, 2:
			kind = Nodes
		case 3:
			kind = Ways
		case 4:
			kind = Relations
		default:
			continue // changesets, and what we don't know
		}
		k.kinds |= kind
		if want&kind == 0 {
			continue
		}
		if !m.bytes() {
			break
		}
		var ok bool
		var err error
		switch m.num {
		case 1:
			ok, err = k.plainNode(p, m.data, bare)
		case 2:
			ok, err = k.denseNodes(p, m.data, bare)
		case 3:
			ok = k.oneWay(m.data)
		case 4:
			ok = k.oneRelation(m.data)
		}
		if err != nil {
			return err
		}
		if !ok {
			return bad("has an element that cannot be read")
		}
		if most := k.over(); most > 0 {
			return p.refuse(finding.ErrTooLarge, fmt.Sprintf(
				"has a block with more than %d elements, references or tags: write it again with `osmium cat`", most))
		}
	}
	if m.bad {
		return bad("cannot be read")
	}
	return nil
}

// over returns the limit that the block exceeds, or 0. Arrays are checked after
// each element, and while they are read where one element can be large.
func (k *block) over() int {
	switch {
	case max(len(k.node), len(k.way), len(k.relation)) > MaxElements:
		return MaxElements
	case max(len(k.refs), len(k.members)) > MaxReferences:
		return MaxReferences
	case max(len(k.text), len(k.nodeTags.pairs)/2, len(k.wayTags.pairs)/2, len(k.relTags.pairs)/2) > MaxStrings:
		return MaxStrings
	}
	return 0
}

// place adds a node's coordinates, in the block's unit.
func (k *block) place(p *pbf, id, lon, lat int64) error {
	// In the unit of nearly every file the numbers are the grid's own.
	if k.granularity == 100 && k.lonOffset == 0 && k.latOffset == 0 &&
		between(lon, maxLon) && between(lat, maxLat) {
		k.node = append(k.node, id)
		k.lon = append(k.lon, int32(lon))
		k.lat = append(k.lat, int32(lat))
		return nil
	}
	x, okX := k.grid(lon, k.lonOffset, maxLon)
	y, okY := k.grid(lat, k.latOffset, maxLat)
	if !okX || !okY {
		degrees := func(v, offset int64) float64 {
			return (float64(offset) + float64(float64(v)*float64(k.granularity))) / 100
		}
		return outOfRange(p.name, 0, id, degrees(lon, k.lonOffset), degrees(lat, k.latOffset))
	}
	k.node = append(k.node, id)
	k.lon = append(k.lon, x)
	k.lat = append(k.lat, y)
	return nil
}

// grid turns a coordinate in the block's unit into 1e-7 degrees, halves away
// from zero; false where it is beyond most.
func (k *block) grid(v, offset, most int64) (int32, bool) {
	if !between(v, 2*180e9/k.granularity+360e9) || !between(v, math.MaxInt64/2/k.granularity) {
		return 0, false
	}
	nano := offset + v*k.granularity
	if nano >= 0 {
		nano += 50
	} else {
		nano -= 50
	}
	v = nano / 100
	return int32(v), between(v, most)
}

// deliver hands the elements to h.
func (k *block) deliver(h *Handler) error {
	for i, id := range k.node {
		if err := h.Node(id, k.lon[i], k.lat[i], k.nodeTags.of(i, k.text)); err != nil {
			return err
		}
	}
	from := int32(0)
	for i, id := range k.way {
		end := k.wayRefs[i]
		if err := h.Way(id, k.refs[from:end:end], k.wayTags.of(i, k.text)); err != nil {
			return err
		}
		from = end
	}
	from = 0
	for i, id := range k.relation {
		end := k.relEnds[i]
		if err := h.Relation(id, k.members[from:end:end], k.relTags.of(i, k.text)); err != nil {
			return err
		}
		from = end
	}
	return nil
}
