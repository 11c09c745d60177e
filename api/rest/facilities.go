package rest

import (
	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage"
)

// addFacilities registers the facilities of a city.
func (s *server) addFacilities() {
	s.addCity("facilities", "/facilities", "The facilities of a city", tableFirst, answer.FacilitiesDocument{}, nil, getFacilities, paramService)
}

func getFacilities(r *request) (outcome, error) {
	c := r.engine.City()
	wanted := r.args["service"]
	for _, id := range wanted {
		if f := hasService(r, c, id); f != nil {
			return outcome{}, f
		}
	}
	return r.streamed(answer.Facilities{City: c, Lang: r.lang, Services: wanted}), nil
}

func hasService(r *request, c *coverage.City, id string) *respond.Fault {
	var known []string
	for _, s := range c.Services {
		if s.ID == id {
			return nil
		}
		known = append(known, s.ID)
	}
	return faultOfQuery(&coverage.QueryError{Param: "service", Value: id, Known: known}, r)
}
