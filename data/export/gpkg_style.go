package export

import (
	"context"
	"encoding/xml"
	"fmt"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// A rule draws the features that a QGIS expression is true of.
type rule struct{ filter, label, colour string }

// The coverage colours: blue, yellow and red that people with any kind of colour
// blindness tell apart, and that stay apart in grey: dark, light, medium.
// P. Tol, Colour Schemes, SRON/EPS/TN/09-002 issue 3.2 (2021), "high contrast".
const (
	colourMeets      = "0,68,136"
	colourCannotTell = "221,170,51"
	colourMisses     = "187,85,102"
	colourUnknown    = "187,187,187"
)

// styles writes how QGIS draws the layer: one style a service, the first as the
// default.
func (p *pack) styles(ctx context.Context, t Table, o Options) error {
	n := 0
	add := func(name string, rules []rule) error {
		n++
		return p.Exec(ctx, "INSERT INTO layer_styles VALUES (?, '', '', ?, 'geom', ?, ?, '', ?, ?, '', NULL, ?)",
			int64(n), string(t.Layer.ID), name, styleQML(t.Layer.Geometry, rules), n == 1, name, lastChange)
	}
	for _, c := range t.Layer.Columns {
		var rules []rule
		quoted := `"` + c.Name + `"`
		switch {
		case c.Service == "":
		case c.Name == c.Service+"_verdict":
			rules = []rule{
				{quoted + " = '" + string(coverage.Meets) + "'", o.say("exported.meets"), colourMeets},
				{quoted + " = '" + string(coverage.CannotTell) + "'", o.say("exported.cannot_tell"), colourCannotTell},
				{quoted + " = '" + string(coverage.Misses) + "'", o.say("exported.misses"), colourMisses},
			}
		case c.Name == c.Service+"_covered" && c.Kind == layers.ColumnFlag:
			rules = []rule{{quoted, o.say("exported.within"), colourMeets}, {"NOT " + quoted, o.say("exported.beyond"), colourMisses}}
		}
		if rules == nil {
			continue
		}
		if err := add(c.Service, append(rules, rule{"ELSE", o.say("exported.unknown"), colourUnknown})); err != nil {
			return err
		}
	}
	if n > 0 {
		return nil
	}
	return add("plain", []rule{{"", o.title(t.Layer.Title), colourMeets}})
}

// styleQML returns a QGIS style (QML of 3.x) with a rule for each colour.
func styleQML(k layers.GeometryKind, rules []rule) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n")
	b.WriteString(`<qgis version="3.22.0" styleCategories="Symbology">` + "\n")
	b.WriteString(`<renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">` + "\n")
	b.WriteString(`<rules key="{root}">` + "\n")
	for i, r := range rules {
		filter := ""
		if r.filter != "" {
			filter = ` filter="` + escaped(r.filter) + `"`
		}
		fmt.Fprintf(&b, `<rule key="{rule-%d}" symbol="%d"%s label="%s"/>`+"\n", i, i, filter, escaped(r.label))
	}
	b.WriteString("</rules>\n<symbols>\n")
	for i, r := range rules {
		writeSymbol(&b, k, i, r.colour)
	}
	b.WriteString("</symbols>\n</renderer-v2>\n<blendMode>0</blendMode>\n</qgis>\n")
	return b.String()
}

func writeSymbol(b *strings.Builder, k layers.GeometryKind, i int, colour string) {
	kind, class := "marker", "SimpleMarker"
	options := [][2]string{{"color", colour + ",255"}, {"name", "circle"}, {"outline_color", "60,60,60,255"}, {"outline_width", "0.1"}, {"outline_width_unit", "MM"}, {"size", "2"}, {"size_unit", "MM"}}
	switch k {
	case layers.GeometryLine:
		kind, class = "line", "SimpleLine"
		options = [][2]string{{"line_color", colour + ",255"}, {"line_style", "solid"}, {"line_width", "0.3"}, {"line_width_unit", "MM"}}
	case layers.GeometryPolygon:
		kind, class = "fill", "SimpleFill"
		options = [][2]string{{"color", colour + ",200"}, {"style", "solid"}, {"outline_color", "60,60,60,120"}, {"outline_style", "solid"}, {"outline_width", "0.1"}, {"outline_width_unit", "MM"}}
	}
	fmt.Fprintf(b, `<symbol type="%s" name="%d" alpha="1" clip_to_extent="1" force_rhr="0">`+"\n", kind, i)
	fmt.Fprintf(b, `<layer class="%s" enabled="1" locked="0" pass="0">`+"\n<Option type=\"Map\">\n", class)
	for _, o := range options {
		fmt.Fprintf(b, `<Option type="QString" name="%s" value="%s"/>`+"\n", o[0], o[1])
	}
	b.WriteString("</Option>\n")
	for _, o := range options { // as before QGIS 3.20
		fmt.Fprintf(b, `<prop k="%s" v="%s"/>`+"\n", o[0], o[1])
	}
	b.WriteString("</layer>\n</symbol>\n")
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
