package host_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lifecircle/internal/testcity/asciiworkspace"
)

// asked is a whole response to a request of a scenario.
func asked(t *testing.T, method, url, body string, headers ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response
}

func TestRequestsThatCannotBeAreRefusedAndChangeNothing(t *testing.T) {
	url, _, _ := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	all := url + "/v1/cities/line/scenarios"
	made := send(t, "POST", all, closed).want(t, "create", 201)
	one := all + "/closed"
	long := strings.Repeat("长", 201)
	for name, c := range map[string]struct {
		method, url, body string
		headers           []string
		status            int
		says              string
	}{
		"no JSON":             {"POST", all, closed, []string{"Content-Type", "text/plain"}, 415, "text/plain"},
		"a form":              {"POST", all, closed, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "application/json"},
		"an unknown key":      {"POST", all, `{"name":"x","changes":[],"colour":"red"}`, nil, 400, "colour"},
		"no object":           {"POST", all, `[]`, nil, 400, "JSON object"},
		"two objects":         {"POST", all, closed + closed, nil, 400, "follows"},
		"half an object":      {"POST", all, `{"name":"x"`, nil, 400, "line 1, column 12"},
		"no name":             {"POST", all, `{"name":" ","changes":[]}`, nil, 400, "name"},
		"a long name":         {"POST", all, `{"name":"` + long + `","changes":[]}`, nil, 400, "at most 200"},
		"a long tag":          {"POST", all, `{"name":"x","tags":["` + long + `"],"changes":[]}`, nil, 400, "at most 200"},
		"a long key":          {"POST", all, closed, []string{"Idempotency-Key", strings.Repeat("k", 201)}, 400, "Idempotency-Key"},
		"no changes":          {"POST", all, `{"name":"x"}`, nil, 422, `"index":-1`},
		"too much":            {"POST", all, `{"name":"x","notes":"` + strings.Repeat("n", 16<<20) + `","changes":[]}`, nil, 413, "16777216"},
		"too much to try":     {"POST", url + "/v1/cities/line/what-if", strings.Repeat(" ", 16<<20+1), nil, 413, "16777216"},
		"no tag":              {"PUT", one, closed, nil, 428, "If-Match"},
		"any tag":             {"PUT", one, closed, []string{"If-Match", "*"}, 428, "If-Match"},
		"a weak tag":          {"PUT", one, closed, []string{"If-Match", `W/"1"`}, 412, `revision 1, not W/\"1\"`},
		"a foreign tag":       {"DELETE", one, "", []string{"If-Match", `"abc"`}, 412, "revision 1"},
		"a later tag":         {"POST", one + "/undo", "", []string{"If-Match", `"7"`}, 412, "revision 1"},
		"nothing to undo":     {"POST", one + "/undo", "", []string{"If-Match", `"1"`}, 409, "nothing-to-undo"},
		"an unknown scenario": {"PUT", all + "/nope", closed, []string{"If-Match", `"1"`}, 404, "unknown-scenario"},
		"an unknown city":     {"POST", url + "/v1/cities/nope/scenarios", closed, nil, 404, "unknown-city"},
		"one of one":          {"POST", url + "/v1/cities/line@closed/scenarios", closed, nil, 404, "unknown-city"},
		"read of no city":     {"GET", url + "/v1/cities/nope@closed/coverage", "", nil, 404, "unknown-city"},
		"read of none":        {"GET", url + "/v1/cities/line@nope/coverage", "", nil, 404, url + "/v1/cities/line/scenarios"},
		"two at once":         {"GET", url + "/v1/cities/line@closed/coverage?scenario=other", "", nil, 400, "conflicting"},
		"compare nothing":     {"GET", all + "/compare", "", nil, 400, `"parameter":"of"`},
		"compare none":        {"GET", all + "/compare?of=nope", "", nil, 404, "nope"},
		"no such method":      {"PATCH", one, closed, nil, 405, "GET, HEAD, PUT, DELETE, OPTIONS"},
		"a service none has":  {"POST", all, `{"name":"x","changes":[{"close_facility":{"id":"H"}},{"set_service":{"id":"spa","minutes":5}}]}`, nil, 422, `"index":1,"kind":"set_service","field":"id","value":"spa"`},
	} {
		t.Run(name, func(t *testing.T) {
			r := send(t, c.method, c.url, c.body, c.headers...)
			if r.status != c.status || !strings.Contains(r.body, c.says) {
				t.Errorf("%d %.600s\nwant %d with %q", r.status, r.body, c.status, c.says)
			}
		})
	}
	if list := send(t, "GET", all, "").want(t, "list", 200); strings.Count(list.body, `"revision":`) != 1 || !strings.Contains(list.body, `"revision":1`) {
		t.Errorf("after refusals there is %s", list.body)
	}
	if again := send(t, "GET", one, ""); again.body != made.body || again.etag != made.etag {
		t.Errorf("after refusals it is %s %s, it was %s", again.etag, again.body, made.body)
	}
}

