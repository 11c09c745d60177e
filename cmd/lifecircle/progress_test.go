package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgressIsSilentForASecondAndThenPlainWithoutATerminal(t *testing.T) {
	for _, c := range []struct {
		name  string
		takes time.Duration
		quiet bool
		want  string
	}{
		{"half a second", 500 * time.Millisecond, false, ""},
		{"two seconds", 2 * time.Second, false, "streets: 0 %\n"},
		{"seven seconds", 7 * time.Second, false, "streets: 0 %\nstreets: 50 %\n"},
		{"a stage of unknown length", 12 * time.Second, false, "streets: 0 %\nstreets: 50 %\nlinking …\n"},
		{"quietly", 12 * time.Second, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				out := &lockedBuffer{}
				p := &program{stderr: out, env: noEnv, quiet: c.quiet}
				g := p.startProgress()
				time.Sleep(50 * time.Millisecond) // no report coincides with a redraw
				for at := time.Duration(0); at <= c.takes; at += 100 * time.Millisecond {
					if at <= 10*time.Second {
						g.report("streets", int64(at/time.Second), 10)
					} else {
						g.report("linking", 0, 0)
					}
					time.Sleep(100 * time.Millisecond)
				}
				g.end()
				if out.String() != c.want {
					t.Errorf("%q, want %q", out.String(), c.want)
				}
			})
		})
	}
}

func TestProgressIsABarOnATerminalAndGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &lockedBuffer{}
		g := &progress{w: out, bars: true, done: make(chan struct{})}
		g.gone.Go(g.draw)
		for i := range int64(30) {
			g.report("streets", i, 30)
			time.Sleep(100 * time.Millisecond)
		}
		g.end()
		said := out.String()
		if !strings.Contains(said, "streets") || !strings.Contains(said, "50%") && !strings.Contains(said, "53%") || strings.Contains(said, "\n") {
			t.Errorf("it draws %q", said)
		}
		if last := said[strings.LastIndex(strings.TrimRight(said, "\r"), "\r")+1:]; strings.TrimSpace(last) != "" {
			t.Errorf("it leaves %q", last)
		}
	})
}
