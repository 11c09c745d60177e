package main

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
	"lifecircle/internal/testcity/expect"
)

// serving starts the server on a free port. The returned stop ends it as Ctrl-C
// does and gives its exit code.
func serving(t *testing.T, args ...string) (url string, log *expect.Buffer, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	log = &expect.Buffer{}
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
	one, two := asciiworkspace.New(t, "one", asciiworkspace.OneClinic), asciiworkspace.New(t, "two", asciiworkspace.TwoClinics)
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

func TestTwoWorkspacesOfOneNameAreRefused(t *testing.T) {
	got := lifecircle(t, "serve", "--addr", "127.0.0.1:0", asciiworkspace.New(t, "one", asciiworkspace.OneClinic), asciiworkspace.New(t, "one", asciiworkspace.TwoClinics))
	if got.code != exitUsage || !strings.Contains(got.err, `both of a city called "one"`) {
		t.Errorf("%d %q", got.code, got.err)
	}
}

func TestAnAddressInUseIsRefusedWithAWayOut(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	url, _, _ := serving(t, dir)
	got := lifecircle(t, "serve", dir, "--addr", strings.TrimPrefix(url, "http://"))
	if got.code != exitRefused || !strings.Contains(got.err, "choose another") {
		t.Errorf("%d %q", got.code, got.err)
	}
}

func TestHealthAsksWhetherTheServerIsReady(t *testing.T) {
	url, _, stop := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	addr := strings.TrimPrefix(url, "http://")
	if got := lifecircle(t, "health", "--addr", addr); got.code != 0 || got.out+got.err != "" {
		t.Errorf("%d %q", got.code, got.err)
	}
	stop()
	if got := lifecircle(t, "health", "--addr", addr); got.code != exitRefused || !strings.Contains(got.err, "does not answer") {
		t.Errorf("%d %q", got.code, got.err)
	}
}
