package rest

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage/scenario"
)

// WhatIfBody is a list of changes, as a change file has it.
type WhatIfBody struct {
	Changes json.RawMessage `json:"changes" doc:"A list of changes, each an object with its kind as the only key."`
}

var (
	paramGaps = flag("gaps", "What becomes of the gaps.", yes)
	paramEach = flag("each", "Each change's own part, of at most 50 changes.", yes)

	whatIfParams = append([]*huma.Param{paramGaps, paramEach}, questionParams...)
)

// addWhatIf registers what changes would do to a city, which stays as it is.
func (s *server) addWhatIf() {
	formats := tableOnly
	op := &huma.Operation{
		OperationID: "what-if", Method: http.MethodPost, Path: "/v1/cities/{city}/what-if", Tags: []string{"scenarios"},
		Summary:     "What changes would do: coverage before, after and the difference; nothing is kept",
		Description: "The answer is that of the same city built with these changes.",
		Parameters:  slices.Concat(s.cityParams(), whatIfParams, []*huma.Param{paramFormat(formats), paramLang}),
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: s.schemaOf(WhatIfBody{})}}},
		Responses: s.responses(formats, answer.WhatIfDocument{}, nil, http.StatusBadRequest, http.StatusNotFound, http.StatusNotAcceptable,
			http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusServiceUnavailable),
	}
	delete(op.Responses, "304")
	turns := newQueue()
	s.register(op, parseQuery, func(r *request) error {
		format, f := r.chooseFormat(formats)
		if f != nil {
			return f
		}
		r.format = format
		var body WhatIfBody
		if f := r.body(&body); f != nil {
			return f
		}
		// The body is read before the turn: a slow line holds nobody up.
		leave, f := turns.enter(r)
		if f != nil {
			return f
		}
		defer leave()
		changes, f := r.changes(body.Changes)
		if f != nil {
			return f
		}
		release, f := s.open(r)
		if f != nil {
			return f
		}
		defer release()
		return s.whatIf(r, changes)
	})
}

// whatIf makes the question of checked arguments.
func (a arguments) whatIf() scenario.Question {
	return scenario.Question{Query: a.question(), Gaps: a.one("gaps") != no, Each: a.one("each") != no}
}

func (s *server) whatIf(r *request, changes []scenario.Change) error {
	base := r.engine
	effect, err := scenario.WhatIf(r.context(), base, changes, r.args.whatIf())
	if err != nil {
		return r.scenarioFault(err)
	}
	said := answer.WhatIf{City: base.City(), Lang: r.lang, Changes: changes, Effect: effect}
	h := r.gin.Writer.Header()
	h.Set("Content-Type", mediaTypes[r.format])
	h.Set("Content-Language", string(r.lang))
	h.Set("Cache-Control", "no-store")
	return send(r, r.whole(said))
}
