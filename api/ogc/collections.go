package ogc

import (
	"strconv"
	"strings"

	"lifecircle/api/respond"
	"lifecircle/coverage/layers"
)

// collectionsDocument is the JSON of the list of collections.
type collectionsDocument struct {
	Links       []link               `json:"links"`
	CRS         []string             `json:"crs"`
	Attribution string               `json:"attribution"`
	Collections []collectionDocument `json:"collections"`
}

// collectionDocument is the JSON of a collection.
type collectionDocument struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Attribution string   `json:"attribution"`
	Links       []link   `json:"links"`
	Extent      *extent  `json:"extent,omitempty"`
	ItemType    string   `json:"itemType"`
	CRS         []string `json:"crs"`
	StorageCRS  string   `json:"storageCrs"`
}

// extent is where a collection's features are.
type extent struct {
	Spatial spatialExtent `json:"spatial"`
}

type spatialExtent struct {
	BBox [][4]float64 `json:"bbox"`
	CRS  string       `json:"crs"`
}

func collections(r *request) (document, error) {
	d := collectionsDocument{
		Links: r.itself(), CRS: uris(systems(r.city(), r.layers)), Attribution: r.attribution(), Collections: []collectionDocument{},
	}
	p := r.page(r.say("ogc.collections"))
	t := table{Head: []string{r.say("ogc.collection"), r.say("ogc.features"), r.say("ogc.geometry"), r.say("ogc.extent")}}
	for i := range r.layers {
		l := &r.layers[i]
		c := r.collection(l)
		d.Collections = append(d.Collections, c)
		t.Rows = append(t.Rows, []cell{
			{Text: c.Title, Href: r.asPage(r.of(l))}, {Text: strconv.Itoa(l.Count), Href: r.asPage(r.of(l) + "/items")},
			{Text: l.Geometry.String()}, {Text: boxText(c.Extent)},
		})
		p.Links = append(p.Links, c.Links...)
	}
	p.Text, p.Tables = []string{d.Attribution}, []table{t}
	p.Links = append(append([]link{}, d.Links...), p.Links...)
	p.Tables = append(p.Tables, systemsTable(r, d.CRS))
	return of(d, p), nil
}

func collection(r *request) (document, error) {
	c := r.collection(r.layer)
	c.Links = append(r.itself(), c.Links...)
	r.linkQueryables()
	p := r.page(c.Title, r.upToCollections())
	p.Text = []string{c.Attribution}
	p.Tables = []table{{Rows: [][]cell{
		{{Text: r.say("ogc.features")}, {Text: strconv.Itoa(r.layer.Count), Href: r.asPage(r.of(r.layer) + "/items")}},
		{{Text: r.say("ogc.geometry")}, {Text: r.layer.Geometry.String()}},
		{{Text: r.say("ogc.extent")}, {Text: boxText(c.Extent)}},
		{{Text: "itemType"}, {Text: c.ItemType}}, {{Text: "storageCrs"}, {Text: c.StorageCRS}},
	}}, systemsTable(r, c.CRS), r.columnsTable()}
	p.Links = c.Links
	return of(c, p), nil
}

// collection describes a layer, without links to the document it stands in.
func (r *request) collection(l *layers.Layer) collectionDocument {
	at, title := r.of(l), r.title(l)
	c := collectionDocument{
		ID: string(l.ID), Title: title, Attribution: r.attribution(), ItemType: "feature",
		CRS: uris(systems(r.city(), r.layers)), StorageCRS: crs84,
		Links: []link{
			{at + "/items", "items", mediaGeoJSON, title},
			{at + "/items?f=html", "items", mediaHTML, title},
			// Part 1 has the one spelling, GDAL up to 3.8 reads the other alone.
			{at + "/schema", "describedby", mediaSchema, r.say("ogc.schema")},
			{at + "/schema", "describedBy", mediaSchema, r.say("ogc.schema")},
			{at + "/queryables", relQueryables, mediaSchema, r.say("ogc.queryables")},
		},
	}
	if l.Count > 0 {
		b := l.Bound
		c.Extent = &extent{spatialExtent{[][4]float64{{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}}, crs84}}
	}
	return c
}

// linkQueryables sets the header that leads to what the collection can be asked
// by.
func (r *request) linkQueryables() {
	respond.Link(r.header, r.of(r.layer)+"/queryables", relQueryables, "type", mediaSchema)
}

func boxText(e *extent) string {
	if e == nil {
		return ""
	}
	var parts []string
	for _, v := range e.Spatial.BBox[0] {
		parts = append(parts, string(appendDecimal(nil, v, degreeDigits)))
	}
	return strings.Join(parts, ", ")
}

func systemsTable(r *request, uris []string) table {
	t := table{Head: []string{r.say("ogc.systems")}}
	for _, uri := range uris {
		t.Rows = append(t.Rows, []cell{{Text: uri}})
	}
	return t
}
