package scan_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmxml"

	"lifecircle/data/finding"
	"lifecircle/data/osm/scan"
)

const sampleXML = `<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6" generator="hand">
  <bounds minlat="31.0" minlon="121.0" maxlat="31.1" maxlon="121.2"/>
  <node id="1" visible="true" version="3" timestamp="2020-01-01T00:00:00Z" lat="31.0000001" lon="121.1234567">
    <tag k="amenity" v="clinic"/>
    <tag k="name" v="南京东路 &amp; &#8217;街&#8217;"/>
  </node>
  <node id="-2" lat="31.05" lon="121.15"/>
  <way id="3" visible="true" version="1">
    <nd ref="1"/>
    <nd ref="-2"/>
    <tag k="highway" v="footway"/>
  </way>
  <relation id="4" version="1" visible="true">
    <member type="way" ref="3" role="outer"/>
    <member type="node" ref="1" role=""/>
    <member type="relation" ref="5" role="subarea"/>
    <tag k="type" v="boundary"/>
  </relation>
</osm>
`

func TestXML(t *testing.T) {
	want := "n1 Tamenity=clinic,name=%5357%%4eac%%4e1c%%8def%%20%&%20%%2019%%8857%%2019% x121.1234567 y31.0000001\n" +
		"n-2 T x121.15 y31.05\nw3 Thighway=footway Nn1,n-2\nr4 Ttype=boundary Mw3@outer,n1@,r5@subarea\n"
	got, err := opl(t, []byte(sampleXML))
	if err != nil || got != want {
		t.Errorf("got %q, %v\nwant %q", got, err, want)
	}
	got, err = opl(t, append([]byte("\ufeff\n"), strings.Replace(sampleXML, "<?xml version='1.0' encoding='UTF-8'?>", "", 1)...))
	if err != nil || got != want {
		t.Errorf("with a byte order mark: %q, %v", got, err)
	}
}

// TestReadsAsOsmxmlDoes sets paulmach/osm's reader beside ours.
func TestReadsAsOsmxmlDoes(t *testing.T) {
	var want strings.Builder
	s := osmxml.New(context.Background(), strings.NewReader(sampleXML))
	defer s.Close()
	tags := func(list osm.Tags) scan.Tags {
		var pairs []string
		for _, tag := range list {
			pairs = append(pairs, tag.Key, tag.Value)
		}
		return scan.TagsOf(pairs...)
	}
	for s.Scan() {
		switch o := s.Object().(type) {
		case *osm.Node:
			fmt.Fprintf(&want, "n%d T%s x%v y%v\n", o.ID, oplTags(tags(o.Tags)), o.Lon, o.Lat)
		case *osm.Way:
			var nodes []int64
			for _, n := range o.Nodes {
				nodes = append(nodes, int64(n.ID))
			}
			fmt.Fprintf(&want, "w%d T%s N%s\n", o.ID, oplTags(tags(o.Tags)), oplNodes(nodes))
		case *osm.Relation:
			var list []string
			for _, m := range o.Members {
				list = append(list, fmt.Sprintf("%c%d@%s", m.Type[0], m.Ref, m.Role))
			}
			fmt.Fprintf(&want, "r%d T%s M%s\n", o.ID, oplTags(tags(o.Tags)), strings.Join(list, ","))
		}
	}
	got, err := opl(t, []byte(sampleXML))
	if err != nil || s.Err() != nil || got != want.String() {
		t.Errorf("ours\n%s%v\nosmxml's\n%s%v", got, err, want.String(), s.Err())
	}
}

