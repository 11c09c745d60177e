package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"lifecircle/api/answer"
)

const (
	patience = time.Second            // what is over sooner says nothing
	redraw   = 200 * time.Millisecond // of a bar
	between  = 5 * time.Second        // lines of one stage, where there is no terminal
)

// progress says on standard error how far long work is: a bar on a terminal,
// plain lines elsewhere, nothing before a second has passed.
type progress struct {
	w    io.Writer
	lang answer.Lang
	bars bool
	done chan struct{}
	gone sync.WaitGroup

	mu        sync.Mutex
	stage     string
	at, total int64

	// What is on the screen, of the drawing goroutine alone.
	bar   *progressbar.ProgressBar
	shown string
	last  time.Time
}

// startProgress begins to watch work; the caller ends it. With -q it is silent.
func (p *program) startProgress(lang answer.Lang) *progress {
	g := &progress{w: p.stderr, lang: lang, bars: p.onTerminal(), done: make(chan struct{})}
	if p.quiet {
		return g
	}
	g.gone.Go(g.draw)
	return g
}

func (p *program) onTerminal() bool {
	f, ok := p.stderr.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && p.env("TERM") != "dumb"
}

// The stages that are not the importer's.
const (
	stageOpen    = "open"
	stageCompute = "compute"
	stageVerify  = "verify"
)

// stages has the catalogue's key of each stage, the importer's among them.
var stages = map[string]string{
	"hash": "stage.hash", "streets": "stage.streets", "link": "stage.link", "write": "stage.write",
	stageOpen: "stage.open", stageCompute: "stage.compute", stageVerify: "stage.verify",
}

// words says a stage in the planner's language.
func (g *progress) words(stage string) string {
	if file, reading := strings.CutPrefix(stage, "read "); reading {
		return answer.Say(g.lang, "stage.read", "file", file)
	}
	if key := stages[stage]; key != "" {
		return answer.Say(g.lang, key)
	}
	return stage
}

// report takes how far a stage is; total 0 is not known. It may be called from
// any goroutine, often.
func (g *progress) report(stage string, done, total int64) {
	g.mu.Lock()
	g.stage, g.at, g.total = stage, done, total
	g.mu.Unlock()
}

// end takes the bar away.
func (g *progress) end() {
	close(g.done)
	g.gone.Wait()
	g.clear()
}

// clear takes the bar off the screen.
func (g *progress) clear() {
	if g.bar != nil {
		_ = g.bar.Clear()
		g.bar = nil
	}
}

func (g *progress) draw() {
	wait := time.NewTimer(patience)
	defer wait.Stop()
	for {
		select {
		case <-g.done:
			return
		case now := <-wait.C:
			g.mu.Lock()
			stage, at, total := g.stage, g.at, g.total
			g.mu.Unlock()
			if stage != "" {
				g.show(now, stage, at, total)
			}
			wait.Reset(redraw)
		}
	}
}

func (g *progress) show(now time.Time, stage string, at, total int64) {
	fresh := stage != g.shown
	g.shown = stage
	switch {
	case g.bars && total > 0:
		if fresh || g.bar == nil {
			g.clear()
			g.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(g.w),
				progressbar.OptionSetDescription(g.words(stage)), progressbar.OptionSetWidth(30),
				progressbar.OptionSetElapsedTime(false), progressbar.OptionSetPredictTime(true),
				progressbar.OptionThrottle(0))
		}
		g.bar.ChangeMax64(total)
		_ = g.bar.Set64(min(at, total))
	case g.bars && fresh:
		g.clear()
		// A bar that is never moved: its length is not known.
		g.bar = progressbar.NewOptions64(-1, progressbar.OptionSetWriter(g.w),
			progressbar.OptionSetDescription(g.words(stage)), progressbar.OptionThrottle(0), progressbar.OptionSetSpinnerChangeInterval(0))
		_ = g.bar.RenderBlank()
	case !g.bars && (fresh || now.Sub(g.last) >= between):
		g.last = now
		if total > 0 {
			fmt.Fprintf(g.w, "%s: %d %%\n", g.words(stage), 100*at/total)
		} else {
			fmt.Fprintf(g.w, "%s …\n", g.words(stage))
		}
	}
}
