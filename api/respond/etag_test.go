package respond_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/api/respond"
)

func TestIfNoneMatch(t *testing.T) {
	tag := respond.ETag("newtown", "coverage")
	for _, c := range []struct {
		name, value  string
		listed, star bool
	}{ // RFC 9110 §13.1.2
		{"nothing", "", false, false},
		{"the tag", tag, true, false},
		{"weakly", "W/" + tag, true, false},
		{"in a list", `"other", ` + tag + `, W/"third"`, true, false},
		{"any", "*", false, true},
		{"any and the tag", "*," + tag, true, true},
		{"another", `"other"`, false, false},
		{"without quotes", strings.Trim(tag, `"`), false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("If-None-Match", c.value)
			listed, star := respond.IfNoneMatch(r, tag)
			if listed != c.listed || star != c.star {
				t.Errorf("got %v %v", listed, star)
			}
			w := httptest.NewRecorder()
			if known := respond.NotModified(w, r, tag); known != (listed || star) || known != (w.Code == 304) || w.Header().Get("ETag") != tag || w.Header().Get("Cache-Control") == "" {
				t.Errorf("got %v %d %v", known, w.Code, w.Header())
			}
		})
	}
}

// A tag stands for its parts: no others have it, in whatever way they are cut.
func TestATagIsOfItsParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.StringMatching(`[a-z ]{0,3}`)
		one, other := rapid.SliceOfN(part, 0, 4).Draw(t, "one"), rapid.SliceOfN(part, 0, 4).Draw(t, "other")
		same := strings.Join(one, "\x00")+"\x00" == strings.Join(other, "\x00")+"\x00" && len(one) == len(other)
		if (respond.ETag(one...) == respond.ETag(other...)) != same {
			t.Fatalf("%q and %q", one, other)
		}
	})
}

// A tag is found in any list that has it, weakly or not, and in no other.
func TestATagIsFoundInItsLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tag := respond.ETag("ours")
		var list []string
		has := false
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 3), 0, 6).Draw(t, "tags") {
			text := []string{tag, "W/" + tag, respond.ETag("theirs"), `""`}[n]
			list, has = append(list, text), has || n < 2
		}
		r := httptest.NewRequest("GET", "/", nil)
		cut := rapid.IntRange(0, len(list)).Draw(t, "cut")
		r.Header.Add("If-None-Match", strings.Join(list[:cut], ","))
		r.Header.Add("If-None-Match", strings.Join(list[cut:], " , "))
		if listed, star := respond.IfNoneMatch(r, tag); listed != has || star {
			t.Fatalf("%q: %v %v", r.Header["If-None-Match"], listed, star)
		}
	})
}
