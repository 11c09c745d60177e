package scenarios_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lifecircle/coverage/scenario"
	"lifecircle/data/scenarios"
)

// A model is what the store should be: maps, and for each scenario the drafts that
// undoing brings back as a stack. What it has of the store are the ids it gives.
type model struct {
	kept  map[[2]string]*kept // by city and id; nil where it was deleted
	asked map[[3]string]said  // by city, author and key
}

type kept struct {
	now     scenario.Scenario
	history []scenario.Revision
	behind  []version // what undoing brings back, the last one first
	is      version
}

// A version is a draft on a base, and the revision that it was written as.
type version struct {
	draft    scenario.Draft
	base     string
	revision int64
}

type said struct {
	request string
	id      string
	answer  scenario.Scenario
}

func (m *model) write(city, id, author, what string, of int64, v version) scenario.Scenario {
	k := m.kept[[2]string{city, id}]
	n := int64(len(k.history) + 1)
	k.history = append(k.history, scenario.Revision{Revision: n, Author: author, What: what, Of: of, Draft: v.draft})
	k.is = version{v.draft, v.base, n}
	k.now = scenario.Scenario{ID: id, City: city, Parent: k.now.Parent, Base: v.base, Revision: n, Author: author, Draft: v.draft}
	return k.now
}

func (m *model) begin(city, id, parent, author, what string, v version) scenario.Scenario {
	m.kept[[2]string{city, id}] = &kept{now: scenario.Scenario{Parent: parent}}
	return m.write(city, id, author, what, 0, v)
}

// An outcome is what a writer answers.
type outcome struct {
	kept     scenario.Scenario
	replayed bool
	err      error
}

func given(s scenario.Scenario, replayed bool, err error) outcome { return outcome{s, replayed, err} }

var form = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// machine runs the store and the model side by side.
type machine struct {
	model
	path   string
	stores []*scenarios.Store // on one file, as in two processes
	last   map[[2]string]time.Time
}

func (m *machine) store(t *rapid.T) *scenarios.Store {
	return m.stores[rapid.IntRange(0, len(m.stores)-1).Draw(t, "store")]
}

var (
	cityOf   = rapid.SampledFrom([]string{"a", "b"})
	authorOf = rapid.SampledFrom([]string{"", "Ana", "Bo"})
	keyOf    = rapid.SampledFrom([]string{"", "", "", "1", "2", "3"})
	baseOf   = rapid.SampledFrom([]string{"old", "new"})
	nameOf   = rapid.OneOf(rapid.SampledFrom([]string{"", "Hub", "hub", "hub-2", "s1", "社区"}), rapid.String())
	draftOf  = rapid.Custom(func(t *rapid.T) scenario.Draft {
		d := scenario.Draft{Name: nameOf.Draw(t, "name"), Notes: rapid.String().Draw(t, "notes")}
		d.Tags = slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "tags"))))
		d.Changes = named("", rapid.IntRange(0, 3).Draw(t, "changes")).Changes
		if len(d.Tags) == 0 {
			d.Tags = nil
		}
		return d
	})
)

// pick draws a city, an id, mostly of a scenario that is there, and a revision,
// mostly its last.
func (m *machine) pick(t *rapid.T) (city, id string, revision int64) {
	city = cityOf.Draw(t, "city")
	var ids []string
	for at := range m.kept {
		if at[0] == city {
			ids = append(ids, at[1])
		}
	}
	slices.Sort(ids)
	id = rapid.SampledFrom(append(ids, "nobody's")).Draw(t, "id")
	if k := m.kept[[2]string{city, id}]; k != nil {
		revision = k.now.Revision
	}
	return city, id, revision - int64(rapid.SampledFrom([]int{0, 0, 0, 0, 1, -1}).Draw(t, "behind"))
}

// held is what the model says before it looks at what is asked.
func (m *machine) held(city, id string, revision int64) (*kept, error) {
	k := m.kept[[2]string{city, id}]
	if k == nil {
		return nil, scenario.ErrUnknown
	}
	if k.now.Revision != revision {
		return nil, &scenario.LostUpdate{Have: k.now.Revision, Want: revision}
	}
	return k, nil
}

