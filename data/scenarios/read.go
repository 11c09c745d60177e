package scenarios

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"lifecircle/coverage/scenario"
)

// List returns a city's scenarios as they are now, by id.
func (s *Store) List(ctx context.Context, city string) ([]scenario.Scenario, error) {
	var out []scenario.Scenario
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectNow+" WHERE s.city = ? ORDER BY s.id", city)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			e, err := s.scan(rows)
			if err != nil {
				return err
			}
			out = append(out, e.scenario())
		}
		return rows.Err()
	})
	return out, err
}

// Get returns a scenario as it is now. The error is [scenario.ErrUnknown] where
// there is none of that id, or no more.
func (s *Store) Get(ctx context.Context, city, id string) (scenario.Scenario, error) {
	var e entry
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		e, err = s.now(ctx, tx, city, id)
		return err
	})
	if err == nil && e.revision == 0 { // nothing was ever written
		err = unknown(city, id)
	}
	return e.scenario(), err
}

// History returns every revision of a scenario, the first one first. The error is
// [scenario.ErrUnknown] where there is none of that id, or no more.
func (s *Store) History(ctx context.Context, city, id string) ([]scenario.Revision, error) {
	var out []scenario.Revision
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectAll+" WHERE s.city = ? AND s.id = ? ORDER BY r.revision", city, id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			e, err := s.scan(rows)
			if err != nil {
				return err
			}
			out = append(out, scenario.Revision{Revision: e.revision, At: e.at, Author: e.author,
				What: e.what, Of: e.of, Draft: e.draft.Draft})
		}
		return rows.Err()
	})
	if err == nil && out == nil {
		err = unknown(city, id)
	}
	return out, err
}

func unknown(city, id string) error {
	return fmt.Errorf("%w as %q in %s", scenario.ErrUnknown, id, city)
}

// An entry is a revision as it stands in the file, with its scenario's own.
type entry struct {
	city, id, parent string
	created          time.Time

	revision, of, before int64
	at                   time.Time
	author, what, base   string
	draft                draft
}

// scenario is the scenario as it was at that revision.
func (e entry) scenario() scenario.Scenario {
	return scenario.Scenario{ID: e.id, City: e.city, Base: e.base, Revision: e.revision, Parent: e.parent,
		Author: e.author, Created: e.created, Edited: e.at, Draft: e.draft.Draft}
}

const (
	columns = `SELECT s.city, s.id, s.parent, s.created, r.revision, r."of", r."before", r.at,
		r.author, r.what, r.base, r.name, r.notes, r.tags, r.changes
		FROM scenarios s JOIN revisions r ON r.city = s.city AND r.id = s.id`
	selectAll = columns
	selectNow = columns + " AND r.revision = s.revision"
)

// scan reads an entry of one of the queries above.
func (s *Store) scan(row interface{ Scan(...any) error }) (e entry, err error) {
	var created, at int64
	var name, notes, tags, changes string
	if err = row.Scan(&e.city, &e.id, &e.parent, &created, &e.revision, &e.of, &e.before, &at,
		&e.author, &e.what, &e.base, &name, &notes, &tags, &changes); err != nil {
		return e, err
	}
	e.created, e.at = time.UnixMilli(created).UTC(), time.UnixMilli(at).UTC()
	if e.draft, err = decode(name, notes, tags, changes); err != nil {
		return e, corrupt(s.path, fmt.Sprintf("revision %d of scenario %q in %s cannot be read", e.revision, e.id, e.city), err)
	}
	return e, nil
}

// now reads a scenario's last entry.
func (s *Store) now(ctx context.Context, tx *sql.Tx, city, id string) (entry, error) {
	return s.one(city, id, tx.QueryRowContext(ctx, selectNow+" WHERE s.city = ? AND s.id = ?", city, id))
}

// at reads the entry of a revision.
func (s *Store) at(ctx context.Context, tx *sql.Tx, city, id string, revision int64) (entry, error) {
	return s.one(city, id, tx.QueryRowContext(ctx,
		selectAll+" WHERE s.city = ? AND s.id = ? AND r.revision = ?", city, id, revision))
}

func (s *Store) one(city, id string, row *sql.Row) (entry, error) {
	e, err := s.scan(row)
	if errors.Is(err, sql.ErrNoRows) {
		return e, unknown(city, id)
	}
	return e, err
}
