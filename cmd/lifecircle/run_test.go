package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage"
	"lifecircle/data/finding"
)

// ran is what a run of the program left.
type ran struct {
	code     int
	out, err string
}

func lifecircle(t *testing.T, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, strings.NewReader(""), &out, &errs, noEnv)
	return ran{code, out.String(), errs.String()}
}

func TestWrongUsageIsTwoAndSaysWhatIsRight(t *testing.T) {
	for _, c := range []struct {
		name string
		args string
		says string
	}{
		{"no command", "", "build|check|coverage"},
		{"no such command", "cover x", `no command "cover"`},
		{"a command misspelt", "coverge x", "did you mean coverage?"},
		{"no such flag", "coverage x --sevice clinic", "unknown flag: --sevice"},
		{"a flag without its value", "coverage x --service", "flag needs an argument: --service"},
		{"no folder", "coverage", "lifecircle coverage DIR"},
		{"two folders", "coverage a b", "lifecircle coverage DIR"},
		{"no manifest", "build", "lifecircle build"},
		{"no workspace to serve", "serve", "lifecircle serve DIR"},
		{"a format that is none", "coverage x --format xls", `--format "xls"`},
		{"a language that is none", "coverage x --lang fr", `--lang "fr"`},
		{"a layout that is none", "coverage x --format geojson --layout tall", `--layout "tall"`},
		{"a layout for a table", "coverage x --layout long", "--layout is for"},
		{"minutes that are no number", "coverage x --minutes 5,ten", `--minutes "ten"`},
		{"a list with a hole", "coverage x --service clinic,,market", "an entry is empty"},
		{"an empty service", "coverage x --service=", "an entry is empty"},
		{"a level that is no number", "coverage x --level eight", `--level "eight": write a whole number`},
		{"a switch with a value", "coverage x --cells=maybe", `--cells "maybe": leave out the value`},
		{"cells of a bundle", "coverage x --cells --all-of a,b", "--all-of does not go with --cells"},
		{"cells of a group", "coverage x --cells --group all", "--group does not go with --cells"},
		{"cells as sentences", "coverage x --cells --format text", "--format text"},
		{"an address without a port", "serve x --addr localhost", `--addr "localhost"`},
		{"an address with no such port", "serve x --addr 127.0.0.1:99999", `--addr "127.0.0.1:99999"`},
		{"no walk", "walk", "lifecircle walk DIR"},
		{"a base URL that is none", "serve x --addr 127.0.0.1:0 --base-url example.org", "base-url"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := lifecircle(t, strings.Fields(c.args)...)
			if got.code != exitUsage || !strings.Contains(got.err, c.says) {
				t.Errorf("%d %q, want %d and %q", got.code, got.err, exitUsage, c.says)
			}
			if got.out != "" {
				t.Errorf("standard output has %q", got.out)
			}
		})
	}
}

func TestHelpIsAnAnswer(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"--help"}, {"coverage", "-h"}, {"help", "serve"}} {
		got := lifecircle(t, args...)
		if got.code != 0 || !strings.Contains(got.out, "lifecircle") || got.err != "" {
			t.Errorf("%v: %d, %q, %q", args, got.code, got.out, got.err)
		}
	}
	if got := lifecircle(t, "version"); got.code != 0 || !strings.HasPrefix(got.out, "lifecircle "+version+",") {
		t.Errorf("version: %d %q", got.code, got.out)
	}
}

func TestErrorsHaveTheirExitCodes(t *testing.T) {
	refusal := &finding.Refusal{Kind: finding.ErrInvalid, File: "a.csv", Line: 3, Problem: "is wrong"}
	for _, c := range []struct {
		name string
		err  error
		code int
	}{
		{"none", nil, 0},
		{"a refusal", refusal, exitRefused},
		{"refusals joined", errors.Join(refusal, refusal), exitRefused},
		{"a refusal wrapped", fmt.Errorf("building: %w", refusal), exitRefused},
		{"a refusal because of an interrupt is one", &finding.Refusal{Cause: context.Canceled}, exitRefused},
		{"a file that is not there", &fs.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}, exitRefused},
		{"a disk that is full", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, exitRefused},
		{"an exchange that failed", &os.LinkError{Op: "rename", Err: syscall.EIO}, exitRefused},
		{"a question about nothing", &coverage.QueryError{Param: "service", Value: "x"}, exitUsage},
		{"a format it has not", fmt.Errorf("%w: xls", answer.ErrNoFormat), exitUsage},
		{"wrong usage", usage("no"), exitUsage},
		{"two cities of one name", &host.SameNameError{Name: "x"}, exitUsage},
		{"an interrupt", fmt.Errorf("reading: %w", context.Canceled), exitInterrupted},
		{"a server that is not ready", &unready{"x", nil}, exitRefused},
		{"anything else", errors.New("what"), exitFault},
	} {
		t.Run(c.name, func(t *testing.T) {
			var errs bytes.Buffer
			p := &program{stderr: &errs, env: noEnv}
			if got := p.report(c.err); got != c.code {
				t.Errorf("%d, want %d", got, c.code)
			}
			if (errs.Len() == 0) != (c.err == nil) {
				t.Errorf("standard error has %q", &errs)
			}
		})
	}
}

func TestRefusalsAreSaidWithoutAPrefix(t *testing.T) {
	var errs bytes.Buffer
	p := &program{stderr: &errs, env: noEnv}
	p.report(errors.Join(
		&finding.Refusal{File: "city.toml", Line: 2, Field: "standrd", Problem: "is not a key: write standard"},
		&finding.Refusal{File: "a.csv", Line: 214, Field: "capacity", Value: "40张", Problem: "is not a whole number: write 40"}))
	want := "city.toml:2: standrd: is not a key: write standard\n" +
		"a.csv:214: capacity \"40张\": is not a whole number: write 40\n"
	if errs.String() != want {
		t.Errorf("%q, want %q", errs.String(), want)
	}
}

func TestAPanicIsAFaultOfOursWithASentence(t *testing.T) {
	var errs bytes.Buffer
	trace := false
	env := func(name string) string {
		if trace && name == "LIFECIRCLE_TRACE" {
			return "1"
		}
		return ""
	}
	breaking := func() int {
		// The answer cannot be written: the program's own writer breaks.
		return run(t.Context(), []string{"version"}, nil, breakingWriter{}, &errs, env)
	}
	if code := breaking(); code != exitFault {
		t.Errorf("exit code %d, want %d", code, exitFault)
	}
	if said := errs.String(); !strings.Contains(said, "a fault of the program, not of your files: broken") || strings.Contains(said, "goroutine") {
		t.Errorf("it says %q", said)
	}
	trace = true
	breaking()
	if !strings.Contains(errs.String(), "goroutine") {
		t.Errorf("with LIFECIRCLE_TRACE it says %q", errs.String())
	}
}

type breakingWriter struct{}

func (breakingWriter) Write([]byte) (int, error) { panic("broken") }
