package workspace_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"lifecircle/data/finding"
	"lifecircle/data/workspace"
)

// A real read-only file system: root may write everywhere else.
func TestAReadOnlyDiskIsRefusedWithAWayOut(t *testing.T) {
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_RDONLY, "size=64k"); err != nil {
		t.Skipf("may not mount a read-only disk here: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(disk, unix.MNT_DETACH) })
	_, err := workspace.Acquire(filepath.Join(disk, "x.lifecircle"))
	if !errors.Is(err, finding.ErrMissing) || !strings.Contains(err.Error(), "may write to with --out") {
		t.Errorf("%v", err)
	}
}
