package workspace_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/workspace"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// sample is a small city that uses every column. mark goes into its name, so
// that two of them can be told apart.
func sample(t testing.TB, mark string) *workspace.Content {
	t.Helper()
	b := build.New(streets.Standard)
	b.AddWay(1, 1, "一路", []int64{1, 2, 3})
	b.AddWay(2, 1, "", []int64{3, 4})
	b.FreezeNodes()
	for id, p := range map[int64][2]int32{1: {1214700000, 312300000}, 2: {1214800000, 312300000}, 3: {1214800000, 312400000}, 4: {1214900000, 312400000}} {
		b.PlaceNode(id, p[0], p[1])
	}
	network, report, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	report.Islands = []streets.Island{
		{LengthMM: 900_000, Segments: 3, At: orb.Point{121.5, 31.2}, Joins: orb.Point{121.499, 31.201}, JoinsM: 30.5},
		{LengthMM: 1, Segments: 1, At: orb.Point{121.6, 31.2}, Joins: orb.Point{121.6, 31.2}}}
	third := 1.0 / 3
	gated := func(p orb.Point) streets.Access { // as if the nearest street were for residents only
		a := network.Access(p)
		public := a
		a.Public, a.Crosses, public.LegMM = &public, streets.ObstacleWall, a.LegMM+7_000
		return a
	}
	a, z := orb.Point{121.47 + third/1e3, 31.23}, orb.Point{121.4831, math.Nextafter(31.24, 32)}
	square := orb.MultiPolygon{{{{121.4, 31.2}, {121.5, 31.2}, {121.5, 31.3}, {121.4, 31.3}, {121.4, 31.2}}}}
	exit := network.Access(a)
	exit.LegMM = 0
	islands := []coverage.Island{{Island: report.Islands[0], Places: 4, People: 12_345, Facilities: 2}, {Island: report.Islands[1], People: coverage.Missing}}
	return &workspace.Content{
		Streets: report,
		Islands: islands,
		Report:  []byte("{\n  \"city\": \"x\"\n}\n"),
		Notes:   []finding.Note{{Code: "blank_count", Source: "人口.csv", Field: "all", Count: 5, Samples: []string{"3", "<7>"}}},
		Layers: []workspace.Layer{
			{Kind: "streets", Path: "s.pbf", Key: "aa", Count: 3, Detail: "{}"},
			{Kind: "demand", Path: "人口.csv", Key: "bb", Count: 3, Detail: `{"a":1}`},
		},
		FacilityLayer: []int{0, 1},
		DistrictLayer: []int{1},
		City: &coverage.City{
			Name:    mark,
			Islands: islands,
			Title:   coverage.Names{ZH: "上海·" + mark, EN: "Shanghai \"<&>\""},
			Services: []coverage.Service{
				{ID: "clinic", Names: coverage.Names{ZH: "社区卫生"}, Minutes: 15, Profile: "standard", Group: "all", Area: coverage.AreaAll,
					Target: 850_001, TargetText: "85%以上", Clause: "第三条", BufferM: 1000.5},
				{ID: "school", Minutes: 7.1, Profile: "standard", Group: "age_3_5", Area: coverage.AreaUrban},
			},
			Facilities: []coverage.Facility{
				{ID: "f'1", Names: coverage.Names{Plain: "卫生院; \"一\""}, Point: a, Services: []string{"clinic", "school"},
					Capacity: map[string]int64{"clinic": 40}, Status: coverage.StatusPlanned, Opens: "2026-01-31", Closes: "2030-12-31",
					Attributes: map[string]string{"地址": "南京东路<1>", "b": ""},
					Access:     gated(a),
					Entrances: []coverage.Entrance{{Kind: coverage.EntranceGiven, Point: a, Access: network.Access(z)},
						{Kind: coverage.EntranceRim, Point: z, Access: gated(z)}}},
				{ID: "g", Point: z, Services: []string{"clinic"},
					Entrances: []coverage.Entrance{{Kind: coverage.EntranceIsland, Point: z}}},
			},
			Demand: coverage.Demand{
				ID:    []string{"89309b6c3a7ffff", "二", "3"},
				Names: []coverage.Names{{}, {Plain: "小区", EN: "Estate"}, {}},
				Point: []orb.Point{z, a, {-0.1, 1e-7}},
				Cell:  []uint64{0x89309b6c3a7ffff, 0, 0},
				Urban: []coverage.Flag{coverage.FlagUrban, coverage.FlagRural, coverage.FlagUnknown},
				Groups: map[string][]coverage.Amount{"all": {0, coverage.Missing, 1_234_567_891_001},
					"name": {1, 2, 3}},
				Weight: map[string][]coverage.Amount{"floor_area_m2": {999_999_999_999_99, 7, coverage.Missing}},
				Access: []streets.Access{network.Access(z), gated(a), {}},
				Entrances: []coverage.PlaceEntrance{
					{Place: 0, Entrance: coverage.Entrance{Kind: coverage.EntranceIsland, Point: z, Access: gated(a)}},
					{Place: 2, Entrance: coverage.Entrance{Kind: coverage.EntranceGiven, Point: a, Access: network.Access(a)}},
					{Place: 2, Entrance: coverage.Entrance{Kind: coverage.EntranceGiven, Point: z, Access: network.Access(z)}}},
			},
			Profiles:  []coverage.Profile{{Profile: everyField(t), Names: coverage.Names{ZH: "老人", EN: "Senior"}}, {Profile: streets.Standard}},
			Exits:     []streets.Access{exit},
			Districts: []coverage.District{{Code: "310101", Names: coverage.Names{ZH: "黄浦区", EN: "Huangpu"}, Level: 6, Parent: "31", Polygon: square}},
			Extent:    square,
			Streets:   network,
			Provenance: coverage.Provenance{Engine: "v1", Standard: "norm", Private: "closed", Walking: "plain", Hash: "cc",
				Inputs: []coverage.Input{{Role: "demand", Path: "人口.csv", SHA256: "ff", Licence: "ODbL", Attribution: "© 某局"}}},
		},
	}
}

