package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"lifecircle/coverage/scenario"
)

// A draft is what an author wrote, with the text of it that is kept.
type draft struct {
	scenario.Draft
	tags, changes string // as JSON
}

// tidy makes a draft of what an author gives, as it will read back: valid UTF-8,
// tags sorted and each once, an empty list nil.
func tidy(given scenario.Draft) (draft, error) {
	tags := make([]string, len(given.Tags))
	for i, tag := range given.Tags {
		tags[i] = valid(tag)
	}
	slices.Sort(tags)
	list, err := json.Marshal(slices.Compact(tags))
	if err != nil {
		return draft{}, err
	}
	return decode(valid(given.Name), valid(given.Notes), string(list), string(scenario.Encode(given.Changes)))
}

func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func decode(name, notes, tags, changes string) (draft, error) {
	d := draft{Draft: scenario.Draft{Name: name, Notes: notes}, tags: tags, changes: changes}
	if err := json.Unmarshal([]byte(tags), &d.Tags); err != nil {
		return d, err
	}
	if len(d.Tags) == 0 {
		d.Tags = nil
	}
	numbers := json.NewDecoder(strings.NewReader(changes))
	numbers.UseNumber()
	var tree any
	if err := numbers.Decode(&tree); err != nil {
		return d, err
	}
	if _, err := numbers.Token(); err != io.EOF {
		return d, errors.New("there is something behind the changes")
	}
	var err error
	if d.Changes, err = scenario.Decode(tree); len(d.Changes) == 0 {
		d.Changes = nil
	}
	return d, err
}

// same reports whether two changes are written alike.
func same(a, b scenario.Change) bool {
	return bytes.Equal(scenario.Encode([]scenario.Change{a}), scenario.Encode([]scenario.Change{b}))
}
