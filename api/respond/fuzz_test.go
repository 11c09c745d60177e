package respond_test

import (
	"net/http/httptest"
	"slices"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// Whatever headers a client sends, each is read or left out.
func FuzzHeaders(f *testing.F) {
	f.Add("text/csv;q=0.5, */*;q=0.1", "zh-CN,zh;q=0.9", `W/"x", *`, "https", "life.example:8080", "/base")
	f.Add("application/geo+json", "!!", `"`, "javascript", "[::1]:80", "//x")
	f.Add("a/b;q=x;;, ,", "-", "*,*", "", `<">`, "/../")
	f.Add("*/*;q=0x1p-2, */json, text/*", "zh;q=2", `"a,b"`, "HTTPS,http", "a.b, c.d", "/a//b")
	f.Fuzz(func(t *testing.T, accept, language, noneMatch, proto, host, prefix string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		for name, value := range map[string]string{"Accept-Language": language, "If-None-Match": noneMatch,
			"X-Forwarded-Proto": proto, "X-Forwarded-Host": host, "X-Forwarded-Prefix": prefix} {
			r.Header.Set(name, value)
		}
		types := []string{"text/csv", "application/json"}
		i, ok := respond.ParseAccept(accept).Best(types...)
		for k, mediaType := range types {
			q := respond.ParseAccept(accept).Quality(mediaType)
			if !(q >= 0 && q <= 1) || !ok && q > 0 || ok && (q > respond.ParseAccept(accept).Quality(types[i]) || k < i && q == respond.ParseAccept(accept).Quality(types[i])) {
				t.Errorf("%q: %s is liked %v, the best is %s %v", accept, mediaType, q, types[i], ok)
			}
		}
		if !slices.Contains(answer.Langs, respond.Language(r)) {
			t.Errorf("%q: %q", language, respond.Language(r))
		}
		if listed, _ := respond.IfNoneMatch(r, respond.ETag("ours")); listed {
			t.Errorf("%q has a tag that nobody knows", noneMatch)
		}
		checkBase(t, respond.Base{}.Of(r))
	})
}
