package rest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"lifecircle/api/rest"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// described is a server and a validator of its own OpenAPI document.
func described(t *testing.T) (*api, validator.Validator) {
	t.Helper()
	a := serve(t)
	doc, err := libopenapi.NewDocument(a.ok("/openapi.json").body)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return a, v
}

func TestTheDescriptionIsOpenAPI(t *testing.T) {
	a, v := described(t)
	if ok, errs := v.ValidateDocument(); !ok {
		for _, e := range errs {
			t.Errorf("%s: %s %v", e.Message, e.Reason, e.SchemaValidationErrors)
		}
	}
	r := a.ok("/openapi.json")
	var doc struct {
		OpenAPI string
		Servers []struct{ URL string }
		Paths   map[string]map[string]struct {
			OperationID string
			Parameters  []struct{ Name, In string }
		}
	}
	if err := json.Unmarshal(r.body, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || len(doc.Servers) != 1 || doc.Servers[0].URL != a.URL {
		t.Errorf("got %s, servers %+v", doc.OpenAPI, doc.Servers)
	}
	for path, takes := range routes {
		if path == "/" || strings.HasPrefix(path, "/docs") || strings.HasPrefix(path, "/openapi") {
			continue
		}
		path = strings.NewReplacer("/drawn", "/{city}", "/unknown-city", "/{problem}").Replace(path)
		var names []string
		for _, p := range doc.Paths[path]["get"].Parameters {
			if p.In == "query" {
				names = append(names, p.Name)
			}
		}
		if len(names) != len(strings.Fields(takes)) || doc.Paths[path]["get"].OperationID == "" {
			t.Errorf("%s is described with %v, and takes %s", path, names, takes)
		}
	}
	if y := a.ok("/openapi.yaml"); !bytes.HasPrefix(y.body, []byte("components:")) && !bytes.Contains(y.body, []byte("openapi: 3.1")) {
		t.Errorf("no YAML: %.200s", y.body)
	}
}

// The description is kept as a file, so that a review sees when it changes.
func TestTheDescriptionGolden(t *testing.T) {
	a := serve(t, func(o *rest.Options) {
		o.BaseURL, o.Scenarios, o.Sitings = "https://life.example", onPaper{}, sitingsOnPaper{}
	})
	got := a.ok("/openapi.yaml").body
	path := filepath.Join("testdata", "openapi.yaml")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("(-want +got), rewrite with -update:\n%s", diff)
	}
}

// onPaper are scenarios that are described alone.
type onPaper struct{ rest.Scenarios }

// sitingsOnPaper are sitings likewise.
type sitingsOnPaper struct{ rest.Sitings }

// The description with scenarios is one too.
func TestTheDescriptionWithScenariosIsOpenAPI(t *testing.T) {
	a := serve(t, func(o *rest.Options) { o.Scenarios, o.Sitings = onPaper{}, sitingsOnPaper{} })
	doc, err := libopenapi.NewDocument(a.ok("/openapi.json").body)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, errs := v.ValidateDocument(); !ok {
		for _, e := range errs {
			t.Errorf("%s: %s %v", e.Message, e.Reason, e.SchemaValidationErrors)
		}
	}
}

