package main

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/geo/streets"
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
	f.Int("level", 0, "the level of the district, where several have its code")
	f.String("group", "", "people of this group, such as age_60_plus (default the service's own)")
	f.String("area", "", "all, urban or rural (default the service's own)")
	f.Float64("minutes", 0, "the walking limit (default the service's own)")
	f.String("profile", "", "how people walk: standard, senior, wheelchair … (default the service's own)")
	f.String("private", "", "residents' streets: closed, residents or open (default as the city was built)")
	f.String("format", string(answer.Table), "table, json or csv")
	langFlag(f)
	c.RunE = inquiry[coverage.BridgeQuery]{
		formats: []answer.Format{answer.Table, answer.JSON, answer.CSV},
		read:    readBridge,
		ask: func(ctx context.Context, e *coverage.Engine, q coverage.BridgeQuery, lang answer.Lang) (document, error) {
			steps, err := e.Bridge(ctx, q)
			return answer.Bridge{City: e.City(), Lang: lang, Query: q, Steps: steps}, err
		},
	}.run(p)
	return c
}

func readBridge(f *pflag.FlagSet) (q coverage.BridgeQuery, err error) {
	if q.Service, _ = f.GetString("service"); q.Service == "" {
		return q, usage("bridge needs --service with the id of a service")
	}
	if f.Changed("district") {
		code, _ := f.GetString("district")
		q.District = &code
	}
	if f.Changed("level") {
		level, _ := f.GetInt("level")
		q.Level = &level
	}
	q.Group, _ = f.GetString("group")
	area, _ := f.GetString("area")
	q.Area = coverage.Area(area)
	q.Profile, _ = f.GetString("profile")
	private, _ := f.GetString("private")
	q.Private = streets.Private(private)
	q.Minutes, err = readMinutes(f)
	return q, err
}
