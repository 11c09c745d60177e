package respond

import (
	"log/slog"
	"net/http"

	"lifecircle/api/answer"
)

// A Responder is what the handlers of one server have in common. Make it with
// [NewResponder].
type Responder struct {
	base    Base
	version string
	log     *slog.Logger
}

// NewResponder returns the responder of a base URL (see [NewBase]), a version of
// the program and a logger; nil means slog's default.
func NewResponder(baseURL, version string, log *slog.Logger) (Responder, error) {
	base, err := NewBase(baseURL)
	if log == nil {
		log = slog.Default()
	}
	return Responder{base, version, log}, err
}

// Base returns what absolute links of the answer begin with; see [Base.Of].
func (o Responder) Base(r *http.Request) string { return o.base.Of(r) }

// Log is where what fails is told.
func (o Responder) Log() *slog.Logger { return o.log }

// ETag is [ETag] of the version, because another one may write other bytes, and the
// parts.
func (o Responder) ETag(parts ...string) string {
	return ETag(append([]string{o.version}, parts...)...)
}

// Refuse sends a fault, and logs it where it is ours.
func (o Responder) Refuse(w http.ResponseWriter, r *http.Request, f *Fault, lang answer.Lang) {
	if f.Kind == KindInternal && f.Cause != nil {
		o.log.ErrorContext(r.Context(), "failed", "path", r.URL.Path, "error", f.Cause.Error())
	}
	f.Write(w, lang)
}
