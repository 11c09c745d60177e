package scan

// Reading the elements of a block. Each returns false where the bytes are not
// what they should be.

// plainNode reads a Node message, which hardly any writer uses.
func (k *block) plainNode(p *pbf, data []byte, bare bool) (bool, error) {
	var id, lon, lat int64
	var keys, values []byte
	m := fields{b: data}
	for m.next() {
		switch {
		case m.num == 1 && m.varint():
			id = zigzag(m.value)
		case m.num == 2 && m.bytes():
			keys = m.data
		case m.num == 3 && m.bytes():
			values = m.data
		case m.num == 8 && m.varint():
			lat = zigzag(m.value)
		case m.num == 9 && m.varint():
			lon = zigzag(m.value)
		}
	}
	if m.bad {
		return false, nil
	}
	if err := k.place(p, id, lon, lat); err != nil {
		return false, err
	}
	return bare || k.tags(&k.nodeTags, keys, values), nil
}

// denseNodes reads arrays of ids and coordinates, each number the difference
// to the one before.
func (k *block) denseNodes(p *pbf, data []byte, bare bool) (bool, error) {
	var ids, lats, lons, pairs []byte
	m := fields{b: data}
	for m.next() {
		switch m.num {
		case 1:
			ids = m.data
		case 8:
			lats = m.data
		case 9:
			lons = m.data
		case 10:
			pairs = m.data
		default:
			continue
		}
		m.bytes()
	}
	if m.bad {
		return false, nil
	}
	var id, lat, lon int64
	var v uint64
	for i, y, x, t := 0, 0, 0, 0; i < len(ids) && k.over() == 0; {
		if v, i = uvarint(ids, i); i < 0 {
			return false, nil
		}
		id += zigzag(v)
		if v, y = uvarint(lats, y); y < 0 {
			return false, nil
		}
		lat += zigzag(v)
		if v, x = uvarint(lons, x); x < 0 {
			return false, nil
		}
		lon += zigzag(v)
		if err := k.place(p, id, lon, lat); err != nil {
			return false, err
		}
		if bare {
			continue
		}
		if len(pairs) > 0 {
			if t = k.nodePairs(pairs, t); t < 0 {
				return false, nil
			}
		}
		k.nodeTags.ends = append(k.nodeTags.ends, int32(len(k.nodeTags.pairs)))
	}
	return true, nil
}

// nodePairs reads one node's tags from the array of all, where 0 ends them. It
// returns where they end, or less than 0.
func (k *block) nodePairs(pairs []byte, t int) int {
	for {
		key, end := uvarint(pairs, t)
		if end < 0 || key == 0 {
			return end
		}
		value, end := uvarint(pairs, end)
		if end < 0 || key >= uint64(len(k.text)) || value >= uint64(len(k.text)) {
			return -1
		}
		k.nodeTags.pairs = append(k.nodeTags.pairs, uint32(key), uint32(value))
		t = end
	}
}

// tags reads an element's arrays of keys and values.
func (k *block) tags(s *spans, keys, values []byte) bool {
	i, j := 0, 0
	for i < len(keys) {
		var key, value uint64
		if key, i = uvarint(keys, i); i < 0 || key >= uint64(len(k.text)) {
			return false
		}
		if value, j = uvarint(values, j); j < 0 || value >= uint64(len(k.text)) {
			return false
		}
		s.pairs = append(s.pairs, uint32(key), uint32(value))
	}
	s.ends = append(s.ends, int32(len(s.pairs)))
	return j == len(values)
}

func (k *block) oneWay(data []byte) bool {
	var id int64
	var keys, values, refs []byte
	m := fields{b: data}
	for m.next() {
		switch {
		case m.num == 1 && m.varint():
			id = int64(m.value)
		case m.num == 2 && m.bytes():
			keys = m.data
		case m.num == 3 && m.bytes():
			values = m.data
		case m.num == 8 && m.bytes():
			refs = m.data
		}
	}
	if m.bad {
		return false
	}
	var ref int64
	for i := 0; i < len(refs) && len(k.refs) <= MaxReferences; {
		var v uint64
		if v, i = uvarint(refs, i); i < 0 {
			return false
		}
		ref += zigzag(v)
		k.refs = append(k.refs, ref)
	}
	k.way = append(k.way, id)
	k.wayRefs = append(k.wayRefs, int32(len(k.refs)))
	return k.tags(&k.wayTags, keys, values)
}

func (k *block) oneRelation(data []byte) bool {
	var id int64
	var keys, values, roles, ids, kinds []byte
	m := fields{b: data}
	for m.next() {
		switch {
		case m.num == 1 && m.varint():
			id = int64(m.value)
		case m.num == 2 && m.bytes():
			keys = m.data
		case m.num == 3 && m.bytes():
			values = m.data
		case m.num == 8 && m.bytes():
			roles = m.data
		case m.num == 9 && m.bytes():
			ids = m.data
		case m.num == 10 && m.bytes():
			kinds = m.data
		}
	}
	if m.bad {
		return false
	}
	var member int64
	r, t := 0, 0
	for i := 0; i < len(ids) && len(k.members) <= MaxReferences; {
		var v, role, kind uint64
		if v, i = uvarint(ids, i); i < 0 {
			return false
		}
		member += zigzag(v)
		if role, r = uvarint(roles, r); r < 0 || role >= uint64(len(k.text)) {
			return false
		}
		if kind, t = uvarint(kinds, t); t < 0 || kind > 2 {
			return false
		}
		k.members = append(k.members, Member{Kind: Nodes << kind, ID: member, Role: k.text[role]})
	}
	k.relation = append(k.relation, id)
	k.relEnds = append(k.relEnds, int32(len(k.members)))
	return k.tags(&k.relTags, keys, values)
}
