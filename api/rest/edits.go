package rest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
)

// Edits say who may write scenarios. The zero value is nobody.
type Edits struct {
	// Open lets whoever reaches the server write: for one that listens on the
	// loopback address alone. Pages of other sites are refused all the same.
	Open bool

	// Keys are the names of those who may write by their bearer keys.
	Keys map[string]string
}

// MaxChangesBody is how many bytes a request with changes may have.
const MaxChangesBody = 16 << 20

// mayEdit refuses who may not write, and else keeps the author's name.
func (s *server) mayEdit(r *request) *respond.Fault {
	h := r.gin.Request
	why := ""
	scheme, token, _ := strings.Cut(h.Header.Get("Authorization"), " ")
	switch given := strings.EqualFold(scheme, "Bearer"); {
	case len(s.edits.Keys) > 0 && given:
		name, known := authorOf(s.edits.Keys, strings.TrimSpace(token))
		if known {
			r.author = name
			return nil
		}
		why = "problem.why_key"
	case len(s.edits.Keys) > 0:
		why = "problem.why_no_key"
	case !s.edits.Open:
		why = "problem.why_read_only"
	case given:
		why = "problem.why_key"
	case !fromHere(h):
		why = "problem.why_origin"
	default:
		return nil
	}
	return &respond.Fault{Kind: respond.KindForbidden, Pairs: []string{"why", answer.Say(r.lang, why)}}
}

// authorOf looks a key up in a time that tells nothing of those that are there.
func authorOf(keys map[string]string, token string) (name string, known bool) {
	sum := sha256.Sum256([]byte(token))
	for key, who := range keys {
		one := sha256.Sum256([]byte(key))
		if subtle.ConstantTimeCompare(one[:], sum[:]) == 1 {
			name, known = who, true
		}
	}
	return name, known
}

// handedOn are the headers by which a proxy says that it speaks for another.
var handedOn = [...]string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"}

// fromHere reports whether a request was sent on this machine and is no work of
// another site's page: its host is a loopback name, so that no foreign name leads
// here, so is the page that sent it, if any, and no proxy hands it on.
func fromHere(h *http.Request) bool {
	if !isLoopback(h.Host) {
		return false
	}
	for _, name := range handedOn {
		if h.Header.Get(name) != "" {
			return false
		}
	}
	origin := h.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == h.Host
}

func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (r *request) key() string { return r.gin.GetHeader("Idempotency-Key") }

// hash is that of the base as it is now.
func (r *request) hash() string { return r.engine.City().Provenance.Hash }

// base0 returns the engine of the request's city, which changes are applied to.
func (r *request) base0() (*coverage.Engine, *respond.Fault) { return engineOf(r.engine) }

func engineOf(e Engine) (*coverage.Engine, *respond.Fault) {
	engine, ok := e.(*coverage.Engine)
	if !ok {
		return nil, &respond.Fault{Kind: respond.KindInternal, Cause: errors.New("rest: changes need an engine of package coverage")}
	}
	return engine, nil
}

// ifMatch returns the revision that the client has read; one that never was where
// the tag is none of ours. Whatever there is (*) is not what was read.
func (r *request) ifMatch() (int64, *respond.Fault) {
	text := strings.TrimSpace(r.gin.GetHeader("If-Match"))
	if text == "" || text == "*" {
		return 0, &respond.Fault{Kind: respond.KindPreconditionRequired, Parameter: "If-Match", Value: text}
	}
	revision, err := strconv.ParseInt(strings.Trim(text, `"`), 10, 64)
	if err != nil || revision < 1 {
		return 0, nil
	}
	return revision, nil
}

func revisionTag(revision int64) string { return strconv.Quote(strconv.FormatInt(revision, 10)) }

func (r *request) sendScenario(s scenario.Scenario, status int) error {
	r.gin.Writer.Header().Set("ETag", revisionTag(s.Revision))
	r.gin.Writer.Header().Set("Content-Type", "application/json")
	r.gin.Status(status)
	return send(r, writeJSON(r.scenarioDocument(s)))
}

// body reads the request's JSON into v, whose keys are all there are.
func (r *request) body(v any) *respond.Fault {
	var text []byte
	wrong := func(err error) *respond.Fault {
		value, why := whyNoBody(err, text, r.lang)
		return &respond.Fault{Kind: respond.KindInvalidParameter, Parameter: "body", Cause: err, Pairs: []string{"parameter", "body", "value", value, "why", why}}
	}
	kind, _, err := mime.ParseMediaType(r.gin.GetHeader("Content-Type"))
	if err != nil || kind != "application/json" {
		return &respond.Fault{Kind: respond.KindNotJSON, Parameter: "Content-Type", Value: kind, Cause: err, Pairs: []string{"value", cmp.Or(respond.Cut(kind), "?")}}
	}
	var large *http.MaxBytesError
	text, err = io.ReadAll(http.MaxBytesReader(r.gin.Writer, r.gin.Request.Body, MaxChangesBody))
	switch {
	case errors.As(err, &large):
		return &respond.Fault{Kind: respond.KindBodyTooLarge, Parameter: "body", Cause: err, Pairs: []string{"n", strconv.Itoa(MaxChangesBody)}}
	case err != nil:
		return wrong(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return wrong(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return wrong(errors.New("something follows the end"))
	}
	return nil
}

// Bounds of what an author writes: characters, and of tags their number.
const (
	maxName  = 200
	maxNotes = 20000
	maxTags  = 50
)

// bounded refuses a text of more characters than it may have, or of such as
// nobody sees and that upset tables: controls, and marks that turn the direction.
func (r *request) bounded(name, text string, most int) *respond.Fault {
	if utf8.RuneCountInString(text) > most {
		return r.tooLong(name, text, most)
	}
	if strings.ContainsFunc(text, func(c rune) bool { return c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c)) }) {
		return &respond.Fault{Kind: respond.KindInvalidParameter, Parameter: name, Value: strconv.QuoteToASCII(respond.Cut(text)), Pairs: []string{"parameter", name,
			"value", strconv.QuoteToASCII(respond.Cut(text)), "why", answer.Say(r.lang, "problem.why_controls")}}
	}
	return nil
}

