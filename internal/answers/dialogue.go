package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A dialogue is requests in turn, each of which may name what came of those before:
// $etag, $next and $siting (see late). WAIT is a GET that is asked again until a siting
// is done.
type dialogue struct {
	heard   map[string]string // late values
	sitings []string          // ids of all that were started
}

// talk asks the lines of a script of a city, one after the other, and keeps the
// answers numbered in a folder.
func (r *requests) talk(ctx context.Context, s *server, of city, to string, script []question) error {
	d := dialogue{heard: map[string]string{"etag": "", "next": "", "siting": ""}}
	for i, q := range script {
		step, err := d.fill(q)
		if err != nil {
			return err
		}
		a, err := r.wait(ctx, s, of.name, step)
		if err != nil {
			return fmt.Errorf("%s: %w", step.line, err)
		}
		d.hear(a, s)
		a.line = q.line
		name := fmt.Sprintf("%03d_%s", i+1, filepath.Base(placeOf(q, of.values["id"])))
		if err := r.commands.record.write(filepath.Join(to, name), d.nameless(a.text())); err != nil {
			return err
		}
	}
	return nil
}

// fill puts what was heard into a question.
func (d *dialogue) fill(q question) (question, error) {
	line := value.ReplaceAllStringFunc(q.line, func(name string) string { return d.heard[name[1:]] })
	words, err := split(line)
	return question{line, words}, err
}

// hear remembers what the next questions may name.
func (d *dialogue) hear(a *reply, s *server) {
	d.heard["etag"] = a.header.Get("ETag")
	if m := nextPage.FindSubmatch(a.body); m != nil {
		link := strings.ReplaceAll(string(m[1]), `\u0026`, "&")
		if u, err := url.Parse(link); err == nil && u.Host == s.address {
			d.heard["next"] = u.RequestURI()
		}
	}
	if a.code == http.StatusAccepted {
		id := path.Base(a.header.Get("Location"))
		d.heard["siting"], d.sitings = id, append(d.sitings, id)
	}
}

var nextPage = regexp.MustCompile(`"href":"([^"]*)","rel":"next"`)

// nameless returns an answer with the ids of sitings, which are drawn, numbered.
func (d *dialogue) nameless(answer []byte) []byte {
	for i, id := range d.sitings {
		answer = bytes.ReplaceAll(answer, []byte(id), fmt.Appendf(nil, "SITING-%d", i+1))
	}
	return answer
}

// wait asks a question, and WAIT's until what it asks for is done.
func (r *requests) wait(ctx context.Context, s *server, folder string, q question) (*reply, error) {
	if q.words[0] != "WAIT" {
		return r.ask(ctx, s, folder, q)
	}
	q.words[0] = http.MethodGet
	for end := time.Now().Add(longest); time.Now().Before(end); {
		a, err := r.ask(ctx, s, folder, q)
		if err != nil || !working.Match(a.body) {
			return a, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil, fmt.Errorf("it is not done after %s", longest)
}

var working = regexp.MustCompile(`"state":"(queued|running)"`)
