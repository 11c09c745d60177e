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

// The zero value holds nothing, and grows like any other.
func TestNoArrayIsEmpty(t *testing.T) {
	var none paged.Array[string]
	none.Copy(nil)
	if none.Len() != 0 {
		t.Errorf("%d values", none.Len())
	}
	edit := none.Edit(3, "new")
	if edit.Len() != 3 || !edit.Set(1, "set") || edit.Set(1, "set") || edit.At(0) != "new" {
		t.Errorf("%d values, the first %q", edit.Len(), edit.At(0))
	}
	some := edit.Array()
	got := make([]string, 3)
	some.Copy(got)
	if none.Len() != 0 || !slices.Equal(got, []string{"new", "set", "new"}) {
		t.Errorf("%q, of which the empty one has %d", got, none.Len())
	}
}

// Copy fills what there is room for, and leaves what there are no values for.
func TestACopyIsAsLongAsBoth(t *testing.T) {
	const n = 16384 + 600 // a block and three pages of the next
	values := make([]int, n)
	for i := range values {
		values[i] = i
	}
	edit := paged.Of(values).Edit(n+10, -1)
	edit.Set(n-5, -2)
	edit.Set(300, -3)
	a := edit.Array()
	for _, room := range []int{0, 1, 255, 256, 301, 16384, 16385, n - 5, n - 4, n, n + 9, n + 10, n + 300} {
		got := make([]int, room)
		for i := range got {
			got[i] = -7
		}
		a.Copy(got)
		for i, v := range got {
			want := i
			switch {
			case i >= n+10:
				want = -7
			case i >= n:
				want = -1
			case i == n-5:
				want = -2
			case i == 300:
				want = -3
			}
			if v != want {
				t.Fatalf("room for %d: %d at %d, want %d", room, v, i, want)
			}
		}
	}
}

// A copy of a million values that differs in one allocates a list of 62 blocks, one
// block and one page, whatever was changed before; and setting what is there already
// allocates nothing.
func TestACopyCostsWhatItChanges(t *testing.T) {
	const n = 1_000_000
	a := paged.Of(make([]int32, n))
	for range 3 {
		edit := a.Edit(n, 0)
		for i := 0; i < n; i += 997 {
			edit.Set(i, int32(i))
		}
		a = edit.Array()
	}
	if most := testing.AllocsPerRun(10, func() {
		edit := a.Edit(n, 0)
		edit.Set(500_001, edit.At(500_001)+1)
		edit.Array()
	}); most > 5 {
		t.Errorf("a copy that differs in one value takes %g allocations", most)
	}
	edit := a.Edit(n, 0)
	if some := testing.AllocsPerRun(10, func() { edit.Set(997, 997) }); some != 0 {
		t.Errorf("setting a value to what it is takes %g allocations", some)
	}
	v := int32(0)
	if some := testing.AllocsPerRun(10, func() { v--; edit.Set(998, v) }); some != 0 {
		t.Errorf("setting a value on a page that is the edit's own takes %g allocations", some)
	}
}
