package vector

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"lifecircle/data/finding"
	"lifecircle/data/source"
	"lifecircle/geo"
)

// A layer is a GeoJSON file being read.
type layer struct {
	opts     Options
	known    []string // keys that mean something
	text     *source.Text
	lines    *lineCounter
	json     *json.Decoder
	member   map[string]json.RawMessage // of the outermost object
	features int                        // read so far
	began    int                        // line on which the last value began
	vertices int
	seen     map[string]bool // property names; true where a key reads it
	notes    finding.Notes
	places   []*place  // of the features that were taken, in order
	settled  geo.Datum // of the file
}

// A lineCounter remembers where lines end, for as long as nobody has asked
// about what comes after.
type lineCounter struct {
	r     io.Reader
	total int64
	ends  []int64 // offsets behind each line feed that is not passed yet
	line  int     // lines passed
}

func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for rest, at := p[:n], l.total; ; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			break
		}
		at += int64(i) + 1
		rest = rest[i+1:]
		l.ends = append(l.ends, at)
	}
	l.total += int64(n)
	return n, err
}

// at returns the line of an offset; offsets must not go back.
func (l *lineCounter) at(offset int64) int {
	passed := 0
	for passed < len(l.ends) && l.ends[passed] <= offset {
		passed++
	}
	l.line += passed
	l.ends = l.ends[passed:]
	return l.line + 1
}

// read streams the file and hands each feature on.
func read(ctx context.Context, r io.Reader, opts Options, known []string, each func(*feature) error) (*layer, error) {
	text, problem := source.NewText(r, opts.Encoding)
	if problem != "" {
		return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: opts.Name, Field: "encoding", Value: opts.Encoding, Problem: problem}
	}
	l := &layer{opts: opts, known: known, text: text, lines: &lineCounter{r: text}, member: map[string]json.RawMessage{}, seen: map[string]bool{}}
	if err := l.checkColumns(); err != nil {
		return nil, err
	}
	l.json = json.NewDecoder(l.lines)
	if err := l.document(ctx, each); err != nil {
		return nil, err
	}
	if l.features == 0 {
		return nil, &finding.Refusal{Kind: finding.ErrMissing, File: opts.Name, Problem: "no features: the layer is empty: export it again with its features"}
	}
	if err := l.checkSeen(); err != nil {
		return nil, err
	}
	return l, l.settle()
}

// document reads the one object that a GeoJSON file is.
func (l *layer) document(ctx context.Context, each func(*feature) error) error {
	open, err := l.token()
	if err == io.EOF && l.json.InputOffset() == 0 {
		return &finding.Refusal{Kind: finding.ErrMissing, File: l.opts.Name, Problem: "the file is empty: a GeoJSON FeatureCollection is wanted"}
	}
	if err != nil {
		return l.broken(err)
	}
	if open != json.Delim('{') {
		return l.notGeoJSON("it does not begin with an object")
	}
	streamed := false
	for l.json.More() {
		key, err := l.token()
		if err != nil {
			return l.broken(err)
		}
		if key == "features" {
			if streamed {
				return l.notGeoJSON("it has features twice")
			}
			streamed = true
			if err := l.collection(ctx, each); err != nil {
				return err
			}
			continue
		}
		value, err := l.value()
		if err != nil {
			return err
		}
		switch name := key.(string); name {
		case "type", "crs", "id", "properties", "geometry", "coordinates", "geometries":
			l.member[name] = value
		}
	}
	if _, err := l.token(); err != nil {
		return l.broken(err)
	}
	if _, err := l.token(); err != io.EOF {
		return l.notGeoJSON("it goes on after the end of its first object: if each line is a feature by itself, convert it (ogr2ogr -f GeoJSON out.geojson in.geojsonl)")
	}
	return l.single(streamed, each)
}

// collection streams the features of a FeatureCollection.
func (l *layer) collection(ctx context.Context, each func(*feature) error) error {
	open, err := l.token()
	if err != nil {
		return l.broken(err)
	}
	if open != json.Delim('[') {
		return l.notGeoJSON("its features are not an array")
	}
	for l.json.More() {
		if l.features%256 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if l.features == MaxFeatures {
			return &finding.Refusal{Kind: finding.ErrTooLarge, File: l.opts.Name, Problem: fmt.Sprintf("more than %d features: split the file", MaxFeatures)}
		}
		l.features++
		value, err := l.value()
		if err != nil {
			return err
		}
		if err := l.hand(value, each); err != nil {
			return err
		}
	}
	if _, err := l.token(); err != nil {
		return l.broken(err)
	}
	return nil
}

