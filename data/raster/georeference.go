package raster

import (
	"strconv"

	"lifecircle/data/finding"
)

// The keys of GeoTIFF that are read, OGC 19-008r4, annex B.
const (
	keyModel         = 1024 // 1 projected, 2 geographic
	keyRaster        = 1025 // 1 a number is of an area, 2 of a point
	keyGeographic    = 2048
	keyAngularUnit   = 2054
	keyProjected     = 3072
	keyVerticalUnit  = 4099
	modelGeographic  = 2
	rasterIsPoint    = 2
	unitDegree       = 9102
	unitMetre        = 9001
	codeUndefined    = 0
	codeUserDefined  = 32767
	noSystemIsStated = "does not say on which coordinates it lies: if it is on longitude and latitude, " +
		"gdal_translate -a_srs EPSG:4326 in.tif out.tif writes that down"
)

// degrees are the systems of longitude and latitude whose degrees differ from
// those of WGS 84 by less than two metres, a fraction of any cell.
var degrees = map[int]bool{
	4326: true, 4979: true, // WGS 84
	4490: true, 4480: true, // CGCS2000
	4258: true, 4937: true, // ETRS89
	4269: true, // NAD83
	4674: true, // SIRGAS 2000
	6668: true, // JGD2011
	4283: true, // GDA94
	7844: true, // GDA2020
}

// georeference returns where the centres of the cells lie: column and row to
// longitude and latitude.
func (t *tiff) georeference() (affine, error) {
	keys := t.geoKeys()
	if err := t.system(keys); err != nil {
		return affine{}, err
	}
	m, err := t.model()
	if err != nil {
		return affine{}, err
	}
	if keys[keyRaster] != rasterIsPoint {
		// The file counts from the corner of the first cell.
		m.c, m.f = m.at(0.5, 0.5)
	}
	return m, nil
}

// geoKeys returns the keys whose value is a short.
func (t *tiff) geoKeys() map[int]int {
	raw := t.numbers(tagGeoKeys)
	keys := map[int]int{}
	for i := 4; i+4 <= len(raw) && i <= 4*int(raw[3]); i += 4 {
		if raw[i+1] == 0 {
			keys[int(raw[i])] = int(raw[i+3])
		}
	}
	return keys
}

// system refuses what is not on degrees that are those of WGS 84, and heights
// that are not in metres.
func (t *tiff) system(keys map[int]int) error {
	model, ok := keys[keyModel]
	geographic, projected := keys[keyGeographic], keys[keyProjected]
	switch {
	case projected != codeUndefined && projected != codeUserDefined:
		return t.unread("EPSG", projected, "is a projection, which is not read: "+warp)
	case ok && model != modelGeographic:
		return &finding.Refusal{Kind: finding.ErrInvalid, File: t.name, Problem: "lies on a projection, which is not read: " + warp}
	case !ok && geographic == codeUndefined:
		return &finding.Refusal{Kind: finding.ErrMissing, File: t.name, Problem: noSystemIsStated}
	case geographic == codeUndefined || geographic == codeUserDefined:
		return &finding.Refusal{Kind: finding.ErrMissing, File: t.name,
			Problem: "does not name its datum by a code: " + noSystemHint}
	case !degrees[geographic]:
		return t.unread("EPSG", geographic, "is another datum than WGS 84: "+warp)
	}
	if unit, ok := keys[keyAngularUnit]; ok && unit != unitDegree {
		return t.unread("angular unit", unit, "is not the degree: "+warp)
	}
	if unit, ok := keys[keyVerticalUnit]; ok && unit != unitMetre {
		return t.unread("vertical unit", unit, "is not the metre: convert the heights, such as with gdal_calc.py")
	}
	return nil
}

const noSystemHint = "if it is WGS 84, gdal_translate -a_srs EPSG:4326 in.tif out.tif writes that down"

// model returns the file's own way from columns and rows to degrees.
func (t *tiff) model() (affine, error) {
	if m := t.floats(tagTransformation); len(m) >= 16 {
		return affine{m[0], m[1], m[3], m[4], m[5], m[7]}, nil
	}
	scale, tie := t.floats(tagPixelScale), t.floats(tagTiepoint)
	switch {
	case len(scale) >= 2 && len(tie) >= 6:
		sx, sy := scale[0], scale[1]
		return affine{a: sx, c: tie[3] - float64(tie[0]*sx), e: -sy, f: tie[4] + float64(tie[1]*sy)}, nil
	case len(tie) > 6:
		return affine{}, &finding.Refusal{Kind: finding.ErrInvalid, File: t.name,
			Problem: "lies by " + strconv.Itoa(len(tie)/6) + " control points, which is not read: " + warp}
	}
	return affine{}, &finding.Refusal{Kind: finding.ErrMissing, File: t.name,
		Problem: "does not say where it lies: gdal_translate -a_ullr west north east south -a_srs EPSG:4326 in.tif out.tif writes that down"}
}
