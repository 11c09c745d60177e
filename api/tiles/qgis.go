package tiles

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

func itoa(n int) string { return strconv.Itoa(n) }

// A QGIS layer definition, as QGIS 3.22 writes it and later versions read it:
// vector tile layers with a rule for each colour.
type (
	qlr struct {
		XMLName xml.Name   `xml:"qlr"`
		Tree    qlrTree    `xml:"layer-tree-group"`
		Layers  []qlrLayer `xml:"maplayers>maplayer"`
	}
	qlrTree struct {
		Name    string    `xml:"name,attr"`
		Checked string    `xml:"checked,attr"`
		Groups  []qlrTree `xml:"layer-tree-group,omitempty"`
		Layers  []qlrNode `xml:"layer-tree-layer"`
	}
	qlrNode struct {
		ID       string `xml:"id,attr"`
		Name     string `xml:"name,attr"`
		Checked  string `xml:"checked,attr"`
		Provider string `xml:"providerKey,attr"`
		Source   string `xml:"source,attr"`
	}
	qlrLayer struct {
		Type     string      `xml:"type,attr"`
		ID       string      `xml:"id"`
		Source   string      `xml:"datasource"`
		Name     string      `xml:"layername"`
		AuthID   string      `xml:"srs>spatialrefsys>authid"`
		Title    string      `xml:"resourceMetadata>title"`
		Abstract string      `xml:"resourceMetadata>abstract"`
		Rights   string      `xml:"resourceMetadata>rights"`
		Provider string      `xml:"provider"`
		Renderer qlrRenderer `xml:"renderer"`
		Opacity  float64     `xml:"layerOpacity"`
	}
	qlrRenderer struct {
		Type   string     `xml:"type,attr"`
		Styles []qlrStyle `xml:"styles>style"`
	}
	qlrStyle struct {
		MinZoom    int       `xml:"min-zoom,attr"`
		MaxZoom    int       `xml:"max-zoom,attr"`
		Layer      string    `xml:"layer,attr"`
		Geometry   int       `xml:"geometry,attr"` // QgsWkbTypes: 0 points, 1 lines, 2 areas
		Expression string    `xml:"expression,attr"`
		Name       string    `xml:"name,attr"`
		Enabled    int       `xml:"enabled,attr"`
		Symbol     qlrSymbol `xml:"symbols>symbol"`
	}
	qlrSymbol struct {
		Type  string `xml:"type,attr"`
		Name  int    `xml:"name,attr"`
		Alpha int    `xml:"alpha,attr"`
		Clip  int    `xml:"clip_to_extent,attr"`
		Layer struct {
			Class   string    `xml:"class,attr"`
			Enabled int       `xml:"enabled,attr"`
			Options qlrOption `xml:"Option"`
		} `xml:"layer"`
	}
	qlrOption struct {
		Type    string      `xml:"type,attr"`
		Name    string      `xml:"name,attr,omitempty"`
		Value   string      `xml:"value,attr,omitempty"`
		Options []qlrOption `xml:"Option,omitempty"`
	}
)

// A rule is how one kind of feature is drawn.
type rule struct{ name, expression, colour string }

// qgis returns the layer definition: facilities above the borders of districts,
// streets, cells, and the districts' colours.
func (m cityMap) qgis() ([]byte, error) {
	d := qlr{Tree: qlrTree{Checked: "Qt::Checked", Groups: []qlrTree{{Name: m.title(), Checked: "Qt::Checked"}}}}
	group := &d.Tree.Groups[0]
	add := func(id string, source layers.ID, opacity float64, styles ...qlrStyle) {
		layer, there := m.layers[source]
		if !there {
			return
		}
		z := ZoomsOf(source)
		address := fmt.Sprintf("type=xyz&url=%s%s/%s/%s/%%7Bz%%7D/%%7Bx%%7D/%%7By%%7D.pbf&zmin=%d&zmax=%d", m.base, Prefix, m.city.Name, source, z.Min, z.Max)
		name := answer.Titled(m.lang, layer.Title)
		key := strings.ReplaceAll("lifecircle_"+m.city.Name+"_"+m.service.ID+"_"+id, "-", "_")
		for i := range styles {
			styles[i].Layer, styles[i].Enabled, styles[i].MinZoom, styles[i].MaxZoom = string(source), 1, -1, -1
		}
		group.Layers = append(group.Layers, qlrNode{ID: key, Name: name, Checked: "Qt::Checked", Provider: "vectortile", Source: address})
		d.Layers = append(d.Layers, qlrLayer{
			Type: "vector-tile", ID: key, Source: address, Name: name, AuthID: "EPSG:3857", Provider: "vectortile",
			Title: name, Abstract: descriptionOf(m.lang), Rights: attributionOf(m.city),
			Renderer: qlrRenderer{Type: "basic", Styles: styles}, Opacity: opacity,
		})
	}
	finest := fmt.Sprintf(`"level" = %d`, m.level)
	add("facilities", layers.Facilities, 1, marker(rule{"", m.offersQGIS(), colourPaper}, 2.2, "0,0,0,255"))
	add("gaps", layers.Gaps, 1, outline(rule{"", fmt.Sprintf(`"service" = '%s'`, m.service.ID), ColourMisses}, 0.6))
	add("streets", layers.Streets, 1, line(rule{"", "", colourStreet}, 0.2))
	add("borders", layers.Districts, 1, outline(rule{"", finest, colourOutline}, 0.3))
	opacity := 0.6
	var cells, districts []qlrStyle
	for _, r := range m.coveredRules() {
		if m.layers[layers.Cells].Geometry == layers.GeometryPoint {
			opacity = 1
			cells = append(cells, marker(r, 1.6, rgba(r.colour)))
		} else {
			cells = append(cells, fill(r))
		}
	}
	for _, r := range m.verdictRules() {
		r.expression = finest + and(r.expression)
		districts = append(districts, fill(r))
	}
	add("cells", layers.Cells, opacity, cells...)
	add("districts", layers.Districts, 0.35, districts...)
	b, err := xml.MarshalIndent(d, "", " ")
	return append([]byte("<!DOCTYPE qgis-layer-definition>\n"), append(b, '\n')...), err
}

