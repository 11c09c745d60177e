package ogc

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"lifecircle/api/respond"
)

// A token is where the next page begins. Positions are of one dataset, and the
// token says of which.
type token struct {
	Version  string
	Position int // in the layer's order
	Matched  int // of all pages, counted for the first
	Returned int // on the pages before
}

func (t token) String() string {
	s := strings.Join([]string{t.Version, strconv.Itoa(t.Position), strconv.Itoa(t.Matched), strconv.Itoa(t.Returned)}, ".")
	return base64.RawURLEncoding.EncodeToString([]byte(s))
}

// token reads next=; the zero token is the first page.
func (r *request) token() (token, error) {
	raw := r.query.Get("next")
	if !r.query.Has("next") {
		return token{}, nil
	}
	t, ok := parseToken(raw)
	if !ok || t.Returned > t.Position || t.Version == r.version() && max(t.Position, t.Matched) > r.layer.Count {
		return token{}, respond.InvalidParameter("next", raw, r.say("ogc.why_next"))
	}
	if t.Version != r.version() {
		return token{}, &respond.Fault{Kind: respond.KindOutdatedPage, Parameter: "next", Value: raw, Pairs: []string{"link", r.withNext("")}}
	}
	return t, nil
}

// parseToken reads what [token.String] writes.
func parseToken(raw string) (token, bool) {
	const longest = 128
	if len(raw) > longest {
		return token{}, false
	}
	b, err := base64.RawURLEncoding.DecodeString(raw)
	parts := strings.Split(string(b), ".")
	if err != nil || len(parts) != 4 {
		return token{}, false
	}
	t := token{Version: parts[0]}
	for i, to := range []*int{&t.Position, &t.Matched, &t.Returned} {
		n, err := strconv.ParseUint(parts[i+1], 10, 31)
		if err != nil {
			return token{}, false
		}
		*to = int(n)
	}
	return t, t.String() == raw
}

// withNext returns the address asked, of another page; "" is the first.
func (r *request) withNext(next string) string {
	q := url.Values{}
	for name, values := range r.query {
		q[name] = values
	}
	q.Del("next")
	if next != "" {
		q.Set("next", next)
	}
	if len(q) == 0 {
		return r.self
	}
	return r.self + "?" + q.Encode()
}

func (r *request) nextLink(t *token) link {
	media := mediaGeoJSON
	if r.html {
		media = mediaHTML
	}
	return link{r.withNext(t.String()), "next", media, r.say("ogc.next")}
}
