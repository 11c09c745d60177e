package scenarios_test

import (
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/data/scenarios"
)

// Whatever bytes the file has, reading and writing end, with an error or without.
func TestDamagedFilesAreNotFollowed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.scenarios.sqlite")
	withOne(t, path)
	whole := read(t, path)
	rapid.Check(t, func(rt *rapid.T) {
		damaged := append([]byte(nil), whole...)
		for range rapid.IntRange(1, 8).Draw(rt, "bytes") {
			at := rapid.OneOf(rapid.IntRange(0, 255), rapid.IntRange(0, len(damaged)-1)).Draw(rt, "at")
			damaged[at] = rapid.Byte().Draw(rt, "byte")
		}
		damaged = damaged[:rapid.SampledFrom([]int{len(damaged), len(damaged) / 2, 4096, 100}).Draw(rt, "length")]
		os.Remove(path + "-wal")
		os.Remove(path + "-shm")
		write(t, path, damaged)
		s, err := scenarios.Open(path)
		if err != nil {
			return
		}
		s.List(ctx, "c")
		s.History(ctx, "c", "a")
		s.Edit(ctx, "c", "a", 1, "h", named("b", 2), "Ana", "k")
		s.Undo(ctx, "c", "a", 2, "Ana", "k2")
		s.Close()
	})
}
