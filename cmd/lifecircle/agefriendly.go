package main

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
)

func (p *program) ageFriendlyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "age-friendly DIR --service ID",
		Short: "Who loses a service to stairs, slopes and crossings, and what to mend first",
		Long: `Compares who can walk to a service by the standard profile with who can by
others, senior and wheelchair unless asked otherwise. The people lost to stairs,
to slopes, to crossings and to surfaces are counted apart, and the pieces of
street whose mending gives most people back are listed, most first.`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.String("service", "", "the service (its id)")
	f.String("base", "", "the profile that the others are compared with (default standard)")
	f.StringArray("profiles", nil, "profiles to compare (default senior,wheelchair)")
	scopeFlags(f, "profile") // several are compared
	f.Int("pieces", 0, "at most so many pieces of street per profile (default 20)")
	f.String("format", string(answer.Table), "table, json or geojson (the pieces as lines)")
	langFlag(f)
	c.RunE = inquiry[agefriendly.Query]{
		formats: []answer.Format{answer.Table, answer.JSON, answer.GeoJSON},
		read:    readAgeFriendly,
		ask: func(ctx context.Context, e *coverage.Engine, q agefriendly.Query, lang answer.Lang) (document, error) {
			found, err := agefriendly.Find(ctx, e, q)
			if err != nil {
				return nil, err
			}
			return answer.AgeFriendly{City: e.City(), Lang: lang, Scope: q.Scope, AgeFriendly: *found}, nil
		},
	}.run(p)
	return c
}

func readAgeFriendly(f *pflag.FlagSet) (q agefriendly.Query, err error) {
	if q.Service, _ = f.GetString("service"); q.Service == "" {
		return q, usage("age-friendly needs --service with the id of a service")
	}
	if q.Profiles, err = readList(f, "profiles"); err != nil {
		return q, err
	}
	q.Base, _ = f.GetString("base")
	q.Pieces, _ = f.GetInt("pieces")
	if f.Changed("pieces") && q.Pieces < 1 {
		return q, usage("--pieces %d: give at least 1", q.Pieces)
	}
	q.Scope, err = readScope(f)
	return q, err
}
