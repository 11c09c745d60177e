package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"lifecircle/api/answer"
	"lifecircle/coverage"
)

func (p *program) accessCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "access DIR",
		Short: "How every place and facility joins the streets, to be drawn",
		Long: `Prints a line for every place of demand and every facility: the straight leg
to the street that it joins, and what barrier the leg had to cross where there
was no other way. Those with several entrances have a line for each.`,
		Args: cobra.ExactArgs(1),
	}
	c.Flags().String("format", string(answer.GeoJSON), "geojson, csv or json")
	c.RunE = func(c *cobra.Command, args []string) error {
		format, err := readFormat(c.Flags(), answer.GeoJSON, answer.CSV, answer.JSON)
		if err != nil {
			return err
		}
		return p.tell(c.Context(), args[0], answer.EN, func(ctx context.Context, e *coverage.Engine) (writer, error) {
			links, err := e.AccessLegs(ctx)
			a := answer.Access{City: e.City(), Links: links}
			return func(w io.Writer) error { return a.Write(w, format) }, err
		}, nil)
	}
	return c
}
