package tiles

import (
	"net/http"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// The coverage colours: blue, yellow and red that people with any kind of colour
// blindness tell apart, and that stay apart in grey: dark, light, medium.
// P. Tol, Colour Schemes, SRON/EPS/TN/09-002 issue 3.2 (2021), "high contrast".
const (
	ColourMeets      = "#004488"
	ColourCannotTell = "#DDAA33"
	ColourMisses     = "#BB5566"
	colourStreet     = "#BBBBBB"
	colourOutline    = "#555555"
	colourPaper      = "#FFFFFF"
)

// serveStyle answers with the MapLibre style or the QGIS layer definition.
func (s *server) serveStyle(w http.ResponseWriter, r *request) *respond.Fault {
	r.sayDocument(w.Header())
	service, f := r.styledService()
	if f != nil {
		return f
	}
	if s.notModified(w, r, []string{kindStyle: "style", kindQGIS: "qlr"}[r.kind], service.ID, string(r.lang), r.base) {
		return nil
	}
	m := mapOf(r.engine.City(), r.layers, service, r.lang, r.base)
	if r.kind == kindStyle {
		return sendJSON(w, m.mapLibre())
	}
	doc, err := m.qgis()
	if err != nil {
		return faultOf(err)
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.city+`.qlr"`)
	send(w, "application/x-qgis-layer-definition", doc)
	return nil
}

// styledService is the service whose coverage is coloured.
func (r *request) styledService() (coverage.Service, *respond.Fault) {
	services := r.engine.City().Services
	var known []string
	for _, s := range services {
		if s.ID == r.service || r.service == "" {
			return s, nil
		}
		known = append(known, s.ID)
	}
	if r.service == "" {
		return coverage.Service{}, nil // a city of no services is drawn without colours
	}
	return coverage.Service{}, &respond.Fault{Kind: respond.KindUnknownService, Parameter: "service", Value: r.service, Known: known,
		Pairs: []string{"city", r.city, "value", r.service, "n", itoa(len(known)), "link", r.base + "/v1/cities/" + r.city + "/services"}}
}

// A cityMap is what a style draws.
type cityMap struct {
	city    *coverage.City
	layers  map[layers.ID]layers.Layer
	service coverage.Service
	level   int // of the districts that are coloured: the finest
	lang    answer.Lang
	base    string
	centre  [2]float64
	zoom    int
}

func mapOf(city *coverage.City, all []layers.Layer, service coverage.Service, lang answer.Lang, base string) cityMap {
	m := cityMap{city: city, layers: map[layers.ID]layers.Layer{}, service: service, lang: lang, base: base}
	for _, l := range all {
		if l.Count > 0 {
			m.layers[l.ID] = l
		}
	}
	for _, d := range city.Districts {
		m.level = max(m.level, d.Level)
	}
	b := boundsOf(all).degrees
	m.centre, m.zoom = b.Center(), zoomFor(b, Zooms{0, MaxZoom})
	return m
}

// title names the map.
func (m cityMap) title() string {
	title := m.city.Title.In(string(m.lang))
	if title == "" {
		title = m.city.Name
	}
	if name := m.service.Names.In(string(m.lang)); name != "" {
		return title + answer.Say(m.lang, "list.colon") + name
	}
	return title
}

// mapLibre returns the style. Nothing in it comes from elsewhere: it has no fonts
// and no pictures, and thus no labels.
// maplibre.org/maplibre-style-spec
func (m cityMap) mapLibre() map[string]any {
	sources := map[string]any{}
	drawn := []any{map[string]any{"id": "paper", "type": "background", "paint": map[string]any{"background-color": colourPaper}}}
	draw := func(id string, source layers.ID, kind string, more map[string]any) {
		if _, there := m.layers[source]; !there {
			return
		}
		sources[string(source)] = map[string]any{"type": "vector", "url": m.base + Prefix + "/" + m.city.Name + "/" + string(source) + ".json"}
		layer := map[string]any{"id": id, "type": kind, "source": string(source), "source-layer": string(source)}
		for k, v := range more {
			layer[k] = v
		}
		drawn = append(drawn, layer)
	}
	finest := []any{"==", []any{"get", "level"}, m.level}
	draw("districts", layers.Districts, "fill", map[string]any{"filter": finest,
		"paint": map[string]any{"fill-color": m.verdictColour(), "fill-opacity": 0.35}})
	cells := map[string]any{"fill-color": m.coveredColour(), "fill-opacity": 0.6, "fill-antialias": false}
	if m.layers[layers.Cells].Geometry == layers.GeometryPoint {
		draw("cells", layers.Cells, "circle", map[string]any{"paint": map[string]any{
			"circle-color": m.coveredColour(), "circle-radius": growing(9, 1, 14, 4)}})
	} else {
		draw("cells", layers.Cells, "fill", map[string]any{"paint": cells})
	}
	draw("streets", layers.Streets, "line", map[string]any{
		"paint": map[string]any{"line-color": colourStreet, "line-width": growing(11, 0.3, 16, 2)}})
	draw("district-borders", layers.Districts, "line", map[string]any{"filter": finest,
		"paint": map[string]any{"line-color": colourOutline, "line-width": 1}})
	draw("gaps", layers.Gaps, "line", map[string]any{"filter": []any{"==", []any{"get", "service"}, m.service.ID},
		"paint": map[string]any{"line-color": ColourMisses, "line-width": 2}})
	draw("facilities", layers.Facilities, "circle", map[string]any{"filter": m.offers(), "paint": map[string]any{
		"circle-color": colourPaper, "circle-stroke-color": "#000000", "circle-stroke-width": 1.5, "circle-radius": growing(9, 2, 15, 6)}})
	return map[string]any{
		"version": 8, "name": m.title(), "center": m.centre, "zoom": m.zoom, "sources": sources, "layers": drawn,
		"metadata": map[string]any{"lifecircle:service": m.service.ID, "lifecircle:provenance": m.city.Provenance.Hash},
	}
}

// growing is a number that grows with the zoom.
func growing(from, least, to, most float64) []any {
	return []any{"interpolate", []any{"linear"}, []any{"zoom"}, from, least, to, most}
}

// verdictColour is a district's colour.
func (m cityMap) verdictColour() any {
	if m.service.ID == "" {
		return colourPale
	}
	return []any{"match", []any{"get", m.service.ID + "_verdict"},
		string(coverage.Meets), ColourMeets, string(coverage.Misses), ColourMisses, ColourCannotTell}
}

// coveredColour is a cell's colour. Where it joins no street nobody can tell.
func (m cityMap) coveredColour() any {
	if m.service.ID == "" {
		return colourPale
	}
	return []any{"case",
		[]any{"==", []any{"get", m.service.ID + "_covered"}, true}, ColourMeets,
		[]any{"==", []any{"get", m.service.ID + "_reason"}, string(coverage.CellUnlinked)}, ColourCannotTell,
		ColourMisses}
}

const colourPale = "#DDDDDD"

// offers selects the facilities of the service; their services are a list of ids
// with ";" between.
func (m cityMap) offers() any {
	if m.service.ID == "" {
		return []any{"has", "services"}
	}
	return []any{"in", ";" + m.service.ID + ";", []any{"concat", ";", []any{"get", "services"}, ";"}}
}
