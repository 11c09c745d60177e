package scenario

import (
	"errors"
	"slices"
	"strings"

	"lifecircle/geo"
)

// Decode reads a list of changes from a tree as a JSON or TOML parser leaves it:
// map[string]any{"changes": []any{…}} with strings, json.Number, float64 or
// int64, bool, and nil. Whether the changes fit a city [Edits] says.
//
// The error joins a [FieldError] for everything that is wrong.
func Decode(tree any) ([]Change, error) {
	list, err := listOf(tree)
	if err != nil {
		return nil, err
	}
	out := make([]Change, len(list))
	var wrongs []error
	for i, item := range list {
		c, errs := decodeChange(i, item)
		out[i] = c
		wrongs = append(wrongs, errs...)
	}
	if len(wrongs) > 0 {
		return nil, errors.Join(wrongs...)
	}
	return out, nil
}

// listOf returns the items of the list of changes.
func listOf(tree any) ([]any, error) {
	whole := func(why string) error { return &FieldError{Index: -1, Why: why} }
	m, ok := tree.(map[string]any)
	if !ok {
		return nil, whole("a table with a list \"changes\" is wanted")
	}
	for _, key := range sortedKeys(m) {
		if key != "changes" {
			return nil, whole("there is a key " + shown(key) + " beside it: only \"changes\" is known")
		}
	}
	list, ok := m["changes"].([]any)
	switch {
	case !ok:
		return nil, whole("a list of changes is wanted, each as {\"close_facility\": {\"id\": \"…\"}}; the kinds are " + kindNames())
	case len(list) > MaxChanges:
		return nil, whole("there are more than 1,000: split the scenario")
	}
	return list, nil
}

func kindNames() string {
	var names []string
	for _, k := range Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// decodeChange reads one change, and everything that is wrong with it.
func decodeChange(i int, item any) (Change, []error) {
	m, ok := item.(map[string]any)
	if !ok || len(m) != 1 {
		return Change{}, []error{&FieldError{Index: i, Value: shown(item), Why: "a change has one key, its kind: one of " + kindNames()}}
	}
	kind := Kind(sortedKeys(m)[0])
	f := formOf(kind)
	if f == nil {
		return Change{}, []error{&FieldError{Index: i, Value: shown(string(kind)), Why: "there is no such kind of change: the kinds are " + kindNames()}}
	}
	given, ok := m[string(kind)].(map[string]any)
	if !ok {
		return Change{}, []error{&FieldError{Index: i, Kind: kind, Value: shown(m[string(kind)]), Why: "a table is wanted, with " + strings.Join(f.names(), ", ")}}
	}
	d := decoding{index: i, form: f, given: given, change: Change{Kind: kind}}
	d.read()
	if len(d.wrong) == 0 {
		d.check()
	}
	return d.change, d.wrong
}

// decoding is the reading of one change.
type decoding struct {
	index  int
	form   *form
	given  map[string]any
	change Change
	wrong  []error
}

func (d *decoding) refuse(field, why string) {
	value := ""
	if v, given := d.given[field]; given {
		value = shown(v)
	}
	d.wrong = append(d.wrong, &FieldError{Index: d.index, Kind: d.form.kind, Field: field, Value: value, Why: why})
}

// read reads every field that is given, and misses those that are not.
func (d *decoding) read() {
	names := d.form.names()
	for _, key := range sortedKeys(d.given) {
		if !slices.Contains(names, key) {
			d.refuse(key, "there is no such field: "+string(d.form.kind)+" has "+strings.Join(names, ", "))
		}
	}
	for _, name := range names {
		v, given := d.given[name]
		switch {
		case !given && slices.Contains(d.form.required, name):
			d.refuse(name, "it is missing: give it")
		case given && v == nil:
			d.refuse(name, "it is null: give a value, or leave the field out")
		case given:
			if err := fieldOf(name).read(&d.change, v); err != nil {
				d.refuse(name, err.Error())
			}
		}
	}
}

// check refuses fields that don't go together.
func (d *decoding) check() {
	c := &d.change
	switch c.Kind {
	case SetFacility, SetService, SetDemand:
		if len(d.given) == 1 {
			d.refuse("", "it changes nothing: give one of "+strings.Join(d.form.optional, ", "))
		}
	case CloseLink, ReopenLink:
		d.checkPiece()
	case OpenLink:
		d.checkLink()
	case ScaleDemand:
		if c.Level != nil && c.District == nil {
			d.refuse("level", "it is a district's: give the district too, or leave the level out")
		}
	}
}

// checkPiece refuses what names neither a link nor the piece of a street.
func (d *decoding) checkPiece() {
	c := &d.change
	switch {
	case c.ID != "" && (c.Way != nil || c.Near != nil || c.All):
		d.refuse("id", "give either the id of a link that was opened, or way and near of a street")
	case c.ID != "":
	case c.Way == nil:
		d.refuse("", "give the id of a link that was opened, or way and near of a street")
	case c.All == (c.Near != nil):
		d.refuse("near", "give either a point near the piece as [longitude, latitude], or \"all\": true for the whole way")
	}
}

// checkLink refuses a line of no length, and a crossing that is none.
func (d *decoding) checkLink() {
	c := &d.change
	mm := int64(0)
	for i := 1; i < len(c.Line); i++ {
		mm += geo.Millimetres(c.Line[i-1], c.Line[i])
	}
	if mm == 0 {
		d.refuse("line", "it has no length: give points that are apart")
	}
	if c.Crossing != "" && c.Link != LinkCrossing {
		d.refuse("crossing", "only a link of kind crossing has it: change the kind, or leave it out")
	}
}
