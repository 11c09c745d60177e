package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// asked remembers what was asked of what there is, so that the scripts do not fall
// behind the program. It is safe for concurrent use.
type asked struct {
	mu    sync.Mutex
	flags map[string]bool // "coverage --lang"
	sent  []sent
	have  map[string]bool // "GET /v1/cities/{city}/coverage?lang", of the description
}

type sent struct {
	method string
	path   []string
	params []string
}

func newAsked() *asked { return &asked{flags: map[string]bool{}, have: map[string]bool{}} }

// command remembers a command line.
func (a *asked) command(words []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.flags[words[0]] = true
	for _, w := range words[1:] {
		if name, _, _ := strings.Cut(w, "="); strings.HasPrefix(name, "--") {
			a.flags[words[0]+" "+name] = true
		}
	}
}

// request remembers a request.
func (a *asked) request(method, address string) {
	if method == "STREAM" {
		method = http.MethodGet
	}
	path, query, _ := strings.Cut(address, "?")
	values, _ := url.ParseQuery(query) // what it can read is what counts
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sent = append(a.sent, sent{method, strings.Split(path, "/"), slices.Collect(maps.Keys(values))})
}

// learn reads what the server says that it answers.
func (r *requests) learn(ctx context.Context, s *server) error {
	answer, err := r.ask(ctx, s, "", question{"", []string{"GET", "/openapi.json"}})
	if err != nil {
		return err
	}
	var description struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
		}
	}
	if err := json.Unmarshal(answer.body, &description); err != nil {
		return err
	}
	for path, methods := range description.Paths {
		for method, operation := range methods {
			at := strings.ToUpper(method) + " " + path
			r.asked.have[at] = true
			for _, p := range operation.Parameters {
				if p.In == "query" {
					r.asked.have[at+"?"+p.Name] = true
				}
			}
		}
	}
	return nil
}

// on purpose are not asked: their answers are about the machine and the moment.
var onPurpose = []string{"GET /metrics", "version"}

var (
	commandLine = regexp.MustCompile(`(?m)^  ([a-z-]+) +[A-Z]`)
	flagLine    = regexp.MustCompile(`(?m)^ +(?:-[a-z], )?(--[a-z-]+)`)
)

// unasked tells of what the program has, by its own word, that nobody asked.
func (c *commands) unasked(ctx context.Context, w io.Writer) error {
	help, _, _, err := c.run(ctx, c.work, nil, []string{"--help"})
	if err != nil {
		return err
	}
	var missing []string
	for _, m := range commandLine.FindAllStringSubmatch(string(help), -1) {
		command := m[1]
		help, _, _, err := c.run(ctx, c.work, nil, []string{command, "--help"})
		if err != nil {
			return err
		}
		if !c.asked.flags[command] {
			missing = append(missing, command)
			continue
		}
		own, _, _ := strings.Cut(string(help), "Global Flags:")
		for _, f := range flagLine.FindAllStringSubmatch(own, -1) {
			if name := command + " " + f[1]; !c.asked.flags[name] {
				missing = append(missing, name)
			}
		}
	}
	for _, at := range slices.Sorted(maps.Keys(c.asked.have)) {
		if !slices.ContainsFunc(c.asked.sent, func(s sent) bool { return s.is(at) }) {
			missing = append(missing, at)
		}
	}
	for _, one := range missing {
		if !slices.Contains(onPurpose, one) {
			fmt.Fprintln(w, "         not asked:", one)
		}
	}
	return nil
}

// is reports whether a request is one of an address, as learn writes it.
func (s sent) is(at string) bool {
	method, template, _ := strings.Cut(at, " ")
	template, param, has := strings.Cut(template, "?")
	fits := func(t, p string) bool { return t == p || strings.HasPrefix(t, "{") && p != "" }
	return s.method == method && slices.EqualFunc(strings.Split(template, "/"), s.path, fits) &&
		(!has || slices.Contains(s.params, param))
}
