package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

// requests ask over HTTP.
type requests struct {
	commands *commands
	port     int
	asked    *asked
}

// askAll serves all cities, and asks what is asked of the server and of every city.
// Requests that stand for themselves go side by side, those of a dialogue in turn.
func (r *requests) askAll(ctx context.Context, cities []city) (err error) {
	s, err := r.commands.serve(ctx, r.port, workspacesOf(cities)...)
	if err != nil {
		return err
	}
	defer func() { err = stopped(s, err) }()
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	whole, err := questionsOf(scripts, "scripts/server.txt", nil)
	if err != nil {
		return err
	}
	r.askEach(inner, g, s, city{name: "server"}, whole)
	for _, c := range cities {
		dialogue, err := scriptsOf(c, "dialogue.txt")
		if err != nil {
			return err
		}
		g.Go(func() error { return r.talk(inner, s, c, filepath.Join(c.name, "dialogue"), dialogue) })
		list, err := scriptsOf(c, "requests.txt")
		if err != nil {
			return err
		}
		r.askEach(inner, g, s, c, list)
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return r.learn(ctx, s)
}

// keys are who may edit at the server with keys.
const keys = "li.wei 0123456789abcdef0123456789abcdef\nzhang.min fedcba9876543210fedcba9876543210\n"

// askKeys talks to a server of the first city that knows another address of itself
// and lets those edit who have a key.
func (r *requests) askKeys(ctx context.Context, cities []city) (err error) {
	if err := os.WriteFile(filepath.Join(r.commands.work, "keys"), []byte(keys), 0o600); err != nil {
		return err
	}
	first := cities[0]
	dialogue, err := questionsOf(scripts, "scripts/keys.txt", first.values)
	if err != nil {
		return err
	}
	s, err := r.commands.serve(ctx, r.port+1, append(workspacesOf(cities[:1]), "--allow-edits", "keys", "--base-url", "https://walk.example.org/city")...)
	if err != nil {
		return err
	}
	defer func() { err = stopped(s, err) }()
	return r.talk(ctx, s, first, "keys", dialogue)
}

func stopped(s *server, err error) error {
	if stopping := s.stop(); err == nil {
		return stopping
	}
	return fmt.Errorf("%w\n%s", err, s.log.String())
}

func (r *requests) askEach(ctx context.Context, g *errgroup.Group, s *server, of city, list []question) {
	for _, q := range once(list) {
		if ctx.Err() != nil {
			return
		}
		g.Go(func() error {
			a, err := r.ask(ctx, s, of.name, q)
			if err != nil {
				return fmt.Errorf("%s: %w", q.line, err)
			}
			return r.commands.record.write(filepath.Join(of.name, "http", placeOf(q, of.values["id"])), a.text())
		})
	}
}

// placeOf names the file of a request, in a folder for what comes first in its path.
// A city's own requests leave out its id.
func placeOf(q question, id string) string {
	method, path := q.words[0], q.words[1]
	if id != "" {
		path = strings.Replace(path, "/v1/cities/"+id, "", 1)
		path = strings.Replace(path, "/ogc/"+id, "/ogc", 1)
		path = strings.Replace(path, "/tiles/"+id, "/tiles", 1)
	}
	path = strings.TrimPrefix(path, "/")
	group, _, _ := strings.Cut(path, "?")
	group, _, _ = strings.Cut(group, "/")
	line := strings.TrimSpace(path + " " + strings.Join(q.words[2:], " "))
	if method != http.MethodGet {
		line = method + " " + line
	}
	return filepath.Join(fileName(group), fileName(line))
}

// A reply is an answer over HTTP, and the question as it was asked.
type reply struct {
	line   string
	status string // HTTP/1.1 200 OK
	code   int
	header http.Header
	body   []byte
}

// text is a reply as it is kept.
func (a *reply) text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n\n%s\n", a.line, a.status)
	_ = kept(a.header).Write(&b) // sorted by name; a buffer takes all
	b.WriteString("\n")
	b.Write(timeless(a.body))
	return b.Bytes()
}

// late reports whether the server gave up for time.
func (a *reply) late() bool {
	return a.code == http.StatusServiceUnavailable && bytes.Contains(a.body, []byte("/problems/timeout"))
}

// ask sends one request: METHOD PATH [-H HEADER]… [-d BODY], where @FILE is a body in
// the city's folder. STREAM is a GET of whose answer the first event is read. A server
// on a machine that is busy with other things may not be in time: it is asked again.
func (r *requests) ask(ctx context.Context, s *server, folder string, q question) (a *reply, err error) {
	body, headers, err := r.options(folder, q.words[2:])
	if err != nil {
		return nil, err
	}
	r.asked.request(q.words[0], q.words[1])
	for range 5 {
		a, err = send(ctx, s, q, body, headers)
		if err != nil || !a.late() {
			break
		}
	}
	return a, err
}

// send sends a request once.
func send(ctx context.Context, s *server, q question, body []byte, headers []string) (*reply, error) {
	method, stream := q.words[0], q.words[0] == "STREAM"
	if stream {
		method = http.MethodGet
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, "http://"+s.address+escaped(q.words[1]), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		request.Header.Set(name, value)
	}
	request.Host = request.Header.Get("Host") // the address's own where there is none
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	a := &reply{line: q.line, status: answer.Proto + " " + answer.Status, code: answer.StatusCode, header: answer.Header}
	if stream && a.code == http.StatusOK {
		a.body, err = firstEvent(answer.Body)
	} else {
		a.body, err = io.ReadAll(answer.Body)
	}
	return a, err
}

// escaped writes what an address cannot have as it stands: scripts are for reading.
func escaped(path string) string {
	var b strings.Builder
	for i := range len(path) {
		if c := path[i]; c <= ' ' || c >= utf8.RuneSelf {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// client follows nothing and unpacks nothing.
var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: workers},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// options reads what stands behind a request's path.
func (r *requests) options(folder string, words []string) (body []byte, headers []string, err error) {
	for pair := range slices.Chunk(words, 2) {
		if len(pair) < 2 {
			return nil, nil, fmt.Errorf("%s stands alone", pair[0])
		}
		switch file, isFile := strings.CutPrefix(pair[1], "@"); {
		case pair[0] == "-H":
			headers = append(headers, pair[1])
		case pair[0] == "-d" && isFile:
			if body, err = os.ReadFile(filepath.Join(r.commands.work, folder, file)); err != nil {
				return nil, nil, err
			}
		case pair[0] == "-d":
			body = []byte(pair[1])
		default:
			return nil, nil, fmt.Errorf("%s is neither -H nor -d", pair[0])
		}
	}
	return body, headers, nil
}

// firstEvent reads server-sent events up to the first blank line.
func firstEvent(from io.Reader) ([]byte, error) {
	var out []byte
	in := bufio.NewReader(from)
	for {
		line, err := in.ReadBytes('\n')
		out = append(out, line...)
		if err != nil || len(bytes.TrimSpace(line)) == 0 {
			return out, err
		}
	}
}
