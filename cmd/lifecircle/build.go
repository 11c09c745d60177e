package main

import (
	"context"

	"github.com/spf13/cobra"

	"lifecircle/api/answer"
	"lifecircle/data/importer"
	"lifecircle/seeds"
)

// version of the program. It is part of every provenance: the same inputs and
// the same version give the same bytes.
const version = "0.1.0"

func (p *program) buildCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "build city.toml",
		Short: "Make a workspace of a manifest and its files",
		Long: `Reads the manifest and the files that it names and makes the workspace
city.lifecircle/ beside it. Only what has changed is imported again. The
workspace lands whole or not at all: after a refusal, an interrupt or a crash,
what was there is as it was.

Prints what was imported, and what was counted and may want a look.`,
		Args: cobra.ExactArgs(1),
	}
	c.Flags().StringVar(&out, "out", "", "the workspace to make (default city.lifecircle beside city.toml)")
	langFlag(c.Flags())
	c.RunE = func(c *cobra.Command, args []string) error {
		lang, err := readLang(c.Flags())
		if err != nil {
			return err
		}
		report, err := p.build(c.Context(), lang, importer.Options{Manifest: args[0], Out: out})
		if err != nil {
			return err
		}
		return writeReport(p.stdout, lang, report, "report.built")
	}
	return c
}

func (p *program) checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check city.toml",
		Short: "Say what build would import and what is doubtful, changing nothing",
		Long: `Reads the manifest and the files that it names as build does, and prints what
it found and what is doubtful. Nothing is changed. What it refuses, build
refuses, and the reverse.`,
		Args: cobra.ExactArgs(1),
	}
	langFlag(c.Flags())
	c.RunE = func(c *cobra.Command, args []string) error {
		lang, err := readLang(c.Flags())
		if err != nil {
			return err
		}
		progress := p.startProgress(lang)
		report, err := importer.Check(c.Context(), importer.Options{
			Manifest: args[0], Seeds: seeds.FS, Engine: version, Progress: progress.report,
		})
		progress.end()
		if report == nil || report.City == "" {
			return err // refused before there was anything to report
		}
		ending := "report.checked"
		if err != nil {
			ending = "report.refused"
		}
		if writing := writeReport(p.stdout, lang, report, ending); writing != nil {
			return writing
		}
		return err
	}
	return c
}

// build imports with what the program has: its seeds, its version, its progress.
func (p *program) build(ctx context.Context, lang answer.Lang, opts importer.Options) (*importer.Report, error) {
	progress := p.startProgress(lang)
	defer progress.end()
	opts.Seeds, opts.Engine, opts.Progress = seeds.FS, version, progress.report
	return importer.Build(ctx, opts)
}
