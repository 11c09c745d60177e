package ogc

import (
	"strings"

	"lifecircle/coverage/layers"
)

// openAPI describes the city's resources in OpenAPI 3.0, which is what Part 1 and
// its clients read: one literal path for each collection, because columns differ.
func openAPI(r *request) (document, error) {
	paths := object{
		"/":            r.operation("landing", "ogc.this_city", mediaJSON, "landingPage", nil, nil),
		"/conformance": r.operation("conformance", "ogc.conformance", mediaJSON, "confClasses", nil, nil),
		"/api":         r.operation("api", "ogc.api", mediaOpenAPI, "object", nil, nil),
		"/collections": r.operation("collections", "ogc.collections", mediaJSON, "collections", nil, nil),
	}
	for i := range r.layers {
		r.describeLayer(paths, &r.layers[i])
	}
	d := object{
		"openapi": "3.0.3",
		"info":    object{"title": r.cityTitle(), "description": r.say("ogc.about", "city", r.cityTitle()), "version": r.city().Provenance.Engine},
		"servers": []object{{"url": r.root}},
		"paths":   paths, "components": r.components(),
	}
	return of(d, r.apiPage(paths)), nil
}

// describeLayer adds the paths of a collection.
func (r *request) describeLayer(paths object, l *layers.Layer) {
	id := string(l.ID)
	at := "/collections/" + id
	one := *r
	one.layer = l
	paths[at] = r.operation(id, "ogc.collection", mediaJSON, "collection", nil, l)
	paths[at+"/queryables"] = r.operation(id+".queryables", "ogc.queryables", mediaSchema, "object", nil, l)
	paths[at+"/schema"] = r.operation(id+".schema", "ogc.schema", mediaSchema, "object", nil, l)
	paths[at+"/items"] = r.operation(id+".items", "ogc.features", mediaGeoJSON, "featureCollection", itemsParameters(&one), l)
	paths[at+"/items/{featureId}"] = r.operation(id+".item", "ogc.feature", mediaGeoJSON, "feature", itemParameters(&one), l)
}

// operation describes one GET. A path with braces takes the id of a feature.
func (r *request) operation(id, about, media, schema string, takes []parameter, l *layers.Layer) object {
	summary := r.say(about)
	if l != nil {
		summary = r.title(l) + " · " + summary
	}
	parameters := []object{{"$ref": "#/components/parameters/f"}, {"$ref": "#/components/parameters/lang"}}
	if strings.HasSuffix(id, ".item") {
		parameters = append(parameters, object{"$ref": "#/components/parameters/featureId"})
	}
	for _, p := range takes {
		if p.column == nil {
			parameters = append(parameters, object{"$ref": "#/components/parameters/" + p.name})
			continue
		}
		parameters = append(parameters, describe(p.name, r.label(*p.column), p.schema))
	}
	errors := []string{"400", "404", "406", "500"}
	if strings.HasSuffix(id, ".items") {
		errors = append(errors, "410")
	}
	responses := object{"200": object{
		"description": summary,
		"content": object{
			media:     object{"schema": object{"$ref": "#/components/schemas/" + schema}},
			mediaHTML: object{"schema": object{"type": "string"}},
		},
	}}
	for _, status := range errors {
		responses[status] = object{"$ref": "#/components/responses/problem"}
	}
	tag := "city"
	if l != nil {
		tag = string(l.ID)
	}
	return object{"get": object{
		"operationId": id, "summary": summary, "tags": []string{tag}, "parameters": parameters, "responses": responses,
	}}
}

// describe describes a parameter of a query.
func describe(name, about string, schema object) object {
	return object{"name": name, "in": "query", "required": false, "description": about, "schema": schema, "style": "form", "explode": false}
}

