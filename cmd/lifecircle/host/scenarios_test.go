package host_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lifecircle/api/answer"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/internal/testcity/asciiworkspace"
)

const (
	noChanges = `{"name":"plain","changes":[]}`
	closed    = `{"name":"closed","changes":[{"close_facility":{"id":"H"}}]}`
	closedAnd = `{"name":"closed","notes":"and one more","tags":["b","a"],"changes":[{"close_facility":{"id":"H"}},{"add_facility":{"id":"n","services":["clinic"],"lon":121.0157,"lat":31}}]}`
)

func TestScenariosAreKeptEditedAndAsked(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	url, _, stop := serving(t, dir)
	city := url + "/v1/cities/line"
	before := covered(t, city+"/coverage")

	made := send(t, "POST", city+"/scenarios", closed, "Idempotency-Key", "k1").want(t, "create", 201)
	again := send(t, "POST", city+"/scenarios", closed, "Idempotency-Key", "k1").want(t, "create again with its key", 201)
	if made.body != again.body {
		t.Errorf("the same key gave another scenario:\n%s\n%s", made.body, again.body)
	}
	send(t, "POST", city+"/scenarios", noChanges, "Idempotency-Key", "k1").want(t, "the key with another request", 422)
	id, _ := made.json["id"].(string)
	at := city + "/scenarios/" + id
	for _, path := range []string{city + "/coverage?scenario=" + id, city + "@" + id + "/coverage"} {
		if got := covered(t, path); got >= before {
			t.Errorf("%s: with its clinic closed %v are covered, of %v before", path, got, before)
		}
	}
	for _, path := range []string{"/cells", "/facilities", "/services", "/districts", "", "/gaps?service=clinic", "/access", "/export?layer=cells&f=geojson", "/isochrones?lon=121&lat=31"} {
		send(t, "GET", city+"@"+id+path, "").want(t, path, 200)
	}
	ogc := send(t, "GET", url+"/ogc/line@"+id+"/collections/facilities/items", "").want(t, "OGC", 200)
	if !strings.Contains(ogc.body, `"closed"`) || !strings.Contains(ogc.body, "/ogc/line@"+id+"/") {
		t.Errorf("the OGC layer is not the scenario's: %s", ogc.body)
	}
	send(t, "GET", url+"/tiles/line@"+id+"/cells.json", "").want(t, "TileJSON", 200)

	// Edits.
	send(t, "PUT", at, closedAnd).want(t, "without If-Match", 428)
	edited := send(t, "PUT", at, closedAnd, "If-Match", made.etag).want(t, "edit", 200)
	send(t, "PUT", at, closed, "If-Match", made.etag).want(t, "a lost update", 412)
	now := covered(t, city+"@"+id+"/coverage")
	if now <= 0 {
		t.Errorf("with another clinic %v are covered", now)
	}
	bad := send(t, "PUT", at, `{"name":"x","changes":[{"close_facility":{"id":"H"}},{"close_facility":{"id":"nope"}}]}`, "If-Match", edited.etag).want(t, "a bad change", 422)
	if !strings.Contains(bad.body, `"index":1,"kind":"close_facility","field":"id"`) {
		t.Errorf("the problem does not name the change: %s", bad.body)
	}
	if got := covered(t, city+"@"+id+"/coverage"); got != now {
		t.Errorf("a refused edit changed %v to %v", now, got)
	}

	send(t, "PUT", at, `{"name":"a\u0000b","changes":[]}`, "If-Match", edited.etag).want(t, "a name that nobody sees", 400)
	asItIs := send(t, "POST", at+"/rebase", "", "If-Match", edited.etag).want(t, "a rebase of what fits", 200)
	if asItIs.etag != edited.etag {
		t.Errorf("it made a revision of its own: %s after %s", asItIs.etag, edited.etag)
	}

	// Undo, history, fork, compare.
	undone := send(t, "POST", at+"/undo", "", "If-Match", edited.etag).want(t, "undo", 200)
	if fmt.Sprint(undone.json["changes"]) != fmt.Sprint(made.json["changes"]) {
		t.Errorf("undone are %v, before the edit they were %v", undone.json["changes"], made.json["changes"])
	}
	history := send(t, "GET", at+"/history", "").want(t, "history", 200)
	if n := strings.Count(history.body, `"revision":`); n != 3 {
		t.Errorf("the history has %d revisions: %s", n, history.body)
	}
	forked := send(t, "POST", at+"/fork", `{"name":"a copy"}`).want(t, "fork", 201)
	other, _ := forked.json["id"].(string)
	compared := send(t, "GET", city+"/scenarios/compare?service=clinic&of="+id+","+other, "").want(t, "compare", 200)
	if !strings.Contains(compared.body, `"scenarios":["`+id+`","`+other+`"]`) {
		t.Errorf("compared: %s", compared.body)
	}
	send(t, "DELETE", at, "", "If-Match", undone.etag).want(t, "delete", 204)
	send(t, "GET", at, "").want(t, "a scenario that is gone", 404)
	send(t, "GET", city+"@"+id+"/coverage", "").want(t, "the city of one that is gone", 404)

	// What is kept is there after a restart.
	stop()
	url, _, _ = serving(t, dir)
	send(t, "GET", url+"/v1/cities/line/scenarios/"+other, "").want(t, "after a restart", 200)
}

