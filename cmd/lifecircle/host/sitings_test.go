package host_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"lifecircle/api/rest"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/data/sitings"
	"lifecircle/internal/testcity/asciiworkspace"
)

const askOne = `{"services":["clinic"],"goal":"most_people","count":1,"candidates":[{"demand":true}]}`

// waitState asks until a siting is in a state.
func waitState(t *testing.T, url, state string) reply {
	t.Helper()
	for range 500 {
		if r := send(t, "GET", url, ""); r.json["state"] == state {
			return r
		}
		time.Sleep(10 * time.Millisecond)
	}
	r := send(t, "GET", url, "")
	t.Fatalf("%s is not %s: %s", url, state, r.body)
	return r
}

// A siting is asked, answered, made a scenario of, and taken away.
func TestASitingOverHTTP(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	url, _, stop := serving(t, dir)
	all := url + "/v1/cities/line/sitings"
	started := send(t, "POST", all, askOne, "Idempotency-Key", "k").want(t, "start", 202)
	one := started.header.Get("Location")
	if !strings.HasPrefix(one, all+"/") {
		t.Fatalf("Location %q", one)
	}
	if again := send(t, "POST", all, askOne, "Idempotency-Key", "k").want(t, "the same again", 202); again.header.Get("Location") != one {
		t.Errorf("the same key started another: %s", again.header.Get("Location"))
	}
	send(t, "POST", all, strings.Replace(askOne, `"count":1`, `"count":2`, 1), "Idempotency-Key", "k").want(t, "the same key for another question", 422)
	done := waitState(t, one, "finished")
	if done.json["id"] == nil || done.json["created"] == nil {
		t.Errorf("it has no id or no time: %s", done.body)
	}
	plan, _ := done.json["plan"].([]any)
	if len(plan) != 1 || done.json["optimal"] != true || done.json["gap"] != 0.0 {
		t.Fatalf("plan %v: %s", plan, done.body)
	}
	gain := plan[0].(map[string]any)["gain"].(float64)
	made := send(t, "POST", one+"/scenario", `{"name":"Next one"}`).want(t, "scenario", 201)
	before, after := covered(t, url+"/v1/cities/line/coverage"), covered(t, url+"/v1/cities/line@next-one/coverage")
	if after-before != gain || gain <= 0 || !strings.HasSuffix(made.header.Get("Location"), "/scenarios/next-one") {
		t.Errorf("%v to %v, and the plan gains %v", before, after, gain)
	}
	if csv := send(t, "GET", one+"?f=csv", "").want(t, "csv", 200); !strings.HasPrefix(csv.body, "order,kind,id") {
		t.Errorf("as CSV: %s", csv.body)
	}
	if list := send(t, "GET", all, "").want(t, "list", 200); len(list.json["sitings"].([]any)) != 1 {
		t.Errorf("list: %s", list.body)
	}
	stop()
	url, _, _ = serving(t, dir) // it is there after a restart
	one = url + strings.TrimPrefix(one, one[:strings.Index(one, "/v1/")])
	if again := send(t, "GET", one, "").want(t, "after a restart", 200); again.json["objective"] != done.json["objective"] {
		t.Errorf("after a restart: %s", again.body)
	}
	send(t, "DELETE", one, "").want(t, "take away", 204)
	send(t, "GET", one, "").want(t, "taken away", 404)
	if left, _ := filepath.Glob(sitings.Path(dir) + "/*"); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// What is asked of a city that is served from inside its own folder is kept beside it,
// where a server that names the folder finds it.
func TestSitingsOfTheWorkingFolderAreKeptUnderItsName(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	t.Chdir(dir)
	url, _, stop := serving(t, ".")
	one := send(t, "POST", url+"/v1/cities/line/sitings", askOne).want(t, "start", 202).header.Get("Location")
	send(t, "POST", url+"/v1/cities/line/scenarios", closed).want(t, "create", 201)
	waitState(t, one, "finished")
	stop()
	beside, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range beside {
		names = append(names, e.Name())
	}
	if want := []string{"line.lifecircle", "line.scenarios.sqlite", "line.sitings"}; !slices.Equal(names, want) {
		t.Errorf("beside the city is %q, not %q", names, want)
	}
	url, _, _ = serving(t, dir)
	for _, list := range []string{"sitings", "scenarios"} {
		r := send(t, "GET", url+"/v1/cities/line/"+list, "").want(t, list, 200)
		if kept, _ := r.json[list].([]any); len(kept) != 1 {
			t.Errorf("a server that names the folder finds %s", r.body)
		}
	}
}

func TestSitingsThatCannotBeAreRefused(t *testing.T) {
	url, _, _ := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	all := url + "/v1/cities/line/sitings"
	for name, c := range map[string]struct {
		method, url, body string
		status            int
		says              string
	}{
		"no JSON object":     {"POST", all, `[]`, 422, "a question is a table"},
		"several wrongs":     {"POST", all, `{"services":[],"goal":"best","count":-1,"candidates":[{"cells":99}]}`, 422, `candidates[0].cells`},
		"an unknown service": {"POST", all, strings.Replace(askOne, "clinic", "spa", 1), 404, "spa"},
		"a negative cost":    {"POST", all, `{"services":["clinic"],"goal":"least_cost","candidates":[{"layer":{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[121,31]},"properties":{"id":"a","cost":-1}}]}}]}`, 422, "cost of a"},
		"capacity":           {"POST", all, strings.Replace(askOne, `"count":1`, `"count":1,"backup":true,"capacity":10`, 1), 422, "capacities and backup"},
		"a scenario's city":  {"POST", url + "/v1/cities/line@x/sitings", askOne, 404, "unknown-city"},
		"an unknown siting":  {"GET", all + "/nope", "", 404, "unknown-siting"},
		"no such events":     {"GET", all + "/nope/events", "", 404, "unknown-siting"},
		"cancel nothing":     {"DELETE", all + "/nope", "", 404, "unknown-siting"},
		"scenario of none":   {"POST", all + "/nope/scenario", `{"name":"x"}`, 404, "unknown-siting"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := send(t, c.method, c.url, c.body).want(t, name, c.status); !strings.Contains(r.body, c.says) {
				t.Errorf("%q is not in %s", c.says, r.body)
			}
		})
	}
}

