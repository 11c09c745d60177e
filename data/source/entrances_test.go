package source_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"lifecircle/data/source"
)

func TestEntrances(t *testing.T) {
	cases := map[string]struct {
		text    string
		want    []orb.Point
		problem string
	}{
		"none":      {" ", nil, ""},
		"one":       {"121.5 31.25", []orb.Point{{121.5, 31.25}}, ""},
		"several":   {"121.5 31.25; -0.1,51.5；1  2;", []orb.Point{{121.5, 31.25}, {-0.1, 51.5}, {1, 2}}, ""},
		"words":     {"main 31.25", nil, "not a number"},
		"one half":  {"121.5", nil, "not places: write longitude and latitude of each"},
		"swapped":   {"31.25 121.5", nil, "longitude and latitude look swapped"},
		"too many":  {strings.Repeat("1 2;", 1001), nil, "more than 1000"},
		"in metres": {"351000 3456000", nil, "out of range: this looks like metres"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, problem := source.Entrances(c.text)
			if !strings.HasPrefix(problem, c.problem) || (problem == "") != (c.problem == "") {
				t.Errorf("%q", problem)
			}
			var points []orb.Point
			for _, e := range got {
				points = append(points, e.Point)
			}
			if problem == "" {
				if diff := cmp.Diff(c.want, points); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}
