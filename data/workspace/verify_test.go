package workspace_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lifecircle/data/finding"
	"lifecircle/data/workspace"
)

// whole is the sample with a report of it.
func whole(t testing.TB, mark string) *workspace.Content {
	t.Helper()
	c := sample(t, mark)
	c.Report = workspace.ReportOf(c)
	return c
}

// verified lists what Verify finds, a finding a line: its code, file and part.
func verified(t testing.TB, dir string) string {
	t.Helper()
	in, err := workspace.Verify(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Content.Close()
	var b strings.Builder
	for _, f := range in.Findings {
		if filepath.Dir(f.File) != dir {
			t.Errorf("file %s is not in %s", f.File, dir)
		}
		fmt.Fprintln(&b, strings.TrimSuffix(fmt.Sprint(f.Code, " ", filepath.Base(f.File), " ", f.Part), " "))
	}
	return b.String()
}

func TestAWholeWorkspaceHasNoFindings(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	put(t, dir, whole(t, "x"))
	overwrite(t, filepath.Join(dir, "map.qgz"), "a project of QGIS")
	in, err := workspace.Verify(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Content.Close()
	if len(in.Findings) > 0 || in.Format != workspace.FormatVersion || !slices.Equal(in.Others, []string{"map.qgz"}) {
		t.Errorf("format %d, others %v: %+v", in.Format, in.Others, in.Findings)
	}
	if diff := cmp.Diff(sample(t, "x"), in.Content, compare...); diff != "" {
		t.Error(diff)
	}
	sqlite(t, dir, "PRAGMA journal_mode = WAL; CREATE TABLE layer_styles (id INTEGER PRIMARY KEY)") // as QGIS does
	if got := verified(t, dir); got != "" {
		t.Errorf("after QGIS has touched it:\n%s", got)
	}
	(&workspace.Rehearsal{NoExchange: true}).Write(t.Context(), dir, whole(t, "y"))
	if got := verified(t, dir); got != "" {
		t.Errorf("with a pointer to it:\n%s", got)
	}
}

func TestWhatIsWrongIsFound(t *testing.T) {
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	text := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { overwrite(t, filepath.Join(dir, name), text) }
	}
	query := func(query string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { sqlite(t, dir, query) }
	}
	report := func(old, new string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			path := filepath.Join(dir, workspace.ReportFile)
			data, err := os.ReadFile(path)
			if err != nil || !bytes.Contains(data, []byte(old)) {
				t.Fatalf("%v, %s", err, data)
			}
			overwrite(t, path, strings.Replace(string(data), old, new, 1))
		}
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  string
	}{
		"no tables":  {remove(workspace.TablesFile), "missing city.gpkg\n"},
		"no network": {remove(workspace.StreetsFile), "missing streets.lc\n"},
		"no report":  {remove(workspace.ReportFile), "missing report.json\n"},
		"a pointer to none": {func(t *testing.T, dir string) {
			os.RemoveAll(dir)
			os.Mkdir(dir, 0o777)
			text("current", "build-7\n")(t, dir)
		}, "missing city.gpkg\nmissing streets.lc\nmissing report.json\n"},
		"tables cut off":  {func(t *testing.T, dir string) { shorten(t, filepath.Join(dir, workspace.TablesFile)) }, "unread city.gpkg\n"},
		"tables of text":  {text(workspace.TablesFile, "hello"), "unread city.gpkg\n"},
		"network cut off": {func(t *testing.T, dir string) { shorten(t, filepath.Join(dir, workspace.StreetsFile)) }, "streets streets.lc\n"},
		"network empty":   {text(workspace.StreetsFile, ""), "streets streets.lc\n"},
		"all empty": {func(t *testing.T, dir string) {
			text(workspace.StreetsFile, "")(t, dir)
			text(workspace.TablesFile, "")(t, dir)
			text(workspace.ReportFile, "")(t, dir)
		}, "unread city.gpkg\nstreets streets.lc\nunread report.json\n"},
		"another network": {func(t *testing.T, dir string) {
			other := filepath.Join(t.TempDir(), "y")
			put(t, other, changed(t))
			copyFile(t, filepath.Join(dir, workspace.StreetsFile), filepath.Join(other, workspace.StreetsFile))
		}, "mismatch streets.lc\n"},
		"format 1":             {func(t *testing.T, dir string) { os.RemoveAll(dir); copyFolder(t, dir, "testdata/format-1") }, "older city.gpkg\nolder streets.lc\nmissing report.json\n"},
		"newer tables":         {query(`UPDATE meta SET value = '99' WHERE key = 'format'; DROP TABLE sums`), "newer city.gpkg\n"},
		"newer network":        {func(t *testing.T, dir string) { streetsOf(t, dir, 9); text(workspace.ReportFile, "{}")(t, dir) }, "sum city.gpkg meta\nnewer streets.lc\n"},
		"another number":       {query(`UPDATE demand SET people_all = people_all + 1 WHERE fid = 1`), "sum city.gpkg demand\nreport report.json demand.groups all\n"},
		"two numbers":          {query(`UPDATE facilities SET name = 'x'; UPDATE notes SET samples = '[]'`), "sum city.gpkg notes\nsum city.gpkg facilities\n"},
		"a shape for QGIS":     {query(`UPDATE facilities SET geom = (SELECT geom FROM demand WHERE fid = 2) WHERE fid = 2`), "shapes city.gpkg facilities\n"},
		"no shape":             {query(`UPDATE exits SET geom = NULL`), "shapes city.gpkg exits\n"},
		"a border":             {query(`UPDATE districts SET geom = (SELECT geom FROM extent WHERE fid = 1), parent = '32'`), "sum city.gpkg districts\n"},
		"too few":              {query(`DELETE FROM facilities WHERE fid = 2; DELETE FROM exits`), "table city.gpkg facilities\ntable city.gpkg exits\n"},
		"another column":       {query(`ALTER TABLE notes ADD COLUMN more TEXT`), "table city.gpkg notes\n"},
		"no sums":              {query(`DROP TABLE sums`), "table city.gpkg sums\n"},
		"a sum too few":        {query(`DELETE FROM sums WHERE table_name = 'exits'`), "sum city.gpkg exits\n"},
		"a sum too many":       {query(`INSERT INTO sums VALUES (99, 'x', 1, 1)`), "table city.gpkg sums\n"},
		"not listed":           {query(`DELETE FROM gpkg_geometry_columns WHERE table_name = 'exits'; DELETE FROM gpkg_contents WHERE table_name = 'exits'`), "listing city.gpkg exits\n"},
		"listed otherwise":     {query(`UPDATE gpkg_contents SET srs_id = 0 WHERE table_name = 'demand'`), "listing city.gpkg demand\n"},
		"no list":              {query(`DROP TABLE gpkg_contents`), "listing city.gpkg gpkg_contents\n"},
		"no such street":       {query(`UPDATE demand SET access_segment = 77 WHERE fid = 1`), "sum city.gpkg demand\naccess city.gpkg\n"},
		"other layers":         {query(`UPDATE layers SET rows = 2 WHERE kind = 'demand'`), "sum city.gpkg layers\nlayers city.gpkg layers\n"},
		"a report of text":     {text(workspace.ReportFile, "hello"), "unread report.json\n"},
		"a report of none":     {text(workspace.ReportFile, `{}`), strings.Repeat("report report.json", 0) + reportOfNone},
		"other places":         {report(`"places":3`, `"places":4`), "report report.json demand.places\n"},
		"other facilities":     {report(`"open":1`, `"open":2`), "report report.json facilities clinic\n"},
		"another level":        {report(`"level":6`, `"level":7`), "report report.json districts 7\nreport report.json districts 6\n"},
		"another source":       {report(`"sha256":"ff"`, `"sha256":"fe"`), "report report.json inputs[0]\n"},
		"other streets":        {report(`"segments":3`, `"segments":4`), "report report.json streets\n"},
		"more than are listed": {query(`UPDATE meta SET value = 'x'; UPDATE demand SET name = 'x'`), "unread city.gpkg\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "x")
			put(t, dir, whole(t, "x"))
			c.spoil(t, dir)
			if got := verified(t, dir); got != c.want {
				t.Errorf("found are\n%s, not\n%s", got, c.want)
			}
		})
	}
}

