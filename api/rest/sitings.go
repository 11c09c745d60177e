package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
)

// ErrNoSiting is what [Sitings] return for a siting that is not there.
var ErrNoSiting = errors.New("there is no such siting")

// A SitingJob is a siting at any moment.
type SitingJob struct {
	ID      string
	Created time.Time
	Failure string // why it failed, in state failed
	Answer  siting.Answer
}

// done reports whether there is nothing to come.
func (j *SitingJob) done() bool {
	return j.Answer.State != siting.StateQueued && j.Answer.State != siting.StateRunning
}

// Sitings run questions of where next, one after the other, and keep what comes of
// them over restarts. They are safe for concurrent use. Errors are [ErrNoSiting] and
// [ErrBusy].
type Sitings interface {
	List(ctx context.Context, city string) ([]SitingJob, error)
	Get(ctx context.Context, city, id string) (SitingJob, error)

	// Start queues a question. The same key of the same author gives the siting that
	// it gave before; with another question it is a [*scenario.KeyReused]. Where
	// nothing can be kept it is a [scenario.ErrReadOnly], joined.
	Start(ctx context.Context, city string, q siting.Question, author, key string) (SitingJob, error)

	// Cancel ends one that waits or runs, which keeps what it has found; one that is
	// done it takes away.
	Cancel(ctx context.Context, city, id string) error

	// Watch tells of changes of a siting from now on, until stop is called. One that
	// comes while another waits is told with it.
	Watch(city, id string) (changes <-chan struct{}, stop func())
}

// How long a siting works on a server unless it is asked to stop earlier, and at most.
const (
	sitingSeconds     = 600
	mostSitingSeconds = 3600
)

const sitingsPath = "/v1/cities/{city}/sitings"

var paramSitingID = &huma.Param{Name: "siting", In: "path", Required: true, Description: "Id of the siting.", Example: "5f0c3a9be2d14c77",
	Schema: &huma.Schema{Type: huma.TypeString, Pattern: "^[a-z0-9-]+$", MaxLength: new(MaxNameLength)}}

// sitingRoutes are where next: questions that take their time, and what comes of them.
type sitingRoutes struct{ *server }

func (s sitingRoutes) addAll() {
	ok := func(d any) map[string]*huma.Response {
		return s.responses(onlyJSON, d, nil, http.StatusBadRequest, http.StatusNotFound, http.StatusServiceUnavailable)
	}
	one := sitingsPath + "/{siting}"
	s.addResource("sitings", http.MethodGet, sitingsPath, "The sitings of a city", nil, ok(SitingsDocument{}), s.listSitings)
	s.addResource("siting-start", http.MethodPost, sitingsPath, fmt.Sprintf("Ask where next: a siting that works for %d s, or stop.seconds, at most %d", sitingSeconds, mostSitingSeconds),
		siting.QuestionForm{}, status(ok(SitingStatus{}), http.StatusAccepted), s.startSiting, paramKey)
	s.addResource("siting", http.MethodGet, one, "A siting at this moment: plan, bound, curve", nil,
		s.responses(tableFirst, SitingJobDocument{}, nil, http.StatusBadRequest, http.StatusNotFound, http.StatusNotAcceptable, http.StatusServiceUnavailable), s.getSiting, paramFormat(tableFirst))
	s.addResource("siting-cancel", http.MethodDelete, one, "Cancel a siting, which keeps what it has found; take away one that is done", nil,
		status(ok(SitingStatus{}), http.StatusNoContent), s.cancelSiting)
	s.addResource("siting-scenario", http.MethodPost, one+"/scenario", "Make a scenario of a siting's plan", SitingScenarioBody{},
		status(ok(ScenarioDocument{}), http.StatusCreated), s.keepSiting, paramKey)
	s.addEvents(one + "/events")
}

func (r *request) sitingID() string { return r.gin.Param("siting") }

// sitingFault makes a fault of an error of [Sitings].
func (r *request) sitingFault(err error) *respond.Fault {
	if errors.Is(err, ErrNoSiting) {
		return &respond.Fault{Kind: respond.KindUnknownSiting, Parameter: "siting", Value: r.sitingID(), Cause: err,
			Pairs: []string{"city", r.city, "value", respond.Cut(r.sitingID()), "link", r.base + "/v1/cities/" + r.city + "/sitings"}}
	}
	return r.scenarioFault(err)
}

