package scenarios_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/data/scenarios"
)

var ctx = context.Background()

func open(t interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}, path string) *scenarios.Store {
	t.Helper()
	s, err := scenarios.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func fresh(t *testing.T) *scenarios.Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "town.scenarios.sqlite"))
}

// named is a draft of that name which closes n clinics.
func named(name string, n int) scenario.Draft {
	d := scenario.Draft{Name: name}
	for i := range n {
		d.Changes = append(d.Changes, scenario.Change{Kind: scenario.CloseFacility, ID: fmt.Sprintf("clinic-%d", i)})
	}
	return d
}

// done fails the test where writing did.
func done(t *testing.T) func(scenario.Scenario, bool, error) scenario.Scenario {
	return func(s scenario.Scenario, replayed bool, err error) scenario.Scenario {
		t.Helper()
		if err != nil || replayed {
			t.Fatalf("replayed %v: %v", replayed, err)
		}
		return s
	}
}

func same(t *testing.T, what string, got, want any, options ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, options...); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// timeless compares without the times of day.
var timeless = cmp.Options{
	cmpopts.IgnoreFields(scenario.Scenario{}, "Created", "Edited"),
	cmpopts.IgnoreFields(scenario.Revision{}, "At"),
}

func diffTimeless(got, want any) string { return cmp.Diff(want, got, timeless) }

func TestAScenariosLife(t *testing.T) {
	s := fresh(t)
	before := time.Now().Add(-time.Millisecond)
	a := done(t)(s.Create(ctx, "newtown", "hash1", scenario.Draft{
		Name: "Três clínicas", Notes: "by the river\n", Tags: []string{"2027", "ask", "2027"}, Changes: named("", 2).Changes}, "Ana", ""))
	want := scenario.Scenario{ID: "tres-clinicas", City: "newtown", Base: "hash1", Revision: 1, Author: "Ana",
		Draft: scenario.Draft{Name: "Três clínicas", Notes: "by the river\n", Tags: []string{"2027", "ask"}, Changes: named("", 2).Changes}}
	same(t, "created", a, want, timeless)
	if a.Created.Before(before) || a.Created.After(time.Now()) || !a.Created.Equal(a.Edited) || a.Created.Location() != time.UTC {
		t.Errorf("created at %v, edited at %v", a.Created, a.Edited)
	}

	b := done(t)(s.Edit(ctx, "newtown", a.ID, 1, "hash1", named("Two", 1), "Bo", ""))
	want.Revision, want.Author, want.Draft = 2, "Bo", named("Two", 1)
	same(t, "edited", b, want, timeless)
	if !b.Created.Equal(a.Created) || b.Edited.Before(a.Edited) {
		t.Errorf("created at %v, edited at %v", b.Created, b.Edited)
	}

	f := done(t)(s.Fork(ctx, "newtown", a.ID, "Three", "Cy", ""))
	same(t, "forked", f, scenario.Scenario{ID: "three", City: "newtown", Base: "hash1", Revision: 1, Parent: a.ID, Author: "Cy",
		Draft: named("Three", 1)}, timeless)

	u := done(t)(s.Undo(ctx, "newtown", a.ID, 2, "Ana", ""))
	want.Revision, want.Author, want.Draft = 3, "Ana", a.Draft
	same(t, "undone", u, want, timeless)
	got, err := s.Get(ctx, "newtown", a.ID)
	same(t, "read", got, u)
	if err != nil {
		t.Error(err)
	}
	all, err := s.List(ctx, "newtown")
	same(t, "listed", all, []scenario.Scenario{f, u})
	if err != nil {
		t.Error(err)
	}
	history, err := s.History(ctx, "newtown", a.ID)
	same(t, "history", history, []scenario.Revision{
		{Revision: 1, At: a.Edited, Author: "Ana", What: "created", Draft: a.Draft},
		{Revision: 2, At: b.Edited, Author: "Bo", What: "edited", Draft: b.Draft},
		{Revision: 3, At: u.Edited, Author: "Ana", What: "undone", Of: 1, Draft: a.Draft},
	})
	if err != nil {
		t.Error(err)
	}

	if err := s.Delete(ctx, "newtown", a.ID, 3); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(ctx, "newtown", a.ID); !errors.Is(err, scenario.ErrUnknown) {
		t.Errorf("read after it was deleted: %v", err)
	}
	if _, err := s.History(ctx, "newtown", a.ID); !errors.Is(err, scenario.ErrUnknown) {
		t.Errorf("history after it was deleted: %v", err)
	}
	all, _ = s.List(ctx, "newtown")
	same(t, "listed after that", all, []scenario.Scenario{f})
	again := done(t)(s.Create(ctx, "newtown", "hash1", scenario.Draft{Name: "Três clínicas"}, "Ana", ""))
	if again.ID != "tres-clinicas-2" {
		t.Errorf("the id %q", again.ID)
	}
}

