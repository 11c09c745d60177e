package answer

import (
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
)

// Walk is one walk, ready to be written.
type Walk struct {
	City *coverage.City
	Lang Lang
	Walk itinerary.Itinerary
}

// Write writes the walk as JSON, GeoJSON (a line per leg, a point for either
// end) or Text (an itinerary). Other formats are [ErrNoFormat].
func (w Walk) Write(out io.Writer, f Format) error {
	info := field{"walk", WalkOf(w.City, w.Lang, w.Walk)}
	switch f {
	case JSON:
		return writeList(out, headOf(w.City, info), "legs", func(yield func(Leg) bool) {
			for i, leg := range w.Walk.Legs {
				if !yield(LegOf(i+1, leg)) {
					return
				}
			}
		})
	case GeoJSON:
		return writeFeatures(out, w.City, slices.Values(w.features()), info)
	case Text:
		return w.writeText(out)
	}
	return noFormat(f, JSON, GeoJSON, Text)
}

// WalkDocument is the JSON of Walk.
type WalkDocument struct {
	City       string     `json:"city" example:"newtown"`
	Provenance Provenance `json:"provenance"`
	Walk       WalkInfo   `json:"walk"`
	Legs       []Leg      `json:"legs" nullable:"false" doc:"In the order walked; their seconds add up to the walk's. Empty where there is no walk."`
}

// A WalkInfo is a walk without its legs, as JSON has it.
type WalkInfo struct {
	From         []float64 `json:"from" nullable:"false" minItems:"2" maxItems:"2" doc:"Where it starts: longitude, latitude."`
	Place        *string   `json:"place" doc:"Id of the place of demand where it starts, if one was asked."`
	Service      *string   `json:"service" example:"clinic" doc:"Null for a walk to a point."`
	To           []float64 `json:"to" minItems:"2" maxItems:"2" doc:"Where it ends: the facility, or the point asked. Where nothing was reached, the nearest facility as the crow flies; null where nobody offers the service."`
	Facility     *string   `json:"facility" doc:"Id of the facility reached."`
	FacilityName *string   `json:"facility_name"`
	Profile      string    `json:"profile" example:"standard"`
	Private      string    `json:"private" enum:"closed,residents,open" doc:"How residents' streets are treated."`
	Seconds      *float64  `json:"seconds" minimum:"0" doc:"Walking time, at most three decimals; null where no walk was found, and missed says why."`
	LimitSeconds float64   `json:"limit_seconds" doc:"A walk of exactly the limit is within it."`
	SlackSeconds *float64  `json:"slack_seconds" doc:"The limit less the walk; negative is over the limit."`
	LengthM      *float64  `json:"length_m" minimum:"0" doc:"Of all legs, metres."`
	Covered      bool      `json:"covered" doc:"The walk is within the limit."`
	At           string    `json:"at" doc:"any: facilities, gates and parks count as open whatever the hour." example:"any"`
	Missed       *Missed   `json:"missed"`
}

// Missed says why a walk is not within its limit, with the evidence.
type Missed struct {
	Cause       string    `json:"cause" enum:"distance,detour,disconnected,no_facility" doc:"distance: nothing even as the crow flies; detour: near as the crow flies, and the walk is too long; disconnected: the streets do not join; no_facility: nobody offers the service."`
	Nearest     *string   `json:"nearest" doc:"Id of the facility nearest as the crow flies."`
	NearestName *string   `json:"nearest_name"`
	NearestAt   []float64 `json:"nearest_at" minItems:"2" maxItems:"2" doc:"Where it is: longitude, latitude."`
	StraightM   *float64  `json:"straight_m" minimum:"0" doc:"To it in a straight line, metres."`
	WalkSeconds *float64  `json:"walk_seconds" minimum:"0" doc:"The walk to it; null where there is none within two hours."`
	Ratio       *float64  `json:"ratio" doc:"How many times as far the walk is as the straight line."`
	Crossed     []string  `json:"crossed" nullable:"false" doc:"Barriers on the straight line to it, each kind once, in the order met: water, railway, motorway, wall."`
	NearEdge    bool      `json:"near_edge" doc:"It might be covered from beyond the edge of the data."`
}

// A Leg is a piece of a walk that is of one kind and on one street.
type Leg struct {
	Order       int64    `json:"order" doc:"From 1 in the order walked."`
	Kind        string   `json:"kind" enum:"access,street,compound,square,steps,gate,kerb,lift,repair" doc:"access is the straight line between a place and a street, compound a street of residents, repair a link that the manifest declares."`
	Way         *int64   `json:"way" doc:"Id in the source; of the node where it is a gate, a kerb or a lift. Null for an access leg."`
	Name        *string  `json:"name" doc:"Of the street."`
	Class       *string  `json:"class" doc:"Of the street, as highway=*." example:"residential"`
	Seconds     float64  `json:"seconds" minimum:"0" doc:"At most three decimals."`
	WaitSeconds float64  `json:"wait_seconds" minimum:"0" doc:"Of the seconds, those waited at lights, crossings, lifts and gates: an estimate."`
	LengthM     float64  `json:"length_m" minimum:"0" doc:"Metres."`
	ClimbM      *float64 `json:"climb_m" minimum:"0" doc:"Metres up; null where no heights are known."`
	DescentM    *float64 `json:"descent_m" minimum:"0" doc:"Metres down."`
	Steps       *int64   `json:"steps" minimum:"0" doc:"Of a stair, where known."`
	Signals     float64  `json:"signals" minimum:"0" doc:"Traffic lights waited at, in parts of one crossing."`
	Hours       *string  `json:"hours" doc:"Opening hours; counted as open."`
	Crosses     *string  `json:"crosses" enum:"water,railway,motorway,wall" doc:"The barrier that an access leg had to cross."`
}

