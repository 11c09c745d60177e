package scan

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/data/finding"
)

// Limits of an XML file.
const (
	MaxElement = 16 << 20 // bytes of a node, way or relation with all that is in it
	maxDepth   = 8        // elements within elements; the format needs three
)

var errElementTooLong = errors.New("element too long")

// An xmlReader walks over one XML file from its beginning.
type xmlReader struct {
	*File
	in      *counted
	decoder *xml.Decoder
	handler *Handler
	want    Kind
	told    int64

	// The element that is open, and what is in it.
	kind    Kind // 0: none
	deleted bool
	id      int64
	lon     float64 // 1e-7 degrees
	lat     float64
	nodes   []int64
	members []Member
	pairs   []string

	bound *orb.Bound // box of all `bounds`
}

// counted counts the bytes it hands out, and hands out no more than left.
// Since it is a ByteReader, the decoder does not read ahead.
type counted struct {
	*bufio.Reader
	n, left int64
}

func (c *counted) ReadByte() (byte, error) {
	if c.left == 0 {
		return 0, errElementTooLong
	}
	b, err := c.Reader.ReadByte()
	if err == nil {
		c.n++
		c.left--
	}
	return b, err
}

// openXML reads up to the first element: the root, and the box.
func (f *File) openXML() error {
	f.each = f.eachXML
	r := f.newXML(&Handler{})
	if err := r.run(context.Background(), true); err != nil {
		return err
	}
	f.bound = r.bound
	return nil
}

func (f *File) newXML(h *Handler) *xmlReader {
	in := &counted{Reader: bufio.NewReaderSize(io.NewSectionReader(f.file, 0, f.size), 256<<10), left: MaxElement}
	return &xmlReader{File: f, in: in, decoder: xml.NewDecoder(in), handler: h, want: h.wants()}
}

func (f *File) eachXML(ctx context.Context, h Handler) error {
	r := f.newXML(&h)
	if err := r.run(ctx, false); err != nil {
		return err
	}
	h.progress(f.size - r.told)
	return nil
}

// run reads to the end, or with head to the first node, way or relation.
func (r *xmlReader) run(ctx context.Context, head bool) error {
	depth, root := 0, ""
	for tokens := 0; ; tokens++ {
		if tokens%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if r.in.n-r.told > 1<<20 {
				r.handler.progress(r.in.n - r.told)
				r.told = r.in.n
			}
		}
		token, err := r.decoder.Token()
		if err == io.EOF && root != "" {
			return nil
		}
		if err != nil {
			return r.broken(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			switch {
			case depth > maxDepth:
				return r.at("element", t.Name.Local, "stands in too many others: "+again)
			case depth == 1:
				if root = t.Name.Local; root != "osm" {
					return r.at("root", root, "is not osm: give an .osm file of nodes, ways and relations")
				}
			case depth == 2:
				if head && (t.Name.Local == "node" || t.Name.Local == "way" || t.Name.Local == "relation") {
					return nil
				}
				err = r.begin(t)
			case depth == 3 && r.kind != 0:
				err = r.inside(t)
			}
		case xml.CharData:
			if depth == 2 && bytes.Contains(t, []byte("error")) && r.kind == 0 {
				// Overpass puts a `remark` where it ran out of time or memory.
				return r.at("remark", strings.TrimSpace(string(t)), "the file is not whole: ask for a smaller area")
			}
		case xml.EndElement:
			if depth == 2 {
				err = r.end()
			}
			depth--
		}
		if err != nil {
			return err
		}
		if depth < 2 {
			r.in.left = MaxElement
		}
	}
}

func (r *xmlReader) line() int {
	line, _ := r.decoder.InputPos()
	return line
}

func (r *xmlReader) at(field, value, problem string) *finding.Refusal {
	return &finding.Refusal{Kind: finding.ErrInvalid, File: r.name, Line: r.line(), Feature: r.feature(), Field: field, Value: value, Problem: problem}
}

func (r *xmlReader) feature() string {
	switch r.kind {
	case Nodes:
		return fmt.Sprintf("node %d", r.id)
	case Ways:
		return fmt.Sprintf("way %d", r.id)
	case Relations:
		return fmt.Sprintf("relation %d", r.id)
	}
	return ""
}

func (r *xmlReader) broken(err error) error {
	var syntax *xml.SyntaxError
	refusal := &finding.Refusal{Kind: finding.ErrCorrupt, File: r.name, Line: r.line(), Feature: r.feature(), Cause: err}
	switch {
	case errors.Is(err, errElementTooLong):
		refusal.Kind, refusal.Cause = finding.ErrTooLarge, nil
		refusal.Problem = fmt.Sprintf("is longer than %d bytes: %s", MaxElement, again)
	case err == io.EOF:
		refusal.Problem, refusal.Cause = "has no element: "+again, nil
	case errors.As(err, &syntax):
		refusal.Cause = errors.New(syntax.Msg)
		refusal.Problem = "is not whole XML: " + again
	default:
		refusal.Problem = "cannot be read: " + again
		refusal.Cause = finding.Bare(err)
	}
	return refusal
}

