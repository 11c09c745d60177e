package scenarios_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"lifecircle/coverage/scenario"
	"lifecircle/data/scenarios"
)

// freezer makes a folder one that nothing can be written into, and back.
func freezer(t *testing.T, dir string) (freeze, thaw func()) {
	if unix.Geteuid() != 0 {
		mode := func(m uint32) func() {
			return func() {
				if err := unix.Chmod(dir, m); err != nil {
					t.Fatal(err)
				}
			}
		}
		t.Cleanup(mode(0o777))
		return mode(0o555), mode(0o777)
	}
	// Root may write whatever the permissions say.
	mount(t, dir, "")
	again := func(flags uintptr) func() {
		return func() {
			if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT|flags, ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	return again(unix.MS_RDONLY), again(0)
}

func mount(t *testing.T, dir, options string) {
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("may not mount a small disk here: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(dir, unix.MNT_DETACH) })
}

func TestWhereNothingCanBeWritten(t *testing.T) {
	dir := t.TempDir()
	freeze, thaw := freezer(t, dir)
	path := filepath.Join(dir, "x.scenarios.sqlite")
	unwritten := func(what string, s *scenarios.Store, cause string) {
		t.Helper()
		_, _, err := s.Create(ctx, "c", "h", named("b", 1), "", "")
		if !errors.Is(err, scenario.ErrReadOnly) || !strings.Contains(err.Error(), cause) {
			t.Errorf("%s: %v", what, err)
		}
	}

	freeze()
	s := open(t, path)
	unwritten("no file", s, dir)
	if all, err := s.List(ctx, "c"); len(all) > 0 || err != nil {
		t.Errorf("%v, %v", all, err)
	}
	thaw()
	a := withOne(t, path)
	freeze()
	s = open(t, path)
	got, err := s.Get(ctx, "c", "a")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "from a medium that cannot be written", got, a)
	unwritten("a file", s, "read")
	if got, err = s.Get(ctx, "c", "a"); err != nil || got.Revision != 1 {
		t.Errorf("after that: %v, %v", got, err)
	}
	s.Close()
	thaw()
	withOne(t, path) // and it can be written again

	nowhere := open(t, filepath.Join(dir, "none", "x.scenarios.sqlite"))
	unwritten("no folder", nowhere, "no such file or directory")
}

// A full disk keeps what is there, and can be written again when there is space.
func TestAFullDisk(t *testing.T) {
	dir := t.TempDir()
	mount(t, dir, "size=1m")
	s := open(t, filepath.Join(dir, "x.scenarios.sqlite"))
	at := done(t)(s.Create(ctx, "c", "h", named("a", 1), "", ""))
	d := named("a", 1)
	d.Notes = strings.Repeat("n", 100_000)
	for {
		next, _, err := s.Edit(ctx, "c", at.ID, at.Revision, "h", d, "", "")
		if err != nil {
			if !errors.Is(err, scenario.ErrReadOnly) || !strings.Contains(err.Error(), "the disk is full") {
				t.Error(err)
			}
			break
		}
		if at = next; at.Revision > 100 {
			t.Fatal("the disk is never full")
		}
	}
	got, err := s.Get(ctx, "c", at.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "on a full disk", got, at)
	if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT, "size=8m"); err != nil {
		t.Fatal(err)
	}
	done(t)(s.Edit(ctx, "c", at.ID, at.Revision, "h", d, "", ""))
}