// What the server answers is what it describes, problems too.
func TestAnswersAreAsDescribed(t *testing.T) {
	a, v := described(t)
	paths := []string{
		"/v1/cities", "/v1/cities/drawn", "/v1/cities/drawn/services", "/v1/cities/drawn/districts", "/v1/cities/drawn/districts?f=geojson",
		"/v1/cities/drawn/facilities", "/v1/cities/drawn/facilities?f=geojson", "/v1/cities/drawn/coverage", "/v1/cities/drawn/coverage?f=geojson&layout=wide",
		"/v1/cities/drawn/coverage?service=clinic,elderly&minutes=5,7.5&level=8&area=urban&weight=buildings&group=all&lang=zh",
		"/v1/cities/drawn/coverage?mean_of=clinic,elderly&all_of=clinic,elderly&district=310101", "/v1/cities/drawn/coverage?f=csv",
		"/v1/cities/drawn/cells", "/v1/cities/drawn/cells?f=geojson&minutes=3", "/healthz", "/readyz", "/problems/timeout",
		"/v1/cities/drawn/links?service=clinic", "/v1/cities/drawn/links?service=clinic,elderly&kind=gate,bridge&bridges_m=200&top=3&f=json", "/v1/cities/drawn/links", "/v1/cities/drawn/links?service=spa",
		"/v1/cities/drawn/links?service=clinic&f=csv", "/v1/cities/drawn/links?service=clinic&f=geojson&kind=stile",
		"/v1/cities/drawn/walk?place=0&service=clinic", "/v1/cities/drawn/walk?place=0&service=clinic&f=json&minutes=5", "/v1/cities/drawn/walk?from=121,31&to=121.001,31.0001&f=json",
		"/v1/cities/drawn/walk?from=100,0&service=clinic", "/v1/cities/drawn/walk?place=99&service=clinic", "/v1/cities/drawn/walk?service=clinic",
		"/v1/cities/drawn/access", "/v1/cities/drawn/access?f=json", "/v1/cities/drawn/access?f=csv",
		"/v1/cities/drawn/age-friendly?service=clinic", "/v1/cities/drawn/age-friendly?service=clinic&f=geojson", "/v1/cities/drawn/age-friendly?profiles=robot&service=clinic",
		"/v1/cities/drawn/gaps?service=clinic&minutes=3", "/v1/cities/drawn/gaps?service=clinic&f=json&minutes=3", "/v1/cities/drawn/gaps?all_of=clinic,elderly&f=csv", "/v1/cities/drawn/gaps",
		"/v1/cities/drawn/isochrones?lon=121&lat=31&minutes=5,10,15&mode=bands&lines=true", "/v1/cities/drawn/isochrones?service=clinic&merge=true", "/v1/cities/drawn/isochrones?lon=0&lat=0", "/v1/cities/drawn/isochrones?facility=X",
		"/v1/cities/drawn/coverage?profile=standard&private=closed", "/v1/cities/drawn/coverage?private=open",
		"/v1/cities/drawn/coverage?district=9", "/v1/cities/atlantis", "/v1/cities/drawn/coverage?nonsense=1", "/v1/cities/drawn/cells?service=spa",
	}
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			a := *a
			a.t = t
			r := a.get(path)
			res := *r.Response
			res.Body = io.NopCloser(bytes.NewReader(r.body))
			if ok, errs := v.ValidateHttpResponse(r.Request, &res); !ok {
				for _, e := range errs {
					t.Errorf("%s: %s", e.Message, e.Reason)
					for _, s := range e.SchemaValidationErrors {
						t.Errorf("  %s %s", s.FieldPath, s.Reason)
					}
				}
			}
		})
	}
}

// Requests that the description allows are answered, those that it forbids are
// refused, and never with a fault of ours.
func TestRequestsAreCheckedAsDescribed(t *testing.T) {
	a, v := described(t)
	const path = "/v1/cities/drawn/coverage?"
	tooLong := strings.Repeat("a", 65)
	for _, c := range []struct {
		query   string
		allowed bool
	}{
		{"service=clinic", true}, {"service=clinic,elderly", true}, {"all_of=clinic,elderly", true},
		{"level=8", true}, {"level=x", false}, {"level=-1", false}, {"level=1001", false},
		{"minutes=5,10", true}, {"minutes=1,a", false}, {"minutes=0", false}, {"minutes=121", false},
		{"area=urban", true}, {"area=moon", false}, {"weight=people", true}, {"weight=gold", false},
		{"group=all", true}, {"group=A", false}, {"lang=zh", true}, {"lang=de", false},
		{"f=csv", true}, {"f=pdf", false}, {"layout=long", true}, {"layout=x", false},
		{"profile=standard", true}, {"profile=A!", false}, {"private=closed", true}, {"private=ajar", false},
		{"district=310101", true}, {"district=" + tooLong, false}, {"service=" + tooLong, false},
	} {
		t.Run(c.query, func(t *testing.T) {
			req, err := http.NewRequest(http.MethodGet, a.URL+path+c.query, nil)
			if err != nil {
				t.Fatal(err)
			}
			described, errs := v.ValidateHttpRequest(req)
			a := *a
			a.t = t
			if r := a.get(path + c.query); (r.StatusCode == http.StatusOK) != c.allowed {
				t.Errorf("answered %s: %s", r.Status, r.body)
			}
			// The validator does not look at the bounds of a list's items: it
			// may let pass what is refused, and never the reverse.
			if c.allowed && !described {
				t.Errorf("the description forbids it: %v", errs)
			}
			if list := strings.HasPrefix(c.query, "minutes=") || strings.HasPrefix(c.query, "service="); !c.allowed && described && !list {
				t.Error("the description allows it")
			}
		})
	}
}

// The documented answers have the form that the description gives them.
func TestExamplesAreAsDescribed(t *testing.T) {
	a, v := described(t)
	var doc struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]struct{ Example json.RawMessage }
			}
		}
	}
	if err := json.Unmarshal(a.ok("/openapi.json").body, &doc); err != nil {
		t.Fatal(err)
	}
	found := 0
	for path, item := range doc.Paths {
		for media, content := range item["get"].Responses["200"].Content {
			if content.Example == nil {
				continue
			}
			found++
			req, err := http.NewRequest(http.MethodGet, a.URL+strings.ReplaceAll(path, "{city}", "newtown"), nil)
			if err != nil {
				t.Fatal(err)
			}
			res := &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {media}}, Body: io.NopCloser(bytes.NewReader(content.Example)), Request: req}
			if ok, errs := v.ValidateHttpResponse(req, res); !ok {
				t.Errorf("%s: %v", path, errs)
			}
		}
	}
	if found == 0 {
		t.Error("no example is documented")
	}
}
