package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/data/workspace"
)

// withFormat builds the sample city and gives its tables another format.
func withFormat(t *testing.T, format string) (toml, dir string) {
	t.Helper()
	folder := sample(t)
	toml, dir = filepath.Join(folder, "city.toml"), filepath.Join(folder, "city.lifecircle")
	if got := lifecircle(t, "build", toml); got.code != 0 {
		t.Fatal(got.err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, workspace.TablesFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE meta SET value = ? WHERE key = 'format'`, format); err != nil {
		t.Fatal(err)
	}
	return toml, dir
}

// asking are the commands that open a workspace.
func asking(t *testing.T, dir string) [][]string {
	t.Helper()
	changes := changeFile(t, "changes.json", `{"changes":[]}`)
	question := changeFile(t, "question.json", `{"services":["clinic"],"goal":"most_people","count":1,"candidates":[{"demand":true}]}`)
	return [][]string{
		{"coverage", dir}, {"walk", dir, "--place", "e001", "--service", "clinic"}, {"gaps", dir, "--service", "clinic"},
		{"whatif", dir, changes}, {"fragility", dir, "--service", "clinic"}, {"siting", dir, question}, {"links", dir, "--service", "clinic"},
		{"isochrone", dir, "--from", "121.4,31.2"}, {"age-friendly", dir, "--service", "clinic"}, {"access", dir},
		{"export", dir, "--layer", "cells", "--out", filepath.Join(t.TempDir(), "cells.csv")}, {"bridge", dir, "--service", "clinic"},
		{"report", dir}, {"serve", dir, "--addr", "127.0.0.1:0", "-q"},
	}
}

// A workspace that an older program built is refused by every command with the line
// to type; that line makes it anew without a word.
func TestAnOlderWorkspaceSaysTheLineToTypeAndThatLineMendsIt(t *testing.T) {
	toml, dir := withFormat(t, "1")
	before := lifecircle(t, "build", toml, "--out", filepath.Join(t.TempDir(), "clean.lifecircle"))
	line := "lifecircle build " + toml
	want := filepath.Join(dir, workspace.TablesFile) + ": was built by an older lifecircle: build the city again with `" + line + "` "
	commands := asking(t, dir)
	for _, args := range commands {
		if got := lifecircle(t, args...); got.code != exitRefused || got.out != "" || !strings.HasPrefix(got.err, want) {
			t.Errorf("%s: %d %q %q, want %q", args[0], got.code, got.out, got.err, want)
		}
	}
	for _, c := range commandsThatTake(t, "DIR") {
		if c == "verify" { // has a test of its own
			continue
		}
		if !containsCommand(commands, c) {
			t.Errorf("%s is not asked", c)
		}
	}
	got := lifecircle(t, append(strings.Fields(line)[1:], "-q")...)
	if got.code != 0 || got.err != "" || strings.Contains(got.out, "taken over") {
		t.Fatalf("%d %q %q", got.code, got.err, got.out)
	}
	body := func(r ran) string { return r.out[:strings.LastIndex(r.out, "built ")] }
	if body(got) != body(before) {
		t.Errorf("it says\n%s, and from nothing\n%s", got.out, before.out)
	}
	if got := lifecircle(t, "coverage", dir); got.code != 0 {
		t.Errorf("afterwards: %d %s", got.code, got.err)
	}
}

// commandsThatTake lists the commands whose first argument is so called.
func commandsThatTake(t *testing.T, argument string) (names []string) {
	t.Helper()
	for _, c := range (&program{stdout: os.Stdout, stderr: os.Stderr, env: noEnv}).root().Commands() {
		if words := strings.Fields(c.Use); len(words) > 1 && strings.HasPrefix(words[1], argument) {
			names = append(names, words[0])
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %v take %s", names, argument)
	}
	return names
}

func containsCommand(commands [][]string, name string) bool {
	for _, args := range commands {
		if args[0] == name {
			return true
		}
	}
	return false
}

func TestANewerWorkspaceSaysToUpgrade(t *testing.T) {
	_, dir := withFormat(t, "99")
	for _, args := range asking(t, dir) {
		if got := lifecircle(t, args...); got.code != exitRefused || got.out != "" || !strings.Contains(got.err, "was built by a newer lifecircle: upgrade this one") {
			t.Errorf("%s: %d %q %q", args[0], got.code, got.out, got.err)
		}
	}
}