const reportOfNone = `report report.json city
report report.json engine
report report.json hash
report report.json standard
report report.json private
report report.json walking
report report.json streets
report report.json streets.exits
report report.json streets.islands
report report.json demand.places
`

func copyFile(t *testing.T, to, from string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	overwrite(t, to, string(data))
}

func TestWhatIsNoWorkspaceIsRefused(t *testing.T) {
	for name, make := range map[string]func(dir string){
		"nothing":   func(string) {},
		"a folder":  func(dir string) { os.Mkdir(dir, 0o777) },
		"of others": func(dir string) { os.Mkdir(dir, 0o777); os.WriteFile(filepath.Join(dir, "report.json"), nil, 0o666) },
		"no folder": func(dir string) { os.WriteFile(dir, nil, 0o666) },
	} {
		dir := filepath.Join(t.TempDir(), "x")
		make(dir)
		if _, err := workspace.Verify(t.Context(), dir); !errors.Is(err, finding.ErrMissing) || !strings.Contains(err.Error(), "is not a workspace: build one") {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := filepath.Join(t.TempDir(), "x")
	put(t, dir, whole(t, "x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := workspace.Verify(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

// A bit that turns over anywhere in the tables or the network is found, or is one
// that nobody reads: then all values and shapes of our tables, and the network, are
// what they were.
func TestATurnedBitIsFoundOrHarmless(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	put(t, dir, whole(t, "x"))
	tables, network := dump(t, dir), networkOf(t, dir)
	intact := map[string][]byte{}
	for _, name := range []string{workspace.TablesFile, workspace.StreetsFile} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		intact[name] = data
	}
	found, harmless := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom([]string{workspace.TablesFile, workspace.StreetsFile}).Draw(r, "file")
		data := slices.Clone(intact[name])
		for range rapid.IntRange(1, 2).Draw(r, "bits") {
			at := rapid.IntRange(0, len(data)-1).Draw(r, "byte")
			data[at] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
		}
		if bytes.Equal(data, intact[name]) {
			return
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		defer os.WriteFile(path, intact[name], 0o644)
		in, err := workspace.Verify(t.Context(), dir)
		if err != nil {
			r.Fatal(err)
		}
		defer in.Content.Close()
		if len(in.Findings) > 0 {
			found++
			return
		}
		harmless++
		if diff := cmp.Diff(tables, dump(t, dir)); diff != "" {
			r.Errorf("not found:\n%s", diff)
		}
		if !bytes.Equal(network, networkOf(t, dir)) {
			r.Error("another network is not found")
		}
	})
	if found == 0 || harmless == 0 {
		t.Errorf("%d were found and %d harmless: too few to see anything", found, harmless)
	}
	t.Logf("%d found, %d harmless", found, harmless)
}

func networkOf(t *testing.T, dir string) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := get(t, dir).City.Streets.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What Open refuses, Verify finds.
func TestWhatIsRefusedIsFound(t *testing.T) {
	for name, spoil := range refusals {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "x")
			put(t, dir, whole(t, "x"))
			spoil.spoil(t, dir)
			in, err := workspace.Verify(t.Context(), dir)
			if err == nil {
				defer in.Content.Close()
				if len(in.Findings) == 0 {
					t.Error("nothing is found")
				}
			} else if !errors.Is(err, spoil.kind) {
				t.Error(err)
			}
		})
	}
}

// dump reads all values of our tables as another program would.
func dump(t *testing.T, dir string) []string {
	t.Helper()
	db := database(t, dir)
	defer db.Close()
	var out []string
	for _, table := range []string{"meta", "services", "profiles", "inputs", "layers", "notes", "sums", "facilities", "demand", "entrances", "districts", "extent", "exits", "islands"} {
		rows, err := db.Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprintf("%s %q %#v", table, columns, values))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
