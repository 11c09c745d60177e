package manifest_test

import (
	"errors"
	"strings"
	"testing"

	"lifecircle/data/finding"
	"lifecircle/data/manifest"
)

const question = `services = ["clinic"]
goal = "most_people"
count = 3
apart_m = 300
candidates = [{nodes = true, district = "310101"}, {cells = 9}]

[stop]
gap = 0.01
`

func TestReadQuestion(t *testing.T) {
	f, err := manifest.ReadQuestion("question.toml", []byte(question))
	if err != nil {
		t.Fatal(err)
	}
	q := f.Question
	if q.Services[0] != "clinic" || q.Count != 3 || q.ApartM != 300 || q.Stop.Gap != 0.01 || !q.Candidates[0].Nodes ||
		q.Candidates[0].District != "310101" || q.Candidates[1].Cells != 9 {
		t.Errorf("%+v", q)
	}
}

// What is wrong is refused with its line, all at once.
func TestQuestionsAreRefusedWithTheirLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"no TOML", "services = [", []string{"question.toml:1"}},
		{"unknown key", question + "\n[candidate]\nx = 1\n", []string{"question.toml:10", "candidate", "there is no such key"}},
		{"several", "services = []\ngoal = \"best\"\ncount = -1\ncandidates = [{cells = 99}]\n", []string{
			"question.toml:1", "question.toml:2", "one of most_people", "question.toml:3", "whole number", "question.toml:4", "candidates[0].cells"}},
		{"a date", strings.Replace(question, "count = 3", "count = 2026-01-01", 1), []string{"question.toml:3", "count"}},
		{"no number of facilities", strings.Replace(question, "count = 3\n", "", 1), []string{"count", "give a budget"}},
		{"negative cost", strings.Replace(question, "{cells = 9}", "{cells = 9, cost = -2.5}", 1), []string{"question.toml:5", "candidates[1].cost", "-2.5"}},
		{"fixed and forbidden", "fixed = [\"a\"]\nforbidden = [\"a\"]\n" + question, []string{"question.toml:1", "fixed[0]", "forbidden"}},
		{"a link that is none", question + "\n[links]\ncount = 1\n[[links.given]]\ncost = 1\nclose_facility = {id = \"A\"}\n",
			[]string{"links.given[0].close_facility", "open_link or a reopen_link"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := manifest.ReadQuestion("question.toml", []byte(c.text))
			var refusal *finding.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("not refused: %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
		})
	}
}

// Whatever is read, nothing panics, and a refusal names the file.
func FuzzReadQuestion(f *testing.F) {
	f.Add([]byte(question))
	f.Add([]byte(`{"services":["a"],"goal":"least_cost","budget":{"1":2},"candidates":[{"layer":{"type":"FeatureCollection","features":[]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := manifest.ReadQuestion("q.toml", data); err != nil && !strings.Contains(err.Error(), "q.toml") {
			t.Fatalf("no file in %v", err)
		}
	})
}
