package main

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/siting"
)

func (p *program) linksCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "links DIR --service ID",
		Short: "Which single gate, crossing or footbridge would bring most people within the limit",
		Long: `Looks for gates to open, crossings of roads and footbridges between street nodes that
are near each other and far to walk, and lists those that alone bring most people to
the facilities there are: exactly, by the what-if engine.`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.StringArray("service", nil, "a service (its id); several are all to be reached")
	f.Bool("gates", false, "gates: walls with a street on either side, and residents' streets")
	f.Bool("crossings", false, "crossings of roads")
	f.Float64("bridges-m", 0, "footbridges at most so long, metres (none of the three: all, bridges of 150 m)")
	f.Int("top", siting.DefaultLinks, "at most so many")
	scopeFlags(f)
	f.String("format", string(answer.Table), "table, json, csv or geojson")
	langFlag(f)
	c.RunE = inquiry[siting.LinkQuery]{
		formats: []answer.Format{answer.Table, answer.JSON, answer.CSV, answer.GeoJSON},
		read:    readLinks,
		ask: func(ctx context.Context, e *coverage.Engine, q siting.LinkQuery, lang answer.Lang) (document, error) {
			links, err := siting.RankLinks(ctx, e, q)
			return answer.RankedLinks{City: e.City(), Lang: lang, Query: q, Links: links}, err
		},
	}.run(p)
	return c
}

func readLinks(f *pflag.FlagSet) (q siting.LinkQuery, err error) {
	if q.Services, err = readList(f, "service"); err != nil {
		return q, err
	}
	if len(q.Services) == 0 {
		return q, usage("links needs --service with the id of a service")
	}
	q.Gates, _ = f.GetBool("gates")
	q.Crossings, _ = f.GetBool("crossings")
	if q.BridgesM, _ = f.GetFloat64("bridges-m"); q.BridgesM < 0 || q.BridgesM > siting.LongestBridge {
		return q, usage("--bridges-m %v: give 0 to %d", q.BridgesM, siting.LongestBridge)
	}
	q = q.OrAll()
	if q.Top, _ = f.GetInt("top"); q.Top < 1 || q.Top > siting.MostLinks {
		return q, usage("--top %d: give 1 to %d", q.Top, siting.MostLinks)
	}
	q.Scope, err = readScope(f)
	return q, err
}