// begin opens an element below the root.
func (r *xmlReader) begin(t xml.StartElement) error {
	switch t.Name.Local {
	case "bounds", "bound":
		r.box(t.Attr)
		return nil
	case "node":
		r.kind = Nodes
	case "way":
		r.kind = Ways
	case "relation":
		r.kind = Relations
	default:
		return nil
	}
	r.deleted = false
	r.nodes, r.members, r.pairs = r.nodes[:0], r.members[:0], r.pairs[:0]
	if r.want&r.kind == 0 {
		return nil
	}
	r.id = 0
	seen := false
	var lon, lat string
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "id":
			id, err := strconv.ParseInt(a.Value, 10, 64)
			if err != nil {
				return r.at("id", a.Value, "is not a whole number: "+again)
			}
			r.id, seen = id, true
		case "lon":
			lon = a.Value
		case "lat":
			lat = a.Value
		case "visible":
			r.deleted = r.deleted || a.Value == "false"
		case "action":
			r.deleted = r.deleted || a.Value == "delete" // JOSM's
		}
	}
	if !seen {
		return r.at("id", "", "is missing: "+again)
	}
	if r.kind == Nodes && !r.deleted {
		return r.place(lon, lat)
	}
	return nil
}

func (r *xmlReader) place(lon, lat string) error {
	for _, c := range []struct {
		field, value string
		to           *float64
	}{{"lat", lat, &r.lat}, {"lon", lon, &r.lon}} {
		v, err := strconv.ParseFloat(c.value, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return r.at(c.field, c.value, "is not a number of degrees: "+again)
		}
		*c.to = math.Round(v * 1e7)
	}
	if math.Abs(r.lat) > maxLat || math.Abs(r.lon) > maxLon {
		return outOfRange(r.name, r.line(), r.id, r.lon, r.lat)
	}
	return nil
}

// inside takes what stands in a node, way or relation.
func (r *xmlReader) inside(t xml.StartElement) error {
	if r.want&r.kind == 0 {
		return nil
	}
	attr := func(name string) (string, bool) {
		for _, a := range t.Attr {
			if a.Name.Local == name {
				return a.Value, true
			}
		}
		return "", false
	}
	number := func() (int64, error) {
		s, _ := attr("ref")
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return 0, r.at("ref", s, "is not a whole number: "+again)
		}
		return n, nil
	}
	switch {
	case t.Name.Local == "tag":
		key, _ := attr("k")
		value, _ := attr("v")
		r.pairs = append(r.pairs, key, value)
	case t.Name.Local == "nd" && r.kind == Ways:
		ref, err := number()
		if err != nil {
			return err
		}
		r.nodes = append(r.nodes, ref)
	case t.Name.Local == "member" && r.kind == Relations:
		kind, _ := attr("type")
		m := Member{}
		switch kind {
		case "node":
			m.Kind = Nodes
		case "way":
			m.Kind = Ways
		case "relation":
			m.Kind = Relations
		default:
			return r.at("type", kind, "is not node, way or relation: "+again)
		}
		ref, err := number()
		if err != nil {
			return err
		}
		m.ID = ref
		m.Role, _ = attr("role")
		r.members = append(r.members, m)
	}
	return nil
}

// end closes an element below the root and hands it on.
func (r *xmlReader) end() error {
	kind := r.kind
	r.kind = 0
	if r.want&kind == 0 || r.deleted {
		return nil
	}
	switch kind {
	case Nodes:
		var tags Tags
		if !r.handler.Bare {
			tags = TagsOf(r.pairs...)
		}
		return r.handler.Node(r.id, int32(r.lon), int32(r.lat), tags)
	case Ways:
		return r.handler.Way(r.id, r.nodes, TagsOf(r.pairs...))
	case Relations:
		return r.handler.Relation(r.id, r.members, TagsOf(r.pairs...))
	}
	return nil
}

// box takes <bounds minlat minlon maxlat maxlon> and osmosis' older
// <bound box="minlat,minlon,maxlat,maxlon">.
func (r *xmlReader) box(attrs []xml.Attr) {
	text := map[string]string{}
	for _, a := range attrs {
		text[a.Name.Local] = a.Value
	}
	sides := []string{text["minlat"], text["minlon"], text["maxlat"], text["maxlon"]}
	if box := strings.Split(text["box"], ","); len(box) == 4 {
		sides = box
	}
	var v [4]float64
	for i, s := range sides {
		var err error
		if v[i], err = strconv.ParseFloat(strings.TrimSpace(s), 64); err != nil {
			return
		}
	}
	b := orb.Bound{Min: orb.Point{v[1], v[0]}, Max: orb.Point{v[3], v[2]}}
	if !usable(b) {
		return
	}
	if r.bound != nil {
		b = b.Union(*r.bound)
	}
	r.bound = &b
}
