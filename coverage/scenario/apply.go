package scenario

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// Apply opens the city that changes make of a base, which stays as it is. The
// errors are [FieldError]s, joined, and ctx's; where there is one, nothing is
// opened.
func Apply(ctx context.Context, base *coverage.Engine, changes []Change) (*coverage.Engine, error) {
	return Extend(ctx, base, base, changes, 0)
}

// Extend is [Apply] where the city of the first few changes is at hand: from is
// what Apply made of changes[:have].
func Extend(ctx context.Context, base, from *coverage.Engine, changes []Change, have int) (*coverage.Engine, error) {
	if have == len(changes) {
		return from, nil
	}
	d := newDraft(from.City(), changes[have:])
	d.open(changes)
	edits, err := d.edits(ctx, changes[have:])
	if err != nil {
		return nil, shift(err, have)
	}
	edits[len(edits)-1].Hash = Hash(base.City().Provenance.Hash, changes)
	out, err := from.With(ctx, edits...)
	if err != nil {
		return nil, shift(fieldError(err, changes[have:]), have)
	}
	return out, nil
}

// Hash returns the hash of the city that changes make of one of the given hash:
// over all that its answers depend on, hexadecimal. No changes are the city
// itself.
func Hash(city string, changes []Change) string {
	if len(changes) == 0 {
		return city
	}
	sum := sha256.New()
	sum.Write([]byte(city + "\n"))
	sum.Write(Encode(changes))
	return hex.EncodeToString(sum.Sum(nil))
}

// fieldError turns an error of the engine into one of the change.
func fieldError(err error, changes []Change) error {
	var edit *coverage.EditError
	if !errors.As(err, &edit) || edit.Index < 0 || edit.Index >= len(changes) {
		return err
	}
	c := &changes[edit.Index]
	out := &FieldError{Index: edit.Index, Kind: c.Kind, Why: edit.Why}
	var street *streets.EditError
	if errors.As(err, &street) {
		out.Field, out.Why = street.Field, street.Why
		out.Value = valueOf(c, street.Field)
	}
	return out
}

// valueOf shows what a change gives for a field.
func valueOf(c *Change, name string) string {
	f := formOf(c.Kind)
	if f == nil {
		return ""
	}
	for _, known := range f.names() {
		if known == name {
			if v := fieldOf(name).write(c); v != nil {
				return shown(v)
			}
		}
	}
	return ""
}

// shift moves the indices of errors behind the changes that were made before.
func shift(err error, by int) error {
	if by == 0 {
		return err
	}
	list := FieldErrors(err)
	if list == nil {
		return err
	}
	out := make([]error, len(list))
	for i, e := range list {
		moved := *e
		moved.Index += by
		out[i] = &moved
	}
	return errors.Join(out...)
}
