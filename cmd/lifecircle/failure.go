package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"lifecircle/api/answer"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage"
	"lifecircle/data/finding"
)

// The exit codes; 0 is answered.
const (
	exitRefused     = 1
	exitUsage       = 2
	exitFault       = 3
	exitInterrupted = 130 // 128 + SIGINT, as shells have it
)

// A usageError is a command line that cannot be meant.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func usage(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// report says an error on standard error and returns its exit code.
func (p *program) report(err error) int {
	code := exitCode(err)
	switch code {
	case 0:
	case exitInterrupted:
		fmt.Fprintln(p.stderr, "lifecircle: interrupted; what was there is as it was")
	case exitRefused:
		fmt.Fprintln(p.stderr, err) // file:line: first, so that editors can jump there
	case exitUsage:
		fmt.Fprintf(p.stderr, "lifecircle: %s\n(lifecircle help tells more)\n", words(err))
	default:
		fmt.Fprintf(p.stderr, "lifecircle: a fault of the program, not of your files: %v\n", err)
	}
	return code
}

// words says a question that the city cannot answer with its flag.
func words(err error) string {
	if question := new(coverage.QueryError); errors.As(err, &question) {
		return "--" + question.Error()
	}
	return err.Error()
}

// exitCode sorts errors into exit codes. A file that the system doesn't give us,
// or a disk that takes no more, is the planner's to mend like a wrong file.
func exitCode(err error) int {
	var (
		refusal  *finding.Refusal
		waiting  *unready
		broken   *damaged
		wrong    *usageError
		question *coverage.QueryError
		named    *host.SameNameError
		path     *os.PathError
		link     *os.LinkError
		call     *os.SyscallError
		number   syscall.Errno
	)
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong), errors.As(err, &question), errors.As(err, &named), errors.Is(err, answer.ErrNoFormat):
		return exitUsage
	case errors.As(err, &refusal), errors.As(err, &waiting), errors.As(err, &broken):
		return exitRefused
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &path), errors.As(err, &link), errors.As(err, &call), errors.As(err, &number):
		return exitRefused
	}
	return exitFault
}
