package rest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/api/rest"
	"lifecircle/coverage"
)

func cmpFloat(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }

// routes are all addresses of the API, with the query parameters that each
// takes.
var routes = map[string]string{
	"/v1/cities":                    "f lang",
	"/v1/cities/drawn":              "f lang",
	"/v1/cities/drawn/services":     "f lang",
	"/v1/cities/drawn/districts":    "f lang level",
	"/v1/cities/drawn/facilities":   "f lang service",
	"/v1/cities/drawn/coverage":     "all_of area district f group lang layout level mean_of minutes private profile service weight",
	"/v1/cities/drawn/cells":        "district f lang level minutes private profile service",
	"/v1/cities/drawn/walk":         "f from lang minutes place private profile service to",
	"/v1/cities/drawn/access":       "f lang",
	"/v1/cities/drawn/age-friendly": "area base district f group lang level minutes pieces private profiles service weight",
	"/v1/cities/drawn/gaps":         "all_of area district f group lang level minutes private profile service weight",
	"/v1/cities/drawn/bridge":       "area district f group lang level minutes private profile service weight",
	"/v1/cities/drawn/fragility":    "area cells district f group lang level minutes private profile service top weight",
	"/v1/cities/drawn/isochrones":   "area direction district f facility group lang lat level lines lon merge minutes mode private profile service weight",
	"/healthz":                      "", "/readyz": "", "/metrics": "", "/docs": "", "/docs/swagger-ui.css": "",
	"/": "", "/docs/": "", "/openapi.json": "", "/openapi.yaml": "", "/problems/unknown-city": "lang",
}

// needs are the parameters that an address cannot do without.
var needs = map[string]string{
	"/v1/cities/drawn/walk":         "place=0&service=clinic",
	"/v1/cities/drawn/age-friendly": "service=clinic",
	"/v1/cities/drawn/gaps":         "service=clinic",
	"/v1/cities/drawn/bridge":       "service=clinic",
	"/v1/cities/drawn/fragility":    "service=clinic",
	"/v1/cities/drawn/isochrones":   "lon=121&lat=31",
}

func TestUnknownParametersAreNamedOnEveryRoute(t *testing.T) {
	a := serve(t)
	for path, takes := range routes {
		t.Run(path, func(t *testing.T) {
			a := *a
			a.t = t
			if r := a.get(path + "?" + needs[path]); r.StatusCode >= 400 {
				t.Errorf("with what it needs alone: %s", r.Status)
			}
			if needs[path] != "" {
				a.problem(a.get(path), "missing-parameter", 400)
			}
			p := a.problem(a.get(path+"?servise=clinic&%E5%9F%8E=1"), "unknown-parameter", 400)
			if !strings.Contains(p.Detail, "servise, 城") {
				t.Errorf("the detail does not name them: %s", p.Detail)
			}
			known := slices.Clone(p.Known)
			slices.Sort(known)
			if got := strings.Join(known, " "); got != takes {
				t.Errorf("takes %q, want %q", got, takes)
			}
			for name := range strings.FieldsSeq(takes) {
				if !strings.Contains(p.Detail, name) {
					t.Errorf("the detail does not say %s: %s", name, p.Detail)
				}
			}
			if head := a.do(http.MethodHead, path+"?x"); head.StatusCode != 400 {
				t.Errorf("HEAD lets an unknown parameter pass: %s", head.Status)
			}
		})
	}
}