// single settles what the outermost object is: the collection that was streamed,
// one feature, or a bare geometry.
func (l *layer) single(streamed bool, each func(*feature) error) error {
	var kind string
	_ = json.Unmarshal(l.member["type"], &kind)
	if streamed {
		if kind != "FeatureCollection" {
			return l.notGeoJSON("it has features, but its type is " + described(l.member["type"]) + ": export it as a GeoJSON FeatureCollection")
		}
		return nil
	}
	switch kind {
	case "FeatureCollection":
		return l.notGeoJSON("it is a FeatureCollection without features")
	case "Feature":
	case "Polygon", "MultiPolygon", "Point", "MultiPoint", "LineString", "MultiLineString", "GeometryCollection":
		geometry, _ := json.Marshal(map[string]json.RawMessage{"type": l.member["type"], "coordinates": l.member["coordinates"]})
		l.member["geometry"], l.member["type"] = geometry, json.RawMessage(`"Feature"`)
	case "Topology":
		return l.notGeoJSON("it is TopoJSON: convert it first (mapshaper in.json -o format=geojson out.geojson)")
	default:
		return l.notGeoJSON("its type is " + described(l.member["type"]))
	}
	l.features, l.began = 1, 1
	whole, _ := json.Marshal(map[string]json.RawMessage{
		"type": l.member["type"], "id": l.member["id"], "properties": l.member["properties"], "geometry": l.member["geometry"]})
	return l.hand(whole, each)
}

// value reads the next value whole.
func (l *layer) value() (json.RawMessage, error) {
	l.text.Allow(MaxFeatureBytes)
	var value json.RawMessage
	if err := l.json.Decode(&value); err != nil {
		return nil, l.broken(err)
	}
	l.began = l.lines.at(l.json.InputOffset() - int64(len(value)))
	if problem := l.text.Garbled(string(value)); problem != "" {
		return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: l.opts.Name, Line: l.began, Feature: l.current(), Problem: problem}
	}
	return value, nil
}

func (l *layer) token() (json.Token, error) {
	l.text.Allow(MaxFeatureBytes)
	return l.json.Token()
}

// line is where the reading stands.
func (l *layer) line() int { return l.lines.at(l.json.InputOffset()) }

func (l *layer) current() string {
	if l.features == 0 {
		return ""
	}
	return fmt.Sprintf("feature %d", l.features)
}

func (l *layer) notGeoJSON(what string) error {
	return &finding.Refusal{Kind: finding.ErrInvalid, File: l.opts.Name, Line: l.line(), Problem: "not GeoJSON as it is read here: " + what}
}

// broken turns an error of the decoder into a refusal, where the file is to blame.
func (l *layer) broken(err error) error {
	refusal := &finding.Refusal{Kind: finding.ErrCorrupt, File: l.opts.Name, Feature: l.current()}
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.Is(err, source.ErrBudget):
		refusal.Kind = finding.ErrTooLarge
		refusal.Line = l.line()
		refusal.Problem = fmt.Sprintf("longer than %d MiB: simplify or split it", MaxFeatureBytes>>20)
	case errors.Is(err, source.ErrMaxBytes):
		refusal.Kind = finding.ErrTooLarge
		refusal.Problem = fmt.Sprintf("the file is longer than %d GiB: split it", source.MaxBytes>>30)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		refusal.Line = l.lines.at(l.lines.total)
		refusal.Problem = fmt.Sprintf("the file ends in the middle, after %d bytes: it is cut off: export or download it again", l.lines.total)
	case errors.As(err, &syntax):
		at := l.mistake()
		refusal.Line = l.lines.at(at)
		refusal.Problem = fmt.Sprintf("not JSON at byte %d: export it again as GeoJSON (%v)", at+1, syntax)
	case errors.As(err, &mistyped): // a number that no double holds
		refusal.Problem = fmt.Sprintf("not JSON that can be read near byte %d: a number is too large: mend it, or export it again as GeoJSON", l.json.InputOffset()+1)
	default:
		return fmt.Errorf("%s: %w", l.opts.Name, err)
	}
	return refusal
}

// mistake returns the offset of the byte that the decoder stumbled over: its own
// error counts only some of the bytes before.
func (l *layer) mistake() int64 {
	at := l.json.InputOffset()
	ahead, err := io.ReadAll(l.json.Buffered())
	if err != nil {
		return at
	}
	var syntax *json.SyntaxError
	if errors.As(json.Unmarshal(ahead, new(json.RawMessage)), &syntax) && syntax.Offset > 0 {
		at += syntax.Offset - 1
	}
	return at
}

// described shows a small JSON value in a sentence.
func described(value json.RawMessage) string {
	switch {
	case len(value) == 0:
		return "missing"
	case len(value) > 40:
		return string(value[:40]) + "…"
	}
	return string(value)
}
