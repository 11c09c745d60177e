package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"lifecircle/internal/testcity/expect"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write what is really printed into README, docs and golden files")

// Commands that documents show and that no transcript runs, with who does.
var runElsewhere = map[string]string{
	"./run demo":                  "a transcript runs `./run demo --no-serve`; serving is TestDemoServesTheSampleAndCleansUp",
	"./run test":                  ".ci/run",
	"./run setup":                 ".ci/run",
	"make":                        "it lists the targets",
	"make check":                  ".ci/run is all of it",
	"go install ./cmd/lifecircle": "go build ./... in .ci/run",
}

// Every command and every output in README and docs is what a reader gets.
func TestDocumentsSayWhatTheProgramSays(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files, err := documents(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			transcripts, others, err := readDocument(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range others {
				checkFence(t, file, f)
			}
			play(t, root, file, transcripts)
		})
	}
}

func play(t *testing.T, root, file string, transcripts []transcript) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "seeds", "newtown"), os.DirFS(filepath.Join(root, "seeds", "newtown"))); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	sh := &shell{t: t}
	defer sh.stop()
	changed := false
	for i := range transcripts {
		for k := range transcripts[i].steps {
			s := &transcripts[i].steps[k]
			got := sh.run(s.command)
			if matches(s.output, got) {
				continue
			}
			if *update {
				s.output, changed = elide(s.output, got), true
				continue
			}
			t.Errorf("%s:%d: $ %s\nprints\n%s\nand the document promises\n%s", filepath.Base(file), s.line, s.command,
				strings.Join(got, "\n"), strings.Join(s.output, "\n"))
		}
	}
	if changed {
		if err := rewrite(file, transcripts); err != nil {
			t.Fatal(err)
		}
	}
}

// checkFence refuses a block that shows commands which nothing runs.
func checkFence(t *testing.T, file string, f fence) {
	if f.kind != "sh" {
		return
	}
	for i, line := range f.lines {
		command, _, _ := strings.Cut(line, "#")
		command = strings.TrimSpace(command)
		if command == "" || runElsewhere[command] != "" {
			continue
		}
		if strings.HasPrefix(command, "docker ") || strings.HasPrefix(command, "make bench") || strings.HasPrefix(command, "make beside") {
			continue // what tests do not have: Docker, and hours
		}
		t.Errorf("%s:%d: nothing runs %q: make it a ```console block with its output", filepath.Base(file), f.line+1+i, command)
	}
}

// A shell runs the few commands that documents show.
type shell struct {
	t    *testing.T
	url  string // of the server in the background
	end  context.CancelFunc
	wait sync.WaitGroup
}

// shown is the address that documents show; the test's server has a free port.
const shown = "http://" + defaultAddr

func (sh *shell) run(command string) []string {
	words := split(command)
	switch {
	case len(words) > 2 && words[0] == "lifecircle" && words[1] == "serve" && words[len(words)-1] == "&":
		sh.serve(words[1 : len(words)-1])
		return nil
	case words[0] == "lifecircle":
		return sh.lifecircle(words[1:])
	case len(words) > 1 && words[0] == "./run" && words[1] == "demo":
		return sh.lifecircle(words[1:])
	case words[0] == "cat" && len(words) == 2:
		data, err := os.ReadFile(words[1])
		if err != nil {
			sh.t.Fatal(err)
		}
		return outputLines(data)
	case words[0] == "curl":
		return sh.curl(words[1:])
	}
	sh.t.Fatalf("documents show a command that the test cannot run: %s", command)
	return nil
}

// lifecircle runs the program; what it says on standard error belongs to the
// output where it fails.
func (sh *shell) lifecircle(args []string) []string {
	var out, errs bytes.Buffer
	code := run(sh.t.Context(), append([]string{"-q"}, args...), strings.NewReader(""), &out, &errs, noEnv)
	if code == 0 {
		return outputLines(out.Bytes())
	}
	return outputLines(append(out.Bytes(), errs.Bytes()...))
}

func noEnv(string) string { return "" }

func (sh *shell) serve(args []string) {
	ctx, end := context.WithCancel(sh.t.Context())
	sh.end = end
	log := &expect.Buffer{}
	sh.wait.Go(func() {
		if code := run(ctx, append(args, "--addr", "127.0.0.1:0"), nil, io.Discard, log, noEnv); code != 0 {
			sh.t.Errorf("lifecircle %s ends with %d: %s", strings.Join(args, " "), code, log)
		}
	})
	sh.url = waitReady(sh.t, log)
}

func (sh *shell) stop() {
	if sh.end != nil {
		sh.end()
		sh.wait.Wait()
	}
}

func (sh *shell) curl(args []string) []string {
	request, err := http.NewRequestWithContext(sh.t.Context(), http.MethodGet, "http://invalid", nil)
	if err != nil {
		sh.t.Fatal(err)
	}
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "-s":
		case args[i] == "-H" && i+1 < len(args):
			i++
			name, value, _ := strings.Cut(args[i], ": ")
			request.Header.Set(name, value)
		case strings.HasPrefix(args[i], shown):
			if request.URL, err = request.URL.Parse(sh.url + strings.TrimPrefix(args[i], shown)); err != nil {
				sh.t.Fatal(err)
			}
		default:
			sh.t.Fatalf("the test's curl does not know %q", args[i])
		}
	}
	request.Host = request.URL.Host
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		sh.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		sh.t.Fatal(err)
	}
	return outputLines(bytes.ReplaceAll(body, []byte(sh.url), []byte(shown)))
}

var listening = regexp.MustCompile(`msg=listening url=(http://\S+)`)

// waitReady returns the address of a server once all its cities are open.
func waitReady(t *testing.T, log *expect.Buffer) string {
	t.Helper()
	for range 600 {
		if m := listening.FindStringSubmatch(log.String()); m != nil {
			if status, _ := get(t, m[1]+"/readyz"); status == http.StatusOK {
				return m[1]
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the server is not ready after half a minute: %s", log)
	return ""
}

// get returns the status and body at an address; status 0 is no answer.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(data)
}
