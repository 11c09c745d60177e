package siting_test

import (
	"slices"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// run answers a question to a drawn city, about clinics unless it says otherwise.
func run(t *testing.T, c *asciicity.City, q siting.Question) *siting.Answer {
	t.Helper()
	return runEngine(t, c.Engine(), q)
}

func runEngine(t *testing.T, e *coverage.Engine, q siting.Question) *siting.Answer {
	t.Helper()
	if q.Services == nil {
		q.Services = []string{"clinic"}
	}
	a, err := siting.Run(t.Context(), e, q, siting.Options{})
	if err != nil {
		t.Fatalf("%s: %v", siting.Encode(q), err)
	}
	return a
}

// plan lists what a plan does, in the order of the alphabet: "close H, demand:1".
func plan(a *siting.Answer) string {
	var out []string
	for _, s := range a.Plan {
		if s.Kind == siting.KindClose {
			out = append(out, "close "+s.ID)
		} else {
			out = append(out, s.ID)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
