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
		Demand:   ptr(coverage.Amount(10_508_000)), Covered: ptr(coverage.Amount(9_001_500)),
		Coverage: ptr(9001.5 / 10508), CoverageLow: ptr(9001.5 / 10508), CoverageHigh: ptr(9100.0 / 10508),
		Target: ptr(coverage.Share(850_000)), Verdict: ptr(coverage.Meets), Shortfall: ptr(int64(0)),
		NearEdge: ptr(coverage.Amount(98_500)), Unlinked: ptr(coverage.Amount(0)), UnlinkedFacilities: ptr(0),
		Within1Min: ptr(coverage.Amount(420_000)), LargestPlace: ptr(coverage.Amount(38_000)),
		BufferM: ptr(1000.0), BufferCoverage: ptr(0.97), Minutes: ptr(15.0), Profile: ptr("standard"), Private: streets.PrivateResidents, Inside: ptr(1.0), At: "any",
	}
	city := exampleCity()
	return answer.Coverage{City: city.Name, Provenance: answer.ProvenanceOf(city), Rows: []answer.Row{answer.RowOf(row, answer.EN)}}
}
