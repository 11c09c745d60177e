package vector

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/data/finding"
	"lifecircle/data/source"
)

// A feature of the file, by our keys: a [source.Row].
type feature struct {
	place
	layer      *layer
	id         string // the feature's own id
	properties map[string]json.RawMessage
}

// A place is where a feature is, and how to name it in a refusal once its
// properties are gone.
type place struct {
	file     string
	number   int
	line     int
	name     string // its code or id
	geometry orb.Geometry
}

// hand decodes a feature and passes it on.
func (l *layer) hand(value json.RawMessage, each func(*feature) error) error {
	f := &feature{layer: l, place: place{file: l.opts.Name, number: l.features, line: l.began}}
	var raw struct {
		Type       string                     `json:"type"`
		ID         json.RawMessage            `json:"id"`
		Properties map[string]json.RawMessage `json:"properties"`
		Geometry   *rawGeometry               `json:"geometry"`
	}
	if err := json.Unmarshal(value, &raw); err != nil {
		problem := "not a GeoJSON feature: an object with type, properties and geometry is"
		var mistyped *json.UnmarshalTypeError
		if errors.As(err, &mistyped) && mistyped.Field != "" {
			problem = fmt.Sprintf("not a GeoJSON feature: its %s is a JSON %s", mistyped.Field, mistyped.Value)
		}
		return f.refuse(finding.ErrInvalid, "", "", problem)
	}
	if raw.Type != "Feature" {
		return f.refuse(finding.ErrInvalid, "type", raw.Type, `not a GeoJSON feature: its type must be "Feature"`)
	}
	f.id, _ = plain(raw.ID)
	f.properties = raw.Properties
	for _, name := range slices.Sorted(maps.Keys(raw.Properties)) {
		if _, has := l.seen[name]; !has && len(l.seen) < maxProperties {
			l.seen[name] = false
		}
	}
	if raw.Geometry == nil {
		return f.refuse(finding.ErrMissing, "geometry", "", "null or missing: the feature is nowhere: draw it, or take it out")
	}
	geometry, err := l.decode(f, raw.Geometry)
	if err != nil {
		return err
	}
	f.geometry = geometry
	if err := each(f); err != nil {
		return err
	}
	kept := f.place // without the properties
	l.places = append(l.places, &kept)
	return nil
}

// property returns the name of the property that a key reads in this feature.
func (f *feature) property(key string) (name string, has bool) {
	if name, given := f.layer.opts.Columns[key]; given {
		_, has := f.properties[name]
		return name, has && name != ""
	}
	for _, alias := range source.Aliases(key) {
		if _, has := f.properties[alias]; has {
			return alias, true
		}
	}
	return key, false
}

// Text returns a key's property as text: a number as it is written, without a
// spreadsheet's .0; an array's elements with ; between; "" for null.
func (f *feature) Text(key string) string {
	name, has := f.property(key)
	if !has {
		if _, given := f.layer.opts.Columns[key]; key == "id" && !given {
			return f.id
		}
		return ""
	}
	text, usable := plain(f.properties[name])
	_, given := f.layer.opts.Columns[key]
	if !usable && !given && key != "services" && key != "capacity" {
		return "" // an object under a name of ours that nobody claimed: DataV's parent
	}
	if _, known := f.layer.seen[name]; known {
		f.layer.seen[name] = true
	}
	return text
}

// isObject reports whether a key's property is an object, and so no text.
func (f *feature) isObject(key string) bool {
	name, has := f.property(key)
	value := f.properties[name]
	return has && len(value) > 0 && value[0] == '{'
}

// Refuse makes the refusal of a key's property.
func (f *feature) Refuse(kind error, key, problem string) error {
	name, _ := f.property(key)
	return f.refuse(kind, name, f.Text(key), problem)
}

func (p *place) refuse(kind error, field, value, problem string) error {
	feature := fmt.Sprintf("feature %d", p.number)
	if p.name != "" {
		feature += fmt.Sprintf(" %q", p.name)
	}
	return &finding.Refusal{Kind: kind, File: p.file, Line: p.line, Feature: feature, Field: field, Value: value, Problem: problem}
}

// label names the feature in a note.
func (p *place) label() string {
	if p.name != "" {
		return p.name
	}
	return fmt.Sprintf("feature %d", p.number)
}

// plain returns a JSON value as text. Objects, and arrays of more than plain
// values, are not usable: their text is their JSON, and of an object of numbers
// name:number with ; between.
func plain(value json.RawMessage) (text string, usable bool) {
	if len(value) == 0 {
		return "", true
	}
	switch value[0] {
	case '"':
		if json.Unmarshal(value, &text) != nil {
			return string(value), false
		}
		return strings.TrimSpace(text), true
	case 'n':
		return "", true
	case '[':
		var elements []json.RawMessage
		if json.Unmarshal(value, &elements) != nil {
			return string(value), false
		}
		var parts []string
		for _, element := range elements {
			if len(element) > 0 && (element[0] == '[' || element[0] == '{') {
				return string(value), false
			}
			part, _ := plain(element)
			parts = append(parts, part)
		}
		return strings.Join(parts, ";"), true
	case '{':
		var numbers map[string]json.Number
		if json.Unmarshal(value, &numbers) != nil || len(numbers) == 0 {
			return string(value), false
		}
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(numbers)) {
			parts = append(parts, name+":"+numbers[name].String())
		}
		return strings.Join(parts, ";"), false
	case 't', 'f':
		return string(value), true
	}
	return number(string(value)), true
}

// number is a JSON number as a code or id would be written: 310113.0 and
// 3.10113e5 are 310113.
func number(text string) string {
	if whole, fraction, found := strings.Cut(text, "."); found && strings.Trim(fraction, "0") == "" {
		return whole
	}
	if strings.ContainsAny(text, "eE") {
		if value, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(value) < 1<<53 && value == math.Trunc(value) {
			return strconv.FormatInt(int64(value), 10)
		}
	}
	return text
}

// checkColumns refuses keys that mean nothing.
func (l *layer) checkColumns() error {
	for _, key := range slices.Sorted(maps.Keys(l.opts.Columns)) {
		if !slices.Contains(l.known, key) {
			return &finding.Refusal{Kind: finding.ErrUnknown, File: l.opts.Name, Field: "columns", Value: key,
				Problem: "not a key of this layer: " + strings.Join(l.known, ", ") + " are; other properties are kept by themselves"}
		}
	}
	return nil
}

// checkSeen refuses a property that the options name and no feature has, and
// notes those that no key reads.
func (l *layer) checkSeen() error {
	names := slices.Sorted(maps.Keys(l.seen))
	for _, key := range slices.Sorted(maps.Keys(l.opts.Columns)) {
		name := l.opts.Columns[key]
		if _, has := l.seen[name]; name != "" && !has && len(l.seen) < maxProperties {
			return &finding.Refusal{Kind: finding.ErrMissing, File: l.opts.Name, Field: "columns." + key, Value: name,
				Problem: "no feature has such a property; they have " + listed(names)}
		}
	}
	others := slices.DeleteFunc(names, func(name string) bool { return l.seen[name] })
	if len(others) > 0 && len(l.known) > 0 {
		l.notes.Add("other_columns", l.opts.Name, listed(others), int64(len(others)), "")
	}
	return nil
}

// listed joins names for a sentence, the first forty of them.
func listed(names []string) string {
	const most = 40
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
