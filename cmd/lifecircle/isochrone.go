package main

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/ground"
	"lifecircle/coverage/isochrone"
)

func (p *program) isochroneCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "isochrone DIR (--from LON,LAT | --facility ID,ID… | --service ID)",
		Short: "What lies within a walk: the streets and the ground around them, and the people",
		Long: fmt.Sprintf(`Draws what lies within a walk of points, of facilities, or of all open facilities
of a service, for several limits at once: the ground within %d m of the streets
reached, or within what time is left, not beyond water, railways, motorways and
walls. The table has the people who walk there within the limit, counted as
coverage counts them; --format geojson has the shapes, and with --lines the streets.`, ground.Most),
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.StringArray("from", nil, "a point to be around: longitude,latitude (may be repeated)")
	f.StringArray("facility", nil, "facilities to be around (their ids)")
	f.String("service", "", "the service whose open facilities to be around (its id)")
	f.StringArray("minutes", nil, "walking limits (default 5,10,15)")
	f.String("mode", string(isochrone.ModeCumulative), "cumulative, or bands: what each limit adds to the one before")
	f.String("direction", string(isochrone.DirectionTo), "to: who walks there; from: where one walks from there")
	f.Bool("merge", false, "one shape a limit around all, instead of one each")
	f.Bool("lines", false, "the reached streets, too")
	f.String("profile", "", "how people walk: standard, senior, wheelchair … (default the service's own, or standard)")
	f.String("group", "", "count people of this group alone, such as age_60_plus (default everybody)")
	f.String("area", "", "all, urban or rural (default all)")
	scopeFlags(f)
	f.String("format", string(answer.Table), "table or geojson")
	langFlag(f)
	c.RunE = inquiry[isochrone.Query]{
		formats: []answer.Format{answer.Table, answer.GeoJSON},
		read:    readIsochrone,
		ask: func(ctx context.Context, e *coverage.Engine, q isochrone.Query, lang answer.Lang) (document, error) {
			found, err := isochrone.Find(ctx, e, q)
			if err != nil {
				return nil, err
			}
			return answer.Isochrones{City: e.City(), Lang: lang, Isochrones: *found}, nil
		},
	}.run(p)
	return c
}

func readIsochrone(f *pflag.FlagSet) (q isochrone.Query, err error) {
	given := 0
	for _, name := range []string{"from", "facility", "service"} {
		if f.Changed(name) {
			given++
		}
	}
	if given != 1 {
		return q, usage("an isochrone needs one of --from, --facility and --service")
	}
	if q.Points, err = readPoints(f, "from"); err != nil {
		return q, err
	}
	if q.Facilities, err = readList(f, "facility"); err != nil {
		return q, err
	}
	if q.Limits, err = readLimits(f); err != nil {
		return q, err
	}
	for _, name := range []string{"service", "profile", "private"} {
		if text, _ := f.GetString(name); f.Changed(name) && text == "" {
			return q, usage("--%s: it is empty", name)
		}
	}
	text := func(name string) string { v, _ := f.GetString(name); return v }
	if q.Scope, err = readScope(f); err != nil {
		return q, err
	}
	q.Service = text("service")
	q.Mode, q.Direction = isochrone.Mode(text("mode")), isochrone.Direction(text("direction"))
	q.Merge, _ = f.GetBool("merge")
	q.Lines, err = f.GetBool("lines")
	return q, err
}

// readPoints reads a flag that may be repeated, a point each.
func readPoints(f *pflag.FlagSet, name string) ([]orb.Point, error) {
	texts, err := f.GetStringArray(name)
	if err != nil {
		return nil, err
	}
	var out []orb.Point
	for _, text := range texts {
		point, err := parsePoint(name, text)
		if err != nil {
			return nil, err
		}
		out = append(out, point)
	}
	return out, nil
}
