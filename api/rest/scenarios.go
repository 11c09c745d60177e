package rest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage/scenario"
)

// ErrBusy is what [Scenarios] return when they cannot be written now: the client is
// told to come again.
var ErrBusy = errors.New("the scenarios are being written by another")

// Scenarios keep named lists of changes on cities. They are safe for concurrent
// use. Errors are those of package scenario: [scenario.ErrUnknown],
// [scenario.ErrNothing], [scenario.ErrReadOnly], [*scenario.LostUpdate] and
// [*scenario.KeyReused], and [ErrBusy].
type Scenarios interface {
	List(ctx context.Context, city string) ([]scenario.Scenario, error)
	Get(ctx context.Context, city, id string) (scenario.Scenario, error)
	History(ctx context.Context, city, id string) ([]scenario.Revision, error)
	Create(ctx context.Context, city, base string, d scenario.Draft, author, key string) (s scenario.Scenario, replayed bool, err error)
	Fork(ctx context.Context, city, id, name, author, key string) (s scenario.Scenario, replayed bool, err error)
	Edit(ctx context.Context, city, id string, revision int64, base string, d scenario.Draft, author, key string) (s scenario.Scenario, replayed bool, err error)
	Undo(ctx context.Context, city, id string, revision int64, author, key string) (s scenario.Scenario, replayed bool, err error)
	Delete(ctx context.Context, city, id string, revision int64) error

	// Open returns the city that a scenario makes, as [Cities] opens cities. Where
	// its base was built again since and some of the changes fit it no more, the
	// error joins a [*scenario.FieldError] for each.
	Open(ctx context.Context, city, id string) (Handle, error)

	// Watch tells of edits of a city's scenario from now on, until stop is called.
	// One that comes while another waits is told with it.
	Watch(city, id string) (edits <-chan struct{}, stop func())
}

const scenariosPath = "/v1/cities/{city}/scenarios"

var (
	paramScenarioID = &huma.Param{Name: "scenario", In: "path", Required: true, Description: "Id of the scenario.", Example: "two-clinics",
		Schema: &huma.Schema{Type: huma.TypeString, Pattern: "^[a-z0-9-]+$", MaxLength: ptr(MaxNameLength)}}
	paramScenario = query("scenario", "Id of a scenario of the city: the answer is of the city that it makes. The same as {city}@{scenario} in the path.",
		&huma.Schema{Type: huma.TypeString, Pattern: scenarioPattern, MaxLength: ptr(MaxNameLength)}, "two-clinics")
	paramIfMatch = &huma.Param{Name: "If-Match", In: "header", Required: true, Description: "The entity tag of the scenario that was read: its revision. Where it was edited since, nothing happens (412).",
		Schema: &huma.Schema{Type: huma.TypeString}, Example: `"3"`}
	paramKey = &huma.Param{Name: "Idempotency-Key", In: "header", Description: "Sent again with the same request, it gives the first answer and does nothing.",
		Schema: &huma.Schema{Type: huma.TypeString, MaxLength: ptr(maxKey)}}
	paramOf = query("of", "Ids of the scenarios to compare.", &huma.Schema{Type: huma.TypeArray, MinItems: ptr(1), MaxItems: ptr(maxCompared), UniqueItems: true,
		Items: &huma.Schema{Type: huma.TypeString, Pattern: scenarioPattern, MaxLength: ptr(MaxNameLength)}}, []any{"two-clinics", "footbridge"})
)

const (
	scenarioPattern = "^[a-z0-9-]+$"
	maxKey          = 200
	maxCompared     = 20
)