// A base that is built again takes its scenarios along, as far as they fit.
func TestARebuiltBaseKeepsTheScenariosThatFit(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.TwoClinics)
	url, _, _ := serving(t, dir)
	city := url + "/v1/cities/line"
	send(t, "POST", city+"/scenarios", `{"name":"fits","changes":[{"add_facility":{"id":"n","services":["clinic"],"lon":121.0157,"lat":31}}]}`).want(t, "create", 201)
	not := send(t, "POST", city+"/scenarios", `{"name":"closed","changes":[{"close_facility":{"id":"J"}}]}`).want(t, "create", 201)
	asciiworkspace.Land(t, dir, asciiworkspace.Draw(t, "line", asciiworkspace.OneClinic)) // without J
	waitFor(t, "the new city", func() bool {
		_, body := get(t, city+"/facilities")
		return !strings.Contains(body, `"J"`)
	})
	if r := send(t, "GET", city+"/scenarios/fits", "").want(t, "one that fits", 200); r.json["stale"] != true {
		t.Errorf("it is not said to be of another base: %s", r.body)
	}
	covered(t, city+"@fits/coverage")
	stale := send(t, "GET", city+"@closed/coverage", "").want(t, "one that does not", 409)
	if !strings.Contains(stale.body, `"index":0,"kind":"close_facility"`) {
		t.Errorf("the problem does not say what does not fit: %s", stale.body)
	}
	rebased := send(t, "POST", city+"/scenarios/closed/rebase", "", "If-Match", not.etag).want(t, "rebase", 200)
	if !strings.Contains(rebased.body, `"dropped":[{"index":0`) {
		t.Errorf("rebased: %s", rebased.body)
	}
	covered(t, city+"@closed/coverage")
}

func TestKeyFilesAreRefusedWithTheLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no key":        {"li.wei\n", ":1: is no name with a key"},
		"a short key":   {"\nli.wei 123\n", ":2: has a key of less than 16"},
		"a key twice":   {"a 0123456789abcdef\nb 0123456789abcdef\n", ":2: has the key of another"},
		"nobody at all": {"# nobody\n", "has no key"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := host.ReadKeys(path); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

// A stream tells all rows first, and after an edit those that differ.
func TestAStreamTellsTheRowsThatAnEditChanges(t *testing.T) {
	url, _, _ := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	city := url + "/v1/cities/line"
	made := send(t, "POST", city+"/scenarios", noChanges).want(t, "create", 201)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", city+"/scenarios/plain/events?service=clinic", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	next := func() (rows int, revision float64) {
		for lines.Scan() {
			if data, is := bytes.CutPrefix(lines.Bytes(), []byte("data: ")); is {
				var event struct {
					Revision float64
					Rows     []any
				}
				if err := json.Unmarshal(data, &event); err != nil {
					t.Fatal(err)
				}
				return len(event.Rows), event.Revision
			}
		}
		t.Fatal("the stream has ended")
		return 0, 0
	}
	all, revision := next()
	if all == 0 || revision != 1 {
		t.Fatalf("first came %d rows of revision %v", all, revision)
	}
	renamed := send(t, "PUT", city+"/scenarios/plain", `{"name":"renamed","changes":[]}`, "If-Match", made.etag).want(t, "rename", 200)
	if rows, revision := next(); rows != 0 || revision != 2 {
		t.Errorf("a new name changed %d rows, at revision %v", rows, revision)
	}
	send(t, "PUT", city+"/scenarios/plain", closed, "If-Match", renamed.etag).want(t, "edit", 200)
	if rows, _ := next(); rows == 0 || rows > all {
		t.Errorf("a closed clinic changed %d rows of %d", rows, all)
	}
}

