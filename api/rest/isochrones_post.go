package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// MaxBody is how many bytes the body of a request may have.
const MaxBody = 64 << 10

// addPost registers a route that takes its parameters from a body: a JSON object
// whose keys are theirs, checked like those of a query.
func (s *server) addPost(op *huma.Operation, params []*huma.Param, handle func(*request) error) {
	read := func(r *request) (arguments, *respond.Fault) {
		args, f := parseQuery(r)
		if f != nil {
			return nil, f
		}
		body, f := parseBody(r.gin.Request.Body, params, r.lang)
		if f != nil {
			return nil, f
		}
		maps.Copy(args, body)
		return args, nil
	}
	s.register(op, read, func(r *request) error {
		r.gin.Request.Header.Del("If-None-Match") // of reading alone
		return handle(r)
	})
}

// parseBody checks a body against the parameters that a route declares.
func parseBody(body io.Reader, declared []*huma.Param, lang answer.Lang) (arguments, *respond.Fault) {
	wrong := func(err error) *respond.Fault {
		return &respond.Fault{Kind: respond.KindInvalidParameter, Parameter: "body", Cause: err, Pairs: []string{
			"parameter", "body", "value", "", "why", answer.Say(lang, "problem.why_body"),
		}}
	}
	text, err := io.ReadAll(io.LimitReader(body, MaxBody+1))
	if err != nil || len(text) > MaxBody {
		return nil, wrong(errors.Join(err, http.ErrContentLength))
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil || object == nil {
		return nil, wrong(err)
	}
	values := url.Values{}
	for name, raw := range object {
		list, err := texts(raw)
		if err != nil {
			return nil, wrong(err)
		}
		values[name] = list
	}
	return checkAll(values, declared, lang)
}

// texts returns a scalar, or those of a list, as a query would have them; nil for
// null.
func texts(raw json.RawMessage) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	out := []string{}
	for _, v := range list {
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case json.Number:
			out = append(out, v.String())
		case bool:
			out = append(out, map[bool]string{true: yes, false: no}[v])
		case nil:
			if !isList {
				return nil, nil
			}
			return nil, errors.New("null in a list")
		default:
			return nil, errors.New("a list or an object in a list")
		}
	}
	return out, nil
}

// isochroneBody is the schema of a body: the parameters of GET.
func isochroneBody() *huma.Schema {
	out := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	for _, p := range isochroneParams {
		schema := *p.Schema
		schema.Description = p.Description
		switch {
		case slices.Contains(schema.Enum, any(yes)):
			schema.Type, schema.Enum, schema.Default = huma.TypeBoolean, nil, nil
		case schema.Type == huma.TypeArray && schema.Items.Pattern == degreesPattern:
			schema.Items = &huma.Schema{Type: huma.TypeNumber, Minimum: new(-180.0), Maximum: new(180.0)}
		}
		out.Properties[p.Name] = &schema
	}
	return out
}
