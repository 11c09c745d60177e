package scenario

import (
	"context"
	"errors"

	"lifecircle/coverage"
)

// Rebase asks which of the changes of a scenario still apply to a base that was
// built again. Those that do are returned in their order, and are sound together;
// the others each with why not, their Index as in changes. Only ctx's errors are
// errors.
func Rebase(ctx context.Context, base *coverage.Engine, changes []Change) (applies []Change, dropped []*FieldError, err error) {
	applies = append([]Change(nil), changes...)
	index := make([]int, len(changes)) // of what applies, in changes
	for i := range index {
		index[i] = i
	}
	for {
		_, err := Apply(ctx, base, applies)
		if err == nil {
			return applies, dropped, nil
		}
		var refused *FieldError
		if !errors.As(err, &refused) || refused.Index < 0 || refused.Index >= len(applies) {
			return nil, nil, err
		}
		// The first alone: what hangs on it is refused in turn.
		first := *refused
		at := first.Index
		first.Index = index[at]
		dropped = append(dropped, &first)
		applies = append(applies[:at], applies[at+1:]...)
		index = append(index[:at], index[at+1:]...)
	}
}
