package scenario

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
)

// How much one change may hold.
const (
	mostID        = 200
	mostName      = 500
	mostServices  = 100
	mostEntrances = 100
	mostCorners   = 200_000
	mostLine      = 10_000
	mostPeople    = 1e10
	mostCapacity  = 1e9
	mostLengthM   = 100_000
	mostSteps     = 100_000
	mostFactor    = 1000
	mostWeight    = 1e12
)

// A field is one key of a change: how it is read from a tree, and written back.
type field struct {
	read  func(c *Change, v any) error // an error says what is wrong and what to do
	write func(c *Change) any          // nil: not given
}

func wrong(format string, args ...any) error { return fmt.Errorf(format, args...) }

// fieldOf returns the field of a name. It is a function rather than a table, so
// that tables and checks can be written beside each other.
func fieldOf(name string) field {
	switch name {
	case "id", "code":
		return text(func(c *Change) *string { return &c.ID }, mostID)
	case "name":
		return text(func(c *Change) *string { return &c.Name }, mostName)
	case "profile":
		return text(func(c *Change) *string { return &c.Profile }, mostID)
	case "group":
		return text(func(c *Change) *string { return &c.Group }, mostID)
	case "kind":
		return choice(func(c *Change) *LinkKind { return &c.Link }, LinkFootway, LinkPath, LinkSteps, LinkCrossing, LinkGate)
	case "crossing":
		return choice(func(c *Change) *CrossingKind { return &c.Crossing }, CrossingUnmarked, CrossingMarked, CrossingSignals)
	case "lon", "lat":
		return coordinate(name)
	case "lift":
		return flag(func(c *Change) *bool { return &c.Lift })
	case "all":
		return flag(func(c *Change) *bool { return &c.All })
	case "services":
		return field{readServices, func(c *Change) any { return orNil(c.Services, c.Services == nil) }}
	case "entrances":
		return points(func(c *Change) *[]orb.Point { return &c.Entrances }, 0, mostEntrances)
	case "line":
		return points(func(c *Change) *[]orb.Point { return &c.Line }, 2, mostLine)
	case "near":
		return field{readNear, func(c *Change) any { return orNil(c.Near, c.Near == nil) }}
	case "urban":
		return field{readUrban, writeUrban}
	case "polygon":
		return field{readPolygon, writePolygon}
	}
	return numberField(name)
}

// numberField returns the fields that are numbers, or numbers by name.
func numberField(name string) field {
	switch name {
	case "length_m":
		return field{func(c *Change, v any) (err error) {
			c.LengthM, err = between(v, 0.001, mostLengthM, "metres")
			return err
		}, func(c *Change) any { return orNil(c.LengthM, c.LengthM == 0) }}
	case "steps":
		return field{func(c *Change, v any) (err error) {
			c.Steps, err = whole(v, 1, mostSteps)
			return err
		}, func(c *Change) any { return orNil(c.Steps, c.Steps == 0) }}
	case "minutes":
		return field{func(c *Change, v any) error {
			m, err := between(v, math.SmallestNonzeroFloat64, coverage.MaxMinutes, "minutes")
			if err != nil {
				return wrong("give minutes over 0 and at most %d", coverage.MaxMinutes)
			}
			c.Minutes = &m
			return nil
		}, func(c *Change) any { return orNil(c.Minutes, c.Minutes == nil) }}
	case "factor":
		return field{func(c *Change, v any) error {
			f, err := between(v, 0, mostFactor, "times")
			c.Factor = &f
			return err
		}, func(c *Change) any { return orNil(c.Factor, c.Factor == nil) }}
	case "target":
		return field{readTarget, func(c *Change) any {
			if c.Target == nil {
				return nil
			}
			return float64(*c.Target) / 1e6
		}}
	case "way":
		return field{func(c *Change, v any) error {
			id, err := whole(v, math.MinInt64, math.MaxInt64)
			c.Way = &id
			return err
		}, func(c *Change) any { return orNil(c.Way, c.Way == nil) }}
	case "level":
		return field{func(c *Change, v any) error {
			l, err := whole(v, math.MinInt32, math.MaxInt32)
			level := int(l)
			c.Level = &level
			return err
		}, func(c *Change) any { return orNil(c.Level, c.Level == nil) }}
	case "district":
		return field{func(c *Change, v any) error {
			s, err := words(v, 0, mostID)
			c.District = &s
			return err
		}, func(c *Change) any { return orNil(c.District, c.District == nil) }}
	case "capacity":
		return field{readCapacity, func(c *Change) any { return orNil(c.Capacity, c.Capacity == nil) }}
	case "groups":
		return amounts(func(c *Change) *map[string]coverage.Amount { return &c.Groups }, mostPeople)
	case "weights":
		return amounts(func(c *Change) *map[string]coverage.Amount { return &c.Weight }, mostWeight)
	}
	panic("scenario: no field " + name) // forms name fields of this file
}

func orNil[T any](v T, missing bool) any {
	if missing {
		return nil
	}
	return v
}

func text(at func(*Change) *string, most int) field {
	return field{func(c *Change, v any) (err error) {
		*at(c), err = words(v, 1, most)
		return err
	}, func(c *Change) any { return orNil(*at(c), *at(c) == "") }}
}

// words reads text of least to most bytes without control characters.
func words(v any, least, most int) (string, error) {
	s, ok := v.(string)
	switch {
	case !ok:
		return "", wrong("text is wanted: put it in quotes")
	case len(s) < least:
		return "", wrong("it is empty: give some text, or leave the field out")
	case len(s) > most:
		return "", wrong("it has %d bytes: give at most %d", len(s), most)
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '\u007f' || r == '\uFFFD' }):
		return "", wrong("it holds control characters or bytes that are no UTF-8: write plain text")
	}
	return s, nil
}

func choice[T ~string](at func(*Change) *T, known ...T) field {
	return field{func(c *Change, v any) error {
		s, ok := v.(string)
		if !ok || !slices.Contains(known, T(s)) {
			names := make([]string, len(known))
			for i, k := range known {
				names[i] = string(k)
			}
			return wrong("give one of %s", strings.Join(names, ", "))
		}
		*at(c) = T(s)
		return nil
	}, func(c *Change) any { return orNil(string(*at(c)), *at(c) == "") }}
}

func flag(at func(*Change) *bool) field {
	return field{func(c *Change, v any) error {
		b, ok := v.(bool)
		if !ok {
			return wrong("give true or false")
		}
		*at(c) = b
		return nil
	}, func(c *Change) any { return orNil(true, !*at(c)) }}
}

func coordinate(name string) field {
	axis, most := 0, 180.0
	if name == "lat" {
		axis, most = 1, 90.0
	}
	return field{func(c *Change, v any) error {
		x, err := between(v, -most, most, "degrees")
		if c.At == nil {
			c.At = &orb.Point{}
		}
		c.At[axis] = x
		return err
	}, func(c *Change) any {
		if c.At == nil {
			return nil
		}
		return c.At[axis]
	}}
}
