package rest

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

// checkBaseURL returns the base URL without a slash at its end.
func checkBaseURL(base string) (string, error) {
	if base == "" {
		return "", nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", fmt.Errorf("base URL %q: give an absolute one such as https://example.org/lifecircle", base)
	}
	return strings.TrimRight(base, "/"), nil
}

// baseOf returns what absolute links begin with, without a slash at the end:
// the base URL of the options; else what a proxy in front says in
// X-Forwarded-Proto, -Host and -Prefix; else the request's own host. A forwarded
// value that cannot be one is ignored.
func (s *server) baseOf(r *http.Request) string {
	if s.base != "" {
		return s.base
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	if p := strings.ToLower(first(r.Header.Get("X-Forwarded-Proto"))); p == "http" || p == "https" {
		scheme = p
	}
	host := "localhost"
	if hostPattern.MatchString(r.Host) {
		host = r.Host
	}
	if h := first(r.Header.Get("X-Forwarded-Host")); hostPattern.MatchString(h) {
		host = h
	}
	prefix := strings.TrimRight(first(r.Header.Get("X-Forwarded-Prefix")), "/")
	if !prefixPattern.MatchString(prefix) {
		prefix = ""
	}
	return scheme + "://" + host + prefix
}

// first returns the first of a list of values, the one the client's own proxy
// saw.
func first(list string) string {
	v, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(v)
}
