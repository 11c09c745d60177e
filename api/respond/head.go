package respond

import (
	"context"
	"net/http"
)

type methodKey struct{}

// HeadAsGet lets HEAD take the way of GET, and drops the body (RFC 9110 §9.3.2).
func HeadAsGet(next http.Handler) http.Handler {
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

// Method returns the method the client used, also below [HeadAsGet]; what HTTP
// does not know is "other", so that no client can fill metrics with names.
func Method(r *http.Request) string {
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
