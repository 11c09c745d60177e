package ogc

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/url"

	"lifecircle/api/answer"
)

//go:embed page.tmpl
var pageSource string

// pageTemplate draws every page: plain, without scripts, from this server alone.
var pageTemplate = template.Must(template.New("page").Parse(pageSource))

// A page is a document for people.
type page struct {
	Title  string
	Up     []link // the way up, from the city
	Text   []string
	Tables []table
	Links  []link
}

type table struct {
	Head []string
	Rows [][]cell
}

// A cell is text; code is shown as it is and folded away.
type cell struct {
	Text, Href, Code string
}

// autonyms are what languages call themselves.
var autonyms = map[answer.Lang]string{answer.ZH: "中文", answer.EN: "English"}

// asPage returns the address of a resource as a page, in the language that was
// asked for by name.
func (r *request) asPage(address string) string {
	q := url.Values{"f": {"html"}}
	if r.query.Has("lang") {
		q.Set("lang", string(r.lang))
	}
	return address + "?" + q.Encode()
}

func (p page) write(b *bytes.Buffer, r *request) error {
	other := answer.ZH
	if r.lang == answer.ZH {
		other = answer.EN
	}
	for i := range p.Up {
		p.Up[i].Href = r.asPage(p.Up[i].Href)
	}
	q := r.http.URL.Query()
	q.Set("f", "html")
	q.Set("lang", string(other))
	return pageTemplate.Execute(b, struct {
		page
		Lang, Other, OtherName, OtherHref, LinksTitle string
	}{p, string(r.lang), string(other), autonyms[other], r.self + "?" + q.Encode(), r.say("ogc.links")})
}
