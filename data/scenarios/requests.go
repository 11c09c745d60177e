package scenarios

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"

	"lifecircle/coverage/scenario"
)

// A request is what an author asks to be written.
type request struct {
	city, author, key string
	kind, id          string
	revision          int64
}

// hash is over all that the author said. The base is what the server added.
func (r request) hash(d draft) ([]byte, error) {
	said, err := json.Marshal([]any{r.kind, r.id, r.revision, d.Name, d.Notes, d.tags, d.changes})
	sum := sha256.Sum256(said)
	return sum[:], err
}

// once keeps the entry that do makes as the next revision of its scenario, unless
// the request came before. Keys are an author's own: they stay as long as the file,
// so that a request that is late by days is still not done twice.
func (s *Store) once(ctx context.Context, r request, given scenario.Draft,
	do func(context.Context, *sql.Tx, draft) (entry, error)) (out scenario.Scenario, replayed bool, err error) {
	r.author = valid(r.author)
	d, err := tidy(given)
	if err != nil {
		return out, false, err
	}
	asked, err := r.hash(d)
	if err != nil {
		return out, false, err
	}
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var e entry
		var err error
		if r.key != "" {
			if e, replayed, err = s.before(ctx, tx, r, asked); err != nil || replayed {
				out = e.scenario()
				return err
			}
		}
		if e, err = do(ctx, tx, d); err != nil {
			return err
		}
		if e, err = keep(ctx, tx, e, r.author); err != nil {
			return err
		}
		out = e.scenario()
		if r.key == "" {
			return nil
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?)",
			r.city, r.author, r.key, asked, e.id, e.revision)
		return err
	})
	if err != nil {
		return scenario.Scenario{}, false, err
	}
	return out, replayed, nil
}

// before finds what came of a request when it came before. Of a scenario that was
// deleted since, nothing is left: the error is [scenario.ErrUnknown].
func (s *Store) before(ctx context.Context, tx *sql.Tx, r request, asked []byte) (e entry, replayed bool, err error) {
	var then []byte
	var id string
	var revision int64
	err = tx.QueryRowContext(ctx, "SELECT asked, id, revision FROM requests WHERE city = ? AND author = ? AND key = ?",
		r.city, r.author, r.key).Scan(&then, &id, &revision)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return e, false, nil
	case err != nil:
		return e, false, err
	case !bytes.Equal(then, asked):
		return e, false, &scenario.KeyReused{Key: r.key}
	}
	e, err = s.at(ctx, tx, r.city, id, revision)
	return e, err == nil, err
}
