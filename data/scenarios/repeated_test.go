package scenarios_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/data/scenarios"
)

// Requests that come again, any time later, change nothing and are answered as the
// first time.
func TestRepeatedRequestsChangeNothing(t *testing.T) {
	type ask func(s *scenarios.Store) outcome
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "scenarios")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		once, often := open(t, filepath.Join(dir, "once")), open(t, filepath.Join(dir, "often"))
		var asked []ask
		var firsts []outcome
		revision := map[string]int64{}
		for i := range rapid.IntRange(1, 12).Draw(t, "requests") {
			key, author := fmt.Sprint("key ", i), authorOf.Draw(t, "author")
			id := rapid.SampledFrom(append(slices.Sorted(maps.Keys(revision)), "hub")).Draw(t, "id")
			at, d := revision[id], draftOf.Draw(t, "draft")
			one := rapid.SampledFrom([]ask{
				func(s *scenarios.Store) outcome { return given(s.Create(ctx, "c", "h", d, author, key)) },
				func(s *scenarios.Store) outcome { return given(s.Fork(ctx, "c", id, d.Name, author, key)) },
				func(s *scenarios.Store) outcome { return given(s.Edit(ctx, "c", id, at, "h", d, author, key)) },
				func(s *scenarios.Store) outcome { return given(s.Undo(ctx, "c", id, at, author, key)) },
			}).Draw(t, "request")
			a, b := one(once), one(often)
			if fmt.Sprint(a.err) != fmt.Sprint(b.err) || diffTimeless(b.kept, a.kept) != "" || a.replayed || b.replayed {
				t.Fatalf("after repeated requests the next is answered otherwise: %v, not %v", b, a)
			}
			if b.err != nil {
				continue
			}
			revision[b.kept.ID] = b.kept.Revision
			asked, firsts = append(asked, one), append(firsts, b)
			for _, n := range rapid.SliceOfN(rapid.IntRange(0, len(asked)-1), 0, 3).Draw(t, "again") {
				got := asked[n](often)
				if got.err != nil || !got.replayed || !got.kept.Edited.Equal(firsts[n].kept.Edited) || diffTimeless(got.kept, firsts[n].kept) != "" {
					t.Fatalf("the answer is %v, not %v", got, firsts[n])
				}
			}
		}
		a, errA := once.List(ctx, "c")
		b, errB := often.List(ctx, "c")
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		alike(t, "scenarios", b, a)
		for _, one := range a {
			a, errA := once.History(ctx, "c", one.ID)
			b, errB := often.History(ctx, "c", one.ID)
			if errA != nil || errB != nil {
				t.Fatal(errA, errB)
			}
			alike(t, "history", b, a)
		}
	})
}
