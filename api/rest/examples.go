package rest

import (
	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
)

// exampleCity is what the documented answers are of.
func exampleCity() *coverage.City {
	return &coverage.City{
		Name: "newtown",
		Facilities: []coverage.Facility{
			{ID: "c1", Names: coverage.Names{Plain: "Riverside clinic"}, Point: orb.Point{121.4752, 31.2331}, Services: []string{"clinic"}},
		},
		Provenance: coverage.Provenance{
			Engine: "0.1.0", Private: "residents", Walking: "full", Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
			Inputs: []coverage.Input{{Role: "streets", Path: "streets.osm.pbf", SHA256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"}},
		},
	}
}

// exampleWalk is the documented answer of /walk: a way out of an estate, over a
// footbridge, 38 seconds too long.
func exampleWalk() any {
	city := exampleCity()
	from, to := orb.Point{121.4737, 31.2304}, city.Facilities[0].Point
	legs := []itinerary.Leg{
		{Kind: itinerary.LegAccess, LengthM: 18, Millis: 21_600},
		{Kind: itinerary.LegCompound, Way: 31, Class: "service", LengthM: 210, Millis: 252_000, ClimbM: ptr(0.5), DescentM: ptr(0.0)},
		{Kind: itinerary.LegGate, Way: 4711, Hours: "06:00-22:00"},
		{Kind: itinerary.LegStreet, Way: 32, Name: "River Road", Class: "secondary", LengthM: 455.5, Millis: 576_600, Wait: 30_000, Signals: 1, ClimbM: ptr(2.25), DescentM: ptr(1.0)},
		{Kind: itinerary.LegSteps, Way: 33, Class: "steps", LengthM: 20, Millis: 87_800, Steps: 40, ClimbM: ptr(6.0), DescentM: ptr(0.0)},
	}
	millis, limit := int64(938_000), int64(900_000)
	walk := itinerary.Itinerary{
		Query: itinerary.Query{From: &from, Place: "e042", Service: "clinic", Scope: coverage.Scope{Profile: "senior", Minutes: 15, Private: streets.PrivateResidents}},
		From:  from, To: to, Facility: "c1", Millis: &millis, Limit: limit, Slack: ptr(limit - millis), Legs: legs,
		Missed: &itinerary.Miss{
			Cause: itinerary.CauseDetour, Nearest: "c1", NearestAt: to, StraightM: 332.2, WalkMillis: &millis, Ratio: ptr(2.118),
			Crossed: []streets.Obstacle{streets.ObstacleWall, streets.ObstacleRailway},
		},
	}
	out := answer.WalkDocument{City: city.Name, Provenance: answer.ProvenanceOf(city), Walk: answer.WalkOf(city, answer.EN, walk)}
	for i, l := range legs {
		out.Legs = append(out.Legs, answer.LegOf(i+1, l))
	}
	return out
}

// exampleAccess is the documented answer of /access: a place whose street is the
// estate's, and whose nearest public street is behind a wall.
func exampleAccess() any {
	city := exampleCity()
	return answer.AccessDocument{City: city.Name, Provenance: answer.ProvenanceOf(city), Links: []answer.Link{
		{Of: "demand", ID: "e042", Lon: 121.4737, Lat: 31.2304, AtLon: 121.47385, AtLat: 31.2305, LegM: 18, Seconds: 16.2, Way: 31, Class: ptr("service")},
		{Of: "demand", ID: "e042", Kind: ptr("public"), Lon: 121.4737, Lat: 31.2304, AtLon: 121.4741, AtLat: 31.2309, LegM: 67.5, Seconds: 60.75, Crosses: ptr("wall"), Way: 32, Name: ptr("River Road"), Class: ptr("secondary")},
	}}
}

// exampleAgeFriendly is the documented answer of /age-friendly.
func exampleAgeFriendly() any {
	city := exampleCity()
	people := func(n int64) coverage.Amount { return coverage.Amount(1000 * n) }
	reached := func(profile string, covered int64) agefriendly.Coverage {
		return agefriendly.Coverage{Profile: profile, Demand: people(4000), Covered: people(covered), Coverage: ptr(float64(covered) / 4000)}
	}
	loss := agefriendly.Loss{
		Coverage: reached("senior", 2600), Lost: people(700), Stairs: people(300), Slopes: people(40), Crossings: people(120), Speed: people(450),
		Pieces: []agefriendly.Piece{{Way: 33, Kind: itinerary.LegSteps, Gain: people(280), Reason: "stairs"}},
	}
	doc := answer.AgeFriendlyDocument{
		City: city.Name, Provenance: answer.ProvenanceOf(city), Service: "clinic", Group: "age_60_plus", Minutes: 15,
		Base: answer.ProfileCoverage{Profile: "standard", Demand: 4000, Covered: 3300, Coverage: ptr(0.825)},
	}
	doc.Profiles = []answer.Loss{answer.LossOf(city, answer.EN, loss)}
	return doc
}
