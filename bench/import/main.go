// Command import turns an OpenStreetMap extract into a network file and prints
// what it took, as a line of JSON:
//
//	import FILE.osm.pbf NETWORK.lc
//
// It is the street part of `lifecircle build` alone, so that it can be timed
// beside `osmium cat FILE.osm.pbf -o OTHER.osm.pbf`, which reads and rewrites
// the same file.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"lifecircle/data/osm"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: import FILE.osm.pbf NETWORK.lc")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "import:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	ctx, started := context.Background(), time.Now()
	b := build.New(streets.Standard)
	if _, err := osm.Read(ctx, in, osm.Options{Name: in, Streets: b}); err != nil {
		return err
	}
	read := time.Since(started)
	n, report, err := b.Build(ctx)
	if err != nil {
		return err
	}
	built := time.Since(started)
	if err := save(n, out); err != nil {
		return err
	}
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"nodes": report.Nodes, "read_s": read.Seconds(), "build_s": (built - read).Seconds(),
		"write_s": (time.Since(started) - built).Seconds(), "all_s": time.Since(started).Seconds(),
		"peak_mb": used.Maxrss / 1024,
	})
}

func save(n *streets.Network, path string) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := bufio.NewWriterSize(file, 1<<20)
	if _, err := n.WriteTo(w); err != nil {
		return err
	}
	return w.Flush()
}
