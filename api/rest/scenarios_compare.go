package rest

import (
	"strconv"
	"strings"

	"lifecircle/api/respond"
	"lifecircle/coverage/scenario"
)

// comparedHashes is what a comparison depends on: the city, and the revisions of
// the scenarios.
func (s scenarioRoutes) comparedHashes(r *request) string {
	out := cityHash(r)
	city, _, _ := strings.Cut(r.city, "@")
	for _, id := range r.args["of"] {
		one, err := s.scenarios.Get(r.context(), city, id)
		if err != nil {
			continue // told when it is opened
		}
		out += " " + id + " " + strconv.FormatInt(one.Revision, 10)
	}
	return out
}

// compareScenarios answers one question for the city and for scenarios of it.
func (s scenarioRoutes) compareScenarios(r *request) (outcome, error) {
	base := r.engine
	city, _, _ := strings.Cut(r.city, "@")
	var named []scenario.Named
	for _, id := range r.args["of"] {
		open, err := s.openNamed(r, city, id)
		if err != nil {
			return outcome{}, err
		}
		defer open.release()
		named = append(named, scenario.Named{Name: id, Engine: open.Engine})
	}
	if len(named) == 0 {
		return outcome{}, respond.MissingParameter(r.lang, "of")
	}
	c, err := scenario.Compare(r.context(), base, r.args.question(), named...)
	if err != nil {
		return outcome{}, err
	}
	return writeJSON(compareDocument(r, c)), nil
}