func TestWhatCannotBeAnsweredIsAProblem(t *testing.T) {
	a := serve(t)
	const coverage, walk, friendly = "/v1/cities/drawn/coverage", "/v1/cities/drawn/walk", "/v1/cities/drawn/age-friendly"
	for _, c := range []struct {
		name, path, kind string
		status           int
		detail           string // what it must say
	}{
		{"an address that is not there", "/v2", "not-found", 404, "/docs"},
		{"a slash too many", "/v1/cities/", "not-found", 404, "/v1/cities/"},
		{"a city that is not there", "/v1/cities/atlantis/coverage", "unknown-city", 404, a.URL + "/v1/cities"},
		{"a district that is not there", coverage + "?district=310115", "unknown-district", 404, `"310115"; its 2 codes are at ` + a.URL + "/v1/cities/drawn/districts"},
		{"a service that is not there", coverage + "?service=spa", "unknown-service", 404, `"spa"`},
		{"a service of a bundle", coverage + "?all_of=clinic,spa", "unknown-service", 404, `"spa"`},
		{"a service of facilities", "/v1/cities/drawn/facilities?service=spa", "unknown-service", 404, `"spa"`},
		{"a level that is not there", coverage + "?level=3", "unknown-level", 404, "3"},
		{"a level of districts", "/v1/cities/drawn/districts?level=3", "unknown-level", 404, "3"},
		{"a parameter twice", coverage + "?group=all&group=all", "repeated-parameter", 400, "2 times"},
		{"f twice", coverage + "?f=csv&f=json", "repeated-parameter", 400, "f is given"},
		{"an unknown format", coverage + "?f=xml", "invalid-parameter", 400, "json, csv, geojson"},
		{"a format of another route", "/v1/cities/drawn/districts?f=csv", "invalid-parameter", 400, "json, geojson"},
		{"an unknown language", coverage + "?lang=fr", "invalid-parameter", 400, "en, zh"},
		{"an unknown layout", coverage + "?layout=tall", "invalid-parameter", 400, "wide, long"},
		{"an unknown area", coverage + "?area=suburban", "invalid-parameter", 400, "all, urban, rural"},
		{"an unknown weight", coverage + "?weight=jobs", "invalid-parameter", 400, "buildings"},
		{"words for minutes", coverage + "?minutes=ten", "invalid-parameter", 400, "15 or 7.5"},
		{"no minutes", coverage + "?minutes=0", "invalid-parameter", 400, "over 0"},
		{"minutes without end", coverage + "?minutes=Inf", "invalid-parameter", 400, "number"},
		{"too many minutes", coverage + "?minutes=121", "invalid-parameter", 400, "120"},
		{"a number beyond all", coverage + "?minutes=1" + strings.Repeat("0", 400), "invalid-parameter", 400, "120"},
		{"minutes twice", coverage + "?minutes=5,5.0", "invalid-parameter", 400, "twice"},
		{"too many limits", coverage + "?minutes=" + counting(25), "invalid-parameter", 400, "24"},
		{"two limits for cells", "/v1/cities/drawn/cells?minutes=5&minutes=10", "repeated-parameter", 400, "minutes"},
		{"a level in words", coverage + "?level=eight", "invalid-parameter", 400, "whole number"},
		{"an empty service", coverage + "?service=", "invalid-parameter", 400, "empty"},
		{"an empty one in a list", coverage + "?service=clinic,,elderly", "invalid-parameter", 400, "empty"},
		{"a service twice", coverage + "?service=clinic,clinic", "invalid-parameter", 400, "twice"},
		{"an id that is none", coverage + "?service=Clinic!", "invalid-parameter", 400, "^[a-z0-9_]+$"},
		{"a code without end", coverage + "?district=" + strings.Repeat("9", 65), "invalid-parameter", 400, "64"},
		{"bytes that are no text", coverage + "?district=%ff%fe", "invalid-parameter", 400, "UTF-8"},
		{"half a percent sign", coverage + "?service=%zz", "malformed-query", 400, "%zz"},
		{"a query without end", coverage + "?service=" + strings.Repeat("a,", 5000), "query-too-long", 414, "8192"},
		{"a profile that is not there", coverage + "?profile=robot", "unknown-profile", 404, `no profile "robot"; its 2 profiles are at ` + a.URL + "/v1/cities/drawn"},
		{"a treatment that is none", coverage + "?private=ajar", "invalid-parameter", 400, "closed, residents, open"},
		{"a treatment that the city was not built for", coverage + "?private=closed,open", "invalid-parameter", 400, `private = "residents"`},
		{"a treatment twice", coverage + "?private=closed,closed", "invalid-parameter", 400, "twice"},
		{"two treatments for cells", "/v1/cities/drawn/cells?private=closed,open", "invalid-parameter", 400, "closed, residents, open"},
		{"a walk from nowhere", walk + "?service=clinic", "missing-parameter", 400, "from or place"},
		{"a walk to nowhere", walk + "?place=0", "missing-parameter", 400, "service or to"},
		{"a walk from two places", walk + "?place=0&from=121,31&service=clinic", "conflicting-parameters", 400, "from, place"},
		{"a walk to two places", walk + "?place=0&to=121,31&service=clinic", "conflicting-parameters", 400, "service, to"},
		{"a walk from a place that is not there", walk + "?place=99&service=clinic", "unknown-place", 404, a.URL + "/v1/cities/drawn/cells"},
		{"a walk to a service that is not there", walk + "?place=0&service=spa", "unknown-service", 404, `"spa"`},
		{"a walk to two services", walk + "?place=0&service=clinic,elderly", "invalid-parameter", 400, "^[a-z0-9_]+$"},
		{"a point with one number", walk + "?from=121.5&service=clinic", "invalid-parameter", 400, "121.4737,31.2304"},
		{"a point with swapped axes", walk + "?from=31.2,121.5&service=clinic", "invalid-parameter", 400, "longitude and latitude"},
		{"a point beyond the pole", walk + "?from=121,91&service=clinic", "invalid-parameter", 400, "longitude and latitude"},
		{"a walk of a day", walk + "?place=0&service=clinic&minutes=1440", "invalid-parameter", 400, "120"},
		{"streets without a service", friendly, "missing-parameter", 400, "give service"},
		{"streets of a service that is not there", friendly + "?service=spa", "unknown-service", 404, `"spa"`},
		{"streets for nobody", friendly + "?service=clinic&profiles=robot", "unknown-profile", 404, `"robot"`},
		{"no pieces", friendly + "?service=clinic&pieces=0", "invalid-parameter", 400, "at least 1"},
		{"a problem that is not there", "/problems/unknown", "not-found", 404, "/problems/unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := *a
			a.t = t
			p := a.problem(a.get(c.path), c.kind, c.status)
			if !strings.Contains(p.Detail, c.detail) {
				t.Errorf("the detail does not say %q: %s", c.detail, p.Detail)
			}
			if zh := a.problem(a.get(c.path, "Accept-Language", "zh-CN"), c.kind, c.status); zh.Title == p.Title {
				t.Errorf("not in Chinese: %+v", zh)
			}
		})
	}
}

