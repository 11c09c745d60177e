package tiles

import (
	"github.com/paulmach/orb"
	"google.golang.org/protobuf/encoding/protowire"
)

// Fields of the messages Tile, Layer and Feature.
// github.com/mapbox/vector-tile-spec/tree/master/2.1
const (
	tileLayers    = 3
	layerName     = 1
	layerFeatures = 2
	layerKeys     = 3
	layerValues   = 4
	layerExtent   = 5
	layerVersion  = 15
	featureID     = 1
	featureTags   = 2
	featureType   = 3
	featureShape  = 4

	typePoint, typeLine, typeArea = 1, 2, 3
	moveTo, lineTo, closePath     = 1, 2, 7
)

// An encoder writes the one layer of a tile. Keys and values are numbered as
// features first use them, so that the same features give the same bytes.
//
// orb's encoding/mvt does the same from a map per feature: that alone takes as
// long as finding, cutting and encoding take here (see BenchmarkTile). It writes
// null as the text "null", and needs gogo/protobuf, which nobody keeps up any
// more. It is what the tests decode with.
type encoder struct {
	features []byte
	keys     map[int]uint32
	values   map[uint32]uint32
	keyList  []int
	valList  []uint32
	one      []byte // the feature being written
	tags     []byte
	commands []byte
	at       [2]int32 // the pen
}

// add writes a feature.
func (e *encoder) add(x *Index, i int, s shape) {
	if e.keys == nil {
		e.keys, e.values = map[int]uint32{}, map[uint32]uint32{}
	}
	e.tags = e.tags[:0]
	for k, v := range x.values[i*len(x.keys) : (i+1)*len(x.keys)] {
		if v == 0 {
			continue // a tile has no null: the key is left out
		}
		e.tags = protowire.AppendVarint(e.tags, uint64(number(e.keys, &e.keyList, k)))
		e.tags = protowire.AppendVarint(e.tags, uint64(number(e.values, &e.valList, v)))
	}
	kind := e.draw(s)
	f := e.one[:0]
	f = appendNumber(f, featureID, uint64(i)+1)
	f = appendBytes(f, featureTags, e.tags)
	f = appendNumber(f, featureType, kind)
	f = appendBytes(f, featureShape, e.commands)
	e.one = f
	e.features = appendBytes(e.features, layerFeatures, f)
}

// number returns the number of a key or value in the tile.
func number[T comparable](known map[T]uint32, list *[]T, v T) uint32 {
	n, ok := known[v]
	if !ok {
		n = uint32(len(*list))
		known[v] = n
		*list = append(*list, v)
	}
	return n
}

// tile returns the tile; empty where nothing was added.
func (e *encoder) tile(x *Index) []byte {
	if len(e.features) == 0 {
		return nil
	}
	b := appendBytes(nil, layerName, []byte(x.layer.ID))
	b = append(b, e.features...)
	for _, k := range e.keyList {
		b = appendBytes(b, layerKeys, []byte(x.keys[k]))
	}
	for _, v := range e.valList {
		b = appendBytes(b, layerValues, x.dict.value(v))
	}
	b = appendNumber(b, layerExtent, Extent)
	b = appendNumber(b, layerVersion, 2)
	return appendBytes(nil, tileLayers, b)
}

// draw writes the commands of a shape and returns its type.
func (e *encoder) draw(s shape) uint64 {
	e.commands, e.at = e.commands[:0], [2]int32{}
	switch {
	case s.points != nil:
		e.command(moveTo, len(s.points))
		e.to(s.points)
		return typePoint
	case s.lines != nil:
		for _, l := range s.lines {
			e.path(l)
		}
		return typeLine
	}
	for _, p := range s.areas {
		for _, r := range p {
			e.path(orb.LineString(r[:len(r)-1]))
			e.command(closePath, 1)
		}
	}
	return typeArea
}

func (e *encoder) path(l orb.LineString) {
	e.command(moveTo, 1)
	e.to(l[:1])
	e.command(lineTo, len(l)-1)
	e.to(l[1:])
}

func (e *encoder) command(id uint64, count int) {
	e.commands = protowire.AppendVarint(e.commands, id|uint64(count)<<3)
}

// to moves the pen from point to point.
func (e *encoder) to(points []orb.Point) {
	for _, p := range points {
		for axis := range e.at {
			v := int32(p[axis])
			e.commands = protowire.AppendVarint(e.commands, protowire.EncodeZigZag(int64(v-e.at[axis]))&0xffffffff)
			e.at[axis] = v
		}
	}
}

func appendNumber(b []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), v)
}

func appendBytes(b []byte, field protowire.Number, v []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), v)
}
