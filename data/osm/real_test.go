package osm_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/osm"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/realdata"
)

func readReal(t testing.TB, name string, opts osm.Options) *osm.Extract {
	t.Helper()
	opts.Name = filepath.Base(name)
	x, err := osm.Read(context.Background(), realdata.Path(t, name), opts)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func byService(list []coverage.Facility) map[string]int {
	count := map[string]int{}
	for _, f := range list {
		for _, s := range f.Services {
			count[s]++
		}
	}
	return count
}

func noteCount(notes []finding.Note, code, field string) int64 {
	for _, n := range notes {
		if n.Code == code && n.Field == field {
			return n.Count
		}
	}
	return 0
}

// TestLiechtenstein: one file gives everything. The numbers of buildings are
// those of
//
//	osmium tags-count liechtenstein.osm.pbf building=*
//
// over ways and areas: 7,465 + 3 yes, 880 + 2 house, 207 residential, 27
// apartments, 10 + 1 farm, 4 detached, 1 cabin; one relation with building=yes
// has no type and is no area.
func TestLiechtenstein(t *testing.T) {
	b := build.New(streets.Standard)
	opts := all(t, b)
	opts.AdminLevels = []int{8}
	x := readReal(t, "liechtenstein/liechtenstein.osm.pbf", opts)

	if n := x.Demand.Len(); n != 8599 {
		t.Errorf("%d homes, want 8,599", n)
	}
	if n := noteCount(x.Notes, "home_unspecified", "building"); n != 7467 {
		t.Errorf("%d of building=yes, want 7,467", n)
	}
	if n := noteCount(x.Notes, "home_without_place", "building"); n != 0 {
		t.Errorf("%d homes without a place", n)
	}
	var names []string
	for _, d := range x.Districts {
		names = append(names, d.Names.Plain)
	}
	want := "Triesen Schellenberg Gamprin Triesenberg Eschen Ruggell Mauren Schaan Balzers Planken Vaduz"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("municipalities %s, want %s", got, want)
	}
	// Eleven more of the neighbours are cut at the border.
	if n := noteCount(x.Notes, "district_incomplete", "8"); n != 11 {
		t.Errorf("%d boundaries left out, want 11", n)
	}
	wantServices := map[string]int{
		"childcare": 8, "clinic": 1, "culture": 3, "kindergarten": 7, "school": 19, "sports": 94, "supermarket": 11,
	}
	if got := byService(x.Facilities); fmt.Sprint(got) != fmt.Sprint(wantServices) {
		t.Errorf("facilities %v, want %v", got, wantServices)
	}
	if n := noteCount(x.Notes, "facility_private", "sports"); n != 31 {
		t.Errorf("%d pools and pitches left out, want 31", n)
	}
	if nodes, placed := b.Wanted(); nodes != placed || nodes < 50_000 {
		t.Errorf("%d street nodes, %d placed", nodes, placed)
	}

	opts = osm.Options{Buildings: buildingTable(t), SkipYes: true}
	x = readReal(t, "liechtenstein/liechtenstein.osm.pbf", opts)
	if n := x.Demand.Len(); n != 8599-7467 {
		t.Errorf("%d homes without building=yes, want 1,132", n)
	}
}

func TestPortoAlegre(t *testing.T) {
	for private, want := range map[streets.Private]int{streets.PrivateClosed: 38_378, streets.PrivateOpen: 39_779} {
		b := build.New(streets.Standard)
		x := readReal(t, "porto-alegre/streets.osm.pbf", osm.Options{Streets: b, Rules: build.Rules{Private: private}})
		if nodes, placed := b.Wanted(); nodes != want || placed != want {
			t.Errorf("private %s: %d street nodes, %d placed, want %d", private, nodes, placed, want)
		}
		if x.Bound != nil || x.Facilities != nil || x.Demand != nil || x.Districts != nil {
			t.Errorf("private %s: more than streets: %+v", private, x)
		}
	}
}

func TestShanghaiCentre(t *testing.T) {
	b := build.New(streets.Standard)
	readReal(t, "shanghai-centre/streets.osm.pbf", osm.Options{Streets: b})
	if nodes, placed := b.Wanted(); nodes != 20_735 || placed != 20_735 {
		t.Errorf("%d street nodes, %d placed, want 20,735", nodes, placed)
	}
}

// TestRealStreetsInFull holds what is read against osmium's counts, as
//
//	osmium tags-filter -R -f opl streets.osm.pbf n/highway=elevator | grep -c ^n
//
// and a script over those lines that asks which nodes lie on walkable ways. Porto
// Alegre has on its streets 289 gates, 99 lift gates, 20 bollards, 7 blocks, 3
// chains, 2 entrances and 2 turnstiles, and beside them 10 gates, a lift gate
// and 7 other barriers. Liechtenstein has on its streets 20 bollards, 11 gates,
// 10 cycle barriers, 5 cattle grids, 3 blocks, 2 lift gates, an entrance and a
// bump gate, and 3 that only vehicles notice; besides 92 walls, fences, hedges
// and the like, and 31 pieces of railway of which 13 are bridges.
func TestRealStreetsInFull(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"porto-alegre/streets.osm.pbf", `
areas with a rim 19
areas without 33
closed 36
counted steps 228
gates 422
holes 10
kerbs 2
lifts 28
motorway 2
railway 5
residents' gates 9
steps 412
wall 22
water 2
`},
		{"liechtenstein/liechtenstein.osm.pbf", `
areas without 1
closed 2
gates 53
railway 18
steps 98
wall 92
water 108
`},
	} {
		r := &record{}
		opts := osm.Options{Full: true, Rules: build.Rules{Private: streets.PrivateResidents}}
		_, err := osm.ReadInto(t.Context(), []osm.Source{{Path: realdata.Path(t, c.file), Name: c.file}}, opts, r)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.summary(); got != c.want {
			t.Errorf("%s: got%swant%s", c.file, got, c.want)
		}
	}
}

func BenchmarkRead(b *testing.B) { // LIFECIRCLE_DATA=… go test -bench Read ./data/osm
	for _, c := range []struct {
		name string
		opts osm.Options
	}{
		{"streets", osm.Options{}},
		{"streets-in-full", osm.Options{Full: true}},
		{"everything", osm.Options{Facilities: facilityTable(b), Buildings: buildingTable(b), AdminLevels: []int{8}}},
	} {
		b.Run("city=liechtenstein/want="+c.name, func(b *testing.B) {
			path := realdata.Path(b, "liechtenstein/liechtenstein.osm.pbf")
			info, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(info.Size())
			b.ReportAllocs()
			for b.Loop() {
				c.opts.Streets = build.New(streets.Standard)
				if _, err := osm.Read(context.Background(), path, c.opts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
