package rest

import (
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// mount hands the paths below each prefix to a handler of another package, which
// gets GET alone, under this server's deadline, log, metrics and headers.
func (s *server) mount(handlers map[string]http.Handler) {
	for _, prefix := range slices.Sorted(maps.Keys(handlers)) {
		h := handlers[prefix]
		s.routes[prefix+"/*path"] = &huma.Operation{Path: prefix + "/{path}"}
		s.engine.GET(prefix+"/*path", func(c *gin.Context) { h.ServeHTTP(c.Writer, c.Request) })
	}
}
