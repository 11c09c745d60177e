package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// given returns a flag's value; nil where the flag is not given, which is not the
// same as its default.
func given[T any](f *pflag.FlagSet, name string, get func(string) (T, error)) *T {
	if !f.Changed(name) {
		return nil
	}
	v, _ := get(name)
	return &v
}

// scopeFlags say whom a question counts and how they walk, as [readScope] reads
// them. A flag that the command has already, in words or of a kind of its own, stays;
// those of without are not taken.
func scopeFlags(f *pflag.FlagSet, without ...string) {
	words := func(name, words string) {
		if f.Lookup(name) == nil && !slices.Contains(without, name) {
			f.String(name, "", words)
		}
	}
	words("group", "people of this group, such as age_60_plus (default the service's own)")
	words("area", "all, urban or rural (default the service's own)")
	words("weight", "what is counted: people, "+strings.Join(coverage.Weights, ", ")+" (default people)")
	words("profile", "how people walk: standard, senior, wheelchair … (default the service's own)")
	words("private", "residents' streets: closed, residents or open (default as the city was built)")
	words("district", `only people of this district (its code; "" is those in no district)`)
	if f.Lookup("minutes") == nil && !slices.Contains(without, "minutes") {
		f.Float64("minutes", 0, "the walking limit (default the service's own)")
	}
	if f.Lookup("level") == nil && !slices.Contains(without, "level") {
		f.Int("level", 0, "the level of the district, where several have its code")
	}
}

// readScope reads what the flags of a scope say, as far as the command has them.
func readScope(f *pflag.FlagSet) (coverage.Scope, error) {
	text := func(name string) string { v, _ := f.GetString(name); return v }
	s := coverage.Scope{
		Group: text("group"), Area: coverage.Area(text("area")), Weight: text("weight"), Profile: text("profile"), Private: streets.Private(text("private")),
		District: given(f, "district", f.GetString), Level: given(f, "level", f.GetInt),
	}
	if m := f.Lookup("minutes"); m == nil || m.Value.Type() != "float64" {
		return s, nil // the question has a list of limits, or none
	}
	var err error
	s.Minutes, err = readMinutes(f)
	return s, err
}

// readMinutes reads a single limit; 0 where none is given.
func readMinutes(f *pflag.FlagSet) (float64, error) {
	minutes, err := f.GetFloat64("minutes")
	if err == nil && f.Changed("minutes") && !(minutes > 0 && minutes <= coverage.MaxMinutes) {
		err = usage("--minutes %v: give minutes over 0 and at most %d", minutes, coverage.MaxMinutes)
	}
	return minutes, err
}

// readLimits reads a list of limits, which the engine judges.
func readLimits(f *pflag.FlagSet) ([]float64, error) {
	minutes, err := readList(f, "minutes")
	if err != nil {
		return nil, err
	}
	var limits []float64
	for _, m := range minutes {
		limit, err := strconv.ParseFloat(m, 64)
		if err != nil {
			return nil, usage("--minutes %q: write numbers, such as 5,10,15", m)
		}
		limits = append(limits, limit)
	}
	return limits, nil
}
