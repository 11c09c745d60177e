package osm

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lifecircle/data/finding"
	"lifecircle/data/osm/scan"
)

// A TagTable says which tags offer which service and which places do not
// count: `seeds/tags/facilities.toml`, whose head explains its rows.
type TagTable struct {
	offers     map[string][]offer // by a key that an element must have
	access     []accessRow
	capacity   map[string][]string // keys by service
	attributes []string
	services   []string // sorted
}

type offer struct {
	service string
	tags    condition
}

type accessRow struct {
	services map[string]bool
	tags     condition
	because  string // empty: it counts
}

// The words of an access row's `because`, and the codes of their notes.
var leftOut = map[string]string{
	"private": "facility_private",
	"disused": "facility_disused",
}

// A condition holds if each key has one of its values.
type condition []struct {
	key    string
	values []string // "*" is any, "" is none
}

// matches reports whether tags meet the condition.
func (c condition) matches(tags scan.Tags) bool {
	for _, k := range c {
		if !oneOf(tags.Get(k.key), k.values) {
			return false
		}
	}
	return true
}

// oneOf reports whether a tag's value, or one of several between semicolons,
// is among values.
// wiki.openstreetmap.org/wiki/Semi-colon_value_separator
func oneOf(value string, values []string) bool {
	if value == "" {
		return slices.Contains(values, "")
	}
	for {
		one, rest, more := strings.Cut(value, ";")
		one = strings.TrimSpace(one)
		for _, v := range values {
			if one != "" && (v == one || v == "*") {
				return true
			}
		}
		if !more {
			return false
		}
		value = rest
	}
}

var serviceID = regexp.MustCompile(`^[a-z0-9_]+$`)

// ParseTagTable reads a table of tags. name stands in its errors, which are
// [finding.Refusal].
func ParseTagTable(name string, data []byte) (*TagTable, error) {
	var file struct {
		Attributes []string            `toml:"attributes"`
		Capacity   map[string][]string `toml:"capacity"`
		Offer      []struct {
			Service string              `toml:"service"`
			Tags    map[string][]string `toml:"tags"`
		} `toml:"offer"`
		Access []struct {
			Services []string            `toml:"services"`
			Tags     map[string][]string `toml:"tags"`
			Counts   bool                `toml:"counts"`
			Because  string              `toml:"because"`
		} `toml:"access"`
	}
	if err := parseTOML(name, data, &file); err != nil {
		return nil, err
	}
	t := &TagTable{offers: map[string][]offer{}, capacity: file.Capacity, attributes: file.Attributes}
	wrong := func(kind string, i int, field, value, problem string) error {
		return &finding.Refusal{Kind: finding.ErrInvalid, File: name, Feature: fmt.Sprintf("%s %d", kind, i+1), Field: field, Value: value, Problem: problem}
	}
	for i, row := range file.Offer {
		if !serviceID.MatchString(row.Service) {
			return nil, wrong("offer", i, "service", row.Service, "is not a service's id: use a-z, 0-9 and _")
		}
		tags := conditionOf(row.Tags)
		anchor := slices.IndexFunc(tags, func(k struct {
			key    string
			values []string
		}) bool {
			return !slices.Contains(k.values, "")
		})
		if anchor < 0 {
			return nil, wrong("offer", i, "tags", "", "name no key that a place must have: add one")
		}
		key := tags[anchor].key
		t.offers[key] = append(t.offers[key], offer{row.Service, tags})
		t.services = append(t.services, row.Service)
	}
	sort.Strings(t.services)
	t.services = slices.Compact(t.services)
	for i, row := range file.Access {
		a := accessRow{services: map[string]bool{}, tags: conditionOf(row.Tags), because: row.Because}
		for _, s := range row.Services {
			if !slices.Contains(t.services, s) {
				return nil, wrong("access", i, "services", s, "is offered by no row of this table")
			}
			a.services[s] = true
		}
		if _, known := leftOut[row.Because]; known == row.Counts || row.Counts && row.Because != "" {
			return nil, wrong("access", i, "because", row.Because, `is not a reason: write "private" or "disused", or counts = true instead`)
		}
		if len(a.tags) == 0 || len(a.services) == 0 {
			return nil, wrong("access", i, "tags", "", "and services must not be empty")
		}
		t.access = append(t.access, a)
	}
	return t, nil
}

// Services returns the ids of all services in the table, sorted.
func (t *TagTable) Services() []string { return slices.Clone(t.services) }

func conditionOf(tags map[string][]string) condition {
	var c condition
	for key, values := range tags {
		c = append(c, struct {
			key    string
			values []string
		}{key, values})
	}
	sort.Slice(c, func(i, j int) bool { return c[i].key < c[j].key })
	return c
}

// A match is what an element offers.
type match struct {
	services []string // sorted
	left     []string // services that it would offer, did it count
	because  []string // beside left
}

// match returns what an element with these tags offers of the services wanted.
func (t *TagTable) match(tags scan.Tags, wanted map[string]bool) (m match) {
	for i := range tags.Len() {
		key, _ := tags.Pair(i)
		for _, o := range t.offers[key] {
			if !wanted[o.service] || slices.Contains(m.services, o.service) || slices.Contains(m.left, o.service) || !o.tags.matches(tags) {
				continue
			}
			if because := t.leaves(o.service, tags); because != "" {
				m.left = append(m.left, o.service)
				m.because = append(m.because, because)
			} else {
				m.services = append(m.services, o.service)
			}
		}
	}
	sort.Strings(m.services)
	return m
}

// leaves returns why a place does not count for a service, or "".
func (t *TagTable) leaves(service string, tags scan.Tags) string {
	for _, row := range t.access {
		if row.services[service] && row.tags.matches(tags) {
			return row.because
		}
	}
	return ""
}

// parseTOML reads strictly: a key that nobody defined is refused with its line.
func parseTOML(name string, data []byte, into any) error {
	err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(into)
	if err == nil {
		return nil
	}
	r := &finding.Refusal{Kind: finding.ErrInvalid, File: name, Problem: "is not a table of tags", Cause: err}
	var strict *toml.StrictMissingError
	var decode *toml.DecodeError
	switch {
	case errors.As(err, &strict) && len(strict.Errors) > 0:
		first := strict.Errors[0]
		r.Line, _ = first.Position()
		r.Kind, r.Cause = finding.ErrUnknown, nil
		r.Field, r.Problem = strings.Join(first.Key(), "."), "is not a key of this table"
	case errors.As(err, &decode):
		r.Line, _ = decode.Position()
		r.Cause = errors.New(decode.Error())
	}
	return r
}
