package rest

import (
	"io"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// addTraces registers what shows the walks behind the numbers, as something to
// draw: GeoJSON unless asked otherwise.
func (s *server) addTraces() {
	s.addCity("walk", "/walk", "One walk, leg by leg: from a point or a place of demand, to the nearest facility of a service or to a point; and why it is not within the limit",
		[]answer.Format{answer.GeoJSON, answer.JSON}, answer.WalkDocument{}, exampleWalk(), getWalk,
		paramFrom, paramPlace, paramToService, paramTo, paramProfile, paramLimit, paramTreatment)
	s.addCity("access", "/access", "How every place and facility joins the streets",
		[]answer.Format{answer.GeoJSON, answer.JSON, answer.CSV}, answer.AccessDocument{}, exampleAccess(), getAccess)
	s.addCity("age-friendly", "/age-friendly", "Who loses a service to stairs, slopes, crossings and surfaces, and which pieces of street to mend first; the pieces as GeoJSON",
		[]answer.Format{answer.JSON, answer.GeoJSON}, answer.AgeFriendlyDocument{}, exampleAgeFriendly(), getAgeFriendly,
		paramOneService, paramBase, paramProfiles, paramGroup, paramArea, paramLimit, paramPieces)
}

func getWalk(r *request) (outcome, error) {
	for _, pair := range [][2]string{{"from", "place"}, {"service", "to"}} {
		switch one, other := r.args.has(pair[0]), r.args.has(pair[1]); {
		case one && other:
			return outcome{}, respond.ConflictingParameters(r.lang, pair[0], pair[1])
		case !one && !other:
			return outcome{}, respond.MissingParameter(r.lang, pair[:]...)
		}
	}
	walk, err := r.engine.Walk(r.context(), coverage.WalkQuery{
		From: r.args.point("from"), Place: r.args.one("place"), Service: r.args.one("service"), To: r.args.point("to"),
		Profile: r.args.one("profile"), Minutes: r.args.number("minutes"), Private: streets.Private(r.args.one("private")),
	})
	if err != nil {
		return outcome{}, err
	}
	a := answer.Walk{City: r.engine.City(), Lang: r.lang, Walk: *walk}
	return outcome{write: func(w io.Writer) error { return a.Write(w, r.format) }}, nil
}

func getAccess(r *request) (outcome, error) {
	links, err := r.engine.Links(r.context())
	if err != nil {
		return outcome{}, err
	}
	a := answer.Access{City: r.engine.City(), Links: links}
	return outcome{write: func(w io.Writer) error { return a.Write(w, r.format) }, stream: true}, nil
}

func getAgeFriendly(r *request) (outcome, error) {
	found, err := r.engine.AgeFriendly(r.context(), coverage.AgeFriendlyQuery{
		Service: r.args.one("service"), Base: r.args.one("base"), Profiles: r.args["profiles"],
		Group: r.args.one("group"), Area: coverage.Area(r.args.one("area")),
		Minutes: r.args.number("minutes"), Pieces: int(r.args.number("pieces")),
	})
	if err != nil {
		return outcome{}, err
	}
	a := answer.AgeFriendly{City: r.engine.City(), Lang: r.lang, AgeFriendly: *found}
	return outcome{write: func(w io.Writer) error { return a.Write(w, r.format) }}, nil
}
