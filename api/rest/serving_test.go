package rest_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"lifecircle/api/rest"
	"lifecircle/coverage"
)

func TestMetricsCountByTemplate(t *testing.T) {
	a := serve(t)
	a.ok("/v1/cities/drawn/coverage?service=clinic")
	a.do(http.MethodHead, "/v1/cities/drawn/coverage")
	a.get("/v1/cities/atlantis/coverage")
	a.get("/nowhere/at/all")
	a.do("BREW", "/v1/cities")
	out := string(a.ok("/metrics").body)
	for _, want := range []string{
		`lifecircle_http_requests_total{method="GET",route="/v1/cities/{city}/coverage",status="200"} 1`,
		`lifecircle_http_requests_total{method="HEAD",route="/v1/cities/{city}/coverage",status="200"} 1`,
		`lifecircle_http_requests_total{method="GET",route="/v1/cities/{city}/coverage",status="404"} 1`,
		`lifecircle_http_requests_total{method="GET",route="none",status="404"} 1`,
		`lifecircle_http_requests_total{method="other",route="none",status="405"} 1`,
		`lifecircle_http_request_duration_seconds_count{method="GET",route="/v1/cities/{city}/coverage"} 2`,
		`lifecircle_http_requests_in_flight 1`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(out, "atlantis") || strings.Contains(out, "nowhere") {
		t.Error("a path became a series")
	}
}

func TestRequestsAreLogged(t *testing.T) {
	a := serve(t)
	r := a.ok("/v1/cities/drawn/coverage?service=clinic&f=csv")
	a.Close() // waits for the record
	for _, want := range []string{`"route":"/v1/cities/{city}/coverage"`, `"path":"/v1/cities/drawn/coverage"`, `"method":"GET"`, `"status":200`, `"took":`, `"bytes":` + itoa(len(r.body))} {
		if !strings.Contains(a.logs.String(), want) {
			t.Errorf("no %s in %s", want, a.logs)
		}
	}
}

func itoa(n int) string { return strings.TrimSuffix(cmpFloat(float64(n)), ".000") }

// The reader of the documentation comes from the program, and no address in it
// leads elsewhere.
func TestDocsNeedNoInternet(t *testing.T) {
	a := serve(t)
	page := a.ok("/docs")
	if csp := page.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'self'") {
		t.Errorf("policy %q", csp)
	}
	links := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllSubmatch(page.body, -1)
	if len(links) < 4 {
		t.Fatalf("%d links in %s", len(links), page.body)
	}
	for _, l := range links {
		link := string(l[1])
		if strings.Contains(link, "//") {
			t.Errorf("%s leads elsewhere", link)
		}
		a.ok("/" + link) // relative to /docs
	}
	if !strings.Contains(string(page.body), `../openapi.json`) {
		t.Error("the page does not say where the document is")
	}
}

func TestTheRootLeadsToTheDocs(t *testing.T) {
	a := serve(t)
	for path, to := range map[string]string{"/": "docs", "/docs/": "../docs"} {
		if r := a.get(path); r.StatusCode != http.StatusTemporaryRedirect || r.Header.Get("Location") != to {
			t.Errorf("%s: %s to %q", path, r.Status, r.Header.Get("Location"))
		}
	}
}

// Serve lets an answer under way finish, and takes no new one.
func TestShutdownIsGraceful(t *testing.T) {
	began, finish := make(chan bool), make(chan bool)
	all := &cities{byName: map[string]*coverage.Engine{"drawn": town(t)}}
	x := lines{export: func(context.Context, *coverage.Engine) error {
		close(began)
		<-finish
		return nil
	}}
	h, err := rest.New(rest.Options{Cities: all, Exporter: x, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- rest.Serve(ctx, ln, h) }()
	type result struct {
		status int
		body   string
		err    error
	}
	got := make(chan result, 1)
	go func() {
		res, err := http.Get("http://" + ln.Addr().String() + drawnExport)
		if err != nil {
			got <- result{err: err}
			return
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		got <- result{res.StatusCode, string(body), err}
	}()
	<-began
	stop()
	for range 100 { // until the listener is closed
		if c, err := net.Dial("tcp", ln.Addr().String()); err != nil {
			break
		} else {
			c.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
	select {
	case err := <-done:
		t.Fatalf("it did not wait for the answer: %v", err)
	default:
	}
	close(finish)
	if r := <-got; r.err != nil || r.status != 200 || !strings.HasSuffix(r.body, "310101\n310102\n") {
		t.Errorf("got %+v", r)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if all.held() != 0 {
		t.Error("the city was not released")
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	if _, err := rest.New(rest.Options{}); err == nil {
		t.Error("no cities, no error")
	}
}

// A city that is swapped while a request reads it stays open for that request.
func TestACityIsHeldWhileItIsRead(t *testing.T) {
	began, finish := make(chan bool), make(chan bool)
	var reads *coverage.Engine
	a := exporting(t, lines{export: func(_ context.Context, city *coverage.Engine) error {
		reads = city
		close(began)
		<-finish
		return nil
	}})
	before := a.cities.byName["drawn"]
	done := make(chan int)
	go func() { done <- a.get(drawnExport).StatusCode }()
	<-began
	a.cities.set("drawn", town(t))
	if a.cities.held() != 1 {
		t.Errorf("%d handles are held", a.cities.held())
	}
	a.ok("/v1/cities/drawn/coverage")
	close(finish)
	if status := <-done; status != 200 || reads != before {
		t.Errorf("got %d, of the city that was there first: %v", status, reads == before)
	}
}
