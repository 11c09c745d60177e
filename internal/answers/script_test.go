package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestAlternativesMakeAQuestionEach(t *testing.T) {
	got := alternatives(`a {b|c}{|?d=e} {"json":[1]} {f}`)
	want := []string{`a b {"json":[1]} {f}`, `a b?d=e {"json":[1]} {f}`, `a c {"json":[1]} {f}`, `a c?d=e {"json":[1]} {f}`}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestQuotesHoldWordsTogether(t *testing.T) {
	got, err := split(`coverage --district '' -d '{"a": 1}'`)
	if want := []string{"coverage", "--district", "", "-d", `{"a": 1}`}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := split(`walk 'without an end`); err == nil {
		t.Error("an open quote passes")
	}
}

// Every script can be read for every city, each question has a name of its own, and
// every value that a script names is known in some city: else it would never be asked.
func TestScriptsCanBeAsked(t *testing.T) {
	cities, err := readCities(slices.Sorted(maps.Keys(sources)))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{}
	for _, c := range cities {
		maps.Copy(known, c.values)
	}
	for _, c := range cities {
		for script, name := range map[string]func(question) string{
			"commands.txt": func(q question) string { return filepath.Join(q.words[0], fileName(q.line)) },
			"requests.txt": func(q question) string { return placeOf(q, c.values["id"]) },
			"dialogue.txt": func(q question) string { return q.line },
		} {
			list, err := scriptsOf(c, script)
			if err != nil {
				t.Fatal(err)
			}
			asked := map[string]string{}
			for _, q := range once(list) {
				n := name(q)
				if asked[n] != "" {
					t.Errorf("%s: %q and %q are both kept as %s", c.name, asked[n], q.line, n)
				}
				asked[n] = q.line
			}
		}
	}
	for _, script := range []string{"commands.txt", "requests.txt", "dialogue.txt", "keys.txt"} {
		text, err := scripts.ReadFile("scripts/" + script)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range linesOf(text) {
			if _, complete := substitute(line, known); !complete {
				t.Errorf("%s: no city has all values of %q", script, strings.TrimSpace(line))
			}
		}
	}
}
