package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/geo/streets"
)

// A question is what the flags of coverage say.
type question struct {
	query      coverage.Query
	cells      bool
	format     answer.Format
	layout     answer.Layout
	lang       answer.Lang
	provenance string // file, or empty
}

func (p *program) coverageCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "coverage DIR",
		Short: "Who can walk to each service within its limit, by district",
		Long: `Prints, for every service of the workspace DIR and every district, how many
people can walk there within the limit, against the target.

Only the answer goes to standard output. Where it came from, with whom to
credit, is in the table and the JSON, and goes to --provenance FILE beside a CSV.`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	queryFlags(f)
	f.Bool("cells", false, "a row per place of demand instead: its walk to the nearest facility")
	f.String("format", string(answer.Table), "table, text, json, csv or geojson")
	f.String("layout", string(answer.Wide), "GeoJSON with a feature per district (wide) or per row (long)")
	f.String("provenance", "", "write where the answer comes from to this file (.json, else text)")
	langFlag(f)
	c.RunE = func(c *cobra.Command, args []string) error {
		q, err := readQuestion(c.Flags())
		if err != nil {
			return err
		}
		return p.answer(c.Context(), args[0], q)
	}
	return c
}

// queryFlags say what rows of coverage are asked.
func queryFlags(f *pflag.FlagSet) {
	f.StringArray("service", nil, "only these services (ids, joined by commas or repeated)")
	f.String("district", "", `only this district (its code; "" is those in no district)`)
	f.Int("level", 0, "only districts of this level")
	f.StringArray("all-of", nil, "people who reach every one of these services")
	f.StringArray("mean-of", nil, "the mean of these services' coverage")
	f.StringArray("minutes", nil, "walking limits, such as 5,10,15 (default the service's own)")
	f.StringArray("private", nil, "residents' streets: closed, residents or open, joined by commas for an answer each (default as the city was built)")
	scopeFlags(f)
}

func langFlag(f *pflag.FlagSet) {
	f.String("lang", string(answer.EN), "language of words and names: zh or en")
}

func readLang(f *pflag.FlagSet) (answer.Lang, error) {
	lang, err := f.GetString("lang")
	if err == nil && !slices.Contains(answer.Langs, answer.Lang(lang)) {
		err = usage("--lang %q: write zh or en", lang)
	}
	return answer.Lang(lang), err
}

// readQuestion reads what needs no city to be judged.
func readQuestion(f *pflag.FlagSet) (q question, err error) {
	text := func(name string) string { s, _ := f.GetString(name); return s }
	q.format, q.layout, q.provenance = answer.Format(text("format")), answer.Layout(text("layout")), text("provenance")
	q.cells, _ = f.GetBool("cells")
	if q.lang, err = readLang(f); err != nil {
		return q, err
	}
	switch {
	case !slices.Contains([]answer.Format{answer.Table, answer.Text, answer.JSON, answer.CSV, answer.GeoJSON}, q.format):
		return q, usage("--format %q: write table, text, json, csv or geojson", q.format)
	case q.layout != answer.Wide && q.layout != answer.Long:
		return q, usage("--layout %q: write wide or long", q.layout)
	case f.Changed("layout") && (q.format != answer.GeoJSON || q.cells):
		return q, usage("--layout is for rows as --format geojson")
	case q.cells && q.format == answer.Text:
		return q, usage("--format text: cells have table, json, csv and geojson")
	}
	if q.cells {
		for _, name := range []string{"all-of", "mean-of", "group", "area", "weight"} {
			if f.Changed(name) {
				return q, usage("--%s does not go with --cells: cells are walks, whoever lives there", name)
			}
		}
	}
	return q, readQuery(f, &q.query)
}

func readQuery(f *pflag.FlagSet, q *coverage.Query) (err error) {
	if q.Services, err = readList(f, "service"); err != nil {
		return err
	}
	if q.AllOf, err = readList(f, "all-of"); err != nil {
		return err
	}
	if q.MeanOf, err = readList(f, "mean-of"); err != nil {
		return err
	}
	if q.Limits, err = readLimits(f); err != nil {
		return err
	}
	if q.Scope, err = readScope(f); err != nil {
		return err
	}
	treatments, err := readList(f, "private")
	for _, t := range treatments {
		q.Treatments = append(q.Treatments, streets.Private(t))
	}
	return err
}

// readList reads a flag that takes a list, joined by commas or repeated.
func readList(f *pflag.FlagSet, name string) ([]string, error) {
	given, err := f.GetStringArray(name)
	if err != nil || !f.Changed(name) {
		return nil, err
	}
	if len(given) == 0 {
		return nil, usage("--%s: an entry is empty", name)
	}
	var list []string
	for _, one := range given {
		for _, s := range strings.Split(one, ",") {
			if s = strings.TrimSpace(s); s == "" {
				return nil, usage("--%s %q: an entry is empty", name, one)
			}
			list = append(list, s)
		}
	}
	return list, nil
}

// answer opens a workspace, asks it and writes what it says.
func (p *program) answer(ctx context.Context, dir string, q question) error {
	return p.tell(ctx, dir, q.lang, q.compute, func(city *coverage.City) error {
		if q.provenance == "" {
			return nil
		}
		return writeProvenance(city, q)
	})
}

// compute returns how to write the answer.
func (q question) compute(ctx context.Context, engine *coverage.Engine) (writer, error) {
	if q.cells {
		cells, err := engine.Cells(ctx, q.query)
		answered := answer.Cells{City: engine.City(), Lang: q.lang, Cells: cells, Profile: q.query.Profile}
		if len(q.query.Treatments) > 0 {
			answered.Private = q.query.Treatments[0]
		}
		return func(w io.Writer) error { return answered.Write(w, q.format) }, err
	}
	rows, err := engine.Rows(ctx, q.query)
	answered := answer.Rows{City: engine.City(), Lang: q.lang, Rows: rows, Layout: q.layout}
	return func(w io.Writer) error { return answered.Write(w, q.format) }, err
}

func writeProvenance(city *coverage.City, q question) error {
	format := answer.Text
	if strings.EqualFold(filepath.Ext(q.provenance), ".json") {
		format = answer.JSON
	}
	file, err := os.Create(q.provenance)
	if err != nil {
		return &finding.Refusal{Kind: finding.ErrMissing, File: q.provenance, Cause: finding.Bare(err),
			Problem: "cannot be written: give --provenance a file in a folder that exists and that you may write to"}
	}
	err = answer.ProvenanceOf(city).Write(file, format, q.lang)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
