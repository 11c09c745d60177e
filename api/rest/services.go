package rest

import (
	"lifecircle/api/answer"
)

// addServices registers what a city is measured by.
func (s *server) addServices() {
	s.addCity("services", "/services", "The services of a city and their standard", onlyJSON, ServicesDocument{}, nil, getServices)
}

// ServicesDocument is the JSON of /v1/cities/{city}/services.
type ServicesDocument struct {
	City       string            `json:"city" example:"newtown"`
	Provenance answer.Provenance `json:"provenance"`
	Services   []answer.Service  `json:"services" nullable:"false" doc:"By id."`
}

func getServices(r *request) (outcome, error) {
	c := r.engine.City()
	return writeJSON(ServicesDocument{c.Name, answer.ProvenanceOf(c), answer.ServicesOf(c, r.lang)}), nil
}
