package scenarios

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"lifecircle/coverage/scenario"
)

// The words of [scenario.Revision] for what was done.
const (
	created = "created"
	edited  = "edited"
	forked  = "forked"
	undone  = "undone"
	rebased = "rebased"
)

// Create begins a scenario with a draft that was checked against the city of hash
// base. Its id is made of its name. key, unless empty, is the author's mark on this
// request: where the same one came before, with the same draft, nothing is done
// again, and the answer is that of then, with replayed true; with another draft it
// is a [*scenario.KeyReused]. So it is with the other writers.
//
// The errors of all that write are [scenario.ErrReadOnly] where the file cannot be
// written, with the cause, and [ErrBusy] where another process does not let go of
// it. Whatever the error, nothing was changed.
func (s *Store) Create(ctx context.Context, city, base string, d scenario.Draft, author, key string) (scenario.Scenario, bool, error) {
	return s.once(ctx, request{city: city, author: author, key: key, kind: "create"}, d,
		func(ctx context.Context, tx *sql.Tx, d draft) (entry, error) {
			id, err := identify(ctx, tx, city, d.Name)
			return entry{city: city, id: id, what: created, base: base, draft: d}, err
		})
}

// Fork begins a scenario with the draft of another as it is now, under a name of
// its own; an empty name is the other's. The error is [scenario.ErrUnknown] where
// the other is not there.
func (s *Store) Fork(ctx context.Context, city, id, name, author, key string) (scenario.Scenario, bool, error) {
	return s.once(ctx, request{city: city, author: author, key: key, kind: "fork", id: id}, scenario.Draft{Name: name},
		func(ctx context.Context, tx *sql.Tx, named draft) (entry, error) {
			of, err := s.now(ctx, tx, city, id)
			if err != nil {
				return entry{}, err
			}
			d := of.draft
			if named.Name != "" {
				d.Name = named.Name
			}
			own, err := identify(ctx, tx, city, d.Name)
			return entry{city: city, id: own, parent: id, what: forked, base: of.base, draft: d}, err
		})
}

// Edit puts a draft, checked against the city of hash base, in place of a
// scenario's. revision is the one that the author read: where the scenario is at
// another one, the error is a [*scenario.LostUpdate]; where there is none,
// [scenario.ErrUnknown]. An edit that moves the scenario to another base, with
// nothing else than changes left out, is told as a rebase in its history.
func (s *Store) Edit(ctx context.Context, city, id string, revision int64, base string, d scenario.Draft, author, key string) (scenario.Scenario, bool, error) {
	return s.once(ctx, request{city: city, author: author, key: key, kind: "edit", id: id, revision: revision}, d,
		func(ctx context.Context, tx *sql.Tx, d draft) (entry, error) {
			e, err := s.held(ctx, tx, city, id, revision)
			if err != nil {
				return e, err
			}
			e.what, e.of, e.before = edited, 0, e.revision
			if base != e.base && isRest(d.Draft, e.draft.Draft) {
				e.what = rebased
			}
			e.base, e.draft = base, d
			return e, nil
		})
}

// Undo brings back a scenario's draft, and its base, from before its last edit that
// is not undone. The errors are those of [Store.Edit], and [scenario.ErrNothing]
// where no edit is left.
func (s *Store) Undo(ctx context.Context, city, id string, revision int64, author, key string) (scenario.Scenario, bool, error) {
	return s.once(ctx, request{city: city, author: author, key: key, kind: "undo", id: id, revision: revision}, scenario.Draft{},
		func(ctx context.Context, tx *sql.Tx, _ draft) (entry, error) {
			e, err := s.held(ctx, tx, city, id, revision)
			if err != nil {
				return e, err
			}
			if e.before == 0 {
				return e, scenario.ErrNothing
			}
			old, err := s.at(ctx, tx, city, id, e.before)
			e.what, e.of, e.before = undone, old.revision, old.before
			e.base, e.draft = old.base, old.draft
			return e, err
		})
}

// Delete takes a scenario away with its history; its id is nobody's any more. The
// errors are those of [Store.Edit].
func (s *Store) Delete(ctx context.Context, city, id string, revision int64) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := s.held(ctx, tx, city, id, revision); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM revisions WHERE city = ? AND id = ?", city, id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE scenarios SET revision = 0, parent = '' WHERE city = ? AND id = ?", city, id)
		return err
	})
}

// held reads a scenario's last entry, which must be of that revision.
func (s *Store) held(ctx context.Context, tx *sql.Tx, city, id string, revision int64) (entry, error) {
	e, err := s.now(ctx, tx, city, id)
	if err == nil && e.revision != revision {
		err = &scenario.LostUpdate{Have: e.revision, Want: revision}
	}
	return e, err
}

// isRest reports whether d is what is left of a draft when changes are left out.
func isRest(d, of scenario.Draft) bool {
	if d.Name != of.Name || d.Notes != of.Notes || !slices.Equal(d.Tags, of.Tags) {
		return false
	}
	left := d.Changes
	for _, c := range of.Changes {
		if len(left) > 0 && same(left[0], c) {
			left = left[1:]
		}
	}
	return len(left) == 0
}

// keep writes an entry as its scenario's next revision. The times of a scenario
// never run backwards, whatever the clock does.
func keep(ctx context.Context, tx *sql.Tx, e entry, author string) (entry, error) {
	now := time.UnixMilli(time.Now().UnixMilli()).UTC()
	if e.revision == 0 {
		e.created, e.at = now, now
	} else if now.After(e.at) {
		e.at = now
	}
	e.revision++
	e.author = author
	if _, err := tx.ExecContext(ctx, `INSERT INTO scenarios VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET revision = excluded.revision`,
		e.city, e.id, e.revision, e.parent, e.created.UnixMilli()); err != nil {
		return e, err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		e.city, e.id, e.revision, e.at.UnixMilli(), e.author, e.what, e.of, e.before, e.base,
		e.draft.Name, e.draft.Notes, e.draft.tags, e.draft.changes)
	return e, err
}
