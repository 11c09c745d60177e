package rest_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lifecircle/api/rest"
	"lifecircle/coverage"
	"lifecircle/internal/testcity/gridtown"
)

// BenchmarkWhatIf is a what-if over HTTP, whole: the rows of a district before and
// after, who is newly covered or lost, the gaps that change, each change's part.
func BenchmarkWhatIf(b *testing.B) { // go test -bench WhatIf ./api/rest
	engine, err := gridtown.Million(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	open := &cities{byName: map[string]*coverage.Engine{"grid": engine}}
	handler, err := rest.New(rest.Options{Cities: open, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	city := engine.City()
	for _, more := range []string{"", "&gaps=false&each=false"} {
		for kind, change := range map[string]func(r *rand.Rand) (string, int){
			"add": func(r *rand.Rand) (string, int) {
				at := r.IntN(city.Demand.Len())
				p := city.Demand.Point[at]
				return fmt.Sprintf(`{"add_facility":{"id":"new","services":["clinic"],"lon":%.7f,"lat":%.7f}}`, p[0], p[1]), at
			},
			"close": func(r *rand.Rand) (string, int) {
				f := r.IntN(len(city.Facilities))
				return fmt.Sprintf(`{"close_facility":{"id":%q}}`, city.Facilities[f].ID), r.IntN(city.Demand.Len())
			},
		} {
			b.Run("change="+kind+"/asks=district"+more, func(b *testing.B) {
				r := rand.New(rand.NewPCG(1, 2))
				var took []time.Duration
				ask := func() {
					text, at := change(r)
					district := ""
					for _, d := range city.Districts {
						if d.Polygon.Bound().Contains(city.Demand.Point[at]) {
							district = d.Code
						}
					}
					start := time.Now()
					res, err := http.Post(server.URL+"/v1/cities/grid/what-if?service=clinic&district="+district+more, "application/json",
						strings.NewReader(`{"changes":[`+text+`]}`))
					if err != nil {
						b.Fatal(err)
					}
					if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
						b.Fatal(res.Status, err)
					}
					res.Body.Close()
					took = append(took, time.Since(start))
				}
				ask()
				took = nil
				for b.Loop() {
					ask()
				}
				gridtown.Report(b, took)
			})
		}
	}
}
