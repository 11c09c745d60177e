package raster

import (
	"bufio"
	"encoding/binary"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"lifecircle/data/finding"
)

// hgtName is the south-western corner of a tile.
var hgtName = regexp.MustCompile(`^([NS])([0-9]{2})([EW])([0-9]{3})[._]`)

// hgtSides are the samples along the side of a tile of 3 arc seconds and of 1.
var hgtSides = []int{1201, 3601}

// readHGT reads a tile of SRTM: rows from the north of big-endian int16, both
// borders included, −32768 where there is no height. The name says where it lies.
func readHGT(f file, maxCells int) (*Raster, error) {
	name := filepath.Base(filepath.ToSlash(f.name))
	m := hgtName.FindStringSubmatch(strings.ToUpper(name))
	if m == nil {
		return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: f.name,
			Problem: "is not named by its south-western corner, which says where it lies: call it like N31E121.hgt"}
	}
	lat, _ := strconv.Atoi(m[2])
	lon, _ := strconv.Atoi(m[4])
	if m[1] == "S" {
		lat = -lat
	}
	if m[3] == "W" {
		lon = -lon
	}
	side := 0
	for _, s := range hgtSides {
		if f.size == int64(2*s*s) {
			side = s
		}
	}
	if side == 0 {
		return nil, f.corrupt("is "+strconv.FormatInt(f.size, 10)+" bytes long, not the 2,884,802 or 25,934,402 of a tile: "+
			"unpack it if it is packed, else copy it again", nil)
	}
	if err := f.fits(side, side, maxCells); err != nil {
		return nil, err
	}
	r := &Raster{width: side, height: side, cells: make([]float32, side*side)}
	step := 1 / float64(side-1)
	if err := r.place(f.name, affine{a: step, c: float64(lon), e: -step, f: float64(lat + 1)}); err != nil {
		return nil, err
	}
	in := bufio.NewReader(io.NewSectionReader(f, 0, f.size))
	row := make([]byte, 2*side)
	for y := range side {
		if _, err := io.ReadFull(in, row); err != nil {
			return nil, err
		}
		for x := range side {
			r.cells[y*side+x] = known(float64(int16(binary.BigEndian.Uint16(row[2*x:]))))
		}
	}
	return r, nil
}
