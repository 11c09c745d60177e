package workspace_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lifecircle/data/workspace"
)

// Every step of a build is the last one once, and what was not synced by then
// is lost; each time the old city opens, or the new one, whole, and the next
// build succeeds and leaves nothing behind.
func TestACrashAtAnyStepLeavesTheOldOrTheNew(t *testing.T) {
	old, new := sample(t, "old"), sample(t, "new")
	for _, noExchange := range []bool{false, true} {
		for _, before := range []string{"nothing", "folder", "pointer"} {
			t.Run(fmt.Sprintf("noExchange=%t/before=%s", noExchange, before), func(t *testing.T) {
				sawOld, sawNew := false, false
				for stop := 1; ; stop++ {
					dir := filepath.Join(t.TempDir(), "x")
					prepare(t, dir, before, old)
					r := &workspace.Rehearsal{StopAt: stop, NoExchange: noExchange}
					err := r.Write(context.Background(), dir, new)
					if len(r.Steps) < stop { // none left
						if err != nil {
							t.Fatal(err)
						}
						break
					}
					r.LosePower()
					at := r.Steps[len(r.Steps)-1]
					c, err := workspace.Open(context.Background(), dir)
					switch {
					case err != nil && (before != "nothing" || !strings.Contains(err.Error(), "is not a workspace")):
						t.Errorf("stopped at %q: %v", at, err)
					case err != nil:
						sawOld = true // there was none, and there is none
					case c.City.Name == "new":
						sawNew = true
					case sawNew:
						t.Errorf("stopped at %q: the old city is back", at)
					default:
						sawOld = true
					}
					c.Close()
					put(t, dir, sample(t, "next"))
					if got := get(t, dir).City.Name; got != "next" {
						t.Errorf("after a stop at %q the next build gives %s", at, got)
					}
					if entries, _ := os.ReadDir(filepath.Dir(dir)); len(entries) != 1 {
						t.Errorf("after a stop at %q and another build: %v", at, entries)
					}
				}
				if !sawOld || !sawNew {
					t.Errorf("the rehearsal saw old %t, new %t", sawOld, sawNew)
				}
			})
		}
	}
}

func prepare(t *testing.T, dir, before string, old *workspace.Content) {
	t.Helper()
	if before == "nothing" {
		return
	}
	put(t, dir, old)
	if before == "pointer" {
		r := &workspace.Rehearsal{NoExchange: true}
		if err := r.Write(context.Background(), dir, old); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "current")); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, workspace.TablesFile)); err == nil {
			t.Fatal("the tables of before are still there")
		}
	}
}

// A disk that is full at any step says so and leaves the old city, or, once the
// new one stands, the new.
func TestAFullDiskLeavesTheOld(t *testing.T) {
	for stop := 1; ; stop++ {
		dir := filepath.Join(t.TempDir(), "x")
		put(t, dir, sample(t, "old"))
		r := &workspace.Rehearsal{StopAt: stop, Err: &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}}
		err := r.Write(context.Background(), dir, sample(t, "new"))
		if r.StopAt != 0 {
			break
		}
		got := get(t, dir).City.Name
		if err == nil && got != "new" {
			t.Errorf("step %d %q: nothing said, and the city is %s", stop, r.Steps[stop-1], got)
		}
		if err != nil && (!errors.Is(err, workspace.ErrFull) || !strings.Contains(err.Error(), "the disk is full")) {
			t.Errorf("step %d: %v", stop, err)
		}
		if err != nil && got != "old" {
			t.Errorf("step %d %q: %v, and the city is %s", stop, r.Steps[stop-1], err, got)
		}
		if entries, _ := os.ReadDir(filepath.Dir(dir)); err != nil && len(entries) != 1 {
			t.Errorf("step %d %q left %v", stop, r.Steps[stop-1], entries)
		}
	}
}

func TestACancelledBuildLeavesTheOld(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	put(t, dir, sample(t, "old"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	lock, err := workspace.Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	if err := workspace.Write(ctx, lock, sample(t, "new"), workspace.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if got := get(t, dir).City.Name; got != "old" {
		t.Error(got)
	}
}
