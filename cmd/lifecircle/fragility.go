package main

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/fragility"
)

func (p *program) fragilityCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "fragility DIR --service ID",
		Short: "Whose coverage hangs on one facility, gate or street, and who has a second",
		Long: `Finds for each open facility, and for the gates, bridges and pieces of street that
matter most, the people who lose coverage if it alone closes; and for each district
the people who have two facilities or more within the limit.`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.String("service", "", "the service (its id)")
	f.Int("level", 0, "only districts of this level")
	f.Int("top", fragility.DefaultTop, "at most so many pieces of street; 0 for none, which is the fastest")
	f.Bool("cells", false, "each place's two nearest facilities, too")
	scopeFlags(f)
	f.String("format", string(answer.Table), "table, json or csv")
	langFlag(f)
	c.RunE = inquiry[fragility.Query]{
		formats: []answer.Format{answer.Table, answer.JSON, answer.CSV},
		read:    readFragility,
		ask: func(ctx context.Context, e *coverage.Engine, q fragility.Query, lang answer.Lang) (document, error) {
			found, err := fragility.Find(ctx, e, q)
			return answer.Fragility{City: e.City(), Lang: lang, Fragility: found}, err
		},
	}.run(p)
	return c
}

func readFragility(f *pflag.FlagSet) (q fragility.Query, err error) {
	if q.Service, _ = f.GetString("service"); q.Service == "" {
		return q, usage("fragility needs --service with the id of a service")
	}
	q.Cells, _ = f.GetBool("cells")
	switch q.Top, _ = f.GetInt("top"); {
	case q.Top < 0 || q.Top > fragility.MaxTop:
		return q, usage("--top %d: give 0 to %d", q.Top, fragility.MaxTop)
	case q.Top == 0:
		q.Top = -1
	}
	q.Scope, err = readScope(f)
	return q, err
}
