package rest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"lifecircle/api/respond"
)

// readMethods are those of an address that can only be read.
const readMethods = "GET, HEAD, OPTIONS"

// noMethod answers OPTIONS, and refuses what would change something.
func (s *server) noMethod(c *gin.Context) {
	allowed := s.allowedAt(c.Request.URL.Path)
	if c.Request.Method != http.MethodOptions {
		f := &respond.Fault{Kind: respond.KindMethodNotAllowed, Allow: allowed, Pairs: []string{"method", respond.Cut(c.Request.Method), "allow", allowed}}
		f.Write(c.Writer, respond.Language(c.Request))
		return
	}
	h := c.Writer.Header()
	h.Set("Allow", allowed)
	if c.GetHeader("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", forPages(c.Request.URL.Path, allowed))
		h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, If-None-Match")
		h.Set("Access-Control-Max-Age", "86400")
	}
	c.Status(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
}

// allowedAt lists the methods of a path.
func (s *server) allowedAt(path string) string {
	parts := strings.Split(path, "/")
	var have []string
	for template, methods := range s.methods {
		if fits(strings.Split(template, "/"), parts) {
			have = append(have, methods...)
		}
	}
	if have == nil {
		return readMethods
	}
	var out []string
	for _, m := range [...]string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if slices.Contains(have, m) || m == http.MethodHead && slices.Contains(have, http.MethodGet) {
			out = append(out, m)
		}
	}
	return strings.Join(append(out, http.MethodOptions), ", ")
}

// forPages are those of a path's methods that any page may use: what reads.
func forPages(path, methods string) string {
	if strings.Contains(path, "/scenarios") || strings.Contains(path, "/sitings") {
		return readMethods
	}
	return methods
}

// fits reports whether the parts of a path are those of a template.
func fits(template, parts []string) bool {
	return slices.EqualFunc(template, parts, func(t, p string) bool { return t == p || strings.HasPrefix(t, "{") && p != "" })
}
