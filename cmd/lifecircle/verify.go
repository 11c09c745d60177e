package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"lifecircle/api/answer"
	"lifecircle/data/finding"
	"lifecircle/data/scenarios"
	"lifecircle/data/sitings"
	"lifecircle/data/workspace"
)

func (p *program) verifyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "verify DIR",
		Short: "Check that a workspace is as it was written, and say what it holds",
		Long: `Reads all of the workspace DIR and checks it: the sums of every table and of every
part of the network, that they are of one build, that whatever joins a street joins
one that is there, that report.json counts what the tables have; and the scenarios
and sitings beside it. Nothing is changed.

Prints what is wrong, a line each with what to do, and what the workspace holds. It
ends with 0 where the workspace is whole, else with 1.`,
		Args: cobra.ExactArgs(1),
	}
	c.Flags().String("format", string(answer.Table), "table or json")
	langFlag(c.Flags())
	c.RunE = func(c *cobra.Command, args []string) error {
		lang, err := readLang(c.Flags())
		if err != nil {
			return err
		}
		format, err := readFormat(c.Flags(), answer.Table, answer.JSON)
		if err != nil {
			return err
		}
		return p.verify(c.Context(), args[0], lang, format)
	}
	return c
}

// damaged is a workspace that is not whole, once that has been said.
type damaged struct {
	dir      string
	findings int
}

func (d *damaged) Error() string {
	return fmt.Sprintf("%s: is not whole, found: %d", d.dir, d.findings)
}

func (p *program) verify(ctx context.Context, dir string, lang answer.Lang, format answer.Format) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return usage("%s is a file: give the folder of a workspace, such as city.lifecircle", dir)
	}
	v, release, err := p.inspect(ctx, dir, lang)
	if err != nil {
		return err
	}
	defer release()
	if err := v.Write(p.stdout, format); err != nil {
		return err
	}
	if n := len(v.Findings); n > 0 {
		return &damaged{dir, n}
	}
	return nil
}

// inspect checks a workspace and what lies beside it; what it returns reads the
// workspace until it is released.
func (p *program) inspect(ctx context.Context, dir string, lang answer.Lang) (v answer.Verification, release func() error, err error) {
	progress := p.startProgress(lang)
	defer progress.end()
	progress.report(stageVerify, 0, 0)
	in, err := workspace.Verify(ctx, dir)
	if err != nil {
		return v, nil, err
	}
	v = answer.Verification{Lang: lang, Dir: dir, Format: in.Format, Rebuild: workspace.BuildLine(dir)}
	for _, f := range in.Findings {
		next := answer.NextBuild
		if f.Code == workspace.FindingNewer {
			next = answer.NextUpgrade
		}
		v.Findings = append(v.Findings, answer.Finding{Code: string(f.Code), File: f.File, Part: f.Part, Detail: f.Detail, Next: next})
	}
	if in.Content != nil {
		v.City, v.Streets = in.Content.City, in.Content.Streets
	}
	if err := besideOf(ctx, dir, &v); err != nil {
		in.Content.Close()
		return v, nil, err
	}
	for _, name := range in.Others {
		v.Beside = append(v.Beside, answer.Beside{Kind: answer.BesideOther, Path: filepath.Join(dir, name)})
	}
	return v, in.Content.Close, nil
}

// besideOf checks what is kept beside a workspace.
func besideOf(ctx context.Context, dir string, v *answer.Verification) error {
	path := asWritten(dir, scenarios.Path(dir))
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		n, err := scenariosIn(ctx, path)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			v.Findings = append(v.Findings, besideFinding(path, err))
		} else {
			v.Beside = append(v.Beside, answer.Beside{Kind: answer.BesideScenarios, Path: path, Count: int64(n)})
		}
	}
	path = asWritten(dir, sitings.Path(dir))
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		jobs, err := sitings.Load(path)
		for _, wrong := range each(err) {
			file, detail := path, finding.Bare(wrong).Error()
			if name, rest, of := strings.Cut(detail, ": "); of && filepath.Ext(name) == ".json" {
				file, detail = filepath.Join(path, name), rest
			}
			v.Findings = append(v.Findings, besideFinding(file, errors.New(detail)))
		}
		v.Beside = append(v.Beside, answer.Beside{Kind: answer.BesideSitings, Path: path, Count: int64(len(jobs))})
	}
	return nil
}

// asWritten is a path beside a workspace as the planner would write it.
func asWritten(dir, path string) string {
	if beside := filepath.Join(filepath.Dir(filepath.Clean(dir)), filepath.Base(path)); filepath.Base(dir) != "." && filepath.Base(dir) != ".." {
		return beside
	}
	return path
}

// each takes errors apart that were joined.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func scenariosIn(ctx context.Context, path string) (n int, err error) {
	store, err := scenarios.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return store.Verify(ctx)
}

// besideFinding says an error of a file that builds don't make.
func besideFinding(path string, err error) answer.Finding {
	f := answer.Finding{Code: string(workspace.FindingUnread), File: path, Detail: finding.Bare(err).Error(), Next: answer.NextCopy}
	if refusal := new(finding.Refusal); errors.As(err, &refusal) {
		f.Detail = refusal.Problem
		if refusal.Cause != nil {
			f.Detail = refusal.Cause.Error()
		}
		if refusal.Kind == finding.ErrNewer {
			f.Code, f.Next = string(workspace.FindingNewer), answer.NextUpgrade
		}
	}
	return f
}
