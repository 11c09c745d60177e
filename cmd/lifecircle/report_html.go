package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/api/report"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/wholefile"
	"lifecircle/data/workspace"
)

// A paper is what the flags of report say.
type paper struct {
	services    []string
	scope       coverage.Scope // whom they count; its level is that of the districts told apart
	lang        answer.Lang
	perDistrict bool
	out         string // a file, or with perDistrict a folder; "" is standard output
}

// indexPage is the city's page in a folder of pages.
const indexPage = "index.html"

func (p *program) reportCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "report DIR",
		Short: "One page to print: the numbers, maps, gaps and where they come from",
		Long: `Writes a self-contained HTML page: what is covered and what is not, by service
and district, with maps, the curve over the walking limit, the places missed, the
step from a circle to the walk, what was assumed, and where it comes from. It
prints well on A4 and needs nothing from elsewhere.

  lifecircle report city.lifecircle --out city.html
  lifecircle report city.lifecircle --per district --lang zh --out pages/

With --per district the folder gets a page for each district (一街镇一图一表),
called by its code, and index.html for the city.`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.StringArray("service", nil, "only these services (ids, joined by commas or repeated)")
	f.String("per", "", "district: a page for each district, in a folder")
	f.Int("level", 0, "the level of the districts told apart (default the finest)")
	scopeFlags(f, "minutes", "district")
	f.String("out", "", "the file to write, or with --per the folder (default standard output)")
	langFlag(f)
	c.RunE = func(c *cobra.Command, args []string) error {
		asked, err := readPaper(c.Flags())
		if err != nil {
			return err
		}
		return p.writePages(c.Context(), args[0], asked)
	}
	return c
}

func readPaper(f *pflag.FlagSet) (asked paper, err error) {
	if asked.lang, err = readLang(f); err != nil {
		return asked, err
	}
	if asked.services, err = readList(f, "service"); err != nil {
		return asked, err
	}
	if asked.scope, err = readScope(f); err != nil {
		return asked, err
	}
	asked.out, _ = f.GetString("out")
	per, _ := f.GetString("per")
	switch {
	case f.Changed("per") && per != "district":
		return asked, usage("--per %q: write district, or leave it out", per)
	case per != "" && asked.out == "":
		return asked, usage("--per district writes a page each: name their folder with --out")
	}
	asked.perDistrict = per != ""
	return asked, nil
}

// writePages opens a workspace and writes its page, or its pages.
func (p *program) writePages(ctx context.Context, dir string, asked paper) error {
	var page bytes.Buffer
	if err := p.layOut(ctx, dir, asked, &page); err != nil {
		return err
	}
	_, err := page.WriteTo(p.stdout)
	return err
}

// layOut writes what goes to files, and to page what goes to standard output.
func (p *program) layOut(ctx context.Context, dir string, asked paper, page io.Writer) error {
	progress := p.startProgress(asked.lang)
	defer progress.end()
	progress.report(stageOpen, 0, 0)
	content, engine, err := host.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer content.Close()
	progress.report(stageCompute, 0, 0)
	pages, err := newReport(ctx, engine, content, asked)
	switch {
	case err != nil:
		return err
	case asked.perDistrict:
		return writeFolder(ctx, pages, asked.out, progress)
	case asked.out != "":
		return writePage(asked.out, func(w io.Writer) error { return pages.City(ctx, w, nil) })
	}
	return pages.City(ctx, page, nil)
}

// newReport hands a report what the city's numbers do not say: the notes of its
// import, and the documents behind the standard and the profiles.
func newReport(ctx context.Context, engine *coverage.Engine, content *workspace.Content, asked paper) (*report.Report, error) {
	o := report.Options{Lang: asked.lang, Services: asked.services, Level: asked.scope.Level, Scope: asked.scope}
	for _, n := range content.Notes {
		o.Notes = append(o.Notes, answer.Note(n))
	}
	var err error
	if o.Standard, err = standardOf(content.City, asked.lang); err != nil {
		return nil, err
	}
	if o.Sources, err = sourcesOf(content.City); err != nil {
		return nil, err
	}
	return report.New(ctx, engine, o)
}

// writeFolder writes the city's page and one for each of its districts.
func writeFolder(ctx context.Context, pages *report.Report, folder string, progress *progress) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return cannotWrite(folder, err)
	}
	if err := writePage(filepath.Join(folder, indexPage), func(w io.Writer) error { return pages.City(ctx, w, pageOf) }); err != nil {
		return err
	}
	districts := pages.Districts()
	for i, d := range districts {
		progress.report(stageCompute, int64(i), int64(len(districts)))
		if err := writePage(filepath.Join(folder, fileOf(d.Code)), func(w io.Writer) error { return pages.District(ctx, w, d) }); err != nil {
			return err
		}
	}
	return nil
}

// fileOf names a district's page by its code. One that is no plain name is
// escaped; none is called as the city's page is.
func fileOf(code string) string { return "district-" + url.PathEscape(code) + ".html" }

// pageOf is the address of a district's page beside the city's.
func pageOf(code string) string { return url.PathEscape(fileOf(code)) }

// writePage writes a page whole or not at all.
func writePage(path string, write func(io.Writer) error) error {
	err := wholefile.Write(path, func(file *os.File) error { return write(file) })
	var p *os.PathError
	var l *os.LinkError
	if errors.As(err, &p) || errors.As(err, &l) {
		return cannotWrite(path, err)
	}
	return err
}

func cannotWrite(path string, err error) error {
	return &finding.Refusal{Kind: finding.ErrMissing, File: path, Cause: finding.Bare(err),
		Problem: "cannot be written: give --out a place in a folder that exists and that you may write to"}
}