// everyField is a profile whose every number is another one.
func everyField(t testing.TB) streets.Profile {
	t.Helper()
	p := streets.Profile{ID: "senior"}
	n := int64(0)
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		case reflect.Array:
			for i := range v.Len() {
				fill(v.Index(i))
			}
		case reflect.Bool:
			v.SetBool(true)
		case reflect.String:
		case reflect.Uint8:
			n++
			v.SetUint(uint64(n%3 + 1))
		default:
			if n++; n%5 == 0 && v.Type() != reflect.TypeFor[int64]() && v.Type() != reflect.TypeFor[int32]() {
				v.SetInt(streets.Blocked)
			} else {
				v.SetInt(n)
			}
		}
	}
	fill(reflect.ValueOf(&p).Elem())
	return p
}

var compare = []cmp.Option{cmpopts.IgnoreFields(coverage.City{}, "Streets"), cmpopts.IgnoreFields(workspace.Content{}, "Report"), cmpopts.EquateEmpty()}

func put(t testing.TB, dir string, c *workspace.Content) {
	t.Helper()
	lock, err := workspace.Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	if err := workspace.Write(context.Background(), lock, c, workspace.Options{}); err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, dir string) *workspace.Content {
	t.Helper()
	c, err := workspace.Open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestWhatIsWrittenReadsBackExactly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "城市 100% ?#.lifecircle")
	want := sample(t, "x")
	put(t, dir, want)
	got := get(t, dir)
	if diff := cmp.Diff(want, got, compare...); diff != "" {
		t.Error(diff)
	}
	if !got.City.Demand.Access[0].Linked || got.City.Demand.Access[2].Linked {
		t.Error("the sample should have a place that joins the streets and one that does not")
	}
	if got, want := got.City.Streets.Segments(), want.City.Streets.Segments(); got != want {
		t.Errorf("%d segments instead of %d", got, want)
	}
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(entries) != 1 {
		t.Errorf("something is left beside the workspace: %v", entries)
	}
}

