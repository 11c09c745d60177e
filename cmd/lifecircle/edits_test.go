package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

const noChanges = `{"name":"plain","changes":[]}`

// post asks a server as JSON; headers are name, value, name, value …
func post(t *testing.T, url, body string, want int, headers ...string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		if r.Header.Set(headers[i], headers[i+1]); headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != want {
		t.Errorf("%v: %s, want %d: %v %s", headers, response.Status, want, err, data)
	}
	return string(data)
}

func TestWhoMayEdit(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	url, _, stop := serving(t, dir)
	create := func(status int, headers ...string) string {
		t.Helper()
		return post(t, url+"/v1/cities/line/scenarios", noChanges, status, headers...)
	}
	create(201)
	create(403, "Origin", "http://elsewhere.example") // a page of another site
	create(403, "Host", "elsewhere.example")          // another name for this machine
	create(403, "Authorization", "Bearer nonsense")
	stop()

	keys := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(keys, []byte("# who edits\nli.wei 0123456789abcdef0123\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	url, _, stop = serving(t, dir, "--allow-edits", keys)
	if said := create(403); !strings.Contains(said, "Authorization") {
		t.Errorf("without the key it does not say what to do: %s", said)
	}
	if said := create(201, "Authorization", "Bearer 0123456789abcdef0123"); !strings.Contains(said, `"author":"li.wei"`) {
		t.Errorf("the author is not li.wei: %s", said)
	}
	stop()

	// A what-if is reading, and open everywhere.
	url, _, _ = serving(t, dir, "--addr", "0.0.0.0:0")
	url = strings.Replace(url, "[::]", "127.0.0.1", 1)
	if said := create(403); !strings.Contains(said, "--allow-edits") {
		t.Errorf("on every address it does not say what to do: %s", said)
	}
	post(t, url+"/v1/cities/line/what-if?service=clinic", `{"changes":[{"close_facility":{"id":"H"}}]}`, 200)
}

// Behind a proxy that says so, or under another address, this machine's openness
// would be everybody's.
func TestAProxyOpensNothing(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	url, _, stop := serving(t, dir)
	for _, header := range []string{"X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via"} {
		post(t, url+"/v1/cities/line/scenarios", noChanges, 403, header, "x")
	}
	for _, origin := range []string{"null", "http://localhost:1", url + ".example", "http://127.0.0.1.example"} {
		post(t, url+"/v1/cities/line/scenarios", noChanges, 403, "Origin", origin)
	}
	post(t, url+"/v1/cities/line/scenarios", noChanges, 201, "Origin", url)
	stop()
	url, _, _ = serving(t, dir, "--base-url", "https://life.example")
	if said := post(t, url+"/v1/cities/line/scenarios", noChanges, 403); !strings.Contains(said, "--allow-edits") {
		t.Error(said)
	}
}
