// Answers writes down everything that a lifecircle says: what every command prints
// and writes in every format, and what every address answers, a file a question. Two
// programs that say the same make the same folder, to the byte, so that
//
//	go run ./internal/answers -bin old/lifecircle -out old
//	go run ./internal/answers -bin new/lifecircle -out new
//	go run ./internal/answers -compare old new
//
// proves of a large change of the code that no answer moved. It drives the program
// from outside, by exec and HTTP, and imports nothing of it: what it asks is in
// scripts/, and the cities that it asks about are in cities/ and the -data folder.
// Four cities take some minutes and half a gigabyte.
//
// What is volatile by nature (times of edits, ids of jobs) is replaced; volatile.go
// names all of it. Flags, addresses and parameters that the program has and nobody
// asked are told at the end.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "answers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	var (
		bin     = flag.String("bin", "bin/lifecircle", "the program that is asked")
		out     = flag.String("out", "", "the new folder that its answers are written to")
		data    = flag.String("data", cmp.Or(os.Getenv("LIFECIRCLE_DATA"), "../shared/data"), "where the real cities are, $LIFECIRCLE_DATA if set")
		names   = flag.String("cities", "sample,porto-alegre,liechtenstein,shanghai", "which cities are asked about")
		port    = flag.Int("port", 18999, "where the program serves; the next one, too. It is in the answers: keep it")
		compare = flag.Bool("compare", false, "compare the two folders that follow instead")
	)
	flag.Parse()
	if *compare {
		if flag.NArg() != 2 {
			return errors.New("-compare needs two folders")
		}
		return compareFolders(os.Stdout, flag.Arg(0), flag.Arg(1))
	}
	if *out == "" || flag.NArg() > 0 {
		return errors.New("say where to: -out DIR")
	}
	cities, err := readCities(strings.Split(*names, ","))
	if err != nil {
		return err
	}
	program, err := filepath.Abs(*bin)
	if err != nil {
		return err
	}
	return ask(ctx, asking{program: program, out: *out, data: *data, port: *port, cities: cities})
}

// An asking is one run: who is asked about what.
type asking struct {
	program string // absolute path
	out     string
	data    string
	port    int
	cities  []city
}

// ask asks everything, in the order in which one thing needs another.
func ask(ctx context.Context, a asking) (err error) {
	if err := os.Mkdir(a.out, 0o755); err != nil {
		return err
	}
	out, err := filepath.Abs(a.out)
	if err != nil {
		return err
	}
	// Beside the answers, so that what the program writes can be moved there.
	work, err := os.MkdirTemp(filepath.Dir(out), ".answers-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	asked := newAsked()
	commands := &commands{program: a.program, work: work, record: newRecord(out, work), asked: asked}
	requests := &requests{commands: commands, port: a.port, asked: asked}
	start := time.Now()
	for _, stage := range []struct {
		name string
		do   func() error
	}{
		{"putting the cities there", func() error { return putCities(a.cities, work, a.data) }},
		{"building them", func() error { return commands.build(ctx, a.cities) }},
		{"asking the command line", func() error { return commands.askAll(ctx, a.cities) }},
		{"asking over HTTP", func() error { return requests.askAll(ctx, a.cities) }},
		{"asking a server with keys", func() error { return requests.askKeys(ctx, a.cities) }},
		{"looking for what was not asked", func() error { return commands.unasked(ctx, os.Stderr) }},
	} {
		fmt.Fprintf(os.Stderr, "%5.0f s  %s\n", time.Since(start).Seconds(), stage.name)
		if err := stage.do(); err != nil {
			return fmt.Errorf("%s: %w", stage.name, err)
		}
	}
	fmt.Fprintf(os.Stderr, "%5.0f s  %d answers in %s\n", time.Since(start).Seconds(), commands.record.count(), a.out)
	return nil
}
