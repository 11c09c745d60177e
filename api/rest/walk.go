package rest

import (
	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
)

// addWalk registers one walk behind the numbers, as something to draw.
func (s *server) addWalk() {
	s.addCity("walk", "/walk", "One walk, leg by leg: from a point or a place of demand, to the nearest facility of a service or to a point; and why it is not within the limit",
		[]answer.Format{answer.GeoJSON, answer.JSON}, answer.WalkDocument{}, exampleWalk(), getWalk,
		walkParams...)
}

var walkParams = []*huma.Param{paramFrom, paramPlace, paramToService, paramTo, paramProfile, paramLimit, paramTreatment}

// walk makes the question of checked arguments.
func (a arguments) walk() itinerary.Query {
	return itinerary.Query{Scope: a.scope(), From: a.point("from"), Place: a.one("place"), Service: a.one("service"), To: a.point("to")}
}

func getWalk(r *request) (outcome, error) {
	for _, pair := range [][2]string{{"from", "place"}, {"service", "to"}} {
		if f := r.exactlyOne(pair[0], pair[1]); f != nil {
			return outcome{}, f
		}
	}
	walk, err := itinerary.Find(r.context(), r.engine, r.args.walk())
	if err != nil {
		return outcome{}, err
	}
	return r.whole(answer.Walk{City: r.engine.City(), Lang: r.lang, Walk: *walk}), nil
}

// exampleWalk is the documented answer of /walk: a way out of an estate, over a
// footbridge, 38 seconds too long.
func exampleWalk() any {
	city := exampleCity()
	from, to := orb.Point{121.4737, 31.2304}, city.Facilities[0].Point
	legs := []itinerary.Leg{
		{Kind: itinerary.LegAccess, LengthM: 18, Millis: 21_600},
		{Kind: itinerary.LegCompound, Way: 31, Class: "service", LengthM: 210, Millis: 252_000, ClimbM: new(0.5), DescentM: new(0.0)},
		{Kind: itinerary.LegGate, Way: 4711, Hours: "06:00-22:00"},
		{Kind: itinerary.LegStreet, Way: 32, Name: "River Road", Class: "secondary", LengthM: 455.5, Millis: 576_600, Wait: 30_000, Signals: 1, ClimbM: new(2.25), DescentM: new(1.0)},
		{Kind: itinerary.LegSteps, Way: 33, Class: "steps", LengthM: 20, Millis: 87_800, Steps: 40, ClimbM: new(6.0), DescentM: new(0.0)},
	}
	millis, limit := int64(938_000), int64(900_000)
	walk := itinerary.Itinerary{
		Query: itinerary.Query{From: &from, Place: "e042", Service: "clinic", Scope: coverage.Scope{Profile: "senior", Minutes: 15, Private: streets.PrivateResidents}},
		From:  from, To: to, Facility: "c1", Millis: &millis, Limit: limit, Slack: new(limit - millis), Legs: legs,
		Missed: &itinerary.Miss{
			Cause: itinerary.CauseDetour, Nearest: "c1", NearestAt: to, StraightM: 332.2, WalkMillis: &millis, Ratio: new(2.118),
			Crossed: []streets.Obstacle{streets.ObstacleWall, streets.ObstacleRailway},
		},
	}
	out := answer.WalkDocument{City: city.Name, Provenance: answer.ProvenanceOf(city), Walk: answer.WalkOf(city, answer.EN, walk)}
	for i, l := range legs {
		out.Legs = append(out.Legs, answer.LegOf(i+1, l))
	}
	return out
}
