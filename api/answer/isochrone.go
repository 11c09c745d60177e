package answer

import (
	"io"
	"slices"
	"strconv"

	"lifecircle/coverage"
	"lifecircle/coverage/ground"
	"lifecircle/coverage/isochrone"
)

// Isochrones are what lies within a walk, ready to be written.
type Isochrones struct {
	City       *coverage.City
	Lang       Lang
	Isochrones isochrone.Isochrones
}

// Write writes the isochrones as GeoJSON, a feature for each shape and, where
// they were asked, one for its streets; or as Table. Other formats are
// [ErrNoFormat].
func (i Isochrones) Write(w io.Writer, f Format) error {
	switch f {
	case GeoJSON:
		return writeFeatures(w, i.City, i.features, field{"isochrones", i.info()})
	case Table:
		return i.writeTable(w)
	}
	return noFormat(f, GeoJSON, Table)
}

func (i Isochrones) features(yield func(feature) bool) {
	for _, s := range i.Isochrones.Shapes {
		if !yield(i.feature(s, false)) || i.Isochrones.Query.Lines && !yield(i.feature(s, true)) {
			return
		}
	}
}

// IsochronesInfo is what isochrones have in common, the foreign member
// isochrones of the GeoJSON.
type IsochronesInfo struct {
	Service     *string   `json:"service" doc:"Id of the service whose facilities they are around."`
	Minutes     []float64 `json:"minutes" nullable:"false" doc:"The limits, ascending."`
	Mode        string    `json:"mode" enum:"cumulative,bands"`
	Direction   string    `json:"direction" enum:"to,from" doc:"to: from everywhere to the origin; from: from the origin to everywhere."`
	Merge       bool      `json:"merge" doc:"One shape a limit around all origins."`
	Profile     string    `json:"profile" example:"standard"`
	Private     string    `json:"private" enum:"closed,residents,open"`
	Group       string    `json:"group,omitempty" doc:"The population group that people counts, where one was asked." example:"age_60_plus"`
	Area        string    `json:"area,omitempty" enum:"all,urban,rural" doc:"Whose places count, where it was asked."`
	Weight      string    `json:"weight,omitempty" doc:"What people counts, where that is not people." example:"buildings"`
	District    *string   `json:"district,omitempty" doc:"Code of the district that is counted alone, where one was asked; \"\" is demand in no district."`
	Level       *int64    `json:"level,omitempty" doc:"Of the district, where it was asked."`
	BufferM     float64   `json:"buffer_m" doc:"The ground on either side of a reached street, in metres, or what the time left allows, if that is less." example:"50"`
	ResolutionM float64   `json:"resolution_m" doc:"Shapes are true to so many metres; 0 where nothing was drawn." example:"5"`
	Origins     []Origin  `json:"origins" nullable:"false" doc:"In the order asked; those of a service by id."`
}

// An Origin is what isochrones are around, as JSON has it.
type Origin struct {
	Origin   int64     `json:"origin" doc:"From 1."`
	Lon      float64   `json:"lon"`
	Lat      float64   `json:"lat"`
	Facility *string   `json:"facility" doc:"Its id, where it is one."`
	Name     *string   `json:"name" doc:"Of the facility."`
	Snapped  []float64 `json:"snapped" minItems:"2" maxItems:"2" doc:"Where it joins the streets: longitude, latitude; null where it does not."`
	LinkM    *float64  `json:"link_m" doc:"The straight leg to there, which is walked as well."`
	Crosses  *string   `json:"crosses" enum:"water,railway,motorway,wall" doc:"What that leg had to cross."`
	Reason   *string   `json:"reason" enum:"outside,unlinked,island" doc:"outside: beyond the extent, no isochrone; unlinked: no street within 500 m, no isochrone; island: its nearest street joins no other."`
}

func (i Isochrones) info() IsochronesInfo {
	q := i.Isochrones.Query
	out := IsochronesInfo{
		Service: orNil(q.Service), Minutes: q.Limits, Mode: string(q.Mode), Direction: string(q.Direction), Merge: q.Merge,
		Profile: q.Profile, Private: string(q.Private), Group: q.Group, Area: string(q.Area), District: q.District, BufferM: ground.Most, ResolutionM: i.Isochrones.Resolution, Origins: []Origin{},
	}
	if len(weightField(q.Scope)) > 0 {
		out.Weight = q.Weight
	}
	if q.Level != nil {
		level := int64(*q.Level)
		out.Level = &level
	}
	for k := range i.Isochrones.Origins {
		out.Origins = append(out.Origins, i.origin(k))
	}
	return out
}

