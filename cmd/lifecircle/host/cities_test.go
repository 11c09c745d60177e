package host_test

import (
	"bytes"
	"errors"
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

	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage"
	"lifecircle/data/workspace"
	"lifecircle/internal/testcity/asciiworkspace"
)

// While a workspace is built anew again and again, no request fails, and in the
// end the new city is served.
func TestARebuiltWorkspaceIsTakenUpWithoutDroppingARequest(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
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
		drawing, want := asciiworkspace.TwoClinics, 7.0
		if i%2 == 1 {
			drawing, want = asciiworkspace.OneClinic, 3.0
		}
		asciiworkspace.Land(t, dir, asciiworkspace.Draw(t, "line", drawing))
		waitFor(t, "the new city", func() bool { return covered(t, ask) == want })
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

// opened is a host of workspaces, all open.
func opened(t *testing.T, log io.Writer, dirs ...string) *host.Host {
	t.Helper()
	h := host.New(dirs, slog.New(slog.NewTextHandler(log, nil)))
	t.Cleanup(h.Close)
	if err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAnEditionStaysOpenUntilItsLastReaderIsDone(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	c := opened(t, io.Discard, dir).Cities
	h, _ := c.Open("line")
	old := h.Engine.City()
	asciiworkspace.Land(t, dir, asciiworkspace.Draw(t, "line", asciiworkspace.TwoClinics))
	c.Refresh(t.Context())
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
}

func TestNobodyIsToldReadyBeforeEveryCityIsOpen(t *testing.T) {
	one, two := asciiworkspace.New(t, "one", asciiworkspace.OneClinic), asciiworkspace.New(t, "two", asciiworkspace.TwoClinics)
	both := host.New([]string{two, one + "/"}, slog.New(slog.DiscardHandler))
	defer both.Close()
	c := both.Cities
	if names := c.Names(); !slices.Equal(names, []string{"one", "two"}) {
		t.Errorf("it expects %v", names)
	}
	if _, ok := c.Open("one"); ok {
		t.Error("a city is there before it was opened")
	}
	if err := both.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, ok := c.Open("one")
	if !ok {
		t.Fatal("a city is not there after it was opened")
	}
	h.Release()
}

// Served from inside itself, a city is called what its folder is, and not a dot.
func TestACityThatIsTheWorkingFolderHasItsNameBeforeItIsOpen(t *testing.T) {
	t.Chdir(asciiworkspace.New(t, "one", asciiworkspace.OneClinic))
	for _, dir := range []string{".", "./", "../one.lifecircle"} {
		h := host.New([]string{dir}, slog.New(slog.DiscardHandler))
		if names := h.Cities.Names(); !slices.Equal(names, []string{"one"}) {
			t.Errorf("%s is expected as %q", dir, names)
		}
		h.Close()
	}
}

func TestABuildThatCannotBeOpenedIsComplainedAboutOnceAndTheOldOneServedOn(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	var log bytes.Buffer
	c := opened(t, &log, dir).Cities
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
		c.Refresh(t.Context())
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
	c.Refresh(t.Context())
	if !strings.Contains(log.String(), "city taken up anew") {
		t.Errorf("the mended one is not taken up: %s", &log)
	}
}

func TestTwoWorkspacesOfOneNameAreRefused(t *testing.T) {
	one, other := asciiworkspace.New(t, "one", asciiworkspace.OneClinic), asciiworkspace.New(t, "one", asciiworkspace.TwoClinics)
	h := host.New([]string{one, other}, slog.New(slog.DiscardHandler))
	defer h.Close()
	wrong := new(host.SameNameError)
	if err := h.Open(t.Context()); !errors.As(err, &wrong) || wrong.Name != "one" || wrong.Dirs != [2]string{one, other} {
		t.Errorf("%v", err)
	}
}
