package respond

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
)

// EncodeJSON writes a value as JSON and a line's end, with <, > and & as they are.
func EncodeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Send writes a whole body, and how long it is. The error is of the client's line.
func Send(w http.ResponseWriter, body []byte) error {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write(body)
	return err
}