// origin returns one of the origins as JSON has it.
func (i Isochrones) origin(k int) Origin {
	o := i.Isochrones.Origins[k]
	at := position(o.Point)
	out := Origin{
		Origin: int64(k + 1), Lon: at[0], Lat: at[1], Facility: orNil(o.Facility), Name: facilityName(i.City, i.Lang, o.Facility),
		LinkM: o.LinkM, Crosses: orNil(o.Crosses.String()), Reason: orNil(string(o.Reason)),
	}
	if o.Snapped != nil {
		out.Snapped = position(*o.Snapped)
	}
	return out
}

// An IsochroneShape is what the GeoJSON says of a shape, or of its streets.
type IsochroneShape struct {
	Kind       string             `json:"kind" enum:"ground,streets"`
	Origin     *int64             `json:"origin" doc:"Number of the origin, from 1; null around several."`
	Facility   *string            `json:"facility"`
	Name       *string            `json:"name"`
	Minutes    float64            `json:"minutes"`
	Over       float64            `json:"over_minutes" doc:"Of a band: from here to minutes."`
	People     *float64           `json:"people" doc:"Null where nobody counted them."`
	AreaM2     *float64           `json:"area_m2"`
	StreetM    *float64           `json:"street_m"`
	Snapped    *string            `json:"snapped" doc:"Longitude and latitude, separated by a comma."`
	SnappedLon *float64           `json:"snapped_lon"`
	SnappedLat *float64           `json:"snapped_lat"`
	LinkM      *float64           `json:"link_m"`
	Crosses    *string            `json:"crosses"`
	Reason     *string            `json:"reason"`
	Groups     map[string]float64 `json:"people_by_group" flat:"prefix=people_"`
}

// feature returns a shape, or its streets.
func (i Isochrones) feature(s isochrone.Isochrone, lines bool) feature {
	said := IsochroneShape{Kind: "ground", Minutes: s.Minutes, Over: s.Over, People: i.people(s, i.counted()), Groups: map[string]float64{}}
	id := "all"
	if k := s.Origin; k != isochrone.AllOrigins || len(i.Isochrones.Origins) == 1 {
		o := i.origin(max(k, 0))
		said.Origin, said.Facility, said.Name, said.LinkM, said.Crosses, said.Reason = &o.Origin, o.Facility, o.Name, o.LinkM, o.Crosses, o.Reason
		if o.Snapped != nil {
			text := strconv.FormatFloat(o.Snapped[0], 'f', -1, 64) + "," + strconv.FormatFloat(o.Snapped[1], 'f', -1, 64)
			said.Snapped, said.SnappedLon, said.SnappedLat = &text, &o.Snapped[0], &o.Snapped[1]
		}
	}
	if s.Origin != isochrone.AllOrigins {
		id = strconv.Itoa(s.Origin + 1)
	}
	if s.Reached {
		said.AreaM2, said.StreetM = &s.AreaM2, &s.StreetM
	}
	f := feature{id: id + "/" + plain(s.Minutes), geometry: s.Shape}
	if lines {
		f.id, f.geometry, said.Kind = f.id+"/streets", s.Lines, "streets"
	}
	groups := slices.DeleteFunc(i.City.GroupIDs(), func(id string) bool { return id == groupAll })
	for _, id := range groups {
		if n := i.people(s, id); n != nil {
			said.Groups[id] = *n
		}
	}
	f.properties = flatten(said, GeoJSON, groups...)
	return f
}

// counted is what people are: everybody, or the group or the weight asked.
func (i Isochrones) counted() string {
	switch q := i.Isochrones.Query; {
	case len(weightField(q.Scope)) > 0:
		return q.Weight
	case q.Group != "":
		return q.Group
	}
	return groupAll
}

// groupAll is everybody.
const groupAll = "all"

// people returns the people of a group, nil where nobody counted them.
func (i Isochrones) people(s isochrone.Isochrone, group string) *float64 {
	amount, known := s.People[group]
	if !known {
		return nil
	}
	return people(&amount)
}
