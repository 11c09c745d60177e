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
)

const allowed = "GET, HEAD, OPTIONS"

type methodKey struct{}

// headAsGet lets HEAD take the way of GET, and drops the body.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), methodKey{}, http.MethodHead))
		r.Method = http.MethodGet
		next.ServeHTTP(&bodiless{ResponseWriter: w}, r)
	})
}

// bodiless is a response whose body is dropped.
type bodiless struct {
	http.ResponseWriter
	wrote bool
}

func (b *bodiless) WriteHeader(status int) {
	b.wrote = true
	b.ResponseWriter.WriteHeader(status)
}

func (b *bodiless) Write(p []byte) (int, error) {
	if !b.wrote {
		b.WriteHeader(http.StatusOK)
	}
	return len(p), nil
}

// Unwrap lets http.ResponseController reach the connection.
func (b *bodiless) Unwrap() http.ResponseWriter { return b.ResponseWriter }

// methodOf returns the method the client used; what HTTP does not know is
// "other", so that no client can fill the metrics with names.
func methodOf(r *http.Request) string {
	if m, ok := r.Context().Value(methodKey{}).(string); ok {
		return m
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return r.Method
	}
	return "other"
}

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
		method, route, status := methodOf(c.Request), s.route(c), c.Writer.Status()
		s.metrics.observe(method, route, status, took)
		level := slog.LevelInfo
		switch {
		case status >= 500:
			level = slog.LevelError
		case route == "/healthz" || route == "/readyz" || route == "/metrics":
			level = slog.LevelDebug
		}
		s.log.LogAttrs(c.Request.Context(), level, "request",
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
			s.log.LogAttrs(c.Request.Context(), slog.LevelError, "panic",
				slog.String("route", s.route(c)), slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
		}
		if c.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		(&fault{kind: internal}).write(c.Writer, chooseLang(c.Request))
		c.Abort()
	}()
	c.Next()
}

// headers sets what every response has: any page may read it (CORS), and no
// browser guesses its type.
func headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", strings.Join([]string{"ETag", "Link", "Content-Language", headerAttribution, headerProvenance}, ", "))
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
	f := &fault{kind: notFound, pairs: []string{"path", Cut(c.Request.URL.Path), "link", s.baseOf(c.Request) + "/docs"}}
	f.write(c.Writer, chooseLang(c.Request))
}

// noMethod answers OPTIONS, and refuses what would change something.
func (s *server) noMethod(c *gin.Context) {
	allowed := s.allowedAt(c.Request.URL.Path)
	if c.Request.Method != http.MethodOptions {
		f := &fault{kind: methodNotAllowed, allow: allowed, pairs: []string{"method", Cut(c.Request.Method), "allow", allowed}}
		f.write(c.Writer, chooseLang(c.Request))
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
