package rest

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// status moves the good answer of responses to another status; that of no content
// has none.
func status(responses map[string]*huma.Response, to int) map[string]*huma.Response {
	good := *responses["200"]
	good.Description = http.StatusText(to)
	if to == http.StatusNoContent {
		good.Content = nil
	}
	delete(responses, "200")
	responses[strconv.Itoa(to)] = &good
	return responses
}

// addResource registers a route that answers a document which is not made from data:
// it is never kept by anybody.
func (s *server) addResource(id, method, path, summary string, body any, responses map[string]*huma.Response, handle func(*request) error, params ...*huma.Param) {
	op := &huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"scenarios"}, Summary: summary,
		Parameters: append([]*huma.Param{paramCity}, params...), Responses: responses}
	if strings.Contains(path, "{scenario}") {
		op.Parameters = append(op.Parameters, paramScenarioID)
	}
	if strings.Contains(path, "/sitings") {
		op.Tags = []string{"sitings"}
	}
	if strings.Contains(path, "{siting}") {
		op.Parameters = append(op.Parameters, paramSitingID)
	}
	op.Parameters = append(op.Parameters, paramLang)
	if body != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: s.schemaOf(body)}}}
	}
	var problems []int
	if method != http.MethodGet {
		problems = append(problems, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity)
	}
	if body != nil {
		problems = append(problems, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	conditional := slices.Contains(params, paramIfMatch)
	if conditional {
		problems = append(problems, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	maps.Copy(responses, s.problemResponses(problems...))
	s.register(op, parseQuery, func(r *request) error {
		r.gin.Writer.Header().Set("Cache-Control", "no-store")
		r.scenario = r.gin.Param("scenario")
		if method != http.MethodGet {
			if f := s.mayEdit(r); f != nil {
				return f
			}
			if f := r.bounded("Idempotency-Key", r.key(), maxKey); f != nil {
				return f
			}
		}
		if strings.Contains(r.city, "@") {
			return s.unknownCity(r) // scenarios are a city's, not another scenario's
		}
		release, f := s.open(r)
		if f != nil {
			return f
		}
		defer release()
		if conditional {
			if r.revision, f = r.ifMatch(); f != nil {
				return f
			}
		}
		return handle(r)
	})
}
