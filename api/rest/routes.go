package rest

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
)

// addRoutes registers every route of the API. What belongs to one kind of answer, its
// document, parameters, route and handler, is in the file of its name.
func (s *server) addRoutes(o Options) {
	s.addCities()
	s.addServices()
	s.addDistricts()
	s.addFacilities()
	s.addCoverage()
	s.addCells()
	s.addWalk()
	s.addAccess()
	s.addAgeFriendly()
	s.addGaps()
	s.addBridge()
	s.addFragility()
	s.addLinks()
	s.addIsochrones()
	s.addHealth()
	s.addMetrics()
	s.addProblemTypes()
	s.addDescription()
	s.addExport(o.Exporter)
	s.addWhatIf()
	if s.scenarios != nil {
		scenarioRoutes{s}.addAll()
	}
	if s.scenarios != nil && s.sitings != nil {
		sitingRoutes{s}.addAll()
	}
	s.mount(o.Mounts)
}

// addCity registers a route below a city.
func (s *server) addCity(id, path, summary string, formats []answer.Format, document, example any, compute func(*request) (outcome, error), params ...*huma.Param) {
	s.addData(&huma.Operation{
		OperationID: id, Path: "/v1/cities/{city}" + path, Tags: []string{"cities"}, Summary: summary,
		Parameters: append(s.cityParams(), params...),
		Responses:  s.responses(formats, document, example, http.StatusBadRequest, http.StatusNotFound, http.StatusNotAcceptable, http.StatusServiceUnavailable),
	}, formats, cityHash, compute)
}

// cityParams say which city is meant: one of a scenario too, where there are any.
func (s *server) cityParams() []*huma.Param {
	if s.scenarios == nil {
		return []*huma.Param{paramCity}
	}
	return []*huma.Param{paramCity, paramScenario}
}

func cityHash(r *request) string {
	p := r.engine.City().Provenance
	return p.Engine + " " + p.Hash
}