// The stream tells the end, and what it tells is what is asked for.
func TestASitingsEvents(t *testing.T) {
	url, _, _ := serving(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic))
	one := send(t, "POST", url+"/v1/cities/line/sitings", askOne).want(t, "start", 202).header.Get("Location")
	r, err := http.NewRequestWithContext(t.Context(), "GET", one+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var events []string
	last := ""
	for s := bufio.NewScanner(response.Body); s.Scan(); { // the server ends it
		if name, ok := strings.CutPrefix(s.Text(), "event: "); ok {
			events = append(events, name)
		}
		if data, ok := strings.CutPrefix(s.Text(), "data: "); ok {
			last = data
		}
	}
	var told rest.SitingEvent
	if err := json.Unmarshal([]byte(last), &told); err != nil {
		t.Fatal(err)
	}
	if len(events) == 0 || events[len(events)-1] != "done" || slices.Contains(events[:len(events)-1], "done") || told.State != "finished" || len(told.Plan) != 1 {
		t.Errorf("events %v, the last %s", events, last)
	}
}

// runner has a workspace open whose sitings are run by a search of the test's own.
func runner(t *testing.T, dir string, run func(context.Context, siting.Options) (*siting.Answer, error)) (w *host.Sitings, stop func()) {
	t.Helper()
	h := opened(t, io.Discard, dir)
	h.Sitings.RunBy(func(ctx context.Context, _ *coverage.Engine, q siting.Question, o siting.Options) (*siting.Answer, error) {
		a, err := run(ctx, o)
		if a != nil {
			a.Question = q
		}
		return a, err
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { h.Run(ctx); close(done) }()
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(stop)
	return h.Sitings, stop
}

var asking = siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}}

// untilDone works until it is told to stop, and says what it has found.
func untilDone(ctx context.Context, o siting.Options) (*siting.Answer, error) {
	p := orb.Point{121, 31}
	a := siting.Answer{State: siting.StateRunning, Question: asking, Objective: 7, Plan: []siting.Step{{Candidate: siting.Candidate{ID: "best",
		Changes: []scenario.Change{{Kind: scenario.AddFacility, ID: "best", At: &p, Services: []string{"clinic"}}}}}}}
	o.Progress(a)
	<-ctx.Done()
	a.State = siting.StateCancelled
	return &a, nil
}

func until(t *testing.T, what string, is func() bool) time.Duration {
	t.Helper()
	for began := time.Now(); time.Since(began) < 10*time.Second; time.Sleep(time.Millisecond) {
		if is() {
			return time.Since(began)
		}
	}
	t.Fatal("not " + what)
	return 0
}

func stateOf(t *testing.T, w *host.Sitings, id string) siting.State {
	t.Helper()
	j, err := w.Get(t.Context(), "line", id)
	if err != nil {
		t.Fatal(err)
	}
	return j.Answer.State
}

