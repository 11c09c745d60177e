package ogc

import (
	"maps"
	"slices"
	"strings"

	"lifecircle/coverage/layers"
)

// draft is the dialect of the schemas.
const draft = "https://json-schema.org/draft/2020-12/schema"

// object is a JSON object; encoding/json writes its members by name.
type object = map[string]any

// schema describes a feature as it is in GeoJSON. Types of properties are single
// words though any may be null: GDAL takes a property of two types for text. A
// column that repeats the feature's id is not listed: GDAL would have it twice.
func schema(r *request) (document, error) {
	properties := object{}
	required := []string{}
	for _, c := range r.layer.Columns {
		if isID(c) {
			continue
		}
		properties[c.Name] = r.columnSchema(c)
		required = append(required, c.Name)
	}
	d := object{
		"$schema": draft, "$id": r.self, "title": r.title(r.layer), "type": "object",
		"required": []string{"type", "id", "geometry", "properties"},
		"properties": object{
			"type": object{"type": "string", "enum": []string{"Feature"}},
			"id":   object{"type": "string"},
			"geometry": object{
				"x-ogc-role": "primary-geometry", "format": geometryFormat(r.layer.Geometry),
			},
			"properties": object{"type": "object", "properties": properties, "required": required},
		},
	}
	return of(d, r.columnsPage(r.say("ogc.schema"))), nil
}

// isID tells whether a column repeats the feature's id.
func isID(c layers.Column) bool { return c.Name == "id" && c.Kind == layers.ColumnText }

// queryables describes what features can be asked by: every property.
func queryables(r *request) (document, error) {
	properties := object{"geometry": object{
		"title": r.say("ogc.geometry"), "x-ogc-role": "primary-geometry", "format": geometryFormat(r.layer.Geometry),
	}}
	for _, c := range r.layer.Columns {
		properties[c.Name] = r.columnSchema(c)
	}
	d := object{
		"$schema": draft, "$id": r.self, "title": r.title(r.layer), "type": "object",
		"properties": properties, "additionalProperties": false,
	}
	return of(d, r.columnsPage(r.say("ogc.queryables"))), nil
}

// geometryFormat names a kind of geometry in a schema; features may be of several
// parts.
func geometryFormat(k layers.GeometryKind) string {
	name := strings.ToLower(k.String())
	if k == layers.GeometryPoint {
		return "geometry-" + name
	}
	return "geometry-" + name + "-or-multi" + name
}

// columnSchema describes the values of a column, null aside.
func (r *request) columnSchema(c layers.Column) object {
	s := object{"title": r.label(c), "type": typeOf(c.Kind)}
	if c.Kind == layers.ColumnDate {
		s["format"] = "date"
	}
	if c.Unit != "" {
		s["x-ogc-unit"] = c.Unit
	}
	return s
}

// typeOf names a kind of column in a schema.
func typeOf(k layers.ColumnKind) string {
	switch k {
	case layers.ColumnWhole:
		return "integer"
	case layers.ColumnReal:
		return "number"
	case layers.ColumnFlag:
		return "boolean"
	}
	return "string"
}

func (r *request) columnsPage(title string) page {
	p := r.page(title, r.upToCollections(), r.upToCollection())
	p.Tables, p.Links = []table{r.columnsTable()}, r.itself()
	return p
}

func (r *request) columnsTable() table {
	t := table{Head: []string{r.say("ogc.column"), r.say("ogc.type"), r.say("ogc.meaning"), r.say("ogc.unit")}}
	t.Rows = append(t.Rows, []cell{{Text: "geometry"}, {Text: geometryFormat(r.layer.Geometry)}, {Text: r.say("ogc.geometry")}, {}})
	for _, c := range r.layer.Columns {
		t.Rows = append(t.Rows, []cell{{Text: c.Name}, {Text: typeOf(c.Kind)}, {Text: r.label(c)}, {Text: c.Unit}})
	}
	return t
}

// sortedKeys returns an object's names, sorted.
func sortedKeys(o object) []string { return slices.Sorted(maps.Keys(o)) }
