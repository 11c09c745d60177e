package main

import (
	"bufio"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage"
	"lifecircle/data/workspace"
)

// A writer writes an answer; it reads the workspace, which must be open.
type writer func(io.Writer) error

// A compute asks the engine and returns how to write what it says.
type compute func(context.Context, *coverage.Engine) (writer, error)

// tell opens a workspace, asks it and writes what it says. Before that, ready is
// given the city; nil is nothing to do.
func (p *program) tell(ctx context.Context, dir string, lang answer.Lang, ask compute, ready func(*coverage.City) error) error {
	content, write, err := p.ask(ctx, dir, lang, ask)
	if err != nil {
		return err
	}
	defer content.Close()
	if ready != nil {
		if err := ready(content.City); err != nil {
			return err
		}
	}
	w := bufio.NewWriterSize(p.stdout, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

// ask computes an answer and returns how to write it while the content is open.
func (p *program) ask(ctx context.Context, dir string, lang answer.Lang, ask compute) (content *workspace.Content, write writer, err error) {
	progress := p.startProgress(lang)
	defer progress.end()
	progress.report(stageOpen, 0, 0)
	content, engine, err := host.Open(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	progress.report(stageCompute, 0, 0)
	if write, err = ask(ctx, engine); err != nil {
		content.Close()
		return nil, nil, err
	}
	return content, write, nil
}

// A document is an answer that writes itself in a format.
type document interface {
	Write(w io.Writer, f answer.Format) error
}

// An inquiry is a command that reads flags, asks a workspace and writes what it
// says in one of some formats.
type inquiry[Q any] struct {
	formats []answer.Format
	read    func(*pflag.FlagSet) (Q, error)
	ask     func(context.Context, *coverage.Engine, Q, answer.Lang) (document, error)
}

// run is the command's RunE.
func (q inquiry[Q]) run(p *program) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		lang, err := readLang(c.Flags())
		if err != nil {
			return err
		}
		format, err := readFormat(c.Flags(), q.formats...)
		if err != nil {
			return err
		}
		asked, err := q.read(c.Flags())
		if err != nil {
			return err
		}
		return p.tell(c.Context(), args[0], lang, func(ctx context.Context, e *coverage.Engine) (writer, error) {
			said, err := q.ask(ctx, e, asked, lang)
			if err != nil {
				return nil, err
			}
			return func(w io.Writer) error { return said.Write(w, format) }, nil
		}, nil)
	}
}

// readFormat reads --format, one of those that the command has.
func readFormat(f *pflag.FlagSet, have ...answer.Format) (answer.Format, error) {
	name, err := f.GetString("format")
	format := answer.Format(name)
	if err == nil && !slices.Contains(have, format) {
		names := make([]string, len(have))
		for i, h := range have {
			names[i] = string(h)
		}
		last := len(names) - 1
		err = usage("--format %q: write %s or %s", name, strings.Join(names[:last], ", "), names[last])
	}
	return format, err
}

// readPoint reads a flag that is a point, longitude first; nil where it is not
// given.
func readPoint(f *pflag.FlagSet, name string) (*orb.Point, error) {
	if !f.Changed(name) {
		return nil, nil
	}
	text, err := f.GetString(name)
	if err != nil {
		return nil, err
	}
	point, err := parsePoint(name, text)
	if err != nil {
		return nil, err
	}
	return &point, nil
}

// parsePoint reads what a flag says, longitude first.
func parsePoint(name, text string) (orb.Point, error) {
	lon, lat, two := strings.Cut(text, ",")
	x, wrongX := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	y, wrongY := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	// Written so that what is no number is refused too.
	if !two || wrongX != nil || wrongY != nil || !(x >= -180 && x <= 180 && y >= -90 && y <= 90) {
		return orb.Point{}, usage("--%s %q: write longitude and latitude in degrees, such as 121.4737,31.2304", name, text)
	}
	return orb.Point{x, y}, nil
}