func counting(n int) string {
	var s []string
	for i := range n {
		s = append(s, strconv.Itoa(i+1))
	}
	return strings.Join(s, ",")
}

func TestEveryKindOfProblemIsExplained(t *testing.T) {
	a := serve(t)
	for _, k := range respond.Kinds() {
		p := into[rest.ProblemType](t, a.ok("/problems/"+string(k)))
		if want := (rest.ProblemType{Type: k.Type(), Title: k.Title(answer.EN), Status: k.Status()}); p != want {
			t.Errorf("got %+v, want %+v", p, want)
		}
	}
}

// drawnExport is an answer that is made by a test's exporter, with the entity tag, the
// deadline and the faults of every other.
const drawnExport = "/v1/cities/drawn/export?layer=districts"

func TestAPanicIsOurFaultAndTheServerGoesOn(t *testing.T) {
	fell := func() { panic("the sky fell") }
	for name, where := range map[string]func(*api) string{
		"of what answers": func(*api) string { return drawnExport },
		"of who opens cities": func(a *api) string {
			a.cities.opening = fell
			return "/v1/cities/drawn/coverage?f=csv"
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := exporting(t, lines{export: func(context.Context, *coverage.Engine) error { fell(); return nil }})
			r := a.get(where(a))
			p := a.problem(r, "internal", 500)
			if strings.Contains(p.Detail, "sky") || r.Header.Get("ETag") != "" || r.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("got %v %+v", r.Header, p)
			}
			if l := a.logs.String(); !strings.Contains(l, "the sky fell") || !strings.Contains(l, "stack") {
				t.Errorf("the log does not say what happened: %s", l)
			}
			a.cities.opening = nil
			a.ok("/healthz")
			a.ok("/v1/cities/drawn/coverage")
		})
	}
}

