package host_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lifecircle/coverage/scenario"
	"lifecircle/internal/testcity/asciiworkspace"
)

// clientsTime is how long the clients of the test below go on; more by
// LIFECIRCLE_CLIENTS, such as 60s.
func clientsTime(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("LIFECIRCLE_CLIENTS")
	if text == "" {
		return 2 * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("LIFECIRCLE_CLIENTS: %v: give a time such as 60s", err)
	}
	return d
}

// While many edit, undo and read the same scenarios: no edit is lost, and whatever
// is read is, to the byte, the rebuild of a state that the history has.
func TestWhatClientsReadWhileOthersEditIsARebuild(t *testing.T) {
	const clients, scenarios, most, rebuilds = 64, 8, 12, 20
	until := time.Now().Add(clientsTime(t))
	url, _, _ := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	city := url + "/v1/cities/line"
	for i := range scenarios {
		send(t, "POST", city+"/scenarios", fmt.Sprintf(`{"name":"s%d","changes":[]}`, i)).want(t, "create", 201)
	}
	var acknowledged [scenarios]atomic.Int64
	var seen sync.Map // bodies by the hash of their city
	var reads atomic.Int64
	var group sync.WaitGroup
	for client := range clients {
		group.Go(func() {
			one := client % scenarios
			at := fmt.Sprintf("%s/scenarios/s%d", city, one)
			// On a busy machine the time may be over before there is anything to see.
			for n := 0; (time.Now().Before(until) || reads.Load() < clients) && !t.Failed(); n++ {
				if (n+client)%3 > 0 {
					hash, body := cellsOf(t, fmt.Sprintf("%s@s%d/cells?f=csv", city, one))
					if before, there := seen.LoadOrStore(hash, body); there && before != body {
						t.Errorf("one city, two answers:\n%s\n%s", before, body)
					}
					reads.Add(1)
					continue
				}
				if editOne(t, at, client, n, most) {
					acknowledged[one].Add(1)
				}
			}
		})
	}
	group.Wait()

	base, built := asciiworkspace.Draw(t, "line", asciiworkspace.OneClinic), 0
	states := map[string][]any{} // changes by the hash of the city that they make
	for i := range scenarios {
		at := fmt.Sprintf("%s/scenarios/s%d", city, i)
		history := send(t, "GET", at+"/history", "").want(t, "history", 200)
		list := history.json["revisions"].([]any)
		if n := acknowledged[i].Load(); int64(len(list)) != n+1 {
			t.Errorf("scenario %d has %d revisions, %d edits were acknowledged", i, len(list), n)
		}
		for _, v := range list {
			tree := v.(map[string]any)["changes"].([]any)
			changes, err := scenario.Decode(map[string]any{"changes": tree})
			if err != nil {
				t.Fatal(err)
			}
			states[scenario.Hash(base.Provenance.Hash, changes)] = tree
		}
	}
	seen.Range(func(hash, body any) bool {
		tree, there := states[hash.(string)]
		if !there && !strings.HasPrefix(hash.(string), "00") {
			t.Errorf("read was a city %v that no revision makes", hash)
		}
		if built++; built > rebuilds {
			return true
		}
		if want := rebuild(t, base, map[string]any{"changes": append([]any{}, tree...)}); want != body {
			t.Errorf("of %v is read\n%s\nand its rebuild says\n%s", tree, body, want)
		}
		return !t.Failed()
	})
	if reads.Load() < clients || len(states) < scenarios {
		t.Errorf("%d reads and %d states are too few to see anything", reads.Load(), len(states))
	}
	t.Logf("%d reads, %d states, %d read of which %d were rebuilt", reads.Load(), len(states), built, min(built, rebuilds))
}

func cellsOf(t *testing.T, url string) (hash, body string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Error(err)
		return "", ""
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("%s: %s %v %s", url, r.Status, err, data)
	}
	return r.Header.Get("Lifecircle-Provenance"), string(data)
}

// editOne appends a change to a scenario, or takes one away where there are many, and
// reports whether nobody was faster.
func editOne(t *testing.T, at string, client, n, most int) bool {
	t.Helper()
	read := send(t, "GET", at, "").want(t, "read", 200)
	list, _ := read.json["changes"].([]any)
	if len(list) >= most {
		if n%2 == 0 {
			return acknowledgedOf(t, send(t, "POST", at+"/undo", "", "If-Match", read.etag))
		}
		list = list[n%most:]
	}
	list = append(list, map[string]any{"add_facility": map[string]any{"id": fmt.Sprintf("c%d.%d", client, n), "services": []string{"clinic"},
		"lon": 121 + 0.0002*float64(client), "lat": 31}})
	draft, err := json.Marshal(map[string]any{"name": read.json["name"], "changes": list})
	if err != nil {
		t.Error(err)
		return false
	}
	return acknowledgedOf(t, send(t, "PUT", at, string(draft), "If-Match", read.etag))
}

func acknowledgedOf(t *testing.T, r reply) bool {
	t.Helper()
	if r.status == http.StatusPreconditionFailed {
		return false
	}
	r.want(t, "edit", 200)
	return r.status == http.StatusOK
}
