package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/data/manifest"
)

func (p *program) whatifCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "whatif DIR CHANGES",
		Short: "What changes would do: new facilities, closed ones, streets, people",
		Long: `Reads a file of changes (TOML or JSON), applies them to the workspace DIR, which
stays as it is, and prints the coverage before and after: who gains and who loses
where, which verdicts flip, what becomes of the gaps, and each change's own part.
The answer is that of the same city built with these changes, to the byte.`,
		Args: cobra.ExactArgs(2),
	}
	f := c.Flags()
	queryFlags(f)
	f.Bool("no-gaps", false, "leave out what becomes of the gaps")
	f.Bool("no-each", false, "leave out each change's own part")
	f.String("format", string(answer.Table), "table, json or csv (the difference)")
	langFlag(f)
	c.RunE = func(c *cobra.Command, args []string) error {
		f := c.Flags()
		lang, err := readLang(f)
		if err != nil {
			return err
		}
		format, err := readFormat(f, answer.Table, answer.JSON, answer.CSV)
		if err != nil {
			return err
		}
		var q scenario.Question
		if err := readQuery(f, &q.Query); err != nil {
			return err
		}
		noGaps, _ := f.GetBool("no-gaps")
		noEach, _ := f.GetBool("no-each")
		q.Gaps, q.Each = !noGaps, !noEach
		changes, err := readChanges(args[1])
		if err != nil {
			return err
		}
		return p.tell(c.Context(), args[0], lang, func(ctx context.Context, e *coverage.Engine) (writer, error) {
			effect, err := scenario.WhatIf(ctx, e, changes.Changes, q)
			if err != nil {
				return nil, changes.Refuse(err)
			}
			said := answer.WhatIf{City: e.City(), Lang: lang, Changes: changes.Changes, Effect: effect}
			return func(w io.Writer) error { return said.Write(w, format) }, nil
		}, nil)
	}
	return c
}

// readChanges reads a change file; "-" is standard input.
func readChanges(path string) (*manifest.ChangeFile, error) {
	data, err := readBounded(path, manifest.MaxChangesBytes, "give a file of changes")
	if err != nil {
		return nil, err
	}
	return manifest.ReadChanges(path, data)
}
