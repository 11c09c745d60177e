package scenarios_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lifecircle/data/finding"
	"lifecircle/data/scenarios"
)

func TestVerify(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		n     int
		kind  error
	}{
		"whole":              {"", 1, nil},
		"one deleted":        {"UPDATE scenarios SET revision = 0", 0, nil},
		"a revision lacks":   {"DELETE FROM revisions WHERE revision = 2", 0, finding.ErrCorrupt},
		"changes of nothing": {"UPDATE revisions SET changes = '{' WHERE revision = 1", 0, finding.ErrCorrupt},
		"newer":              {"PRAGMA user_version = 9", 0, finding.ErrNewer},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.scenarios.sqlite")
			a := withOne(t, path)
			s, err := scenarios.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			done(t)(s.Edit(ctx, "c", a.ID, 1, "h", named("b", 2), "Ana", ""))
			s.Close()
			if c.spoil != "" {
				db, err := sql.Open("sqlite", path)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := db.Exec(c.spoil); err != nil {
					t.Fatal(err)
				}
				db.Close()
			}
			s, err = scenarios.Open(path)
			n := 0
			if err == nil {
				n, err = s.Verify(ctx)
				s.Close()
			}
			if !errors.Is(err, c.kind) || err == nil && n != c.n {
				t.Errorf("%d, %v", n, err)
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
				t.Errorf("it leaves %v", left)
			}
		})
	}
}
