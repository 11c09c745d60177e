package raster_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"lifecircle/data/finding"
	"lifecircle/data/raster"
)

func TestRefusals(t *testing.T) {
	geo := func(keys ...uint16) func(*made) {
		return func(f *made) { f.shorts(34735, append([]uint16{1, 1, 0, uint16(len(keys) / 4)}, keys...)...) }
	}
	const (
		warp      = "gdalwarp -t_srs EPSG:4326 in.tif out.tif makes one on longitude and latitude"
		translate = ": gdal_translate -co COMPRESS=DEFLATE in.tif out.tif makes one that is read"
	)
	for name, c := range map[string]struct {
		bend func(*made)
		kind error
		want string
	}{
		"UTM": {geo(1024, 0, 1, 1, 3072, 0, 1, 32722), finding.ErrInvalid,
			`t.tif: EPSG "32722": is a projection, which is not read: ` + warp},
		"a projection of its own": {geo(1024, 0, 1, 1, 3072, 0, 1, 32767), finding.ErrInvalid,
			`t.tif: lies on a projection, which is not read: ` + warp},
		"another datum": {geo(1024, 0, 1, 2, 2048, 0, 1, 4214), finding.ErrInvalid,
			`t.tif: EPSG "4214": is another datum than WGS 84: ` + warp},
		"a datum of its own": {geo(1024, 0, 1, 2, 2048, 0, 1, 32767), finding.ErrMissing,
			`t.tif: does not name its datum by a code: if it is WGS 84, gdal_translate -a_srs EPSG:4326 in.tif out.tif writes that down`},
		"no system": {func(f *made) { delete(f.tags, 34735) }, finding.ErrMissing,
			`t.tif: does not say on which coordinates it lies: if it is on longitude and latitude, gdal_translate -a_srs EPSG:4326 in.tif out.tif writes that down`},
		"radians": {geo(1024, 0, 1, 2, 2048, 0, 1, 4326, 2054, 0, 1, 9101), finding.ErrInvalid,
			`t.tif: angular unit "9101": is not the degree: ` + warp},
		"feet": {geo(1024, 0, 1, 2, 2048, 0, 1, 4326, 4099, 0, 1, 9002), finding.ErrInvalid,
			`t.tif: vertical unit "9002": is not the metre: convert the heights, such as with gdal_calc.py`},
		"no place": {func(f *made) { delete(f.tags, 33922) }, finding.ErrMissing,
			`t.tif: does not say where it lies: gdal_translate -a_ullr west north east south -a_srs EPSG:4326 in.tif out.tif writes that down`},
		"control points": {func(f *made) { delete(f.tags, 33550); f.doubles(33922, make([]float64, 18)...) }, finding.ErrInvalid,
			`t.tif: lies by 3 control points, which is not read: ` + warp},
		"metres as degrees": {func(f *made) { f.doubles(33922, 0, 0, 0, 480_000, 6_660_000, 0) }, finding.ErrInvalid,
			`t.tif: does not lie on the earth by its own coordinates: ` + warp},
		"no size of cells": {func(f *made) { f.doubles(33550, 0, 1, 0) }, finding.ErrInvalid,
			`t.tif: does not lie on the earth by its own coordinates: ` + warp},
		"no cells": {func(f *made) { f.shorts(256, 0) }, finding.ErrCorrupt, `t.tif: has no cells`},
		"too many": {func(f *made) { f.shorts(256, 40_000) }, finding.ErrTooLarge,
			`t.tif: has 40000 × 3 cells; at most 2000 are read: cut it to the city with gdalwarp -te west south east north in.tif out.tif`},
		"bands": {func(f *made) { f.shorts(277, 3) }, finding.ErrInvalid,
			`t.tif: bands "3": are more than one: gdal_translate -b 1 in.tif out.tif keeps the first`},
		"zstd":     {func(f *made) { f.shorts(259, 50_000) }, finding.ErrInvalid, `t.tif: compression "50000": is not read` + translate},
		"float16":  {func(f *made) { f.shorts(258, 16) }, finding.ErrInvalid, `t.tif: bits "16": of this format of numbers are not heights that are read: gdal_translate -ot Float32 in.tif out.tif makes some`},
		"a bitmap": {func(f *made) { f.shorts(258, 1); f.shorts(339, 1) }, finding.ErrInvalid, `t.tif: bits "1": of this format of numbers are not heights that are read: gdal_translate -ot Float32 in.tif out.tif makes some`},
		"predictor of floats": {func(f *made) { f.shorts(317, 3); f.shorts(339, 2) }, finding.ErrInvalid,
			`t.tif: predictor "3": is not one for this kind of numbers` + translate},
		"bits reversed": {func(f *made) { f.shorts(266, 2) }, finding.ErrInvalid, `t.tif: fill order "2": is not read` + translate},
		"decimetres": {func(f *made) {
			f.ascii(42112, `<GDALMetadata><Item name="SCALE" sample="0" role="scale">0.1</Item></GDALMetadata>`)
		}, finding.ErrInvalid,
			`t.tif: holds heights that are to be scaled: gdal_translate -unscale -ot Float32 in.tif out.tif makes metres`},
		"a block too few": {func(f *made) { f.shorts(278, 1) }, finding.ErrCorrupt,
			`t.tif: is damaged: it lists fewer blocks than it has; copy it again`},
		"a block that is too short": {func(f *made) { f.longs(273, 8); f.longs(279, 11) }, finding.ErrCorrupt,
			`t.tif: is cut off or damaged: a block of it is not there; copy it again`},
		"a block past the end": {func(f *made) { f.longs(273, 1<<31); f.longs(279, 24) }, finding.ErrCorrupt,
			`t.tif: is cut off or damaged: a block of it is not there; copy it again`},
		"tiles without a size": {func(f *made) { f.longs(324, 8); f.longs(325, 24) }, finding.ErrCorrupt,
			`t.tif: is damaged: its blocks have no possible size; copy it again`},
		"all left out": {func(f *made) { f.longs(273, 0); f.longs(279, 0) }, finding.ErrCorrupt, `t.tif: holds no heights`},
		"packed much too small": {func(f *made) {
			f.shorts(259, 8)
			f.shorts(256, 110)
			f.shorts(257, 11)
			f.shorts(278, 11)
			f.longs(273, 8)
			f.longs(279, 0)
			f.longs(279, 1)
			f.shorts(258, 64)
			f.doubles(33550, 0.1, 0.1, 0)
		}, finding.ErrCorrupt, `t.tif: is cut off or damaged: a block of it is not there; copy it again`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newTIFF(2, 3)
			c.bend(f)
			_, err := raster.Read(f.bytes(), "t.tif", 2000)
			check(t, err, c.kind, c.want)
		})
	}
}

