package tiles

import (
	"strconv"
	"strings"
)

// What an address asks for.
type kind int

const (
	kindTile kind = iota
	kindTileJSON
	kindMetadata
	kindStyle
	kindQGIS
)

// An address is the path of a request, read.
type address struct {
	kind  kind
	city  string
	layer string // of tiles, TileJSON and metadata
	z     int
	x, y  uint32
}

// Prefix is what all paths begin with.
const Prefix = "/tiles"

// longestName bounds the name of a city or layer.
const longestName = 64

// parseAddress reads a path. Numbers are written as they are: 7, not 07 or +7, so
// that a tile has one address. False: there is no such address.
func parseAddress(path string) (address, bool) {
	rest, ok := strings.CutPrefix(path, Prefix+"/")
	if !ok || len(path) > 4*longestName {
		return address{}, false
	}
	parts := strings.Split(rest, "/")
	a := address{city: parts[0]}
	if !isCity(a.city) {
		return address{}, false
	}
	switch len(parts) {
	case 2:
		ok = a.document(parts[1])
	case 3:
		a.kind, a.layer = kindMetadata, parts[1]
		ok = parts[2] == "metadata.json" && isName(a.layer)
	case 5:
		a.layer = parts[1]
		ok = isName(a.layer) && a.tile(parts[2], parts[3], parts[4])
	default:
		ok = false
	}
	return a, ok
}

func (a *address) document(name string) bool {
	switch name {
	case "style.json":
		a.kind = kindStyle
		return true
	case "layers.qlr":
		a.kind = kindQGIS
		return true
	}
	layer, ok := strings.CutSuffix(name, ".json")
	a.kind, a.layer = kindTileJSON, layer
	return ok && isName(layer)
}

// tile reads the numbers of a tile that is in the world.
func (a *address) tile(z, x, file string) bool {
	y, ok := strings.CutSuffix(file, ".pbf")
	if !ok {
		if y, ok = strings.CutSuffix(file, ".mvt"); !ok {
			return false
		}
	}
	zoom, zok := whole(z)
	tx, xok := whole(x)
	ty, yok := whole(y)
	if !zok || !xok || !yok || zoom > MaxZoom || tx>>zoom != 0 || ty>>zoom != 0 {
		return false
	}
	a.z, a.x, a.y = int(zoom), tx, ty
	return true
}

func whole(s string) (uint32, bool) {
	if len(s) > 1 && s[0] == '0' || strings.HasPrefix(s, "+") {
		return 0, false
	}
	v, err := strconv.ParseUint(s, 10, 32)
	return uint32(v), err == nil
}

// isCity takes a city's name, or that of a scenario's city: city@scenario.
func isCity(s string) bool {
	city, id, of := strings.Cut(s, "@")
	return isName(city) && (!of || isName(id))
}

func isName(s string) bool {
	if s == "" || len(s) > longestName {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