func TestMethodsAndHeadersOfScenarios(t *testing.T) {
	url, _, _ := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	all := url + "/v1/cities/line/scenarios"
	made := asked(t, "POST", all, closed, "Content-Type", "application/json; charset=utf-8")
	if made.StatusCode != 201 || made.Header.Get("Location") != all+"/closed" || made.Header.Get("ETag") != `"1"` || made.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("created: %s %v", made.Status, made.Header)
	}
	for _, c := range []struct{ path, allow, pages string }{
		{all, "GET, HEAD, POST, OPTIONS", "GET, HEAD, OPTIONS"},
		{all + "/closed", "GET, HEAD, PUT, DELETE, OPTIONS", "GET, HEAD, OPTIONS"},
		{all + "/closed/fork", "POST, OPTIONS", "GET, HEAD, OPTIONS"},
		{url + "/v1/cities/line/what-if", "POST, OPTIONS", "POST, OPTIONS"},
		{url + "/v1/cities/line@closed/coverage", "GET, HEAD, OPTIONS", "GET, HEAD, OPTIONS"},
	} {
		r := asked(t, "OPTIONS", c.path, "", "Origin", "http://elsewhere.example", "Access-Control-Request-Method", "PUT")
		if r.StatusCode != 204 || r.Header.Get("Allow") != c.allow || r.Header.Get("Access-Control-Allow-Methods") != c.pages {
			t.Errorf("OPTIONS %s: %s %q, to pages %q", c.path, r.Status, r.Header.Get("Allow"), r.Header.Get("Access-Control-Allow-Methods"))
		}
		for _, header := range []string{"Authorization", "If-Match", "*"} {
			if strings.Contains(r.Header.Get("Access-Control-Allow-Headers"), header) {
				t.Errorf("OPTIONS %s lets pages of other sites send %s", c.path, header)
			}
		}
		if r := asked(t, "PATCH", c.path, ""); r.StatusCode != 405 || r.Header.Get("Allow") != c.allow {
			t.Errorf("PATCH %s: %s %q", c.path, r.Status, r.Header.Get("Allow"))
		}
	}
	for _, path := range []string{"", "/closed", "/closed/history", "/closed/events", "/compare?of=closed"} {
		if r := asked(t, "HEAD", all+path, ""); r.StatusCode != 200 {
			t.Errorf("HEAD %s: %s", path, r.Status)
		}
	}
}

