package rest

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// Edits say who may write scenarios. The zero value is nobody.
type Edits struct {
	// Open lets whoever reaches the server write: for one that listens on the
	// loopback address alone. Pages of other sites are refused all the same.
	Open bool

	// Keys are the names of those who may write by their bearer keys.
	Keys map[string]string
}

// mayEdit refuses who may not write, and else keeps the author's name.
func (s *server) mayEdit(r *request) *respond.Fault {
	h := r.gin.Request
	why := ""
	scheme, token, _ := strings.Cut(h.Header.Get("Authorization"), " ")
	switch given := strings.EqualFold(scheme, "Bearer"); {
	case len(s.edits.Keys) > 0 && given:
		name, known := authorOf(s.edits.Keys, strings.TrimSpace(token))
		if known {
			r.author = name
			return nil
		}
		why = "problem.why_key"
	case len(s.edits.Keys) > 0:
		why = "problem.why_no_key"
	case !s.edits.Open:
		why = "problem.why_read_only"
	case given:
		why = "problem.why_key"
	case !fromHere(h):
		why = "problem.why_origin"
	default:
		return nil
	}
	return &respond.Fault{Kind: respond.KindForbidden, Pairs: []string{"why", answer.Say(r.lang, why)}}
}

// authorOf looks a key up in a time that tells nothing of those that are there.
func authorOf(keys map[string]string, token string) (name string, known bool) {
	sum := sha256.Sum256([]byte(token))
	for key, who := range keys {
		one := sha256.Sum256([]byte(key))
		if subtle.ConstantTimeCompare(one[:], sum[:]) == 1 {
			name, known = who, true
		}
	}
	return name, known
}

// handedOn are the headers by which a proxy says that it speaks for another.
var handedOn = [...]string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"}

// fromHere reports whether a request was sent on this machine and is no work of
// another site's page: its host is a loopback name, so that no foreign name leads
// here, so is the page that sent it, if any, and no proxy hands it on.
func fromHere(h *http.Request) bool {
	if !isLoopback(h.Host) {
		return false
	}
	for _, name := range handedOn {
		if h.Header.Get(name) != "" {
			return false
		}
	}
	origin := h.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == h.Host
}

func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
