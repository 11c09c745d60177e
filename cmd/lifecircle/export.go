package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage/layers"
	"lifecircle/data/export"
	"lifecircle/data/finding"
	"lifecircle/geo"
)

// An exporting is what the flags of export say.
type exporting struct {
	layer    layers.ID
	format   export.Format
	out      string
	services []string
	options  export.Options
	lang     answer.Lang
}

func (p *program) exportCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "export DIR",
		Short: "Write a layer of the workspace as a file for other programs",
		Long: `Writes a layer of the workspace DIR as a file, whole or not at all.

  lifecircle export city.lifecircle --layer districts --out districts.gpkg
  lifecircle export city.lifecircle --layer cells --format csv --encoding gb18030 --out cells.csv

Layers: ` + strings.Join(layerNames(), ", ") + `.
Formats: ` + strings.Join(exportFormats(), ", ") + ` (a Shapefile comes zipped).`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.String("layer", "", "which layer: "+strings.Join(layerNames(), ", "))
	f.String("format", "", "which format: "+strings.Join(exportFormats(), ", ")+" (default by what FILE ends with)")
	f.String("out", "", "the file to write")
	f.StringArray("service", nil, "only the columns of these services (ids, joined by commas or repeated)")
	f.String("encoding", string(export.UTF8), "of a csv: utf-8 or gb18030")
	f.String("crs", "EPSG:4326", "EPSG:4326, EPSG:4490 (CGCS2000) or GCJ-02; GeoJSON is EPSG:4326 alone")
	langFlag(f)
	c.RunE = func(c *cobra.Command, args []string) error {
		e, err := readExport(c.Flags())
		if err != nil {
			return err
		}
		return p.export(c.Context(), args[0], e)
	}
	return c
}

func layerNames() []string {
	var names []string
	for _, id := range layers.IDs() {
		names = append(names, string(id))
	}
	return names
}

func exportFormats() []string {
	var names []string
	for _, k := range export.Kinds() {
		names = append(names, string(k.Format))
	}
	return append(names, string(pmtilesFormat))
}

// readExport reads what needs no city to be judged.
func readExport(f *pflag.FlagSet) (e exporting, err error) {
	text := func(name string) string { s, _ := f.GetString(name); return s }
	e.layer, e.format, e.out = layers.ID(text("layer")), export.Format(text("format")), text("out")
	if e.lang, err = readLang(f); err != nil {
		return e, err
	}
	if e.services, err = readList(f, "service"); err != nil {
		return e, err
	}
	switch {
	case e.layer == "":
		return e, usage("--layer: say which of %s", strings.Join(layerNames(), ", "))
	case e.out == "":
		return e, usage("--out: say which file to write")
	case e.format == "":
		if e.format = byExtension(e.out); e.format == "" {
			return e, usage("--out %q: its ending is of no format: give one of %s with --format", e.out, strings.Join(exportFormats(), ", "))
		}
	}
	e.options = export.Options{Encoding: export.Encoding(strings.ToLower(text("encoding"))), Lang: string(e.lang), Words: answer.Words(e.lang)}
	var known bool
	if e.options.Datum, known = geo.ParseDatum(text("crs")); !known {
		return e, usage("--crs %q: write EPSG:4326, EPSG:4490 or GCJ-02", text("crs"))
	}
	if e.format == pmtilesFormat {
		return e, checkTiles(f, e)
	}
	if _, known := export.KindOf(e.format); !known {
		return e, usage("--format %q: write %s", e.format, strings.Join(exportFormats(), ", "))
	}
	if err := export.Check(e.format, e.options); err != nil {
		if wrong := new(finding.Refusal); errors.As(err, &wrong) {
			return e, usage("--%s %q: %s", wrong.Field, wrong.Value, wrong.Problem)
		}
		return e, err
	}
	if info, err := os.Stat(e.out); err == nil && info.IsDir() {
		return e, &finding.Refusal{Kind: finding.ErrInvalid, File: e.out, Problem: "is a folder: give --out a file"}
	}
	return e, nil
}

// byExtension returns the format that a file's name says, or "".
func byExtension(path string) export.Format {
	for _, k := range export.Kinds() {
		if strings.HasSuffix(strings.ToLower(path), k.Extension) {
			return k.Format
		}
	}
	if strings.HasSuffix(strings.ToLower(path), pmtilesExtension) {
		return pmtilesFormat
	}
	return ""
}

// export writes a layer and says how much there was of it.
func (p *program) export(ctx context.Context, dir string, e exporting) error {
	n, err := p.exportLayer(ctx, dir, e)
	if err == nil && !p.quiet {
		fmt.Fprintln(p.stderr, answer.Say(e.lang, "export.done", "n", strconv.Itoa(n), "layer", string(e.layer), "file", e.out))
	}
	return err
}

func (p *program) exportLayer(ctx context.Context, dir string, e exporting) (features int, err error) {
	progress := p.startProgress(e.lang)
	defer progress.end()
	progress.report(stageOpen, 0, 0)
	content, engine, err := host.Open(ctx, dir)
	if err != nil {
		return 0, err
	}
	defer content.Close()
	progress.report(stageCompute, 0, 0)
	if e.format == pmtilesFormat {
		return exportTiles(ctx, engine, e.layer, e.out, e.lang)
	}
	table, err := export.Open(ctx, layers.Of(engine), e.layer, e.services)
	if err != nil {
		return 0, err
	}
	e.options.Attribution = answer.ProvenanceOf(content.City).Attribution
	return table.Layer.Count, export.File(ctx, e.out, e.format, table, e.options)
}
