package respond_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/api/respond"
)

// asked is a request with headers given as name, value, …
func asked(headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func TestBaseIsWhatTheClientSees(t *testing.T) {
	const proto, host, prefix = "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix"
	for _, c := range []struct {
		name, want string
		headers    []string
	}{
		{"the request's host", "http://example.com", nil},
		{"another host", "http://life.example:8080", []string{"Host", "life.example:8080"}},
		{"an address of version 6", "http://[::1]:80", []string{"Host", "[::1]:80"}},
		{"a host that cannot be one", "http://localhost", []string{"Host", "a b"}},
		{"a proxy", "https://life.example/city", []string{proto, "https", host, "life.example", prefix, "/city/"}},
		{"in capitals", "https://example.com", []string{proto, "HTTPS"}},
		{"two proxies", "https://outer.example", []string{proto, "https, http", host, "outer.example, inner.example"}},
		{"nonsense", "http://example.com", []string{proto, "javascript", host, "evil.example/path?", prefix, "/../x"}},
		{"a prefix that is a host", "http://example.com", []string{prefix, "//evil.example"}},
		{"quotes", "http://example.com", []string{host, `a">b`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (respond.Base{}).Of(asked(c.headers...)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	fixed, err := respond.NewBase("https://life.example/base/")
	if err != nil {
		t.Fatal(err)
	}
	if got := fixed.Of(asked(host, "other.example")); got != "https://life.example/base" {
		t.Errorf("with a base URL: %s", got)
	}
	for _, bad := range []string{"life.example", "ftp://life.example", "https://", "https://x/?q", "/base", "https://me@x", "https://x/#f"} {
		if _, err := respond.NewBase(bad); err == nil || !strings.Contains(err.Error(), "https://example.org") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// checkBase wants a base that a link can be made of, whatever it was made of.
func checkBase(t interface{ Errorf(string, ...any) }, base string) {
	u, err := url.Parse(base + "/v1/cities")
	switch {
	case err != nil:
		t.Errorf("%q: %v", base, err)
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "", u.User != nil, u.RawQuery != "", u.Fragment != "":
		t.Errorf("%q is no base", base)
	case strings.ContainsAny(base, "\"<> \r\n\\") || strings.HasSuffix(base, "/") || strings.Contains(u.Path, "/..") || strings.Contains(u.Path, ".."):
		t.Errorf("%q would break a link", base)
	}
}

func TestNoHeaderBreaksALink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-zA-Z0-9:/.,\[\]"<>?#@ _~%-]{0,12}`)
		checkBase(t, respond.Base{}.Of(asked("Host", value.Draw(t, "host"), "X-Forwarded-Proto", value.Draw(t, "proto"),
			"X-Forwarded-Host", value.Draw(t, "forwarded"), "X-Forwarded-Prefix", value.Draw(t, "prefix"))))
	})
}
