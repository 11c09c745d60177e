package ogc

import (
	"strings"

	"lifecircle/api/answer"
)

// conformsTo are the classes of requirements that are met.
var conformsTo = []string{
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
	"http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
}

// landingDocument is the JSON of the landing page.
type landingDocument struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Attribution string `json:"attribution"`
	Links       []link `json:"links"`
}

func landing(r *request) (document, error) {
	d := landingDocument{
		Title: r.cityTitle(), Description: r.say("ogc.about", "city", r.cityTitle()), Attribution: r.attribution(),
		Links: append(r.itself(),
			link{r.root + "/api", "service-desc", mediaOpenAPI, r.say("ogc.api")},
			link{r.root + "/api?f=html", "service-doc", mediaHTML, r.say("ogc.api_page")},
			link{r.root + "/conformance", "conformance", mediaJSON, r.say("ogc.conformance")},
			link{r.root + "/collections", "data", mediaJSON, r.say("ogc.collections")},
		),
	}
	p := page{Title: d.Title, Text: []string{d.Description, d.Attribution}, Links: d.Links}
	for i := range r.layers {
		l := &r.layers[i]
		p.Links = append(p.Links, link{Href: r.asPage(r.of(l) + "/items"), Title: r.title(l)})
	}
	return of(d, p), nil
}

// attribution says whose data it is.
func (r *request) attribution() string {
	return strings.Join(answer.ProvenanceOf(r.city()).Attribution, "; ")
}

// conformanceDocument is the JSON of the declaration of conformance.
type conformanceDocument struct {
	ConformsTo []string `json:"conformsTo"`
}

func conformance(r *request) (document, error) {
	p := r.page(r.say("ogc.conformance"))
	t := table{Head: []string{r.say("ogc.class")}}
	for _, class := range conformsTo {
		t.Rows = append(t.Rows, []cell{{Text: class, Href: class}})
	}
	p.Tables, p.Links = []table{t}, r.itself()
	return of(conformanceDocument{conformsTo}, p), nil
}
