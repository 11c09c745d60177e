package workspace_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/workspace"
	"lifecircle/geo/streets"
)

// changed is the sample after changes: a link from the middle of way 1 to the
// middle of way 2, beside which a place and a facility are added, way 1 closed
// west of it, and people who moved away.
func changed(t testing.TB) *workspace.Content {
	t.Helper()
	c := sample(t, "changed")
	at := orb.Point{121.4808, 31.2351}
	city, err := coverage.Rebuild(context.Background(), c.City,
		coverage.Edit{Streets: []streets.Edit{{Open: &streets.Link{ID: "天桥", Name: "天桥", Line: []orb.Point{{121.477, 31.23}, {121.485, 31.24}},
			Kind: streets.Kind{Class: streets.ClassFootway}, Steps: 12, Lift: true}}}},
		coverage.Edit{Streets: []streets.Edit{{Close: &streets.Piece{Way: 1, Near: orb.Point{121.472, 31.23}}}}},
		coverage.Edit{Places: []coverage.Place{{ID: "新村", Names: coverage.Names{Plain: "新村"}, Point: at, Urban: coverage.FlagUrban,
			Groups: map[string]coverage.Amount{"all": 5, "name": 0}}}},
		coverage.Edit{Facilities: []coverage.Facility{{ID: "n1", Point: at, Services: []string{"clinic"}, Status: coverage.StatusOpen}}})
	if err != nil {
		t.Fatal(err)
	}
	c.City = city
	c.FacilityLayer = []int{0, 1, 3}
	c.Layers = append(c.Layers, workspace.Layer{Kind: "demand", Path: "c.toml", Key: "dd", Count: 1, Detail: "{}"},
		workspace.Layer{Kind: "facilities", Path: "c.toml", Key: "dd", Count: 1, Detail: "{}"})
	return c
}

func TestAChangedCityReadsBackExactly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	want := changed(t)
	put(t, dir, want)
	got := get(t, dir)
	if diff := cmp.Diff(want, got, compare...); diff != "" {
		t.Error(diff)
	}
	doors := 0
	for _, e := range got.City.Demand.Entrances {
		if e.Kind == coverage.EntranceLink && e.Access.Linked {
			doors++
		}
	}
	if doors == 0 || len(got.City.Facilities[2].Entrances) == 0 {
		t.Error("the sample should have doors by the link")
	}
	a, b := want.City.Streets, got.City.Streets
	if a.Segments() != b.Segments() || !reflect.DeepEqual(a.Links(), b.Links()) || len(b.Links()) != 1 {
		t.Fatalf("%d segments and links %+v instead of %d and %+v", b.Segments(), b.Links(), a.Segments(), a.Links())
	}
	for s := range uint32(a.Segments()) {
		if a.Street(s) != b.Street(s) || a.Segment(s).MM() != b.Segment(s).MM() {
			t.Errorf("segment %d is %+v of %d mm instead of %+v of %d mm", s, b.Street(s), b.Segment(s).MM(), a.Street(s), a.Segment(s).MM())
		}
	}
	for _, p := range []orb.Point{{121.471, 31.2302}, {121.479, 31.2301}, {121.4801, 31.238}, {121.483, 31.2401}} {
		if a, b := a.Access(p), b.Access(p); !reflect.DeepEqual(a, b) {
			t.Errorf("%v joins at %+v instead of %+v", p, b, a)
		}
	}
}

// What was opened lands as the same bytes again: nothing of it is lost.
func TestAChangedCityThatWasOpenedIsTheSameBytes(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "x"), filepath.Join(t.TempDir(), "x")
	put(t, one, changed(t))
	put(t, two, get(t, one))
	for _, name := range []string{workspace.TablesFile, workspace.StreetsFile} {
		a, err := os.ReadFile(filepath.Join(one, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(two, name))
		if err != nil || string(a) != string(b) {
			t.Errorf("%s is another (%v)", name, err)
		}
	}
}
