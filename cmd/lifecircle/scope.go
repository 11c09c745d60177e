package main

import (
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

// peopleFlags say whom a question about a service is about, and how far they walk.
func peopleFlags(f *pflag.FlagSet) {
	f.String("group", "", "people of this group, such as age_60_plus (default the service's own)")
	f.String("area", "", "all, urban or rural (default the service's own)")
	f.Float64("minutes", 0, "the walking limit (default the service's own)")
}

// weightFlag says what is counted.
func weightFlag(f *pflag.FlagSet) {
	f.String("weight", "", "what is counted: people, "+strings.Join(coverage.Weights, ", ")+" (default people)")
}

func readPeople(f *pflag.FlagSet, group *string, area *coverage.Area, minutes *float64) (err error) {
	*group, _ = f.GetString("group")
	which, _ := f.GetString("area")
	*area = coverage.Area(which)
	*minutes, err = readMinutes(f)
	return err
}

// walkingFlags say how they walk.
func walkingFlags(f *pflag.FlagSet) {
	f.String("profile", "", "how people walk: standard, senior, wheelchair … (default the service's own)")
	f.String("private", "", "residents' streets: closed, residents or open (default as the city was built)")
}

func readWalking(f *pflag.FlagSet, profile *string, private *streets.Private) {
	*profile, _ = f.GetString("profile")
	treatment, _ := f.GetString("private")
	*private = streets.Private(treatment)
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
