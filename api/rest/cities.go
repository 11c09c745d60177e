package rest

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage"
)

// addCities registers the list of cities, and what each is made of.
func (s *server) addCities() {
	s.addData(&huma.Operation{
		OperationID: "cities", Path: "/v1/cities", Tags: []string{"cities"}, Summary: "The cities served",
		Responses: s.responses(onlyJSON, CitiesDocument{}, nil, http.StatusBadRequest, http.StatusNotAcceptable),
	}, onlyJSON, s.allHashes, s.getCities)
	s.addCity("city", "", "What a city is made of, and where its answers come from", onlyJSON, CityDocument{}, nil, getCity)
}

// CitiesDocument is the JSON of /v1/cities.
type CitiesDocument struct {
	Cities []CityEntry `json:"cities" nullable:"false" doc:"By name."`
	Links  SelfLink    `json:"links"`
}

// A CityEntry is a city in the list.
type CityEntry struct {
	Name  string    `json:"name" example:"newtown"`
	Title *string   `json:"title"`
	Links CityLinks `json:"links"`
}

// SelfLink is a document's own address.
type SelfLink struct {
	Self string `json:"self" format:"uri"`
}

// CityLinks are the absolute addresses of what there is of a city: of all that
// answers without a parameter.
type CityLinks struct {
	Self       string `json:"self" format:"uri"`
	Services   string `json:"services" format:"uri"`
	Districts  string `json:"districts" format:"uri"`
	Facilities string `json:"facilities" format:"uri"`
	Coverage   string `json:"coverage" format:"uri"`
	Cells      string `json:"cells" format:"uri"`
	Access     string `json:"access" format:"uri"`
}

func linksOf(base, name string) CityLinks {
	self := base + "/v1/cities/" + name
	return CityLinks{
		Self: self, Services: self + "/services", Districts: self + "/districts",
		Facilities: self + "/facilities", Coverage: self + "/coverage", Cells: self + "/cells", Access: self + "/access",
	}
}

func (s *server) getCities(r *request) (outcome, error) {
	doc := CitiesDocument{Cities: []CityEntry{}, Links: SelfLink{r.base + "/v1/cities"}}
	s.eachCity(func(c *coverage.City) {
		doc.Cities = append(doc.Cities, CityEntry{Name: c.Name, Title: answer.CityOf(c, r.lang).Title, Links: linksOf(r.base, c.Name)})
	})
	return writeJSON(doc), nil
}

// CityDocument is the JSON of /v1/cities/{city}.
type CityDocument struct {
	answer.City
	Links CityLinks `json:"links"`
}

func getCity(r *request) (outcome, error) {
	return writeJSON(CityDocument{answer.CityOf(r.engine.City(), r.lang), linksOf(r.base, r.city)}), nil
}

func (s *server) allHashes(*request) string {
	var b strings.Builder
	s.eachCity(func(c *coverage.City) {
		b.WriteString(c.Name + " " + c.Provenance.Engine + " " + c.Provenance.Hash + "\n")
	})
	return b.String()
}

// eachCity visits the cities that can be opened, by name.
func (s *server) eachCity(visit func(*coverage.City)) {
	for _, name := range s.cities.Names() {
		if h, ok := s.cities.Open(name); ok {
			visit(h.Engine.City())
			h.release()
		}
	}
}
