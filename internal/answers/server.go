package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// How long a server may take to open its cities, and to end.
const (
	opening = time.Minute
	ending  = 30 * time.Second
)

// A server is the program that serves.
type server struct {
	address string // 127.0.0.1:18999
	cmd     *exec.Cmd
	log     bytes.Buffer
	ended   chan error
}

// serve starts the program with serve's arguments and waits until it is ready.
func (c *commands) serve(ctx context.Context, port int, args ...string) (*server, error) {
	s := &server{address: fmt.Sprintf("127.0.0.1:%d", port), ended: make(chan error, 1)}
	args = append([]string{"serve", "--quiet", "--addr", s.address}, args...)
	c.asked.command(args)
	s.cmd = exec.CommandContext(ctx, c.program, args...)
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = c.work, &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { s.ended <- s.cmd.Wait() }()
	for end := time.Now().Add(opening); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		select {
		case err := <-s.ended:
			return nil, fmt.Errorf("it ended: %w\n%s", err, s.log.String())
		default:
		}
		answer, err := http.Get("http://" + s.address + "/readyz")
		if err != nil {
			continue
		}
		answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return s, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("it is not ready after %s", opening), s.stop())
}

// stop ends the server as Ctrl-C does.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	select {
	case err := <-s.ended:
		return err
	case <-time.After(ending):
		return errors.Join(fmt.Errorf("the server does not end after %s", ending), s.cmd.Process.Kill())
	}
}

// workspacesOf returns the paths of cities as the server hears them.
func workspacesOf(cities []city) []string {
	var out []string
	for _, c := range cities {
		out = append(out, filepath.Join(c.name, "city.lifecircle"))
	}
	return out
}
