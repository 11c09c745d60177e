package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lifecircle/data/workspace"
	"lifecircle/internal/testcity/asciiworkspace"
	"lifecircle/internal/testcity/expect"
)

// The test binary is the program where this is set: so a test can have a real
// process to signal and to kill.
const asProgram = "LIFECIRCLE_TEST_RUN_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

func process(t *testing.T, args ...string) (*exec.Cmd, *expect.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	log := &expect.Buffer{}
	cmd.Stderr = log
	return cmd, log
}

func TestSignalsEndAServerCleanly(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd, log := process(t, "serve", dir, "--addr", "127.0.0.1:0")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitReady(t, log)
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil || !strings.Contains(log.String(), "msg=stopped") {
			t.Errorf("%v: %v %s", signal, err, log)
		}
	}
}

// cities of a build that is killed: the one before and the one after.
const (
	before = "Tinglan before"
	after  = "Tinglan after"
)

// A build that is killed with SIGKILL, or interrupted, at any moment leaves the
// old city or the new one, whole, and the next build succeeds.
func TestAKilledBuildLeavesTheOldCityOrTheNewOne(t *testing.T) {
	for _, c := range []struct {
		name   string
		signal syscall.Signal
	}{{"killed", syscall.SIGKILL}, {"interrupted", syscall.SIGINT}} {
		t.Run(c.name, func(t *testing.T) {
			folder := sample(t)
			toml, dir := filepath.Join(folder, "city.toml"), filepath.Join(folder, "city.lifecircle")
			edit(t, toml, "Tinglan New Town (fictional)\" }", before+`" }`)
			if got := lifecircle(t, "build", toml); got.code != 0 {
				t.Fatal(got.err)
			}
			edit(t, toml, before, after)
			edit(t, filepath.Join(folder, "streets.osm"), "<osm", "<!-- read anew --><osm")
			whole := buildTime(t, toml)
			stopped := 0
			const tries = 12
			for i := range tries {
				// From nothing to a little more than a whole build takes.
				if was := endedAfter(t, whole*time.Duration(i)/(tries-2), c.signal, toml); was {
					stopped++
				}
				if title := titleOf(t, dir); title != before && title != after {
					t.Fatalf("after try %d the city is %q", i, title)
				}
			}
			if stopped < tries/3 {
				t.Errorf("only %d of %d builds were stopped: the test is too slow to see anything", stopped, tries)
			}
			if got := lifecircle(t, "build", toml); got.code != 0 || titleOf(t, dir) != after {
				t.Errorf("the next build: %d %q", got.code, got.err)
			}
			if entries, _ := os.ReadDir(folder); len(entries) != 6 {
				t.Errorf("it leaves %v", entries)
			}
		})
	}
}

// buildTime returns how long a process takes for a build elsewhere.
func buildTime(t *testing.T, toml string) time.Duration {
	t.Helper()
	cmd, log := process(t, "build", toml, "--out", filepath.Join(t.TempDir(), "x.lifecircle"))
	start := time.Now()
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v %s", err, log)
	}
	return time.Since(start)
}

// endedAfter signals a build after some time and reports whether it was stopped
// by that. A city that is interrupted says so with its exit code.
func endedAfter(t *testing.T, wait time.Duration, signal syscall.Signal, toml string) bool {
	t.Helper()
	cmd, log := process(t, "build", toml)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(wait)
	_ = cmd.Process.Signal(signal) // it may have ended already
	err := cmd.Wait()
	if err == nil {
		return false
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatal(err)
	}
	// A signal that comes before the program listens ends it as any other.
	if status := exit.Sys().(syscall.WaitStatus); !status.Signaled() && status.ExitStatus() != exitInterrupted {
		t.Fatalf("it ends with %d: %s", status.ExitStatus(), log)
	}
	return true
}

func titleOf(t *testing.T, dir string) string {
	t.Helper()
	content, err := workspace.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	if got := lifecircle(t, "coverage", dir, "--service", "clinic", "--format", "json"); got.code != 0 || !json.Valid([]byte(got.out)) {
		t.Fatalf("%d %s", got.code, got.err)
	}
	return content.City.Title.EN
}
