package rest

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"
	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"lifecircle/api/respond"
)

// addDescription registers the OpenAPI document, and the reader of it.
func (s *server) addDescription() {
	s.add(&huma.Operation{Path: "/openapi.json", Hidden: true}, func(r *request) error { return s.getDescription(r, false) })
	s.add(&huma.Operation{Path: "/openapi.yaml", Hidden: true}, func(r *request) error { return s.getDescription(r, true) })
	docs := swaggerUI()
	s.add(&huma.Operation{Path: "/docs", Hidden: true}, docs)
	s.add(&huma.Operation{Path: "/docs/{asset}", Hidden: true}, docs)
	s.add(&huma.Operation{Path: "/docs/", Hidden: true}, redirect("../docs"))
	s.add(&huma.Operation{Path: "/", Hidden: true}, redirect("docs"))
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

// redirect leads to an address relative to the one asked, which stays right
// behind any prefix.
func redirect(to string) func(*request) error {
	return func(r *request) error {
		r.gin.Header("Location", to)
		return sendStatus(r, http.StatusTemporaryRedirect)
	}
}
