package paged_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage/paged"
)

// Arrays on their way through edits hold what plain copies hold, and each that an
// edit was made from still holds what it held.
func TestEditsEqualCopies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := make([]int, rapid.SampledFrom([]int{0, 1, 255, 256, 257, 700, 16383, 16384, 16385, 33000}).Draw(t, "values"))
		for i := range list {
			list[i] = i
		}
		arrays, lists := []paged.Array[int]{paged.Of(slices.Clone(list))}, [][]int{list}
		for range rapid.IntRange(0, 5).Draw(t, "edits") {
			from := rapid.IntRange(0, len(arrays)-1).Draw(t, "from")
			more := rapid.SampledFrom([]int{0, 1, 300}).Draw(t, "more")
			list := slices.Concat(lists[from], slices.Repeat([]int{-1}, more))
			edit := arrays[from].Edit(len(list), -1)
			for range rapid.IntRange(0, 20).Draw(t, "sets") {
				if len(list) == 0 {
					break
				}
				i, v := rapid.IntRange(0, len(list)-1).Draw(t, "at"), rapid.IntRange(0, 9).Draw(t, "value")
				if changed := edit.Set(i, v); changed != (list[i] != v) || edit.At(i) != v {
					t.Fatalf("%d was set to %d: %t", i, v, changed)
				}
				list[i] = v
			}
			arrays, lists = append(arrays, edit.Array()), append(lists, list)
		}
		for k, a := range arrays {
			got := make([]int, a.Len())
			a.Copy(got)
			if !slices.Equal(got, lists[k]) {
				t.Fatalf("array %d holds %v, want %v", k, got, lists[k])
			}
			for i, want := range lists[k] {
				if a.At(i) != want {
					t.Fatalf("array %d has %d at %d, want %d", k, a.At(i), i, want)
				}
			}
		}
	})
}
