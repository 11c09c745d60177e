package sitings_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/data/sitings"
)

func job(id string, at int) sitings.Job {
	target := coverage.Share(0)
	p := orb.Point{121.5, 31.2}
	return sitings.Job{ID: id, City: "newtown", Created: time.Date(2026, 1, 1, 0, 0, at, 0, time.UTC), Key: "k", Answer: siting.Answer{
		State: siting.StateStopped, Objective: 2, Bound: math.NaN(), Gap: 1, Demand: 1000,
		Question: siting.Question{Services: []string{"clinic"}, Goal: siting.FewestFacilities, Target: &target, Candidates: []siting.Candidates{{Nodes: true}}},
		Plan: []siting.Step{{Order: 1, Gain: 5, Coverage: math.NaN(), Candidate: siting.Candidate{Kind: siting.KindNode, ID: "a", Point: p,
			Changes: []scenario.Change{{Kind: scenario.AddFacility, ID: "a", At: &p, Services: []string{"clinic"}}}}}},
		Impossible: []siting.Impossible{{Constraint: siting.ConstraintCount, Asked: 2, Best: math.NaN()}},
	}}
}

// Sitings are kept beside the workspace under its name, from wherever it is named.
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
		if got, want := sitings.Path(one.workspace), filepath.Join(dir, "town.sitings"); got != want {
			t.Errorf("from %s, %s has its sitings in %s", one.from, one.workspace, got)
		}
	}
}

// What is kept comes back the same, those made first first.
func TestJobsComeBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "newtown.sitings")
	if jobs, err := sitings.Load(dir); err != nil || jobs != nil {
		t.Fatalf("a folder that is not there: %v %v", jobs, err)
	}
	want := []sitings.Job{job("b", 1), job("a", 2)}
	for _, j := range []int{1, 0} {
		if err := sitings.Save(dir, want[j]); err != nil {
			t.Fatal(err)
		}
	}
	got, err := sitings.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.IgnoreUnexported(siting.Candidate{})); d != "" {
		t.Errorf("- kept, + read:\n%s", d)
	}
	if err := sitings.Remove(dir, "b"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bad.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := sitings.Load(dir); len(got) != 1 || err == nil {
		t.Errorf("one is left, and what is no job is told: %v %v", got, err)
	}
}
