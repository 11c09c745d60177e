package main

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/itinerary"
)

func (p *program) walkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "walk DIR (--from LON,LAT | --place ID) (--service ID | --to LON,LAT)",
		Short: "One walk, leg by leg, and why it is not within the limit",
		Long: `Prints one walk as an itinerary: from a point or a place of demand to the
nearest facility of a service, or to a point. Each leg has its metres and
seconds; then comes whether the walk is within the limit and, where it is not,
why: the cause and its evidence.`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.String("from", "", "where the walk starts: longitude,latitude")
	f.String("place", "", "the place of demand where the walk starts (its id)")
	f.String("service", "", "the service whose nearest facility is walked to (its id)")
	f.String("to", "", "where the walk leads: longitude,latitude")
	f.Float64("minutes", 0, "the walking limit (default the service's own, or 15)")
	scopeFlags(f, "group", "area", "weight", "district", "level") // a walk counts nobody
	f.String("format", string(answer.Text), "text, json or geojson")
	langFlag(f)
	c.RunE = inquiry[itinerary.Query]{
		formats: []answer.Format{answer.Text, answer.JSON, answer.GeoJSON},
		read:    readWalk,
		ask: func(ctx context.Context, e *coverage.Engine, q itinerary.Query, lang answer.Lang) (document, error) {
			walk, err := itinerary.Find(ctx, e, q)
			if err != nil {
				return nil, err
			}
			return answer.Walk{City: e.City(), Lang: lang, Walk: *walk}, nil
		},
	}.run(p)
	return c
}

func readWalk(f *pflag.FlagSet) (q itinerary.Query, err error) {
	for _, pair := range [][2]string{{"from", "place"}, {"service", "to"}} {
		switch one, other := f.Changed(pair[0]), f.Changed(pair[1]); {
		case one && other:
			return q, usage("--%s and --%s: give one of them", pair[0], pair[1])
		case !one && !other:
			return q, usage("a walk needs --%s or --%s", pair[0], pair[1])
		}
	}
	if q.From, err = readPoint(f, "from"); err != nil {
		return q, err
	}
	if q.To, err = readPoint(f, "to"); err != nil {
		return q, err
	}
	for _, name := range []string{"place", "service", "profile", "private"} {
		if text, _ := f.GetString(name); f.Changed(name) && text == "" {
			return q, usage("--%s: it is empty", name)
		}
	}
	q.Place, _ = f.GetString("place")
	q.Service, _ = f.GetString("service")
	q.Scope, err = readScope(f)
	return q, err
}
