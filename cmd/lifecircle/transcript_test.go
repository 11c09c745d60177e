package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A transcript is a ```console block of a document: commands after "$ ", each
// with the output that a reader is promised below it.
type transcript struct {
	file  string
	line  int // of the first command, 1-based
	steps []step
}

type step struct {
	line    int
	command string
	output  []string
}

// A fence is any other fenced block.
type fence struct {
	line  int
	kind  string
	lines []string
}

// readDocument finds the blocks of a Markdown file.
func readDocument(path string) (transcripts []transcript, others []fence, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	lines := strings.Split(string(data), "\n")
	for i := 0; i < len(lines); i++ {
		kind, opens := strings.CutPrefix(lines[i], "```")
		if !opens {
			continue
		}
		start := i + 1
		for i++; i < len(lines) && lines[i] != "```"; i++ {
		}
		if i == len(lines) {
			return nil, nil, fmt.Errorf("%s:%d: a block is not closed", path, start)
		}
		if kind != "console" {
			others = append(others, fence{start, kind, lines[start:i]})
			continue
		}
		t := transcript{file: path, line: start + 1}
		for n, line := range lines[start:i] {
			if command, is := strings.CutPrefix(line, "$ "); is {
				t.steps = append(t.steps, step{line: start + n + 1, command: command})
			} else if len(t.steps) == 0 {
				return nil, nil, fmt.Errorf("%s:%d: output before the first command", path, start+n+1)
			} else {
				last := &t.steps[len(t.steps)-1]
				last.output = append(last.output, line)
			}
		}
		transcripts = append(transcripts, t)
	}
	return transcripts, others, nil
}

// rewrite puts what was really printed into a document.
func rewrite(path string, transcripts []transcript) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lines := strings.Split(string(data), "\n")
	for i := len(transcripts) - 1; i >= 0; i-- {
		t := transcripts[i]
		last := t.line - 1
		for lines[last] != "```" {
			last++
		}
		var block []string
		for _, s := range t.steps {
			block = append(append(block, "$ "+s.command), s.output...)
		}
		lines = append(lines[:t.line-1], append(block, lines[last:]...)...)
	}
	return os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o666)
}

// matches reports whether output is what is promised. A promised line "..." is
// any number of lines, also none; "..." within a line is any text.
func matches(promised, output []string) bool {
	if len(promised) == 0 {
		return len(output) == 0
	}
	if promised[0] == "..." {
		for skip := 0; skip <= len(output); skip++ {
			if matches(promised[1:], output[skip:]) {
				return true
			}
		}
		return false
	}
	return len(output) > 0 && lineMatches(promised[0], output[0]) && matches(promised[1:], output[1:])
}

func lineMatches(promised, line string) bool {
	parts := strings.Split(promised, "...")
	if len(parts) == 1 {
		return promised == line
	}
	rest, ok := strings.CutPrefix(line, parts[0])
	if !ok {
		return false
	}
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, last)
}

// elide shortens output as what was promised before is: the same numbers of
// lines around "...", and a line with "..." cut where that one is.
func elide(promised, output []string) []string {
	head, tail := len(promised), 0
	for i, line := range promised {
		if line == "..." {
			head, tail = min(i, head), len(promised)-1-i
		}
	}
	if head == len(promised) { // nothing left out
		tail = max(len(output)-head, 0)
	} else if head+tail >= len(output) {
		return output
	}
	var short []string
	for i, line := range output {
		before, after := i < head, i >= len(output)-tail
		like := ""
		switch {
		case before && i < len(promised):
			like = promised[i]
		case after && head < len(promised):
			like = promised[len(promised)-(len(output)-i)]
		case !before && !after:
			if i == head {
				short = append(short, "...")
			}
			continue
		}
		if at := strings.Index(like, "..."); at >= 0 && at < len(line) {
			line = strings.ToValidUTF8(line[:at], "") + "..."
		}
		short = append(short, line)
	}
	return short
}

// split cuts a command line into words as a shell does, as far as quotes go.
func split(command string) []string {
	var words []string
	var word strings.Builder
	inWord := false
	quote := rune(0)
	for _, r := range command {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, inWord = r, true
		case quote == 0 && r == ' ':
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words
}

// outputLines cuts output into lines, without the carriage returns of CSV.
func outputLines(b []byte) []string {
	text := strings.ReplaceAll(string(bytes.TrimRight(b, "\r\n")), "\r\n", "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// documents lists what readers are promised things in.
func documents(root string) ([]string, error) {
	docs, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		return nil, err
	}
	return append([]string{filepath.Join(root, "README.md"), filepath.Join(root, "README.zh-CN.md")}, docs...), nil
}
