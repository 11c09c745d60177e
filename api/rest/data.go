package rest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// An outcome is an answer that is ready to be written.
type outcome struct {
	write  func(io.Writer) error
	stream bool // too large to hold: it is written as it is made
}

// A representation (RFC 9110 §3.2) is an answer of api/answer, which writes itself in
// its formats.
type representation interface {
	Write(w io.Writer, f answer.Format) error
}

// whole is an answer in the request's format that is small enough to be held, so
// that its length is said.
func (r *request) whole(t representation) outcome {
	return outcome{write: func(w io.Writer) error { return t.Write(w, r.format) }}
}

// streamed is one that is not.
func (r *request) streamed(t representation) outcome {
	return outcome{r.whole(t).write, true}
}

// addData registers a route whose answer is made from data: in one of several
// formats, in a language, with an entity tag of what it depends on.
func (s *server) addData(op *huma.Operation, formats []answer.Format, identity func(*request) string, compute func(*request) (outcome, error)) {
	op.Parameters = append(op.Parameters, paramFormat(formats), paramLang)
	s.add(op, s.data(op, formats, identity, compute))
}

// data is what a route of data does with a request that is checked.
func (s *server) data(op *huma.Operation, formats []answer.Format, identity func(*request) string, compute func(*request) (outcome, error)) func(*request) error {
	return func(r *request) error {
		respond.VaryByBase(r.gin.Writer.Header(), "Accept", "Accept-Language")
		format, f := r.chooseFormat(formats)
		if f != nil {
			return f
		}
		r.format = format
		if r.city != "" {
			release, f := s.open(r)
			if f != nil {
				return f
			}
			defer release()
		}
		head := map[string]string{"Content-Type": mediaTypes[format]}
		if format != answer.JSON {
			head["Content-Disposition"] = fmt.Sprintf("inline; filename=%q", r.city+"-"+op.OperationID+"."+string(format))
		}
		return s.answer(r, identity(r), string(format), head, compute)
	}
}

// answer computes and sends an answer with the headers that it has, unless the
// client knows it: identity and format are what it depends on beside the request.
func (s *server) answer(r *request, identity, format string, head map[string]string, compute func(*request) (outcome, error)) error {
	h := r.gin.Writer.Header()
	tag := s.out.ETag(identity, r.op.Path, r.city, r.args.canonical(), string(r.lang), format, r.base)
	listed, star := respond.IfNoneMatch(r.gin.Request, tag)
	respond.Revalidate(h, tag)
	if listed {
		return sendStatus(r, http.StatusNotModified)
	}
	out, err := compute(r)
	if err != nil {
		return err
	}
	if star {
		return sendStatus(r, http.StatusNotModified)
	}
	for name, value := range head {
		h.Set(name, value)
	}
	h.Set("Content-Language", string(r.lang))
	return send(r, out)
}

// sendStatus sends an answer that has no body.
func sendStatus(r *request, status int) error {
	r.gin.Status(status)
	r.gin.Writer.WriteHeaderNow()
	return nil
}

// sendJSON sends a document with a status of its own.
func sendJSON(r *request, status int, document any) error {
	r.gin.Writer.Header().Set("Content-Type", "application/json")
	r.gin.Status(status)
	return send(r, writeJSON(document))
}

func send(r *request, out outcome) error {
	if out.stream {
		b := bufio.NewWriterSize(cancelled{r.gin.Writer, r.context()}, 64<<10)
		if err := out.write(b); err != nil {
			return err
		}
		return b.Flush()
	}
	var b bytes.Buffer
	if err := out.write(&b); err != nil {
		return err
	}
	return respond.Send(r.gin.Writer, b.Bytes())
}

// cancelled is a writer that stops when the client is gone or the time is up.
type cancelled struct {
	io.Writer
	ctx context.Context
}

func (c cancelled) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Writer.Write(p)
}

// writeJSON is an outcome of one JSON document.
func writeJSON(v any) outcome {
	return outcome{write: func(w io.Writer) error { return respond.EncodeJSON(w, v) }}
}
