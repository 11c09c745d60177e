package rest

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

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
		Schema: &huma.Schema{Type: huma.TypeString, Pattern: "^[a-z0-9-]+$", MaxLength: new(MaxNameLength)}}
	paramScenario = query("scenario", "Id of a scenario of the city: the answer is of the city that it makes. The same as {city}@{scenario} in the path.",
		&huma.Schema{Type: huma.TypeString, Pattern: scenarioPattern, MaxLength: new(MaxNameLength)}, "two-clinics")
	paramIfMatch = &huma.Param{Name: "If-Match", In: "header", Required: true, Description: "The entity tag of the scenario that was read: its revision. Where it was edited since, nothing happens (412).",
		Schema: &huma.Schema{Type: huma.TypeString}, Example: `"3"`}
	paramKey = &huma.Param{Name: "Idempotency-Key", In: "header", Description: "Sent again with the same request, it gives the first answer and does nothing.",
		Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(maxKey)}}
	paramOf = required(query("of", "Ids of the scenarios to compare.", &huma.Schema{Type: huma.TypeArray, MinItems: new(1), MaxItems: new(maxCompared), UniqueItems: true,
		Items: &huma.Schema{Type: huma.TypeString, Pattern: scenarioPattern, MaxLength: new(MaxNameLength)}}, []any{"two-clinics", "footbridge"}))
)

const (
	scenarioPattern = "^[a-z0-9-]+$"
	maxKey          = 200
	maxCompared     = 20
)

// scenarioRoutes are the scenarios of a city, to be read and written.
type scenarioRoutes struct{ *server }

func (s scenarioRoutes) addAll() {
	doc, id := ScenarioDocument{}, scenariosPath+"/{scenario}"
	ok := func(d any) map[string]*huma.Response {
		return s.responses(onlyJSON, d, nil, http.StatusBadRequest, http.StatusNotFound, http.StatusServiceUnavailable)
	}
	s.addResource("scenarios", http.MethodGet, scenariosPath, "The scenarios of a city", nil, ok(ScenariosDocument{}), s.listScenarios)
	s.addResource("scenario", http.MethodGet, id, "A scenario", nil, ok(doc), s.getScenario)
	s.addResource("scenario-history", http.MethodGet, id+"/history", "Every edit of a scenario", nil, ok(HistoryDocument{}), s.getHistory)
	s.addResource("scenario-create", http.MethodPost, scenariosPath, "Keep a new scenario", DraftBody{}, status(ok(doc), http.StatusCreated), s.createScenario, paramKey)
	s.addResource("scenario-edit", http.MethodPut, id, "Replace a scenario's draft", DraftBody{}, ok(doc), s.editScenario, paramIfMatch, paramKey)
	s.addResource("scenario-delete", http.MethodDelete, id, "Delete a scenario", nil, status(ok(doc), http.StatusNoContent), s.deleteScenario, paramIfMatch)
	s.addResource("scenario-fork", http.MethodPost, id+"/fork", "Copy a scenario under another name", ForkBody{}, status(ok(doc), http.StatusCreated), s.forkScenario, paramKey)
	s.addResource("scenario-undo", http.MethodPost, id+"/undo", "Take back the last edit", nil, ok(doc), s.undoScenario, paramIfMatch, paramKey)
	s.addResource("scenario-rebase", http.MethodPost, id+"/rebase", "Keep of a scenario what fits the city as it is now", nil, ok(RebaseDocument{}), s.rebaseScenario, paramIfMatch, paramKey)
	s.addData(&huma.Operation{
		OperationID: "scenarios-compare", Path: scenariosPath + "/compare", Tags: []string{"scenarios"}, Summary: "Scenarios side by side",
		Description: "Each beside the city, or beside the scenario that the path or scenario= names.",
		Responses: s.responses(onlyJSON, CompareDocument{}, nil, http.StatusBadRequest, http.StatusNotFound, http.StatusNotAcceptable,
			http.StatusConflict, http.StatusServiceUnavailable),
		Parameters: slices.Concat(s.cityParams(), []*huma.Param{paramOf}, questionParams),
	}, onlyJSON, s.comparedHashes, s.compareScenarios)
	s.addEvents()
}

func (s scenarioRoutes) listScenarios(r *request) error {
	list, err := s.scenarios.List(r.context(), r.city)
	if err != nil {
		return r.scenarioFault(err)
	}
	doc := ScenariosDocument{Scenarios: []ScenarioDocument{}}
	for _, one := range list {
		doc.Scenarios = append(doc.Scenarios, r.scenarioDocument(one))
	}
	return sendJSON(r, http.StatusOK, doc)
}

func (s scenarioRoutes) getScenario(r *request) error {
	one, err := s.scenarios.Get(r.context(), r.city, r.scenario)
	if err != nil {
		return r.scenarioFault(err)
	}
	return r.sendScenario(one, http.StatusOK)
}

func (s scenarioRoutes) getHistory(r *request) error {
	list, err := s.scenarios.History(r.context(), r.city, r.scenario)
	if err != nil {
		return r.scenarioFault(err)
	}
	doc := HistoryDocument{Scenario: r.scenario, Revisions: []RevisionDocument{}}
	for _, one := range list {
		doc.Revisions = append(doc.Revisions, revisionDocument(one))
	}
	return sendJSON(r, http.StatusOK, doc)
}

// openNamed opens the city that a scenario makes.
func (s *server) openNamed(r *request, city, id string) (Handle, error) {
	handle, err := s.scenarios.Open(r.context(), city, id)
	if err == nil {
		return handle, nil
	}
	r.scenario = id
	f := r.scenarioFault(err)
	if scenario.FieldErrors(err) != nil {
		f.Kind, f.Parameter, f.Value = respond.KindStaleScenario, "scenario", id
	}
	return Handle{}, f
}

func (r *request) sendScenario(s scenario.Scenario, status int) error {
	r.gin.Writer.Header().Set("ETag", revisionTag(s.Revision))
	return sendJSON(r, status, r.scenarioDocument(s))
}
