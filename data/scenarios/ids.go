package scenarios

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestWord of a name that an id is made of, in bytes.
const longestWord = 48

// unnamed stands before the number of a scenario whose name has no letter that an
// id may have.
const unnamed = "s"

// reserved are words that mean something else where an id stands in an address.
var reserved = []string{"compare", "events"}

// identify gives an id to a scenario of that name: its word, and where that is or
// was another's, a number behind it. Nobody gets it again.
func identify(ctx context.Context, tx *sql.Tx, city, name string) (string, error) {
	stem, first := unnamed, 1
	if w := word(name); w != "" {
		if free, err := isFree(ctx, tx, city, w); err != nil || free {
			return w, err
		}
		stem, first = w+"-", 2
	}
	for {
		n, err := next(ctx, tx, city, stem, first)
		if err != nil {
			return "", err
		}
		id := stem + strconv.FormatInt(n, 10)
		if free, err := isFree(ctx, tx, city, id); err != nil || free {
			return id, err
		}
	}
}

func isFree(ctx context.Context, tx *sql.Tx, city, id string) (bool, error) {
	if slices.Contains(reserved, id) {
		return false, nil
	}
	var one int
	err := tx.QueryRowContext(ctx, "SELECT 1 FROM scenarios WHERE city = ? AND id = ?", city, id).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	return false, err
}

// next counts up the numbers behind a stem.
func next(ctx context.Context, tx *sql.Tx, city, stem string, first int) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `INSERT INTO numbers VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last`, city, stem, first).Scan(&n)
	return n, err
}

// word is what an id has of a name: its ASCII letters, without their accents and in
// small, and digits; a dash for any others between them.
func word(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(name) {
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r): // an accent, apart from its letter
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	s := b.String()
	if len(s) > longestWord {
		s = strings.TrimRight(s[:longestWord], "-")
	}
	return s
}
