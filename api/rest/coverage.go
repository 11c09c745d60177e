package rest

import (
	"slices"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// addCoverage registers who can walk to the services they need.
func (s *server) addCoverage() {
	s.addCity("coverage", "/coverage", "Who can walk to the services they need, by district", tableFirst, answer.Coverage{}, exampleCoverage(), getCoverage,
		append(slices.Clone(questionParams), paramLayout)...)
}

func getCoverage(r *request) (outcome, error) {
	rows, err := r.engine.Rows(r.context(), r.args.question())
	if err != nil {
		return outcome{}, err
	}
	return r.whole(answer.Rows{City: r.engine.City(), Lang: r.lang, Rows: rows, Layout: answer.Layout(r.args.one("layout"))}), nil
}

// exampleCoverage is the documented answer of /coverage: one row.
func exampleCoverage() any {
	row := coverage.Row{
		Services: []string{"clinic"}, Reading: coverage.ReadingEach, Group: "all", Area: coverage.AreaAll, Weight: coverage.WeightPeople,
		District: &coverage.DistrictRef{Code: "310101", Names: coverage.Names{Plain: "Riverside"}, Level: 8},
		Demand:   new(coverage.Amount(10_508_000)), Covered: new(coverage.Amount(9_001_500)),
		Coverage: new(9001.5 / 10508), CoverageLow: new(9001.5 / 10508), CoverageHigh: new(9100.0 / 10508),
		Target: new(coverage.Share(850_000)), Verdict: new(coverage.Meets), Shortfall: new(int64(0)),
		NearEdge: new(coverage.Amount(98_500)), Unlinked: new(coverage.Amount(0)), UnlinkedFacilities: new(0),
		Within1Min: new(coverage.Amount(420_000)), LargestPlace: new(coverage.Amount(38_000)),
		BufferM: new(1000.0), BufferCoverage: new(0.97), Minutes: new(15.0), Profile: new("standard"), Private: streets.PrivateResidents, Inside: new(1.0), At: "any",
	}
	city := exampleCity()
	return answer.Coverage{City: city.Name, Provenance: answer.ProvenanceOf(city), Rows: []answer.Row{answer.RowOf(row, answer.EN)}}
}
