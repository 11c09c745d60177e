package tiles_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"testing"

	"lifecircle/api/tiles"
)

// The style draws what there is: each layer's source is one of the style's, its
// source-layer and the columns it looks at are in the TileJSON of that source.
func TestStyleFitsTheTiles(t *testing.T) {
	a := serve(t, town(t))
	for _, service := range []string{"clinic", "elderly"} {
		var style struct {
			Version int
			Name    string
			Center  [2]float64
			Zoom    float64
			Sources map[string]struct{ Type, URL string }
			Layers  []struct {
				ID, Type, Source string
				SourceLayer      string `json:"source-layer"`
				Filter           any
				Paint            map[string]any
			}
		}
		r := a.ok("/tiles/drawn/style.json?service=" + service)
		if err := json.Unmarshal(r.body, &style); err != nil {
			t.Fatal(err)
		}
		if style.Version != 8 || len(style.Layers) < 6 || math.Abs(style.Center[0]-121) > 0.01 {
			t.Errorf("%s", r.body)
		}
		ids := map[string]bool{}
		for _, l := range style.Layers {
			if ids[l.ID] {
				t.Errorf("%s is there twice", l.ID)
			}
			ids[l.ID] = true
			if l.Type == "background" {
				continue
			}
			source := style.Sources[l.Source]
			var doc tiles.TileJSON
			if err := json.Unmarshal(a.ok(strings.TrimPrefix(source.URL, a.URL)).body, &doc); err != nil || source.Type != "vector" {
				t.Fatalf("%s: source %+v: %v", l.ID, source, err)
			}
			if doc.VectorLayers[0].ID != l.SourceLayer {
				t.Errorf("%s: source-layer %q", l.ID, l.SourceLayer)
			}
			for _, name := range columnsIn([]any{l.Filter, l.Paint}) {
				if doc.VectorLayers[0].Fields[name] == "" {
					t.Errorf("%s looks at %q, which %s has not", l.ID, name, l.SourceLayer)
				}
			}
		}
		for _, colour := range []string{tiles.ColourMeets, tiles.ColourCannotTell, tiles.ColourMisses, service + "_verdict", service + "_covered"} {
			if !strings.Contains(string(r.body), colour) {
				t.Errorf("the style lacks %s", colour)
			}
		}
	}
	if string(a.ok("/tiles/drawn/style.json").body) != string(a.ok("/tiles/drawn/style.json?service=clinic").body) {
		t.Error("without a service it is not the first one's")
	}
}

// columnsIn finds ["get", name] in expressions.
func columnsIn(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		if len(v) == 2 && v[0] == "get" {
			return []string{v[1].(string)}
		}
		for _, e := range v {
			out = append(out, columnsIn(e)...)
		}
	case map[string]any:
		for _, e := range v {
			out = append(out, columnsIn(e)...)
		}
	}
	return out
}

// The three colours stay apart in grey, and for people who lack one of the three
// kinds of cones (as Viénot, Brettel and Mollon, Color Res. Appl. 24 (1999), and
// their matrices for linear light, simulate it).
func TestColoursStayApart(t *testing.T) {
	colours := []string{tiles.ColourMeets, tiles.ColourCannotTell, tiles.ColourMisses}
	see := map[string][3][3]float64{
		"protan": {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
		"deutan": {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}},
		"grey":   {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}},
	}
	for who, matrix := range see {
		for i, one := range colours {
			for _, other := range colours[:i] {
				a, b := seen(one, matrix), seen(other, matrix)
				if d := math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2]); d < 0.2 {
					t.Errorf("%s sees %s and %s %.2f apart", who, one, other, d)
				}
			}
		}
	}
}

// seen returns a colour as somebody sees it, 0 to 1 in the screen's own scale.
func seen(colour string, matrix [3][3]float64) (out [3]float64) {
	var r, g, b int
	if _, err := fmt.Sscanf(colour, "#%02X%02X%02X", &r, &g, &b); err != nil {
		panic(err)
	}
	light := [3]float64{math.Pow(float64(r)/255, 2.2), math.Pow(float64(g)/255, 2.2), math.Pow(float64(b)/255, 2.2)}
	for i, row := range matrix {
		out[i] = math.Pow(max(0, row[0]*light[0]+row[1]*light[1]+row[2]*light[2]), 1/2.2)
	}
	return out
}

// The layer definition is XML whose tree and layers belong together, with tiles
// of ours and the coverage colours.
func TestQGISLayerDefinition(t *testing.T) {
	a := serve(t, town(t))
	r := a.ok("/tiles/drawn/layers.qlr?lang=zh")
	var doc struct {
		Nodes []struct {
			ID     string `xml:"id,attr"`
			Source string `xml:"source,attr"`
		} `xml:"layer-tree-group>layer-tree-group>layer-tree-layer"`
		Layers []struct {
			Type   string `xml:"type,attr"`
			ID     string `xml:"id"`
			Source string `xml:"datasource"`
			Name   string `xml:"layername"`
			Styles []struct {
				Layer      string `xml:"layer,attr"`
				Expression string `xml:"expression,attr"`
			} `xml:"renderer>styles>style"`
		} `xml:"maplayers>maplayer"`
	}
	if err := xml.Unmarshal(r.body, &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Layers) != 5 || len(doc.Nodes) != len(doc.Layers) {
		t.Fatalf("%d layers, %d in the tree", len(doc.Layers), len(doc.Nodes))
	}
	for i, l := range doc.Layers {
		if l.Type != "vector-tile" || l.ID != doc.Nodes[i].ID || l.Source != doc.Nodes[i].Source || len(l.Styles) == 0 || l.Name == "" {
			t.Errorf("%+v", l)
		}
		for _, s := range l.Styles {
			if want := "type=xyz&url=" + a.URL + "/tiles/drawn/" + s.Layer + "/%7Bz%7D/%7Bx%7D/%7By%7D.pbf&zmin="; !strings.HasPrefix(l.Source, want) {
				t.Errorf("%s: source %s", l.Name, l.Source)
			}
		}
	}
	for _, want := range []string{"0,68,136,255", "221,170,51,255", "187,85,102,255", "clinic_verdict", "clinic_covered", "画城", "需求点"} {
		if !strings.Contains(string(r.body), want) {
			t.Errorf("it lacks %s", want)
		}
	}
}
