package rest

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"lifecircle/api/respond"
	"lifecircle/coverage/scenario"
)

func (s scenarioRoutes) createScenario(r *request) error {
	draft, f := r.draft()
	if f != nil {
		return f
	}
	return r.sendCreated(s.scenarios.Create(r.context(), r.city, r.hash(), draft, r.author, r.key()))
}

func (s scenarioRoutes) editScenario(r *request) error {
	draft, f := r.draft()
	if f != nil {
		return f
	}
	return r.sendEdited(s.scenarios.Edit(r.context(), r.city, r.scenario, r.revision, r.hash(), draft, r.author, r.key()))
}

func (s scenarioRoutes) deleteScenario(r *request) error {
	if err := s.scenarios.Delete(r.context(), r.city, r.scenario, r.revision); err != nil {
		return r.scenarioFault(err)
	}
	return sendStatus(r, http.StatusNoContent)
}

func (s scenarioRoutes) forkScenario(r *request) error {
	var body ForkBody
	if f := r.body(&body); f != nil {
		return f
	}
	f := cmp.Or(r.bounded("name", body.Name, maxName), r.bounded("author", body.Author, maxName))
	if f != nil {
		return f
	}
	r.signed(body.Author)
	return r.sendCreated(s.scenarios.Fork(r.context(), r.city, r.scenario, body.Name, r.author, r.key()))
}

func (s scenarioRoutes) undoScenario(r *request) error {
	return r.sendEdited(s.scenarios.Undo(r.context(), r.city, r.scenario, r.revision, r.author, r.key()))
}

// rebaseScenario keeps the changes that fit the city as it was built last, and
// says which don't.
func (s scenarioRoutes) rebaseScenario(r *request) error {
	one, err := s.scenarios.Get(r.context(), r.city, r.scenario)
	if err != nil {
		return r.scenarioFault(err)
	}
	base := r.engine
	applies, dropped, err := scenario.Rebase(r.context(), base, one.Changes)
	if err != nil {
		return err
	}
	if asItIs := len(dropped) == 0 && one.Base == r.hash() && one.Revision == r.revision; !asItIs {
		draft := one.Draft
		draft.Changes = applies
		one, _, err = s.scenarios.Edit(r.context(), r.city, r.scenario, r.revision, r.hash(), draft, cmp.Or(r.author, one.Author), r.key())
		if err != nil {
			return r.scenarioFault(err)
		}
	}
	doc := RebaseDocument{Scenario: r.scenarioDocument(one), Dropped: []respond.ChangeProblem{}}
	for _, d := range dropped {
		doc.Dropped = append(doc.Dropped, changeProblem(d))
	}
	r.gin.Writer.Header().Set("ETag", revisionTag(one.Revision))
	return sendJSON(r, http.StatusOK, doc)
}

// sendCreated sends what became of making a scenario, as [Scenarios] returns it.
func (r *request) sendCreated(one scenario.Scenario, _ bool, err error) error {
	if err != nil {
		return r.scenarioFault(err)
	}
	r.gin.Writer.Header().Set("Location", r.scenarioDocument(one).Links.Self)
	return r.sendScenario(one, http.StatusCreated)
}

// sendEdited sends what became of editing one, likewise.
func (r *request) sendEdited(one scenario.Scenario, _ bool, err error) error {
	if err != nil {
		return r.scenarioFault(err)
	}
	return r.sendScenario(one, http.StatusOK)
}

func (r *request) key() string { return r.gin.GetHeader("Idempotency-Key") }

// hash is that of the base as it is now.
func (r *request) hash() string { return r.engine.City().Provenance.Hash }

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