// WalkOf returns a walk as JSON has it.
func WalkOf(c *coverage.City, lang Lang, w itinerary.Itinerary) WalkInfo {
	q := w.Query
	out := WalkInfo{
		From: position(w.From), Place: orNil(q.Place), Service: orNil(q.Service), To: position(w.To),
		Facility: orNil(w.Facility), FacilityName: facilityName(c, lang, w.Facility),
		Profile: q.Profile, Private: string(q.Private), Seconds: seconds(w.Millis),
		LimitSeconds: float64(w.Limit) / 1000, SlackSeconds: seconds(w.Slack), Covered: w.Covered, At: "any",
	}
	if w.Millis != nil {
		length := lengthOf(w.Legs)
		out.LengthM = &length
	}
	if m := w.Missed; m != nil {
		out.Missed = missedOf(c, lang, *m)
		if m.Cause == itinerary.CauseNoFacility {
			out.To = nil
		}
	}
	return out
}

func missedOf(c *coverage.City, lang Lang, m itinerary.Miss) *Missed {
	out := &Missed{
		Cause: string(m.Cause), Nearest: orNil(m.Nearest), NearestName: facilityName(c, lang, m.Nearest),
		WalkSeconds: seconds(m.WalkMillis), Ratio: m.Ratio, Crossed: []string{}, NearEdge: m.NearEdge,
	}
	if m.Cause != itinerary.CauseNoFacility {
		out.NearestAt, out.StraightM = position(m.NearestAt), &m.StraightM
	}
	for _, o := range m.Crossed {
		out.Crossed = append(out.Crossed, o.String())
	}
	return out
}

// LegOf returns a leg as JSON has it; order is its place in the walk, from 1.
func LegOf(order int, l itinerary.Leg) Leg {
	out := Leg{
		Order: int64(order), Kind: string(l.Kind), Name: orNil(l.Name), Class: orNil(l.Class), Hours: orNil(l.Hours), Crosses: orNil(l.Crosses.String()),
		Seconds: float64(l.Millis) / 1000, WaitSeconds: float64(l.Wait) / 1000,
		LengthM: l.LengthM, ClimbM: l.ClimbM, DescentM: l.DescentM, Signals: l.Signals,
	}
	if l.Way != 0 {
		out.Way = &l.Way
	}
	if l.Steps > 0 {
		n := int64(l.Steps)
		out.Steps = &n
	}
	return out
}

// position returns a point as an answer has it: at most seven decimals.
func position(p orb.Point) []float64 {
	round := func(v float64) float64 { return math.Round(v*1e7)/1e7 + 0 } // + 0: not -0
	return []float64{round(p[0]), round(p[1])}
}

// lengthOf returns the metres of all legs, summed in whole millimetres.
func lengthOf(legs []itinerary.Leg) float64 {
	mm := 0.0
	for _, l := range legs {
		mm += math.Round(l.LengthM * 1000)
	}
	return mm / 1000
}

// facilityName returns a facility's name in the language; nil where it has none.
func facilityName(c *coverage.City, lang Lang, id string) *string {
	at, known := slices.BinarySearchFunc(c.Facilities, id, func(f coverage.Facility, id string) int { return strings.Compare(f.ID, id) })
	if !known {
		return nil
	}
	return orNil(c.Facilities[at].Names.In(string(lang)))
}

// features returns a point for the start, a line per leg, and a point for the
// end, with the same properties.
func (w Walk) features() []feature {
	walk := w.Walk
	end := feature{"end", walk.To, endFields(len(walk.Legs)+1, w.endKind(), w.endID(), facilityName(w.City, w.Lang, w.endID()))}
	out := []feature{{"start", walk.From, endFields(0, "start", walk.Query.Place, nil)}}
	for i, l := range walk.Legs {
		out = append(out, feature{"leg/" + strconv.Itoa(i+1), l.Line, withID(flatten(LegOf(i+1, l), GeoJSON), nil)})
	}
	if walk.Missed != nil && walk.Missed.Cause == itinerary.CauseNoFacility {
		return out
	}
	return append(out, end)
}

// endKind is what the walk leads to: a facility, the nearest one as the crow
// flies where none was reached, or the point asked.
func (w Walk) endKind() string {
	switch {
	case w.Walk.Query.Service == "":
		return "destination"
	case w.Walk.Millis == nil:
		return "nearest"
	}
	return "facility"
}

func (w Walk) endID() string {
	if w.Walk.Facility == "" && w.Walk.Missed != nil {
		return w.Walk.Missed.Nearest
	}
	return w.Walk.Facility
}

// endFields are the properties of either end of a walk: those of a leg, of which
// it has its place in the order, its kind and its name.
func endFields(order int, kind, id string, name *string) []field {
	fields := flatten(Leg{Order: int64(order), Kind: kind, Name: name}, GeoJSON)
	for i, f := range fields {
		if f.name != "order" && f.name != "kind" && f.name != "name" {
			fields[i].value = nil
		}
	}
	return withID(fields, orNil(id))
}

// withID puts the id of a place or a facility behind the kind.
func withID(fields []field, id *string) []field {
	at := slices.IndexFunc(fields, func(f field) bool { return f.name == "kind" }) + 1
	return slices.Insert(fields, at, field{"id", flat(id)})
}

// obstacleWord names what nobody walks across.
func obstacleWord(lang Lang, o streets.Obstacle) string {
	if o == streets.ObstacleNone {
		return ""
	}
	return Say(lang, "obstacle."+o.String())
}
