package rest

import (
	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
	"lifecircle/coverage/itinerary"
)

// addAgeFriendly registers who loses a service to what hinders old and wheeled walkers.
func (s *server) addAgeFriendly() {
	s.addCity("age-friendly", "/age-friendly", "Who loses a service to stairs, slopes, crossings and surfaces, and which pieces of street to mend first; the pieces as GeoJSON",
		[]answer.Format{answer.JSON, answer.GeoJSON}, answer.AgeFriendlyDocument{}, exampleAgeFriendly(), getAgeFriendly,
		ageFriendlyParams...)
}

// Of the scope's parameters all but the profile: several are compared.
var ageFriendlyParams = append([]*huma.Param{paramOneService, paramBase, paramProfiles, paramPieces}, scopeWithout(paramProfile)...)

// ageFriendly makes the question of checked arguments.
func (a arguments) ageFriendly() agefriendly.Query {
	return agefriendly.Query{Scope: a.scope(), Service: a.one("service"), Base: a.one("base"), Profiles: a["profiles"], Pieces: int(a.number("pieces"))}
}

func getAgeFriendly(r *request) (outcome, error) {
	q := r.args.ageFriendly()
	found, err := agefriendly.Find(r.context(), r.engine, q)
	if err != nil {
		return outcome{}, err
	}
	return r.whole(answer.AgeFriendly{City: r.engine.City(), Lang: r.lang, Scope: q.Scope, AgeFriendly: *found}), nil
}

// exampleAgeFriendly is the documented answer of /age-friendly.
func exampleAgeFriendly() any {
	city := exampleCity()
	people := func(n int64) coverage.Amount { return coverage.Amount(1000 * n) }
	reached := func(profile string, covered int64) agefriendly.Coverage {
		return agefriendly.Coverage{Profile: profile, Demand: people(4000), Covered: people(covered), Coverage: new(float64(covered) / 4000)}
	}
	loss := agefriendly.Loss{
		Coverage: reached("senior", 2600), Lost: people(700), Stairs: people(300), Slopes: people(40), Crossings: people(120), Speed: people(450),
		Pieces: []agefriendly.Piece{{Way: 33, Kind: itinerary.LegSteps, Gain: people(280), Reason: "stairs"}},
	}
	doc := answer.AgeFriendlyDocument{
		City: city.Name, Provenance: answer.ProvenanceOf(city), Service: "clinic", Group: "age_60_plus", Minutes: 15,
		Base: answer.ProfileCoverage{Profile: "standard", Demand: 4000, Covered: 3300, Coverage: new(0.825)},
	}
	doc.Profiles = []answer.Loss{answer.LossOf(city, answer.EN, loss)}
	return doc
}