// One runs, the others wait; one that is cancelled says so at once and keeps its plan;
// too many are refused.
func TestSitingsWaitAndAreCancelled(t *testing.T) {
	w, _ := runner(t, asciiworkspace.New(t, "line", asciiworkspace.OneClinic), untilDone)
	start := func() rest.SitingJob {
		j, err := w.Start(t.Context(), "line", asking, "", "")
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	first, second := start(), start()
	until(t, "running", func() bool { return stateOf(t, w, first.ID) == siting.StateRunning })
	if s := stateOf(t, w, second.ID); s != siting.StateQueued {
		t.Errorf("the second is %s", s)
	}
	if err := w.Cancel(t.Context(), "line", first.ID); err != nil {
		t.Fatal(err)
	}
	if s := stateOf(t, w, first.ID); s != siting.StateCancelled {
		t.Errorf("cancelled, it is %s", s)
	}
	until(t, "the second's turn", func() bool { return stateOf(t, w, second.ID) == siting.StateRunning })
	if j, _ := w.Get(t.Context(), "line", first.ID); len(j.Answer.Plan) != 1 || j.Answer.Objective != 7 {
		t.Errorf("cancelled, its plan is %v", j.Answer.Plan)
	}
	third := start()
	if err := w.Cancel(t.Context(), "line", third.ID); err != nil || stateOf(t, w, third.ID) != siting.StateCancelled {
		t.Errorf("one that waits: %v, %s", err, stateOf(t, w, third.ID))
	}
	for range host.MostQueued {
		if _, err := w.Start(t.Context(), "line", asking, "", ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Start(t.Context(), "line", asking, "", ""); err != rest.ErrBusy {
		t.Errorf("one more: %v", err)
	}
}

// What a server had begun when it ended goes on from the plan that it had.
func TestASitingGoesOnAfterARestart(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	w, stop := runner(t, dir, untilDone)
	j, err := w.Start(t.Context(), "line", asking, "", "")
	if err != nil {
		t.Fatal(err)
	}
	until(t, "running with a plan", func() bool {
		now, _ := w.Get(t.Context(), "line", j.ID)
		return len(now.Answer.Plan) == 1
	})
	stop()
	began := make(chan []string, 1)
	again, _ := runner(t, dir, func(_ context.Context, o siting.Options) (*siting.Answer, error) {
		began <- o.Start
		return &siting.Answer{State: siting.StateFinished, Optimal: true}, nil
	})
	select {
	case start := <-began:
		if !slices.Equal(start, []string{"best"}) {
			t.Errorf("it begins from %v", start)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it does not go on")
	}
	until(t, "done", func() bool { return stateOf(t, again, j.ID) == siting.StateFinished })
}

// A fault in a search fails that siting alone.
func TestAFaultFailsOneSiting(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	w, _ := runner(t, dir, func(context.Context, siting.Options) (*siting.Answer, error) { panic("oh") })
	for range 2 {
		j, err := w.Start(t.Context(), "line", asking, "", "")
		if err != nil {
			t.Fatal(err)
		}
		until(t, "failed", func() bool { return stateOf(t, w, j.ID) == siting.StateFailed })
		if now, _ := w.Get(t.Context(), "line", j.ID); !strings.Contains(now.Failure, "oh") {
			t.Errorf("failure %q", now.Failure)
		}
	}
}

// One that is taken away while its search winds up stays away.
func TestASitingTakenAwayStaysAway(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	slow := make(chan struct{})
	w, stop := runner(t, dir, func(ctx context.Context, _ siting.Options) (*siting.Answer, error) {
		<-ctx.Done()
		<-slow
		return &siting.Answer{State: siting.StateCancelled}, nil
	})
	j, err := w.Start(t.Context(), "line", asking, "", "")
	if err != nil {
		t.Fatal(err)
	}
	until(t, "running", func() bool { return stateOf(t, w, j.ID) == siting.StateRunning })
	for range 2 { // cancelled, then taken away
		if err := w.Cancel(t.Context(), "line", j.ID); err != nil {
			t.Fatal(err)
		}
	}
	close(slow)
	stop()
	if list, err := sitings.Load(sitings.Path(dir)); len(list) != 0 || err != nil {
		t.Errorf("it is back: %v %v", list, err)
	}
}

// Where nothing can be kept nothing is started.
func TestSitingsThatCannotBeKept(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	if err := os.WriteFile(sitings.Path(dir), nil, 0o644); err != nil { // in the folder's place
		t.Fatal(err)
	}
	w, _ := runner(t, dir, untilDone)
	if _, err := w.Start(t.Context(), "line", asking, "", ""); !errors.Is(err, scenario.ErrReadOnly) {
		t.Errorf("started: %v", err)
	}
	if list, _ := w.List(t.Context(), "line"); len(list) != 0 {
		t.Errorf("there are %v", list)
	}
}

// A city keeps so many sitings; those done longest ago go.
func TestOldSitingsGo(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	w, _ := runner(t, dir, func(context.Context, siting.Options) (*siting.Answer, error) {
		return &siting.Answer{State: siting.StateFinished}, nil
	})
	var ids []string
	for i := range host.MostJobs + 3 {
		j, err := w.Start(t.Context(), "line", asking, "", fmt.Sprint(i))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, j.ID)
		until(t, "done", func() bool { return stateOf(t, w, j.ID) == siting.StateFinished })
	}
	kept, err := filepath.Glob(sitings.Path(dir) + "/*.json")
	if err != nil || len(kept) != host.MostJobs {
		t.Errorf("%d are kept: %v", len(kept), err)
	}
	if _, err := w.Get(t.Context(), "line", ids[0]); err != rest.ErrNoSiting {
		t.Errorf("the first: %v", err)
	}
}
