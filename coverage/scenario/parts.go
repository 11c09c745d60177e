package scenario

import (
	"context"
	"errors"

	"lifecircle/coverage"
)

// A Part is one change's own part in the whole.
type Part struct {
	Change Change

	// InOrder is what it adds to the changes before it, Alone what it does to the
	// base by itself: after − before, a row for each of the whole's of which people
	// can be counted. The parts in order add up to the whole.
	InOrder, Alone []Difference

	// NotAlone says why the change means nothing by itself, where it doesn't: it
	// needs one before it.
	NotAlone *FieldError
}

// parts asks for the rows after every change, in order and alone; rows are those of
// the base.
func parts(ctx context.Context, base, changed *coverage.Engine, rows []coverage.Row, changes []Change, q Question) ([]Part, error) {
	out := make([]Part, len(changes))
	from, so := base, rows
	var err error
	for i := range changes {
		out[i].Change = changes[i]
		next := changed
		if i < len(changes)-1 {
			if next, err = step(ctx, from, changes[i]); err != nil {
				return nil, shift(err, i)
			}
		}
		then, err := next.Rows(ctx, q.Query)
		if err != nil {
			return nil, err
		}
		if out[i].InOrder, err = differences(so, then); err != nil {
			return nil, err
		}
		switch {
		case i == 0:
			out[i].Alone = out[i].InOrder
		default:
			if err := out[i].alone(ctx, base, rows, i, q); err != nil {
				return nil, err
			}
		}
		from, so = next, then
	}
	return out, nil
}

// step makes one change, without asking whether what it leaves is sound: the
// whole list was found so.
func step(ctx context.Context, from *coverage.Engine, c Change) (*coverage.Engine, error) {
	d := newDraft(from.City(), []Change{c})
	d.lax = true
	edits, err := d.edits(ctx, []Change{c})
	if err != nil {
		return nil, err
	}
	next, err := from.With(ctx, edits...)
	if err != nil {
		return nil, fieldError(err, []Change{c})
	}
	return next, nil
}

func (p *Part) alone(ctx context.Context, base *coverage.Engine, rows []coverage.Row, index int, q Question) error {
	by, err := step(ctx, base, p.Change)
	var refused *FieldError
	if errors.As(err, &refused) {
		not := *refused
		not.Index, p.NotAlone = index, &not
		return nil
	}
	if err != nil {
		return err
	}
	then, err := by.Rows(ctx, q.Query)
	if err != nil {
		return err
	}
	p.Alone, err = differences(rows, then)
	return err
}
