package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"lifecircle/api/answer"
	"lifecircle/data/finding"
	"lifecircle/data/importer"
	"lifecircle/seeds"
)

func (p *program) demoCommand() *cobra.Command {
	var addr string
	var noServe bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Build the sample city, print its table, then serve it",
		Long: `Builds the sample city, a fictional new town, in a temporary folder, prints its
coverage, then serves it over HTTP until Ctrl-C. The folder is removed again.`,
		Args: cobra.NoArgs,
	}
	f := c.Flags()
	f.BoolVar(&noServe, "no-serve", false, "end after the table")
	f.StringVar(&addr, "addr", defaultAddr, "address to listen on; where none is given and this one is taken, a free one")
	langFlag(f)
	c.RunE = func(c *cobra.Command, _ []string) error {
		lang, err := readLang(c.Flags())
		if err != nil {
			return err
		}
		var ln net.Listener
		if !noServe {
			// Before the work, so that a taken address costs no waiting.
			if ln, err = listen(addr); errors.Is(err, syscall.EADDRINUSE) && !c.Flags().Changed("addr") {
				ln, err = listen("127.0.0.1:0")
			}
			if err != nil {
				return err
			}
			defer ln.Close()
		}
		return p.demo(c.Context(), ln, lang)
	}
	return c
}

// demo builds the sample city, prints its table and serves it on ln, which may
// be nil.
func (p *program) demo(ctx context.Context, ln net.Listener, lang answer.Lang) (err error) {
	folder, err := os.MkdirTemp("", "lifecircle-demo-")
	if err != nil {
		return &finding.Refusal{Kind: finding.ErrMissing, File: os.TempDir(), Cause: finding.Bare(err),
			Problem: "the sample city cannot be put there: set TMPDIR to a folder that exists and that you may write to"}
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	files, err := fs.Sub(seeds.FS, "newtown")
	if err != nil {
		return err
	}
	if err := os.CopyFS(folder, files); err != nil {
		return err
	}
	dir := filepath.Join(folder, "newtown.lifecircle")
	if _, err := p.build(ctx, lang, importer.Options{Manifest: filepath.Join(folder, "city.toml"), Out: dir}); err != nil {
		return err
	}
	if err := p.answer(ctx, dir, question{format: answer.Table, lang: lang}); err != nil || ln == nil {
		return err
	}
	fmt.Fprintf(p.stderr, "\n%s\n", answer.Say(lang, "demo.serving", "url", "http://"+ln.Addr().String()+"/docs"))
	edits, _ := mayEdit(ln, "", "")
	return p.serve(ctx, ln, "", edits, []string{dir})
}