// Every kind of change reads back as it was.
func TestChangesReadBack(t *testing.T) {
	at, near, way, minutes, target, factor, level, district := orb.Point{121.5, 31.25}, orb.Point{121.1, 31.1}, int64(1)<<53+1, 12.5, coverage.Share(850_000), 1.1, 8, ""
	d := scenario.Draft{Name: "all", Changes: []scenario.Change{
		{Kind: scenario.AddFacility, ID: "n1", At: &at, Services: []string{"clinic"}, Capacity: map[string]int64{"clinic": 1}, Entrances: []orb.Point{at, near}},
		{Kind: scenario.SetFacility, ID: "n1", Name: "市民中心 <b>&\"", Entrances: []orb.Point{}},
		{Kind: scenario.OpenLink, ID: "bridge", Line: []orb.Point{at, near}, Link: scenario.LinkFootway, LengthM: 80.125, Steps: 20, Lift: true},
		{Kind: scenario.CloseLink, Way: &way, Near: &near},
		{Kind: scenario.ReopenLink, Way: &way, All: true},
		{Kind: scenario.SetService, ID: "clinic", Minutes: &minutes, Profile: "senior", Target: &target},
		{Kind: scenario.AddDemand, ID: "estate", At: &at, Groups: map[string]coverage.Amount{"all": 4_200_001}, Urban: coverage.FlagRural},
		{Kind: scenario.ScaleDemand, Group: "all", Factor: &factor, District: &district, Level: &level},
		{Kind: scenario.SetDistrict, ID: "310", Polygon: orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}},
	}}
	s := fresh(t)
	a := done(t)(s.Create(ctx, "c", "h", d, "", ""))
	same(t, "answered", a.Draft, d)
	got, err := s.Get(ctx, "c", a.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "read", got.Draft, d)
}

func TestIds(t *testing.T) {
	s := fresh(t)
	long := strings.Repeat("very ", 20)
	for _, one := range []struct{ name, want string }{
		{"Hub by the river", "hub-by-the-river"},
		{"HUB  by (the) river!", "hub-by-the-river-2"},
		{"hub by the river", "hub-by-the-river-3"},
		{"São João nº 3", "sao-joao-no-3"},
		{"社区医院", "s1"},
		{"", "s2"},
		{"s4", "s4"},
		{"***", "s3"},
		{"？", "s5"},
		{"方案 B", "b"},
		{"hub by the river-4", "hub-by-the-river-4"},
		{"Hub by the river", "hub-by-the-river-5"},
		{"compare", "compare-2"}, // …/scenarios/compare is something else
		{"-a-", "a"},
		{long, "very-very-very-very-very-very-very-very-very-ver"},
		{long, "very-very-very-very-very-very-very-very-very-ver-2"},
	} {
		if got := done(t)(s.Create(ctx, "c", "h", scenario.Draft{Name: one.name}, "", "")); got.ID != one.want {
			t.Errorf("%q has the id %q, not %q", one.name, got.ID, one.want)
		}
	}
	if got := done(t)(s.Create(ctx, "other", "h", scenario.Draft{Name: "b"}, "", "")); got.ID != "b" {
		t.Errorf("in another city the id is %q", got.ID)
	}
	if got := done(t)(s.Fork(ctx, "c", "b", "", "", "")); got.ID != "b-2" || got.Name != "方案 B" {
		t.Errorf("a fork without a name of its own is %q, %q", got.ID, got.Name)
	}
}

