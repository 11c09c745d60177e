package ogc

import (
	"bytes"
	"net/url"
	"strconv"

	"lifecircle/api/respond"
	"lifecircle/coverage/layers"
)

// A selection is a page of features, and what is known of the rest.
type selection struct {
	features []layers.Feature
	matched  int    // of all pages
	next     *token // nil on the last
}

func items(r *request) (document, error) {
	c, err := r.system("crs")
	if err != nil {
		return document{}, err
	}
	s, err := r.sel()
	if err != nil {
		return document{}, err
	}
	r.header.Set("Content-Crs", "<"+c.uri+">")
	r.linkQueryables()
	links := append(r.itself(), link{r.of(r.layer), "collection", mediaJSON, r.title(r.layer)})
	if s.next != nil {
		links = append(links, r.nextLink(s.next))
	}
	write := func(b *bytes.Buffer) error {
		b.WriteString(`{"type":"FeatureCollection","numberMatched":` + strconv.Itoa(s.matched) +
			`,"numberReturned":` + strconv.Itoa(len(s.features)) + `,"links":`)
		if err := encode(b, links); err != nil {
			return err
		}
		b.WriteString(`,"features":[`)
		var row []byte
		for i, f := range s.features {
			if i > 0 {
				b.WriteByte(',')
			}
			row = appendFeature(row[:0], r.layer, f, c)
			b.Write(row)
		}
		b.WriteString("]}\n")
		return nil
	}
	return document{write, r.itemsPage(s, c, links)}, nil
}

// sel finds the page asked for.
func (r *request) sel() (selection, error) {
	limit, err := r.limit()
	if err != nil {
		return selection{}, err
	}
	at, err := r.token()
	if err != nil {
		return selection{}, err
	}
	all, err := r.conditions()
	if err != nil {
		return selection{}, err
	}
	s := selection{matched: at.Matched}
	counting := r.query.Get("next") == "" && len(all) > 0 // only the first page counts
	if len(all) == 0 {
		s.matched = r.layer.Count
	}
	found, after := 0, at.Position
	position := at.Position
	if len(all) == 0 && position >= r.layer.Count {
		return s, nil
	}
	for f, err := range r.engine.Features(r.context(), r.layer.ID, position) {
		if err != nil {
			return selection{}, err
		}
		position++
		if !meetsAll(all, f) {
			continue
		}
		found++
		if len(s.features) < limit {
			s.features = append(s.features, f)
			after = position
		}
		if len(s.features) == limit && !counting {
			break
		}
	}
	if counting {
		s.matched = found
	}
	if seen := at.Returned + len(s.features); seen < s.matched && len(s.features) > 0 {
		s.next = &token{Version: r.version(), Position: after, Matched: s.matched, Returned: seen}
	}
	return s, nil
}

func meetsAll(all []condition, f layers.Feature) bool {
	for _, c := range all {
		if !c(f) {
			return false
		}
	}
	return true
}

func item(r *request) (document, error) {
	c, err := r.system("crs")
	if err != nil {
		return document{}, err
	}
	id := r.http.PathValue("feature")
	f, ok, err := r.engine.Feature(r.context(), r.layer.ID, id)
	if err != nil {
		return document{}, err
	}
	if !ok {
		return document{}, &respond.Fault{Kind: respond.KindUnknownFeature, Parameter: "feature", Value: id,
			Pairs: []string{"collection", string(r.layer.ID), "value", respond.Cut(id), "link", r.of(r.layer) + "/items"}}
	}
	r.header.Set("Content-Crs", "<"+c.uri+">")
	links := append(r.itself(), link{r.of(r.layer), "collection", mediaJSON, r.title(r.layer)})
	write := func(b *bytes.Buffer) error {
		b.WriteString(`{"type":"Feature","links":`)
		if err := encode(b, links); err != nil {
			return err
		}
		b.WriteByte(',')
		b.Write(appendMembers(nil, r.layer, f, c))
		b.WriteByte('}')
		b.WriteByte('\n')
		return nil
	}
	return document{write, r.itemPage(f, c, links)}, nil
}

// itemAddress is where a feature is.
func (r *request) itemAddress(f layers.Feature) string {
	return r.of(r.layer) + "/items/" + url.PathEscape(f.ID)
}

func (r *request) itemsPage(s selection, c *crs, links []link) page {
	if !r.html {
		return page{}
	}
	p := r.page(r.title(r.layer), r.upToCollections(), r.upToCollection())
	p.Text = []string{r.say("ogc.matched", "matched", strconv.Itoa(s.matched), "returned", strconv.Itoa(len(s.features))), r.attribution()}
	t := table{Head: []string{"id"}}
	for _, column := range r.layer.Columns {
		if !isID(column) {
			t.Head = append(t.Head, r.label(column))
		}
	}
	t.Head = append(t.Head, r.say("ogc.geometry"))
	for _, f := range s.features {
		row := []cell{{Text: f.ID, Href: r.asPage(r.itemAddress(f))}}
		for i, v := range f.Values {
			if !isID(r.layer.Columns[i]) {
				row = append(row, cell{Text: shown(v)})
			}
		}
		t.Rows = append(t.Rows, append(row, cell{Code: string(appendGeometry(nil, f.Geometry, c))}))
	}
	p.Tables, p.Links = []table{t}, links
	return p
}

func (r *request) itemPage(f layers.Feature, c *crs, links []link) page {
	p := r.page(f.ID, r.upToCollections(), r.upToCollection(), link{Href: r.of(r.layer) + "/items", Title: r.say("ogc.features")})
	t := table{}
	for i, column := range r.layer.Columns {
		t.Rows = append(t.Rows, []cell{{Text: r.label(column)}, {Text: shown(f.Values[i])}})
	}
	t.Rows = append(t.Rows, []cell{{Text: r.say("ogc.geometry")}, {Code: string(appendGeometry(nil, f.Geometry, c))}})
	p.Text, p.Tables, p.Links = []string{r.attribution()}, []table{t}, links
	return p
}

// shown writes a value for people; unknown is left blank.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return string(appendValue(nil, v))
}
