package answer

import (
	"io"

	"lifecircle/coverage"
)

// Districts are a city's districts, ready to be written.
type Districts struct {
	City  *coverage.City
	Lang  Lang
	Level *int // only districts of this level
}

// DistrictsDocument is the JSON of Districts.
type DistrictsDocument struct {
	City       string         `json:"city" example:"newtown"`
	Provenance Provenance     `json:"provenance"`
	Districts  []DistrictInfo `json:"districts" nullable:"false" doc:"By level, then code."`
}

// A DistrictInfo is a district without its polygon.
type DistrictInfo struct {
	Code   string  `json:"code" example:"310101"`
	Name   *string `json:"name"`
	Level  int64   `json:"level"`
	Parent *string `json:"parent" doc:"Code of the district above."`
}

// Write writes the districts as JSON (without polygons) or GeoJSON (with
// them). Other formats are [ErrNoFormat].
func (d Districts) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		return writeList(w, headOf(d.City), "districts", func(yield func(DistrictInfo) bool) {
			d.each(func(_ coverage.District, j DistrictInfo) bool { return yield(j) })
		})
	case GeoJSON:
		return writeFeatures(w, d.City, func(yield func(feature) bool) {
			d.each(func(district coverage.District, j DistrictInfo) bool {
				return yield(feature{id: j.Code, geometry: district.Polygon, properties: flatten(j, f)})
			})
		})
	}
	return noFormat(f, JSON, GeoJSON)
}

func (d Districts) each(yield func(coverage.District, DistrictInfo) bool) {
	for _, district := range d.City.Districts {
		if d.Level != nil && district.Level != *d.Level {
			continue
		}
		j := DistrictInfo{
			Code: district.Code, Name: orNil(district.Names.In(string(d.Lang))),
			Level: int64(district.Level), Parent: orNil(district.Parent),
		}
		if !yield(district, j) {
			return
		}
	}
}
