package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A program is one run: where it reads and writes, and its environment.
type program struct {
	stdout io.Writer // the answer and nothing else
	stderr io.Writer // progress, notes, refusals, logs
	env    func(string) string
	quiet  bool
}

// run is the whole program, so that a test can be its caller. It returns the
// exit code.
func run(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer, env func(string) string) (code int) {
	p := &program{stdout: stdout, stderr: stderr, env: env}
	defer func() {
		if fault := recover(); fault != nil {
			p.panicked(fault, debug.Stack())
			code = exitFault
		}
	}()
	root := p.root()
	root.SetArgs(slices.Clone(args))
	return p.report(root.ExecuteContext(ctx))
}

// panicked says that the fault is ours, and what to send.
func (p *program) panicked(fault any, stack []byte) {
	fmt.Fprintf(p.stderr, "lifecircle: a fault of the program, not of your files: %v\n", fault)
	if p.env("LIFECIRCLE_TRACE") == "" {
		fmt.Fprintln(p.stderr, "Please report it with what LIFECIRCLE_TRACE=1 in front of the same command prints.")
		return
	}
	p.stderr.Write(bytes.TrimSpace(stack))
	fmt.Fprintln(p.stderr)
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "lifecircle",
		Short: "Who can walk to the services they need within 15 minutes, who can't",
		Long: `lifecircle computes, for every service and district of a city, the share of
people who can walk there within the limit, and checks it against the target.

  lifecircle demo                  a sample city: its table, then its API
  lifecircle build city.toml       a manifest's files become city.lifecircle/
  lifecircle coverage city.lifecircle
  lifecircle walk city.lifecircle --from 121.4737,31.2304 --service clinic
  lifecircle serve city.lifecircle`,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return usage("say what to do: lifecircle %s", strings.Join(names(c), "|"))
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return wrongFlag(err) })
	root.PersistentFlags().BoolVarP(&p.quiet, "quiet", "q", false, "no progress on standard error")
	root.AddCommand(p.buildCommand(), p.checkCommand(), p.verifyCommand(), p.coverageCommand(), p.walkCommand(), p.gapsCommand(), p.whatifCommand(), p.fragilityCommand(), p.sitingCommand(), p.linksCommand(), p.isochroneCommand(),
		p.ageFriendlyCommand(), p.accessCommand(), p.exportCommand(), p.bridgeCommand(), p.reportCommand(), p.serveCommand(), p.demoCommand(), p.healthCommand(), p.versionCommand())
	for _, c := range root.Commands() {
		wrapArgs(c)
	}
	return root
}

// wrongFlag says a flag that cannot be read, without the parser's own words
// where it is a value.
func wrongFlag(err error) error {
	value := new(pflag.InvalidValueError)
	if !errors.As(err, &value) {
		return usage("%v", err)
	}
	write := "leave out the value"
	switch value.GetFlag().Value.Type() {
	case "int":
		write = "write a whole number, such as 8"
	case "float64":
		write = "write a number, such as 15 or 7.5"
	}
	return usage("--%s %q: %s", value.GetFlag().Name, value.GetValue(), write)
}

// wrapArgs makes a wrong number of arguments wrong usage.
func wrapArgs(c *cobra.Command) {
	check := c.Args
	c.Args = func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usage("%v: %s", err, c.UseLine())
		}
		return nil
	}
}

func unknownCommand(c *cobra.Command, name string) error {
	if near := c.SuggestionsFor(name); len(near) > 0 {
		return usage("there is no command %q: did you mean %s?", name, strings.Join(near, " or "))
	}
	return usage("there is no command %q: there are %s", name, strings.Join(names(c), ", "))
}

func names(c *cobra.Command) []string {
	var out []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "completion" && sub.Name() != "help" {
			out = append(out, sub.Name())
		}
	}
	return out
}
