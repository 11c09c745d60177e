package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"lifecircle/api/respond"
)

// route returns the template of a request's path, never the path itself.
func (s *server) route(c *gin.Context) string {
	if op := s.routes[c.FullPath()]; op != nil {
		return op.Path
	}
	return "none"
}

// observe counts, times and logs every request.
func (s *server) observe(c *gin.Context) {
	start := time.Now()
	s.metrics.inFlight.Inc()
	defer func() {
		took := time.Since(start)
		s.metrics.inFlight.Dec()
		method, route, status := respond.Method(c.Request), s.route(c), c.Writer.Status()
		s.metrics.observe(method, route, status, took)
		level := slog.LevelInfo
		switch {
		case status >= 500:
			level = slog.LevelError
		case route == "/healthz" || route == "/readyz" || route == "/metrics":
			level = slog.LevelDebug
		}
		s.out.Log().LogAttrs(c.Request.Context(), level, "request",
			slog.String("method", method), slog.String("route", route), slog.String("path", c.Request.URL.Path),
			slog.Int("status", status), slog.Duration("took", took), slog.Int("bytes", max(c.Writer.Size(), 0)))
	}()
	c.Next()
}

// recover turns a panic into a 500 and a log record with its stack. Where the
// answer has begun, the connection is cut, so that nobody takes a part of it
// for the whole.
func (s *server) recover(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			s.out.Log().LogAttrs(c.Request.Context(), slog.LevelError, "panic",
				slog.String("route", s.route(c)), slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
		}
		if c.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		(&respond.Fault{Kind: respond.KindInternal}).Write(c.Writer, respond.Language(c.Request))
		c.Abort()
	}()
	c.Next()
}

// headers sets what every response has: any page may read it (CORS), and no
// browser guesses its type.
func headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", strings.Join([]string{"ETag", "Link", "Content-Language", respond.AttributionHeader, respond.ProvenanceHeader}, ", "))
	h.Set("X-Content-Type-Options", "nosniff")
	c.Next()
}

// deadline bounds how long an answer may take.
func (s *server) deadline(c *gin.Context) {
	limit := s.timeout
	if s.slow[s.routes[c.FullPath()]] {
		limit *= slowTimes
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), limit)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// noRoute is the answer at addresses that are not there.
func (s *server) noRoute(c *gin.Context) {
	f := respond.NotFound(respond.Cut(c.Request.URL.Path), s.out.Base(c.Request)+"/docs")
	f.Write(c.Writer, respond.Language(c.Request))
}
