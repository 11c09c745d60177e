package rest

import (
	"strconv"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
	"lifecircle/coverage"
)

// addDistricts registers the districts of a city.
func (s *server) addDistricts() {
	s.addCity("districts", "/districts", "The districts of a city; with their polygons as GeoJSON",
		[]answer.Format{answer.JSON, answer.GeoJSON}, answer.DistrictsDocument{}, nil, getDistricts, paramLevel)
}

func getDistricts(r *request) (outcome, error) {
	c := r.engine.City()
	level := r.args.level()
	if level != nil {
		if f := hasLevel(r, c, *level); f != nil {
			return outcome{}, f
		}
	}
	return r.whole(answer.Districts{City: c, Lang: r.lang, Level: level}), nil
}

func hasLevel(r *request, c *coverage.City, level int) *respond.Fault {
	var known []string
	for _, l := range answer.CityOf(c, r.lang).Levels {
		if l == int64(level) {
			return nil
		}
		known = append(known, itoa(l))
	}
	return faultOfQuery(&coverage.QueryError{Param: "level", Value: itoa(int64(level)), Known: known}, r)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
