package rest

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage/isochrone"
)

// degreesList is a list of longitudes or latitudes.
func degreesList(name, description string, example float64) *huma.Param {
	return query(name, description, &huma.Schema{
		Type: huma.TypeArray, MinItems: new(1), MaxItems: new(isochrone.MaxOrigins),
		Items: &huma.Schema{Type: huma.TypeString, Pattern: degreesPattern, MaxLength: new(24)},
	}, []any{strconv.FormatFloat(example, 'f', -1, 64)})
}

// The parameters of isochrones; of POST they are the keys of the body. Of the scope's
// all but the one limit: there are several.
var isochroneParams = append([]*huma.Param{
	degreesList("lon", "Longitudes of points, WGS 84, as many as lat. Either points, facility or service.", 121.4737),
	degreesList("lat", "Latitudes of the points.", 31.2304),
	query("facility", "Ids of facilities to be around, whatever their status.", &huma.Schema{
		Type: huma.TypeArray, MinItems: new(1), MaxItems: new(isochrone.MaxOrigins), UniqueItems: true,
		Items: &huma.Schema{Type: huma.TypeString, MaxLength: new(MaxPlace)},
	}, []any{"c1"}),
	query("service", fmt.Sprintf("Id of a service: around all of its open facilities; more than %d only with merge=true.", isochrone.MaxOrigins), idSchema, "clinic"),
	described(paramMinutes, fmt.Sprintf("Walking limits; 5, 10 and 15 if absent. Origins times limits are at most %d unless merged; the polygons of an answer have at most %d corners.", isochrone.MaxShapes, isochrone.MaxCorners)+listed),
	query("mode", "cumulative: everything within each limit; bands: what each limit adds to the one before.",
		&huma.Schema{Type: huma.TypeString, Enum: words(isochrone.ModeCumulative, isochrone.ModeBands), Default: string(isochrone.ModeCumulative)}, "bands"),
	query("direction", "to: from where people walk to the origin; from: where they walk from it.",
		&huma.Schema{Type: huma.TypeString, Enum: words(isochrone.DirectionTo, isochrone.DirectionFrom), Default: string(isochrone.DirectionTo)}, "from"),
	flag("merge", "One shape a limit around all origins, instead of one each.", no),
	flag("lines", "The reached streets, too: a feature of lines beside each shape.", no),
}, isochroneScope()...)

func isochroneScope() []*huma.Param {
	params := scopeWithout(paramLimit)
	own := map[*huma.Param]string{
		paramProfile: "How people walk: an id of the city's profiles; the service's own, or standard, if absent.",
		paramGroup:   "The population group that people counts, and the only one counted; everybody, and each group beside, if absent.",
		paramArea:    "Whose places count; all if absent.",
	}
	for i, p := range params {
		if words, has := own[p]; has {
			params[i] = described(p, words)
		}
	}
	return params
}

// addIsochrones registers what lies within a walk, to be asked with GET or, for
// many points, with POST.
func (s *server) addIsochrones() {
	summary := "What lies within a walk of points or facilities: the ground and the streets reached, and the people"
	formats := []answer.Format{answer.GeoJSON}
	s.addCity("isochrones", "/isochrones", summary, formats, nil, nil, getIsochrones, isochroneParams...)
	post := &huma.Operation{
		OperationID: "isochrones-post", Method: http.MethodPost, Path: isochronesPath, Tags: []string{"cities"}, Summary: summary,
		Description: "The same as GET, with the parameters as the keys of a JSON object.",
		Parameters:  append(s.cityParams(), paramFormat(formats), paramLang),
		RequestBody: &huma.RequestBody{Required: true, Description: fmt.Sprintf("At most %d bytes.", MaxBody), Content: map[string]*huma.MediaType{"application/json": {Schema: isochroneBody()}}},
		Responses:   s.responses(formats, nil, nil, http.StatusBadRequest, http.StatusNotFound, http.StatusNotAcceptable, http.StatusServiceUnavailable),
	}
	delete(post.Responses, "304")
	s.addPost(post, isochroneParams, s.data(post, formats, cityHash, getIsochrones))
}

const isochronesPath = "/v1/cities/{city}/isochrones"

func getIsochrones(r *request) (outcome, error) {
	q, f := r.args.isochrones(r.lang)
	if f != nil {
		return outcome{}, f
	}
	found, err := isochrone.Find(r.context(), r.engine, q)
	if err != nil {
		return outcome{}, err
	}
	return r.streamed(answer.Isochrones{City: r.engine.City(), Lang: r.lang, Isochrones: *found}), nil
}

// isochrones makes the question of checked arguments.
func (a arguments) isochrones(lang answer.Lang) (isochrone.Query, *respond.Fault) {
	q := isochrone.Query{
		Facilities: a["facility"], Service: a.one("service"), Limits: a.limits(),
		Mode: isochrone.Mode(a.one("mode")), Direction: isochrone.Direction(a.one("direction")),
		Merge: a.one("merge") == yes, Lines: a.one("lines") == yes,
		Scope: a.scope(),
	}
	q.Minutes = 0
	var given []string
	for _, name := range []string{"lon", "facility", "service"} {
		if a.has(name) || name == "lon" && a.has("lat") {
			given = append(given, name)
		}
	}
	switch {
	case len(given) == 0:
		return q, respond.MissingParameter(lang, "lon", "facility", "service")
	case len(given) > 1:
		return q, respond.ConflictingParameters(lang, given[0], given[1])
	}
	points, f := a.points(lang)
	q.Points = points
	return q, f
}

// points returns the points of lon and lat.
func (a arguments) points(lang answer.Lang) ([]orb.Point, *respond.Fault) {
	wrong := func(name, value, why string) *respond.Fault {
		return respond.InvalidParameter(name, value, answer.Say(lang, why))
	}
	lon, lat := a["lon"], a["lat"]
	if len(lon) != len(lat) {
		return nil, wrong("lat", strings.Join(lat, ","), "problem.why_lat")
	}
	var out []orb.Point
	for i := range lon {
		x, _ := strconv.ParseFloat(lon[i], 64) // of the pattern
		y, _ := strconv.ParseFloat(lat[i], 64)
		switch {
		case math.Abs(x) > 180:
			return nil, wrong("lon", lon[i], "problem.why_degrees")
		case math.Abs(y) > 90:
			return nil, wrong("lat", lat[i], "problem.why_degrees")
		}
		out = append(out, orb.Point{x + 0, y + 0}) // + 0: not -0
	}
	return out, nil
}
