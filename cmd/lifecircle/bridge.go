package main

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/bridge"
)

func (p *program) bridgeCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "bridge DIR --service ID",
		Short: "From what a circle says to what the walk says, step by step",
		Long: `Leads from the people within a straight line to those who can walk to a service
within the limit, step by step: who joins a street, the streets, residents'
streets, waits and stairs, and who is counted. The changes add up exactly.`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.String("service", "", "the service (its id)")
	f.String("district", "", `only this district (its code; "" is those in no district)`)
	scopeFlags(f)
	f.String("format", string(answer.Table), "table, json or csv")
	langFlag(f)
	c.RunE = inquiry[bridge.Query]{
		formats: []answer.Format{answer.Table, answer.JSON, answer.CSV},
		read:    readBridge,
		ask: func(ctx context.Context, e *coverage.Engine, q bridge.Query, lang answer.Lang) (document, error) {
			steps, err := bridge.Find(ctx, e, q)
			return answer.Bridge{City: e.City(), Lang: lang, Query: q, Steps: steps}, err
		},
	}.run(p)
	return c
}

func readBridge(f *pflag.FlagSet) (q bridge.Query, err error) {
	if q.Service, _ = f.GetString("service"); q.Service == "" {
		return q, usage("bridge needs --service with the id of a service")
	}
	q.Scope, err = readScope(f)
	return q, err
}