func (s sitingRoutes) listSitings(r *request) error {
	list, err := s.sitings.List(r.context(), r.city)
	if err != nil {
		return r.sitingFault(err)
	}
	doc := SitingsDocument{Sitings: []SitingStatus{}}
	for _, j := range list {
		doc.Sitings = append(doc.Sitings, r.sitingStatus(j))
	}
	return sendJSON(r, http.StatusOK, doc)
}

// question reads the question of a siting and refuses what the city does not have.
func (s sitingRoutes) question(r *request) (siting.Question, *respond.Fault) {
	var text json.RawMessage
	if f := r.body(&text); f != nil {
		return siting.Question{}, f
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return siting.Question{}, faultOf(err, r)
	}
	q, err := siting.Decode(tree)
	if err != nil {
		return q, r.questionFault(err)
	}
	if q.Stop.Seconds == 0 {
		q.Stop.Seconds = sitingSeconds
	}
	q.Stop.Seconds = min(q.Stop.Seconds, mostSitingSeconds)
	base := r.engine
	if err := siting.Check(r.context(), base, q); err != nil {
		return q, r.questionFault(err)
	}
	return q, nil
}

// questionFault tells all that is wrong with a question.
func (r *request) questionFault(err error) *respond.Fault {
	fields := siting.FieldErrors(err)
	if len(fields) == 0 {
		return faultOf(err, r)
	}
	f := &respond.Fault{Kind: respond.KindInvalidQuestion, Cause: err, Parameter: fields[0].Where(), Value: strings.Trim(fields[0].Value, `"`),
		Pairs: []string{"n", strconv.Itoa(len(fields)), "first", fields[0].Error()}}
	for _, e := range fields {
		f.Fields = append(f.Fields, respond.FieldProblem{Field: e.Where(), Value: e.Value, Why: e.Why})
	}
	return f
}

func (s sitingRoutes) startSiting(r *request) error {
	q, f := s.question(r)
	if f != nil {
		return f
	}
	j, err := s.sitings.Start(r.context(), r.city, q, r.author, r.key())
	if err != nil {
		return r.sitingFault(err)
	}
	doc := r.sitingStatus(j)
	r.gin.Writer.Header().Set("Location", doc.Links.Self)
	return sendJSON(r, http.StatusAccepted, doc)
}

func (s sitingRoutes) getSiting(r *request) error {
	format, f := r.chooseFormat(tableFirst)
	if f != nil {
		return f
	}
	j, err := s.sitings.Get(r.context(), r.city, r.sitingID())
	if err != nil {
		return r.sitingFault(err)
	}
	r.gin.Writer.Header().Set("Content-Language", string(r.lang))
	said := answer.Siting{City: r.engine.City(), Lang: r.lang, Answer: &j.Answer}
	if format == answer.JSON {
		doc := SitingJobDocument{ID: j.ID, Created: j.Created.UTC(), SitingDocument: said.Document()}
		if j.Failure != "" {
			doc.Failure = &j.Failure
		}
		return sendJSON(r, http.StatusOK, doc)
	}
	r.format = format
	r.gin.Writer.Header().Set("Content-Type", mediaTypes[format])
	return send(r, r.whole(said))
}

func (s sitingRoutes) cancelSiting(r *request) error {
	if err := s.sitings.Cancel(r.context(), r.city, r.sitingID()); err != nil {
		return r.sitingFault(err)
	}
	return sendStatus(r, http.StatusNoContent)
}

// keepSiting makes a scenario of a plan.
func (s sitingRoutes) keepSiting(r *request) error {
	var body SitingScenarioBody
	if f := r.body(&body); f != nil {
		return f
	}
	if strings.TrimSpace(body.Name) == "" {
		return respond.MissingParameter(r.lang, "name")
	}
	if f := r.bounded("name", body.Name, maxName); f != nil {
		return f
	}
	r.signed(body.Author)
	j, err := s.sitings.Get(r.context(), r.city, r.sitingID())
	if err != nil {
		return r.sitingFault(err)
	}
	a := &j.Answer
	if !j.done() || len(a.Plan) == 0 {
		return &respond.Fault{Kind: respond.KindNoPlan, Parameter: "siting", Value: j.ID}
	}
	draft := scenario.Draft{Name: body.Name, Notes: "siting " + j.ID, Changes: a.Changes()}
	base := r.engine
	if _, err := scenario.Edits(r.context(), base, draft.Changes); err != nil {
		return r.scenarioFault(err) // the city was built again since
	}
	return r.sendCreated(s.scenarios.Create(r.context(), r.city, r.hash(), draft, r.author, r.key()))
}
