package host_test

import (
	"encoding/json"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

// saysItsType fails where a body that is JSON is not said to be, or one that is said to
// be is none.
func saysItsType(t *testing.T, what string, r reply) {
	t.Helper()
	kind, _, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	said := err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
	text := strings.TrimSpace(r.body)
	is := strings.ContainsAny(text[:min(len(text), 1)], "{[") && json.Valid([]byte(text))
	if is != said {
		t.Errorf("%s: %d, Content-Type %q, of %.200s", what, r.status, r.header.Get("Content-Type"), text)
	}
}

// Every route of the description, asked for and answered, says JSON of what is JSON, and
// so does its refusal.
func TestEveryJSONBodyIsSaidToBeJSON(t *testing.T) {
	url, _, _ := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	send(t, "POST", url+"/v1/cities/line/scenarios", closed).want(t, "create", 201)
	siting := send(t, "POST", url+"/v1/cities/line/sitings", askOne).want(t, "start", 202)
	waitState(t, siting.header.Get("Location"), "finished")
	names := strings.NewReplacer("{city}", "line", "{scenario}", "closed", "{siting}", siting.json["id"].(string), "{problem}", "timeout")

	// What a route needs to be answered, beside its path: a query, or a body.
	const clinic = "service=clinic"
	city, scenario, sitings := "/v1/cities/{city}/", "/v1/cities/{city}/scenarios", "/v1/cities/{city}/sitings"
	needs := map[string]string{
		city + "walk": "place=0&" + clinic, city + "gaps": clinic, city + "bridge": clinic, city + "fragility": clinic, city + "links": clinic,
		city + "age-friendly": clinic + "&profiles=standard", city + "isochrones": clinic, city + "export": "layer=cells&f=geojson", scenario + "/compare": "of=closed",
		"POST " + city + "what-if": `{"changes":[]}`, "POST " + scenario: closed, "PUT " + scenario + "/{scenario}": closed, "POST " + scenario + "/{scenario}/fork": `{"name":"fork"}`,
		"POST " + sitings: askOne, "POST " + sitings + "/{siting}/scenario": `{"name":"plan"}`,
		"POST " + city + "isochrones": `{"service":"clinic"}`,
	}
	description := send(t, "GET", url+"/openapi.json", "").want(t, "description", 200)
	saysItsType(t, "description", description)
	paths := description.json["paths"].(map[string]any)
	routes := 0
	for _, method := range []string{"GET", "PUT", "POST", "DELETE"} { // an edit before its undo, what is deleted last
		for _, path := range slices.Sorted(maps.Keys(paths)) {
			_, has := paths[path].(map[string]any)[strings.ToLower(method)]
			if !has || strings.HasSuffix(path, "/events") { // these are no documents
				continue
			}
			routes++
			at, what := url+names.Replace(path), method+" "+path
			var body, query string
			if method == "GET" {
				query = "?" + needs[path]
			} else {
				body = needs[what]
			}
			headers := []string{"Accept", "*/*"}
			if method != "POST" || strings.HasSuffix(path, "/undo") || strings.HasSuffix(path, "/rebase") {
				revision := send(t, "GET", url+"/v1/cities/line/scenarios/closed", "").etag
				headers = append(headers, "If-Match", revision)
			}
			r := send(t, method, at+query, body, headers...)
			if saysItsType(t, what, r); r.status >= http.StatusBadRequest {
				t.Errorf("%s: %d %s: give the test what the route needs", what, r.status, r.body)
			}
			saysItsType(t, what+", refused", send(t, method, at+"?nonsense=1", body, headers...).want(t, what+", refused", http.StatusBadRequest))
		}
	}
	if routes < 30 {
		t.Errorf("only %d routes are described", routes)
	}
	for _, path := range []string{"", "/conformance", "/api", "/collections", "/collections/cells", "/collections/cells/items", "/nonsense"} {
		saysItsType(t, "/ogc/{city}"+path, send(t, "GET", url+"/ogc/line"+path, ""))
	}
	for _, path := range []string{"/cells.json", "/style.json", "/cells/metadata.json", "/nonsense"} {
		saysItsType(t, "/tiles/{city}"+path, send(t, "GET", url+"/tiles/line"+path, ""))
	}
}