func TestRefusals(t *testing.T) {
	s := fresh(t)
	a := done(t)(s.Create(ctx, "c", "h", named("a", 1), "Ana", "k1"))
	done(t)(s.Edit(ctx, "c", a.ID, 1, "h", named("a", 2), "Ana", ""))
	stopped, stop := context.WithCancel(ctx)
	stop()
	second := func(_ scenario.Scenario, _ bool, err error) error { return err }
	lost, reused := &scenario.LostUpdate{Have: 2, Want: 1}, &scenario.KeyReused{Key: "k1"}
	for _, one := range []struct {
		name string
		err  error
		want string
	}{
		{"an edit of a revision that is over", second(s.Edit(ctx, "c", a.ID, 1, "h", named("z", 9), "", "")), lost.Error()},
		{"an undo of one", second(s.Undo(ctx, "c", a.ID, 1, "", "")), lost.Error()},
		{"a deletion of one", s.Delete(ctx, "c", a.ID, 1), lost.Error()},
		{"an edit of none", second(s.Edit(ctx, "c", "b", 1, "h", named("z", 9), "", "")), `there is no such scenario as "b" in c`},
		{"a fork of none", second(s.Fork(ctx, "c", "b", "x", "", "")), `there is no such scenario as "b" in c`},
		{"a deletion of none", s.Delete(ctx, "c", "b", 1), `there is no such scenario as "b" in c`},
		{"of another city", s.Delete(ctx, "d", a.ID, 2), `there is no such scenario as "a" in d`},
		{"the key of another draft", second(s.Create(ctx, "c", "h", named("a", 2), "Ana", "k1")), reused.Error()},
		{"the key of another kind", second(s.Undo(ctx, "c", a.ID, 2, "Ana", "k1")), reused.Error()},
		{"nobody waits for it any more", second(s.Create(stopped, "c", "h", named("a", 2), "", "")), "context canceled"},
		{"what is no change", second(s.Create(ctx, "c", "h", scenario.Draft{Changes: []scenario.Change{{Kind: "jump"}}}, "", "")),
			`there is no such kind of change`},
	} {
		if one.err == nil || !strings.Contains(one.err.Error(), one.want) {
			t.Errorf("%s: %v", one.name, one.err)
		}
	}
	all, err := s.List(ctx, "c")
	if err != nil || len(all) != 1 || all[0].Revision != 2 {
		t.Errorf("there are %v, %v", all, err)
	}
}

// The key is the author's, in a city: others may have the same.
func TestKeysAreAnAuthorsOwn(t *testing.T) {
	s := fresh(t)
	a, _, _ := s.Create(ctx, "c", "h", named("a", 1), "Ana", "k")
	if again, replayed, err := s.Create(ctx, "c", "another base", named("a", 1), "Ana", "k"); err != nil || !replayed || !cmp.Equal(a, again) {
		t.Errorf("again: %v, %v, %v", again, replayed, err)
	}
	if b := done(t)(s.Create(ctx, "c", "h", named("a", 1), "Bo", "k")); b.ID == a.ID {
		t.Error("Bo's is Ana's")
	}
	if b := done(t)(s.Create(ctx, "d", "h", named("b", 1), "Ana", "k")); b.City != "d" {
		t.Error("one of another city")
	}
	done(t)(s.Edit(ctx, "c", a.ID, 1, "h", named("a", 2), "Ana", "k2"))
	if again, replayed, err := s.Create(ctx, "c", "h", named("a", 1), "Ana", "k"); err != nil || !replayed || !cmp.Equal(a, again) {
		t.Errorf("after an edit the answer is not that of then: %v, %v, %v", again, replayed, err)
	}
	if err := s.Delete(ctx, "c", a.ID, 2); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Create(ctx, "c", "h", named("a", 1), "Ana", "k"); !errors.Is(err, scenario.ErrUnknown) {
		t.Errorf("after it was deleted: %v", err)
	}
}

// Scenarios are kept beside the workspace under its name, from wherever it is named.
func TestPath(t *testing.T) {
	dir := t.TempDir()
	workspace := filepath.Join(dir, "town.lifecircle")
	if err := os.MkdirAll(filepath.Join(workspace, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct{ from, workspace string }{
		{dir, workspace}, {dir, workspace + "/"}, {dir, filepath.Join(dir, "town")}, {dir, "town.lifecircle"}, {dir, "./town"},
		{workspace, "."}, {workspace, "./"}, {filepath.Join(workspace, "sub"), ".."}, {filepath.Join(workspace, "sub"), "../"},
	} {
		t.Chdir(one.from)
		if got, want := scenarios.Path(one.workspace), filepath.Join(dir, "town.scenarios.sqlite"); got != want {
			t.Errorf("from %s, %s has its scenarios in %s", one.from, one.workspace, got)
		}
	}
}
