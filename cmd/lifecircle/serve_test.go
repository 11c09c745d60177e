package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lifecircle/coverage"
	"lifecircle/data/workspace"
)

// serving starts the server on a free port. The returned stop ends it as Ctrl-C
// does and gives its exit code.
func serving(t *testing.T, args ...string) (url string, log *lockedBuffer, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	log = &lockedBuffer{}
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), nil, io.Discard, log, noEnv)
	}()
	url = waitReady(t, log)
	ended := sync.OnceValue(func() int {
		cancel()
		return <-code
	})
	t.Cleanup(func() { ended() })
	return url, log, ended
}

// The HTTP API says what the command line says.
func TestServeSaysWhatCoverageSays(t *testing.T) {
	one, two := newWorkspace(t, "one", oneClinic), newWorkspace(t, "two", twoClinics)
	url, _, stop := serving(t, one, two)
	for _, dir := range []string{one, two} {
		name := strings.TrimSuffix(filepath.Base(dir), ".lifecircle")
		want := lifecircle(t, "coverage", dir, "--format", "json", "--minutes", "5,15")
		status, got := get(t, url+"/v1/cities/"+name+"/coverage?minutes=5,15")
		if status != http.StatusOK || got != want.out {
			t.Errorf("%s: %d %s, want %s", name, status, got, want.out)
		}
	}
	if code := stop(); code != 0 {
		t.Errorf("a server that was asked to stop ends with %d", code)
	}
	if status, body := get(t, url+"/healthz"); status != 0 {
		t.Errorf("after its end it answers %d %s", status, body)
	}
}

// While a workspace is built anew again and again, no request fails, and in the
// end the new city is served.
func TestARebuiltWorkspaceIsTakenUpWithoutDroppingARequest(t *testing.T) {
	dir := newWorkspace(t, "line", oneClinic)
	url, log, _ := serving(t, dir)
	ask := url + "/v1/cities/line/coverage"

	var done atomic.Bool
	var asked atomic.Int64
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for !done.Load() {
				asked.Add(1)
				if status, body := get(t, ask); status != http.StatusOK {
					t.Errorf("a request got %d %s", status, body)
					return
				}
			}
		})
	}
	for i := range 3 {
		drawing, want := twoClinics, "clinic  7 7"
		if i%2 == 1 {
			drawing, want = oneClinic, "clinic  7 3"
		}
		land(t, dir, drawn(t, "line", drawing))
		waitFor(t, "the new city", func() bool {
			_, body := get(t, ask)
			return slices.Contains(rowsOf(t, body), want)
		})
	}
	done.Store(true)
	group.Wait()
	waitFor(t, "a log record for each new edition", func() bool {
		return strings.Count(log.String(), "city taken up anew") == 3
	})
	if n := asked.Load(); n < 10 {
		t.Errorf("only %d requests were made meanwhile", n)
	}
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

func opened(t *testing.T, log io.Writer, dirs ...string) *cities {
	t.Helper()
	c := &cities{log: slog.New(slog.NewTextHandler(log, nil))}
	c.expect(dirs)
	if err := c.openAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnEditionStaysOpenUntilItsLastReaderIsDone(t *testing.T) {
	dir := newWorkspace(t, "line", oneClinic)
	c := opened(t, io.Discard, dir)
	h, _ := c.Open("line")
	old := h.Engine.City()
	land(t, dir, drawn(t, "line", twoClinics))
	c.refresh(t.Context())
	if again, _ := c.Open("line"); again.Engine == h.Engine {
		t.Fatal("the old edition is still handed out")
	} else {
		again.Release()
	}
	rows, err := h.Engine.Rows(t.Context(), coverage.Query{})
	if err != nil || *rows[0].Covered != 3000 || old.Streets == nil {
		t.Errorf("its reader gets %v, %v, streets %v", rows[0].Covered, err, old.Streets)
	}
	h.Release()
	if old.Streets != nil {
		t.Error("its last reader is done, and it is still mapped")
	}
	c.close()
}

func TestNobodyIsToldReadyBeforeEveryCityIsOpen(t *testing.T) {
	one, two := newWorkspace(t, "one", oneClinic), newWorkspace(t, "two", twoClinics)
	c := &cities{log: slog.New(slog.DiscardHandler)}
	c.expect([]string{two, one + "/"})
	if names := c.Names(); !slices.Equal(names, []string{"one", "two"}) {
		t.Errorf("it expects %v", names)
	}
	if _, ok := c.Open("one"); ok {
		t.Error("a city is there before it was opened")
	}
	if err := c.openAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, ok := c.Open("one")
	if !ok {
		t.Fatal("a city is not there after it was opened")
	}
	h.Release()
	c.close()
}

func TestTwoWorkspacesOfOneNameAreRefused(t *testing.T) {
	got := lifecircle(t, "serve", "--addr", "127.0.0.1:0", newWorkspace(t, "one", oneClinic), newWorkspace(t, "one", twoClinics))
	if got.code != exitUsage || !strings.Contains(got.err, `both of a city called "one"`) {
		t.Errorf("%d %q", got.code, got.err)
	}
}

func TestABuildThatCannotBeOpenedIsComplainedAboutOnceAndTheOldOneServedOn(t *testing.T) {
	dir := newWorkspace(t, "line", oneClinic)
	var log bytes.Buffer
	c := opened(t, &log, dir)
	defer c.close()
	path := filepath.Join(dir, workspace.StreetsFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Not written in place: the old file is mapped.
	replace := func(data []byte) {
		t.Helper()
		if err := os.WriteFile(path+".new", data, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			t.Fatal(err)
		}
	}
	replace(whole[:100])
	for range 3 {
		c.refresh(t.Context())
	}
	if n := strings.Count(log.String(), "city not taken up"); n != 1 {
		t.Errorf("it is complained about %d times: %s", n, &log)
	}
	h, ok := c.Open("line")
	if !ok {
		t.Fatal("the old city is gone")
	}
	if rows, err := h.Engine.Rows(t.Context(), coverage.Query{}); err != nil || *rows[0].Covered != 3000 {
		t.Errorf("the old city answers %v %v", rows, err)
	}
	h.Release()
	replace(whole)
	c.refresh(t.Context())
	if !strings.Contains(log.String(), "city taken up anew") {
		t.Errorf("the mended one is not taken up: %s", &log)
	}
}

func TestAnAddressInUseIsRefusedWithAWayOut(t *testing.T) {
	dir := newWorkspace(t, "line", oneClinic)
	url, _, _ := serving(t, dir)
	got := lifecircle(t, "serve", dir, "--addr", strings.TrimPrefix(url, "http://"))
	if got.code != exitRefused || !strings.Contains(got.err, "choose another") {
		t.Errorf("%d %q", got.code, got.err)
	}
}

func TestHealthAsksWhetherTheServerIsReady(t *testing.T) {
	url, _, stop := serving(t, newWorkspace(t, "line", oneClinic))
	addr := strings.TrimPrefix(url, "http://")
	if got := lifecircle(t, "health", "--addr", addr); got.code != 0 || got.out+got.err != "" {
		t.Errorf("%d %q", got.code, got.err)
	}
	stop()
	if got := lifecircle(t, "health", "--addr", addr); got.code != exitRefused || !strings.Contains(got.err, "does not answer") {
		t.Errorf("%d %q", got.code, got.err)
	}
}
