package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"lifecircle/api/rest"
	"lifecircle/cmd/lifecircle/host"
)

// defaultAddr is reached from this machine only.
const defaultAddr = "127.0.0.1:8080"

func (p *program) serveCommand() *cobra.Command {
	var addr, base, keys string
	c := &cobra.Command{
		Use:   "serve DIR…",
		Short: "Serve workspaces over HTTP",
		Long: `Serves the workspaces over HTTP: /v1/cities, and /docs to read about the rest;
QGIS and GDAL open /ogc/CITY. A workspace that is built anew is taken up without a
restart. Scenarios are kept beside each workspace; who may edit them is whoever
works on this machine, or, with --allow-edits, whoever has a key. Ctrl-C or SIGTERM
lets the requests under way finish.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			ln, err := listen(addr)
			if err != nil {
				return err
			}
			edits, err := mayEdit(ln, base, keys)
			if err != nil {
				ln.Close()
				return err
			}
			return p.serve(c.Context(), ln, base, edits, args)
		},
	}
	c.Flags().StringVar(&addr, "addr", defaultAddr, "address to listen on; port 0 takes a free one")
	c.Flags().StringVar(&keys, "allow-edits", "", "let those edit scenarios who have a key of this file: a name and its key on each line")
	c.Flags().StringVar(&base, "base-url", "", "what absolute links begin with (default X-Forwarded-*, else the request's host)")
	return c
}

// listen opens the address, or says why not in the planner's words.
func listen(addr string) (net.Listener, error) {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return nil, usage("--addr %q: write host:port, such as %s", addr, defaultAddr)
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("--addr %s: %w: choose another, such as 127.0.0.1:0 for any free port", addr, err)
	}
	return ln, nil
}

// mayEdit says who may edit scenarios on a listener. One that is reached under
// another address is handed on to from there, and so not this machine's alone.
func mayEdit(ln net.Listener, base, keys string) (rest.Edits, error) {
	if keys != "" {
		list, err := host.ReadKeys(keys)
		return rest.Edits{Keys: list}, err
	}
	at, ok := ln.Addr().(*net.TCPAddr)
	return rest.Edits{Open: ok && at.IP.IsLoopback() && base == ""}, nil
}

// serve answers on a listener until ctx ends, which is no error.
func (p *program) serve(ctx context.Context, ln net.Listener, base string, edits rest.Edits, dirs []string) error {
	level := slog.LevelInfo
	if p.quiet {
		level = slog.LevelWarn
	}
	log := slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: level}))
	cities := host.New(dirs, log)
	defer cities.Close()
	handler, err := cities.Handler(host.Web{BaseURL: base, Version: version, Edits: edits})
	if err != nil {
		ln.Close()
		return usage("--%s", strings.Replace(err.Error(), "base URL", "base-url", 1))
	}
	log.Info("listening", "url", "http://"+ln.Addr().String())

	// The server ends with ctx, or when the cities cannot be opened.
	serving, end := context.WithCancel(ctx)
	defer end()
	var wait sync.WaitGroup
	var served error
	wait.Go(func() {
		served = rest.Serve(serving, ln, handler)
		end()
	})
	opened := cities.Open(serving)
	if opened == nil {
		cities.Run(serving)
	} else {
		end()
	}
	wait.Wait()
	switch {
	case ctx.Err() != nil && errors.Is(opened, context.Canceled):
		opened = nil // asked to stop before all was open
	case opened == nil && served == nil:
		log.Info("stopped")
	}
	return errors.Join(opened, served)
}
