package importer_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"lifecircle/data/importer"
	"lifecircle/data/workspace"
)

// A real full disk: the workspace lies on a file system in memory that holds
// the old city and not the new one beside it.
func TestARealFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("may not mount a small disk here: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(disk, unix.MNT_DETACH) })

	folder := t.TempDir()
	m := newTown().put(t, folder)
	opts := options(m)
	opts.Out = filepath.Join(disk, "town.lifecircle")
	if _, err := importer.Build(context.Background(), opts); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{10_000, 50_000} {
		newTown().with("people.csv", "", people(n, "1")).put(t, folder)
		_, err := importer.Build(context.Background(), opts)
		if !errors.Is(err, workspace.ErrFull) || !strings.Contains(err.Error(), "the disk is full: what was there is untouched") {
			t.Fatalf("%d places: %v", n, err)
		}
		c, err := workspace.Open(context.Background(), opts.Out)
		if err != nil {
			t.Fatal(err)
		}
		if c.City.Demand.Len() != 3 {
			t.Errorf("%d places", c.City.Demand.Len())
		}
		c.Close()
		if left, _ := filepath.Glob(filepath.Join(disk, ".*")); left != nil {
			t.Errorf("left %v", left)
		}
	}
}
