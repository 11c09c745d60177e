package source

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
)

// MaxEntrances is how many entrances a facility may have.
const MaxEntrances = 1000

// Entrances reads the places where a facility is entered, longitude first:
// "121.4737 31.2304; 121.4741 31.2299".
func Entrances(text string) (out []coverage.Entrance, problem string) {
	if Blank(text) {
		return nil, ""
	}
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '；' }) {
		fields := strings.FieldsFunc(one, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
		if len(fields) == 0 {
			continue
		}
		if len(fields) != 2 {
			return nil, "not places: write longitude and latitude of each, with ; between: 121.4737 31.2304; 121.4741 31.2299"
		}
		if len(out) == MaxEntrances {
			return nil, fmt.Sprintf("more than %d: keep those that people use", MaxEntrances)
		}
		var p orb.Point
		for i, f := range fields {
			if p[i], problem = Coordinate(f); problem != "" {
				return nil, problem
			}
		}
		if problem = Place(p); problem != "" {
			return nil, problem
		}
		out = append(out, coverage.Entrance{Kind: coverage.EntranceGiven, Point: p})
	}
	return out, ""
}
