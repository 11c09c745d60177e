package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
)

func (p *program) gapsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "gaps DIR (--service ID | --all-of ID,ID…)",
		Short: "Where the people are who are not covered, how many, and why",
		Long: fmt.Sprintf(`Lists the connected areas whose people cannot walk to a service within the
limit, those with most people first: what each is called, by how much it misses,
the cause with its evidence, and what would help. Places that touch (H3 cells) or
are at most %d m apart along the streets (points) are one gap.`, gaps.JoinM),
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.String("service", "", "the service (its id)")
	f.StringArray("all-of", nil, "a bundle instead: people who do not reach every one of these services")
	scopeFlags(f)
	f.String("format", string(answer.Table), "table, json, csv or geojson (the outlines)")
	langFlag(f)
	c.RunE = inquiry[gaps.Query]{
		formats: []answer.Format{answer.Table, answer.JSON, answer.CSV, answer.GeoJSON},
		read:    readGaps,
		ask: func(ctx context.Context, e *coverage.Engine, q gaps.Query, lang answer.Lang) (document, error) {
			gaps, err := gaps.Find(ctx, e, q)
			return answer.Gaps{City: e.City(), Lang: lang, Query: q, Gaps: gaps}, err
		},
	}.run(p)
	return c
}

func readGaps(f *pflag.FlagSet) (q gaps.Query, err error) {
	if q.AllOf, err = readList(f, "all-of"); err != nil {
		return q, err
	}
	q.Service, _ = f.GetString("service")
	switch {
	case q.Service != "" && q.AllOf != nil:
		return q, usage("--service and --all-of: give one of them")
	case q.Service == "" && q.AllOf == nil:
		return q, usage("gaps needs --service with the id of a service, or --all-of with several")
	}
	q.Scope, err = readScope(f)
	return q, err
}
