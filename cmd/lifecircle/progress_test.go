package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lifecircle/api/answer"
	"lifecircle/internal/testcity/expect"
)

func TestProgressIsSilentForASecondAndThenPlainWithoutATerminal(t *testing.T) {
	for _, c := range []struct {
		name  string
		takes time.Duration
		quiet bool
		want  string
	}{
		{"half a second", 500 * time.Millisecond, false, ""},
		{"two seconds", 2 * time.Second, false, "building the streets: 0 %\n"},
		{"seven seconds", 7 * time.Second, false, "building the streets: 0 %\nbuilding the streets: 50 %\n"},
		{"a stage of unknown length", 12 * time.Second, false, "building the streets: 0 %\nbuilding the streets: 50 %\njoining places to the streets …\n"},
		{"quietly", 12 * time.Second, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				out := &expect.Buffer{}
				p := &program{stderr: out, env: noEnv, quiet: c.quiet}
				g := p.startProgress(answer.EN)
				time.Sleep(50 * time.Millisecond) // no report coincides with a redraw
				for at := time.Duration(0); at <= c.takes; at += 100 * time.Millisecond {
					if at <= 10*time.Second {
						g.report("streets", int64(at/time.Second), 10)
					} else {
						g.report("link", 0, 0)
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
		out := &expect.Buffer{}
		g := &progress{w: out, lang: answer.ZH, bars: true, done: make(chan struct{})}
		g.gone.Go(g.draw)
		for i := range int64(30) {
			g.report("streets", i, 30)
			time.Sleep(100 * time.Millisecond)
		}
		g.report(stageCompute, 0, 0)
		time.Sleep(time.Second)
		g.end()
		said := out.String()
		if !strings.Contains(said, "生成步行网络") || !strings.Contains(said, "50%") && !strings.Contains(said, "53%") || !strings.Contains(said, "计算") || strings.Contains(said, "\n") {
			t.Errorf("it draws %q", said)
		}
		if last := said[strings.LastIndex(strings.TrimRight(said, "\r"), "\r")+1:]; strings.TrimSpace(last) != "" {
			t.Errorf("it leaves %q", last)
		}
	})
}

// What the importer says it is at has words in the catalogue.
func TestEveryStageHasWords(t *testing.T) {
	g := &progress{lang: answer.ZH}
	if got := g.words("read a.csv"); got != "读取 a.csv" {
		t.Errorf("%q", got)
	}
	for stage := range stages {
		if got := g.words(stage); got == stage || strings.Contains(got, "stage.") {
			t.Errorf("%s: %q", stage, got)
		}
	}
}