// What a comparison says changes with the scenarios, and so does its entity tag.
func TestAComparisonIsNotKeptOverAnEdit(t *testing.T) {
	url, _, _ := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	all := url + "/v1/cities/line/scenarios"
	made := send(t, "POST", all, `{"name":"closed","changes":[]}`).want(t, "create", 201)
	first := send(t, "GET", all+"/compare?of=closed", "").want(t, "compare", 200)
	send(t, "GET", all+"/compare?of=closed", "", "If-None-Match", first.etag).want(t, "the same", 304)
	send(t, "PUT", all+"/closed", closed, "If-Match", made.etag).want(t, "edit", 200)
	second := send(t, "GET", all+"/compare?of=closed", "", "If-None-Match", first.etag).want(t, "after an edit", 200)
	if second.body == first.body {
		t.Error("a closed clinic makes no difference")
	}
	other := send(t, "POST", all+"/closed/fork", `{"name":"copy","author":"li wei"}`).want(t, "fork", 201)
	if other.json["author"] != "li wei" || other.json["parent"] != "closed" {
		t.Errorf("forked: %s", other.body)
	}
	for _, at := range []string{url + "/v1/cities/line@closed/scenarios/compare?of=copy", all + "/compare?scenario=closed&of=copy"} {
		if r := send(t, "GET", at, "").want(t, at, 200); strings.Contains(r.body, `"covered":-`) {
			t.Errorf("%s: a copy differs: %s", at, r.body)
		}
	}
}

// A scenario is asked by scenario= as by @, and the answers are the same.
func TestEveryReadingTakesAScenario(t *testing.T) {
	url, _, _ := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	city := url + "/v1/cities/line"
	send(t, "POST", city+"/scenarios", closedAnd).want(t, "create", 201)
	for _, path := range []string{"?", "/services?", "/districts?f=geojson&", "/facilities?", "/coverage?", "/cells?f=csv&", "/gaps?service=clinic&",
		"/access?", "/walk?place=0&service=clinic&", "/isochrones?service=clinic&", "/age-friendly?service=clinic&profiles=standard&", "/export?layer=cells&f=geojson&"} {
		base := send(t, "GET", city+strings.TrimRight(path, "?&"), "").want(t, path, 200)
		one := send(t, "GET", city+path+"scenario=closed", "").want(t, path+" scenario=", 200)
		if base.etag == one.etag {
			t.Errorf("%s: the scenario has the entity tag of the city", path)
		}
		two := send(t, "GET", city+"@closed"+strings.TrimRight(path, "?&"), "").want(t, path+" @", 200)
		if strings.ReplaceAll(two.body, "line@closed", "line") != strings.ReplaceAll(one.body, "line@closed", "line") {
			t.Errorf("%s:\n%.300s\n%.300s", path, one.body, two.body)
		}
	}
	for _, path := range []string{"/ogc/line@closed", "/ogc/line@closed/collections/cells/items", "/tiles/line@closed/cells.json", "/tiles/line@closed/cells/0/0/0.mvt"} {
		if r := send(t, "GET", url+path, ""); r.status != 200 && r.status != 204 {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	send(t, "GET", url+"/ogc/line@nope", "").want(t, "the layers of none", 404)
}

func TestAStreamEndsWithItsScenarioAndWithTheServer(t *testing.T) {
	url, _, stop := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	all := url + "/v1/cities/line/scenarios"
	send(t, "GET", all+"/closed/events", "").want(t, "the stream of none", 404)
	follow := func(id string) <-chan string {
		ended, begun := make(chan string, 1), make(chan bool)
		go func() {
			r, err := http.Get(all + "/" + id + "/events")
			close(begun)
			if err != nil {
				ended <- err.Error()
				return
			}
			defer r.Body.Close()
			var b strings.Builder
			buffer := make([]byte, 4096)
			for err == nil {
				n := 0
				n, err = r.Body.Read(buffer)
				b.Write(buffer[:n])
			}
			ended <- b.String()
		}()
		<-begun
		return ended
	}
	wait := func(what string, ended <-chan string) {
		t.Helper()
		select {
		case text := <-ended:
			if !strings.HasPrefix(text, "event: rows\nid: 1\ndata: {") {
				t.Errorf("%s: %q", what, text)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s: the stream goes on", what)
		}
	}
	one := send(t, "POST", all, closed).want(t, "create", 201)
	send(t, "POST", all, noChanges).want(t, "create", 201)
	first, second := follow("closed"), follow("plain")
	send(t, "DELETE", all+"/closed", "", "If-Match", one.etag).want(t, "delete", 204)
	wait("deleted", first)
	if err := stop(); err != nil {
		t.Errorf("with a stream open the server ends with %v", err)
	}
	wait("stopped", second)
}