// torn writes more than any buffer holds, and then does not go on.
type torn struct {
	lines
	end func() error
}

func (x torn) Export(context.Context, *coverage.Engine, rest.ExportQuery) (func(io.Writer) error, error) {
	return func(w io.Writer) error {
		if _, err := w.Write(bytes.Repeat([]byte("0123456789abcde\n"), 1<<14)); err != nil {
			return err
		}
		return x.end()
	}, nil
}

// An answer that fails half-way is cut off, so that nobody takes it for whole.
func TestABrokenAnswerDoesNotLookWhole(t *testing.T) {
	for name, end := range map[string]func() error{
		"an error": func() error { return errors.New("/srv/secret: cannot read") },
		"a panic":  func() error { panic("/srv/secret: the sky fell") },
	} {
		t.Run(name, func(t *testing.T) {
			a := exporting(t, torn{end: end})
			res, err := http.Get(a.URL + drawnExport)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err == nil || len(body) == 0 {
				t.Errorf("%d bytes and error %v", len(body), err)
			}
			if bytes.Contains(body, []byte("secret")) {
				t.Error("it tells what failed")
			}
			a.ok("/healthz")
			if !strings.Contains(a.logs.String(), "secret") {
				t.Errorf("the log does not say what happened: %s", a.logs)
			}
		})
	}
}

func TestAnErrorOfTheEngineIsOurFault(t *testing.T) {
	a := exporting(t, lines{export: func(context.Context, *coverage.Engine) error { return errors.New("/srv/secret: cannot read") }})
	r := a.get(drawnExport)
	p := a.problem(r, "internal", 500)
	if strings.Contains(p.Detail, "secret") || !strings.Contains(a.logs.String(), "secret") || r.Header.Get("ETag") != "" {
		t.Errorf("got %v %+v", r.Header, p)
	}
}

func TestAnAnswerThatTakesTooLongIsGivenUp(t *testing.T) {
	x := lines{export: func(ctx context.Context, _ *coverage.Engine) error {
		<-ctx.Done()
		return ctx.Err()
	}}
	for path, limit := range map[string]time.Duration{
		drawnExport:                 20 * time.Millisecond,
		"/v1/cities/drawn/coverage": time.Nanosecond, // over before the engine begins
	} {
		a := serve(t, func(o *rest.Options) { o.Exporter, o.Timeout = x, limit })
		r := a.get(path)
		a.problem(r, "timeout", 503)
		if r.Header.Get("Retry-After") == "" || r.Header.Get("ETag") != "" {
			t.Errorf("%s: no Retry-After, or an ETag: %v", path, r.Header)
		}
	}
}

// A client that goes away while its answer is made is nobody's fault.
func TestAClientThatGoesAwayIsNoError(t *testing.T) {
	began, gone := make(chan bool), make(chan error, 1)
	a := exporting(t, lines{export: func(ctx context.Context, _ *coverage.Engine) error {
		close(began)
		<-ctx.Done()
		gone <- ctx.Err()
		return ctx.Err()
	}})
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL+drawnExport, nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-began
		leave()
	}()
	if _, err := http.DefaultClient.Do(req); err == nil {
		t.Error("it was answered")
	}
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("who answers is told %v", err)
	}
	a.Close() // waits for the record
	if l := a.logs.String(); strings.Contains(l, "ERROR") || !strings.Contains(l, `"status":499`) {
		t.Errorf("the log: %s", l)
	}
}

func TestReadyOnlyWhenEveryCityOpens(t *testing.T) {
	a := serve(t)
	if h := into[rest.Health](t, a.ok("/readyz")); h.Status != "ready" || len(h.Cities) != 1 {
		t.Errorf("got %+v", h)
	}
	a.cities.broken = []string{"ruin"}
	if p := a.problem(a.get("/readyz"), "not-ready", 503); !strings.Contains(p.Detail, "ruin") {
		t.Errorf("got %+v", p)
	}
	a.ok("/healthz")
	a.ok("/v1/cities")
}
