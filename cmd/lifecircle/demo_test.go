package main

import (
	"bytes"
	"context"
	"lifecircle/internal/testcity/expect"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// emptyTemp gives the program a temporary folder that a test can look into.
func emptyTemp(t *testing.T) (left func() []os.DirEntry) {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	return func() []os.DirEntry {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		return entries
	}
}

func TestDemoServesTheSampleAndCleansUp(t *testing.T) {
	left := emptyTemp(t)
	ctx, cancel := context.WithCancel(t.Context())
	out, log := &expect.Buffer{}, &expect.Buffer{}
	code := make(chan int, 1)
	go func() { code <- run(ctx, []string{"demo", "--addr", "127.0.0.1:0"}, nil, out, log, noEnv) }()
	url := waitReady(t, log)
	if status, body := get(t, url+"/v1/cities/tinglan/coverage?service=clinic"); status != http.StatusOK || !strings.Contains(body, `"city":"tinglan"`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body := get(t, url+"/docs"); status != http.StatusOK || !strings.Contains(body, "openapi.json") {
		t.Errorf("%d %s", status, body)
	}
	if !strings.Contains(log.String(), url+"/docs") {
		t.Errorf("it does not say where: %s", log)
	}
	table := out.String()
	cancel()
	if c := <-code; c != 0 {
		t.Errorf("it ends with %d: %s", c, log)
	}
	if entries := left(); len(entries) > 0 {
		t.Errorf("it leaves %v", entries)
	}
	if got := lifecircle(t, "demo", "--no-serve", "-q"); got.code != 0 || got.out != table || got.err != "" {
		t.Errorf("--no-serve: %d %q %q", got.code, got.out, got.err)
	}
	if entries := left(); len(entries) > 0 {
		t.Errorf("--no-serve leaves %v", entries)
	}
}

func TestADemoWithNowhereToPutItsFilesSaysWhatToSet(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "none")
	t.Setenv("TMPDIR", folder)
	got := lifecircle(t, "demo", "--no-serve")
	if got.code != exitRefused || !strings.HasPrefix(got.err, folder+": ") || !strings.Contains(got.err, "set TMPDIR") || got.out != "" {
		t.Errorf("%d %q %q", got.code, got.err, got.out)
	}
}

func TestAnInterruptedDemoCleansUp(t *testing.T) {
	left := emptyTemp(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if code := run(ctx, []string{"demo", "--no-serve"}, nil, &out, &errs, noEnv); code != exitInterrupted || out.Len() > 0 {
		t.Errorf("%d %q %q", code, &out, &errs)
	}
	if entries := left(); len(entries) > 0 {
		t.Errorf("it leaves %v", entries)
	}
}

// A taken default address is no reason to refuse the demo: it takes a free one.
func TestDemoFindsAFreeAddressWhereNoneIsAskedFor(t *testing.T) {
	emptyTemp(t)
	if ln, err := listen(defaultAddr); err == nil {
		defer ln.Close() // taken, by us or by somebody else
	}
	ctx, cancel := context.WithCancel(t.Context())
	log := &expect.Buffer{}
	code := make(chan int, 1)
	go func() { code <- run(ctx, []string{"demo"}, nil, &expect.Buffer{}, log, noEnv) }()
	url := waitReady(t, log)
	if url == shown {
		t.Errorf("it is served at %s, which is taken", url)
	}
	cancel()
	if c := <-code; c != 0 {
		t.Errorf("it ends with %d: %s", c, log)
	}
}
