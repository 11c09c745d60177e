package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"lifecircle/api/respond"
	"lifecircle/api/rest"
	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// town is a small city with two clinics' worth of everything: a river, two
// districts of Chinese and other names, an elderly hub.
func town(t asciicity.TB) *coverage.Engine {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a---b
		        |
		0---1---2
		|
		|
		|
		E
	`)
	c.District(8, "310101", -1, -1, 5, 3).District(8, "310102", 5, -1, 20, 3)
	c.Extent = [4]float64{-30, -30, 40, 40}
	c.Serve(coverage.Service{ID: "elderly", Names: coverage.Names{ZH: "综合为老服务", EN: "Elderly hubs"}, Minutes: 10})
	engine := c.Engine()
	city := engine.City()
	city.Title = coverage.Names{ZH: "画城", EN: "Drawn town"}
	city.Profiles = []coverage.Profile{{
		Profile: streets.Profile{ID: "senior", Speed: 3_000_000}, Names: coverage.Names{ZH: "老年人", EN: "Older people"},
	}}
	city.Districts[0].Names = coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}
	city.Provenance = coverage.Provenance{
		Engine: "0.1.0", Private: "closed", Walking: "plain", Hash: strings.Repeat("ab", 32),
		Inputs: []coverage.Input{
			{Role: "demand", Path: "people.csv", SHA256: strings.Repeat("00", 32), Attribution: "江湾统计局 𝄞"},
			{Role: "streets", Path: "streets.osm", SHA256: strings.Repeat("11", 32)},
		},
	}
	return engine
}

// cities is a [rest.Cities] for tests; it counts the handles not yet released.
type cities struct {
	mu     sync.Mutex
	byName map[string]*coverage.Engine
	broken []string // named, and cannot be opened
	open   int

	opening func() // called before a city is opened; it may wait, or panic
}

func (c *cities) Names() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	names := slices.Clone(c.broken)
	for n := range c.byName {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func (c *cities) Open(name string) (rest.Handle, bool) {
	if c.opening != nil {
		c.opening()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byName[name]
	if !ok {
		return rest.Handle{}, false
	}
	c.open++
	var once sync.Once
	return rest.Handle{Engine: e, Release: func() {
		once.Do(func() {
			c.mu.Lock()
			c.open--
			c.mu.Unlock()
		})
	}}, true
}

func (c *cities) set(name string, e *coverage.Engine) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byName[name] = e
}

// held waits until no request holds a city, and returns how many still do.
func (c *cities) held() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open
}

// logs is a buffer that a server's goroutines may write to.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// api is a server on a real socket.
type api struct {
	*httptest.Server
	t      *testing.T
	cities *cities
	logs   *logs
}

func serve(t *testing.T, change ...func(*rest.Options)) *api {
	t.Helper()
	a := &api{t: t, cities: &cities{byName: map[string]*coverage.Engine{"drawn": town(t)}}, logs: &logs{}}
	o := rest.Options{Cities: a.cities, Version: "0.1.0", Logger: slog.New(slog.NewJSONHandler(a.logs, nil))}
	for _, f := range change {
		f(&o)
	}
	h, err := rest.New(o)
	if err != nil {
		t.Fatal(err)
	}
	a.Server = httptest.NewServer(h)
	t.Cleanup(func() {
		a.Close()
		if n := a.cities.held(); n != 0 {
			t.Errorf("%d cities were not released", n)
		}
	})
	return a
}

type response struct {
	*http.Response
	body []byte
}

// do asks with headers given as name, value, …
func (a *api) do(method, path string, headers ...string) response {
	a.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, a.URL+path, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
			continue
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return response{res, body}
}

func (a *api) get(path string, headers ...string) response {
	a.t.Helper()
	return a.do(http.MethodGet, path, headers...)
}

// ok asks and wants a 200.
func (a *api) ok(path string, headers ...string) response {
	a.t.Helper()
	r := a.get(path, headers...)
	if r.StatusCode != http.StatusOK {
		a.t.Fatalf("GET %s: %s: %s", path, r.Status, r.body)
	}
	return r
}

// problem wants problem details of a kind and status.
func (a *api) problem(r response, kind string, status int) respond.Problem {
	a.t.Helper()
	var p respond.Problem
	if err := json.Unmarshal(r.body, &p); err != nil {
		a.t.Fatalf("%s %s: no problem: %v: %s", r.Request.Method, r.Request.URL, err, r.body)
	}
	if r.StatusCode != status || p.Status != status || p.Type != "/problems/"+kind {
		a.t.Errorf("%s %s: got %d %+v, want %d %s", r.Request.Method, r.Request.URL, r.StatusCode, p, status, kind)
	}
	if ct := r.Header.Get("Content-Type"); ct != "application/problem+json" {
		a.t.Errorf("%s: content type %q", r.Request.URL, ct)
	}
	if p.Title == "" || p.Detail == "" || strings.ContainsAny(p.Detail, "{}") {
		a.t.Errorf("%s: no words for it: %+v", r.Request.URL, p)
	}
	return p
}

func into[T any](t *testing.T, r response) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(r.body, &v); err != nil {
		t.Fatalf("%s: %v: %s", r.Request.URL, err, r.body)
	}
	return v
}