// addScenarios registers the scenarios of a city, to be read and written.
func (s *server) addScenarios() {
	if s.scenarios == nil {
		return
	}
	doc, id := ScenarioDocument{}, scenariosPath+"/{scenario}"
	ok := func(d any) map[string]*huma.Response {
		return s.responses([]answer.Format{answer.JSON}, d, nil, http.StatusBadRequest, http.StatusNotFound, http.StatusServiceUnavailable)
	}
	s.change("scenarios", http.MethodGet, scenariosPath, "The scenarios of a city", nil, ok(ScenariosDocument{}), s.listScenarios)
	s.change("scenario", http.MethodGet, id, "A scenario", nil, ok(doc), s.getScenario)
	s.change("scenario-history", http.MethodGet, id+"/history", "Every edit of a scenario", nil, ok(HistoryDocument{}), s.getHistory)
	s.change("scenario-create", http.MethodPost, scenariosPath, "Keep a new scenario", DraftBody{}, status(ok(doc), http.StatusCreated), s.createScenario, paramKey)
	s.change("scenario-edit", http.MethodPut, id, "Replace a scenario's draft", DraftBody{}, ok(doc), s.editScenario, paramIfMatch, paramKey)
	s.change("scenario-delete", http.MethodDelete, id, "Delete a scenario", nil, status(ok(doc), http.StatusNoContent), s.deleteScenario, paramIfMatch)
	s.change("scenario-fork", http.MethodPost, id+"/fork", "Copy a scenario under another name", ForkBody{}, status(ok(doc), http.StatusCreated), s.forkScenario, paramKey)
	s.change("scenario-undo", http.MethodPost, id+"/undo", "Take back the last edit", nil, ok(doc), s.undoScenario, paramIfMatch, paramKey)
	s.change("scenario-rebase", http.MethodPost, id+"/rebase", "Keep of a scenario what fits the city as it is now", nil, ok(RebaseDocument{}), s.rebaseScenario, paramIfMatch, paramKey)
	table := []answer.Format{answer.JSON}
	of := *paramOf
	of.Required = true
	s.addData(&huma.Operation{
		OperationID: "scenarios-compare", Path: scenariosPath + "/compare", Tags: []string{"scenarios"}, Summary: "Scenarios side by side",
		Description: "Each beside the city, or beside the scenario that the path or scenario= names.",
		Responses: s.responses(table, CompareDocument{}, nil, http.StatusBadRequest, http.StatusNotFound, http.StatusNotAcceptable,
			http.StatusConflict, http.StatusServiceUnavailable),
		Parameters: append(s.cityParams(), &of, paramService, paramDistrict, paramLevel, paramAllOf, paramMeanOf, paramGroup, paramArea, paramWeight, paramMinutes, paramProfile, paramTreatments),
	}, table, s.comparedHashes, s.compareScenarios)
	s.addLive()
}

// status moves the good answer of responses to another status; that of no content
// has none.
func status(responses map[string]*huma.Response, to int) map[string]*huma.Response {
	good := *responses["200"]
	good.Description = http.StatusText(to)
	if to == http.StatusNoContent {
		good.Content = nil
	}
	delete(responses, "200")
	responses[strconv.Itoa(to)] = &good
	return responses
}

