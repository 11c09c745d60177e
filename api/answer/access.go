package answer

import (
	"io"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// Access are the access links of a city, ready to be written.
type Access struct {
	City  *coverage.City
	Links []coverage.AccessLeg // in the order they are written
}

// AccessDocument is the JSON of Access.
type AccessDocument struct {
	City       string     `json:"city" example:"newtown"`
	Provenance Provenance `json:"provenance"`
	Links      []Link     `json:"links" nullable:"false"`
}

// A Link is how a place or a facility joins the streets, as JSON has it.
type Link struct {
	Of      string  `json:"of" enum:"demand,facility"`
	ID      string  `json:"id" doc:"Of the place of demand or of the facility."`
	Kind    *string `json:"kind" enum:"entrance,rim,island,public" doc:"Null is the main one; entrance is one that the source has, rim where a street meets the outline, island a nearer street that joins no other, public how it joins the streets that everybody may use."`
	Lon     float64 `json:"lon" flat:"csv" doc:"Of the place, WGS 84, degrees."`
	Lat     float64 `json:"lat" flat:"csv" doc:"Of the place, WGS 84, degrees."`
	AtLon   float64 `json:"at_lon" flat:"csv" doc:"Of the point on the street."`
	AtLat   float64 `json:"at_lat" flat:"csv" doc:"Of the point on the street."`
	LegM    float64 `json:"leg_m" minimum:"0" doc:"The straight line between them, metres."`
	Seconds float64 `json:"seconds" minimum:"0" doc:"Along it, at the pace of the standard profile."`
	Crosses *string `json:"crosses" enum:"water,railway,motorway,wall" doc:"The barrier that the line had to cross, since no street on the same side is near enough."`
	Way     int64   `json:"way" doc:"Id of the street in the source."`
	Name    *string `json:"name" doc:"Of the street."`
	Class   *string `json:"class" doc:"Of the street, as highway=*." example:"residential"`
}

// Write writes the links as JSON, CSV or GeoJSON (a line each). Other formats
// are [ErrNoFormat]. All are written a link at a time.
func (a Access) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		return writeList(w, headOf(a.City), "links", as(a.Links, a.linkOf))
	case CSV:
		return writeFlat(w, as(a.Links, a.linkOf))
	case GeoJSON:
		return writeFeatures(w, a.City, a.features)
	}
	return noFormat(f, JSON, CSV, GeoJSON)
}

// linkOf returns a link as JSON has it.
func (a Access) linkOf(l coverage.AccessLeg) Link {
	from, at := position(l.From), position(l.Access.At)
	mm := int64(l.Access.LegMM)
	out := Link{
		Of: l.Of, ID: l.ID, Kind: orNil(l.Kind), Lon: from[0], Lat: from[1], AtLon: at[0], AtLat: at[1],
		LegM: float64(mm) / 1000, Seconds: float64(streets.Standard.Walk(mm)) / 1000, Crosses: orNil(l.Access.Crosses.String()),
	}
	if a.City.Streets != nil {
		street := a.City.Streets.Street(l.Access.Segment)
		out.Way, out.Name, out.Class = street.Way, orNil(street.Name), orNil(street.Kind.Class.String())
	}
	return out
}

// features gives a line a link. Links of one place stand together. Its id is that
// of the place, with the kind and a number where it is not the main one.
func (a Access) features(yield func(feature) bool) {
	before, seen := coverage.AccessLeg{}, map[string]int{}
	for _, l := range a.Links {
		if l.Of != before.Of || l.ID != before.ID {
			clear(seen)
		}
		before = l
		seen[l.Kind]++
		id := l.Of + "/" + l.ID
		if l.Kind != "" {
			id += "/" + l.Kind + "/" + strconv.Itoa(seen[l.Kind])
		}
		line := orb.LineString{l.From, l.Access.At}
		if !yield(feature{id: id, geometry: line, properties: flatten(a.linkOf(l), GeoJSON)}) {
			return
		}
	}
}
