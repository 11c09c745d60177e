package ogc

import (
	"cmp"
	"net/url"

	"lifecircle/api/answer"
	"lifecircle/coverage/layers"
)

// A link leads to another resource.
type link struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type,omitempty"`
	Title string `json:"title,omitempty"`
}

// relQueryables is the relation of a collection to what it can be asked by.
const relQueryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables"

// say puts a word of the catalogue into the language asked.
func (r *request) say(key string, pairs ...string) string { return answer.Say(r.lang, key, pairs...) }

// itself links to the document and to its other form.
func (r *request) itself() []link {
	asked, other := link{r.self, "self", r.media, r.say("ogc.this")}, link{r.as("html"), "alternate", mediaHTML, r.say("ogc.as_page")}
	if len(r.query) > 0 {
		asked.Href += "?" + r.query.Encode()
	}
	if r.html {
		asked.Type, other = mediaHTML, link{r.as("json"), "alternate", r.media, r.say("ogc.as_data")}
	}
	return []link{asked, other}
}

// as returns the address asked in another form.
func (r *request) as(form string) string {
	q := url.Values{}
	for name, values := range r.query {
		q[name] = values
	}
	q.Set("f", form)
	return r.self + "?" + q.Encode()
}

// of returns the address of a collection.
func (r *request) of(l *layers.Layer) string {
	return r.root + "/collections/" + url.PathEscape(string(l.ID))
}

// title names a layer.
func (r *request) title(l *layers.Layer) string {
	return cmp.Or(answer.Titled(r.lang, l.Title), string(l.ID))
}

// label names a column.
func (r *request) label(c layers.Column) string {
	return cmp.Or(answer.Titled(r.lang, c.Title), c.Name)
}

// cityTitle names the city.
func (r *request) cityTitle() string {
	if t := r.city().Title.In(string(r.lang)); t != "" {
		return t
	}
	return r.city().Name
}

// page begins a page: its title, and the way up from it.
func (r *request) page(title string, up ...link) page {
	return page{Title: title, Up: append([]link{{Href: r.root, Title: r.cityTitle()}}, up...)}
}

func (r *request) upToCollections() link {
	return link{Href: r.root + "/collections", Title: r.say("ogc.collections")}
}

func (r *request) upToCollection() link {
	return link{Href: r.of(r.layer), Title: r.title(r.layer)}
}
