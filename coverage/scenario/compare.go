package scenario

import (
	"context"
	"fmt"

	"lifecircle/coverage"
)

// A Named is a city that is compared with others of the same base.
type Named struct {
	Name   string
	Engine *coverage.Engine
}

// A Comparison is the rows of several cities side by side.
type Comparison struct {
	Names []string
	Rows  [][]coverage.Row // by question, then by city, the base first
	Less  [][]Difference   // by question, then by city but the base: that city's row less the base's
}

// Compare answers one question for a base and cities that changes made of it. The
// errors are [coverage.QueryError] and ctx's.
func Compare(ctx context.Context, base *coverage.Engine, q coverage.Query, others ...Named) (*Comparison, error) {
	first, err := base.Rows(ctx, q)
	if err != nil {
		return nil, err
	}
	c := &Comparison{Rows: make([][]coverage.Row, len(first)), Less: make([][]Difference, len(first))}
	for i, r := range first {
		c.Rows[i] = []coverage.Row{r}
	}
	for _, o := range others {
		rows, err := o.Engine.Rows(ctx, q)
		if err != nil {
			return nil, err
		}
		less, err := differences(first, rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.Name, err)
		}
		c.Names = append(c.Names, o.Name)
		for i := range rows {
			c.Rows[i], c.Less[i] = append(c.Rows[i], rows[i]), append(c.Less[i], less[i])
		}
	}
	return c, nil
}