func and(expression string) string {
	if expression == "" {
		return ""
	}
	return " AND " + expression
}

// verdictRules colour districts.
func (m cityMap) verdictRules() []rule {
	if m.service.ID == "" {
		return []rule{{"", "", colourPale}}
	}
	column := `"` + m.service.ID + `_verdict"`
	return []rule{
		{string(coverage.Meets), fmt.Sprintf("%s = '%s'", column, coverage.Meets), ColourMeets},
		{string(coverage.Misses), fmt.Sprintf("%s = '%s'", column, coverage.Misses), ColourMisses},
		{string(coverage.CannotTell), fmt.Sprintf("(%s IS NULL OR %s = '%s')", column, column, coverage.CannotTell), ColourCannotTell},
	}
}

// coveredRules colour cells.
func (m cityMap) coveredRules() []rule {
	if m.service.ID == "" {
		return []rule{{"", "", colourPale}}
	}
	covered, reason := `"`+m.service.ID+`_covered"`, `"`+m.service.ID+`_reason"`
	unlinked := fmt.Sprintf("%s IS NOT NULL AND %s = '%s'", reason, reason, coverage.CellUnlinked)
	return []rule{
		{string(coverage.Meets), covered, ColourMeets},
		{string(coverage.Misses), fmt.Sprintf("NOT %s AND NOT (%s)", covered, unlinked), ColourMisses},
		{string(coverage.CellUnlinked), unlinked, ColourCannotTell},
	}
}

// offersQGIS selects the facilities of the service.
func (m cityMap) offersQGIS() string {
	if m.service.ID == "" {
		return ""
	}
	return fmt.Sprintf(`strpos(';' || "services" || ';', ';%s;') > 0`, m.service.ID)
}

func fill(r rule) qlrStyle {
	return symbol(2, r, "fill", "SimpleFill", "color", rgba(r.colour), "style", "solid", "outline_style", "no")
}

func outline(r rule, mm float64) qlrStyle {
	return symbol(2, r, "fill", "SimpleFill", "style", "no", "outline_style", "solid", "outline_color", rgba(r.colour), "outline_width", number1(mm))
}

func line(r rule, mm float64) qlrStyle {
	return symbol(1, r, "line", "SimpleLine", "line_color", rgba(r.colour), "line_width", number1(mm), "line_style", "solid")
}

func marker(r rule, mm float64, border string) qlrStyle {
	return symbol(0, r, "marker", "SimpleMarker", "name", "circle", "color", rgba(r.colour), "size", number1(mm), "outline_color", border, "outline_style", "solid", "outline_width", "0.4")
}

// symbol is a style of one symbol layer; pairs are its options.
func symbol(geometry int, r rule, kind, class string, pairs ...string) qlrStyle {
	s := qlrStyle{Geometry: geometry, Expression: r.expression, Name: r.name, Symbol: qlrSymbol{Type: kind, Alpha: 1, Clip: 1}}
	s.Symbol.Layer.Class, s.Symbol.Layer.Enabled = class, 1
	s.Symbol.Layer.Options.Type = "Map"
	for i := 0; i < len(pairs); i += 2 {
		s.Symbol.Layer.Options.Options = append(s.Symbol.Layer.Options.Options, qlrOption{Type: "QString", Name: pairs[i], Value: pairs[i+1]})
	}
	return s
}

func number1(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// rgba turns #RRGGBB into numbers.
func rgba(colour string) string {
	v, _ := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32) // ours
	return fmt.Sprintf("%d,%d,%d,255", v>>16, v>>8&255, v&255)
}
