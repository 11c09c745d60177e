package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// workers is how many questions are asked at once. Each is answered by a process or
// a request of its own, and the program uses several processors by itself.
const workers = 2

// longest is how long one command may take; none comes near.
const longest = 5 * time.Minute

// commands ask the command line.
type commands struct {
	program string
	work    string
	record  *record
	asked   *asked
}

// build builds every manifest of every city, twice: the second time all is taken over
// from the first. The workspaces are a part of the answers.
func (c *commands) build(ctx context.Context, cities []city) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for _, one := range cities {
		g.Go(func() error {
			manifests, err := filepath.Glob(filepath.Join(c.work, one.name, "city*.toml"))
			if err != nil {
				return err
			}
			for _, m := range manifests {
				name := strings.TrimSuffix(filepath.Base(m), ".toml")
				for _, line := range []string{"build " + name + ".toml", "build " + name + ".toml --lang zh"} {
					if err := c.ask(ctx, one.name, question{line, strings.Fields(line)}); err != nil {
						return err
					}
				}
				if err := c.record.keep(filepath.Join(c.work, one.name, name+".lifecircle"), filepath.Join(one.name, "workspace", name)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// askAll asks what is asked of every city, and what needs none.
func (c *commands) askAll(ctx context.Context, cities []city) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	nowhere := city{name: "program"}
	if err := os.Mkdir(filepath.Join(c.work, nowhere.name), 0o755); err != nil {
		return err
	}
	list, err := questionsOf(scripts, "scripts/program.txt", nil)
	if err != nil {
		return err
	}
	c.askEach(ctx, g, nowhere, list)
	for _, one := range cities {
		list, err := scriptsOf(one, "commands.txt")
		if err != nil {
			return err
		}
		c.askEach(ctx, g, one, list)
	}
	return g.Wait()
}

func (c *commands) askEach(ctx context.Context, g *errgroup.Group, of city, list []question) {
	for _, q := range once(list) {
		if ctx.Err() != nil {
			return
		}
		g.Go(func() error { return c.ask(ctx, of.name, q) })
	}
}

// ask runs one command in a city's folder and keeps what it says. What it writes to
// standard error, and an exit code that is not 0, are in a file of their own.
func (c *commands) ask(ctx context.Context, folder string, q question) error {
	c.asked.command(q.words)
	said := strings.ReplaceAll(q.line, "city.lifecircle ", "")
	name := filepath.Join(folder, "cli", strings.TrimLeft(q.words[0], "-"), fileName(said))
	written := filepath.Join("written", fileName(said)) // a folder for what it writes
	words := slices.Clone(q.words)
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], "$out", filepath.Join(written, "out"))
	}
	dir := filepath.Join(c.work, folder)
	if err := os.MkdirAll(filepath.Join(dir, written), 0o755); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	var input []byte
	if at := slices.Index(words, "<"); at >= 0 {
		var err error
		if input, err = os.ReadFile(filepath.Join(dir, words[at+1])); err != nil {
			return err
		}
		words = slices.Delete(words, at, at+2)
	}
	stdout, stderr, code, err := c.run(ctx, dir, input, words)
	if err != nil {
		return fmt.Errorf("%s: %w", q.line, err)
	}
	if err := c.record.write(name, stdout); err != nil {
		return err
	}
	if err := c.record.move(filepath.Join(dir, written), name); err != nil {
		return err
	}
	if code == 0 && len(stderr) == 0 {
		return nil
	}
	return c.record.write(name+".err", fmt.Appendf(nil, "exit %d\n%s", code, stderr))
}

// run runs the program.
func (c *commands) run(ctx context.Context, dir string, stdin []byte, args []string) (stdout, stderr []byte, code int, err error) {
	var out, wrong bytes.Buffer
	cmd := exec.CommandContext(ctx, c.program, args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, bytes.NewReader(stdin), &out, &wrong
	cmd.Env = append(os.Environ(), "TERM=dumb", "LANG=C")
	err = cmd.Run()
	if exit := new(exec.ExitError); errors.As(err, &exit) && ctx.Err() == nil {
		err = nil
	}
	return out.Bytes(), withoutProgress(wrong.Bytes()), cmd.ProcessState.ExitCode(), err
}
