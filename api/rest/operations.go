package rest

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"
	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// Health is the JSON of /healthz and /readyz.
type Health struct {
	Status string   `json:"status" enum:"ok,ready"`
	Cities []string `json:"cities,omitempty" doc:"Names of the cities that are ready."`
}

// addOperations registers what runs and describes the API, beside its data.
func (s *server) addOperations() {
	s.add(&huma.Operation{
		OperationID: "healthz", Path: "/healthz", Tags: []string{"operations"}, Summary: "The process is alive",
		Responses: s.responses([]answer.Format{answer.JSON}, Health{}, nil, http.StatusBadRequest),
	}, func(r *request) error {
		r.gin.Header("Cache-Control", "no-store")
		r.gin.JSON(http.StatusOK, Health{Status: "ok"})
		return nil
	})
	s.add(&huma.Operation{
		OperationID: "readyz", Path: "/readyz", Tags: []string{"operations"}, Summary: "Every city can be opened",
		Responses: s.responses([]answer.Format{answer.JSON}, Health{}, nil, http.StatusBadRequest, http.StatusServiceUnavailable),
	}, s.getReady)
	s.add(&huma.Operation{
		OperationID: "metrics", Path: "/metrics", Tags: []string{"operations"}, Summary: "Metrics for Prometheus",
		Responses: map[string]*huma.Response{
			"200": {Description: "In the Prometheus text format.", Content: map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}}},
			"400": s.problemResponse(http.StatusBadRequest),
		},
	}, func(r *request) error {
		s.metrics.handler.ServeHTTP(r.gin.Writer, r.gin.Request)
		return nil
	})
	s.add(&huma.Operation{
		OperationID: "problem", Path: "/problems/{problem}", Tags: []string{"operations"}, Summary: "What a type of problem means",
		Parameters: []*huma.Param{{
			Name: "problem", In: "path", Required: true, Example: string(respond.KindUnknownCity),
			Schema: &huma.Schema{Type: huma.TypeString, Enum: words(respond.Kinds()...)},
		}, paramLang},
		Responses: s.responses([]answer.Format{answer.JSON}, ProblemType{}, nil, http.StatusBadRequest, http.StatusNotFound),
	}, s.getProblem)
	s.add(&huma.Operation{Path: "/openapi.json", Hidden: true}, func(r *request) error { return s.getDescription(r, false) })
	s.add(&huma.Operation{Path: "/openapi.yaml", Hidden: true}, func(r *request) error { return s.getDescription(r, true) })
	docs := swaggerUI()
	s.add(&huma.Operation{Path: "/docs", Hidden: true}, docs)
	s.add(&huma.Operation{Path: "/docs/{asset}", Hidden: true}, docs)
	s.add(&huma.Operation{Path: "/docs/", Hidden: true}, redirect("../docs"))
	s.add(&huma.Operation{Path: "/", Hidden: true}, redirect("docs"))
}

// redirect leads to an address relative to the one asked, which stays right
// behind any prefix.
func redirect(to string) func(*request) error {
	return func(r *request) error {
		r.gin.Header("Location", to)
		r.gin.Status(http.StatusTemporaryRedirect)
		r.gin.Writer.WriteHeaderNow()
		return nil
	}
}

// getReady says whether every city can be opened now, and names those that
// cannot.
func (s *server) getReady(r *request) error {
	var ready, missing []string
	for _, name := range s.cities.Names() {
		h, ok := s.cities.Open(name)
		if !ok {
			missing = append(missing, name)
			continue
		}
		h.release()
		ready = append(ready, name)
	}
	if len(missing) > 0 || len(ready) == 0 {
		return &respond.Fault{Kind: respond.KindNotReady, Pairs: []string{"cities", strings.Join(missing, ", ")}}
	}
	r.gin.Header("Cache-Control", "no-store")
	r.gin.JSON(http.StatusOK, Health{Status: "ready", Cities: ready})
	return nil
}

// ProblemType is the JSON of /problems/{problem}.
type ProblemType struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
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

// getDescription writes the OpenAPI document with the address it was asked at
// as its server.
func (s *server) getDescription(r *request, asYAML bool) error {
	doc := *s.api.OpenAPI()
	doc.Servers = []*huma.Server{{URL: r.base}}
	body, err := json.Marshal(&doc)
	if err != nil {
		return err
	}
	contentType := "application/openapi+json"
	if asYAML {
		contentType = "application/openapi+yaml"
		var b strings.Builder
		if err := yaml.Convert(&b, strings.NewReader(string(body))); err != nil {
			return err
		}
		body = []byte(b.String())
	}
	sum := sha256.Sum256(body)
	respond.VaryByBase(r.gin.Writer.Header())
	if respond.NotModified(r.gin.Writer, r.gin.Request, respond.ETag(string(sum[:]))) {
		return nil
	}
	r.gin.Data(http.StatusOK, contentType, body)
	return nil
}

// swaggerUI serves the reader of the OpenAPI document from the program itself.
// All its addresses are relative, so that it works behind any prefix, and the
// browser is told to load nothing from elsewhere.
func swaggerUI() func(*request) error {
	h := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "lifecircle", SwaggerJSON: "../openapi.json", BasePath: "docs", InternalBasePath: "/docs",
	})
	return func(r *request) error {
		serveUI(h, r.gin)
		return nil
	}
}

func serveUI(h http.Handler, c *gin.Context) {
	c.Header("Content-Security-Policy", "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src *")
	h.ServeHTTP(c.Writer, c.Request)
}