func TestColumnsThatAreNotThereStayAway(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	c := sample(t, "x")
	d := &c.City.Demand
	d.Names, d.Cell, d.Urban, d.Weight = nil, nil, nil, nil
	d.Groups = map[string][]coverage.Amount{"all": d.Groups["all"]}
	put(t, dir, c)
	got := get(t, dir).City.Demand
	if got.Names != nil || got.Cell != nil || got.Urban != nil || got.Weight != nil || len(got.Groups) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestSameContentSameBytes(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "x"), filepath.Join(t.TempDir(), "y")
	put(t, one, sample(t, "x"))
	put(t, two, sample(t, "other"))
	put(t, two, sample(t, "x")) // over another
	for _, name := range []string{workspace.TablesFile, workspace.StreetsFile, workspace.ReportFile} {
		a, err := os.ReadFile(filepath.Join(one, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(two, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(a) != string(b) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestReadingTouchesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	put(t, dir, sample(t, "x"))
	for _, name := range []string{workspace.TablesFile, workspace.StreetsFile} {
		if err := os.Chmod(filepath.Join(dir, name), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o755) })
	get(t, dir)
	if entries, _ := os.ReadDir(dir); len(entries) != 3 {
		t.Errorf("%v", entries)
	}
}

func TestIdentityChangesWithTheBuildAndNotWithAReader(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	identity := func() string {
		id, err := workspace.Identity(dir)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	put(t, dir, sample(t, "x"))
	first := identity()
	get(t, dir)
	touch(t, filepath.Join(dir, workspace.TablesFile)) // as QGIS does
	if identity() != first {
		t.Error("a reader changed it")
	}
	put(t, dir, sample(t, "x"))
	if identity() == first {
		t.Error("a build did not change it")
	}
}

func touch(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSecondBuildIsToldOfTheFirst(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	lock, err := workspace.Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = workspace.Acquire(dir)
	if !errors.Is(err, workspace.ErrBusy) || !strings.Contains(err.Error(), "another build is running") {
		t.Errorf("%v", err)
	}
	other, err := workspace.Acquire(dir + "2")
	if err != nil {
		t.Error("another workspace is locked too: ", err)
	}
	other.Release()
	lock.Release()
	again, err := workspace.Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	again.Release()
}

func TestForeignFoldersAndFilesAreKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	if err := os.MkdirAll(filepath.Join(dir, "letters"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, workspace.ReportFile), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	lock, err := workspace.Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	err = workspace.Write(context.Background(), lock, sample(t, "x"), workspace.Options{})
	lock.Release()
	if !errors.Is(err, finding.ErrInvalid) || !strings.Contains(err.Error(), "is not a workspace: choose another place") {
		t.Errorf("%v", err)
	}

	dir = filepath.Join(t.TempDir(), "x")
	put(t, dir, sample(t, "x"))
	for _, name := range []string{"plan.qgz", workspace.TablesFile + "-wal", workspace.TablesFile + "-shm"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(t, dir, sample(t, "y"))
	if got, err := os.ReadFile(filepath.Join(dir, "plan.qgz")); err != nil || string(got) != "mine" {
		t.Errorf("the planner's project is gone: %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 4 {
		t.Errorf("%v", entries)
	}
	if get(t, dir).City.Name != "y" {
		t.Error("the old city is still there")
	}
}

// refusals are ways to spoil the workspace "x", and what is said then.
var refusals = map[string]struct {
	spoil func(t *testing.T, dir string)
	kind  error
	want  string
}{
	"nothing there":   {func(t *testing.T, dir string) { os.RemoveAll(dir) }, finding.ErrMissing, "is not a workspace: build one with"},
	"no tables":       {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, workspace.TablesFile)) }, finding.ErrCorrupt, "x/city.gpkg: is damaged: build the city again"},
	"no streets":      {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, workspace.StreetsFile)) }, finding.ErrCorrupt, "x/streets.lc: is damaged: build the city again"},
	"tables are text": {func(t *testing.T, dir string) { overwrite(t, filepath.Join(dir, workspace.TablesFile), "hello") }, finding.ErrCorrupt, "x/city.gpkg: is damaged"},
	"tables cut off":  {func(t *testing.T, dir string) { shorten(t, filepath.Join(dir, workspace.TablesFile)) }, finding.ErrCorrupt, "x/city.gpkg: is damaged"},
	"streets cut off": {func(t *testing.T, dir string) { shorten(t, filepath.Join(dir, workspace.StreetsFile)) }, finding.ErrCorrupt, "x/streets.lc: is damaged"},
	"streets of another": {func(t *testing.T, dir string) {
		overwrite(t, filepath.Join(dir, workspace.StreetsFile), "streets of elsewhere")
	}, finding.ErrCorrupt, "does not belong to city.gpkg"},
	"older":     {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE meta SET value = '1' WHERE key = 'format'`) }, workspace.ErrOlder, "x/city.gpkg: was built by an older lifecircle: build the city again with `lifecircle build "},
	"newer":     {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE meta SET value = '99' WHERE key = 'format'`) }, finding.ErrNewer, "x/city.gpkg: was built by a newer lifecircle: upgrade"},
	"no format": {func(t *testing.T, dir string) { sqlite(t, dir, `DELETE FROM meta WHERE key = 'format'`) }, finding.ErrCorrupt, `format "" is none`},
	"a view for demand": {func(t *testing.T, dir string) {
		sqlite(t, dir, `ALTER TABLE demand RENAME TO d; CREATE VIEW demand AS SELECT * FROM d`)
	}, finding.ErrCorrupt, "table demand is not there as it was made"},
	"a row too few":     {func(t *testing.T, dir string) { sqlite(t, dir, `DELETE FROM demand WHERE fid = 3`) }, finding.ErrCorrupt, "has 2 rows instead of 3"},
	"a hole":            {func(t *testing.T, dir string) { sqlite(t, dir, `DELETE FROM demand WHERE fid = 2`) }, finding.ErrCorrupt, "out of order"},
	"text for a number": {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE demand SET people_all = 'viele' WHERE fid = 1`) }, finding.ErrCorrupt, "holds a string instead of a number"},
	"off the earth":     {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE facilities SET lat = 91`) }, finding.ErrCorrupt, "a coordinate is out of range"},
	"too many people":   {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE demand SET people_all = 1e300`) }, finding.ErrCorrupt, "an amount is out of range"},
	"no such street":    {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE demand SET access_segment = 77 WHERE fid = 1`) }, finding.ErrCorrupt, "joins a street that is not there"},
	"no such other street": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE facilities SET public_segment = 77 WHERE fid = 1`)
	}, finding.ErrCorrupt, "joins a street that is not there"},
	"no such street at an entrance": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE entrances SET access_segment = 77 WHERE fid = 2`)
	}, finding.ErrCorrupt, "an entrance of facility \"f'1\" joins a street that is not there"},
	"no such street at a door": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE entrances SET public_segment = 77 WHERE fid = 4`)
	}, finding.ErrCorrupt, "an entrance of demand \"89309b6c3a7ffff\" joins a street that is not there"},
	"no such street at an exit": {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE exits SET access_segment = 77`) }, finding.ErrCorrupt, "exit 1 is on a street that is not there"},
	"a public one alone": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE facilities SET access_segment = NULL WHERE fid = 1`)
	}, finding.ErrCorrupt, "how it joins the streets is out of range"},
	"another obstacle": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE facilities SET access_crosses = 'lava' WHERE fid = 1`)
	}, finding.ErrCorrupt, "how it joins the streets is out of range"},
	"an exit from nowhere": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE exits SET access_segment = NULL, public_segment = NULL`)
	}, finding.ErrCorrupt, "an exit is on no street"},
	"an entrance of nobody":       {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE entrances SET id = 'x' WHERE fid = 2`) }, finding.ErrCorrupt, "an entrance is of nothing, or out of order"},
	"an entrance of another kind": {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE entrances SET kind = 'x' WHERE fid = 2`) }, finding.ErrCorrupt, "an entrance is of kind \"x\""},
	"an entrance for another":     {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE entrances SET id = 'g' WHERE fid = 2`) }, finding.ErrCorrupt, "table entrances: is not as it was written"},
	"an entrance too few":         {func(t *testing.T, dir string) { sqlite(t, dir, `DELETE FROM entrances WHERE fid = 6`) }, finding.ErrCorrupt, "table entrances: has 5 rows instead of 6"},
	"an exit elsewhere":           {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE exits SET access_fraction = 0.125`) }, finding.ErrCorrupt, "table exits: is not as it was written"},
	"an exit too few":             {func(t *testing.T, dir string) { sqlite(t, dir, `DELETE FROM exits`) }, finding.ErrCorrupt, "table exits: has 0 rows instead of 1"},
	"an island elsewhere":         {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE islands SET joins_m = 31 WHERE fid = 1`) }, finding.ErrCorrupt, "table islands: is not as it was written"},
	"an island too far":           {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE islands SET joins_m = 5e8 WHERE fid = 1`) }, finding.ErrCorrupt, "where the island joins is out of range"},
	"a profile's speed": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE profiles SET definition = replace(definition, '4000000', '5000000')`)
	}, finding.ErrCorrupt, "table profiles: is not as it was written"},
	"a profile that stands": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE profiles SET definition = replace(definition, '4000000', '0')`)
	}, finding.ErrCorrupt, "table profiles: row 2: a number is out of range"},
	"a profile of more": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE profiles SET definition = replace(definition, '{', '{"x":1,')`)
	}, finding.ErrCorrupt, "table profiles: row 1: json: unknown field"},
	"a profile of less": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE profiles SET definition = '{"speed_mm_per_hour":1}' WHERE fid = 1`)
	}, finding.ErrCorrupt, "a list is of another length"},
	"a profile that flies": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE profiles SET definition = replace(definition, '"ramp":', '"ramp":-')`)
	}, finding.ErrCorrupt, "table profiles: row 1:"},
	"another number": {func(t *testing.T, dir string) {
		sqlite(t, dir, `UPDATE demand SET people_all = people_all + 1 WHERE fid = 1`)
	}, finding.ErrCorrupt, "table demand: is not as it was written"},
	"another name": {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE meta SET value = 'y' WHERE key = 'name'`) }, finding.ErrCorrupt, "table meta: is not as it was written"},
	"another border": {func(t *testing.T, dir string) {
		db := database(t, dir)
		var geom []byte
		if err := db.QueryRow(`SELECT geom FROM districts WHERE fid = 1`).Scan(&geom); err != nil {
			t.Fatal(err)
		}
		geom[len(geom)-32] ^= 1 // the least bit of the last corner's longitude
		if _, err := db.Exec(`UPDATE districts SET geom = ? WHERE fid = 1`, geom); err != nil {
			t.Fatal(err)
		}
	}, finding.ErrCorrupt, "table districts: is not as it was written"},
	"no sums":  {func(t *testing.T, dir string) { sqlite(t, dir, `DROP TABLE sums`) }, finding.ErrCorrupt, "table sums is not there as it was made"},
	"geometry": {func(t *testing.T, dir string) { sqlite(t, dir, `UPDATE districts SET geom = x'4750'`) }, finding.ErrCorrupt, "not a geometry"},
}

func TestRefusals(t *testing.T) {
	for name, c := range refusals {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "x")
			put(t, dir, sample(t, "x"))
			c.spoil(t, dir)
			_, err := workspace.Open(context.Background(), dir)
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func overwrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func shorten(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()/2); err != nil {
		t.Fatal(err)
	}
}
