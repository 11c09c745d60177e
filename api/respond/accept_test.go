package respond_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/api/respond"
)

func TestTheBestMediaType(t *testing.T) {
	have := []string{"application/json", "text/csv", "application/geo+json"}
	for _, c := range []struct{ name, accept, want string }{ // RFC 9110 §12.5.1
		{"nothing asked", "", "application/json"},
		{"anything", "*/*", "application/json"},
		{"one of them", "text/csv", "text/csv"},
		{"by quality", "application/json;q=0.5, text/csv;q=0.6", "text/csv"},
		{"the specific range wins", "application/*;q=0.9, application/json;q=0.1, text/csv;q=0.5", "application/geo+json"},
		{"none of json", "application/json;q=0, */*", "text/csv"},
		{"the same range twice", "text/csv;q=0.9, application/json;q=0.5, text/csv;q=0.1", "text/csv"},
		{"a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"},
		{"in capitals", "TEXT/CSV", "text/csv"},
		{"what cannot be read is left out", "a b, text/csv;q=x, */json, application/geo+json", "application/geo+json"},
		{"another", "text/html", ""},
		{"not that one", "application/json;q=0", ""},
		{"garbage", "garbage", ""},
		{"more than one", "text/csv;q=2", ""},
		{"not a number", "text/csv;q=NaN", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			i, ok := respond.ParseAccept(c.accept).Best(have...)
			if ok != (c.want != "") || ok && have[i] != c.want {
				t.Errorf("got %s %v, want %s", have[i], ok, c.want)
			}
		})
	}
	if q := respond.ParseAccept("", "").Quality("text/csv"); q != 1 {
		t.Errorf("empty headers: %v", q)
	}
	if q := respond.ParseAccept("", "text/html").Quality("text/csv"); q != 0 {
		t.Errorf("an empty header and another: %v", q)
	}
}

// drawAccept draws ranges with their qualities.
func drawAccept(t *rapid.T) []string {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
		kind := rapid.SampledFrom([]string{"*/*", "text/*", "text/csv", "text/html", "application/*", "application/json"}).Draw(t, "range")
		return kind + ";q=" + strconv.FormatFloat(float64(rapid.IntRange(0, 10).Draw(t, "tenths"))/10, 'f', -1, 64)
	}), 1, 6).Draw(t, "ranges")
}

// quality is the slow obvious way: of all ranges that have the type, those written
// longest without a star, and of them the best.
func quality(mediaType string, ranges []string) float64 {
	kind, _, _ := strings.Cut(mediaType, "/")
	for _, wanted := range []string{mediaType, kind + "/*", "*/*"} {
		var all []float64
		for _, r := range ranges {
			if name, q, _ := strings.Cut(r, ";q="); name == wanted {
				v, _ := strconv.ParseFloat(q, 64)
				all = append(all, v)
			}
		}
		if all != nil {
			return slices.Max(all)
		}
	}
	return 0
}

func TestQualityIsThatOfTheMostSpecificRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ranges := drawAccept(t)
		for _, mediaType := range []string{"text/csv", "text/plain", "application/json", "image/png"} {
			got, want := respond.ParseAccept(strings.Join(ranges, ", ")).Quality(mediaType), quality(mediaType, ranges)
			if got != want {
				t.Fatalf("%s of %v: %v, want %v", mediaType, ranges, got, want)
			}
			if apart := respond.ParseAccept(ranges...).Quality(mediaType); apart != got {
				t.Fatalf("%v: a header each makes %v of %v", ranges, apart, got)
			}
		}
	})
}

func TestOrderOfRangesDecidesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ranges := drawAccept(t)
		i, ok := respond.ParseAccept(ranges...).Best("text/csv", "application/json")
		k, same := respond.ParseAccept(rapid.Permutation(ranges).Draw(t, "order")...).Best("text/csv", "application/json")
		if i != k || ok != same {
			t.Fatalf("%v: %d %v, else %d %v", ranges, i, ok, k, same)
		}
	})
}