func (r *request) tooLong(name, value string, most int) *respond.Fault {
	return respond.InvalidParameter(name, value, answer.Say(r.lang, "problem.why_most", "n", strconv.Itoa(most)))
}

// signed keeps the author that a body names, where no key names one.
func (r *request) signed(author string) {
	if r.author == "" {
		r.author = author
	}
}

// draft reads the body of a scenario, and asks whether its changes fit the city.
func (r *request) draft() (scenario.Draft, *respond.Fault) {
	var body DraftBody
	if f := r.body(&body); f != nil {
		return scenario.Draft{}, f
	}
	if strings.TrimSpace(body.Name) == "" {
		return scenario.Draft{}, respond.MissingParameter(r.lang, "name")
	}
	f := r.bounded("name", body.Name, maxName)
	f = cmp.Or(f, r.bounded("notes", body.Notes, maxNotes), r.bounded("author", body.Author, maxName))
	for _, tag := range body.Tags {
		f = cmp.Or(f, r.bounded("tags", tag, maxName))
	}
	if f == nil && len(body.Tags) > maxTags {
		f = r.tooLong("tags", strconv.Itoa(len(body.Tags)), maxTags)
	}
	if f != nil {
		return scenario.Draft{}, f
	}
	r.signed(body.Author)
	changes, f := r.changes(body.Changes)
	if f != nil {
		return scenario.Draft{}, f
	}
	base, f := r.base0()
	if f != nil {
		return scenario.Draft{}, f
	}
	if _, err := scenario.Apply(r.context(), base, changes); err != nil {
		return scenario.Draft{}, r.refused(err)
	}
	tags := slices.Compact(slices.Sorted(slices.Values(body.Tags)))
	return scenario.Draft{Name: body.Name, Notes: body.Notes, Tags: tags, Changes: changes}, nil
}

// changes reads a list of changes.
func (r *request) changes(raw json.RawMessage) ([]scenario.Change, *respond.Fault) {
	var list any
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&list); err != nil {
		list = nil
	}
	changes, err := scenario.Decode(map[string]any{"changes": list})
	if err != nil {
		return nil, r.refused(err)
	}
	return changes, nil
}

// A ChangeProblem says what is wrong with one change.
type ChangeProblem struct {
	Index  int    `json:"index" doc:"Of the change in the list, from 0; -1 is the list itself."`
	Kind   string `json:"kind"`
	Field  string `json:"field" doc:"Empty is the change itself."`
	Value  string `json:"value"`
	Detail string `json:"detail"`
}

func changeProblem(e *scenario.FieldError) respond.ChangeProblem {
	return respond.ChangeProblem{Index: e.Index, Kind: string(e.Kind), Field: e.Field, Value: strings.Trim(e.Value, `"`), Detail: e.Why}
}

// refused makes a problem of what changes and those who keep them refuse.
func (r *request) refused(err error) *respond.Fault {
	var lost *scenario.LostUpdate
	var reused *scenario.KeyReused
	fields := scenario.FieldErrors(err)
	switch {
	case errors.As(err, &lost):
		want, tag := strconv.FormatInt(lost.Want, 10), revisionTag(lost.Want)
		if lost.Want == 0 { // no tag of ours: it is told as it came
			tag = respond.Cut(r.gin.GetHeader("If-Match"))
			want = tag
		}
		return &respond.Fault{Kind: respond.KindPreconditionFailed, Parameter: "If-Match", Value: tag, Cause: err,
			Pairs: []string{"have", strconv.FormatInt(lost.Have, 10), "want", want}}
	case errors.As(err, &reused):
		return &respond.Fault{Kind: respond.KindKeyReused, Parameter: "Idempotency-Key", Value: reused.Key, Cause: err}
	case errors.Is(err, scenario.ErrUnknown):
		city, _, _ := strings.Cut(r.city, "@")
		return &respond.Fault{Kind: respond.KindUnknownScenario, Parameter: "scenario", Value: r.scenario, Cause: err,
			Pairs: []string{"city", city, "value", respond.Cut(r.scenario), "link", r.base + "/v1/cities/" + city + "/scenarios"}}
	case errors.Is(err, ErrBusy):
		return &respond.Fault{Kind: respond.KindBusy, Cause: err}
	case errors.Is(err, scenario.ErrNothing):
		return &respond.Fault{Kind: respond.KindNothingToUndo, Cause: err}
	case errors.Is(err, scenario.ErrReadOnly):
		return &respond.Fault{Kind: respond.KindForbidden, Cause: err, Pairs: []string{"why", err.Error()}}
	case len(fields) > 0:
		f := &respond.Fault{Kind: respond.KindInvalidChange, Cause: err, Parameter: fields[0].Path(), Value: strings.Trim(fields[0].Value, `"`),
			Pairs: []string{"n", strconv.Itoa(len(fields)), "first", fields[0].Error()}}
		for _, e := range fields {
			f.Changes = append(f.Changes, changeProblem(e))
		}
		return f
	}
	return faultOf(err, r)
}
