package host_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"lifecircle/api/rest"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/internal/testcity/expect"
)

// serving serves workspaces on a free port, to be edited by everybody who reaches
// it. The returned stop ends it as Ctrl-C does, when its requests are done.
func serving(t *testing.T, dirs ...string) (url string, log *expect.Buffer, stop func() error) {
	t.Helper()
	log = &expect.Buffer{}
	h := host.New(dirs, slog.New(slog.NewTextHandler(log, nil)))
	handler, err := h.Handler(host.Web{Version: "test", Edits: rest.Edits{Open: true}})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	var running sync.WaitGroup
	running.Go(func() { h.Run(ctx) })
	go func() { served <- rest.Serve(ctx, ln, handler) }()
	ended := sync.OnceValue(func() error {
		cancel()
		err := <-served
		running.Wait()
		h.Close()
		return err
	})
	t.Cleanup(func() { ended() })
	return "http://" + ln.Addr().String(), log, ended
}

// A reply is what the server answers, its JSON read.
type reply struct {
	status int
	etag   string
	header http.Header
	body   string
	json   map[string]any
}

// send asks a server; headers are name, value, name, value …
func send(t *testing.T, method, url, body string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
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
	if err != nil {
		t.Fatal(err)
	}
	out := reply{status: response.StatusCode, etag: response.Header.Get("ETag"), header: response.Header, body: string(data)}
	_ = json.Unmarshal(data, &out.json) // what is no JSON is read as text
	return out
}

func (r reply) want(t *testing.T, what string, status int) reply {
	t.Helper()
	if r.status != status {
		t.Errorf("%s: %d, want %d\n%s", what, r.status, status, r.body)
	}
	return r
}

// get returns the status and body at an address; status 0 is no answer.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(data)
}

// covered is the people of the whole city that the served address says.
func covered(t *testing.T, url string) float64 {
	t.Helper()
	r := send(t, "GET", url, "").want(t, url, 200)
	rows, _ := r.json["rows"].([]any)
	if len(rows) == 0 {
		t.Fatalf("%s: no rows: %s", url, r.body)
	}
	return rows[0].(map[string]any)["covered"].(float64)
}

func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 300 {
		if is() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s did not come within 15 seconds", what)
}
