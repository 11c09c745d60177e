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
	"lifecircle/data/realdata"
	"lifecircle/geo/streets"
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
	b := streets.NewBuilder(streets.Standard)
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
		b := streets.NewBuilder(streets.Standard)
		x := readReal(t, "porto-alegre/streets.osm.pbf", osm.Options{Streets: b, Rules: streets.Rules{Private: private}})
		if nodes, placed := b.Wanted(); nodes != want || placed != want {
			t.Errorf("private %s: %d street nodes, %d placed, want %d", private, nodes, placed, want)
		}
		if x.Bound != nil || x.Facilities != nil || x.Demand != nil || x.Districts != nil {
			t.Errorf("private %s: more than streets: %+v", private, x)
		}
	}
}

func TestShanghaiCentre(t *testing.T) {
	b := streets.NewBuilder(streets.Standard)
	readReal(t, "shanghai-centre/streets.osm.pbf", osm.Options{Streets: b})
	if nodes, placed := b.Wanted(); nodes != 20_735 || placed != 20_735 {
		t.Errorf("%d street nodes, %d placed, want 20,735", nodes, placed)
	}
}

func BenchmarkRead(b *testing.B) { // LIFECIRCLE_DATA=… go test -bench Read ./data/osm
	for _, c := range []struct {
		name string
		opts osm.Options
	}{
		{"streets", osm.Options{}},
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
				c.opts.Streets = streets.NewBuilder(streets.Standard)
				if _, err := osm.Read(context.Background(), path, c.opts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