func TestXMLBounds(t *testing.T) {
	box := func(w, s, e, n float64) *orb.Bound { return &orb.Bound{Min: orb.Point{w, s}, Max: orb.Point{e, n}} }
	for name, c := range map[string]struct {
		text string
		want *orb.Bound
	}{
		"osm's":       {`<bounds minlat="31" minlon="121" maxlat="31.5" maxlon="122"/>`, box(121, 31, 122, 31.5)},
		"osmosis'":    {`<bound box="31,121,31.5,122" origin="x"/>`, box(121, 31, 122, 31.5)},
		"JOSM's, two": {`<bounds minlat="31" minlon="121" maxlat="31.5" maxlon="122"/><bounds minlat="30" minlon="121.5" maxlat="31" maxlon="123"/>`, box(121, 30, 123, 31.5)},
		"none":        {``, nil},
		"no numbers":  {`<bounds minlat="a" minlon="121" maxlat="31.5" maxlon="122"/>`, nil},
		"inside out":  {`<bounds minlat="32" minlon="121" maxlat="31.5" maxlon="122"/>`, nil},
	} {
		f, err := open(t, []byte(`<osm>`+c.text+`<node id="1" lat="0" lon="0"/></osm>`))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := f.Bound(); (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestXMLForms reads the dialects of the tools.
func TestXMLForms(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"deleted, as the API has it", `<node id="1" visible="false"/><way id="2" visible="false"/><node id="3" lat="1" lon="2"/>`, "n3 T x2 y1\n"},
		{"deleted, as JOSM has it", `<node id="1" action="delete" lat="1" lon="2"/><node id="3" action="modify" lat="1" lon="2"/>`, "n3 T x2 y1\n"},
		{"Overpass' note and meta", `<note>The data included …</note><meta osm_base="x"/><node id="3" lat="1" lon="2"/>`, "n3 T x2 y1\n"},
		{"Overpass' centre in a way", `<way id="1"><center lat="1" lon="2"/><nd ref="5" lat="1" lon="2"/></way>`, "w1 T Nn5\n"},
		{"elements of others", `<changeset id="1"><tag k="a" v="b"/></changeset><node id="3" lat="1e0" lon="2"/>`, "n3 T x2 y1\n"},
		{"more digits than the grid has", `<node id="3" lat="0.00000005" lon="-0.00000015"/>`, "n3 T x-0.0000002 y0.0000001\n"},
		{"nothing", ``, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := opl(t, []byte("<osm>"+c.text+"</osm>")); err != nil || got != c.want {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

func TestXMLRefusals(t *testing.T) {
	for _, c := range []struct {
		name, text string
		kind       error
		want       string
	}{
		{"cut short", strings.TrimSuffix(sampleXML, "</osm>\n"), finding.ErrCorrupt, "city.osm:20: is not whole XML: download or copy the file again (unexpected EOF)"},
		{"cut in a tag", sampleXML[:300], finding.ErrCorrupt, "city.osm:6: node 1: is not whole XML"},
		{"not closed", "<osm>\n<way id='4'>\n</osm>", finding.ErrCorrupt, "city.osm:3: way 4: is not whole XML"},
		{"a change file", "<osmChange>\n</osmChange>", finding.ErrInvalid, `city.osm:1: root "osmChange": is not osm`},
		{"a web page", "<html><body></body></html>", finding.ErrInvalid, `root "html": is not osm`},
		{"no element at all", "<?xml version='1.0'?>\n", finding.ErrCorrupt, "has no element"},
		{"another encoding", "<?xml version='1.0' encoding='GB18030'?><osm/>", finding.ErrCorrupt, "GB18030"},
		{"latitude out of range", "<osm>\n\n<node id='9' lat='91' lon='0'/></osm>", finding.ErrInvalid, `city.osm:3: node 9: latitude "91.0000000": is not between -90 and 90 degrees`},
		{"longitude out of range", "<osm><node id='9' lat='0' lon='-181'/></osm>", finding.ErrInvalid, `longitude "-181.0000000"`},
		{"swapped", "<osm><node id='9' lat='121.4' lon='31.2'/></osm>", finding.ErrInvalid, "longitude and latitude look swapped"},
		{"latitude is text", "<osm><node id='9' lat='north' lon='0'/></osm>", finding.ErrInvalid, `node 9: lat "north": is not a number of degrees`},
		{"latitude is no number", "<osm><node id='9' lat='NaN' lon='0'/></osm>", finding.ErrInvalid, `lat "NaN"`},
		{"no longitude", "<osm><node id='9' lat='0'/></osm>", finding.ErrInvalid, `node 9: lon: is not a number of degrees`},
		{"no id", "<osm><way/></osm>", finding.ErrInvalid, "id: is missing"},
		{"id is text", "<osm><way id='w1'/></osm>", finding.ErrInvalid, `id "w1": is not a whole number`},
		{"ref is text", "<osm><way id='7'>\n<nd ref='n1'/></way></osm>", finding.ErrInvalid, `city.osm:2: way 7: ref "n1": is not a whole number`},
		{"member of no kind", "<osm><relation id='7'><member type='area' ref='1'/></relation></osm>", finding.ErrInvalid, `relation 7: type "area"`},
		{"Overpass ran out of time", "<osm>\n<remark> runtime error: Query timed out </remark>\n</osm>", finding.ErrInvalid,
			`remark "runtime error: Query timed out": the file is not whole: ask for a smaller area`},
		{"too deep", "<osm>" + strings.Repeat("<a>", 20), finding.ErrInvalid, "stands in too many others"},
		{"an element too long", "<osm><node id='1' lat='0' lon='0' x='" + strings.Repeat("x", scan.MaxElement) + "'/></osm>", finding.ErrTooLarge, "is longer than 16777216 bytes"},
		{"text too long", "<osm>" + strings.Repeat("x", scan.MaxElement+1) + "</osm>", finding.ErrTooLarge, "is longer than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := opl(t, []byte(c.text))
			var refusal *finding.Refusal
			if !errors.As(err, &refusal) || !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %v: … %s …", err, c.kind, c.want)
			}
		})
	}
}

// TestXMLLimitIsPerElement: the limit is for one element, not for the file.
func TestXMLLimitIsPerElement(t *testing.T) {
	comment := "<!--" + strings.Repeat("x", scan.MaxElement/3) + "-->"
	node := "<node id='1' lat='0' lon='0'><tag k='note' v='" + strings.Repeat("x", scan.MaxElement/3) + "'/></node>"
	for name, part := range map[string]string{"comments": comment, "nodes": node} {
		f, err := open(t, []byte("<osm>"+strings.Repeat(part, 4)+"</osm>"))
		if err == nil {
			err = f.Each(context.Background(), scan.Handler{Node: func(int64, int32, int32, scan.Tags) error { return nil }})
		}
		if err != nil {
			t.Errorf("four %s of a third of the limit: %v", name, err)
		}
	}
}

func FuzzXML(f *testing.F) {
	f.Add([]byte(sampleXML))
	f.Add([]byte(`<osm><bound box="1,2,3,4"/><node id="1" lat="1e400" lon="-0"/></osm>`))
	f.Add([]byte(`<osm><way id="1" action="delete"><nd ref="2"/></way><remark>error</remark></osm>`))
	f.Add([]byte("<?xml version='1.0' encoding='latin1'?><osm/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) == 0 || !bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("<")) {
			data = append([]byte("<osm>"), data...)
		}
		_, err := opl(t, data)
		var refusal *finding.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Fatalf("%v is no refusal", err)
		}
	})
}
