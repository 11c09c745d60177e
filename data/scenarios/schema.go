package scenarios

import (
	"context"
	"database/sql"
	"fmt"

	"lifecircle/data/finding"
)

// The marks of a file of scenarios: "LCSC", and the version of its tables.
const (
	applicationID = 0x4C435343
	version       = 1
)

// tables of version 1. Times are milliseconds since 1970.
var tables = []string{
	// A scenario that was deleted stays with revision 0, so that nobody gets its id.
	`CREATE TABLE scenarios (
  city TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  parent TEXT NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (city, id)
) STRICT, WITHOUT ROWID`,
	// before is the revision that an undo brings back, 0 where there is none; of is
	// the one that this undo brought back. tags is a JSON array, changes a file of
	// changes in JSON.
	`CREATE TABLE revisions (
  city TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  what TEXT NOT NULL,
  "of" INTEGER NOT NULL,
  "before" INTEGER NOT NULL,
  base TEXT NOT NULL,
  name TEXT NOT NULL,
  notes TEXT NOT NULL,
  tags TEXT NOT NULL,
  changes TEXT NOT NULL,
  PRIMARY KEY (city, id, revision)
) STRICT`,
	// The last number that was put behind a word to make an id.
	`CREATE TABLE numbers (
  city TEXT NOT NULL,
  word TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (city, word)
) STRICT, WITHOUT ROWID`,
	// What was asked under an idempotency key, as a hash, and what came of it.
	`CREATE TABLE requests (
  city TEXT NOT NULL,
  author TEXT NOT NULL,
  key TEXT NOT NULL,
  asked BLOB NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (city, author, key)
) STRICT, WITHOUT ROWID`,
	fmt.Sprintf("PRAGMA application_id = %d", applicationID),
	fmt.Sprintf("PRAGMA user_version = %d", version),
}

// lay makes the tables in an empty file.
func lay(ctx context.Context, tx *sql.Tx) error {
	for _, statement := range tables {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// examine tells an empty file and one of ours; any other is refused.
func examine(ctx context.Context, q interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}, path string) (empty bool, err error) {
	var application, written, things int64
	err = q.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&application, &written, &things)
	switch {
	case err != nil:
		return false, err
	case application == 0 && written == 0 && things == 0:
		return true, nil
	case application != applicationID:
		return false, &finding.Refusal{Kind: finding.ErrInvalid, File: path,
			Problem: "is not a file of scenarios: move it elsewhere, and the next scenario makes a new one"}
	case written > version:
		return false, &finding.Refusal{Kind: finding.ErrNewer, File: path,
			Problem: "was written by a newer lifecircle: upgrade"}
	case written < version:
		return false, corrupt(path, "has tables of no known version", nil)
	}
	return false, nil
}
