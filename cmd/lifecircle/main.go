// Command lifecircle answers for city planners who can walk to the services
// they need within 15 minutes, and who can't.
//
// It is wiring: it reads flags, hands the rooms what they need of each other,
// and turns what comes back into output and exit codes. What a number means is
// coverage's affair, how it is written is api/answer's, how files are read is
// data's.
//
// Exit codes: 0 answered (a missed target too), 1 the input was refused, 2
// wrong usage, 3 a fault of the program, 130 interrupted. A server that was
// asked to stop and did ends with 0.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first Ctrl-C asks; once it has been heard, a second one ends the
	// program at once.
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}
