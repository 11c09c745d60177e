package scenarios_test

import (
	"path/filepath"
	"testing"

	"lifecircle/data/scenarios"
)

// An edit of a scenario of 20 changes with a short history, on the disk when it
// returns; and reading it.
func BenchmarkEdit(b *testing.B) {
	s, err := scenarios.Open(filepath.Join(b.TempDir(), "x.scenarios.sqlite"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	at, _, err := s.Create(ctx, "c", "h", named("a", 20), "Ana", "")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("edit", func(b *testing.B) {
		for b.Loop() {
			if at, _, err = s.Edit(ctx, "c", at.ID, at.Revision, "h", named("a", 20), "Ana", ""); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("get", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Get(ctx, "c", at.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.List(ctx, "c"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
