package coverage_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

func newChance(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// Questions at once get the answers that each gets alone, of a city and of one that
// edits have just made of it.
func TestQuestionsAtOnceGetTheAnswersOfEachAlone(t *testing.T) {
	cities := 0
	rapid.Check(t, func(t *rapid.T) {
		if cities++; cities > 30 {
			return // each is asked a lot
		}
		ctx := context.Background()
		c := asciicity.RandomDistricts(t)
		r := &editor{asciicity.Chance(t), c, 0}
		base := c.Engine()
		edit := r.edit(base)
		edited := must[*coverage.Engine](t)(base.With(ctx, edit))
		alone := map[*coverage.Engine]*coverage.Engine{base: c.Copy().Engine(), edited: asciicity.Rebuilt(t, c.Copy().Engine(), edit)}
		type answer struct {
			e    *coverage.Engine
			q    int
			rows []coverage.Row
			err  error
		}
		answers := make([]answer, 2*2*len(queries))
		var group sync.WaitGroup
		for i, at := range r.Perm(len(answers)) {
			a := &answers[at]
			a.e, a.q = []*coverage.Engine{base, edited}[i%2], i/2%len(queries)
			group.Go(func() { a.rows, a.err = a.e.Rows(ctx, queries[a.q]) })
		}
		group.Wait()
		want := map[*coverage.Engine][][]coverage.Row{}
		for e, fresh := range alone {
			for _, q := range queries {
				want[e] = append(want[e], must[[]coverage.Row](t)(fresh.Rows(ctx, q)))
			}
		}
		for _, a := range answers {
			if diff := differ(want[a.e][a.q], a.rows); diff != "" || a.err != nil {
				t.Fatalf("%+v at once with others: %v\n%s", queries[a.q], a.err, diff)
			}
		}
	})
}

// A stopping context ends once it was asked some times whether it has.
type stopping struct {
	context.Context
	stop context.CancelFunc
	left *atomic.Int64
}

func stopAfter(times int64) stopping {
	ctx, stop := context.WithCancel(context.Background())
	s := stopping{ctx, stop, &atomic.Int64{}}
	s.left.Store(times)
	return s
}

func (s stopping) Err() error {
	if s.left.Add(-1) < 0 {
		s.stop()
	}
	return s.Context.Err()
}

// A question that is stopped, wherever that is, says so and leaves nothing half done:
// the next one is answered as if it had been the first.
func TestAStoppedQuestionLeavesNothingHalf(t *testing.T) {
	draw := func() *coverage.Engine {
		c := compound(t)
		c.Extent = [4]float64{-5, -5, 12, 10}
		c.District(1, "w", -1, -1, 7, 5).District(1, "e", 7, -1, 20, 5)
		return c.Engine()
	}
	link := coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: 1, Near: draw().City().Demand.Point[0]}}}}
	added := coverage.Edit{Facilities: []coverage.Facility{{ID: "A", Point: draw().City().Demand.Point[1], Services: []string{"clinic"}}}}
	other := coverage.Edit{Streets: []streets.Edit{{Open: &streets.Link{ID: "l", Kind: streets.Kind{Class: streets.ClassFootway},
		Line: []orb.Point{draw().City().Demand.Point[1], draw().City().Streets.Point(0)}}}}}
	edit := func(t asciicity.TB, e *coverage.Engine) *coverage.Engine {
		return must[*coverage.Engine](t)(e.With(context.Background(), link, added))
	}
	service, set := resolve(t, draw(), coverage.Scope{})
	for name, ask := range map[string]func(context.Context, *coverage.Engine) error{
		"accesses": func(ctx context.Context, e *coverage.Engine) error { _, err := e.Accesses(ctx, set); return err },
		"walks": func(ctx context.Context, e *coverage.Engine) error {
			_, err := e.Reach(ctx, service, set, 900_000)
			return err
		},
		"a circle": func(ctx context.Context, e *coverage.Engine) error {
			_, err := e.Circle(ctx, service, 500_000)
			return err
		},
		"criterion": func(ctx context.Context, e *coverage.Engine) error {
			_, err := e.Criterion(ctx, service, set, 9)
			return err
		},
		"two nearest": func(ctx context.Context, e *coverage.Engine) error {
			a, err := e.Accesses(ctx, set)
			if err != nil {
				return err
			}
			_, err = e.TwoNearest(ctx, service, a, 900_000)
			return err
		},
		"walks under weights": func(ctx context.Context, e *coverage.Engine) error {
			_, err := e.ReachUnder(ctx, e.City().Streets.Under(set.Profile), set.Private, service, 900_000)
			return err
		},
		"places by edge": func(ctx context.Context, e *coverage.Engine) error {
			a, err := e.Accesses(ctx, set)
			if err != nil {
				return err
			}
			_, err = e.PlacesByEdge(ctx, a)
			return err
		},
		"corners": func(ctx context.Context, e *coverage.Engine) error {
			var a *reach.Adjacency
			a, err := e.Adjacency(ctx)
			if err == nil && a == nil {
				return errors.New("no corners")
			}
			return err
		},
		"edits": func(ctx context.Context, e *coverage.Engine) error { _, err := e.With(ctx, added, other); return err },
		"rows": func(ctx context.Context, e *coverage.Engine) error {
			_, err := e.Rows(ctx, coverage.Query{})
			return err
		},
		"cells": func(ctx context.Context, e *coverage.Engine) error {
			_, err := e.Cells(ctx, coverage.Query{})
			return err
		},
		"a rebuild": func(ctx context.Context, e *coverage.Engine) error {
			_, err := coverage.Rebuild(ctx, e.City(), added, other)
			return err
		},
		"opening": func(ctx context.Context, e *coverage.Engine) error {
			_, err := coverage.Open(ctx, e.City(), coverage.Options{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			for kind, e := range map[string]*coverage.Engine{"opened": draw(), "edited": edit(t, draw())} {
				for times := int64(0); ; times++ {
					err := ask(stopAfter(times), e)
					if err == nil {
						break
					}
					if !errors.Is(err, context.Canceled) {
						t.Fatalf("%s, stopped after %d looks: %v", kind, times, err)
					}
				}
				fresh := draw()
				if kind == "edited" {
					fresh = edit(t, fresh)
				}
				compare(t, kind+", after it was stopped", sayings(t, e), sayings(t, fresh))
			}
		})
	}
}

// Whoever waits for a search that its asker gives up makes it anew.
func TestOthersDoNotSufferWhereAQuestionIsStopped(t *testing.T) {
	c := town(t)
	want := c.Copy().Rows(coverage.Query{})
	for i := range 20 {
		e := c.Copy().Engine()
		ctx, stop := context.WithTimeout(context.Background(), time.Duration(i*10)*time.Microsecond)
		var group sync.WaitGroup
		group.Go(func() {
			if rows, err := e.Rows(ctx, coverage.Query{}); err == nil {
				if diff := differ(want, rows); diff != "" {
					t.Errorf("a question that was in time:\n%s", diff)
				}
			} else if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("a question out of time: %v", err)
			}
		})
		for range 3 {
			group.Go(func() {
				rows, err := e.Rows(context.Background(), coverage.Query{})
				if diff := differ(want, rows); diff != "" || err != nil {
					t.Errorf("another question: %v\n%s", err, diff)
				}
			})
		}
		group.Wait()
		stop()
	}
}
