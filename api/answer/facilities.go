package answer

import (
	"io"
	"slices"

	"lifecircle/coverage"
)

// Facilities are a city's facilities, ready to be written.
type Facilities struct {
	City     *coverage.City
	Lang     Lang
	Services []string // only those that offer one of these; nil means all
}

// FacilitiesDocument is the JSON of Facilities.
type FacilitiesDocument struct {
	City       string     `json:"city" example:"newtown"`
	Provenance Provenance `json:"provenance"`
	Facilities []Facility `json:"facilities" nullable:"false" doc:"By id."`
}

// A Facility is a real place that offers services, as JSON has it.
type Facility struct {
	ID         string            `json:"id"`
	Name       *string           `json:"name"`
	Lon        float64           `json:"lon" flat:"csv" doc:"WGS 84, degrees."`
	Lat        float64           `json:"lat" flat:"csv" doc:"WGS 84, degrees."`
	Services   []string          `json:"services" flat:"join=;,after=name" nullable:"false" doc:"Ids of the services offered."`
	Capacity   map[string]int64  `json:"capacity" flat:"prefix=capacity_" doc:"Beds, places … by service, where known."`
	Status     string            `json:"status" enum:"open,planned,closed"`
	Opens      *string           `json:"opens" format:"date"`
	Closes     *string           `json:"closes" format:"date"`
	Linked     bool              `json:"linked" doc:"It joins the streets."`
	Attributes map[string]string `json:"attributes" flat:"-" doc:"The source's other columns or tags."`
}

// FacilityOf returns a facility as JSON has it.
func FacilityOf(f coverage.Facility, lang Lang) Facility {
	out := Facility{
		ID: f.ID, Name: orNil(f.Names.In(string(lang))), Lon: f.Point[0], Lat: f.Point[1],
		Services: f.Services, Capacity: f.Capacity, Status: string(f.Status),
		Opens: orNil(f.Opens), Closes: orNil(f.Closes), Linked: f.Access.Linked, Attributes: f.Attributes,
	}
	if out.Status == "" {
		out.Status = string(coverage.StatusOpen)
	}
	if out.Services == nil {
		out.Services = []string{}
	}
	if out.Capacity == nil {
		out.Capacity = map[string]int64{}
	}
	if out.Attributes == nil {
		out.Attributes = map[string]string{}
	}
	return out
}

// Write writes the facilities as JSON, CSV or GeoJSON. Other formats are
// [ErrNoFormat].
func (f Facilities) Write(w io.Writer, format Format) error {
	list := func(yield func(Facility) bool) {
		f.each(func(_ coverage.Facility, j Facility) bool { return yield(j) })
	}
	switch format {
	case JSON:
		return writeList(w, headOf(f.City), "facilities", list)
	case CSV:
		return writeFlat(w, list, f.services()...)
	case GeoJSON:
		services := f.services()
		return writeFeatures(w, f.City, func(yield func(feature) bool) {
			f.each(func(facility coverage.Facility, j Facility) bool {
				return yield(feature{id: j.ID, geometry: facility.Point, properties: flatten(j, format, services...)})
			})
		})
	}
	return noFormat(format, JSON, CSV, GeoJSON)
}

func (f Facilities) each(yield func(coverage.Facility, Facility) bool) {
	for _, facility := range f.City.Facilities {
		if f.wants(facility) && !yield(facility, FacilityOf(facility, f.Lang)) {
			return
		}
	}
}

func (f Facilities) wants(facility coverage.Facility) bool {
	if f.Services == nil {
		return true
	}
	for _, s := range facility.Services {
		if slices.Contains(f.Services, s) {
			return true
		}
	}
	return false
}

// services returns the ids of the services that any facility has a capacity
// for, sorted.
func (f Facilities) services() []string {
	var ids []string
	for _, facility := range f.City.Facilities {
		for s := range facility.Capacity {
			if !slices.Contains(ids, s) {
				ids = append(ids, s)
			}
		}
	}
	slices.Sort(ids)
	return ids
}