func TestBytesThatAreNoRaster(t *testing.T) {
	good := newTIFF(2, 3).bytes()
	for name, c := range map[string]struct{ file, data, want string }{
		"nothing":       {"t.tif", "", "t.tif: is not a TIFF file"},
		"text":          {"t.tif", "ncols 3\nnrows 4\n", "t.tif: is not a TIFF file"},
		"a header only": {"t.tif", "II*\x00", "t.tif: is not a TIFF file"},
		"BigTIFF":       {"t.tif", "II+\x00\x08\x00\x00\x00", "t.tif: is a BigTIFF, which is not read: gdal_translate -co BIGTIFF=NO in.tif out.tif makes one that is"},
		"cut off":       {"t.tif", string(good[:len(good)-20]), "t.tif: is cut off or damaged: it points past its own end; copy it again"},
		"a tile's name": {"srtm.hgt", "", "srtm.hgt: is not named by its south-western corner, which says where it lies: call it like N31E121.hgt"},
		"a packed tile": {"N31E121.hgt", "PK\x03\x04", "N31E121.hgt: is 4 bytes long, not the 2,884,802 or 25,934,402 of a tile: unpack it if it is packed, else copy it again"},
		"off the earth": {"N95E121.hgt", strings.Repeat("\x00", 2*1201*1201), "N95E121.hgt: does not lie on the earth by its own coordinates: gdalwarp -t_srs EPSG:4326 in.tif out.tif makes one on longitude and latitude"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := raster.Read([]byte(c.data), c.file, raster.MaxCells)
			check(t, err, nil, c.want)
		})
	}
}

func TestOpenRefusals(t *testing.T) {
	dir := t.TempDir()
	_, err := raster.Open(filepath.Join(dir, "no.tif"), "no.tif")
	if err == nil || !errors.Is(err, finding.ErrMissing) || !errors.Is(err, os.ErrNotExist) ||
		!strings.HasPrefix(err.Error(), "no.tif: cannot be read: give the path of a file that is there (") {
		t.Errorf("%v", err)
	}
	_, err = raster.Open(dir, "dem.tif")
	check(t, err, finding.ErrInvalid, "dem.tif: is a folder: name a file")
}

func check(t *testing.T, err, kind error, want string) {
	t.Helper()
	var refusal *finding.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("not a refusal: %v", err)
	}
	if kind != nil && !errors.Is(err, kind) {
		t.Errorf("not %q", kind)
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Error(diff)
	}
}

// Blocks that GDAL leaves out have no heights.
func TestSparse(t *testing.T) {
	f := newTIFF(2, 2)
	f.shorts(278, 1)
	f.longs(273, 8, 0)
	f.longs(279, 8, 0)
	f.cells = []float32{1, 2}
	r, err := raster.Read(f.bytes(), "t.tif", 10)
	if err != nil {
		t.Fatal(err)
	}
	if voids, cells := r.Voids(r.Bound()); voids != 2 || cells != 4 {
		t.Errorf("%d voids of %d", voids, cells)
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.tif")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "t.tif")
	}
	f.Add(newTIFF(3, 2).bytes(), "t.tif")
	f.Add([]byte("PK"), "N31E121.hgt")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		r, err := raster.Read(data, name, 1<<14)
		var refusal *finding.Refusal
		if (r == nil) == (err == nil) {
			t.Fatal("neither a raster nor an error")
		}
		if err != nil {
			if !errors.As(err, &refusal) {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		b := r.Bound()
		r.Cover(b)
		for _, p := range []orb.Point{b.Min, b.Max, b.Center()} {
			if h, ok := r.Height(p); ok && !(h >= -501 && h <= 9001) {
				t.Fatalf("%g m at %v", h, p)
			}
		}
	})
}