// components are what operations share. Clients read the default and the maximum
// of limit here.
func (r *request) components() object {
	parameters := object{
		"f":         describe("f", r.say("ogc.param_f"), object{"type": "string", "enum": []string{"json", "html"}}),
		"lang":      describe("lang", r.say("ogc.param_lang"), object{"type": "string", "enum": []string{"zh", "en"}}),
		"featureId": object{"name": "featureId", "in": "path", "required": true, "schema": object{"type": "string"}},
	}
	bare := *r
	bare.layer = &layers.Layer{}
	for _, p := range append(itemsParameters(&bare), itemParameters(&bare)...) {
		parameters[p.name] = describe(p.name, r.say(p.about), p.schema)
	}
	return object{
		"parameters": parameters,
		"schemas":    schemas(),
		"responses": object{"problem": object{
			"description": r.say("ogc.problem"),
			"content":     object{"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/problem"}}},
		}},
	}
}

// schemas are those of OGC 17-069r4 (schemas.opengis.net/ogcapi/features/part1/1.0),
// as far as they say more than that something is there.
func schemas() object {
	text := object{"type": "string"}
	list := func(of object) object { return object{"type": "array", "items": of} }
	ref := func(name string) object { return object{"$ref": "#/components/schemas/" + name} }
	shape := func(required []string, properties object) object {
		return object{"type": "object", "required": required, "properties": properties}
	}
	return object{
		"object":      object{"type": "object"},
		"link":        shape([]string{"href", "rel"}, object{"href": text, "rel": text, "type": text, "title": text}),
		"landingPage": shape([]string{"links"}, object{"title": text, "description": text, "attribution": text, "links": list(ref("link"))}),
		"confClasses": shape([]string{"conformsTo"}, object{"conformsTo": list(text)}),
		"collections": shape([]string{"links", "collections"}, object{
			"links": list(ref("link")), "crs": list(text), "attribution": text, "collections": list(ref("collection")),
		}),
		"collection": shape([]string{"id", "links"}, object{
			"id": text, "title": text, "attribution": text, "links": list(ref("link")), "extent": ref("extent"),
			"itemType": text, "crs": list(text), "storageCrs": text,
		}),
		"extent": shape([]string{"spatial"}, object{"spatial": shape([]string{"bbox", "crs"}, object{
			"bbox": list(object{"type": "array", "minItems": 4, "maxItems": 4, "items": object{"type": "number"}}), "crs": text,
		})}),
		"featureCollection": shape([]string{"type", "features"}, object{
			"type": object{"type": "string", "enum": []string{"FeatureCollection"}}, "features": list(ref("feature")), "links": list(ref("link")),
			"numberMatched": object{"type": "integer", "minimum": 0}, "numberReturned": object{"type": "integer", "minimum": 0},
		}),
		"feature": shape([]string{"type", "id", "geometry", "properties"}, object{
			"type": object{"type": "string", "enum": []string{"Feature"}}, "id": text,
			"geometry": object{"type": "object", "nullable": true}, "properties": object{"type": "object"}, "links": list(ref("link")),
		}),
		"problem": shape([]string{"type", "title", "status"}, object{
			"type": text, "title": text, "status": object{"type": "integer"}, "detail": text,
			"parameter": text, "value": text, "known": list(text),
		}),
	}
}

// apiPage lists the paths with what they take.
func (r *request) apiPage(paths object) page {
	p := r.page(r.say("ogc.api"))
	t := table{Head: []string{r.say("ogc.address"), r.say("ogc.meaning")}}
	for _, path := range sortedKeys(paths) {
		get := paths[path].(object)["get"].(object)
		c := cell{Text: r.root + path}
		if !strings.Contains(path, "{") {
			c.Href = r.asPage(r.root + strings.TrimSuffix(path, "/"))
		}
		t.Rows = append(t.Rows, []cell{c, {Text: get["summary"].(string)}})
	}
	takes := table{Head: []string{r.say("ogc.parameter"), r.say("ogc.meaning")}}
	parameters := r.components()["parameters"].(object)
	for _, name := range sortedKeys(parameters) {
		about, _ := parameters[name].(object)["description"].(string)
		takes.Rows = append(takes.Rows, []cell{{Text: name}, {Text: about}})
	}
	p.Tables, p.Links = []table{t, takes}, r.itself()
	return p
}