// change registers a route that answers a document which is not made from data:
// it is never kept by anybody.
func (s *server) change(id, method, path, summary string, body any, responses map[string]*huma.Response, handle func(*request) error, params ...*huma.Param) {
	op := &huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"scenarios"}, Summary: summary,
		Parameters: append([]*huma.Param{paramCity}, params...), Responses: responses}
	if strings.Contains(path, "{scenario}") {
		op.Parameters = append(op.Parameters, paramScenarioID)
	}
	if strings.Contains(path, "/sitings") {
		op.Tags = []string{"sitings"}
	}
	if strings.Contains(path, "{siting}") {
		op.Parameters = append(op.Parameters, paramSitingID)
	}
	op.Parameters = append(op.Parameters, paramLang)
	if body != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: s.schemaOf(body)}}}
	}
	var problems []int
	if method != http.MethodGet {
		problems = append(problems, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity)
	}
	if body != nil {
		problems = append(problems, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if slices.Contains(params, paramIfMatch) {
		problems = append(problems, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	maps.Copy(responses, s.problemResponses(problems...))
	s.register(op, parseQuery, func(r *request) error {
		r.gin.Writer.Header().Set("Cache-Control", "no-store")
		r.scenario = r.gin.Param("scenario")
		if method != http.MethodGet {
			if f := s.mayEdit(r); f != nil {
				return f
			}
			if f := r.bounded("Idempotency-Key", r.key(), maxKey); f != nil {
				return f
			}
		}
		if strings.Contains(r.city, "@") {
			return s.noCity(r) // scenarios are a city's, not another scenario's
		}
		release, f := s.open(r)
		if f != nil {
			return f
		}
		defer release()
		return handle(r)
	})
}

func (s *server) listScenarios(r *request) error {
	list, err := s.scenarios.List(r.context(), r.city)
	if err != nil {
		return r.refused(err)
	}
	doc := ScenariosDocument{Scenarios: []ScenarioDocument{}}
	for _, one := range list {
		doc.Scenarios = append(doc.Scenarios, r.scenarioDocument(one))
	}
	return send(r, writeJSON(doc))
}

func (s *server) getScenario(r *request) error {
	one, err := s.scenarios.Get(r.context(), r.city, r.scenario)
	if err != nil {
		return r.refused(err)
	}
	return r.sendScenario(one, http.StatusOK)
}

func (s *server) getHistory(r *request) error {
	list, err := s.scenarios.History(r.context(), r.city, r.scenario)
	if err != nil {
		return r.refused(err)
	}
	doc := HistoryDocument{Scenario: r.scenario, Revisions: []RevisionDocument{}}
	for _, one := range list {
		doc.Revisions = append(doc.Revisions, revisionDocument(one))
	}
	return send(r, writeJSON(doc))
}

func (s *server) createScenario(r *request) error {
	draft, f := r.draft()
	if f != nil {
		return f
	}
	one, _, err := s.scenarios.Create(r.context(), r.city, r.hash(), draft, r.author, r.key())
	if err != nil {
		return r.refused(err)
	}
	r.gin.Writer.Header().Set("Location", r.scenarioDocument(one).Links.Self)
	return r.sendScenario(one, http.StatusCreated)
}

func (s *server) editScenario(r *request) error {
	revision, f := r.ifMatch()
	if f != nil {
		return f
	}
	draft, f := r.draft()
	if f != nil {
		return f
	}
	one, _, err := s.scenarios.Edit(r.context(), r.city, r.scenario, revision, r.hash(), draft, r.author, r.key())
	if err != nil {
		return r.refused(err)
	}
	return r.sendScenario(one, http.StatusOK)
}

func (s *server) deleteScenario(r *request) error {
	revision, f := r.ifMatch()
	if f != nil {
		return f
	}
	if err := s.scenarios.Delete(r.context(), r.city, r.scenario, revision); err != nil {
		return r.refused(err)
	}
	r.gin.Status(http.StatusNoContent)
	r.gin.Writer.WriteHeaderNow()
	return nil
}

func (s *server) forkScenario(r *request) error {
	var body ForkBody
	if f := r.body(&body); f != nil {
		return f
	}
	f := cmp.Or(r.bounded("name", body.Name, maxName), r.bounded("author", body.Author, maxName))
	if f != nil {
		return f
	}
	r.signed(body.Author)
	one, _, err := s.scenarios.Fork(r.context(), r.city, r.scenario, body.Name, r.author, r.key())
	if err != nil {
		return r.refused(err)
	}
	r.gin.Writer.Header().Set("Location", r.scenarioDocument(one).Links.Self)
	return r.sendScenario(one, http.StatusCreated)
}

func (s *server) undoScenario(r *request) error {
	revision, f := r.ifMatch()
	if f != nil {
		return f
	}
	one, _, err := s.scenarios.Undo(r.context(), r.city, r.scenario, revision, r.author, r.key())
	if err != nil {
		return r.refused(err)
	}
	return r.sendScenario(one, http.StatusOK)
}

// rebaseScenario keeps the changes that fit the city as it was built last, and
// says which don't.
func (s *server) rebaseScenario(r *request) error {
	revision, f := r.ifMatch()
	if f != nil {
		return f
	}
	one, err := s.scenarios.Get(r.context(), r.city, r.scenario)
	if err != nil {
		return r.refused(err)
	}
	base, f := r.base0()
	if f != nil {
		return f
	}
	applies, dropped, err := scenario.Rebase(r.context(), base, one.Changes)
	if err != nil {
		return err
	}
	if asItIs := len(dropped) == 0 && one.Base == r.hash() && one.Revision == revision; !asItIs {
		draft := one.Draft
		draft.Changes = applies
		one, _, err = s.scenarios.Edit(r.context(), r.city, r.scenario, revision, r.hash(), draft, cmp.Or(r.author, one.Author), r.key())
		if err != nil {
			return r.refused(err)
		}
	}
	doc := RebaseDocument{Scenario: r.scenarioDocument(one), Dropped: []respond.ChangeProblem{}}
	for _, d := range dropped {
		doc.Dropped = append(doc.Dropped, changeProblem(d))
	}
	r.gin.Writer.Header().Set("ETag", revisionTag(one.Revision))
	return send(r, writeJSON(doc))
}

// openNamed opens the city that a scenario makes.
func (s *server) openNamed(r *request, city, id string) (Handle, error) {
	handle, err := s.scenarios.Open(r.context(), city, id)
	if err == nil {
		return handle, nil
	}
	r.scenario = id
	f := r.refused(err)
	if scenario.FieldErrors(err) != nil {
		f.Kind, f.Parameter, f.Value = respond.KindStaleScenario, "scenario", id
	}
	return Handle{}, f
}