// check compares an outcome with the model's. do is what the model does where the
// request is a new one; the id that it takes is the store's.
func (m *machine) check(t *rapid.T, city, author, key, request string, got outcome, do func() (scenario.Scenario, error)) {
	t.Helper()
	var want outcome
	before, again := m.asked[[3]string{city, author, key}]
	switch {
	case key != "" && again && before.request != request:
		want.err = &scenario.KeyReused{Key: key}
	case key != "" && again && m.kept[[2]string{city, before.id}] == nil:
		want.err = scenario.ErrUnknown
	case key != "" && again:
		want.kept, want.replayed = before.answer, true
	default:
		want.kept, want.err = do()
		if key != "" && want.err == nil {
			m.asked[[3]string{city, author, key}] = said{request, want.kept.ID, want.kept}
		}
	}
	if fmt.Sprint(got.err) != fmt.Sprint(want.err) && !(errors.Is(want.err, scenario.ErrUnknown) && errors.Is(got.err, want.err)) {
		t.Fatalf("the error is %v, not %v", got.err, want.err)
	}
	alike(t, "answer", got.kept, want.kept)
	if got.replayed != want.replayed {
		t.Fatalf("replayed is %v", got.replayed)
	}
	if got.err == nil && !got.replayed {
		at := [2]string{city, got.kept.ID}
		if got.kept.Edited.Before(m.last[at]) || got.kept.Edited.Before(got.kept.Created) {
			t.Fatal("time runs backwards")
		}
		m.last[at] = got.kept.Edited
	}
}

// born checks an id that the store gave.
func (m *machine) born(t *rapid.T, city string, o outcome) {
	if o.err != nil || o.replayed {
		return
	}
	if _, taken := m.kept[[2]string{city, o.kept.ID}]; taken || !form.MatchString(o.kept.ID) {
		t.Fatalf("the id %q is or was another's, or is none", o.kept.ID)
	}
}

func alike(t *rapid.T, what string, got, want any) {
	t.Helper()
	if diff := diffTimeless(got, want); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// list compares what either store lists.
func (m *machine) list(t *rapid.T) {
	for i, s := range m.stores {
		city := []string{"a", "b"}[(i+len(m.kept))%2]
		var want []scenario.Scenario
		for _, id := range m.ids(city) {
			want = append(want, m.kept[[2]string{city, id}].now)
		}
		got, err := s.List(ctx, city)
		if err != nil {
			t.Fatal(err)
		}
		alike(t, "listed", got, want)
	}
}

// readAll compares each scenario and its history, through either store.
func (m *machine) readAll(t *rapid.T) {
	for i, city := range []string{"a", "b"} {
		for j, id := range m.ids(city) {
			k, s := m.kept[[2]string{city, id}], m.stores[(i+j)%2]
			got, err := s.Get(ctx, city, id)
			if err != nil {
				t.Fatal(err)
			}
			alike(t, "read", got, k.now)
			history, err := s.History(ctx, city, id)
			if err != nil {
				t.Fatal(err)
			}
			alike(t, "history", history, k.history)
		}
	}
}

// ids are a city's, sorted, without those that were deleted.
func (m *machine) ids(city string) []string {
	var ids []string
	for at, k := range m.kept {
		if at[0] == city && k != nil {
			ids = append(ids, at[1])
		}
	}
	slices.Sort(ids)
	return ids
}

func TestTheStoreIsTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "scenarios")
		if err != nil {
			t.Fatal(err)
		}
		m := &machine{model: model{map[[2]string]*kept{}, map[[3]string]said{}}, path: filepath.Join(dir, "x.scenarios.sqlite"), last: map[[2]string]time.Time{}}
		t.Cleanup(func() {
			for _, s := range m.stores {
				s.Close()
			}
			os.RemoveAll(dir)
		})
		for range 2 {
			m.stores = append(m.stores, open(t, m.path))
		}
		t.Repeat(m.actions())
		m.readAll(t)
	})
}

// written tells drawn drafts apart.
func written(d scenario.Draft) string {
	return fmt.Sprintf("%q %q %q %d", d.Name, d.Notes, d.Tags, len(d.Changes))
}
