package rest

import (
	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage/gaps"
)

// addGaps registers where the people are who are not covered.
func (s *server) addGaps() {
	s.addCity("gaps", "/gaps", "Where the people are who are not covered, how many, and why: connected areas, those with most people first",
		mapFirst, answer.GapsDocument{}, exampleGaps(), getGaps,
		gapsParams...)
}

var gapsParams = append([]*huma.Param{
	query("service", "Id of a service. Either service or all_of.", idSchema, "clinic"),
	described(paramAllOf, "A bundle of services, instead of service: the people who do not reach every one."+listed),
}, scopeParams...)

// gaps makes the question of checked arguments.
func (a arguments) gaps() gaps.Query {
	return gaps.Query{Scope: a.scope(), Service: a.one("service"), AllOf: a["all_of"]}
}

func getGaps(r *request) (outcome, error) {
	if f := r.exactlyOne("service", "all_of"); f != nil {
		return outcome{}, f
	}
	q := r.args.gaps()
	gaps, err := gaps.Find(r.context(), r.engine, q)
	if err != nil {
		return outcome{}, err
	}
	return r.streamed(answer.Gaps{City: r.engine.City(), Lang: r.lang, Query: q, Gaps: gaps}), nil
}

// exampleGaps is the documented answer of /gaps: two estates behind a railway.
func exampleGaps() any {
	city := exampleCity()
	gap := answer.Gap{
		ID: "clinic.e042", Rank: 1, Name: "Riverside Gardens and around", NamedAfter: "place", Service: "clinic",
		People: 1321, Places: 4, Buildings: new(38.0), AreaM2: 84210, District: new("310101"), DistrictName: new("Riverside"),
		MissesLeast: new(38.0), MissesMedian: new(112.4), MissesMost: new(298.0), Cause: "detour", ByDetour: 1321, Around: 1011,
		Barrier: new("railway"), EvidencePlace: "e042", EvidenceFor: "clinic", Nearest: new("c1"), NearestName: new("Riverside clinic"),
		NearestCrowM: new(332.2), NearestWalkS: new(938.0), Ratio: new(3.137), Crossed: new("wall;railway"), Walked: new("c1"), WalkedS: new(938.0),
		Remedy: "shorter_way", Opened: new(0.0), Heart: "e042", Sited: new(1321.0), Lon: 121.4737, Lat: 31.2304, Groups: map[string]float64{"all": 1321, "age_60_plus": 402},
	}
	return answer.GapsDocument{
		City: city.Name, Provenance: answer.ProvenanceOf(city), Service: "clinic", Group: "all", Weight: "people", Minutes: new(15.0), Profile: new("standard"),
		Private: "residents", JoinM: gaps.JoinM, People: 1321, Gaps: []answer.Gap{gap},
	}
}
