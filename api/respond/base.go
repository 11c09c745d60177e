package respond

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

var (
	hostPattern   = regexp.MustCompile(`^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$`)
	prefixPattern = regexp.MustCompile(`^(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$`)
)

// A Base says what absolute links begin with. The zero value asks each request.
type Base struct{ fixed string }

// NewBase returns the base of an absolute URL, whatever requests say; "" is the
// zero value. It fails when the URL is none that links can begin with.
func NewBase(baseURL string) (Base, error) {
	if baseURL == "" {
		return Base{}, nil
	}
	u, err := url.Parse(baseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return Base{}, fmt.Errorf("base URL %q: give an absolute one such as https://example.org/lifecircle", baseURL)
	}
	return Base{strings.TrimRight(baseURL, "/")}, nil
}

// Of returns what absolute links begin with, without a slash at the end: the base
// URL; else what a proxy in front says in X-Forwarded-Proto, -Host and -Prefix;
// else the request's own host. A forwarded value that cannot be one is ignored.
func (b Base) Of(r *http.Request) string {
	if b.fixed != "" {
		return b.fixed
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	if p := strings.ToLower(forwarded(r, "Proto")); p == "http" || p == "https" {
		scheme = p
	}
	host := "localhost"
	if hostPattern.MatchString(r.Host) {
		host = r.Host
	}
	if h := forwarded(r, "Host"); hostPattern.MatchString(h) {
		host = h
	}
	prefix := strings.TrimRight(forwarded(r, "Prefix"), "/")
	if !prefixPattern.MatchString(prefix) {
		prefix = ""
	}
	return scheme + "://" + host + prefix
}

// forwarded returns the first of the values of an X-Forwarded header: what the
// client's own proxy saw.
func forwarded(r *http.Request, what string) string {
	v, _, _ := strings.Cut(r.Header.Get("X-Forwarded-"+what), ",")
	return strings.TrimSpace(v)
}
