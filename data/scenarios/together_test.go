package scenarios_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"lifecircle/coverage/scenario"
	"lifecircle/data/scenarios"
)

// Many who edit one scenario at once, through two stores on its file: each adds its
// own changes to what it has read, reads again where another was faster, and sends
// each edit twice. Nothing of anybody is lost, nothing is there twice, and who reads
// meanwhile sees one edit after the other.
func TestManyEditorsAtOnce(t *testing.T) {
	const editors, each = 8, 6
	path := filepath.Join(t.TempDir(), "town.scenarios.sqlite")
	stores := []*scenarios.Store{open(t, path), open(t, path)}
	first := done(t)(stores[0].Create(ctx, "c", "h", named("all", 0), "", ""))

	end := make(chan struct{})
	var readers, writers sync.WaitGroup
	for i := range 4 {
		readers.Go(func() { watch(t, stores[i%2], first.ID, end) })
	}
	for i := range editors {
		writers.Go(func() {
			for n := range each {
				add(t, stores[i%2], first.ID, fmt.Sprintf("editor %d change %d", i, n))
			}
		})
	}
	writers.Wait()
	close(end)
	readers.Wait()

	history, err := stores[1].History(ctx, "c", first.ID)
	if err != nil || len(history) != editors*each+1 {
		t.Fatalf("%d revisions: %v", len(history), err)
	}
	seen := map[string]bool{}
	for i, r := range history {
		if len(r.Changes) != i {
			t.Fatalf("revision %d has %d changes", r.Revision, len(r.Changes))
		}
		if i > 0 {
			seen[r.Changes[i-1].ID] = true
			same(t, "what was there before", r.Changes[:i-1], history[i-1].Changes[:i-1], cmpopts.EquateEmpty())
		}
	}
	if len(seen) != editors*each {
		t.Errorf("%d changes of %d", len(seen), editors*each)
	}
}

// add adds a change to a scenario, however often others are faster.
func add(t *testing.T, s *scenarios.Store, id, what string) {
	for {
		at, err := s.Get(ctx, "c", id)
		if err != nil {
			t.Error(err)
			return
		}
		d := at.Draft
		d.Changes = append(d.Changes[:len(d.Changes):len(d.Changes)], scenario.Change{Kind: scenario.CloseFacility, ID: what})
		var lost *scenario.LostUpdate
		var answers [2]outcome
		for i := range answers {
			answers[i] = given(s.Edit(ctx, "c", id, at.Revision, "h", d, "", what))
		}
		switch err := answers[0].err; {
		case errors.As(err, &lost):
			continue
		case err != nil:
			t.Error(err)
		default:
			if !answers[1].replayed || answers[0].replayed {
				t.Errorf("%s: the second of two was done again", what)
			}
			same(t, "sent twice", answers[1].kept, answers[0].kept)
		}
		return
	}
}

// watch reads until the end: revisions only grow, and each has its changes.
func watch(t *testing.T, s *scenarios.Store, id string, end <-chan struct{}) {
	for last := int64(0); ; {
		at, err := s.Get(ctx, "c", id)
		if err != nil {
			t.Error(err)
			return
		}
		if at.Revision < last || int64(len(at.Changes)) != at.Revision-1 {
			t.Errorf("revision %d has %d changes, after revision %d", at.Revision, len(at.Changes), last)
		}
		last = at.Revision
		select {
		case <-end:
			return
		default:
		}
	}
}

// Who reads does not wait for who writes: a transaction that is open keeps nobody
// from the state before it.
func TestReadersDoNotWait(t *testing.T) {
	path := filepath.Join(t.TempDir(), "town.scenarios.sqlite")
	s := open(t, path)
	a := done(t)(s.Create(ctx, "c", "h", named("a", 1), "", ""))
	db := sqlite(t, path)
	execute(t, db, "BEGIN IMMEDIATE", `UPDATE revisions SET name = 'half'`)
	got, err := s.Get(ctx, "c", a.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "while another writes", got, a)
	execute(t, db, "ROLLBACK")
}
