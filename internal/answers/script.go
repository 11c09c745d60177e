package main

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

//go:embed scripts
var scripts embed.FS

// A question is a line of a script, ready to be asked. Scripts are written as a shell
// would have it:
//
//	coverage city.lifecircle --service $service {|--lang zh} --format {json|csv}
//
// $service is a value of the city, {a|b} makes a question of each, 'quotes' hold words
// together, and < FILE is standard input; there is nothing else. A line is not asked of
// a city that lacks one of its values. Lines that begin with # are remarks.
type question struct {
	line  string   // with the values in it
	words []string // of the line
}

// late are the values that are known when a question is asked, not before.
var late = []string{
	"out",    // what the command is to write, which becomes a part of the answer
	"siting", // of a dialogue: the id of the siting that was started last
	"etag",   // of a dialogue: the entity tag of the answer before
	"next",   // of a dialogue: where the answer before says that the next page is
}

// questionsOf reads a script for a city; a script that is not there asks nothing.
func questionsOf(files embed.FS, script string, values map[string]string) ([]question, error) {
	text, err := files.ReadFile(script)
	if err != nil {
		return nil, nil
	}
	var out []question
	for _, line := range linesOf(text) {
		said, complete := substitute(line, values)
		if !complete {
			continue
		}
		for _, one := range alternatives(said) {
			words, err := split(one)
			if err != nil {
				return nil, fmt.Errorf("%s: %q: %w", script, line, err)
			}
			out = append(out, question{strings.Join(strings.Fields(one), " "), words})
		}
	}
	return out, nil
}

// linesOf returns the lines that are neither blank nor remarks.
func linesOf(text []byte) []string {
	var out []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

var value = regexp.MustCompile(`\$[a-z]+[0-9]*`)

// substitute puts values in the place of their names, but for the late ones. It is
// complete unless one lacks.
func substitute(text string, values map[string]string) (said string, complete bool) {
	complete = true
	said = value.ReplaceAllStringFunc(text, func(name string) string {
		v, known := values[name[1:]]
		if slices.Contains(late, name[1:]) {
			return name
		}
		complete = complete && known
		return v
	})
	return said, complete
}

// choice is braces with alternatives. Braces without a bar, and JSON's, are text.
var choice = regexp.MustCompile(`\{[^{}"]*\|[^{}"]*\}`)

// alternatives returns the lines that a line with {a|b} stands for.
func alternatives(line string) []string {
	at := choice.FindStringIndex(line)
	if at == nil {
		return []string{line}
	}
	var out []string
	for one := range strings.SplitSeq(line[at[0]+1:at[1]-1], "|") {
		out = append(out, alternatives(line[:at[0]]+one+line[at[1]:])...)
	}
	return out
}

// split returns the words of a line; single quotes hold words together, and may
// stand for an empty one.
func split(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	begun, quoted := false, false
	for _, r := range line {
		switch {
		case r == '\'':
			begun, quoted = true, !quoted
		case r == ' ' && !quoted:
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if quoted {
		return nil, fmt.Errorf("a quote is not closed")
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

// longestName is how many bytes the name of a file has at most.
const longestName = 180

// fileName makes a name of a question: its own letters, and _ for what shells mind.
// One that is long or says little so, such as JSON, ends with a hash.
func fileName(line string) string {
	keep := func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-.,=@:+%", r) {
			return r
		}
		return '_'
	}
	name := strings.TrimLeft(strings.Map(keep, line), "_")
	switch {
	case name == "":
		return "root"
	case len(name) <= longestName && !strings.ContainsAny(line, "{}[]'"):
		return name
	}
	for strings.Contains(name, "__") {
		name = strings.ReplaceAll(name, "__", "_")
	}
	sum := sha256.Sum256([]byte(line))
	return strings.ToValidUTF8(name[:min(len(name), longestName-9)], "") + "~" + hex.EncodeToString(sum[:4])
}

// scriptsOf reads what is asked of a city: what all are asked, and it alone.
func scriptsOf(c city, script string) ([]question, error) {
	all, err := questionsOf(scripts, path.Join("scripts", script), c.values)
	if err != nil {
		return nil, err
	}
	own, err := questionsOf(cityFiles, path.Join("cities", c.name, script), c.values)
	return append(all, own...), err
}

// once leaves out questions that were asked before: values of a city may be the same.
func once(list []question) []question {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(q question) bool {
		again := seen[q.line]
		seen[q.line] = true
		return again
	})
}
