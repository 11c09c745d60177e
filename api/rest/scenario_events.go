package rest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

// LiveRows is the data of an event: the rows that an edit has changed, all of them
// in the first.
type LiveRows struct {
	Revision int64        `json:"revision"`
	Rows     []answer.Row `json:"rows" nullable:"false"`
}

// addEvents registers the stream of a scenario's rows. It ends where the scenario is
// gone, or fits the city no more.
func (s scenarioRoutes) addEvents() {
	s.addStream(&huma.Operation{
		OperationID: "scenario-events", Path: scenariosPath + "/{scenario}/events", Tags: []string{"scenarios"},
		Summary:     "The rows of coverage that each edit of a scenario changes, as server-sent events",
		Description: "The first event has all rows that are asked for. The stream ends after some minutes; a client that connects again gets all rows anew.",
		Parameters:  slices.Concat([]*huma.Param{paramCity, paramScenarioID}, questionParams, []*huma.Param{paramLang}),
	}, "Events named rows.", LiveRows{}, &respond.Streams{}, s.watchScenario,
		http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable)
}

func (s scenarioRoutes) watchScenario(r *request) (watched, *respond.Fault) {
	r.scenario = r.gin.Param("scenario")
	if !slices.Contains(s.cities.Names(), r.city) {
		return watched{}, s.unknownCity(r)
	}
	edits, stop := s.scenarios.Watch(r.city, r.scenario)
	l := rowStream{server: s.server, request: r, sent: map[int]string{}}
	return watched{edits, l.next, stop}, nil
}

// rowStream is one stream of rows.
type rowStream struct {
	*server
	*request
	sent map[int]string // rows as they were told last
}

// now opens the city that the scenario makes, and says of which revision it is: the
// same before and after. Where it is edited without a pause, the one before; what
// came since is told next.
func (l *rowStream) now() (revision int64, open Handle, err error) {
	for range 5 {
		kept, err := l.scenarios.Get(l.context(), l.city, l.request.scenario)
		if err != nil {
			open.release()
			return 0, Handle{}, l.scenarioFault(err)
		}
		if kept.Revision == revision {
			break
		}
		open.release()
		if open, err = l.openNamed(l.request, l.city, l.request.scenario); err != nil {
			return 0, Handle{}, err
		}
		revision = kept.Revision
	}
	return revision, open, nil
}

// next tells the rows that differ from those told before.
func (l *rowStream) next() (respond.Event, error) {
	revision, open, err := l.now()
	if err != nil {
		return respond.Event{}, err
	}
	defer open.release()
	rows, err := open.Engine.Rows(l.context(), l.args.question())
	if err != nil {
		return respond.Event{}, err
	}
	changed := LiveRows{Revision: revision, Rows: []answer.Row{}}
	for i, row := range rows {
		said := answer.RowOf(row, l.lang)
		text, err := json.Marshal(said)
		if err != nil {
			return respond.Event{}, err
		}
		if l.sent[i] != string(text) {
			l.sent[i], changed.Rows = string(text), append(changed.Rows, said)
		}
	}
	return respond.Event{Name: "rows", ID: strconv.FormatInt(revision, 10), Data: changed}, nil
}