// Many edit and read at once: no edit is lost, and what is read is the city that
// the scenario makes.
func TestManyClientsAtOnce(t *testing.T) {
	const clients, scenarios, edits = 64, 8, 6
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	url, _, _ := serving(t, dir)
	city := url + "/v1/cities/line"
	for i := range scenarios {
		send(t, "POST", city+"/scenarios", fmt.Sprintf(`{"name":"s%d","changes":[]}`, i)).want(t, "create", 201)
	}
	var group sync.WaitGroup
	for client := range clients {
		group.Go(func() {
			at := fmt.Sprintf("%s/scenarios/s%d", city, client%scenarios)
			for n := 0; n < edits; {
				read := send(t, "GET", at, "").want(t, "read", 200)
				list, _ := read.json["changes"].([]any)
				list = append(list, map[string]any{"add_facility": map[string]any{"id": fmt.Sprintf("c%d.%d", client, n), "services": []string{"clinic"},
					"lon": 121 + 0.0002*float64(client), "lat": 31}})
				draft, err := json.Marshal(map[string]any{"name": read.json["name"], "changes": list})
				if err != nil {
					t.Error(err)
					return
				}
				switch put := send(t, "PUT", at, string(draft), "If-Match", read.etag); put.status {
				case 200:
					n++
				case 412: // somebody was faster
				default:
					put.want(t, "edit", 200)
					return
				}
			}
		})
	}
	group.Wait()
	base := asciiworkspace.Draw(t, "line", asciiworkspace.OneClinic)
	for i := range scenarios {
		at := fmt.Sprintf("%s/scenarios/s%d", city, i)
		read := send(t, "GET", at, "").want(t, "read", 200)
		changes, _ := read.json["changes"].([]any)
		if want := clients / scenarios * edits; len(changes) != want {
			t.Errorf("scenario %d has %d changes, %d were acknowledged", i, len(changes), want)
		}
		rebuilt := rebuild(t, base, map[string]any{"changes": changes})
		served := send(t, "GET", fmt.Sprintf("%s@s%d/cells?f=csv", city, i), "").want(t, "cells", 200)
		if served.body != rebuilt {
			t.Errorf("scenario %d says\n%s\nand its rebuild\n%s", i, served.body, rebuilt)
		}
	}
}

// rebuild writes the cells of the city that changes make, built anew.
func rebuild(t *testing.T, base *coverage.City, tree map[string]any) string {
	t.Helper()
	changes, err := scenario.Decode(tree)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := coverage.Open(t.Context(), base, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	edits, err := scenario.Edits(t.Context(), engine, changes)
	if err != nil {
		t.Fatal(err)
	}
	city, err := coverage.Rebuild(t.Context(), base, edits...)
	if err != nil {
		t.Fatal(err)
	}
	dir := asciiworkspace.Land(t, filepath.Join(t.TempDir(), "line.lifecircle"), city)
	content, opened, err := host.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	cells, err := opened.Cells(t.Context(), coverage.Query{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := (answer.Cells{City: opened.City(), Lang: answer.EN, Cells: cells}).Write(&out, answer.CSV); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
