package rest

import (
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// addRoutes registers every route of the API.
func (s *server) addRoutes() {
	table := []answer.Format{answer.JSON, answer.CSV, answer.GeoJSON}
	s.addData(&huma.Operation{
		OperationID: "cities", Path: "/v1/cities", Tags: []string{"cities"}, Summary: "The cities served",
		Responses: s.responses([]answer.Format{answer.JSON}, CitiesDocument{}, nil, http.StatusBadRequest, http.StatusNotAcceptable),
	}, []answer.Format{answer.JSON}, s.allHashes, s.getCities)
	s.addCity("city", "", "What a city is made of, and where its answers come from", []answer.Format{answer.JSON}, CityDocument{}, nil, getCity)
	s.addCity("services", "/services", "The services of a city and their standard", []answer.Format{answer.JSON}, ServicesDocument{}, nil, getServices)
	s.addCity("districts", "/districts", "The districts of a city; with their polygons as GeoJSON",
		[]answer.Format{answer.JSON, answer.GeoJSON}, answer.DistrictsDocument{}, nil, getDistricts, paramLevel)
	s.addCity("facilities", "/facilities", "The facilities of a city", table, answer.FacilitiesDocument{}, nil, getFacilities, paramService)
	s.addCity("coverage", "/coverage", "Who can walk to the services they need, by district", table, answer.Coverage{}, exampleCoverage(), getCoverage,
		paramService, paramDistrict, paramLevel, paramAllOf, paramMeanOf, paramGroup, paramArea, paramWeight, paramMinutes, paramProfile, paramTreatments, paramLayout)
	s.addCity("cells", "/cells", "The walk of every place of demand to its nearest facility", table, answer.CellsDocument{}, nil, getCells,
		paramService, paramDistrict, paramLevel, paramLimit, paramProfile, paramTreatment)
	s.addTraces()
	s.addGaps()
	s.addBridge()
	s.addFragility()
	s.addLinks()
	s.addIsochrones()
	s.addOperations()
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

func getDistricts(r *request) (outcome, error) {
	c := r.engine.City()
	level := r.args.level()
	if level != nil {
		if f := hasLevel(r, c, *level); f != nil {
			return outcome{}, f
		}
	}
	d := answer.Districts{City: c, Lang: r.lang, Level: level}
	return outcome{write: func(w io.Writer) error { return d.Write(w, r.format) }}, nil
}

func getFacilities(r *request) (outcome, error) {
	c := r.engine.City()
	wanted := r.args["service"]
	for _, id := range wanted {
		if f := hasService(r, c, id); f != nil {
			return outcome{}, f
		}
	}
	f := answer.Facilities{City: c, Lang: r.lang, Services: wanted}
	return outcome{write: func(w io.Writer) error { return f.Write(w, r.format) }, stream: true}, nil
}

func getCoverage(r *request) (outcome, error) {
	rows, err := r.engine.Rows(r.context(), r.args.question())
	if err != nil {
		return outcome{}, err
	}
	a := answer.Rows{City: r.engine.City(), Lang: r.lang, Rows: rows, Layout: answer.Layout(r.args.one("layout"))}
	return outcome{write: func(w io.Writer) error { return a.Write(w, r.format) }}, nil
}

func getCells(r *request) (outcome, error) {
	cells, err := r.engine.Cells(r.context(), r.args.question())
	if err != nil {
		return outcome{}, err
	}
	a := answer.Cells{City: r.engine.City(), Lang: r.lang, Cells: cells, Profile: r.args.one("profile"), Private: streets.Private(r.args.one("private"))}
	return outcome{write: func(w io.Writer) error { return a.Write(w, r.format) }, stream: true}, nil
}

func hasLevel(r *request, c *coverage.City, level int) *respond.Fault {
	var known []string
	for _, l := range answer.CityOf(c, r.lang).Levels {
		if l == int64(level) {
			return nil
		}
		known = append(known, itoa(l))
	}
	return faultOfQuery(&coverage.QueryError{Param: "level", Value: itoa(int64(level)), Known: known}, r)
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
