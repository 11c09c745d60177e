package rest

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/respond"
)

// ProblemType is the JSON of /problems/{problem}.
type ProblemType struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
}

// addProblemTypes registers the pages that types of problems lead to.
func (s *server) addProblemTypes() {
	s.add(&huma.Operation{
		OperationID: "problem", Path: "/problems/{problem}", Tags: []string{"operations"}, Summary: "What a type of problem means",
		Parameters: []*huma.Param{{
			Name: "problem", In: "path", Required: true, Example: string(respond.KindUnknownCity),
			Schema: &huma.Schema{Type: huma.TypeString, Enum: words(respond.Kinds()...)},
		}, paramLang},
		Responses: s.responses(onlyJSON, ProblemType{}, nil, http.StatusBadRequest, http.StatusNotFound),
	}, s.getProblem)
}

func (s *server) getProblem(r *request) error {
	k := respond.Kind(r.gin.Param("problem"))
	if k.Status() == 0 {
		return respond.NotFound(respond.Cut(r.gin.Request.URL.Path), r.base+"/docs")
	}
	r.gin.Header("Content-Language", string(r.lang))
	r.gin.JSON(http.StatusOK, ProblemType{k.Type(), k.Title(r.lang), k.Status()})
	return nil
}
