package scenarios

import (
	"context"
	"database/sql"

	"lifecircle/data/finding"
)

// Verify reads every revision of every scenario of all cities, looks at every page of
// the file, and returns how many scenarios there are. What is damaged is a
// [finding.Refusal] of kind [finding.ErrCorrupt].
func (s *Store) Verify(ctx context.Context) (n int, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		var pages string
		if err := tx.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&pages); err != nil {
			return err
		}
		if pages != "ok" {
			return &finding.Refusal{Kind: finding.ErrCorrupt, File: s.path, Problem: pages}
		}
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM scenarios WHERE revision > 0").Scan(&n); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, selectAll)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if _, err := s.scan(rows); err != nil {
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		now := 0
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM ("+selectNow+")").Scan(&now); err != nil {
			return err
		}
		if now != n {
			return corrupt(s.path, "lacks the last revision of a scenario", nil)
		}
		return nil
	})
	return n, err
}
