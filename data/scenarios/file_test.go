package scenarios_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"lifecircle/coverage/scenario"
	"lifecircle/data/finding"
	"lifecircle/data/scenarios"
)

// sqlite opens a file as anybody would, on one connection.
func sqlite(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func execute(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, one := range statements {
		if _, err := db.Exec(one); err != nil {
			t.Fatal(err)
		}
	}
}

// withOne makes a file with one scenario, "a" of city c, and closes it.
func withOne(t *testing.T, path string) scenario.Scenario {
	t.Helper()
	s, err := scenarios.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	a := done(t)(s.Create(ctx, "c", "h", named("a", 1), "", ""))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestFilesThatAreRefused(t *testing.T) {
	for _, one := range []struct {
		name    string
		make    func(t *testing.T, path string)
		kind    error
		problem string
	}{
		{"of a newer program", func(t *testing.T, path string) {
			withOne(t, path)
			execute(t, sqlite(t, path), "PRAGMA user_version = 2")
		}, finding.ErrNewer, "was written by a newer lifecircle: upgrade"},
		{"of no version", func(t *testing.T, path string) {
			withOne(t, path)
			execute(t, sqlite(t, path), "PRAGMA user_version = 0")
		}, finding.ErrCorrupt, "has tables of no known version"},
		{"another's database", func(t *testing.T, path string) {
			execute(t, sqlite(t, path), "CREATE TABLE a (b)")
		}, finding.ErrInvalid, "is not a file of scenarios"},
		{"another's mark", func(t *testing.T, path string) {
			execute(t, sqlite(t, path), "PRAGMA application_id = 1196444487") // a GeoPackage's
		}, finding.ErrInvalid, "is not a file of scenarios"},
		{"no database", func(t *testing.T, path string) {
			write(t, path, []byte(strings.Repeat("scenario ", 500)))
		}, finding.ErrCorrupt, "is not a file of scenarios, or is damaged"},
		{"a file that breaks off", func(t *testing.T, path string) {
			withOne(t, path)
			write(t, path, read(t, path)[:4096])
		}, finding.ErrCorrupt, "is damaged"},
	} {
		t.Run(one.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.scenarios.sqlite")
			one.make(t, path)
			before := read(t, path)
			s, err := scenarios.Open(path)
			if err == nil { // damage may lie where only reading finds it
				defer s.Close()
				_, err = s.List(ctx, "c")
			}
			if !errors.Is(err, one.kind) || !strings.Contains(err.Error(), path+": "+one.problem) {
				t.Errorf("%v", err)
			}
			if string(read(t, path)) != string(before) {
				t.Error("it was changed")
			}
		})
	}
}

// A change that this program does not know names its scenario; the file stays.
func TestAnEntryThatIsDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.scenarios.sqlite")
	withOne(t, path)
	for _, damage := range []string{
		`changes = '{"changes": [{"jump": {}}]}'`, `changes = '{'`, `changes = changes || '{}'`, `tags = '7'`,
	} {
		execute(t, sqlite(t, path), "UPDATE revisions SET "+damage)
		s := open(t, path)
		_, err := s.Get(ctx, "c", "a")
		if !errors.Is(err, finding.ErrCorrupt) || !strings.Contains(err.Error(), `revision 1 of scenario "a" in c cannot be read`) {
			t.Errorf("%s: %v", damage, err)
		}
	}
}

// A program that turned newer meanwhile, and its file with it.
func TestAFileThatTurnsNewer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.scenarios.sqlite")
	s := open(t, path)
	a := done(t)(s.Create(ctx, "c", "h", named("a", 1), "", ""))
	execute(t, sqlite(t, path), "PRAGMA user_version = 2")
	if _, err := s.Get(ctx, "c", a.ID); !errors.Is(err, finding.ErrNewer) {
		t.Errorf("reading: %v", err)
	}
	if err := s.Delete(ctx, "c", a.ID, 1); !errors.Is(err, finding.ErrNewer) {
		t.Errorf("writing: %v", err)
	}
}

// Who only reads leaves no trace.
func TestReadingMakesNoFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.scenarios.sqlite")
	s := open(t, path)
	if all, err := s.List(ctx, "c"); len(all) > 0 || err != nil {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := s.Get(ctx, "c", "a"); !errors.Is(err, scenario.ErrUnknown) {
		t.Error(err)
	}
	if _, err := s.History(ctx, "c", "a"); !errors.Is(err, scenario.ErrUnknown) {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	// What another process makes meanwhile is there.
	a := withOne(t, path)
	got, err := s.Get(ctx, "c", "a")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "of another process", got, a)
	// An empty file is an empty store, too.
	empty := filepath.Join(dir, "empty")
	write(t, empty, nil)
	withOne(t, empty)
}

// The last to close leaves one file.
func TestClosingLeavesOneFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.scenarios.sqlite")
	withOne(t, path)
	s := open(t, path)
	if _, err := s.Get(ctx, "c", "a"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left %v", left)
	}
	if _, err := s.Get(ctx, "c", "a"); err == nil || errors.Is(err, scenario.ErrUnknown) {
		t.Errorf("after it was closed: %v", err)
	}
	if err := s.Delete(ctx, "c", "a", 1); err == nil {
		t.Error("deleted after it was closed")
	}
}

// A copy of the file has all that was written before it, with the store open.
func TestTheFileAloneIsAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.scenarios.sqlite")
	s := open(t, path)
	done(t)(s.Create(ctx, "c", "h", named("a", 1), "", ""))
	for n := range int64(5) {
		at := done(t)(s.Edit(ctx, "c", "a", n+1, "h", nth(n), "", ""))
		if _, err := s.List(ctx, "c"); err != nil {
			t.Fatal(err)
		}
		copied := filepath.Join(t.TempDir(), "copy")
		write(t, copied, read(t, path))
		got, err := open(t, copied).Get(ctx, "c", "a")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "in the copy", got, at)
	}
}

// A planner who removes the file, or puts another in its place, while it is open:
// nothing is written where nobody finds it.
func TestAFileThatIsReplaced(t *testing.T) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, "x.scenarios.sqlite"), filepath.Join(dir, "y.scenarios.sqlite")
	s := open(t, path)
	done(t)(s.Create(ctx, "c", "h", named("old", 1), "", ""))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(ctx, "c", "old"); !errors.Is(err, scenario.ErrUnknown) {
		t.Errorf("what was removed: %v", err)
	}
	done(t)(s.Create(ctx, "c", "h", named("new", 1), "", ""))
	if all, err := open(t, path).List(ctx, "c"); len(all) != 1 || err != nil || all[0].ID != "new" {
		t.Errorf("after it was removed there are %v, %v", all, err)
	}

	withOne(t, other)
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	b := done(t)(s.Edit(ctx, "c", "a", 1, "h", named("b", 2), "", ""))
	got, err := open(t, path).Get(ctx, "c", "a")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "in the other file", got, b)
}
